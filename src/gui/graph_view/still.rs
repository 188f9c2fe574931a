//! A picture that has not changed is painted from triangles that were made before: while people read and correct the
//! text, a large map beside it costs next to nothing.

use std::sync::Arc;

use eframe::egui::epaint::{ClippedShape, Mesh, Tessellator};
use eframe::egui::{Color32, Context, FontId, Galley, Painter, Rect, Shape};
use petgraph::graph::NodeIndex;

use super::Camera;
use super::sync::Built;
use crate::gui::Theme;
use crate::map::picture::Emphasis;

/// What the picture depends on besides the places of things; who changes those calls [`Still::forget`].
#[derive(Clone, PartialEq)]
pub struct Key {
    pub built: Option<Built>,
    pub camera: Camera,
    pub view: Rect,
    pub theme: Theme,
    pub emphasis: Emphasis,
    pub focus: (usize, Option<NodeIndex>),
    pub cursor: Option<NodeIndex>,
    pub legend: bool,
    pub fine: bool,
    pub pixels_per_point: f32,
}

/// The last picture.
#[derive(Default)]
pub struct Still {
    key: Option<Key>,
    shapes: Option<Vec<Shape>>,
    /// The font atlas is another one when the same text gets another galley: glyphs have moved in it then.
    probe: Option<Arc<Galley>>,
}

impl Still {
    /// Something has moved.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Paints the last picture again if it is the one that is wanted; else notes what is wanted now. A picture is kept
    /// when it is asked for a second time: most are on their way to the next.
    pub fn paint(&mut self, painter: &Painter, key: Key) -> Found {
        let probe = painter.layout_no_wrap("relata".to_owned(), FontId::proportional(11.0), Color32::PLACEHOLDER);
        let same_fonts = self.probe.as_ref().is_some_and(|before| Arc::ptr_eq(before, &probe));
        if self.key.as_ref() != Some(&key) || !same_fonts {
            *self = Self { key: Some(key), shapes: None, probe: Some(probe) };
            return Found::New;
        }
        match &self.shapes {
            Some(shapes) => {
                painter.extend(shapes.iter().cloned());
                Found::Painted
            }
            None => Found::Again,
        }
    }

    /// Keeps what was painted on this layer from the shape with this number on.
    pub fn keep(&mut self, painter: &Painter, first: usize) {
        let ctx = painter.ctx();
        let painted: Vec<ClippedShape> = ctx
            .graphics(|layers| {
                layers.get(painter.layer_id()).map(|list| list.all_entries().skip(first).cloned().collect())
            })
            .unwrap_or_default();
        self.shapes = Some(triangles(ctx, painter.clip_rect(), painted));
    }
}

/// What [`Still::paint`] has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The picture is painted.
    Painted,
    /// The same as in the last frame, and worth keeping.
    Again,
    New,
}

/// How many shapes the layer has.
pub fn count(painter: &Painter) -> usize {
    painter.ctx().graphics(|layers| layers.get(painter.layer_id()).map_or(0, |list| list.all_entries().len()))
}

/// Lines and areas as triangles, as few meshes as the texts between them allow.
fn triangles(ctx: &Context, clip: Rect, shapes: Vec<ClippedShape>) -> Vec<Shape> {
    let options = ctx.tessellation_options(|options| *options);
    // The size of the font atlas matters to texts alone.
    let mut tessellator = Tessellator::new(ctx.pixels_per_point(), options, [1, 1], Vec::new());
    tessellator.set_clip_rect(clip);
    let (mut all, mut mesh) = (Vec::new(), Mesh::default());
    let flush = |mesh: &mut Mesh, all: &mut Vec<Shape>| {
        if !mesh.is_empty() {
            all.push(Shape::mesh(std::mem::take(mesh)));
        }
    };
    let mut open: Vec<Shape> = shapes.into_iter().rev().map(|clipped| clipped.shape).collect();
    while let Some(shape) = open.pop() {
        match shape {
            Shape::Vec(inner) => open.extend(inner.into_iter().rev()),
            shape @ (Shape::Text(_) | Shape::Mesh(_) | Shape::Callback(_)) => {
                flush(&mut mesh, &mut all);
                all.push(shape);
            }
            shape => tessellator.tessellate_shape(shape, &mut mesh),
        }
    }
    flush(&mut mesh, &mut all);
    all
}

//! The map of concepts and relations: an interactive mind map in which a quotation stands behind every edge.
//!
//! The picture is painted on egui's painter over a petgraph. A graph widget that repaints every frame would keep a core
//! busy for a map at rest; here a frame is asked for only while something moves.

mod access;
mod board;
mod camera;
mod curve;
mod emphasis;
mod evidence;
mod export;
#[cfg(test)]
mod fixture;
mod input;
mod label;
mod layout;
mod menu;
mod model;
mod motion;
mod options;
mod paint;
mod scene;
mod sync;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod toolbar;
mod view;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::Rect;
use petgraph::graph::NodeIndex;

use crate::domain::{Document, MentionId, Visibility};
use crate::gui::{Selection, Theme};
use crate::text::Span;

use board::Board;
use camera::Camera;
use emphasis::Spot;
use input::Drag;
use model::MapModel;
use motion::Motion;
use options::Options;
use scene::Legend;
use sync::Built;

pub use export::ExportError;
pub use options::KEYS;

/// What the map shows this frame.
#[derive(Clone, Copy)]
pub struct GraphViewInput<'a> {
    pub document: &'a Document,
    pub visibility: &'a Visibility,
    pub selection: &'a Selection,
    pub theme: Theme,
    /// Entity types that are not shown.
    pub hidden: &'a BTreeSet<Arc<str>>,
    pub hidden_relations: &'a BTreeSet<Arc<str>>,
    /// Sentences of the text, for quotations; may be empty, then the line is quoted.
    pub sentences: &'a [Span],
    /// The mention under the pointer in the text.
    pub hovered: Option<MentionId>,
    /// Which document this is: places are remembered for each.
    pub key: u64,
    /// Changes whenever annotations, visibility or hidden types do: only then the graph is built again.
    pub content: u64,
}

/// The state of the map: graph, places, camera, what moves.
#[derive(Default)]
pub struct GraphView {
    model: MapModel,
    board: Board,
    camera: Camera,
    options: Options,
    motion: Motion,
    built: Option<Built>,
    hover: Option<Spot>,
    drag: Drag,
    /// What the context menu is about.
    menu: Option<Spot>,
    /// The node the arrow keys stand on.
    cursor: Option<NodeIndex>,
    /// The middle of radial layout and focus mode.
    root: Option<NodeIndex>,
    /// Lay out anew in the next frame.
    arrange: bool,
    /// The last clicked node, and which of its mentions was shown.
    shown: Option<(NodeIndex, usize)>,
    /// A selection whose evidence the user has closed.
    dismissed: Option<Selection>,
    /// The selection of the last frame, to notice one that comes from elsewhere.
    followed: Selection,
    /// Counted once for each graph and theme.
    legend: Option<(Theme, Legend)>,
    /// Where the legend was painted, from the lower left corner of the map.
    legend_area: Option<Rect>,
    /// The selection that this map has asked for itself.
    own: Option<Selection>,
}

impl GraphView {
    /// Shows the whole map, and keeps doing so until the user pans or zooms.
    pub fn fit(&mut self) {
        self.camera.auto = true;
    }

    /// Whether another frame is needed because something moves.
    pub fn is_moving(&self) -> bool {
        !self.motion.is_rest() || self.arrange
    }
}

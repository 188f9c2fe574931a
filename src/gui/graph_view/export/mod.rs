//! The whole map as a picture for papers and slides.

mod png;
mod svg;

use eframe::egui::Rect;

use super::emphasis::Emphasis;
use super::label::BundledFonts;
use super::scene::{Legend, Scene, SceneInput};
use super::{GraphView, GraphViewInput};

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the map is empty: there is nothing to export yet")]
    Empty,
    #[error("the map could not be drawn: {0}")]
    Svg(#[from] resvg::usvg::Error),
    #[error("the picture of {width} × {height} pixels does not fit into memory: export a smaller scale, or SVG")]
    TooLarge { width: u32, height: u32 },
    #[error("the picture could not be written as PNG: {0}")]
    Encode(String),
}

impl GraphView {
    /// The full map as a self-contained SVG, in the theme's colours, with title and legend.
    pub fn export_svg(&self, input: &GraphViewInput<'_>) -> String {
        self.picture(input).0
    }

    /// The full map as PNG, `scale` pixels a point (3 is print quality). Very large maps get fewer pixels a point, so
    /// that the picture stays below 80 megapixels.
    ///
    /// # Errors
    /// [`ExportError::Empty`] without a node; the others when drawing fails.
    pub fn export_png(&self, input: &GraphViewInput<'_>, scale: f32) -> Result<Vec<u8>, ExportError> {
        let (svg, nodes) = self.picture(input);
        if nodes == 0 {
            return Err(ExportError::Empty);
        }
        png::render(&svg, scale)
    }

    /// The SVG and the number of nodes on it.
    fn picture(&self, input: &GraphViewInput<'_>) -> (String, usize) {
        let mut copy = GraphView {
            model: self.model.clone(),
            board: self.board.clone(),
            options: self.options.clone(),
            motion: self.motion.clone(),
            built: self.built,
            root: self.root,
            ..GraphView::default()
        };
        copy.sync(input, &mut BundledFonts::new());
        copy.motion.finish(&mut copy.board);
        copy.board.grow(1.0);
        let (only, emphasis) = (copy.focused(), Emphasis::default());
        let scene = Scene::new(&SceneInput {
            model: &copy.model,
            board: &copy.board,
            schema: &input.document.schema,
            theme: input.theme,
            emphasis: &emphasis,
            only: only.as_ref(),
            seen: None,
            detail: true,
            place_labels: true,
        });
        let legend = Legend::new(&copy.model, &input.document.schema, input.theme);
        let bounds = if scene.nodes.is_empty() { Rect::ZERO } else { scene.bounds() };
        (svg::write(&scene, bounds, &legend, &input.document.name, input.theme), scene.nodes.len())
    }
}

#[cfg(test)]
mod tests;

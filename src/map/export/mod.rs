//! The ways in which a map leaves: pictures, graphs for other programs, tables, and a page for the browser.
//!
//! Everything that is not a picture is written from one list of facts ([`facts::Facts`]), so that the formats agree.

mod csv;
mod dot;
mod error;
pub mod facts;
pub mod font;
mod format;
mod graphml;
mod html;
mod json;
#[cfg(feature = "picture")]
mod png;
mod svg;
#[cfg(test)]
mod tests;
mod xml;

use std::collections::{HashMap, HashSet};

use emath::Rect;
use petgraph::graph::NodeIndex;

use self::facts::Facts;
use super::Source;
use super::model::MapModel;
use super::picture::{Board, Emphasis, Legend, Scene, SceneInput};
use crate::domain::Schema;
use crate::palette::Theme;

pub use error::ExportError;
pub use font::FAMILY;
pub use format::Format;
#[cfg(feature = "picture")]
pub use png::render as png;

/// A map to be written.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// The name of the document or folder.
    pub title: &'a str,
    pub sources: &'a [Source<'a>],
    /// The types of all documents.
    pub schema: &'a Schema,
    pub model: &'a MapModel,
    pub board: &'a Board,
    /// Only these nodes; `None` for all.
    pub only: Option<&'a HashSet<NodeIndex>>,
    /// How many concepts are folded behind one.
    pub behind: &'a HashMap<NodeIndex, usize>,
}

impl<'a> Sheet<'a> {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.model.graph.node_indices().all(|node| !self.shows(node))
    }

    fn shows(&self, node: NodeIndex) -> bool {
        self.only.is_none_or(|only| only.contains(&node))
    }

    fn scene<'s>(&'s self, theme: Theme, emphasis: &'s Emphasis) -> (Scene<'s>, Rect) {
        let scene = Scene::new(&SceneInput {
            model: self.model,
            board: self.board,
            schema: self.schema,
            theme,
            emphasis,
            only: self.only,
            behind: self.behind,
            seen: None,
            detail: true,
            place_labels: true,
        });
        let bounds = if scene.nodes.is_empty() { Rect::ZERO } else { scene.bounds() };
        (scene, bounds)
    }

    /// The map in a format, in the colours of `theme` where it has any; a PNG has `scale` pixels for each point.
    ///
    /// # Errors
    /// [`ExportError::Empty`] without a node; the others when drawing or writing fails.
    pub fn write(&self, format: Format, theme: Theme, scale: f32) -> Result<Vec<u8>, ExportError> {
        if self.is_empty() {
            return Err(ExportError::Empty);
        }
        Ok(match format {
            #[cfg(feature = "picture")]
            Format::Png => png(&self.svg(theme), scale)?,
            #[cfg(not(feature = "picture"))]
            Format::Png => {
                let _ = scale;
                return Err(ExportError::NoPictures);
            }
            Format::Svg => self.svg(theme).into_bytes(),
            Format::Html => self.html()?.into_bytes(),
            Format::Csv => self.csv()?.into_bytes(),
            Format::Json => self.json()?.into_bytes(),
            Format::GraphMl => self.graphml().into_bytes(),
            Format::Dot => self.dot().into_bytes(),
        })
    }

    /// A picture that holds all it needs, with title and legend, in the colours of `theme`.
    pub fn svg(&self, theme: Theme) -> String {
        let emphasis = Emphasis::default();
        let (scene, bounds) = self.scene(theme, &emphasis);
        let legend = Legend::new(self.model, self.schema, theme);
        svg::write(&scene, bounds, &legend, self.title, theme)
    }

    pub fn facts(&self) -> Facts {
        Facts::of(self)
    }

    /// GraphML (Brandes et al. 2002), for yEd, Gephi, Cytoscape, networkx.
    pub fn graphml(&self) -> String {
        graphml::write(&self.facts(), self.title)
    }

    /// DOT, for Graphviz.
    pub fn dot(&self) -> String {
        dot::write(&self.facts(), self.title)
    }

    /// One row a relation, with the quotation behind it; offsets in code points.
    ///
    /// # Errors
    /// Never for what is written to memory.
    pub fn csv(&self) -> Result<String, ::csv::Error> {
        csv::write(&self.facts())
    }

    /// Concepts and relations with all mentions and quotations; offsets in code points.
    ///
    /// # Errors
    /// Never for what is made here.
    pub fn json(&self) -> serde_json::Result<String> {
        json::write(&self.facts(), self.title)
    }

    /// A page for any browser, without a network: the map, the texts, and every relation with its quotation.
    ///
    /// # Errors
    /// Never for what is made here.
    pub fn html(&self) -> serde_json::Result<String> {
        html::write(self)
    }
}

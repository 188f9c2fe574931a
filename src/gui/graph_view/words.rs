//! Words that the map says: tips under the pointer, and what to do when there is nothing to see.

use eframe::egui::{Response, Ui};

use super::emphasis::Spot;
use super::input::{Drag, Pointed};
use super::paint::{self, Canvas};
use super::{GraphView, GraphViewInput, access, evidence};

impl GraphView {
    /// The whole of a shortened name; the first quotation behind an edge.
    pub(super) fn tip(&self, input: &GraphViewInput<'_>, pointed: Pointed) -> Option<String> {
        if self.drag != Drag::None {
            return None;
        }
        match pointed.at? {
            Spot::Node(node) => {
                let cut = self.board.places.get(&node)?.lines.last()?.ends_with('…');
                cut.then(|| self.model.node(node).map(|concept| concept.label.clone())).flatten()
            }
            Spot::Edge(edge) => {
                let first = self.model.edge(edge)?.relations.first()?;
                let relation = input.document.annotations.relation(*first)?;
                Some(evidence::quote(input.document, input.sentences, relation)?.plain())
            }
        }
    }

    pub(super) fn nothing(&self, ui: &Ui, response: &Response, canvas: &Canvas<'_>, input: &GraphViewInput<'_>) {
        let annotations = &input.document.annotations;
        let (title, advice) = if annotations.relation_count() > 0 {
            ("Nothing to show", "All relations are hidden. Lower the threshold, or show hidden types again.")
        } else if annotations.mention_count() > 0 {
            (
                "No relations yet",
                "Drag from one entity to another in the text to relate them, or switch on “Unconnected concepts” under “Show” to relate them here.",
            )
        } else {
            ("No map yet", "Analyse the text, or mark entities and relate them: they appear here.")
        };
        paint::empty(canvas, title, advice);
        access::say(ui.ctx(), response.id.with("empty"), canvas.view, &format!("{title}. {advice}"));
    }
}

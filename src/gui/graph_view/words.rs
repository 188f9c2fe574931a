//! Words that the map says: tips under the pointer, and what to do when there is nothing to see.

use eframe::egui::{Color32, Context, FontId, Response, Ui};

use super::input::{Drag, Pointed};
use super::paint::{self, Canvas};
use super::{GraphView, GraphViewInput, Scope, access};
use crate::map::picture::{Measure, Spot};
use crate::map::{Source, quote};

impl Measure for Context {
    fn width(&mut self, text: &str, size: f32) -> f32 {
        let font = FontId::proportional(size);
        self.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), font, Color32::WHITE).size().x)
    }
}

impl GraphView {
    /// The whole of a shortened name, and its attributes; the first quotation behind an edge.
    pub(super) fn tip(&self, input: &GraphViewInput<'_>, pointed: Pointed) -> Option<String> {
        if self.drag != Drag::None {
            return None;
        }
        match pointed.at? {
            Spot::Node(node) => {
                let concept = self.model.node(node)?;
                let cut = self.board.places.get(&node)?.lines.last()?.ends_with('…');
                let name = cut.then(|| concept.label.clone());
                let said: Vec<String> = name.into_iter().chain(concept.attributes.iter().cloned()).collect();
                (!said.is_empty()).then(|| said.join("\n"))
            }
            Spot::Edge(edge) => {
                let bundle = self.model.edge(edge)?;
                let first = bundle.relations.first()?;
                let source = Source::find(input.sources, first.source)?;
                let quotation = quote(source.document, source.sentences, &*source.relation(first.id)?)?.plain();
                let mark = if bundle.forbidden { "Not allowed by the schema\n" } else { "" };
                Some(format!("{mark}{quotation}"))
            }
        }
    }

    pub(super) fn nothing(&self, ui: &Ui, response: &Response, canvas: &Canvas<'_>, input: &GraphViewInput<'_>) {
        let annotations = &input.document.annotations;
        let (title, advice) = if self.is_making() {
            ("The map is being drawn", "It is a large one. You can go on meanwhile.")
        } else if self.options.scope == Scope::Sentence && self.sentence.is_some() {
            ("No relations in this sentence", "Select something in another sentence, or show the whole document.")
        } else if annotations.relation_count() > 0 {
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

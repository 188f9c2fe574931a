//! After a correction the model is asked again about the relations of the corrected sentences, in the background. The next
//! edit calls the question off and asks a wider one; what comes back joins the step that it follows from.

use super::app::{App, Model};
use crate::domain::{Edit, Item};
use crate::editor::Tone;
use crate::engine::{Offers, offer_edits, question};
use crate::gui::words::counted;
use crate::session::DocumentId;
use crate::text::Span;

/// More corrected sentences than this at once are no correction by hand.
const MOST: usize = 60;

/// A question that the engine has not answered yet.
pub struct Asking {
    ticket: u64,
    document: DocumentId,
    /// The state of the document that the question is about.
    position: (u64, u64),
    touched: Vec<Span>,
}

impl App {
    /// Looks at what was edited since the last frame; cheap when nothing was.
    pub(super) fn offers_tick(&mut self) {
        let mut touched = std::mem::take(&mut self.state.touched);
        let state = &self.state;
        let over =
            |asking: &mut Asking| state.document(asking.document).is_none_or(|d| d.position() != asking.position);
        if let Some(asking) = self.asking.take_if(over) {
            self.call_off(asking.ticket);
            // After an undo nothing is touched, and the old question is void.
            if touched.iter().any(|(id, _)| *id == asking.document) {
                touched.extend(asking.touched.into_iter().map(|span| (asking.document, span)));
            }
        }
        let Some((document, _)) = touched.last().copied() else { return };
        let places = touched.into_iter().filter(|(id, _)| *id == document).map(|(_, span)| span).collect();
        self.ask_for_offers(document, places);
    }

    fn call_off(&self, ticket: u64) {
        if let Some(engine) = &self.engine {
            engine.cancel(ticket);
        }
    }

    fn ask_for_offers(&mut self, id: DocumentId, touched: Vec<Span>) {
        let Model::Ready(info) = &self.model else { return };
        if !self.state.settings.offer_relations || touched.len() > MOST {
            return;
        }
        let (Some(open), Some(engine)) = (self.state.document(id), &mut self.engine) else { return };
        // As for a first reading: a model that was not asked to read a text in a language it does not know offers nothing there.
        if !open.summary().has_predictions() && !info.languages.reads(&open.document.text) {
            return;
        }
        let Some(question) = question(&open.document, &open.visibility, &open.sentences, &touched) else { return };
        let position = open.position();
        let ticket = engine.relate(question);
        if let Some(other) = self.asking.take() {
            self.call_off(other.ticket);
        }
        self.asking = Some(Asking { ticket, document: id, position, touched });
    }

    /// Brings an answer in, unless the document has changed since it was asked for.
    pub(super) fn offered(&mut self, ticket: u64, offers: &Offers) {
        let Some(asking) = self.asking.take_if(|asking| asking.ticket == ticket) else { return };
        let Some(open) = self.state.document_mut(asking.document) else { return };
        if open.position() != asking.position {
            return;
        }
        let edits = offer_edits(&mut open.document, offers);
        let is_new = |edit: &&Edit| match edit {
            Edit::Insert(Item::Relation(relation)) => open.visibility.relation_itself(relation),
            _ => false,
        };
        let offered = edits.iter().filter(is_new).count();
        match open.amend(edits) {
            Ok(_) if offered > 0 => {
                let what = if offered == 1 { "a relation".to_owned() } else { counted(offered, "relation") };
                let text =
                    format!("The model offers {what} here: N shows what is open, Space accepts, Backspace rejects");
                self.state.notify(Tone::Info, text);
            }
            Ok(_) => {}
            Err(error) => self.state.notify(Tone::Error, format!("The offered relations do not fit: {error}")),
        }
        self.state.retain_selection();
    }

    /// The question is void; nobody needs to hear of it, but for a model that broke.
    pub(super) fn not_offered(&mut self, ticket: u64) -> bool {
        self.asking.take_if(|asking| asking.ticket == ticket).is_some()
    }

    #[cfg(test)]
    pub(super) fn is_asking(&self) -> bool {
        self.asking.is_some()
    }
}

#[cfg(all(test, feature = "kittest"))]
#[path = "offers_tests.rs"]
mod tests;

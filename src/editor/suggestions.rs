//! After a correction the model is asked again about the relations of the corrected sentences, in the background. The next
//! edit calls the question off and asks a wider one; what comes back joins the step that it follows from.

use super::analyses::{Analyses, ModelState};
use super::words::counted;
use super::{Editor, Tone};
use crate::domain::{Edit, Item};
use crate::engine::{Offers, offer_edits, question};
use crate::session::DocumentId;
use crate::text::Span;

/// More corrected sentences than this at once are no correction by hand.
const MOST: usize = 60;

/// A question that the engine has not answered yet.
pub struct PendingSuggestion {
    ticket: u64,
    document: DocumentId,
    /// The state of the document that the question is about.
    position: (u64, u64),
    touched: Vec<Span>,
}

/// Looks at what was edited since the last frame; cheap when nothing was.
pub fn ask_for_suggestions(editor: &mut Editor) {
    let mut touched = std::mem::take(&mut editor.analyses.touched);
    let documents = &editor.documents;
    let over = |pending: &mut PendingSuggestion| {
        documents.iter().find(|d| d.id == pending.document).is_none_or(|d| d.position() != pending.position)
    };
    if let Some(pending) = editor.analyses.suggestion.take_if(over) {
        call_off(&editor.analyses, pending.ticket);
        // After an undo nothing is touched, and the old question is void.
        if touched.iter().any(|(id, _)| *id == pending.document) {
            touched.extend(pending.touched.into_iter().map(|span| (pending.document, span)));
        }
    }
    let Some((document, _)) = touched.last().copied() else { return };
    let places = touched.into_iter().filter(|(id, _)| *id == document).map(|(_, span)| span).collect();
    ask(editor, document, places);
}

fn call_off(analyses: &Analyses, ticket: u64) {
    if let Some(engine) = &analyses.engine {
        engine.cancel(ticket);
    }
}

fn ask(editor: &mut Editor, id: DocumentId, touched: Vec<Span>) {
    let analyses = &mut editor.analyses;
    let ModelState::Ready(info) = &analyses.model else { return };
    if !editor.settings.offer_relations || touched.len() > MOST {
        return;
    }
    let open = editor.documents.iter().find(|open| open.id == id);
    let (Some(open), Some(engine)) = (open, &mut analyses.engine) else { return };
    // As for a first reading: a model that was not asked to read a text in a language it does not know offers nothing there.
    if !open.summary().has_predictions() && !info.languages.reads(&open.document.text) {
        return;
    }
    let Some(question) = question(&open.document, &open.visibility, &open.sentences, &touched) else { return };
    let position = open.position();
    let ticket = engine.relate(question);
    if let Some(other) = analyses.suggestion.take() {
        call_off(analyses, other.ticket);
    }
    analyses.suggestion = Some(PendingSuggestion { ticket, document: id, position, touched });
}

/// Brings an answer in, unless the document has changed since it was asked for.
pub(super) fn answered(editor: &mut Editor, ticket: u64, offers: &Offers) {
    let Some(pending) = editor.analyses.suggestion.take_if(|pending| pending.ticket == ticket) else { return };
    let Some(open) = editor.document_mut(pending.document) else { return };
    if open.position() != pending.position {
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
            let text = format!("The model offers {what} here: N shows what is open, Space accepts, Backspace rejects");
            editor.notify(Tone::Info, text);
        }
        Ok(_) => {}
        Err(error) => editor.notify(Tone::Error, format!("The offered relations do not fit: {error}")),
    }
    editor.retain_selection();
}

/// The question is void; nobody needs to hear of it, but for a model that broke. Whether it was one.
pub(super) fn void(analyses: &mut Analyses, ticket: u64) -> bool {
    analyses.suggestion.take_if(|pending| pending.ticket == ticket).is_some()
}

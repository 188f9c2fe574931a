//! The work of a frame: all that goes on without anybody pressing a key.

use std::time::Duration;

use super::{
    Editor, ModelEvent, analyse_shown, ask_for_suggestions, autosave, drafts, go_on_with_folder, importing, poll_model,
    save_all, watch, write_settings,
};
use crate::session::OpenDocument;

/// What the editor is told of a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    /// Seconds since any moment that stays the same.
    pub time: f64,
    /// A button of the pointer is down: a slider may be moved, or text be selected.
    pub is_held: bool,
    /// The person works here, and not in another program.
    pub has_focus: bool,
}

/// What came of a frame's work.
#[derive(Debug, Default)]
pub struct Ticked {
    /// What the model has done.
    pub events: Vec<ModelEvent>,
    /// When to tick again, though nobody does anything and no thread wakes the host.
    pub again: Option<Duration>,
}

/// Takes over what threads have found, and does what is due. Before anything else in a frame.
pub fn tick(editor: &mut Editor, frame: Frame) -> Ticked {
    editor.share_types();
    editor.share_thresholds();
    let events = poll_model(editor);
    editor.poll_listing();
    let reading = importing::tick(editor);
    watch::tick(editor, frame);
    go_on_with_folder(editor, frame.is_held);
    analyse_shown(editor);
    let unrest = editor.unrest(frame.time);
    if unrest.is_zero() {
        editor.documents.iter_mut().for_each(OpenDocument::check);
    }
    drafts::tick(editor);
    forget_void_question(editor);
    let resting = autosave::tick(editor, frame);
    let saving = save_all::tick(editor).then_some(Duration::ZERO);
    ask_for_suggestions(editor);
    if !frame.is_held && editor.host.recovery.is_some() {
        write_settings(editor);
    }
    let unrest = Some(unrest).filter(|left| !left.is_zero());
    Ticked { events, again: [reading, unrest, resting, saving].into_iter().flatten().min() }
}

/// Nobody is asked about a document that is closed.
fn forget_void_question(editor: &mut Editor) {
    if editor.saving.question().is_some_and(|question| editor.document(question.document()).is_none()) {
        editor.saving.question = None;
    }
}

/// Whether something still goes on by itself.
#[cfg(test)]
pub fn is_busy(editor: &Editor) -> bool {
    matches!(editor.analyses.model, super::ModelState::Loading)
        || editor.analyses.is_busy()
        || editor.analyses.is_asked_for_suggestions()
        || editor.corpus.analysis.is_running()
        || editor.corpus.analysis.is_counting()
        || editor.folder.listing.is_some()
        || editor.importing.is_running()
        || editor.saving.is_running()
}

//! Having documents read by the model, and bringing in what it said.

use std::sync::Arc;

use super::analyses::ModelState;
use super::{Command, Editor, Tone};
use crate::domain::Visibility;
use crate::engine::{Analysis, merge_edits};
use crate::session::DocumentId;
use crate::session::store::for_figures;

/// Longest text in bytes that is analysed without being asked for: some minutes on two cores.
const SELF_ANALYSED: usize = 2_000_000;

/// A text without annotations is read at once; one in a language that the model does not know only when asked.
pub fn analyse_if_bare(editor: &mut Editor, id: DocumentId) {
    let Some(document) = editor.document(id) else { return };
    // Where a person has done something (discarded what the model said, say), it reads on demand alone; what was done
    // to many documents at once is no such thing.
    let is_bare = document.document.annotations.is_empty() && document.is_untouched();
    let begun = !is_bare && !document.is_changed_from_afar();
    if begun || document.document.text.trim().is_empty() {
        return;
    }
    if document.document.text.len() > SELF_ANALYSED {
        let key = editor.host.key(Command::Analyse);
        let text = format!(
            "This text is long, so it was not analysed by itself. {key} starts the analysis; it can be cancelled"
        );
        say_if(editor, is_bare, text);
        return;
    }
    match &editor.analyses.model {
        // Which languages the model reads is known when it is there.
        ModelState::Loading => {
            editor.analyses.wait_for_model(id);
            return;
        }
        ModelState::Ready(info) if !info.languages.reads(&document.document.text) => {
            let (languages, key) = (&info.languages, editor.host.key(Command::Analyse));
            let text =
                format!("The model reads {languages}, so this text was not analysed by itself. {key} does it anyway");
            say_if(editor, is_bare, text);
            return;
        }
        ModelState::Ready(_) | ModelState::Failed(_) => {}
    }
    analyse(editor, id);
}

fn say_if(editor: &mut Editor, is_wanted: bool, text: String) {
    if is_wanted {
        editor.notify(Tone::Info, text);
    }
}

/// What was opened before the model was there.
pub(super) fn analyse_what_waited(editor: &mut Editor) {
    for id in std::mem::take(&mut editor.analyses.undecided) {
        analyse_if_bare(editor, id);
    }
}

/// Has the model read a document that a step over many has opened unseen, as soon as it is shown. Once a frame.
pub fn analyse_shown(editor: &mut Editor) {
    if editor.analyses.shown != editor.current {
        editor.analyses.shown = editor.current;
        if let Some(id) = editor.current.filter(|id| editor.document(*id).is_some_and(|d| d.is_changed_from_afar())) {
            analyse_if_bare(editor, id);
        }
    }
}

/// Has the model read a document; what it says comes into it.
pub fn analyse(editor: &mut Editor, id: DocumentId) {
    // The person asks for the analysis itself, so it goes into the document.
    editor.analyses.release(id);
    if editor.analyses.is_asked(id) {
        return;
    }
    if let ModelState::Failed(message) = &editor.analyses.model {
        let text = format!("There is no model to read with: {message}");
        editor.notify(Tone::Error, text);
        return;
    }
    editor.analyses.waiting.push(id);
    editor.analyses.start_waiting(&editor.documents);
}

/// Has the engine read a document whose annotations stay as they are.
pub fn analyse_for_figures(editor: &mut Editor, id: DocumentId) {
    analyse(editor, id);
    editor.analyses.for_figures.insert(id);
}

/// Takes what the model said of a document.
pub(super) fn take(editor: &mut Editor, id: DocumentId, analysis: Analysis) {
    keep_scores(editor, id, &analysis);
    if editor.analyses.is_for_figures(id) {
        keep_for_figures(editor, id, analysis);
    } else {
        merge_analysis(editor, id, &analysis);
        editor.analyses.keep(id, Arc::new(analysis));
    }
}

/// Keeps what the model said of a document for the sake of figures alone.
pub fn keep_for_figures(editor: &mut Editor, id: DocumentId, analysis: Analysis) {
    editor.analyses.release(id);
    if let Some(open) = editor.document_mut(id)
        && !open.summary().has_predictions()
        && open.visibility == Visibility::default()
    {
        // As after an analysis: the threshold that the checkpoint asks for.
        open.set_visibility(analysis.visibility());
    }
    editor.analyses.keep(id, Arc::new(analysis));
}

/// So that a document that is opened again needs no model to show what was said of it. What was said for the sake of
/// figures is kept apart: it must never come into annotations that people have made.
fn keep_scores(editor: &Editor, id: DocumentId, analysis: &Analysis) {
    if let Some(document) = editor.document(id)
        && !editor.analyses.is_disposable(id)
        && let Some(keeper) = document.keeper()
    {
        let key = match editor.analyses.is_for_figures(id) {
            true => for_figures(keeper.key()),
            false => keeper.key().to_owned(),
        };
        keeper.store().keep_scores(&key, &document.document.text, &analysis.fingerprint, analysis.clone());
    }
}

/// Brings what the model said of a document into it; what people have made of it stays.
pub fn merge_analysis(editor: &mut Editor, id: DocumentId, analysis: &Analysis) {
    let shares = editor.folder.thresholds.is_some();
    let shares = shares && editor.document(id).is_some_and(|open| editor.folder.holds(open));
    let Some(document) = editor.document_mut(id) else { return };
    let untouched = document.is_untouched();
    if !shares && (untouched || document.awaits_first_reading()) {
        document.set_visibility(analysis.visibility());
    }
    let edits = merge_edits(&mut document.document.annotations, analysis);
    if let Err(error) = document.predict(edits) {
        editor.notify(Tone::Error, format!("What the model said cannot be shown: {error}"));
    }
    if editor.current == Some(id) {
        editor.retain_selection();
    }
    if untouched
        && editor.analyses.is_disposable(id)
        && let Some(document) = editor.document_mut(id)
    {
        document.mark_clean();
    }
}

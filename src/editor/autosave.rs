//! Saving by itself, for those who want their files to follow every change.

use std::time::Duration;

use super::saving::save_one;
use super::{Editor, Frame};
use crate::session::DocumentId;

/// Seconds that hands must rest before a file is written: one save for a drag, not fifty.
const REST: f64 = 0.5;

/// When each document last changed, and which of its states was tried already.
#[derive(Default)]
pub(super) struct Autosave {
    seen: Vec<(DocumentId, u64, f64)>,
    tried: Vec<(DocumentId, u64)>,
    /// Documents of whose predictions a person did not want to say what becomes of them.
    left: Vec<DocumentId>,
}

impl Autosave {
    /// Nothing is asked again about this document for its own sake.
    pub(super) fn leave(&mut self, id: DocumentId) {
        self.left.push(id);
    }

    /// Seconds since a document came into its present state.
    fn rest(&mut self, id: DocumentId, content: u64, now: f64) -> f64 {
        match self.seen.iter_mut().find(|(known, _, _)| *known == id) {
            Some((_, known, since)) => {
                if *known != content {
                    (*known, *since) = (content, now);
                }
                now - *since
            }
            None => {
                self.seen.push((id, content, now));
                0.0
            }
        }
    }
}

/// Writes what has changed and rested; gives how long the rest of it still has to rest. Once a frame.
pub(super) fn tick(editor: &mut Editor, frame: Frame) -> Option<Duration> {
    if !editor.settings.save_by_itself || editor.saving.question.is_some() {
        return None;
    }
    let autosave = &mut editor.saving.autosave;
    let (mut due, mut wait) = (Vec::new(), None::<f64>);
    for open in editor.documents.iter().filter(|open| open.path().is_some() && open.is_dirty()) {
        let (id, content) = (open.id, open.content());
        let unsaid = autosave.left.contains(&id) && open.predictions().is_none();
        if autosave.tried.contains(&(id, content)) || editor.analyses.is_disposable(id) || unsaid {
            continue;
        }
        let left = REST - autosave.rest(id, content, frame.time);
        if left <= 0.0 {
            due.push((id, content));
        } else {
            wait = Some(wait.map_or(left, |wait| wait.min(left)));
        }
    }
    if frame.is_held {
        // The release brings another frame.
        return None;
    }
    for (id, content) in due {
        // Once a state: what came in its way was asked or said.
        editor.saving.autosave.tried.retain(|(known, _)| *known != id);
        editor.saving.autosave.tried.push((id, content));
        save_one(editor, id, true);
    }
    wait.map(Duration::from_secs_f64)
}

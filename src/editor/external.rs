//! What other programs did to the files of an open document.

use super::question::Question;
use super::words::counted;
use super::{Editor, Tone};
use crate::session::{Decision, DocumentId, Outside};

/// Takes over what another program did to the files of a document, or asks where both sides have changed. `save`: the
/// document is about to be saved.
pub fn look_outside(editor: &mut Editor, id: DocumentId, save: bool) {
    let Some(document) = editor.document_mut(id) else { return };
    let (name, dirty) = (document.document.name.clone(), document.is_dirty());
    match document.look_outside() {
        Outside::Unchanged => {}
        Outside::Text => {
            let text = format!(
                "The text of {name} was changed or moved by another program. What you see is the text as it was: \
                 Save as… keeps it with its annotations, closing and opening the document shows the new one"
            );
            if !editor.saving.text_changes_said.contains(&id) {
                editor.saving.text_changes_said.push(id);
                editor.notify(Tone::Warning, text);
            }
        }
        Outside::Annotations(changes) if !dirty && !save => {
            let what = counted(changes.count, "annotation");
            match document.decide(*changes, Decision::Merge) {
                Ok(()) => {
                    let text =
                        format!("Another program changed {name}: {what} taken over. Ctrl+Z brings back what was here");
                    editor.notify(Tone::Info, text);
                }
                Err(error) => editor.notify(Tone::Error, error.to_string()),
            }
            editor.retain_selection();
        }
        Outside::Annotations(changes) => {
            editor.saving.question = Some(Question::External { document: id, changes, save });
        }
    }
}

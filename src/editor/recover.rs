//! What a start brings back: unsaved work of earlier runs, and what was open when the last one ended.

use std::path::PathBuf;

use super::{Editor, Tone};

/// Brings unsaved work back, opens what the start names, and without that what was open last, or a sample.
pub fn begin(editor: &mut Editor, paths: &[PathBuf]) {
    recover(editor);
    if paths.is_empty() && editor.settings.reopen {
        editor.go_on();
    }
    for path in paths {
        editor.open_path(path);
    }
    if editor.folder.listing.is_none() && editor.documents.is_empty() && !editor.importing.is_running() {
        editor.open_english_sample();
    }
}

/// Opens what was unsaved when relata ended, in whatever way it ended.
fn recover(editor: &mut Editor) {
    recover_journals(editor);
    for left in editor.workspace.left_over() {
        let opened = left.path().filter(|path| path.is_file()).and_then(|path| editor.open_file(&path));
        if opened.is_some() {
            // What came back with it was said on opening.
            continue;
        }
        let id = editor.fresh_id();
        if let Some(document) = left.open(id) {
            let text = format!("{} is back; it is in no file yet. Ctrl+S saves it", document.document.name);
            editor.add(document);
            editor.notify(Tone::Info, text);
        }
    }
}

/// Journals of versions that had no store; what they hold goes into the store.
fn recover_journals(editor: &mut Editor) {
    let Some(recovery) = editor.host.recovery.clone() else { return };
    for found in recovery.find() {
        let name = found.name.clone();
        let id = match (&found.path, &found.text) {
            (Some(path), _) => editor.open_file(path),
            (None, Some(text)) => Some(editor.add_text(text)),
            (None, None) => None,
        };
        let Some(document) = id.and_then(|id| editor.document_mut(id)) else { continue };
        let (done, total) = document.replay(&found);
        document.document.name = name.clone();
        let kept = document.keeper().is_some();
        let text = if done == total {
            format!("Recovered {done} unsaved changes of {name}. Save it to keep them")
        } else {
            format!("Recovered {done} of {total} unsaved changes of {name}: its file has changed since")
        };
        editor.notify(Tone::Warning, text);
        if kept && done == total {
            // Now in the store.
            let _ = found.discard();
        }
    }
}

//! The draft becomes real: annotations, types, files.

use std::path::{Path, PathBuf};

use crate::brat::conf;
use crate::domain::{Edit, Schema};
use crate::editor::{self, Editor, Tone};
use crate::gui::words::counted;
use crate::schema::{self, Change};
use crate::session::DocumentId;
use crate::session::workspace::Target;

use super::draft::Draft;
use super::folder::{Concerned, all_edits};

/// The `annotation.conf` of a document: where it is, or where it would be made, and whether it is there.
pub(super) fn conf_file(editor: &Editor, of: Option<DocumentId>) -> Option<(PathBuf, bool)> {
    let txt = editor.document(of?)?.path()?;
    match conf::nearest_file(txt, "annotation.conf") {
        Some(file) => Some((file, true)),
        None => Some((txt.parent()?.join("annotation.conf"), false)),
    }
}

/// Makes the changes of the draft, in the documents that go along, too; false where nothing was made, which is said.
pub(super) fn apply(editor: &mut Editor, draft: &Draft, along: Vec<Concerned>, write: bool) -> bool {
    let Some(open) = draft.of.and_then(|id| editor.document(id)) else { return false };
    let (id, changes) = (open.id, &draft.changes);
    let before = open.document.schema.clone();
    let edits = all_edits(&open.document.text, &open.document.annotations, &before, changes);
    let label = draft.step_label(&before);
    let made = if along.is_empty() {
        editor::perform(editor, id, label, edits)
    } else {
        perform_in_folder(editor, id, &label, edits, along)
    };
    if let Err(error) = made {
        editor.notify(Tone::Error, error);
        return false;
    }
    let file = conf_file(editor, Some(id));
    let file_to_be = file.as_ref().map(|(file, _)| file.clone());
    let mut written = Ok(Vec::new());
    if write && let Some((file, there)) = &file {
        written = write_files(file, *there, &before, changes);
    }
    // Documents under the same file have the same types.
    let scope = file.filter(|_| write).map(|(file, _)| file);
    let declared = scope.as_deref().filter(|_| written.is_ok()).and_then(conf::nearest);
    for open in &mut editor.documents {
        let same = scope.is_some() && open.path().and_then(|txt| conf::nearest_file(txt, "annotation.conf")) == scope;
        if open.id == id || same {
            open.change_schema(|schema| {
                changes.iter().for_each(|change| schema::apply(schema, change));
                if let Some(conf) = &declared {
                    schema.set_written(&conf.schema);
                }
            });
        }
    }
    match written {
        Ok(files) => {
            let (tone, text) = said_of_files(changes.len(), scope.as_deref(), file_to_be.as_deref(), &files);
            editor.notify(tone, text);
        }
        Err(error) => editor.notify(Tone::Error, error),
    }
    true
}

/// One step over the shown document and those of the folder that the changes concern.
fn perform_in_folder(
    editor: &mut Editor,
    id: DocumentId,
    label: &str,
    edits: Vec<Edit>,
    along: Vec<Concerned>,
) -> Result<(), String> {
    let mut parts = vec![(Target::Open(id), edits)];
    parts.extend(along.into_iter().map(|of| (Target::Path(of.path), of.edits)));
    let count = parts.len();
    let done = editor.across(|workspace, open, _, fresh| workspace.perform_many(open, label, parts, fresh));
    done.map_err(|error| format!("{error}. Nothing was changed"))?;
    editor.show(id);
    editor.notify(
        Tone::Good,
        format!("{label} in {}. Ctrl+Z takes it back; Ctrl+S saves each", counted(count, "document")),
    );
    Ok(())
}

/// What became of so many changes: in which files they stand now, and how they can be kept where they stand in none.
fn said_of_files(count: usize, asked: Option<&Path>, file: Option<&Path>, written: &[String]) -> (Tone, String) {
    let changes = counted(count, "change");
    let name = |file: &Path| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match (written, asked, file) {
        ([_, ..], ..) => (Tone::Good, format!("{changes} of types made; wrote {}", written.join(", "))),
        ([], Some(file), _) => (
            Tone::Info,
            format!("{changes} of types made; {} says all that already, so nothing was written", name(file)),
        ),
        ([], None, Some(file)) => {
            let tick = if file.exists() { "Write" } else { "Create" };
            let text = format!(
                "{changes} of types made here, and no file was written: they are gone when the document is closed. \
                 “{tick} {}” keeps them",
                name(file)
            );
            (Tone::Warning, text)
        }
        ([], None, None) => {
            let text = format!(
                "{changes} of types made here, and no file was written: this text has none. Save it first (Ctrl+S), \
                 and its types can be kept beside it"
            );
            (Tone::Warning, text)
        }
    }
}

/// Writes what the changes concern; the names of the files that are different now.
///
/// # Errors
/// What the disk says, with file and remedy; files that were written before stay written.
fn write_files(annotation: &Path, there: bool, before: &Schema, changes: &[Change]) -> Result<Vec<String>, String> {
    let mut written = Vec::new();
    let mut put = |file: &Path, old: Option<&str>, new: &str| -> Result<(), String> {
        if old != Some(new) && !(old.is_none() && new.is_empty()) {
            crate::io::write_atomically(file, new.as_bytes()).map_err(|error| error.to_string())?;
            written.push(file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default());
        }
        Ok(())
    };
    let read = |file: &Path| -> Result<Option<String>, String> {
        if !file.exists() {
            return Ok(None);
        }
        let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| format!("{} is not UTF-8, so it is left alone. Save it as UTF-8 first", file.display()))?;
        Ok(Some(text))
    };
    let old = read(annotation)?;
    let mut text = match (&old, there) {
        (Some(text), _) => text.clone(),
        (None, _) => conf::edit::render(before),
    };
    for change in changes {
        text = conf::edit::annotation(&text, change);
    }
    put(annotation, old.as_deref(), &text)?;
    let folder = annotation.parent().unwrap_or(Path::new("."));
    let (visual, keys) = (folder.join("visual.conf"), folder.join("kb_shortcuts.conf"));
    let (old_visual, old_keys) = (read(&visual)?, read(&keys)?);
    let (mut visual_text, mut keys_text) =
        (old_visual.clone().unwrap_or_default(), old_keys.clone().unwrap_or_default());
    let mut known = before.clone();
    for change in changes {
        let relation = match change {
            Change::SetColour { name, .. } => known.relation(name).is_some(),
            _ => false,
        };
        // Of two types that become one the looks and the key of the one that stays count.
        let looks = match change {
            Change::RenameEntity { from, .. } if schema::is_merge(&known, change) => Change::DeleteEntity(from.clone()),
            Change::RenameRelation { from, .. } if schema::is_merge(&known, change) => {
                Change::DeleteRelation(from.clone())
            }
            _ => change.clone(),
        };
        visual_text = conf::edit::visual(&visual_text, &looks, relation);
        keys_text = conf::edit::keys(&keys_text, &looks);
        schema::apply(&mut known, change);
    }
    put(&visual, old_visual.as_deref(), &visual_text)?;
    put(&keys, old_keys.as_deref(), &keys_text)?;
    Ok(written)
}

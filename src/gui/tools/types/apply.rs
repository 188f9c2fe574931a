//! The draft becomes real: annotations, types, files.

use std::path::{Path, PathBuf};

use crate::brat::conf;
use crate::domain::{Edit, Schema};
use crate::editor::{self, Tone};
use crate::gui::app::App;
use crate::gui::words::counted;
use crate::schema::{self, Change};
use crate::session::DocumentId;
use crate::session::workspace::Target;

use super::folder::{Concerned, all_edits};

impl App {
    /// The `annotation.conf` of the document whose types are edited: where it is, or where it would be made, and whether it
    /// is there.
    pub(super) fn conf_file(&self) -> Option<(PathBuf, bool)> {
        let txt = self.editor.document(self.types.of?)?.path()?;
        match conf::nearest_file(txt, "annotation.conf") {
            Some(file) => Some((file, true)),
            None => Some((txt.parent()?.join("annotation.conf"), false)),
        }
    }

    /// Makes the changes of the draft.
    pub(super) fn apply_types(&mut self, write: bool) {
        let Some(id) = self.types.of else { return };
        let changes = self.types.changes.clone();
        let Some(open) = self.editor.document(id) else { return };
        let before = open.document.schema.clone();
        let edits = all_edits(&open.document.text, &open.document.annotations, &before, &changes);
        let label = match changes.as_slice() {
            [only] => super::said(only, &before),
            _ => "Change types".to_owned(),
        };
        let along = self.types.along();
        let made = if along.is_empty() {
            editor::perform(&mut self.editor, id, label, edits)
        } else {
            self.perform_in_folder(id, &label, edits, along)
        };
        if let Err(error) = made {
            self.editor.notify(Tone::Error, error);
            return;
        }
        let file = self.conf_file();
        let file_to_be = file.as_ref().map(|(file, _)| file.clone());
        let mut written = Ok(Vec::new());
        if write && let Some((file, there)) = &file {
            written = write_files(file, *there, &before, &changes);
        }
        // Documents under the same file have the same types.
        let scope = file.filter(|_| write).map(|(file, _)| file);
        let declared = scope.as_deref().filter(|_| written.is_ok()).and_then(conf::nearest);
        for open in &mut self.editor.documents {
            let same =
                scope.is_some() && open.path().and_then(|txt| conf::nearest_file(txt, "annotation.conf")) == scope;
            if open.id == id || same {
                open.change_schema(|schema| {
                    changes.iter().for_each(|change| schema::apply(schema, change));
                    if let Some(conf) = &declared {
                        schema.set_written(&conf.schema);
                    }
                });
            }
        }
        let count = changes.len();
        match written {
            Ok(files) => {
                let (tone, text) = said_of_files(count, scope.as_deref(), file_to_be.as_deref(), &files);
                self.editor.notify(tone, text);
            }
            Err(error) => self.editor.notify(Tone::Error, error),
        }
        let schema = self.editor.document(id).map(|open| open.document.schema.clone()).unwrap_or_default();
        self.types.begin(id, &schema);
    }

    /// One step over the shown document and those of the folder that the changes concern.
    fn perform_in_folder(
        &mut self,
        id: DocumentId,
        label: &str,
        edits: Vec<Edit>,
        along: Vec<Concerned>,
    ) -> Result<(), String> {
        let mut parts = vec![(Target::Open(id), edits)];
        parts.extend(along.into_iter().map(|of| (Target::Path(of.path), of.edits)));
        let count = parts.len();
        let done = self.editor.across(|workspace, open, _, fresh| workspace.perform_many(open, label, parts, fresh));
        done.map_err(|error| format!("{error}. Nothing was changed"))?;
        self.editor.show(id);
        self.editor.notify(
            Tone::Good,
            format!("{label} in {}. Ctrl+Z takes it back; Ctrl+S saves each", counted(count, "document")),
        );
        Ok(())
    }
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

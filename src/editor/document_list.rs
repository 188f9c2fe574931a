//! The documents there are, in the order in which they are listed and stepped through.

use std::collections::HashMap;
use std::path::Path;

use super::Editor;
use crate::session::DocumentId;

/// A document of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentEntry {
    Open(DocumentId),
    /// By its place among the files of the folder.
    Closed(usize),
    /// By its place among the folder's files of other kinds.
    Source(usize),
}

impl DocumentEntry {
    /// Documents from elsewhere in the order in which they were opened, then those of the folder in its order, open or
    /// not: nothing moves when a document is opened.
    pub fn all(editor: &Editor) -> Vec<Self> {
        let mut open: HashMap<&Path, DocumentId> =
            editor.documents.iter().filter_map(|d| Some((d.path().or(d.source())?, d.id))).collect();
        let files = editor.folder.files().iter().enumerate();
        let files = files.map(|(at, path)| open.remove(path.as_path()).map_or(Self::Closed(at), Self::Open));
        let mut inside: Vec<Self> = files.collect();
        let sources = editor.folder.sources.iter().enumerate();
        inside.extend(sources.map(|(at, path)| open.remove(path.as_path()).map_or(Self::Source(at), Self::Open)));
        let seen: Vec<DocumentId> =
            inside.iter().filter_map(|entry| if let Self::Open(id) = entry { Some(*id) } else { None }).collect();
        let outside = editor.documents.iter().map(|d| d.id).filter(|id| !seen.contains(id));
        outside.map(Self::Open).chain(inside.iter().copied()).collect()
    }

    /// The document `step` places after the shown one, going round at the ends; `None` where none is shown.
    pub fn beside(editor: &Editor, step: isize) -> Option<Self> {
        let all = Self::all(editor);
        let at = all.iter().position(|entry| matches!(entry, Self::Open(id) if Some(*id) == editor.current))?;
        all.get((at + all.len()).wrapping_add_signed(step) % all.len()).copied()
    }
}

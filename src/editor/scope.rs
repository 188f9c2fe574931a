//! Which documents are looked through, and how threads get to see them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::Editor;
use super::analysis_cache::AnalysisCache;
use super::folder_analysis::FolderAnalysis;
use super::words::counted;
use crate::find::{Desk, Note, Recall, Snapshots, Source};
use crate::session::OpenDocument;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    #[default]
    Document,
    /// All open documents.
    Open,
    /// All documents of the opened folder; those that are open as they stand.
    Folder,
}

/// Mentions of a document that are copied for a thread without being felt.
const SMALL: usize = 4_000;
/// Seconds without a change after which a large document is copied.
const QUIET: f64 = 0.4;

/// When the open documents last changed.
#[derive(Default)]
struct Quiet {
    content: u64,
    since: f64,
}

/// What is known of documents that are looked through, open or not.
#[derive(Default)]
pub struct Corpus {
    /// The model's way through the folder.
    pub analysis: FolderAnalysis,
    /// What the model said of documents that are not open.
    pub cache: AnalysisCache,
    /// Grows whenever the model has read documents of the folder that are not open.
    pub revision: u64,
    /// Open documents as threads see them.
    snapshots: Snapshots,
    quiet: Quiet,
}

impl Corpus {
    /// How long an answer about the open documents must wait before it may be brought up to date, when it is `now` (in
    /// seconds): while somebody edits a large one, the copy that a thread needs would be felt after every key. Zero: it
    /// may be now.
    pub fn unrest(&mut self, documents: &[OpenDocument], shown: Option<&OpenDocument>, now: f64) -> Duration {
        let content = documents.iter().fold(0_u64, |sum, open| sum.wrapping_add(open.content()));
        if content != self.quiet.content {
            self.quiet = Quiet { content, since: now };
        }
        let is_large = shown.is_some_and(|open| open.document.annotations.mention_count() > SMALL);
        let left = self.quiet.since + QUIET - now;
        if is_large && left > 0.0 { Duration::from_secs_f64(left) } else { Duration::ZERO }
    }
}

impl Scope {
    /// The scopes that differ from each other just now.
    pub fn all(editor: &Editor) -> Vec<Self> {
        let mut scopes = vec![Self::Document];
        let folder = editor.folder.files().len();
        if editor.documents.len() > 1 {
            scopes.push(Self::Open);
        }
        if folder > 1 {
            scopes.push(Self::Folder);
        }
        scopes
    }

    /// The widest scope there is.
    pub fn widest(editor: &Editor) -> Self {
        Self::all(editor).last().copied().unwrap_or_default()
    }

    pub fn label(self, editor: &Editor) -> String {
        match self {
            Self::Document => "This document".to_owned(),
            Self::Open => counted(editor.documents.len(), "open document"),
            Self::Folder => {
                let count = editor.folder.files().len();
                format!("Folder ({count})")
            }
        }
    }

    /// The documents of the scope, ready for another thread.
    pub fn sources(self, editor: &mut Editor) -> Vec<Source> {
        let (documents, snapshots) = (&editor.documents, &mut editor.corpus.snapshots);
        snapshots.retain(|id| documents.iter().any(|d| d.id == id));
        match self {
            Self::Document => {
                let open = documents.iter().find(|d| Some(d.id) == editor.current);
                open.map(|open| snapshots.of(open)).into_iter().collect()
            }
            Self::Open => documents.iter().map(|open| snapshots.of(open)).collect(),
            Self::Folder => {
                let Some((folder, files)) = editor.folder.opened() else { return Vec::new() };
                let open: HashMap<&Path, &OpenDocument> =
                    documents.iter().filter_map(|d| Some((d.path()?, d))).collect();
                let source = |path: &PathBuf| match open.get(path.as_path()) {
                    Some(open) => snapshots.of(open),
                    None => file(folder, path),
                };
                files.iter().map(source).collect()
            }
        }
    }
}

/// The documents of the folder by their files, open or not: what their texts say is there.
pub(super) fn folder_files(editor: &Editor) -> Vec<Source> {
    let Some((folder, files)) = editor.folder.opened() else { return Vec::new() };
    files.iter().map(|path| file(folder, path)).collect()
}

fn file(folder: &Path, path: &Path) -> Source {
    let name = path.strip_prefix(folder).unwrap_or(path).with_extension("");
    Source::file(path.to_owned(), name.display().to_string())
}

/// What threads need to read closed documents as the editor would.
pub fn reader(editor: &Editor) -> Desk {
    let places = editor.workspace.places().clone();
    let (cache, theirs) = (editor.corpus.cache.clone(), places.clone());
    let recall: Recall = Arc::new(move |path, text| cache.get(&theirs, path, text));
    let cache = editor.corpus.cache.clone();
    let note: Note = Arc::new(move |path, counts| cache.note(path, counts));
    Desk {
        places,
        recall: Some(recall),
        note: Some(note),
        thresholds: editor.folder.thresholds.clone(),
        index: editor.corpus.cache.index.clone(),
        readings: editor.analyses.revision + editor.corpus.revision,
    }
}

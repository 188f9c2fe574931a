//! The opened folder: its list, its store, what is shown of it first, and its end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::state::{State, Tone};
use crate::domain::Visibility;
use crate::import::Kind;
use crate::io::{Folder, FolderError};
use crate::session::store::Record;
use crate::session::workspace::key_in;
use crate::session::{DocumentId, Listing, OpenDocument};

/// How long a window waits for the list of a folder before it goes on without.
const LISTING_WAIT: Duration = Duration::from_millis(150);

impl State {
    /// Lists a folder's documents and shows the first. A large folder is walked through on a thread, which calls `wake`
    /// at the end; see [`State::poll_folder`].
    pub fn open_folder(&mut self, path: &Path, wake: impl FnOnce() + Send + 'static) {
        // The last owner of a store that is no longer wanted closes it.
        self.folder_store = None;
        self.workspace.open_folder(path);
        self.folder_store = self.workspace.places().store_of(path).cloned();
        self.folder_thresholds = self.workspace.thresholds(path);
        match Listing::start(path, wake) {
            Ok(listing) => {
                self.listing = Some(listing);
                self.poll_folder(LISTING_WAIT);
            }
            Err(_) => self.list(path, Folder::list(path)),
        }
    }

    /// Forgets the opened folder; its documents are closed by then.
    pub fn close_folder(&mut self) {
        let Some((folder, _)) = self.folder.take() else { return };
        self.sources.clear();
        self.listing = None;
        self.folder_revision += 1;
        self.folder_store = None;
        self.folder_thresholds = None;
        self.workspace.close_folder(&folder);
        // The next start does not bring back what was closed.
        self.settings.last_folder = None;
        let inside = |path: &PathBuf| std::path::absolute(&folder).is_ok_and(|folder| path.starts_with(folder));
        self.settings.last_document = self.settings.last_document.take().filter(|path| !inside(path));
    }

    /// Takes the list of a folder's documents over when it is there.
    pub fn poll_folder(&mut self, wait: Duration) {
        if let Some(listing) = &self.listing
            && let Some(files) = listing.poll(wait)
        {
            let folder = listing.folder().to_owned();
            self.listing = None;
            self.list(&folder, files);
        }
    }

    fn list(&mut self, path: &Path, listed: Result<Folder, FolderError>) {
        let listed = match listed {
            Ok(listed) => listed,
            Err(error) => return self.notify(Tone::Error, error.to_string()),
        };
        for skipped in &listed.skipped {
            self.notify(Tone::Warning, skipped.to_string());
        }
        let files = listed.texts();
        let sources: Vec<PathBuf> = listed.files().iter().filter(|file| is_source(file)).cloned().collect();
        if files.is_empty() && sources.is_empty() {
            let text = format!("{} holds no texts (.txt, .md, .html, .docx or .pdf)", path.display());
            let foreign = listed.foreign().map(|foreign| format!(".\n{foreign}")).unwrap_or_default();
            return self.notify(Tone::Warning, format!("{text}{foreign}"));
        }
        // A text that is there already is shown at once.
        let wanted = self.shown_first.take().filter(|path| files.contains(path) || path.is_file());
        let first = wanted.or_else(|| files.first().or(sources.first()).cloned());
        self.sources = sources;
        self.folder = Some((path.to_owned(), files));
        self.folder_revision += 1;
        self.share_thresholds();
        if let Some(first) = first {
            self.open_soon(&first);
        }
        if let Ok(absolute) = std::path::absolute(path) {
            self.settings.last_folder = Some(absolute.clone());
            self.settings.remember(absolute);
        }
    }

    /// Goes on where the last run ended, as far as that is still there and no other window works on it.
    pub fn reopen(&mut self, wake: impl FnOnce() + Send + 'static) {
        let document = self.settings.last_document.clone().filter(|path| path.is_file());
        match self.settings.last_folder.clone().filter(|folder| folder.is_dir()) {
            Some(folder) if self.workspace.open_folder_if_free(&folder) => {
                self.shown_first = document;
                self.open_folder(&folder, wake);
            }
            Some(folder) if document.as_ref().is_some_and(|path| path.starts_with(&folder)) => {}
            _ => {
                if let Some(path) = document {
                    self.open_soon(&path);
                }
            }
        }
    }

    /// Whether a document is one of the opened folder: a file of it, or a text that was taken out of one.
    pub fn is_in_folder(&self, open: &OpenDocument) -> bool {
        let inside = |path: &Path| self.folder.as_ref().is_some_and(|(folder, _)| path.starts_with(folder));
        open.path().or(open.source()).is_some_and(inside)
    }

    /// Moves the thresholds of a document. Those of one in the opened folder are the folder's: they hold for all its
    /// documents, and are remembered.
    pub fn move_thresholds(&mut self, id: DocumentId, visibility: Visibility) {
        let Some(open) = self.document_mut(id) else { return };
        open.set_visibility(visibility.clone());
        self.thresholds_moved += 1;
        let folder = self.folder.as_ref().map(|(folder, _)| folder);
        if let Some(folder) = folder.filter(|_| self.document(id).is_some_and(|open| self.is_in_folder(open))) {
            self.workspace.keep_thresholds(folder, &visibility);
            self.folder_thresholds = Some(visibility);
            self.share_thresholds();
        }
    }

    /// Shows every open document of the folder at the folder's thresholds.
    pub fn share_thresholds(&mut self) {
        let (Some((folder, _)), Some(thresholds)) = (&self.folder, &self.folder_thresholds) else { return };
        for open in &mut self.documents {
            if open.path().or(open.source()).is_some_and(|path| path.starts_with(folder)) {
                open.view_at(thresholds);
            }
        }
    }

    /// What is known of a document of the opened folder without reading it. Looks at no disk.
    pub fn folder_record(&self, path: &Path) -> Option<Record> {
        let (folder, _) = self.folder.as_ref()?;
        self.folder_store.as_ref()?.get(&key_in(folder, path))
    }
}

/// Whether a text must be taken out of a file first.
pub fn is_source(path: &Path) -> bool {
    Kind::of(path).is_some_and(|kind| kind != Kind::Text)
}

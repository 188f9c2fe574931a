//! The opened folder: its list, its store, what is shown of it first, and its end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::documents::{Editor, Tone};
use crate::domain::Visibility;
use crate::import::Kind;
use crate::io::{Folder, FolderError};
use crate::session::store::{Record, Store};
use crate::session::workspace::key_in;
use crate::session::{DocumentId, Listing, OpenDocument};

/// How long a window waits for the list of a folder before it goes on without.
const LISTING_WAIT: Duration = Duration::from_millis(150);

/// The opened folder, if there is one.
#[derive(Default)]
pub struct OpenedFolder {
    /// The folder, and its documents (their `.txt`), read when chosen.
    opened: Option<(PathBuf, Vec<PathBuf>)>,
    /// Its files of other kinds, whose texts are taken out when they are chosen.
    pub sources: Vec<PathBuf>,
    /// Grows when the list of the folder's documents changes.
    pub revision: u64,
    /// The folder that is being walked through.
    pub listing: Option<Listing>,
    pub store: Option<Arc<Store>>,
    /// The document of the folder that is shown when its list is there; else the first.
    shown_first: Option<PathBuf>,
    /// The thresholds of its documents, open or not, where a person has moved them; else each shows what its model asks
    /// for.
    pub thresholds: Option<Visibility>,
}

impl OpenedFolder {
    /// The folder and its documents.
    pub fn opened(&self) -> Option<(&Path, &[PathBuf])> {
        self.opened.as_ref().map(|(root, files)| (root.as_path(), files.as_slice()))
    }

    pub fn is_open(&self) -> bool {
        self.opened.is_some()
    }

    pub fn root(&self) -> Option<&Path> {
        self.opened().map(|(root, _)| root)
    }

    /// Its documents; none where no folder is open.
    pub fn files(&self) -> &[PathBuf] {
        self.opened().map_or(&[], |(_, files)| files)
    }

    /// Whether a document is one of the folder: a file of it, or a text that was taken out of one.
    pub fn holds(&self, open: &OpenDocument) -> bool {
        let inside = |path: &Path| self.root().is_some_and(|root| path.starts_with(root));
        open.path().or(open.source()).is_some_and(inside)
    }

    /// What is known of a document of the folder without reading it. Looks at no disk.
    pub fn record(&self, path: &Path) -> Option<Record> {
        self.store.as_ref()?.get(&key_in(self.root()?, path))
    }
}

impl Editor {
    /// Lists a folder's documents and shows the first. A large folder is walked through on a thread, which calls `wake`
    /// at the end; see [`Editor::poll_folder`].
    pub fn open_folder(&mut self, path: &Path, wake: impl FnOnce() + Send + 'static) {
        // The last owner of a store that is no longer wanted closes it.
        self.folder.store = None;
        self.workspace.open_folder(path);
        self.folder.store = self.workspace.places().store_of(path).cloned();
        self.folder.thresholds = self.workspace.thresholds(path);
        match Listing::start(path, wake) {
            Ok(listing) => {
                self.folder.listing = Some(listing);
                self.poll_folder(LISTING_WAIT);
            }
            Err(_) => self.list(path, Folder::list(path)),
        }
    }

    /// Forgets the opened folder; its documents are closed by then.
    pub(super) fn forget_folder(&mut self) {
        let Some((folder, _)) = self.folder.opened.take() else { return };
        self.folder.sources.clear();
        self.folder.listing = None;
        self.folder.revision += 1;
        self.folder.store = None;
        self.folder.thresholds = None;
        self.workspace.close_folder(&folder);
        // The next start does not bring back what was closed.
        self.settings.last_folder = None;
        let inside = |path: &PathBuf| std::path::absolute(&folder).is_ok_and(|folder| path.starts_with(folder));
        self.settings.last_document = self.settings.last_document.take().filter(|path| !inside(path));
    }

    /// Takes the list of a folder's documents over when it is there.
    pub fn poll_folder(&mut self, wait: Duration) {
        if let Some(listing) = &self.folder.listing
            && let Some(files) = listing.poll(wait)
        {
            let folder = listing.folder().to_owned();
            self.folder.listing = None;
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
        let wanted = self.folder.shown_first.take().filter(|path| files.contains(path) || path.is_file());
        let first = wanted.or_else(|| files.first().or(sources.first()).cloned());
        self.folder.sources = sources;
        self.folder.opened = Some((path.to_owned(), files));
        self.folder.revision += 1;
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
                self.folder.shown_first = document;
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

    /// Moves the thresholds of a document. Those of one in the opened folder are the folder's: they hold for all its
    /// documents, and are remembered.
    pub fn move_thresholds(&mut self, id: DocumentId, visibility: Visibility) {
        let Some(open) = self.document_mut(id) else { return };
        open.set_visibility(visibility.clone());
        self.legend.thresholds_moved += 1;
        let is_inside = self.document(id).is_some_and(|open| self.folder.holds(open));
        if let Some(folder) = self.folder.root().filter(|_| is_inside) {
            self.workspace.keep_thresholds(folder, &visibility);
            self.folder.thresholds = Some(visibility);
            self.share_thresholds();
        }
    }

    /// Shows every open document of the folder at the folder's thresholds.
    pub fn share_thresholds(&mut self) {
        let (Some(folder), Some(thresholds)) = (self.folder.root(), &self.folder.thresholds) else { return };
        for open in &mut self.documents {
            if open.path().or(open.source()).is_some_and(|path| path.starts_with(folder)) {
                open.view_at(thresholds);
            }
        }
    }
}

/// Whether a text must be taken out of a file first.
pub fn is_source(path: &Path) -> bool {
    Kind::of(path).is_some_and(|kind| kind != Kind::Text)
}

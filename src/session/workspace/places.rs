//! Which store keeps which document.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::brat::LoadError;
use crate::domain::Visibility;
use crate::session::store::{Op, Record, Store, StoreError, hash};
use crate::session::{DocumentId, Keeper, OpenDocument, Restored};

/// The folder in which a workspace keeps its own things.
const HOME: &str = ".relata";
/// The key of what holds for a whole folder, in its store.
const WHOLE: &str = "";
/// How many windows without a folder may be open at once and have a store each.
const SLOTS: usize = 16;

/// A folder whose documents have a store of their own.
#[derive(Clone, Debug)]
struct Root {
    folder: PathBuf,
    store: Option<Arc<Store>>,
    read_only: Option<String>,
}

/// The stores that are open; cheap to clone, and to take to another thread.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Beside the settings; `None` keeps nothing at all.
    home: Option<PathBuf>,
    roots: Vec<Root>,
    /// For texts without a folder; the first takes new ones, the others are what killed windows left.
    standard: Vec<Arc<Store>>,
}

impl Places {
    /// Stores beside the settings in `home`.
    pub(super) fn in_home(home: &Path, notices: &mut Vec<String>) -> Self {
        let mut places = Self { home: Some(home.to_owned()), ..Self::default() };
        let slot = |n: usize| home.join("workspaces").join(format!("standard-{n}"));
        for n in 1..=SLOTS {
            // A free slot that exists may hold what a killed window left.
            if !places.standard.is_empty() && !slot(n).exists() {
                continue;
            }
            match Store::open(&slot(n)) {
                Ok(store) => {
                    notices.extend(store.notices().iter().cloned());
                    places.standard.push(Arc::new(store));
                }
                Err(StoreError::InUse) => {}
                Err(error) => {
                    notices.push(format!("Unsaved changes cannot be protected against a crash ({error}): save often"));
                    break;
                }
            }
        }
        places
    }

    /// Opens the store of a folder, or says what stands in for it.
    pub(super) fn open_folder(&mut self, folder: &Path, notices: &mut Vec<String>) {
        let Some(home) = self.home.clone() else { return };
        let folder = absolute(folder);
        // Stores of folders that nothing is open from any more.
        self.roots.retain(|root| {
            root.folder == folder || root.store.as_ref().is_some_and(|store| Arc::strong_count(store) > 1)
        });
        if self.roots.iter().any(|root| root.folder == folder && root.store.is_some()) {
            return;
        }
        self.roots.retain(|root| root.folder != folder);
        let aside = home.join("workspaces").join(format!("{:016x}", hash(folder.as_os_str().as_encoded_bytes())));
        let own = folder.join(HOME);
        let opened = match Store::open(&own) {
            Ok(store) => {
                // Whoever keeps the folder under version control wants the documents in it, not this.
                let ignore = own.join(".gitignore");
                if !ignore.exists() {
                    let _ = fs::write(ignore, "*\n");
                }
                Ok(store)
            }
            Err(error @ (StoreError::InUse | StoreError::Newer)) => Err(error),
            Err(error) => {
                let opened = Store::open(&aside);
                if opened.is_ok() {
                    notices.push(format!(
                        "relata cannot keep its notes in {} ({error}). They are kept in {} instead",
                        own.display(),
                        aside.display()
                    ));
                }
                opened
            }
        };
        let root = match opened {
            Ok(store) => {
                notices.extend(store.notices().iter().cloned());
                Root { folder, store: Some(Arc::new(store)), read_only: None }
            }
            Err(StoreError::InUse) => {
                let why = format!(
                    "Another relata window has {} open, so here its documents can be looked at but not changed. Close \
                     the other window and open the folder again to work here",
                    folder.display()
                );
                notices.push(why.clone());
                Root { folder, store: None, read_only: Some(why) }
            }
            Err(error) => {
                notices.push(format!("Unsaved changes cannot be protected against a crash ({error}): save often"));
                Root { folder, store: None, read_only: None }
            }
        };
        self.roots.push(root);
    }

    /// Whether another window has this opened folder, so that nothing can be changed here.
    pub(super) fn is_read_only(&self, folder: &Path) -> bool {
        let folder = absolute(folder);
        self.roots.iter().any(|root| root.folder == folder && root.read_only.is_some())
    }

    pub(super) fn close_folder(&mut self, folder: &Path) {
        let folder = absolute(folder);
        self.roots.retain(|root| root.folder != folder);
    }

    /// Opens the store of the nearest folder above a file that has one.
    fn open_above(&mut self, file: &Path, notices: &mut Vec<String>) {
        if self.home.is_some()
            && self.root_of(file).is_none()
            && let Some(folder) = file.ancestors().skip(1).find(|folder| folder.join(HOME).is_dir())
        {
            self.open_folder(folder, notices);
        }
    }

    fn root_of(&self, file: &Path) -> Option<&Root> {
        let above = self.roots.iter().filter(|root| file.starts_with(&root.folder));
        above.max_by_key(|root| root.folder.components().count())
    }

    /// Reads a document with all that is kept of it, and records it from then on.
    ///
    /// # Errors
    /// What reading its files says.
    pub fn read(&self, id: DocumentId, path: &Path) -> Result<(OpenDocument, Restored), LoadError> {
        let mut document = OpenDocument::open(id, path)?;
        let restored = self.attach(&mut document);
        Ok((document, restored))
    }

    pub(super) fn read_noticing(
        &mut self,
        id: DocumentId,
        path: &Path,
        notices: &mut Vec<String>,
    ) -> Result<(OpenDocument, Restored), LoadError> {
        self.open_above(&absolute(path), notices);
        self.read(id, path)
    }

    /// Records a document from now on, and brings back what is kept of it.
    pub fn attach(&self, document: &mut OpenDocument) -> Restored {
        let Some(path) = document.path().map(absolute) else {
            if let Some(store) = self.standard.first() {
                let key = format!("{}{}", super::super::document::LOOSE, super::super::history::next_order());
                document.keep_in(store.clone(), key);
            }
            return Restored::Nothing;
        };
        if let Some(root) = self.root_of(&path) {
            document.set_read_only(root.read_only.clone());
            let Some(store) = &root.store else { return Restored::Nothing };
            let key = key_in(&root.folder, &path);
            // It may have been opened alone before its folder was.
            if store.get(&key).is_none_or(|record| !record.unsaved)
                && let Some((other, alone)) = self.known_alone(&path)
                && other.get(&alone).is_some_and(|record| record.unsaved)
            {
                return document.restore_from(&other, &alone);
            }
            return document.restore_from(store, &key);
        }
        match self.known_alone(&path).or_else(|| Some((self.standard.first()?.clone(), name(&path)))) {
            Some((store, key)) => document.restore_from(&store, &key),
            None => Restored::Nothing,
        }
    }

    fn known_alone(&self, path: &Path) -> Option<(Arc<Store>, String)> {
        let key = name(path);
        let store = self.standard.iter().find(|store| store.get(&key).is_some())?;
        Some((store.clone(), key))
    }

    /// The store of an opened folder.
    pub fn store_of(&self, folder: &Path) -> Option<&Arc<Store>> {
        let folder = absolute(folder);
        self.roots.iter().find(|root| root.folder == folder)?.store.as_ref()
    }

    /// The store of the opened folder that holds a document, and its key there.
    pub fn folder_place(&self, path: &Path) -> Option<(Arc<Store>, String)> {
        let path = absolute(path);
        let root = self.root_of(&path)?;
        Some((root.store.clone()?, key_in(&root.folder, &path)))
    }

    /// The store that keeps (or would keep) a document, and its key there.
    pub fn place(&self, path: &Path) -> Option<(Arc<Store>, String)> {
        let path = absolute(path);
        match self.root_of(&path) {
            Some(root) => Some((root.store.clone()?, key_in(&root.folder, &path))),
            None => self.known_alone(&path).or_else(|| Some((self.standard.first()?.clone(), name(&path)))),
        }
    }

    /// Where it is kept what becomes of predictions: for a whole folder, or for a file that was opened alone. Nowhere for a
    /// text that is in no file.
    pub(super) fn choice(&self, path: Option<&Path>) -> Option<(Arc<Store>, String)> {
        let path = absolute(path?);
        match self.root_of(&path) {
            Some(root) => Some((root.store.clone()?, WHOLE.to_owned())),
            None => Some((self.standard.first()?.clone(), name(&path))),
        }
    }

    /// The thresholds of a folder's documents, where a person has moved them.
    pub(super) fn thresholds(&self, folder: &Path) -> Option<Visibility> {
        self.store_of(folder)?.get(WHOLE)?.visibility
    }

    pub(super) fn keep_thresholds(&self, folder: &Path, visibility: &Visibility) {
        if let Some(store) = self.store_of(folder) {
            store.record(Op::Visibility { key: WHOLE.to_owned(), visibility: visibility.clone() });
        }
    }

    /// Files with changes that they do not hold, but for those that are open.
    pub(super) fn unsaved(&self, open: &[OpenDocument]) -> Vec<PathBuf> {
        let closed = |store: &Arc<Store>, key: &String| {
            let keeps = |k: &Keeper| Arc::ptr_eq(k.store(), store) && k.key() == key;
            !open.iter().any(|document| document.keeper().is_some_and(keeps))
        };
        let mut found = Vec::new();
        for root in &self.roots {
            let Some(store) = &root.store else { continue };
            let keys = store.unsaved().into_iter().filter(|key| closed(store, key));
            found.extend(keys.map(|key| root.folder.join(key)));
        }
        for store in &self.standard {
            let keys = store.unsaved().into_iter().filter(|key| closed(store, key));
            // Texts without a file are kept under other names than paths.
            found.extend(keys.map(PathBuf::from).filter(|path| path.is_absolute()));
        }
        found.retain(|path| path.is_file());
        found
    }

    /// What the store that keeps a document knows of it.
    pub fn record(&self, path: &Path) -> Option<Record> {
        let (store, key) = self.place(path)?;
        store.get(&key)
    }

    /// The file of a key in the store that keeps `beside`.
    pub(super) fn path_of(&self, beside: &OpenDocument, key: &str) -> Option<PathBuf> {
        let path = PathBuf::from(key);
        if path.is_absolute() {
            return Some(path);
        }
        Some(self.root_of(&absolute(beside.path()?))?.folder.join(path))
    }

    pub(super) fn standard(&self) -> &[Arc<Store>] {
        &self.standard
    }

    /// All stores that are open.
    pub fn stores(&self) -> impl Iterator<Item = &Arc<Store>> {
        self.roots.iter().filter_map(|root| root.store.as_ref()).chain(&self.standard)
    }
}

/// One name for one file, also through links where it can be had.
pub(super) fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The key of a file in the store of its folder. The same on every system: a folder may be carried from one to another.
pub fn key_in(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let parts = inside.components().map(|part| match part {
        Component::Normal(part) => part.to_string_lossy(),
        other => other.as_os_str().to_string_lossy(),
    });
    parts.collect::<Vec<_>>().join("/")
}

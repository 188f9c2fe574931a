//! All documents together: where each is recorded, and one order of steps across them.
//!
//! **Undo.** The latest step of this run is taken back, in whichever document it was; that document is then shown. When
//! none of this run is left, the shown document's own earlier steps follow, those of earlier runs too: last week's work
//! elsewhere never goes unseen. A step in several documents goes as one.

mod across;
mod places;

#[cfg(test)]
mod kill_tests;
#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::document::LOOSE;
use super::history::next_order;
use super::store::{Op, Record, Store};
use super::{DocumentId, OpenDocument, Restored};
use crate::brat::{LoadError, Predictions};
use crate::domain::Visibility;

pub use across::{AcrossError, Moved, Target};
pub use places::{Places, key_in};

/// The default keeps nothing: no store, nothing survives.
#[derive(Debug, Default)]
pub struct Workspace {
    places: Places,
    /// Steps with larger numbers were made in this run.
    started: u64,
    /// Documents of this run that were closed: their latest step, and where they are.
    closed: Vec<(u64, PathBuf)>,
    /// The documents of steps of this run that touch several.
    groups: HashMap<u64, Vec<String>>,
    notices: Vec<String>,
    /// What is saved of predictions where nothing keeps what was said: by folder, or by document.
    choices: HashMap<String, Predictions>,
    /// What was last said about a store that cannot be written.
    trouble: Option<String>,
}

impl Workspace {
    /// Stores live beside the settings in `home`, and in each opened folder.
    pub fn in_home(home: &Path) -> Self {
        let mut notices = Vec::new();
        let places = Places::in_home(home, &mut notices);
        for store in places.standard() {
            // Texts without a file that were not worth keeping: a sample that was looked at.
            let settled = |(key, record): &(String, Record)| key.starts_with(LOOSE) && !record.unsaved;
            for (key, _) in store.records().into_iter().filter(settled) {
                store.record(Op::Forget { key });
            }
        }
        Self { places, started: next_order(), notices, ..Self::default() }
    }

    /// What there is to tell the person since the last call.
    pub fn take_notices(&mut self) -> Vec<String> {
        let trouble = self.places.stores().find_map(|store| store.trouble());
        if trouble != self.trouble {
            if let Some(trouble) = &trouble {
                self.notices.push(format!(
                    "Unsaved changes cannot be protected against a crash now ({trouble}): free some space, and save often"
                ));
            }
            self.trouble = trouble;
        }
        std::mem::take(&mut self.notices)
    }

    /// The stores, for work on another thread.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Opens the store of a folder; see [`Workspace::take_notices`] for what came in its way.
    pub fn open_folder(&mut self, folder: &Path) {
        self.places.open_folder(folder, &mut self.notices);
    }

    /// Lets go of the store of a folder whose documents are closed.
    pub fn close_folder(&mut self, folder: &Path) {
        self.places.close_folder(folder);
    }

    /// As [`Workspace::open_folder`], unless another window has it open: nothing is opened then, and nothing said.
    pub fn open_folder_if_free(&mut self, folder: &Path) -> bool {
        let said = self.notices.len();
        self.places.open_folder(folder, &mut self.notices);
        let is_free = !self.places.is_read_only(folder);
        if !is_free {
            self.notices.truncate(said);
            self.places.close_folder(folder);
        }
        is_free
    }

    /// Reads a document with all that is kept of it.
    ///
    /// # Errors
    /// What reading its files says.
    pub fn read(&mut self, id: DocumentId, path: &Path) -> Result<(OpenDocument, Restored), LoadError> {
        let read = self.places.read_noticing(id, path, &mut self.notices)?;
        let path = places::absolute(path);
        self.closed.retain(|(_, closed)| *closed != path);
        Ok(read)
    }

    /// Records a document that is not recorded yet (a new text, or one with a new file).
    pub fn attach(&self, document: &mut OpenDocument) -> Restored {
        self.places.attach(document)
    }

    /// Records a document under its new file, after `save_as`.
    pub fn attach_saved(&self, document: &mut OpenDocument) {
        let Some((store, key)) = document.path().and_then(|path| self.places.place(path)) else { return };
        document.keep_in(store, key);
        document.keep_now();
    }

    /// Takes note of a document that is about to be closed. `discard`: its unsaved changes are not wanted.
    pub fn closing(&mut self, document: &mut OpenDocument, discard: bool) {
        if discard || (document.path().is_none() && !document.is_dirty()) {
            document.discard_kept();
        }
        if !discard
            && let (Some(step), Some(path)) = (document.history().last_done(), document.path())
            && step.order > self.started
        {
            self.closed.push((step.order, places::absolute(path)));
        }
    }

    /// What is saved of predictions that nobody has reviewed, as a person has said for the opened folder of this place, or
    /// for this document alone. `document`: names one that is in no file.
    pub fn predictions(&self, path: Option<&Path>, document: DocumentId) -> Option<Predictions> {
        match self.places.choice(path) {
            Some((store, key)) => store.predictions(&key),
            None => self.choices.get(&unkept(path, document)).copied(),
        }
    }

    pub fn choose_predictions(&mut self, path: Option<&Path>, document: DocumentId, predictions: Predictions) {
        match self.places.choice(path) {
            Some((store, key)) => store.choose_predictions(&key, predictions),
            None => drop(self.choices.insert(unkept(path, document), predictions)),
        }
    }

    /// The thresholds of an opened folder's documents, where a person has moved them.
    pub fn thresholds(&self, folder: &Path) -> Option<Visibility> {
        self.places.thresholds(folder)
    }

    pub fn keep_thresholds(&self, folder: &Path, visibility: &Visibility) {
        self.places.keep_thresholds(folder, visibility);
    }

    /// Files with work of a person that they do not hold, of opened folders and those that were opened alone, but for the
    /// open documents.
    pub fn unsaved(&self, open: &[OpenDocument]) -> Vec<PathBuf> {
        self.places.unsaved(open)
    }

    /// Documents without a folder whose changes are in no file, from earlier runs.
    pub fn left_over(&self) -> Vec<LeftOver> {
        let stores = self.places.standard().iter();
        let records =
            stores.flat_map(|store| store.records().into_iter().map(move |(key, record)| (store, key, record)));
        records
            .filter(|(_, _, record)| record.unsaved && record.based)
            .map(|(store, key, _)| LeftOver { store: store.clone(), key })
            .collect()
    }

    /// Keeps what is being typed under this name; `None` forgets it. On the disk when this returns.
    pub fn keep_typed(&self, name: &str, text: Option<&str>) {
        match (self.places.standard().first(), text) {
            (Some(store), Some(_)) => store.keep_typed(name, text),
            // Also what a killed window has left.
            (_, None) => self.places.standard().iter().for_each(|store| store.keep_typed(name, None)),
            (None, Some(_)) => {}
        }
    }

    /// What was typed under this name and not used, in this run or an earlier one.
    pub fn typed(&self, name: &str) -> Option<String> {
        self.places.standard().iter().find_map(|store| store.typed(name))
    }

    /// What the store of an opened folder knows of a document in it, without reading it.
    pub fn record(&self, path: &Path) -> Option<Record> {
        self.places.record(path)
    }
}

/// The name of a choice that nothing keeps.
fn unkept(path: Option<&Path>, document: DocumentId) -> String {
    let folder = path.and_then(Path::parent).map(|folder| places::absolute(folder).to_string_lossy().into_owned());
    folder.unwrap_or_else(|| format!("{LOOSE}{}", document.0))
}

/// A document of an earlier run with unsaved changes.
#[derive(Clone, Debug)]
pub struct LeftOver {
    store: Arc<Store>,
    key: String,
}

impl LeftOver {
    /// Its file; `None` for a text that has none.
    pub fn path(&self) -> Option<PathBuf> {
        (!self.key.starts_with(LOOSE)).then(|| PathBuf::from(&self.key))
    }

    /// The text that has no file, or whose file is gone.
    pub fn open(&self, id: DocumentId) -> Option<OpenDocument> {
        OpenDocument::loose(id, &self.store, &self.key)
    }
}

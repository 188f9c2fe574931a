//! What the model said of documents that are not open: in the store of their folder, or in memory where there is none.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::de::IgnoredAny;

use crate::engine::Analysis;
use crate::find::FolderIndex;
use crate::session::store::{Counts, hash};
use crate::session::workspace::Places;

#[derive(Clone)]
struct Kept {
    text: u64,
    analysis: Arc<Analysis>,
}

#[derive(Default)]
struct Known {
    kept: HashMap<PathBuf, Kept>,
    counts: HashMap<PathBuf, Counts>,
}

/// Cheap to clone: threads that look through a folder ask the same one.
#[derive(Clone, Default)]
pub struct AnalysisCache {
    known: Arc<Mutex<Known>>,
    /// Closed documents as they were read last.
    pub(super) index: Arc<FolderIndex>,
}

impl AnalysisCache {
    pub fn keep(&self, places: &Places, path: PathBuf, text: &str, analysis: Arc<Analysis>) {
        match places.place(&path) {
            Some((store, key)) => store.keep_scores(&key, text, &analysis.fingerprint.clone(), analysis),
            None => drop(self.lock().kept.insert(path, Kept { text: hash(text.as_bytes()), analysis })),
        }
    }

    /// What was said of this very text.
    pub fn get(&self, places: &Places, path: &Path, text: &str) -> Option<Arc<Analysis>> {
        match places.place(path) {
            Some((store, key)) => store.scores(&key, text, None),
            None => {
                let same = |kept: &&Kept| kept.text == hash(text.as_bytes());
                self.lock().kept.get(path).filter(same).map(|kept| kept.analysis.clone())
            }
        }
    }

    /// Whether the model of this fingerprint has read this very text.
    pub fn has(&self, places: &Places, path: &Path, text: &str, model: &str) -> bool {
        match places.place(path) {
            Some((store, key)) => store.scores::<IgnoredAny>(&key, text, Some(model)).is_some(),
            None => self.get(places, path, text).is_some_and(|analysis| analysis.fingerprint == model),
        }
    }

    /// What a closed document held when it was last looked at, where no store keeps that.
    pub fn counts(&self, path: &Path) -> Option<Counts> {
        self.lock().counts.get(path).copied()
    }

    pub(super) fn note(&self, path: &Path, counts: Counts) {
        self.lock().counts.insert(path.to_owned(), counts);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // A map of finished readings is whole whatever a thread died of.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

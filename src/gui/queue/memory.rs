//! What the model said of documents that are not open, for as long as the window is.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::engine::Analysis;
use crate::find::Recall;

#[derive(Clone)]
struct Kept {
    text: u64,
    analysis: Arc<Analysis>,
}

/// Cheap to clone: threads that look through a folder ask the same memory.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<HashMap<PathBuf, Kept>>>);

impl Memory {
    pub fn keep(&self, path: PathBuf, text: &str, analysis: Arc<Analysis>) {
        self.lock().insert(path, Kept { text: hash(text), analysis });
    }

    /// What was said of this very text.
    pub fn get(&self, path: &Path, text: &str) -> Option<Arc<Analysis>> {
        self.lock().get(path).filter(|kept| kept.text == hash(text)).map(|kept| kept.analysis.clone())
    }

    /// Whether this model has read this very text.
    pub fn has(&self, path: &Path, text: &str, model: &str) -> bool {
        self.lock().get(path).is_some_and(|kept| kept.analysis.model == model && kept.text == hash(text))
    }

    pub fn recall(&self) -> Recall {
        let memory = self.clone();
        Arc::new(move |path, text| memory.get(path, text))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PathBuf, Kept>> {
        // A map of finished readings is whole whatever a thread died of.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

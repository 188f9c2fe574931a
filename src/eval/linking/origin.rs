//! Which base a folder was linked with.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What `relata link` leaves beside its documents, so that a base that has changed since is noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Where the base was.
    pub base: PathBuf,
    /// What was in it.
    pub fingerprint: String,
}

impl Origin {
    /// Its file in the folder.
    pub const FILE: &'static str = "links.json";

    /// Of a folder of linked documents; `None` where nothing says so.
    pub fn of(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(folder.join(Self::FILE)).ok()?).ok()
    }
}

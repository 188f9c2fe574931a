//! What a repair of a file changed beside annotations, so that it can be taken back in a later run, too.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::brat::{self, Issue, Memory, RawLine, Standoff};
use crate::domain::{Annotations, Roles};

/// The file on both sides of a repair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Repair {
    pub before: FileState,
    pub after: FileState,
}

/// The bytes of an `.ann`, and which item each of its lines is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileState {
    ann: RawLine,
    memory: Memory,
}

impl FileState {
    /// `annotations`: those that stand with this file.
    pub fn of(standoff: &Standoff, annotations: &Annotations) -> Self {
        Self { ann: RawLine::new(&standoff.bytes()), memory: standoff.memory(annotations) }
    }

    /// The lines as they were read at that time, and what is wrong with them.
    pub fn read(&self, text: &Arc<str>, file: &Path, roles: &Roles) -> (Standoff, Vec<Issue>) {
        let reading = brat::read(text, &self.ann.bytes(), file, roles);
        let (standoff, _) = reading.standoff.recalled(&reading.annotations, &self.memory);
        (standoff, reading.issues)
    }
}

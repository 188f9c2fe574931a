//! Reviewing a folder: the model reads all of it in the background, and what it is unsure of comes one by one.

mod pane;
mod reviewed;
mod run;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;

pub use tool::{ENTRY, MARK_REVIEWED, MARK_UNREVIEWED, REVIEW_QUEUE};

use crate::corpus::{Hit, Place, Queue, Scan, Sequence, What};
use crate::editor::Scope;
use crate::session::DocumentId;

pub(in crate::gui) use pane::reading_bar;

/// Predictions of one document that enter the queue; a text nobody has looked at may have many thousands.
const LIMIT: usize = 20_000;

/// What the queue was made of; it is made anew when this changes.
#[derive(Clone, Debug, PartialEq)]
struct Question {
    scope: Scope,
    what: What,
    sequence: Sequence,
    /// The document, where the queue is of one.
    document: Option<DocumentId>,
    /// How often the model has said something new.
    read: u64,
    /// How often a threshold was moved, where the queue is of several documents.
    moved: Option<u64>,
}

#[derive(Default)]
pub struct QueueTool {
    scope: Scope,
    what: What,
    sequence: Sequence,
    asked: Option<Question>,
    scan: Option<Scan<Vec<Hit>>>,
    /// Filled while the documents are looked through, and shown when all were.
    coming: Queue,
    queue: Queue,
    current: Option<usize>,
    /// The open documents and their revisions that the queue was last compared with.
    seen: Vec<(DocumentId, u64)>,
    failed: Vec<String>,
    follow: bool,
}

impl QueueTool {
    /// The documents of the queue that wait, and all; and the same of predictions.
    fn progress(&self) -> (usize, usize) {
        self.queue.progress()
    }

    fn place_of(&self, entry: usize) -> Option<Place> {
        self.queue.place(entry).map(|(place, _)| place.clone())
    }
}

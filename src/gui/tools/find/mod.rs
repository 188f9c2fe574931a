//! Search over the document or the folder: the search line and its filters, the hits as a list or as a concordance,
//! and the way from a hit to its place.

mod concordance;
mod filters;
mod head;
mod list;
mod run;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;

pub use tool::{CONCORDANCE, ENTRY, FIND, FIND_IN_FOLDER, FIND_SIMILAR, NEXT_HIT, PREVIOUS_HIT};

use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

pub(in crate::gui) use concordance::keyword_ui;
pub(in crate::gui) use list::{ROW, hit_ui, row_ui};

use crate::corpus::{Hit, Order, Place, Query, Scan, Source, parse};
use crate::editor::Scope;
use crate::session::DocumentId;

/// Hits beyond these are counted as "more": nobody reads them, and they would fill the memory.
const LIMIT: usize = 100_000;

/// How hits are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum View {
    #[default]
    List,
    /// Keywords in context, one below the other.
    Concordance,
}

/// The hits of one document.
struct Group {
    place: Place,
    name: String,
    hits: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Group(usize),
    Hit(usize),
}

/// What was asked: asking the same again changes nothing.
#[derive(Clone, Debug, Default, PartialEq)]
struct Question {
    query: Query,
    scope: Scope,
    /// The document and its revision, where one document is looked through.
    document: Option<(DocumentId, u64)>,
    /// How often a threshold was moved, where several documents are looked through.
    moved: Option<u64>,
}

/// What was found, in the order of the documents.
#[derive(Default)]
struct Found {
    groups: Vec<Group>,
    /// Shared with the thread that orders them.
    hits: Arc<Vec<Hit>>,
    rows: Vec<Row>,
    /// The order of the concordance, of so many hits.
    ordered: (Order, Vec<usize>),
    /// Where a long concordance is being ordered.
    ordering: Option<Receiver<(Order, Vec<usize>)>>,
    /// Documents that could not be read.
    failed: Vec<String>,
    /// Whether there were more than [`LIMIT`].
    full: bool,
}

impl Found {
    /// Adds what was found in a document.
    fn add(&mut self, source: &Source, hits: Vec<Hit>) {
        let start = self.hits.len();
        let group = self.groups.len();
        self.rows.push(Row::Group(group));
        self.rows.extend((start..start + hits.len()).map(Row::Hit));
        Arc::make_mut(&mut self.hits).extend(hits);
        let range = start..self.hits.len();
        self.groups.push(Group { place: source.place.clone(), name: source.name.clone(), hits: range });
    }

    fn group_of(&self, hit: usize) -> Option<&Group> {
        let at = self.groups.partition_point(|group| group.hits.end <= hit);
        self.groups.get(at).filter(|group| group.hits.contains(&hit))
    }
}

#[derive(Default)]
pub struct FindTool {
    line: String,
    scope: Scope,
    view: View,
    order: Order,
    asked: Option<Question>,
    scan: Option<Scan<Vec<Hit>>>,
    /// Why nothing is looked for.
    error: Option<String>,
    found: Found,
    /// The hit last jumped to.
    active: Option<usize>,
    /// Set to give the search line the keyboard, with its text selected.
    focus: bool,
    /// Set for one frame, to bring the active hit into view.
    follow: bool,
    /// When the line was last typed into, in the window's seconds; a folder waits for a pause.
    typed: Option<f64>,
}

impl FindTool {
    fn query(&self) -> Query {
        parse(&self.line).unwrap_or_default()
    }

    /// Puts a query into the line.
    fn ask(&mut self, query: &Query) {
        self.line = query.to_string();
        self.typed = None;
    }

    fn clear(&mut self) {
        self.scan = None;
        self.found = Found { ordered: (self.order, Vec::new()), ..Found::default() };
        self.active = None;
        self.error = None;
    }

    /// The hits in the order in which they are shown.
    fn sequence(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        match self.view {
            View::Concordance if !self.found.ordered.1.is_empty() => Box::new(self.found.ordered.1.iter().copied()),
            _ => Box::new(0..self.found.hits.len()),
        }
    }

    /// The place of a hit in what is shown.
    fn place_of(&self, hit: usize) -> Option<usize> {
        match self.view {
            View::List => self.found.rows.iter().position(|row| *row == Row::Hit(hit)),
            View::Concordance => self.sequence().position(|at| at == hit),
        }
    }

    /// The hit `step` places on from the active one, around the end.
    fn step(&self, step: isize) -> Option<usize> {
        let count = self.found.hits.len();
        if count == 0 {
            return None;
        }
        let at = self.active.and_then(|active| self.sequence().position(|hit| hit == active));
        let next = match (at, step < 0) {
            (Some(at), _) => (at + count).checked_add_signed(step)? % count,
            (None, false) => 0,
            (None, true) => count - 1,
        };
        self.sequence().nth(next)
    }
}

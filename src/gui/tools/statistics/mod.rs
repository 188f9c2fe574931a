//! What a folder holds, in figures and bars; a bar that is clicked shows what it counts.

mod bars;
mod documents;
mod pane;
mod run;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;

pub use tool::{ENTRY, STATISTICS};

use crate::corpus::{DocumentStatistics, Scan, Stage, Statistics};
use crate::editor::Scope;
use crate::session::DocumentId;
use crate::session::store::Progress;

/// How many concepts and triples are listed; the table that is exported holds all.
const TOP: usize = 30;

/// What is shown below the figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Types,
    Concepts,
    Triples,
    Documents,
}

/// Which documents the table lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Listed {
    #[default]
    All,
    Stage(Stage),
    /// From so many code points on, below so many.
    Length(usize, usize),
}

/// By what the table of documents is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Column {
    #[default]
    Name,
    Characters,
    Entities,
    Relations,
    Open,
}

/// Figures made once, when all documents were counted.
#[derive(Default)]
struct Figures {
    totals: (usize, usize, usize),
    stages: Vec<(Stage, usize)>,
    lengths: Vec<(usize, usize)>,
    /// Bars of each page but the last.
    entity_types: Vec<bars::Bar>,
    relation_types: Vec<bars::Bar>,
    concepts: Vec<bars::Bar>,
    triples: Vec<bars::Bar>,
}

/// What the figures are of; they are made anew when this changes.
#[derive(Clone, Debug, PartialEq)]
struct Question {
    scope: Scope,
    /// Open documents, their revisions, and whether they were reviewed.
    documents: Vec<(DocumentId, u64, Progress)>,
    /// How often the model has said something new.
    readings: u64,
}

#[derive(Default)]
pub struct StatisticsTool {
    scope: Scope,
    asked: Option<Question>,
    scan: Option<Scan<DocumentStatistics>>,
    coming: Statistics,
    all: Statistics,
    figures: Figures,
    failed: Vec<String>,
    page: Page,
    listed: Listed,
    column: Column,
    /// The rows of the table, in order.
    rows: Vec<usize>,
    /// What the rows were made of.
    rows_of: Option<(Listed, Column, usize)>,
    error: Option<String>,
}

//! Finding: queries over texts and annotations, one question asked of many documents, and what is made of the answers
//! (concordances, occurrences to annotate, the queue of a review, statistics). No window here.

mod concordance;
mod hit;
mod index;
mod line;
mod matcher;
mod occurrences;
mod pattern;
mod query;
mod queue;
mod scan;
mod similar;
mod source;
mod statistics;
mod syntax;

pub use concordance::{Concordance, Order};
pub use hit::{Found, Hit};
pub use index::FolderIndex;
pub use line::{Line, first_words, last_words};
pub use matcher::Matcher;
pub use occurrences::{Deed, Lost, Occurrence, PlanError, Planned, Standing, occurrences, plan};
pub use pattern::{Pattern, PatternError, is_whole};
pub use query::{Bound, By, Decision, Query, Scores, Text, What};
pub use queue::{Entry, Queue, Sequence, open_predictions};
pub use scan::{Scan, Step, Wake};
pub use similar::{ALIKE, Trigrams};
pub use source::{Depth, Desk, Note, Place, Read, Recall, Snapshots, Source};
pub use statistics::{DocumentStatistics, Stage, Statistics, Triple};
pub use syntax::{FILTERS, QueryError, parse};

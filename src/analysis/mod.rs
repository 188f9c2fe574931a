//! What a model says of a text, as plain data, and how it comes into a document: no thread and no tensor here.

#![warn(missing_docs)]

mod extractor;
mod fake;
mod merge;
mod scores;
mod suggestions;

pub use extractor::{ExtractError, Extractor, ModelInfo};
#[doc(hidden)]
pub use fake::FakeExtractor;
pub use merge::{merge_edits, schema_of};
pub use scores::{Analysis, SentenceAnalysis, analyse};
pub use suggestions::{Asked, Offers, Question, offer_edits, question, relate};

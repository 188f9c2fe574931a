//! From word tokens to what the model reads, and from its raw scores to entities and relations. No tensor library here.
//!
//! ```text
//! words → encode → window → batch → (model) → scores → window::merge → decode
//! ```

#![warn(missing_docs)]

pub mod batch;
pub mod candidates;
mod card;
pub mod decode;
pub mod decoding;
pub mod encode;
pub mod languages;
pub mod place;
pub mod scores;
pub mod spelling;
pub mod types;
pub mod window;

pub use card::ModelCard;
pub use decode::{PredictedEntity, PredictedRelation, decode};
pub use decoding::Decoding;
pub use encode::{EncodeError, EncodedSentence, WordEncoder};
pub use languages::Languages;
pub use scores::{GivenSpan, PairScore, SentenceScores, SpanScore, Thresholds};
pub use spelling::Spelling;
pub use types::{EntityType, RelationType, Types, TypesError};

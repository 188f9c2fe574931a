//! From word tokens to what the model reads, and from its raw scores to entities and relations. No tensor library here.
//!
//! ```text
//! words → encode → window, context → batch → (model) → scores → window::merge, context::split → decode
//! ```

#![warn(missing_docs)]

pub mod batch;
pub mod candidates;
mod card;
pub mod context;
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
pub use decode::{PredictedAcross, PredictedEntity, PredictedRelation, decode, decode_across};
pub use decoding::Decoding;
pub use encode::{EncodeError, EncodedSentence, WordEncoder};
pub use languages::Languages;
pub use scores::{AcrossPair, GivenSpan, PairScore, SentenceScores, SpanPlace, SpanScore, TextScores, Thresholds};
pub use spelling::Spelling;
pub use types::{EntityType, RelationType, Types, TypesError};

//! Texts and positions in them: byte spans, offset maps, sentences, words.

mod offsets;
mod span;

pub use offsets::OffsetMap;
pub use span::Span;

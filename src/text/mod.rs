//! Texts and positions in them: decoding, byte spans, offset maps, sentences, words, selections.

#![warn(missing_docs)]

mod abbreviations;
mod atoms;
pub mod counting;
mod decode;
mod index;
mod language;
mod line_ends;
mod lines;
#[cfg(test)]
pub(crate) mod mutations;
mod offsets;
mod script;
mod select;
mod sentences;
mod span;
mod split;
mod stem;
mod words;

#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod split_tests;

pub use decode::{DecodeError, decode_utf8, looks_binary};
pub use index::{ByteIndex, CharIndex, Utf16Index};
pub use language::{Language, is_written_in};
pub use line_ends::LineEndMap;
pub use offsets::OffsetMap;
pub use script::Script;
pub use select::{next_grapheme, prev_grapheme, snap_to_words, word_at};
pub use span::Span;
pub use split::{Sentence, split, split_with, texts_of, words_of};
pub use stem::{folded_words, stem, stem_key, stems};

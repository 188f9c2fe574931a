//! `relata split`: sentences and words of a text, in code points.

use serde_json::{Value, json};

use crate::text::{self, OffsetMap, Span};

/// One record of the output: `{"file", "sentences": [[start, end], …], "words": [[[start, end], …] for each sentence]}`,
/// all positions in code points of the text.
pub fn split_line(file: &str, text: &str) -> Value {
    let map = OffsetMap::new(text);
    // Spans come from the same text, so every one has its code points.
    let chars = |span: &Span| map.chars_of_span(*span).map(|(start, end)| [start.0, end.0]);
    let sentences = text::split(text);
    let spans: Vec<_> = sentences.iter().filter_map(|sentence| chars(&sentence.span)).collect();
    let words: Vec<Vec<_>> =
        sentences.iter().map(|sentence| sentence.words.iter().filter_map(chars).collect()).collect();
    json!({ "file": file, "sentences": spans, "words": words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_code_points() {
        assert_eq!(
            split_line("a.txt", "Ёж 👩‍🚀 спит.\nHi!").to_string(),
            r#"{"file":"a.txt","sentences":[[0,12],[13,16]],"words":[[[0,2],[3,6],[7,11],[11,12]],[[13,15],[15,16]]]}"#
        );
    }

    #[test]
    fn an_empty_text_has_no_sentences() {
        assert_eq!(split_line("", "").to_string(), r#"{"file":"","sentences":[],"words":[]}"#);
    }
}

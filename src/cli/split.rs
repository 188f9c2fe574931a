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

/// `relata split FILE…`: a JSON line a file; a bad file is reported and the rest goes on.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(files: &[std::path::PathBuf]) -> anyhow::Result<super::Outcome> {
    use std::io::Write;
    let mut outcome = super::Outcome::Done;
    let mut done = 0;
    let mut out = std::io::stdout().lock();
    for file in files {
        let sources = match super::inputs::sources(file, None) {
            Ok(sources) => sources,
            Err(error) => {
                super::messages::say(&error);
                outcome = super::Outcome::Problems;
                continue;
            }
        };
        if super::messages::say_unread(&sources.issues) {
            outcome = super::Outcome::Problems;
        }
        for source in sources.found {
            match super::inputs::read_text(&source, None) {
                Ok(read) => {
                    done += 1;
                    super::messages::note(&source.name(), &read.notes);
                    writeln!(out, "{}", split_line(&source.name(), &read.text))?;
                }
                Err(error) => {
                    super::messages::say(&error);
                    outcome = super::Outcome::Problems;
                }
            }
        }
    }
    super::messages::ended(done, outcome)
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

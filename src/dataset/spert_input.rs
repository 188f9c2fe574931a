//! What SpERT reads to predict: sentences as objects, as lists of tokens, or as strings; one file may mix them.

use std::path::Path;

use serde_json::Value;

use super::DataError;
use super::spert_json::read_items;
use crate::text::split;

/// The tokens of every sentence; annotations do not matter. A sentence that is a string is cut into words as texts are,
/// and stays one sentence.
///
/// # Errors
/// File, sentence and remedy for what is none of the three forms; what a file of another tool is.
pub fn read_tokens(path: &Path) -> Result<Vec<Vec<String>>, DataError> {
    let (file, items) = read_items(path)?;
    let what = "neither {\"tokens\": [\"…\"]} nor a list of tokens nor a sentence as a string";
    let wrong = |sentence| DataError::Sentence { file: file.clone(), sentence, what: what.to_owned() };
    items.iter().enumerate().map(|(at, item)| tokens(item).ok_or_else(|| wrong(at))).collect()
}

fn tokens(item: &Value) -> Option<Vec<String>> {
    let list = match item {
        Value::String(text) => return Some(words(text)),
        Value::Array(list) => list,
        Value::Object(sentence) => sentence.get("tokens")?.as_array()?,
        _ => return None,
    };
    list.iter().map(|token| token.as_str().map(str::to_owned)).collect()
}

fn words(text: &str) -> Vec<String> {
    split(text)
        .iter()
        .flat_map(|sentence| &sentence.words)
        .filter_map(|word| word.slice(text))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Vec<Vec<String>>, DataError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.json");
        std::fs::write(&path, json).expect("writable");
        read_tokens(&path)
    }

    #[test]
    fn the_three_forms_are_the_same_sentence() {
        let read = read(r#"[{"tokens": ["Nora", "left", "."]}, ["Nora", "left", "."], "Nora left."]"#).expect("read");
        assert_eq!(read, vec![["Nora", "left", "."]; 3]);
    }

    #[test]
    fn a_string_stays_one_sentence_and_other_things_are_named() {
        assert_eq!(read(r#"["Nora left. She slept."]"#).expect("read").len(), 1);
        let said = read(r#"[["a"], 3]"#).expect_err("a number").to_string();
        assert!(said.contains("sentence 1 (from 0): neither"), "{said}");
        assert!(read(r#"[["a", 3]]"#).is_err());
    }
}

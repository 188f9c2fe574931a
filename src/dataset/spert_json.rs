//! SpERT's JSON: a list of sentences with word positions (`end` exclusive; `head` and `tail` index `entities`).

use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use super::DataError;
use crate::domain::Schema;
use crate::io::{NotAText, decode_json, recognise, remedy, what};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    #[serde(rename = "type")]
    pub kind: String,
    pub start: usize,
    pub end: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    #[serde(rename = "type")]
    pub kind: String,
    pub head: usize,
    pub tail: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    pub tokens: Vec<String>,
    #[serde(default, deserialize_with = "null_is_none")]
    pub entities: Vec<Entity>,
    #[serde(default, deserialize_with = "null_is_none")]
    pub relations: Vec<Relation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orig_id: Option<Value>,
}

fn null_is_none<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(from)?.unwrap_or_default())
}

/// Keys of a sentence that mean something here.
const KEYS: [&str; 4] = ["tokens", "entities", "relations", "orig_id"];

/// A file with all that stands in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpertFile {
    pub sentences: Vec<Sentence>,
    /// The sentences as they stand in the file, with keys that only other programs know.
    pub items: Vec<Value>,
}

impl SpertFile {
    /// Names of keys that only other programs know (`pos_tags`, `ltokens`), each once.
    pub fn other_keys(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for key in self.items.iter().filter_map(Value::as_object).flat_map(Map::keys) {
            if !KEYS.contains(&key.as_str()) && !found.contains(&key.as_str()) {
                found.push(key);
            }
        }
        found
    }

    /// The file's content with all its keys, a sentence a line; lists that are missing or `null` are empty ones.
    pub fn to_json(&self) -> String {
        let line = |item: &Value| {
            let mut item = item.clone();
            for key in ["entities", "relations"] {
                if item.get(key).is_none_or(Value::is_null)
                    && let Some(object) = item.as_object_mut()
                {
                    object.insert(key.to_owned(), json!([]));
                }
            }
            item.to_string()
        };
        lines(self.items.iter().map(line))
    }
}

/// Reads and checks a file: a list of sentences, or one sentence a line (JSON lines).
///
/// # Errors
/// File, sentence and remedy for everything that does not fit together; what a file of another tool is.
pub fn read(path: &Path) -> Result<Vec<Sentence>, DataError> {
    Ok(read_file(path)?.sentences)
}

/// As [`read`], with all that stands in the file.
///
/// # Errors
/// As [`read`].
pub fn read_file(path: &Path) -> Result<SpertFile, DataError> {
    let (file, items) = read_items(path)?;
    checked(items, &file)
}

/// As [`read_file`], of a file's text; `file` is what messages call it.
///
/// # Errors
/// As [`read`].
pub fn read_text(text: &str, file: &str) -> Result<SpertFile, DataError> {
    let items = items(text).map_err(|cause| DataError::Json { file: file.to_owned(), cause })?;
    checked(items, file)
}

/// The file's name for messages, and its items, whatever they are.
pub(super) fn read_items(path: &Path) -> Result<(String, Vec<Value>), DataError> {
    let file = path.display().to_string();
    let unreadable = |cause: String| DataError::Unreadable { file: file.clone(), cause };
    let bytes = std::fs::read(path).map_err(|error| unreadable(format!("{} ({})", what(&error), remedy(&error))))?;
    let text = decode_json(&bytes).map_err(|error| unreadable(error.to_string()))?;
    // A file of another tool is named as such; anything else gets the place where it is wrong.
    if let Some(format) = recognise(path, &bytes)
        && !format.is_read
        && !format.is_any_json()
    {
        let (name, remedy) = (format.name, format.remedy);
        return Err(NotAText { path: path.to_owned(), name, remedy }.into());
    }
    let items = items(&text).map_err(|cause| DataError::Json { file: file.clone(), cause })?;
    Ok((file, items))
}

fn items(text: &str) -> serde_json::Result<Vec<Value>> {
    // Anything that is no object is read as a list, or is said not to be one.
    if !text.trim_start().starts_with('{') {
        return serde_json::from_str(text);
    }
    serde_json::Deserializer::from_str(text).into_iter::<Value>().collect()
}

fn checked(items: Vec<Value>, file: &str) -> Result<SpertFile, DataError> {
    let wrong = |sentence, what| DataError::Sentence { file: file.to_owned(), sentence, what };
    let mut sentences = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let sentence = Sentence::deserialize(item).map_err(|error| {
            let shape = "a sentence is {\"tokens\": […], \"entities\": […], \"relations\": […]}";
            wrong(at, format!("not SpERT JSON: {error} ({shape})"))
        })?;
        if let Some(what) = sentence.problem() {
            return Err(wrong(at, what));
        }
        sentences.push(sentence);
    }
    Ok(SpertFile { sentences, items })
}

#[cfg(test)]
fn parse(text: &str, file: &str) -> Result<Vec<Sentence>, DataError> {
    Ok(read_text(text, file)?.sentences)
}

impl Sentence {
    /// The first position that is out of range.
    pub(super) fn problem(&self) -> Option<String> {
        let words = self.tokens.len();
        for (at, entity) in self.entities.iter().enumerate() {
            let Entity { kind, start, end, .. } = entity;
            if start >= end || *end > words {
                return Some(format!(
                    "entity {at} ({kind}) covers the words {start}..{end} of {words}: start must be below end, and end at most {words}"
                ));
            }
        }
        let entities = self.entities.len();
        for (at, relation) in self.relations.iter().enumerate() {
            let Relation { kind, head, tail, .. } = relation;
            if *head >= entities || *tail >= entities {
                return Some(format!(
                    "relation {at} ({kind}) joins the entities {head} and {tail}, but there are {entities}: head and tail count from 0"
                ));
            }
        }
        None
    }
}

/// The file's content, a sentence a line so that it can be compared and searched.
///
/// # Errors
/// Never for sentences that were read or made here.
pub fn to_json(sentences: &[Sentence]) -> serde_json::Result<String> {
    let made: Vec<String> = sentences.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    Ok(lines(made.into_iter()))
}

fn lines(made: impl Iterator<Item = String>) -> String {
    format!("[{}]\n", made.collect::<Vec<_>>().join(",\n"))
}

/// The types file that belongs to a data set, in the reference layout.
pub fn types_json(schema: &Schema) -> Value {
    let entity = |t: &crate::domain::EntityType| (t.name.to_string(), json!({"short": t.short, "verbose": t.label}));
    let relation = |t: &crate::domain::RelationType| {
        (t.name.to_string(), json!({"short": t.short, "verbose": t.label, "symmetric": t.symmetric}))
    };
    let entities: Map<String, Value> = schema.choosable().map(entity).collect();
    let relations: Map<String, Value> = schema.relations.iter().map(relation).collect();
    json!({"entities": entities, "relations": relations})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        parse(text, "d.json").expect_err("wrong").to_string()
    }

    #[test]
    fn what_does_not_fit_is_named() {
        assert!(said("{").contains("d.json: not SpERT JSON"));
        let wide = r#"[{"tokens":["a"]},{"tokens":["a"],"entities":[{"type":"X","start":0,"end":2}]}]"#;
        assert!(said(wide).contains("sentence 1") && said(wide).contains("0..2 of 1"), "{}", said(wide));
        let empty = r#"[{"tokens":["a"],"entities":[{"type":"X","start":0,"end":0}]}]"#;
        assert!(said(empty).contains("start must be below end"));
        let lost = r#"[{"tokens":["a"],"entities":[],"relations":[{"type":"R","head":0,"tail":1}]}]"#;
        assert!(said(lost).contains("relation 0 (R)"));
    }

    #[test]
    fn what_was_read_is_written_again() {
        let text = "[{\"tokens\":[\"a\",\"b\"],\"entities\":[{\"type\":\"X\",\"start\":0,\"end\":1}],\"relations\":[],\"orig_id\":7}]\n";
        let sentences = parse(text, "d.json").expect("fits");
        assert_eq!(to_json(&sentences).expect("plain data"), text);
    }

    #[test]
    fn null_is_no_list_and_json_lines_are_sentences() {
        let read =
            parse(r#"[{"tokens":["a"],"entities":null,"relations":null,"orig_id":null}]"#, "d.json").expect("fits");
        assert_eq!(read, [Sentence { tokens: vec!["a".into()], ..Sentence::default() }]);
        let lines = "{\"tokens\": [\"a\"]}\n{\"tokens\": [\"b\"]}\n";
        assert_eq!(parse(lines, "d.jsonl").expect("fits").len(), 2);
        assert!(said("").contains("not SpERT JSON"), "{}", said(""));
        assert!(said("[{\"a\": 1}]").contains("sentence 0 (from 0): not SpERT JSON: missing field `tokens`"));
        assert!(said("[\"a b\"]").contains("sentence 0"), "{}", said("[\"a b\"]"));
    }

    #[test]
    fn a_file_keeps_the_keys_of_others_and_is_read_with_any_mark() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.JSON");
        let text = r#"[{"tokens":["a"],"entities":[{"type":"X","start":0,"end":1,"id":"e1"}],"relations":null,"pos_tags":["NN"]}]"#;
        let utf_16 = text.encode_utf16().flat_map(u16::to_le_bytes);
        for bytes in [format!("\u{feff}{text}").into_bytes(), [0xFF, 0xFE].into_iter().chain(utf_16).collect()] {
            std::fs::write(&path, bytes).expect("writable");
            let file = read_file(&path).expect("fits");
            assert_eq!((file.sentences.len(), file.other_keys()), (1, vec!["pos_tags"]));
            assert_eq!(file.to_json(), format!("{}\n", text.replace("null", "[]")));
        }
    }

    #[test]
    fn a_file_of_another_tool_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("all.jsonl");
        std::fs::write(&path, "{\"text\": \"Nora left.\", \"label\": [[0, 4, \"PER\"]]}\n").expect("writable");
        let said = read(&path).expect_err("not ours").to_string();
        assert!(said.contains("all.jsonl: this is an export of doccano"), "{said}");
    }
}

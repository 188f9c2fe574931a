//! SpERT's JSON: a list of sentences with word positions (`end` exclusive; `head` and `tail` index `entities`).

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::DataError;
use crate::domain::Schema;
use crate::text::decode_utf8;

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
    #[serde(default)]
    pub entities: Vec<Entity>,
    #[serde(default)]
    pub relations: Vec<Relation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orig_id: Option<Value>,
}

/// Reads and checks a file.
///
/// # Errors
/// File, sentence and remedy for everything that does not fit together.
pub fn read(path: &Path) -> Result<Vec<Sentence>, DataError> {
    let file = path.display().to_string();
    let unreadable = |cause: String| DataError::Unreadable { file: file.clone(), cause };
    let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let text = decode_utf8(&bytes).map_err(|error| unreadable(error.to_string()))?;
    parse(text, &file)
}

fn parse(text: &str, file: &str) -> Result<Vec<Sentence>, DataError> {
    let sentences: Vec<Sentence> =
        serde_json::from_str(text).map_err(|cause| DataError::Json { file: file.to_owned(), cause })?;
    for (index, sentence) in sentences.iter().enumerate() {
        if let Some(what) = sentence.problem() {
            return Err(DataError::Sentence { file: file.to_owned(), sentence: index, what });
        }
    }
    Ok(sentences)
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
    let lines: Vec<String> = sentences.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    Ok(format!("[{}]\n", lines.join(",\n")))
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
}

//! relata's own JSON lines: `{"id", "text", "entities": [{"type", "start", "end", "score"}], "relations": [{"type", "head",
//! "tail", "score"}]}`. Offsets count code points; `head` and `tail` are entities, or their places in the list.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::builder::Builder;
use super::items::{count_other_keys, document_name, documents, list, name_of, number};
use super::spans::Spans;
use super::{AnnotationReader, AnnotationWriter, Lost, Parsed, Place, ReadError};
use crate::domain::{Document, MentionId, Visibility};

/// Its reader and writer.
pub struct Jsonl;

/// The last three repeat what the text says, or who read it.
const KNOWN: [&str; 8] = ["id", "file", "text", "entities", "relations", "sentences", "line", "model"];

impl AnnotationReader for Jsonl {
    fn read(&self, text: &str, stem: &str) -> Result<Parsed, ReadError> {
        documents(text, |item, place, used, parsed| document(item, place, stem, used, parsed))
    }
}

fn document(
    item: &Value,
    place: Place,
    stem: &str,
    used: &mut HashSet<String>,
    parsed: &mut Parsed,
) -> Result<Document, String> {
    let text =
        item.get("text").and_then(Value::as_str).ok_or("it has no `text`, so its places mean nothing; left out")?;
    let id = name_of(item.get("id")).or_else(|| name_of(item.get("file")));
    let mut builder = Builder::new(document_name(stem, id, place, used), text);
    let mut ids: Vec<Option<MentionId>> = Vec::new();
    for entity in list(item, "entities") {
        let made = read_entity(entity, &mut builder);
        ids.push(made.as_ref().ok().copied());
        if let Err(what) = made {
            parsed.problems.push(place.says(what));
        }
    }
    for relation in list(item, "relations") {
        let mut end = |key: &str| match relation.get(key) {
            Some(Value::Number(at)) => {
                let at = at.as_u64().and_then(|at| usize::try_from(at).ok());
                let known = at.and_then(|at| ids.get(at).copied().flatten());
                known.ok_or_else(|| format!("a relation's {key} is no entity of the list; left out"))
            }
            Some(entity) => read_entity(entity, &mut builder),
            None => Err(format!("a relation has no {key}; left out")),
        };
        let ends = end("head").and_then(|head| Ok((head, end("tail")?)));
        let kind = name_of(relation.get("type")).unwrap_or_default();
        let score = relation.get("score").and_then(Value::as_f64);
        if let Err(what) = ends.and_then(|(head, tail)| builder.relation(&kind, head, tail, score)) {
            parsed.problems.push(place.says(what));
        }
    }
    if let Some(object) = item.as_object() {
        count_other_keys(object, &KNOWN, &mut parsed.lost);
    }
    builder.finish()
}

fn read_entity(entity: &Value, builder: &mut Builder) -> Result<MentionId, String> {
    match (name_of(entity.get("type")), number(entity, "start"), number(entity, "end")) {
        (Some(kind), Some(start), Some(end)) => {
            builder.entity(&kind, start, end, entity.get("score").and_then(Value::as_f64))
        }
        _ => Err(format!("{entity} has no type, start and end; left out")),
    }
}

impl AnnotationWriter for Jsonl {
    fn write(&self, documents: &[(&Document, Visibility)]) -> (String, Lost) {
        let (mut lines, mut lost) = (String::new(), Lost::default());
        for (document, visibility) in documents {
            let spans = Spans::of(document, visibility, &mut lost);
            let with_score = |mut value: Value, score: Option<f32>| {
                if let Some(score) = score {
                    // Six digits: what f32 carries.
                    value["score"] = ((f64::from(score) * 1e6).round() / 1e6).into();
                }
                value
            };
            let entities = spans.entities.iter().map(|entity| {
                let covered = entity.mention.cover().slice(&document.text);
                let value =
                    json!({"type": entity.mention.kind, "start": entity.start, "end": entity.end, "text": covered});
                with_score(value, entity.mention.origin.score())
            });
            let relations = spans.relations.iter().map(|(relation, head, tail)| {
                with_score(json!({"type": relation.kind, "head": head, "tail": tail}), relation.origin.score())
            });
            let line = json!({
                "id": document.name, "text": document.text, "entities": entities.collect::<Vec<_>>(),
                "relations": relations.collect::<Vec<_>>(),
            });
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
        (lines, lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_entities_or_their_places() {
        let text = concat!(
            r#"{"id": "n", "text": "Ада met Bob.", "entities": [{"type": "PER", "start": 0, "end": 3, "score": 0.9}, {"type": "PER", "start": 8, "end": 11}], "#,
            r#""relations": [{"type": "met", "head": 0, "tail": {"type": "PER", "start": 8, "end": 11}}, {"type": "x", "head": 7, "tail": 0}]}"#,
            "\n{\"file\": \"a.txt\", \"entities\": []}\n",
        );
        let parsed = Jsonl.read(text, "d").expect("JSON lines");
        let document = &parsed.documents[0];
        assert_eq!((document.name.as_str(), document.annotations.relation_count()), ("n", 1));
        assert_eq!(document.annotations.mentions().filter(|m| m.is_prediction()).count(), 1);
        let problems: Vec<String> = parsed.problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[1].starts_with("line 2: it has no `text`"), "{}", problems[1]);
    }
}

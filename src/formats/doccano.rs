//! doccano's JSON lines, with relations: `{"text", "entities": [{"id", "label", "start_offset", "end_offset"}],
//! "relations": [{"from_id", "to_id", "type"}]}`. Offsets count code points. Older exports (`label` or `labels` of
//! triples, `annotations` with numbers for labels) are read, too.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::builder::Builder;
use super::items::{count_other_keys, document_name, documents, list, name_of, number};
use super::spans::Spans;
use super::{AnnotationReader, AnnotationWriter, Lost, Parsed, Place, ReadError};
use crate::domain::{Document, MentionId, Visibility};

/// Its reader and writer.
pub struct Doccano;

const KNOWN: [&str; 9] =
    ["id", "text", "entities", "relations", "label", "labels", "annotations", "filename", "Comments"];

impl AnnotationReader for Doccano {
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
    let text = item.get("text").and_then(Value::as_str).ok_or("it has no `text`; left out")?;
    let id = name_of(item.get("filename")).or_else(|| name_of(item.get("id")));
    let mut builder = Builder::new(document_name(stem, id, place, used), text);
    let mut ids: HashMap<u64, MentionId> = HashMap::new();
    for entity in ["entities", "label", "labels", "annotations"].iter().flat_map(|key| list(item, key)) {
        match span(entity) {
            Ok((id, kind, start, end)) => match builder.entity(&kind, start, end, None) {
                Ok(mention) => {
                    ids.extend(id.map(|id| (id, mention)));
                }
                Err(what) => parsed.problems.push(place.says(what)),
            },
            // A class of the whole text.
            Err(_) if entity.is_string() => parsed.lost.add(1, "labels of whole texts"),
            Err(what) => parsed.problems.push(place.says(what)),
        }
    }
    for relation in list(item, "relations") {
        let end = |key: &str| number(relation, key).and_then(|id| ids.get(&id)).copied();
        let kind = name_of(relation.get("type")).unwrap_or_default();
        let made = match (end("from_id"), end("to_id")) {
            (Some(head), Some(tail)) => builder.relation(&kind, head, tail, None),
            _ => Err(format!("the relation {kind} names an entity that is not there; left out")),
        };
        if let Err(what) = made {
            parsed.problems.push(place.says(what));
        }
    }
    parsed.lost.add(list(item, "Comments").len(), "comments");
    if let Some(object) = item.as_object() {
        count_other_keys(object, &KNOWN, &mut parsed.lost);
    }
    builder.finish()
}

/// Number, label, start and end of an entity, however it is written.
fn span(entity: &Value) -> Result<(Option<u64>, String, u64, u64), String> {
    if let Some([start, end, label, ..]) = entity.as_array().map(Vec::as_slice) {
        return match (start.as_u64(), end.as_u64(), name_of(Some(label))) {
            (Some(start), Some(end), Some(label)) => Ok((None, label, start, end)),
            _ => Err(format!("{entity} is no [start, end, label]; left out")),
        };
    }
    let label = match entity.get("label") {
        Some(Value::Number(label)) => Some(format!("label_{label}")),
        label => name_of(label),
    };
    match (label, number(entity, "start_offset"), number(entity, "end_offset")) {
        (Some(label), Some(start), Some(end)) => Ok((number(entity, "id"), label, start, end)),
        _ => Err(format!("{entity} has no label, start_offset and end_offset; left out")),
    }
}

impl AnnotationWriter for Doccano {
    fn write(&self, documents: &[(&Document, Visibility)]) -> (String, Lost) {
        let (mut lines, mut lost) = (String::new(), Lost::default());
        let (mut next_entity, mut next_relation) = (0, 0);
        for (at, (document, visibility)) in documents.iter().enumerate() {
            let spans = Spans::of(document, visibility, &mut lost);
            let entities = spans.entities.iter().zip(next_entity..).map(|(entity, id)| {
                json!({
                    "id": id, "label": entity.mention.kind, "start_offset": entity.start, "end_offset": entity.end,
                })
            });
            let relations = spans.relations.iter().zip(next_relation..).map(|((relation, head, tail), id): (_, usize)| {
                json!({"id": id, "from_id": next_entity + head, "to_id": next_entity + tail, "type": relation.kind})
            });
            let line = json!({
                "id": at, "text": document.text, "entities": entities.collect::<Vec<_>>(),
                "relations": relations.collect::<Vec<_>>(), "Comments": [], "filename": document.name,
            });
            next_entity += spans.entities.len();
            next_relation += spans.relations.len();
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
        (lines, lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(document: &Document) -> Vec<(String, String)> {
        document.annotations.mentions().map(|m| (m.kind.to_string(), m.text(&document.text))).collect()
    }

    #[test]
    fn exports_of_every_age_are_read() {
        let all = concat!(
            r#"{"id": 3, "text": "Ада 🦔 was born in 1998.", "entities": [{"id": 10, "label": "PER", "start_offset": 0, "end_offset": 3}, "#,
            r#"{"id": 11, "label": "DATE", "start_offset": 18, "end_offset": 22}], "#,
            r#""relations": [{"id": 0, "from_id": 10, "to_id": 11, "type": "born"}, {"id": 1, "from_id": 10, "to_id": 9, "type": "x"}], "Comments": ["why?"]}"#,
            "\n",
            r#"{"id": 4, "text": "Only text.", "label": [[0, 4, "X"], [3, 99, "Y"]], "lang": "en"}"#,
            "\n",
        );
        let parsed = Doccano.read(all, "all").expect("JSON lines");
        assert_eq!(parsed.documents[0].name, "all-3");
        assert_eq!(said(&parsed.documents[0]), [("PER".into(), "Ада".into()), ("DATE".into(), "1998".into())]);
        assert_eq!(parsed.documents[0].annotations.relation_count(), 1);
        assert_eq!(said(&parsed.documents[1]), [("X".into(), "Only".into())]);
        assert_eq!(parsed.problems.len(), 2, "{:?}", parsed.problems);
        assert_eq!(parsed.problems[1].place, Place::Line(2));
        assert_eq!(parsed.lost.to_string(), "1 × comments; 1 × values of `lang`");
        let old = r#"[{"id": 15, "text": "Orbit hires.", "annotations": [{"label": 7, "start_offset": 0, "end_offset": 5}], "meta": {}}]"#;
        let parsed = Doccano.read(old, "old").expect("a list");
        assert_eq!(said(&parsed.documents[0]), [("label_7".into(), "Orbit".into())]);
        assert!(parsed.problems.is_empty() && parsed.lost.is_empty());
    }
}

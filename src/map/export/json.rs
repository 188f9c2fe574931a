//! Everything, for programs.

use serde_json::{Value, json};

use super::facts::{Evidence, Facts, Place};

/// A document of its own; `format` and `version` say what it is. Since version 2 a relation refers to its sentences by
/// their number instead of repeating them.
pub fn write(facts: &Facts, title: &str) -> serde_json::Result<String> {
    let concepts = facts.concepts.iter().map(|concept| {
        let mut value = json!({
            "id": concept.id, "label": concept.label, "type": concept.kind, "type_label": concept.kind_label,
            "x": rounded(concept.at.0), "y": rounded(concept.at.1),
            "mentions": concept.mentions.iter().map(place).collect::<Vec<_>>(),
        });
        if !concept.attributes.is_empty() {
            value["attributes"] = json!(concept.attributes);
        }
        value
    });
    let relations = facts.relations.iter().map(|relation| {
        json!({
            "id": relation.id,
            "head": facts.concepts[relation.head].id, "tail": facts.concepts[relation.tail].id,
            "type": relation.kind, "type_label": relation.kind_label, "symmetric": relation.symmetric,
            "confirmed": relation.confirmed, "score": relation.score.map(rounded),
            "evidence": relation.evidence.iter().map(evidence).collect::<Vec<_>>(),
        })
    });
    let documents = facts.texts.iter().map(|text| json!({"name": text.name, "characters": text.characters}));
    let sentences = facts.sentences.iter().map(|sentence| {
        json!({"document": sentence.document, "start": sentence.start, "end": sentence.end, "text": sentence.text})
    });
    let map = json!({
        "format": "relata-map", "version": 2, "title": title, "offsets": "code points",
        "documents": documents.collect::<Vec<_>>(),
        "sentences": sentences.collect::<Vec<_>>(),
        "concepts": concepts.collect::<Vec<_>>(),
        "relations": relations.collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&map)? + "\n")
}

fn place(place: &Place) -> Value {
    let (start, end) = place.cover();
    let mut value = json!({"document": place.document, "start": start, "end": end, "text": place.text});
    if place.pieces.len() > 1 {
        value["fragments"] = json!(place.pieces);
    }
    value
}

/// Refers to its sentences, which may be long and have many relations.
fn evidence(found: &Evidence) -> Value {
    let [head, tail] = found.sentences;
    let sentences = if head == tail { vec![head] } else { vec![head, tail] };
    json!({
        "document": found.head.document, "sentences": sentences, "head": place(&found.head), "tail": place(&found.tail),
        "confirmed": found.confirmed, "score": found.score.map(rounded), "by": found.by,
    })
}

/// Four digits.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

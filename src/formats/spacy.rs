//! spaCy's JSON: a `Doc` as `Doc.to_json` writes it, one a line, and the training pairs `["text", {"entities": [[start,
//! end, label]]}]` of version 2, in a list, a line each, or below `annotations`. Offsets count code points.
//!
//! A `Doc`'s `ents` do not overlap, so every entity stands in `spans` (group `sc`) too; relations, which a `Doc` does not
//! know, stand among its own attributes: `{"_": {"relations": [{"head": [start, end, label], "tail": …, "label"}]}}`.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Value, json};

use super::builder::Builder;
use super::items::{count_other_keys, document_name, items, list, name_of, number};
use super::spans::{Entity, Spans, flat};
use super::{AnnotationReader, AnnotationWriter, Lost, Parsed, Place, ReadError};
use crate::domain::{Document, MentionId, Visibility};
use crate::text::{OffsetMap, Span, split};

/// Its reader and writer.
pub struct Spacy;

/// The group of `spans` that holds every entity; spaCy's span categorizer uses it unless told otherwise.
const GROUP: &str = "sc";

const KNOWN: [&str; 8] = ["text", "ents", "spans", "_", "tokens", "sents", "cats", "entities"];

impl AnnotationReader for Spacy {
    fn read(&self, text: &str, stem: &str) -> Result<Parsed, ReadError> {
        let mut parsed = Parsed::default();
        let mut used = HashSet::new();
        for (place, item) in items(text, &mut parsed.problems)? {
            if !list(&item, "paragraphs").is_empty() {
                return Err(ReadError(
                    "this is spaCy's training data of version 2 with tags a word; `spacy convert FILE DIR` and \
                     `Doc.to_json` bring it to a form that is read"
                        .to_owned(),
                ));
            }
            // An annotator's file holds the list of pairs beside the names of the classes.
            let pairs = list(&item, "annotations");
            if pairs.is_empty() {
                read_item(&item, place, stem, &mut used, &mut parsed);
            }
            for (at, pair) in pairs.iter().enumerate() {
                read_item(pair, Place::Item(at + 1), stem, &mut used, &mut parsed);
            }
        }
        Ok(parsed)
    }
}

fn read_item(item: &Value, place: Place, stem: &str, used: &mut HashSet<String>, parsed: &mut Parsed) {
    let (text, said) = match item.as_array().map(Vec::as_slice) {
        Some([text, said, ..]) => (text.as_str(), said),
        _ => (item.get("text").and_then(Value::as_str), item),
    };
    let Some(text) = text else {
        parsed.problems.push(place.says("it has no text; left out"));
        return;
    };
    let own = said.get("_");
    let id = own.and_then(|own| name_of(own.get("filename")));
    let mut builder = Builder::new(document_name(stem, id, place, used), text);
    let groups = said.get("spans").and_then(Value::as_object);
    let grouped = groups.into_iter().flat_map(|groups| groups.values()).filter_map(Value::as_array).flatten();
    for entity in list(said, "entities").iter().chain(list(said, "ents")).chain(grouped) {
        if let Err(what) = read_entity(entity, &mut builder) {
            parsed.problems.push(place.says(what));
        }
    }
    for relation in own.map_or(&[][..], |own| list(own, "relations")) {
        let mut end = |key: &str| read_entity(relation.get(key).unwrap_or(&Value::Null), &mut builder);
        let ends = end("head").and_then(|head| Ok((head, end("tail")?)));
        let kind = name_of(relation.get("label")).unwrap_or_default();
        if let Err(what) = ends.and_then(|(head, tail)| builder.relation(&kind, head, tail, None)) {
            parsed.problems.push(place.says(what));
        }
    }
    parsed
        .lost
        .add(said.get("cats").and_then(Value::as_object).map_or(0, serde_json::Map::len), "labels of whole texts");
    if let Some(object) = said.as_object() {
        count_other_keys(object, &KNOWN, &mut parsed.lost);
    }
    match builder.finish() {
        Ok(document) => parsed.documents.push(document),
        Err(what) => parsed.problems.push(place.says(what)),
    }
}

/// `[start, end, label]` or `{"start", "end", "label"}`.
fn read_entity(entity: &Value, builder: &mut Builder) -> Result<MentionId, String> {
    let parts = match entity.as_array().map(Vec::as_slice) {
        Some([start, end, label, ..]) => (start.as_u64(), end.as_u64(), name_of(Some(label))),
        _ => (number(entity, "start"), number(entity, "end"), name_of(entity.get("label"))),
    };
    match parts {
        (Some(start), Some(end), Some(label)) => builder.entity(&label, start, end, None),
        _ => Err(format!("{entity} is no [start, end, label]; left out")),
    }
}

impl AnnotationWriter for Spacy {
    fn write(&self, documents: &[(&Document, Visibility)]) -> (String, Lost) {
        let (mut lines, mut lost) = (String::new(), Lost::default());
        for (document, visibility) in documents {
            let spans = Spans::of(document, visibility, &mut lost);
            let span =
                |entity: &Entity<'_>| json!({"start": entity.start, "end": entity.end, "label": entity.mention.kind});
            let triple = |entity: &Entity<'_>| json!([entity.start, entity.end, entity.mention.kind]);
            let ents: Vec<Value> = flat(&spans.entities).iter().map(|at| span(&spans.entities[*at])).collect();
            let grouped = |entity: &Entity<'_>| {
                let mut span = span(entity);
                // Of groups alone, spaCy wants to know the identifier in a knowledge base.
                span["kb_id"] = "".into();
                span
            };
            let all: Vec<Value> = spans.entities.iter().map(grouped).collect();
            let relations = spans.relations.iter().map(|(relation, head, tail)| {
                let (head, tail) = (triple(&spans.entities[*head]), triple(&spans.entities[*tail]));
                json!({"head": head, "tail": tail, "label": relation.kind})
            });
            let relations: Vec<Value> = relations.collect();
            let line = json!({
                "text": document.text, "ents": ents, "sents": sentences(document), "tokens": tokens(document, &spans.entities),
                "spans": {GROUP: all}, "_": {"relations": relations, "filename": document.name},
            });
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
        (lines, lost)
    }
}

/// Words as spaCy wants them: all of the text but single blanks between two of them, so that stretches of other white
/// space are words, too; an entity that begins or ends inside a word divides it, as spaCy reads no other.
fn tokens(document: &Document, entities: &[Entity<'_>]) -> Vec<Value> {
    let text = &document.text;
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    let covers: Vec<Span> = entities.iter().map(|entity| entity.mention.cover()).collect();
    let edges: BTreeSet<usize> = covers.iter().flat_map(|cover| [cover.start, cover.end]).collect();
    let gap = |from: usize, to: usize, words: &mut Vec<(usize, usize)>| {
        // One blank behind a word belongs to that word, unless an entity begins or ends with it.
        let is_blank = !words.is_empty() && text.get(from..to).is_some_and(|gap| gap.starts_with(' '));
        let is_covered = || covers.iter().any(|cover| cover.start == from || cover.end == from + 1);
        let from = if is_blank && !is_covered() { from + 1 } else { from };
        if from < to {
            words.push((from, to));
        }
    };
    for word in split(text).into_iter().flat_map(|sentence| sentence.words) {
        gap(at, word.start, &mut words);
        words.push((word.start, word.end));
        at = word.end;
    }
    gap(at, text.len(), &mut words);
    let map = OffsetMap::new(text.clone());
    let point = |byte: usize| map.char_of_byte(byte).map_or(0, usize::from);
    let divided = words.into_iter().flat_map(|(start, end)| {
        let mut from = start;
        let mut parts = Vec::new();
        for edge in edges.range(start + 1..end.max(start + 1)) {
            parts.push((from, *edge));
            from = *edge;
        }
        parts.push((from, end));
        parts
    });
    let token =
        |(id, (start, end)): (usize, (usize, usize))| json!({"id": id, "start": point(start), "end": point(end)});
    divided.enumerate().map(token).collect()
}

fn sentences(document: &Document) -> Vec<Value> {
    let map = OffsetMap::new(document.text.clone());
    let found = split(&document.text).into_iter().filter_map(|sentence| map.chars_of_span(sentence.span));
    found.map(|(start, end)| json!({"start": usize::from(start), "end": usize::from(end)})).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<Vec<String>> {
        let parsed = Spacy.read(text, "d").expect("readable");
        assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
        let entities = |document: &Document| {
            document.annotations.mentions().map(|m| format!("{} {}", m.kind, m.text(&document.text))).collect()
        };
        parsed.documents.iter().map(entities).collect()
    }

    #[test]
    fn pairs_and_documents_are_read() {
        assert_eq!(
            said(r#"{"classes": ["PER"], "annotations": [["Nora left.", {"entities": [[0, 4, "PER"]]}]]}"#),
            [["PER Nora"]]
        );
        assert_eq!(said(r#"["Nora left.", {"entities": [[0, 4, "PER"]]}]"#), [["PER Nora"]]);
        assert_eq!(
            said(r#"[["Nora left.", {"entities": [[0, 4, "PER", "Q1"]]}], ["None.", {"entities": []}]]"#).len(),
            2
        );
        let doc = r#"{"text": "Ада in Rome", "ents": [{"start": 0, "end": 3, "label": "PER"}], "spans": {"sc": [{"start": 0, "end": 3, "label": "PER"}, {"start": 7, "end": 11, "label": "LOC"}]}}"#;
        assert_eq!(said(doc), [["PER Ада", "LOC Rome"]]);
        let old = Spacy.read(r#"[{"id": 0, "paragraphs": [{"sentences": []}]}]"#, "d").expect_err("another form");
        assert!(old.to_string().contains("spacy convert"));
    }

    #[test]
    fn words_cover_the_text_but_single_blanks() {
        let pieces = |text: &str| -> Vec<String> {
            let document = Document::new("d", text);
            let chars: Vec<char> = text.chars().collect();
            let at = |token: &Value, key: &str| token[key].as_u64().unwrap_or_default() as usize;
            tokens(&document, &[]).iter().map(|t| chars[at(t, "start")..at(t, "end")].iter().collect()).collect()
        };
        assert_eq!(pieces("Ада met\n\nBob."), ["Ада", "met", "\n\n", "Bob", "."]);
        assert_eq!(pieces("a  b "), ["a", " ", "b"]);
    }

    #[test]
    fn every_span_begins_and_ends_with_a_word_and_has_what_spacy_asks_for() {
        let mut builder = Builder::new("d".into(), "Unfriendly Bob.");
        builder.entity("ADJ", 2, 8, None).expect("in the text");
        builder.entity("ADJ", 2, 11, None).expect("in the text");
        let document = builder.finish().expect("consistent");
        let (line, _) = Spacy.write(&[(&document, Visibility::default())]);
        let value: Value = serde_json::from_str(&line).expect("JSON");
        let edges = |key: &str| -> BTreeSet<u64> {
            value["tokens"].as_array().into_iter().flatten().filter_map(|token| token[key].as_u64()).collect()
        };
        let spans = value["spans"][GROUP].as_array().expect("a group");
        assert_eq!(spans.len(), 2);
        for span in spans {
            assert!(edges("start").contains(&span["start"].as_u64().expect("a start")), "{value}");
            assert!(edges("end").contains(&span["end"].as_u64().expect("an end")), "{value}");
            assert_eq!(span["kb_id"], "");
        }
        assert_eq!(value["ents"].as_array().map(Vec::len), Some(1), "of nested ones the outer");
    }
}

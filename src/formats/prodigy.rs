//! Prodigy's JSON lines, with relations: `{"text", "tokens": [{"text", "start", "end", "id", "ws"}], "spans": [{"start",
//! "end", "label", "token_start", "token_end"}], "relations": [{"head", "child", "head_span", "child_span", "label"}],
//! "answer"}`. Offsets count code points; `head` and `child` are the last tokens of their spans.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::builder::Builder;
use super::items::{count_other_keys, document_name, documents, list, name_of, number};
use super::spans::Spans;
use super::{AnnotationReader, AnnotationWriter, Lost, Parsed, Place, ReadError};
use crate::domain::{Document, MentionId, Visibility};
use crate::text::{OffsetMap, split};

/// Its reader and writer.
pub struct Prodigy;

/// The last four say how and when an example was shown.
const KNOWN: [&str; 10] =
    ["text", "tokens", "spans", "relations", "answer", "meta", "_input_hash", "_task_hash", "_view_id", "_timestamp"];

impl AnnotationReader for Prodigy {
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
    let id = item.get("meta").and_then(|meta| name_of(meta.get("filename")).or_else(|| name_of(meta.get("id"))));
    let mut builder = Builder::new(document_name(stem, id, place, used), text);
    let answer = item.get("answer").and_then(Value::as_str).unwrap_or("accept");
    if answer == "accept" {
        annotations(item, place, &mut builder, parsed);
    } else {
        let count = list(item, "spans").len() + list(item, "relations").len();
        parsed.lost.add(count, format!("spans and relations of texts whose answer is `{answer}`"));
    }
    if let Some(object) = item.as_object() {
        count_other_keys(object, &KNOWN, &mut parsed.lost);
    }
    builder.finish()
}

fn annotations(item: &Value, place: Place, builder: &mut Builder, parsed: &mut Parsed) {
    // Which tokens each span covers, for relations that name tokens alone.
    let mut covered: Vec<(u64, u64, MentionId)> = Vec::new();
    for span in list(item, "spans") {
        let made = match (name_of(span.get("label")), number(span, "start"), number(span, "end")) {
            (Some(label), Some(start), Some(end)) => builder.entity(&label, start, end, None),
            _ => Err(format!("{span} has no label, start and end; left out")),
        };
        match made {
            Ok(mention) => {
                if let (Some(first), Some(last)) = (number(span, "token_start"), number(span, "token_end")) {
                    covered.push((first, last, mention));
                }
            }
            Err(what) => parsed.problems.push(place.says(what)),
        }
    }
    for relation in list(item, "relations") {
        let mut end = |token: &str, span: &str| -> Option<MentionId> {
            if let Some(span) = relation.get(span).filter(|span| span.is_object()) {
                let (start, end) = (number(span, "start")?, number(span, "end")?);
                let label = name_of(span.get("label"));
                if let Some(known) = builder.find(start, end, label.as_deref()) {
                    return Some(known);
                }
                // A span that only the relation names.
                return builder.entity(&label?, start, end, None).ok();
            }
            let token = number(relation, token)?;
            covered.iter().find(|(first, last, _)| (*first..=*last).contains(&token)).map(|(_, _, mention)| *mention)
        };
        let (head, tail) = (end("head", "head_span"), end("child", "child_span"));
        let kind = name_of(relation.get("label")).unwrap_or_default();
        let made = match (head, tail) {
            (Some(head), Some(tail)) => builder.relation(&kind, head, tail, None),
            _ => Err(format!("the relation {kind} is between words that are no entities; left out")),
        };
        if let Err(what) = made {
            parsed.problems.push(place.says(what));
        }
    }
}

impl AnnotationWriter for Prodigy {
    fn write(&self, documents: &[(&Document, Visibility)]) -> (String, Lost) {
        let (mut lines, mut lost) = (String::new(), Lost::default());
        for (document, visibility) in documents {
            lines.push_str(&line(document, visibility, &mut lost).to_string());
            lines.push('\n');
        }
        (lines, lost)
    }
}

fn line(document: &Document, visibility: &Visibility, lost: &mut Lost) -> Value {
    let tokens = Tokens::of(document);
    let spans = Spans::of(document, visibility, lost);
    let written: Vec<Value> = spans
        .entities
        .iter()
        .map(|entity| {
            let mut span = json!({"start": entity.start, "end": entity.end, "label": entity.mention.kind});
            match tokens.covered(entity.start, entity.end) {
                Some((first, last, exact)) => {
                    span["token_start"] = first.into();
                    span["token_end"] = last.into();
                    if !exact {
                        lost.add(1, "entities that begin or end inside a word, whose tokens are the whole words");
                    }
                }
                None => lost.add(1, "entities of no word, which have no tokens"),
            }
            span
        })
        .collect();
    let relations = spans.relations.iter().map(|(relation, head, tail)| {
        let (head, tail) = (&written[*head], &written[*tail]);
        json!({
            "head": head["token_end"], "child": tail["token_end"], "head_span": head, "child_span": tail,
            "label": relation.kind,
        })
    });
    let relations: Vec<Value> = relations.collect();
    json!({
        "text": document.text, "tokens": tokens.json, "spans": written, "relations": relations, "answer": "accept",
        "meta": {"filename": document.name},
    })
}

/// The words of a text in code points.
struct Tokens {
    places: Vec<(usize, usize)>,
    json: Vec<Value>,
}

impl Tokens {
    fn of(document: &Document) -> Self {
        let text = &document.text;
        let map = OffsetMap::new(text.clone());
        let words = split(text).into_iter().flat_map(|sentence| sentence.words);
        let (mut places, mut json) = (Vec::new(), Vec::new());
        for word in words {
            let Some((start, end)) = map.chars_of_span(word) else { continue };
            let (start, end): (usize, usize) = (start.into(), end.into());
            let space = text.get(word.end..).is_some_and(|rest| rest.starts_with(' '));
            json.push(json!({
                "text": word.slice(text), "start": start, "end": end, "id": places.len(), "ws": space,
            }));
            places.push((start, end));
        }
        Self { places, json }
    }

    /// First and last token that a range touches, and whether it is exactly they.
    fn covered(&self, start: usize, end: usize) -> Option<(usize, usize, bool)> {
        let first = self.places.partition_point(|place| place.1 <= start);
        let last = self.places.partition_point(|place| place.0 < end).checked_sub(1)?;
        let (from, to) = (self.places.get(first)?, self.places.get(last)?);
        (first <= last).then_some((first, last, from.0 == start && to.1 == end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_relations_are_read_by_place_and_by_token() {
        let text = concat!(
            r#"{"text": "Nora Quist works for Zenith Labs.", "tokens": [], "spans": [{"start": 0, "end": 10, "token_start": 0, "token_end": 1, "label": "PER"}, "#,
            r#"{"start": 21, "end": 32, "token_start": 4, "token_end": 5, "label": "ORG"}], "relations": ["#,
            r#"{"head": 1, "child": 5, "head_span": {"start": 0, "end": 10, "label": "PER"}, "child_span": {"start": 21, "end": 32, "label": "ORG"}, "label": "WORKS_FOR"}, "#,
            r#"{"head": 5, "child": 0, "label": "EMPLOYS"}, {"head": 2, "child": 3, "label": "odd"}], "answer": "accept"}"#,
            "\n",
            r#"{"text": "Wrong.", "spans": [{"start": 0, "end": 5, "label": "PER"}], "answer": "reject"}"#,
        );
        let parsed = Prodigy.read(text, "rel").expect("JSON lines");
        let document = &parsed.documents[0];
        let said: Vec<String> = document
            .annotations
            .relations()
            .map(|r| {
                let end = |id| document.annotations.mention(id).map(|m| m.text(&document.text)).unwrap_or_default();
                format!("{} {} {}", end(r.head), r.kind, end(r.tail))
            })
            .collect();
        assert_eq!(said, ["Nora Quist WORKS_FOR Zenith Labs", "Zenith Labs EMPLOYS Nora Quist"]);
        assert_eq!(parsed.problems.len(), 1);
        assert!(parsed.problems[0].to_string().contains("between words that are no entities"));
        assert!(parsed.documents[1].annotations.is_empty());
        assert_eq!(parsed.lost.to_string(), "1 × spans and relations of texts whose answer is `reject`");
    }

    #[test]
    fn tokens_of_an_entity_are_those_it_touches() {
        let tokens = Tokens { places: vec![(0, 4), (5, 10), (10, 11)], json: Vec::new() };
        assert_eq!(tokens.covered(0, 10), Some((0, 1, true)));
        assert_eq!(tokens.covered(2, 7), Some((0, 1, false)));
        assert_eq!(tokens.covered(4, 5), None);
        assert_eq!(tokens.covered(10, 11), Some((2, 2, true)));
        assert_eq!(tokens.covered(11, 12), None);
    }
}

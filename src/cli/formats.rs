//! What `extract` writes.

use serde_json::{Value, json};

use crate::domain::Fragments;
use crate::engine::{Analysis, SentenceAnalysis};
use crate::map::quote_ends;
use crate::nlp::{PredictedEntity, PredictedRelation, SentenceScores, Thresholds, Types, decode};
use crate::text::{OffsetMap, Span};

/// One SpERT JSON sentence with scores.
pub fn spert_sentence(tokens: &[String], scores: &SentenceScores, types: &Types, thresholds: &Thresholds) -> Value {
    let (entities, relations) = decode(scores, types, thresholds);
    let entity = |e: &PredictedEntity| {
        let name = types.entities.get(e.entity_type).map(|t| t.name.as_str()).unwrap_or_default();
        json!({"type": name, "start": e.start, "end": e.end, "score": rounded(e.score)})
    };
    let relation = |r: &PredictedRelation| {
        let name = types.relations.get(r.relation_type).map(|t| t.name.as_str()).unwrap_or_default();
        json!({"type": name, "head": r.head, "tail": r.tail, "score": rounded(r.score)})
    };
    json!({
        "tokens": tokens,
        "entities": entities.iter().map(entity).collect::<Vec<_>>(),
        "relations": relations.iter().map(relation).collect::<Vec<_>>(),
    })
}

/// Six digits: what f32 carries.
fn rounded(score: f32) -> f64 {
    (f64::from(score) * 1e6).round() / 1e6
}

/// One relation between two entities of a sentence.
pub struct Triple {
    pub head: Place,
    pub relation: String,
    pub tail: Place,
    pub score: f32,
}

/// An entity with its code point range in the document.
#[derive(Clone)]
pub struct Place {
    pub kind: String,
    pub span: Span,
    pub start: usize,
    pub end: usize,
    pub text: String,
    pub score: f32,
}

/// Entities and relations of a sentence, with offsets in code points of the document.
pub fn places(
    analysis: &Analysis,
    sentence: &SentenceAnalysis,
    map: &OffsetMap,
    thresholds: &Thresholds,
) -> (Vec<Place>, Vec<Triple>) {
    let text: &str = map.text();
    let (entities, relations) = decode(&sentence.scores, &analysis.types, thresholds);
    let place = |e: &PredictedEntity| {
        let span = sentence.word_range(e.start, e.end)?;
        let (start, end) = map.chars_of_span(span)?;
        let kind = analysis.types.entities.get(e.entity_type)?.name.clone();
        let text = span.slice(text)?.to_owned();
        Some(Place { kind, span, start: start.into(), end: end.into(), text, score: e.score })
    };
    let found: Vec<Option<Place>> = entities.iter().map(place).collect();
    let triples = relations
        .iter()
        .filter_map(|r| {
            let (head, tail) = (found.get(r.head)?.clone()?, found.get(r.tail)?.clone()?);
            let relation = analysis.types.relations.get(r.relation_type)?.name.clone();
            Some(Triple { head, relation, tail, score: r.score })
        })
        .collect();
    (found.into_iter().flatten().collect(), triples)
}

/// One JSON line a document. A sentence with relations stands once, in `sentences`; relations refer to it by its place
/// there.
pub fn jsonl(file: &str, analysis: &Analysis, map: &OffsetMap, thresholds: &Thresholds) -> Value {
    let (mut sentences, mut entities, mut relations) = (Vec::new(), Vec::new(), Vec::new());
    let place_json =
        |p: &Place| json!({"type": p.kind, "start": p.start, "end": p.end, "text": p.text, "score": rounded(p.score)});
    for sentence in &analysis.sentences {
        let (found, triples) = places(analysis, sentence, map, thresholds);
        entities.extend(found.iter().map(place_json));
        if triples.is_empty() {
            continue;
        }
        relations.extend(triples.iter().map(|t| {
            json!({
                "type": t.relation, "head": place_json(&t.head), "tail": place_json(&t.tail),
                "score": rounded(t.score), "sentence": sentences.len(),
            })
        }));
        let (start, end) = chars(map, sentence.span);
        sentences.push(json!({"start": start, "end": end, "text": sentence.span.slice(map.text())}));
    }
    json!({
        "file": file, "model": analysis.model, "entities": entities, "relations": relations, "sentences": sentences,
    })
}

fn chars(map: &OffsetMap, span: Span) -> (usize, usize) {
    map.chars_of_span(span).map_or((0, 0), |(start, end)| (start.into(), end.into()))
}

/// Columns of the CSV output.
pub const CSV_HEADER: [&str; 14] = [
    "file",
    "head",
    "head_type",
    "relation",
    "tail",
    "tail_type",
    "score",
    "evidence",
    "head_start",
    "head_end",
    "tail_start",
    "tail_end",
    "evidence_start",
    "evidence_end",
];

/// The rows of one document: a row a relation. The evidence is the sentence, or of a long one what stands around the two
/// ends; its range is that of the sentence's part from which it is taken.
pub fn csv_rows(file: &str, analysis: &Analysis, map: &OffsetMap, thresholds: &Thresholds) -> Vec<[String; 14]> {
    let mut rows = Vec::new();
    for sentence in &analysis.sentences {
        for t in places(analysis, sentence, map, thresholds).1 {
            let (head, tail) = (Fragments::one(t.head.span), Fragments::one(t.tail.span));
            let quote = quote_ends(map.text(), &[sentence.span], &head, &tail);
            let (from, to) = chars(map, quote.span);
            rows.push([
                file.to_owned(),
                t.head.text,
                t.head.kind,
                t.relation,
                t.tail.text,
                t.tail.kind,
                format!("{:.4}", t.score),
                quote.one_line(),
                t.head.start.to_string(),
                t.head.end.to_string(),
                t.tail.start.to_string(),
                t.tail.end.to_string(),
                from.to_string(),
                to.to_string(),
            ]);
        }
    }
    rows
}

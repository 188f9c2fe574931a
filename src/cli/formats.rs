//! What `extract` writes.

use serde_json::{Value, json};

use crate::engine::{Analysis, SentenceAnalysis};
use crate::nlp::{PredictedEntity, PredictedRelation, SentenceScores, Thresholds, Types, decode};
use crate::text::OffsetMap;

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

/// One relation with everything that backs it.
pub struct Triple {
    pub head: Place,
    pub relation: String,
    pub tail: Place,
    pub score: f32,
    pub sentence: String,
}

/// An entity with its code point range in the document.
#[derive(Clone)]
pub struct Place {
    pub kind: String,
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
) -> (Vec<Place>, Vec<(usize, Triple)>) {
    let text: &str = map.text();
    let (entities, relations) = decode(&sentence.scores, &analysis.types, thresholds);
    let place = |e: &PredictedEntity| {
        let span = sentence.word_range(e.start, e.end)?;
        let (start, end) = map.chars_of_span(span)?;
        let kind = analysis.types.entities.get(e.entity_type)?.name.clone();
        Some(Place { kind, start: start.into(), end: end.into(), text: span.slice(text)?.to_owned(), score: e.score })
    };
    let found: Vec<Option<Place>> = entities.iter().map(place).collect();
    let quote = sentence.span.slice(text).unwrap_or_default();
    let triples = relations
        .iter()
        .filter_map(|r| {
            let (head, tail) = (found.get(r.head)?.clone()?, found.get(r.tail)?.clone()?);
            let relation = analysis.types.relations.get(r.relation_type)?.name.clone();
            Some((r.tail, Triple { head, relation, tail, score: r.score, sentence: quote.to_owned() }))
        })
        .collect();
    (found.into_iter().flatten().collect(), triples)
}

/// One JSON line a document.
pub fn jsonl(file: &str, analysis: &Analysis, map: &OffsetMap, thresholds: &Thresholds) -> Value {
    let mut entities = Vec::new();
    let mut relations = Vec::new();
    let place_json =
        |p: &Place| json!({"type": p.kind, "start": p.start, "end": p.end, "text": p.text, "score": rounded(p.score)});
    for sentence in &analysis.sentences {
        let (found, triples) = places(analysis, sentence, map, thresholds);
        entities.extend(found.iter().map(place_json));
        relations.extend(triples.iter().map(|(_, t)| {
            json!({
                "type": t.relation, "head": place_json(&t.head), "tail": place_json(&t.tail),
                "score": rounded(t.score), "evidence": t.sentence,
            })
        }));
    }
    json!({"file": file, "model": analysis.model, "entities": entities, "relations": relations})
}

/// Columns of the CSV output.
pub const CSV_HEADER: [&str; 12] = [
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
];

/// The rows of one document: a row a relation.
pub fn csv_rows(file: &str, analysis: &Analysis, map: &OffsetMap, thresholds: &Thresholds) -> Vec<[String; 12]> {
    let mut rows = Vec::new();
    for sentence in &analysis.sentences {
        for (_, t) in places(analysis, sentence, map, thresholds).1 {
            rows.push([
                file.to_owned(),
                t.head.text,
                t.head.kind,
                t.relation,
                t.tail.text,
                t.tail.kind,
                format!("{:.4}", t.score),
                t.sentence.split_whitespace().collect::<Vec<_>>().join(" "),
                t.head.start.to_string(),
                t.head.end.to_string(),
                t.tail.start.to_string(),
                t.tail.end.to_string(),
            ]);
        }
    }
    rows
}

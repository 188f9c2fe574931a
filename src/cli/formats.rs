//! What `extract` writes.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::domain::Fragments;
use crate::engine::{Analysis, SentenceAnalysis};
use crate::map::quote_ends;
use crate::nlp::{PredictedEntity, PredictedRelation, SentenceScores, Thresholds, Types, decode, decode_across};
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

/// One relation with the numbers of the sentences of its ends.
pub struct Triple {
    pub head: Place,
    pub relation: String,
    pub tail: Place,
    pub score: f32,
    pub sentences: [usize; 2],
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

/// Entities and relations of a document, by sentence and then those across sentences, with offsets in code points.
pub fn places(analysis: &Analysis, map: &OffsetMap, thresholds: &Thresholds) -> (Vec<Place>, Vec<Triple>) {
    let text: &str = map.text();
    let place = |sentence: &SentenceAnalysis, e: &PredictedEntity| {
        let span = sentence.word_range(e.start, e.end)?;
        let (start, end) = map.chars_of_span(span)?;
        let kind = analysis.types.entities.get(e.entity_type)?.name.clone();
        let text = span.slice(text)?.to_owned();
        Some(Place { kind, span, start: start.into(), end: end.into(), text, score: e.score })
    };
    let mut found: Vec<Vec<Option<Place>>> = Vec::with_capacity(analysis.sentences.len());
    let mut related = Vec::new();
    for (at, sentence) in analysis.sentences.iter().enumerate() {
        let (entities, relations) = decode(&sentence.scores, &analysis.types, thresholds);
        found.push(entities.iter().map(|entity| place(sentence, entity)).collect());
        related.extend(relations.iter().map(|r| (r.relation_type, (at, r.head), (at, r.tail), r.score)));
    }
    if !analysis.across.is_empty() {
        let across = decode_across(&analysis.scores(), &analysis.types, thresholds);
        related.extend(across.iter().map(|r| (r.relation_type, r.head, r.tail, r.score)));
    }
    let end = |(sentence, entity): (usize, usize)| found.get(sentence)?.get(entity)?.clone();
    let triples = related.into_iter().filter_map(|(kind, head, tail, score)| {
        let relation = analysis.types.relations.get(kind)?.name.clone();
        Some(Triple { head: end(head)?, relation, tail: end(tail)?, score, sentences: [head.0, tail.0] })
    });
    let triples = triples.collect();
    (found.into_iter().flatten().flatten().collect(), triples)
}

/// One JSON line a document. A sentence with relations stands once, in `sentences`; relations refer to it by its place
/// there, those across two sentences to that of the head, and as `tail_sentence` to that of the tail.
pub fn jsonl(file: &str, analysis: &Analysis, map: &OffsetMap, thresholds: &Thresholds) -> Value {
    let place_json =
        |p: &Place| json!({"type": p.kind, "start": p.start, "end": p.end, "text": p.text, "score": rounded(p.score)});
    let (found, triples) = places(analysis, map, thresholds);
    let used: BTreeSet<usize> = triples.iter().flat_map(|triple| triple.sentences).collect();
    let number: HashMap<usize, usize> = used.iter().copied().zip(0..).collect();
    let relations: Vec<Value> = triples
        .iter()
        .map(|t| {
            let [head, tail] = t.sentences;
            let mut relation = json!({
                "type": t.relation, "head": place_json(&t.head), "tail": place_json(&t.tail),
                "score": rounded(t.score), "sentence": number.get(&head),
            });
            if head != tail {
                relation["tail_sentence"] = json!(number.get(&tail));
            }
            relation
        })
        .collect();
    let sentences: Vec<Value> = used
        .iter()
        .filter_map(|at| analysis.sentences.get(*at))
        .map(|sentence| {
            let (start, end) = chars(map, sentence.span);
            json!({"start": start, "end": end, "text": sentence.span.slice(map.text())})
        })
        .collect();
    let entities: Vec<Value> = found.iter().map(place_json).collect();
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

/// The rows of one document: a row a relation. The evidence is the sentence, or the two of a relation across sentences; of a
/// long one what stands around the two ends. Its range is that of the part from which it is taken.
pub fn csv_rows(file: &str, analysis: &Analysis, map: &OffsetMap, thresholds: &Thresholds) -> Vec<[String; 14]> {
    let spans: Vec<Span> = analysis.sentences.iter().map(|sentence| sentence.span).collect();
    let row = |t: Triple| {
        let (head, tail) = (Fragments::one(t.head.span), Fragments::one(t.tail.span));
        let [a, b] = t.sentences;
        let between = spans.get(a.min(b)..=a.max(b)).unwrap_or_default();
        let quote = quote_ends(map.text(), between, &head, &tail);
        let (from, to) = chars(map, quote.span);
        [
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
        ]
    };
    places(analysis, map, thresholds).1.into_iter().map(row).collect()
}

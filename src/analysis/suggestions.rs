//! Relations that a model offers after a person has corrected entities: only the corrected sentences are read again, and
//! what comes back are open predictions beside what is there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::merge::FLOOR;
use super::{ExtractError, Extractor};
use crate::domain::{Document, Edit, MentionId, Origin, Relation, RelationId, Review, Visibility};
use crate::nlp::{GivenSpan, Thresholds, Types, decode};
use crate::text::{Span, split, texts_of, words_of};

/// What a model is asked: the entities that are present in some sentences.
#[derive(Clone, Debug)]
pub struct Question {
    /// The whole document.
    pub text: Arc<str>,
    /// In the order of the text; each has two entities or more.
    pub sentences: Vec<Asked>,
}

/// One sentence and the entities in it: id, type, and the stretch from the first to the last piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Where it stands, in bytes of the document.
    pub sentence: Span,
    /// By id, spans in bytes of the document.
    pub mentions: Vec<(MentionId, Arc<str>, Span)>,
}

/// What the model said of the pairs of a question.
#[derive(Clone, Debug)]
pub struct Offers {
    /// The name of its checkpoint.
    pub model: Arc<str>,
    /// Entities whose pairs were scored, by sentence; those of types that the model does not know are not among them.
    asked: Vec<HashSet<MentionId>>,
    relations: Vec<Offer>,
}

#[derive(Clone, Debug, PartialEq)]
struct Offer {
    kind: Arc<str>,
    head: MentionId,
    tail: MentionId,
    symmetric: bool,
    score: f32,
}

/// The question for all sentences that `touched` stretches of text meet; `None` where no two entities share one.
pub fn question(
    document: &Document,
    visibility: &Visibility,
    sentences: &[Span],
    touched: &[Span],
) -> Option<Question> {
    let mut wanted: Vec<Asked> = sentences
        .iter()
        .filter(|sentence| touched.iter().any(|place| place.overlaps(**sentence)))
        .map(|sentence| Asked { sentence: *sentence, mentions: Vec::new() })
        .collect();
    if wanted.is_empty() {
        return None;
    }
    for mention in visibility.mentions(&document.annotations) {
        let cover = mention.cover();
        let after = wanted.partition_point(|asked| asked.sentence.start <= cover.start);
        let Some(asked) = after.checked_sub(1).and_then(|at| wanted.get_mut(at)) else { continue };
        if asked.sentence.contains(cover) {
            asked.mentions.push((mention.id, mention.kind.clone(), cover));
        }
    }
    wanted.retain(|asked| asked.mentions.len() > 1);
    (!wanted.is_empty()).then(|| Question { text: document.text.clone(), sentences: wanted })
}

/// Has a model score the pairs of a question.
///
/// # Errors
/// What the model says, see [`Extractor::relate`].
pub fn relate(extractor: &mut dyn Extractor, question: &Question, cancel: &AtomicBool) -> Result<Offers, ExtractError> {
    let types = extractor.types().clone();
    // Where the model reads context, it is the whole text that says which.
    let text = if extractor.info().window_words > 0 { split(&question.text) } else { Vec::new() };
    let words_of_text: Vec<Vec<String>> = text.iter().map(|sentence| sentence.word_texts(&question.text)).collect();
    let mut offers = Offers { model: extractor.info().name.into(), asked: Vec::new(), relations: Vec::new() };
    for Asked { sentence, mentions } in &question.sentences {
        let words = words_of(&question.text, *sentence);
        let mut at: HashMap<(u32, u32), Vec<MentionId>> = HashMap::new();
        let mut given = Vec::new();
        for (id, kind, span) in mentions {
            let (Some(class), Some((start, end))) = (class_of(&types, kind), words_under(&words, *span)) else {
                continue;
            };
            let place = at.entry((start, end)).or_default();
            if place.is_empty() {
                given.push(GivenSpan { start, end, class });
            }
            place.push(*id);
        }
        let scores = match text.iter().position(|own| own.span == *sentence) {
            Some(at) => extractor.relate_in_context(&words_of_text, at, &given, cancel)?,
            None => extractor.relate(&texts_of(&question.text, &words), &given, cancel)?,
        };
        let everything = Thresholds { relation: FLOOR, ..Thresholds::default() };
        let (entities, relations) = decode(&scores, &types, &everything);
        let ids = |index: usize| {
            let entity = entities.get(index);
            entity.and_then(|e| at.get(&(e.start, e.end))).map(Vec::as_slice).unwrap_or_default()
        };
        for relation in relations {
            let Some(kind) = types.relations.get(relation.relation_type) else { continue };
            for head in ids(relation.head) {
                offers.relations.extend(ids(relation.tail).iter().filter(|tail| *tail != head).map(|tail| Offer {
                    kind: kind.name.as_str().into(),
                    head: *head,
                    tail: *tail,
                    symmetric: kind.symmetric,
                    score: relation.score,
                }));
            }
        }
        offers.asked.push(at.into_values().flatten().collect());
    }
    Ok(offers)
}

/// The class of a type by name, from 1.
fn class_of(types: &Types, kind: &str) -> Option<u16> {
    let place = types.entities.iter().position(|t| t.name == kind)?;
    u16::try_from(place + 1).ok()
}

/// The words that a stretch of text touches.
fn words_under(words: &[Span], span: Span) -> Option<(u32, u32)> {
    let start = words.partition_point(|word| word.end <= span.start);
    let end = words.partition_point(|word| word.start < span.end);
    (start < end).then(|| Some((u32::try_from(start).ok()?, u32::try_from(end).ok()?)))?
}

/// Edits that bring offers into a document: new open predictions, new scores of those that were open already, and without
/// those that the model no longer makes. What a person or a file said stays, and a rejected relation is not offered again.
pub fn offer_edits(document: &mut Document, offers: &Offers) -> Vec<Edit> {
    let annotations = &document.annotations;
    let key = |kind: &Arc<str>, head: MentionId, tail: MentionId, symmetric: bool| {
        let (head, tail) = if symmetric { (head.min(tail), head.max(tail)) } else { (head, tail) };
        (kind.clone(), head, tail)
    };
    let allowed = |offer: &&Offer| {
        let ends = annotations.mention(offer.head).zip(annotations.mention(offer.tail));
        let kind = document.schema.relation(&offer.kind);
        let unknown = !document.schema.declared;
        ends.is_some_and(|(head, tail)| kind.map_or(unknown, |k| k.allows(&head.kind, &tail.kind)))
    };
    let symmetric: HashSet<Arc<str>> =
        offers.relations.iter().filter(|o| o.symmetric).map(|o| o.kind.clone()).collect();
    let mut wanted: HashMap<_, &Offer> = HashMap::new();
    for offer in offers.relations.iter().filter(allowed) {
        wanted.insert(key(&offer.kind, offer.head, offer.tail, offer.symmetric), offer);
    }
    let origin = |score| Origin::Model { model: offers.model.clone(), score };
    let mut edits = Vec::new();
    let mut seen: HashSet<RelationId> = HashSet::new();
    for (ids, id) in offers.asked.iter().flat_map(|ids| ids.iter().map(move |id| (ids, *id))) {
        for relation in annotations.relations_of(id).filter(|r| ids.contains(&r.other(id))) {
            if !seen.insert(relation.id) {
                continue;
            }
            let offer =
                wanted.remove(&key(&relation.kind, relation.head, relation.tail, symmetric.contains(&relation.kind)));
            let is_open = matches!(relation.origin, Origin::Model { .. }) && relation.review == Review::Open;
            match offer {
                Some(offer) if is_open && relation.origin != origin(offer.score) => {
                    let origin = origin(offer.score);
                    edits.push(Edit::Replace(Relation { origin, ..relation.clone() }.into()));
                }
                None if is_open && annotations.users(relation.id).next().is_none() => {
                    edits.push(Edit::Remove(relation.id.into()));
                }
                _ => {}
            }
        }
    }
    let mut fresh: Vec<Offer> = wanted.into_values().cloned().collect();
    fresh.sort_by(|a, b| (a.head, a.tail, &a.kind).cmp(&(b.head, b.tail, &b.kind)));
    for Offer { kind, head, tail, score, .. } in fresh {
        let id = document.annotations.fresh_relation();
        let relation = Relation { id, kind, head, tail, origin: origin(score), review: Review::Open };
        edits.push(Edit::Insert(relation.into()));
    }
    edits
}

#[cfg(test)]
#[path = "suggestions_tests.rs"]
mod tests;

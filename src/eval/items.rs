//! Sentences as the sets that are compared.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::dataset::Sentence;
use crate::nlp::Types;
use crate::text::counting::counted;

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Leave out, in gold and prediction alike, every entity that overlaps another one and every relation between two
    /// overlapping entities (the figures for ADE "without overlapping entities").
    pub drop_overlapping: bool,
    /// Leave out predicted entities of more words, and their relations; wider gold spans then count as missed.
    pub max_span: Option<usize>,
}

/// Why gold and prediction cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("gold has {}, the prediction {pred}: predict the same file, whole and in its order", counted(*gold, "sentence"))]
    Count { gold: usize, pred: usize },
    #[error(
        "sentence {sentence} (from 0) has other words: word {word} is {gold} in gold and {pred} in the prediction; \
         predict from gold's own tokens, in its order"
    )]
    Tokens { sentence: usize, word: usize, gold: String, pred: String },
    #[error(
        "sentence {sentence} (from 0) of the {side}: relation {relation} refers to an entity that is not in its list; \
         head and tail count from 0"
    )]
    Relation { sentence: usize, side: &'static str, relation: usize },
}

/// Words of a sentence, the end exclusive; `[start, end]` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "[usize; 2]", into = "[usize; 2]")]
pub struct WordSpan {
    pub start: usize,
    pub end: usize,
}

impl From<[usize; 2]> for WordSpan {
    fn from([start, end]: [usize; 2]) -> Self {
        Self { start, end }
    }
}

impl From<WordSpan> for [usize; 2] {
    fn from(span: WordSpan) -> Self {
        [span.start, span.end]
    }
}

impl WordSpan {
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A typed span. Types are numbers of [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct EntityItem {
    pub span: WordSpan,
    pub kind: usize,
}

impl EntityItem {
    fn overlaps_another(self, other: Self) -> bool {
        self != other && self.span.overlaps(other.span)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RelationItem {
    pub head: EntityItem,
    pub tail: EntityItem,
    pub kind: usize,
}

/// An item with the model's probability, where there is one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scored<T> {
    pub item: T,
    pub score: Option<f64>,
}

/// One side of a sentence: sorted, without duplicates (the best score of each stays).
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub entities: Vec<Scored<EntityItem>>,
    pub relations: Vec<Scored<RelationItem>>,
}

#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub gold: Side,
    pub pred: Side,
    pub words: usize,
}

/// Type names: those of the schema in its order, then others in the order of their appearance.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub list: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Names {
    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.numbers.insert(name.to_owned(), self.list.len());
        self.list.push(name.to_owned());
        self.list.len() - 1
    }
}

/// Gold and prediction, sentence by sentence.
#[derive(Clone, Debug)]
pub(super) struct Items {
    pub entity_names: Names,
    pub relation_names: Names,
    pub symmetric: Vec<bool>,
    pub pairs: Vec<Pair>,
}

impl Items {
    /// # Errors
    /// When the two are not of the same sentences.
    pub fn new(gold: &[Sentence], pred: &[Sentence], types: &Types, options: &Options) -> Result<Self, Mismatch> {
        let mut items = Self {
            entity_names: Names::default(),
            relation_names: Names::default(),
            symmetric: types.relations.iter().map(|t| t.symmetric).collect(),
            pairs: Vec::with_capacity(gold.len()),
        };
        types.entities.iter().for_each(|t| _ = items.entity_names.number(&t.name));
        types.relations.iter().for_each(|t| _ = items.relation_names.number(&t.name));
        if gold.len() != pred.len() {
            return Err(Mismatch::Count { gold: gold.len(), pred: pred.len() });
        }
        for (sentence, (gold, pred)) in gold.iter().zip(pred).enumerate() {
            same_words(sentence, gold, pred)?;
            let lost = |side| move |relation| Mismatch::Relation { sentence, side, relation };
            let words = gold.tokens.len();
            let gold = items.side(gold, None, options.drop_overlapping).map_err(lost("gold"))?;
            let pred = items.side(pred, options.max_span, options.drop_overlapping).map_err(lost("prediction"))?;
            items.pairs.push(Pair { gold, pred, words });
        }
        items.symmetric.resize(items.relation_names.list.len(), false);
        Ok(items)
    }

    /// `Err` holds the number of a relation without ends.
    fn side(&mut self, sentence: &Sentence, max_span: Option<usize>, drop_overlapping: bool) -> Result<Side, usize> {
        let narrow = |item: EntityItem| max_span.is_none_or(|most| item.span.end - item.span.start <= most);
        let mut entities: Vec<Scored<EntityItem>> = Vec::with_capacity(sentence.entities.len());
        for e in &sentence.entities {
            let span = WordSpan { start: e.start, end: e.end.max(e.start) };
            entities
                .push(Scored { item: EntityItem { span, kind: self.entity_names.number(&e.kind) }, score: e.score });
        }
        let mut relations = Vec::with_capacity(sentence.relations.len());
        for (at, r) in sentence.relations.iter().enumerate() {
            let (head, tail) = (entities.get(r.head).ok_or(at)?.item, entities.get(r.tail).ok_or(at)?.item);
            let kind = self.relation_names.number(&r.kind);
            // The reference compares the starts only; the ends decide here between two spans of one start, so that
            // the order in which a file names them does not matter.
            let swap = self.symmetric.get(kind).copied().unwrap_or(false) && tail.span < head.span;
            let (head, tail) = if swap { (tail, head) } else { (head, tail) };
            let overlapping = drop_overlapping && head.overlaps_another(tail);
            if narrow(head) && narrow(tail) && !overlapping {
                relations.push(Scored { item: RelationItem { head, tail, kind }, score: r.score });
            }
        }
        entities.retain(|e| narrow(e.item));
        if drop_overlapping {
            let all: Vec<EntityItem> = entities.iter().map(|e| e.item).collect();
            entities.retain(|e| !all.iter().any(|other| e.item.overlaps_another(*other)));
        }
        Ok(Side { entities: as_set(entities), relations: as_set(relations) })
    }
}

fn as_set<T: Ord + Copy>(mut items: Vec<Scored<T>>) -> Vec<Scored<T>> {
    let score = |s: &Scored<T>| s.score.unwrap_or(0.0);
    items.sort_by(|a, b| a.item.cmp(&b.item).then(score(b).total_cmp(&score(a))));
    items.dedup_by(|later, first| later.item == first.item);
    items
}

fn same_words(sentence: usize, gold: &Sentence, pred: &Sentence) -> Result<(), Mismatch> {
    if gold.tokens == pred.tokens {
        return Ok(());
    }
    let word = gold.tokens.iter().zip(&pred.tokens).take_while(|(a, b)| a == b).count();
    let quoted = |tokens: &[String]| tokens.get(word).map_or("missing".to_owned(), |token| format!("{token:?}"));
    Err(Mismatch::Tokens { sentence, word, gold: quoted(&gold.tokens), pred: quoted(&pred.tokens) })
}

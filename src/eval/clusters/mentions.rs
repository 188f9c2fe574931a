//! Mentions of documents as keys that two annotations share, and which of them `Equiv` lines join.

use std::collections::HashMap;
use std::sync::Arc;

use petgraph::unionfind::UnionFind;

use super::TwoClusterings;
use crate::domain::{Document, ExtraBody, ItemId, MentionId};
use crate::text::Span;

/// Place and type: what two annotations of a text have to have in common for a mention to be the same. Pieces that white
/// space alone parts are one piece.
pub type MentionKey = (Vec<Span>, Arc<str>);

/// The keys of a document's mentions, those of types that count.
pub fn mention_keys<'a>(
    document: &'a Document,
    counts: &'a dyn Fn(&str) -> bool,
) -> impl Iterator<Item = (MentionId, MentionKey)> + 'a {
    let mentions = document.annotations.mentions().filter(|mention| counts(&mention.kind));
    mentions.map(|mention| {
        let place = mention.fragments.joined(&document.text).as_slice().to_vec();
        (mention.id, (place, mention.kind.clone()))
    })
}

/// The clusters of two annotations of one text, for the mentions of types that count.
pub fn clusterings(gold: &Document, pred: &Document, counts: &dyn Fn(&str) -> bool) -> TwoClusterings {
    let side = |document: &Document| -> Vec<(MentionKey, usize)> {
        let clusters = joined(document);
        let keys = mention_keys(document, counts);
        keys.filter_map(|(id, key)| Some((key, *clusters.get(&id)?))).collect()
    };
    TwoClusterings::pair(side(gold), side(pred))
}

/// Which mentions of a document `Equiv` lines join: a number for each mention, equal where they are one thing. Lines that
/// share a mention are one cluster, and two mentions of one type and place are one mention.
fn joined(document: &Document) -> HashMap<MentionId, usize> {
    let numbers: HashMap<MentionId, usize> = document.annotations.mentions().map(|m| m.id).zip(0..).collect();
    let mut sets = UnionFind::<usize>::new(numbers.len());
    let mut first: HashMap<MentionKey, usize> = HashMap::new();
    for (id, key) in mention_keys(document, &|_| true) {
        let number = numbers[&id];
        sets.union(*first.entry(key).or_insert(number), number);
    }
    for extra in document.annotations.extras() {
        if !matches!(extra.body, ExtraBody::Equiv { .. }) {
            continue;
        }
        let targets = extra.targets.iter().filter_map(|target| match target.item() {
            Some(ItemId::Mention(id)) => numbers.get(&id).copied(),
            _ => None,
        });
        let targets: Vec<usize> = targets.collect();
        for two in targets.windows(2) {
            sets.union(two[0], two[1]);
        }
    }
    numbers.into_iter().map(|(id, number)| (id, sets.find_mut(number))).collect()
}

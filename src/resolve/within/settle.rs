//! Clusters from pairs: the surest pair first, never against what forbids it.

use std::collections::{BTreeMap, BTreeSet};

use super::link::Said;
use super::{Considered, Group, Link, Resolved};
use crate::resolve::canonical;
use crate::resolve::evidence::{Model, Pair, forbidden};
use crate::resolve::name::Sort;

/// A pair joins two clusters from here on.
const JOINS: f32 = 0.5;

/// Joins groups from the surest link to the least sure one. Two clusters stay apart where any two of their names cannot be
/// one thing.
pub(super) fn agglomerate(groups: &[Group], links: &[Link], said: &Said) -> (Vec<Vec<usize>>, Vec<f32>) {
    let probabilities: BTreeMap<(usize, usize), f32> =
        links.iter().map(|link| ((link.groups[0], link.groups[1]), link.probability)).collect();
    let mut of: Vec<usize> = (0..groups.len()).collect();
    let mut members: Vec<Vec<usize>> = (0..groups.len()).map(|at| vec![at]).collect();
    let mut weakest: Vec<f32> = vec![1.0; groups.len()];
    let mut order: Vec<&Link> = links.iter().filter(|link| link.is_said || link.probability >= JOINS).collect();
    order.sort_by(|a, b| {
        b.is_said.cmp(&a.is_said).then(b.probability.total_cmp(&a.probability)).then(a.groups.cmp(&b.groups))
    });
    for link in order {
        let [a, b] = link.groups.map(|group| of[group]);
        if a == b {
            continue;
        }
        let apart = |a: usize, b: usize| {
            let key = (a.min(b), a.max(b));
            let direct = probabilities.get(&key).copied();
            are_apart(groups, key, direct, said)
        };
        if !link.is_said && members[a].iter().any(|one| members[b].iter().any(|other| apart(*one, *other))) {
            continue;
        }
        let (kept, gone) = (a.min(b), a.max(b));
        let moved = std::mem::take(&mut members[gone]);
        moved.iter().for_each(|group| of[*group] = kept);
        members[kept].extend(moved);
        members[kept].sort_unstable();
        weakest[kept] = weakest[kept].min(weakest[gone]).min(link.probability);
    }
    members.into_iter().zip(weakest).filter(|(members, _)| !members.is_empty()).unzip()
}

/// Whether two names cannot be one thing, or, where nothing speaks for it, are two names in full.
fn are_apart(groups: &[Group], (a, b): (usize, usize), direct: Option<f32>, said: &Said) -> bool {
    if said.same.contains(&(a, b)) {
        return false;
    }
    if said.apart.contains_key(&(a, b)) {
        return true;
    }
    let (one, other) = (&groups[a], &groups[b]);
    if !one.references.is_empty() && !other.references.is_empty() && one.references.is_disjoint(&other.references) {
        return true;
    }
    if said.alternative.contains(&(a, b)) {
        return false;
    }
    let pair = Pair::new(&one.name, &other.name);
    if forbidden(&pair).is_some() {
        return true;
    }
    let is_phrase = |group: &Group| group.name.words.len() > 1 && !group.name.is_common;
    // Two phrases with words of their own, like the names of two ministries, even where both go by `ministry`.
    one.name.sort != Sort::Person
        && is_phrase(one)
        && is_phrase(other)
        && !pair.matched.is_subset()
        && !direct.is_some_and(|direct| direct >= JOINS)
}

pub(super) fn settle(groups: &[Group], links: &[Link], said: &Said, model: &Model) -> Vec<Resolved> {
    let (clusters, weakest) = agglomerate(groups, links, said);
    let mut of = vec![0; groups.len()];
    for (number, members) in clusters.iter().enumerate() {
        members.iter().for_each(|group| of[*group] = number);
    }
    let mut pairs: Vec<Vec<Considered>> = vec![Vec::new(); clusters.len()];
    for link in links {
        let [a, b] = link.groups;
        let names = [a, b].map(|group| groups[group].name.text.clone());
        let pair = Pair::new(&groups[a].name, &groups[b].name);
        let forbids = said.apart.get(&(a, b)).cloned().or_else(|| forbidden(&pair).map(str::to_owned));
        let (probability, reasons) = match forbids.filter(|_| !link.is_said) {
            Some(why) => (0.0, vec![why]),
            None => (link.probability, model.reasons(&link.evidence).into_iter().map(str::to_owned).collect()),
        };
        pairs[of[a]].push(Considered { names: names.clone(), probability, reasons: reasons.clone() });
        if of[a] != of[b] {
            pairs[of[b]].push(Considered { names, probability, reasons });
        }
    }
    let resolved = clusters.iter().zip(weakest).zip(pairs).map(|((members, probability), pairs)| {
        let mut mentions: Vec<_> = members.iter().flat_map(|group| groups[*group].mentions.iter().copied()).collect();
        mentions.sort_unstable();
        let references: BTreeSet<_> =
            members.iter().flat_map(|group| groups[*group].references.iter().cloned()).collect();
        let names: Vec<_> =
            members.iter().map(|group| (groups[*group].name.clone(), groups[*group].mentions.len())).collect();
        Resolved {
            name: canonical::name(&names),
            kind: groups[members[0]].name.kind.clone(),
            mentions: mentions.into_iter().map(|(_, id)| id).collect(),
            probability,
            references: references.into_iter().collect(),
            names,
            pairs,
        }
    });
    resolved.collect()
}

//! The features of pairs of names that depend on the document: where they stand, what else there is, what people say.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::candidates::{candidates, in_brackets, latest_before};
use super::{Group, Link};
use crate::domain::{Document, ExtraBody, ItemId, MentionId, Relation};
use crate::resolve::evidence::{Evidence, Feature, Model, Pair};
use crate::resolve::name::Tables;
use crate::text::split;

/// What relations, `Equiv` lines and references say of pairs of groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// One thing: `Equiv` lines and references to one entry. The smaller number first.
    pub same: BTreeSet<(usize, usize)>,
    /// Names of one thing, by a relation.
    pub alternative: BTreeSet<(usize, usize)>,
    /// Two things: a relation that nothing has to itself, or two references.
    pub apart: BTreeMap<(usize, usize), String>,
}

/// Relations between two names of one thing.
const ALTERNATIVES: &[&str] = &["ALTERNATIVE_NAME", "ABBREVIATION"];

/// Relations that nobody has to himself.
const BETWEEN_TWO: &[&str] = &[
    "SPOUSE",
    "SIBLING",
    "PARENT_OF",
    "RELATIVE",
    "KNOWS",
    "SUBORDINATE_OF",
    "MEMBER_OF",
    "WORKPLACE",
    "LOCATED_IN",
    "PART_OF",
    "FOUNDED_BY",
    "OWNER_OF",
    "HEADQUARTERED_IN",
];

pub(super) fn said<'a>(document: &Document, relations: impl Iterator<Item = &'a Relation>, groups: &[Group]) -> Said {
    let mut said = Said::default();
    let of: HashMap<MentionId, usize> =
        groups.iter().zip(0..).flat_map(|(group, at)| group.mentions.iter().map(move |(_, id)| (*id, at))).collect();
    let pair = |a: usize, b: usize| (a.min(b), a.max(b));
    for relation in relations {
        let (Some(head), Some(tail)) = (of.get(&relation.head), of.get(&relation.tail)) else { continue };
        if head == tail || groups[*head].name.kind != groups[*tail].name.kind {
            continue;
        }
        if ALTERNATIVES.contains(&&*relation.kind) {
            said.alternative.insert(pair(*head, *tail));
        } else if BETWEEN_TWO.contains(&&*relation.kind) {
            said.apart.insert(pair(*head, *tail), format!("{} between the two", relation.kind));
        }
    }
    for extra in document.annotations.extras() {
        if !matches!(extra.body, ExtraBody::Equiv { .. }) {
            continue;
        }
        let targets = extra.targets.iter().filter_map(|target| match target.item() {
            Some(ItemId::Mention(id)) => of.get(&id).copied(),
            _ => None,
        });
        let targets: Vec<usize> = targets.collect();
        for (place, a) in targets.iter().enumerate() {
            for b in &targets[place + 1..] {
                if a != b && groups[*a].name.kind == groups[*b].name.kind {
                    said.same.insert(pair(*a, *b));
                }
            }
        }
    }
    let mut by_reference: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for reference in &group.references {
            by_reference.entry((&group.name.kind, reference)).or_default().push(at);
        }
    }
    for same in by_reference.values() {
        said.same.extend(same.windows(2).map(|two| pair(two[0], two[1])));
    }
    said
}

/// All pairs that were considered.
pub(super) fn links(document: &Document, groups: &[Group], said: &Said, tables: &Tables, model: &Model) -> Vec<Link> {
    let mut pairs = candidates(document, groups, tables);
    pairs.extend(&said.same);
    pairs.extend(&said.alternative);
    let context = Context::new(document, groups, &pairs);
    let link = |(a, b): (usize, usize)| {
        let mut evidence = context.evidence(a, b, tables);
        if said.alternative.contains(&(a, b)) {
            evidence.set(Feature::Alternative);
        }
        let is_said = said.same.contains(&(a, b));
        if is_said {
            evidence.set(Feature::SameLink);
        }
        let probability = if is_said { 1.0 } else { model.probability(&evidence) };
        Link { groups: [a, b], evidence, probability, is_said }
    };
    pairs.into_iter().map(link).filter(|link| link.evidence.speaks()).collect()
}

struct Context<'a> {
    groups: &'a [Group],
    /// Longer names that a shorter one is part of.
    longer: HashMap<usize, Vec<usize>>,
    brackets: HashSet<(usize, usize)>,
    /// Where sentences end.
    ends: Vec<usize>,
}

/// Of several longer names that fit a shorter one.
struct Rivals {
    /// The one that was mentioned last before it, or else the first after it.
    nearest: usize,
    /// The one that was named first in the document.
    first: usize,
}

impl<'a> Context<'a> {
    fn new(document: &Document, groups: &'a [Group], pairs: &BTreeSet<(usize, usize)>) -> Self {
        let mut longer: HashMap<usize, Vec<usize>> = HashMap::new();
        for (a, b) in pairs {
            let pair = Pair::new(&groups[*a].name, &groups[*b].name);
            if pair.is_part() {
                let is_short = std::ptr::eq(pair.short, &groups[*a].name);
                let (short, long) = if is_short { (*a, *b) } else { (*b, *a) };
                longer.entry(short).or_default().push(long);
            }
        }
        let brackets = in_brackets(document, groups).into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
        let ends = split(&document.text).into_iter().map(|sentence| sentence.span.end).collect();
        Self { groups, longer, brackets, ends }
    }

    fn evidence(&self, a: usize, b: usize, tables: &Tables) -> Evidence {
        let pair = Pair::new(&self.groups[a].name, &self.groups[b].name);
        let mut evidence = pair.evidence(tables);
        let is_short = std::ptr::eq(pair.short, &self.groups[a].name);
        let (short, long) = if is_short { (a, b) } else { (b, a) };
        if pair.is_part() {
            if self.groups[short].first() < self.groups[long].first() {
                evidence.set(Feature::ShortFirst);
            }
            if let Some(Rivals { nearest, first }) = self.rivals(short, long) {
                let near = nearest == long;
                evidence.set(if near { Feature::RivalsButNearest } else { Feature::RivalsAndFarther });
                if first == long {
                    evidence.set(Feature::RivalsButFirst);
                }
            }
        }
        for (noun, name) in [(a, b), (b, a)] {
            let is_noun = self.groups[noun].name.is_common && !self.groups[name].name.is_common;
            if is_noun && !evidence.speaks() && latest_before(self.groups, noun) == Some(name) {
                evidence.set(Feature::NounRecent);
            }
        }
        if self.brackets.contains(&(a.min(b), a.max(b))) {
            evidence.set(Feature::Brackets);
        }
        if self.is_nested(a, b) {
            evidence.set(Feature::Nested);
        }
        evidence.set_to(Feature::Distance, (self.sentences_between(a, b) as f32).ln_1p());
        evidence
    }

    /// The names that a shorter one is part of, where they cannot all be one thing.
    fn rivals(&self, short: usize, long: usize) -> Option<Rivals> {
        let others = self.longer.get(&short)?;
        let is_rival = |other: &usize| {
            *other != long && {
                let pair = Pair::new(&self.groups[*other].name, &self.groups[long].name);
                !pair.matched.is_subset() && !pair.is_acronym()
            }
        };
        if !others.iter().any(is_rival) {
            return None;
        }
        let start = self.groups[short].first();
        let rank = |other: &usize| {
            let starts = || self.groups[*other].mentions.iter().map(|(span, _)| span.start);
            match starts().filter(|other| *other < start).max() {
                Some(before) => (0, start - before),
                None => (1, starts().min().unwrap_or(usize::MAX)),
            }
        };
        let nearest = others.iter().min_by_key(|other| rank(other)).copied()?;
        let first = others.iter().min_by_key(|other| self.groups[**other].first()).copied()?;
        Some(Rivals { nearest, first })
    }

    fn is_nested(&self, a: usize, b: usize) -> bool {
        self.groups[a]
            .mentions
            .iter()
            .any(|(one, _)| self.groups[b].mentions.iter().any(|(other, _)| one.overlaps(*other)))
    }

    fn sentences_between(&self, a: usize, b: usize) -> usize {
        let sentences = |group: &Group| -> Vec<usize> {
            group.mentions.iter().map(|(span, _)| self.ends.partition_point(|end| *end <= span.start)).collect()
        };
        let (a, b) = (sentences(&self.groups[a]), sentences(&self.groups[b]));
        let nearest = |from: &usize| {
            let at = b.partition_point(|other| other < from);
            let after = b.get(at).map(|other| other - from);
            let before = at.checked_sub(1).and_then(|at| b.get(at)).map(|other| from - other);
            after.into_iter().chain(before).min()
        };
        a.iter().filter_map(nearest).min().unwrap_or(0)
    }
}

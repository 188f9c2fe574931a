//! What belongs together on the two sides, and how it differs.

use std::collections::{BTreeMap, HashMap};

use super::{Joint, JointMention, JointRelation};
use crate::eval::Task;
use crate::text::Span;

/// How the two sides differ in one thing. Ordered from alike to unlike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Same,
    /// A relation of the same type whose ends belong together, but differ in type or boundaries.
    Ends,
    /// The same place (of a relation: ends that belong together), another type.
    Type,
    /// A relation of the same type, the other way round.
    Direction,
    /// A mention of the same type that begins or ends elsewhere.
    Boundary,
    /// Mentions that overlap and have neither place nor type in common.
    Both,
    LeftOnly,
    RightOnly,
}

impl Class {
    /// In the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Same,
        Self::Type,
        Self::Boundary,
        Self::Both,
        Self::Ends,
        Self::Direction,
        Self::LeftOnly,
        Self::RightOnly,
    ];

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Ends => "ends",
            Self::Type => "type",
            Self::Direction => "direction",
            Self::Boundary => "boundary",
            Self::Both => "both",
            Self::LeftOnly => "left_only",
            Self::RightOnly => "right_only",
        }
    }
}

/// Something that one side says, or that both say alike or differently. Indices are those of [`Joint`]; of what is the
/// same they are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    pub task: Task,
    pub class: Class,
    pub left: Option<usize>,
    pub right: Option<usize>,
}

/// Every mention and every relation stands in exactly one case: mentions first, both in the order of the text.
pub fn cases(joint: &Joint) -> Vec<Case> {
    let (mut mentions, partners) = mention_cases(&joint.mentions);
    let place = |case: &Case| case.left.or(case.right).and_then(|at| joint.mentions.get(at)).map(JointMention::cover);
    mentions.sort_by_key(place);
    let mut relations = relation_cases(&joint.relations, &partners);
    let place =
        |case: &Case| case.left.or(case.right).and_then(|at| joint.relations.get(at)).map(|r| joint.cover_of(r));
    relations.sort_by_key(place);
    mentions.extend(relations);
    mentions
}

/// Mentions that were taken for each other, both ways.
type Partners = HashMap<usize, usize>;

fn mention_cases(mentions: &[JointMention]) -> (Vec<Case>, Partners) {
    let case = |class, left, right| Case { task: Task::Entities, class, left, right };
    let mut found = Vec::new();
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    for (at, mention) in mentions.iter().enumerate() {
        match mention.sides {
            [Some(_), Some(_)] => found.push(case(Class::Same, Some(at), Some(at))),
            [Some(_), None] => lefts.push((mention.cover(), at)),
            _ => rights.push((mention.cover(), at)),
        }
    }
    let mut candidates = Vec::new();
    rights.sort_unstable();
    let widest = rights.iter().map(|(span, _)| span.len()).max().unwrap_or(0);
    for (cover, left) in &lefts {
        let first = rights.partition_point(|(span, _)| span.start < cover.start.saturating_sub(widest));
        for (span, right) in rights[first..].iter().take_while(|(span, _)| span.start <= cover.end) {
            let (a, b) = (&mentions[*left], &mentions[*right]);
            let class = match (a.place == b.place, a.kind == b.kind) {
                (true, _) => Class::Type,
                (false, true) => Class::Boundary,
                (false, false) => Class::Both,
            };
            if a.place == b.place || span.overlaps(*cover) {
                candidates.push((class, likeness(*cover, *span), *left, *right));
            }
        }
    }
    // Stable: of equal candidates the first in the text is taken, so that two runs say the same.
    candidates.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let mut partners = Partners::new();
    for (class, _, left, right) in candidates {
        if !partners.contains_key(&left) && !partners.contains_key(&right) {
            partners.extend([(left, right), (right, left)]);
            found.push(case(class, Some(left), Some(right)));
        }
    }
    let alone = |at: &usize| !partners.contains_key(at);
    found.extend(lefts.iter().map(|l| l.1).filter(alone).map(|at| case(Class::LeftOnly, Some(at), None)));
    found.extend(rights.iter().map(|r| r.1).filter(alone).map(|at| case(Class::RightOnly, None, Some(at))));
    (found, partners)
}

/// Intersection over union.
fn likeness(a: Span, b: Span) -> f64 {
    let common = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let union = a.cover(b).len();
    if union == 0 { 1.0 } else { common as f64 / union as f64 }
}

fn relation_cases(relations: &[JointRelation], partners: &Partners) -> Vec<Case> {
    let case = |class, left, right| Case { task: Task::Relations, class, left, right };
    // Two mentions that were taken for each other count as one place.
    let one = |at: usize| partners.get(&at).map_or(at, |other| at.min(*other));
    let ends = |r: &JointRelation| (one(r.head), one(r.tail));
    let unordered = |(a, b): (usize, usize)| (a.min(b), a.max(b));
    let mut found = Vec::new();
    let mut free: [Vec<usize>; 2] = Default::default();
    for (at, relation) in relations.iter().enumerate() {
        match relation.sides {
            [Some(_), Some(_)] => found.push(case(Class::Same, Some(at), Some(at))),
            [Some(_), None] => free[0].push(at),
            _ => free[1].push(at),
        }
    }
    let mut pass = |class: Class, fits: &dyn Fn(&JointRelation, &JointRelation) -> bool| {
        let mut waiting: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for right in &free[1] {
            waiting.entry(unordered(ends(&relations[*right]))).or_default().push(*right);
        }
        let mut left_over = Vec::new();
        for left in std::mem::take(&mut free[0]) {
            let here = waiting.get_mut(&unordered(ends(&relations[left])));
            let partner = here.and_then(|list| {
                let place = list.iter().position(|right| fits(&relations[left], &relations[*right]))?;
                Some(list.remove(place))
            });
            match partner {
                Some(right) => found.push(case(class, Some(left), Some(right))),
                None => left_over.push(left),
            }
        }
        free = [left_over, waiting.into_values().flatten().collect()];
    };
    let straight = |a: &JointRelation, b: &JointRelation| ends(a) == ends(b) || (a.symmetric && b.symmetric);
    pass(Class::Ends, &|a, b| a.kind == b.kind && straight(a, b));
    pass(Class::Type, &|a, b| a.kind != b.kind && ends(a) == ends(b));
    pass(Class::Direction, &|a, b| a.kind == b.kind);
    let [lefts, rights] = free;
    found.extend(lefts.into_iter().map(|at| case(Class::LeftOnly, Some(at), None)));
    found.extend(rights.into_iter().map(|at| case(Class::RightOnly, None, Some(at))));
    found
}

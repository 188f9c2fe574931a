//! Counts that add up over documents, and the figures made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;
use std::sync::Arc;

use super::{Joint, JointRelation, Kappa};
use crate::domain::{OfEvents, Schema};
use crate::eval::score::task_scores;
use crate::eval::{Counts, Scores};
use crate::text::Span;

/// Agreement of two annotations on one or many documents. The right side stands for gold: it is what the left side is
/// compared with. F1 and κ are the same either way round.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    pub documents: usize,
    /// Labels of words.
    pub kappa: Kappa,
    /// What either side says of events: it is not compared.
    pub of_events: OfEvents,
    /// NER, RE and RE+ by type.
    tasks: [BTreeMap<Arc<str>, Counts>; 3],
}

impl Tally {
    pub(super) fn of(joint: &Joint, kappa: Kappa) -> Self {
        let mut tally = Self { documents: 1, kappa, ..Self::default() };
        let [ner, re, re_plus] = &mut tally.tasks;
        for mention in &joint.mentions {
            count(ner, &mention.kind, mention.sides.map(|side| side.is_some()));
        }
        for relation in &joint.relations {
            count(re_plus, &relation.kind, relation.sides.map(|side| side.is_some()));
        }
        // Without the types of the ends, several relations may be one.
        let mut loose: BTreeMap<(&Arc<str>, [&[Span]; 2]), _> = BTreeMap::new();
        for relation in &joint.relations {
            let sides = loose.entry((&relation.kind, ends(joint, relation))).or_insert([false; 2]);
            relation.sides.iter().zip(sides).for_each(|(here, side)| *side |= here.is_some());
        }
        for ((kind, _), sides) in loose {
            count(re, kind, sides);
        }
        tally
    }

    /// Figures in the order of the schema; types that it does not name follow by name.
    pub fn scores(&self, schema: &Schema) -> Scores {
        let entities: Vec<&str> = schema.entities.iter().map(|t| &*t.name).collect();
        let relations: Vec<&str> = schema.relations.iter().map(|t| &*t.name).collect();
        let [ner, re, re_plus] = [(0, &entities), (1, &relations), (2, &relations)].map(|(task, order)| {
            let counts = &self.tasks[task];
            let named: BTreeSet<&str> = order.iter().copied().collect();
            let others = counts.keys().map(|name| &**name).filter(|name| !named.contains(name));
            let names: Vec<String> = order.iter().copied().chain(others).map(str::to_owned).collect();
            let counts: Vec<Counts> =
                names.iter().map(|name| counts.get(name.as_str()).copied().unwrap_or_default()).collect();
            task_scores(&counts, &names)
        });
        Scores { ner, re, re_plus }
    }
}

fn count(into: &mut BTreeMap<Arc<str>, Counts>, kind: &Arc<str>, [left, right]: [bool; 2]) {
    let counts = into.entry(kind.clone()).or_default();
    counts.gold += usize::from(right);
    counts.predicted += usize::from(left);
    counts.correct += usize::from(left && right);
}

fn ends<'a>(joint: &'a Joint, relation: &JointRelation) -> [&'a [Span]; 2] {
    let place = |at: usize| joint.mentions.get(at).map(|m| m.place.as_slice()).unwrap_or_default();
    let mut ends = [place(relation.head), place(relation.tail)];
    if relation.symmetric {
        ends.sort_unstable();
    }
    ends
}

impl AddAssign<&Tally> for Tally {
    fn add_assign(&mut self, other: &Tally) {
        self.documents += other.documents;
        self.kappa += &other.kappa;
        self.of_events += other.of_events;
        for (mine, theirs) in self.tasks.iter_mut().zip(&other.tasks) {
            for (kind, counts) in theirs {
                *mine.entry(kind.clone()).or_default() += *counts;
            }
        }
    }
}

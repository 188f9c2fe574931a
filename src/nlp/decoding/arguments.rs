//! Which entity types a relation type joins.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::nlp::{SentenceScores, SpanScore, Types};

/// One way a relation type may be used; an empty set allows every entity type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ArgumentRule {
    /// Stored names of entity types.
    pub heads: BTreeSet<String>,
    /// Stored names of entity types.
    pub tails: BTreeSet<String>,
}

/// Rules by numbers of types.
#[derive(Clone, Debug)]
pub(super) struct Allowed {
    classes: usize,
    relations: usize,
    /// `[head class, tail class, relation]`, class 0 the "none" that no span has.
    pairs: Vec<bool>,
    /// `[relation]`: whether it may join two names of one thing.
    same_thing: Vec<bool>,
}

impl Allowed {
    /// `None` when nothing is forbidden.
    pub(super) fn new(
        arguments: &BTreeMap<String, Vec<ArgumentRule>>,
        same_thing: Option<&BTreeSet<String>>,
        types: &Types,
    ) -> Option<Self> {
        if arguments.is_empty() && same_thing.is_none() {
            return None;
        }
        let (classes, relations) = (types.entity_classes(), types.relations.len());
        let mut pairs = vec![true; classes * classes * relations];
        let within = |set: &BTreeSet<String>, class: usize| {
            set.is_empty() || class.checked_sub(1).is_none_or(|index| set.contains(&types.entities[index].name))
        };
        for (relation, kind) in types.relations.iter().enumerate() {
            let Some(rules) = arguments.get(&kind.name).filter(|rules| !rules.is_empty()) else { continue };
            for head in 0..classes {
                for tail in 0..classes {
                    let fits = |head, tail| rules.iter().any(|r| within(&r.heads, head) && within(&r.tails, tail));
                    pairs[(head * classes + tail) * relations + relation] =
                        fits(head, tail) || (kind.symmetric && fits(tail, head));
                }
            }
        }
        let same = |name: &String| same_thing.is_none_or(|allowed| allowed.contains(name));
        Some(Self { classes, relations, pairs, same_thing: types.relations.iter().map(|t| same(&t.name)).collect() })
    }

    /// Relations that may not be get a score of 0.
    pub(super) fn apply<W: AsRef<str>>(&self, scores: &mut SentenceScores, words: &[W]) {
        for pair in &mut scores.pairs {
            let (Some(head), Some(tail)) = (scores.spans.get(pair.head as usize), scores.spans.get(pair.tail as usize))
            else {
                continue;
            };
            let within = |a: &SpanScore, b: &SpanScore| a.start <= b.start && b.end <= a.end;
            let nested = within(head, tail) || within(tail, head);
            self.forbid([(head, words), (tail, words)], nested, &mut pair.probs);
        }
    }

    /// The same for a pair of spans of two sentences, each with the words of its own.
    pub(super) fn apply_to_pair<W: AsRef<str>>(&self, ends: [(&SpanScore, &[W]); 2], probs: &mut [f32]) {
        self.forbid(ends, false, probs);
    }

    fn forbid<W: AsRef<str>>(&self, ends: [(&SpanScore, &[W]); 2], nested: bool, probs: &mut [f32]) {
        let [(head, _), (tail, _)] = ends;
        let start = (usize::from(head.class) * self.classes + usize::from(tail.class)) * self.relations;
        // Classes that the types do not know are dropped by whoever decodes.
        let Some(allowed) = self.pairs.get(start..start + self.relations) else { return };
        let itself = self.same_thing.contains(&false) && head.class == tail.class && (nested || same_words(ends));
        for ((score, allowed), same_thing) in probs.iter_mut().zip(allowed).zip(&self.same_thing) {
            if !*allowed || (itself && !*same_thing) {
                *score = 0.0;
            }
        }
    }
}

/// Whether two names say the same.
fn same_words<W: AsRef<str>>(ends: [(&SpanScore, &[W]); 2]) -> bool {
    let [first, second] =
        ends.map(|(span, words)| words.get(span.start as usize..span.end as usize).unwrap_or_default());
    let same = |a: &W, b: &W| a.as_ref().to_lowercase() == b.as_ref().to_lowercase();
    !first.is_empty() && first.len() == second.len() && first.iter().zip(second).all(|(a, b)| same(a, b))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{pairs, span, types};
    use super::*;

    fn rule(heads: &[&str], tails: &[&str]) -> ArgumentRule {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        ArgumentRule { heads: set(heads), tails: set(tails) }
    }

    fn after(arguments: &[(&str, ArgumentRule)], same_thing: Option<&[&str]>, spans: Vec<SpanScore>) -> Vec<Vec<f32>> {
        let words = ["Acme", "Bank", "hired", "Ann", "of", "acme"];
        let arguments = arguments.iter().map(|(name, rule)| ((*name).to_owned(), vec![rule.clone()])).collect();
        let same: Option<BTreeSet<String>> = same_thing.map(|names| names.iter().map(|n| (*n).to_owned()).collect());
        let count = u32::try_from(spans.len()).unwrap();
        let mut scores = SentenceScores { spans, pairs: pairs(count) };
        Allowed::new(&arguments, same.as_ref(), &types()).unwrap().apply(&mut scores, &words);
        scores.pairs.into_iter().map(|pair| pair.probs).collect()
    }

    #[test]
    fn forbidden_types_of_ends_have_no_score() {
        let spans = vec![span(3, 4, 1, 0.9), span(0, 2, 2, 0.9)];
        let got = after(&[("WORKS", rule(&["PER"], &["ORG"])), ("PART", rule(&[], &["PER"]))], None, spans.clone());
        assert_eq!(got, [vec![0.9, 0.0, 0.7], vec![0.0, 0.8, 0.7]]);
        // A symmetric type is allowed in both orders: which span comes first says nothing.
        assert_eq!(
            after(&[("NAME", rule(&["PER"], &["ORG"]))], None, spans),
            [vec![0.9, 0.8, 0.7], vec![0.9, 0.8, 0.7]]
        );
    }

    #[test]
    fn a_thing_is_not_related_to_itself_unless_the_type_allows_it() {
        let equal = vec![span(0, 1, 2, 0.9), span(5, 6, 2, 0.9)];
        assert_eq!(after(&[], Some(&["NAME"]), equal)[0], [0.0, 0.0, 0.7]);
        let nested = vec![span(0, 1, 2, 0.9), span(0, 2, 2, 0.9)];
        assert_eq!(after(&[], Some(&["PART"]), nested)[0], [0.0, 0.8, 0.0]);
        let others = vec![span(0, 1, 2, 0.9), span(0, 2, 1, 0.9)];
        assert_eq!(after(&[], Some(&[]), others)[0], [0.9, 0.8, 0.7]);
    }
}

//! What a document holds: lists and legends ask for it every frame, so it is counted once and then kept up to date.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::domain::{Annotations, Edit, ItemId, Mention, Relation, Visibility, turned_mentions, turned_relations};

/// Counts of what is visible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub entities: usize,
    pub relations: usize,
    /// Predictions among them that nobody has reviewed.
    pub open_entities: usize,
    pub open_relations: usize,
    /// Of each type that occurs.
    pub by_entity_type: HashMap<Arc<str>, usize>,
    pub by_relation_type: HashMap<Arc<str>, usize>,
    /// Predictions that a threshold could show or hide, hidden ones too.
    pub predictions: usize,
    /// The same by type, of entities and relations.
    pub predictions_by_type: HashMap<Arc<str>, usize>,
}

impl Summary {
    pub fn of(annotations: &Annotations, visibility: &Visibility) -> Self {
        let mut summary = Self::default();
        annotations.mentions().for_each(|m| summary.count_mention(m, visibility, true));
        annotations.relations().for_each(|r| summary.count_relation(annotations, r, visibility, true));
        summary
    }

    /// Shown items that nobody has reviewed.
    pub fn open(&self) -> usize {
        self.open_entities + self.open_relations
    }

    /// Whether there is anything that a threshold could show or hide.
    pub fn has_predictions(&self) -> bool {
        self.predictions > 0
    }

    /// Counts items in, or out again; those that do not exist count nothing.
    pub fn count(&mut self, annotations: &Annotations, ids: &BTreeSet<ItemId>, visibility: &Visibility, add: bool) {
        for id in ids {
            match id {
                ItemId::Mention(id) => {
                    annotations.mention(*id).into_iter().for_each(|m| self.count_mention(m, visibility, add));
                }
                ItemId::Relation(id) => {
                    let relation = annotations.relation(*id).into_iter();
                    relation.for_each(|r| self.count_relation(annotations, r, visibility, add));
                }
                ItemId::Extra(_) => {}
            }
        }
    }

    fn count_mention(&mut self, mention: &Mention, visibility: &Visibility, add: bool) {
        step(&mut self.predictions, mention.is_prediction(), add);
        if mention.is_prediction() {
            step_type(&mut self.predictions_by_type, &mention.kind, add);
        }
        if visibility.mention(mention) {
            step(&mut self.entities, true, add);
            step(&mut self.open_entities, !mention.is_confirmed(), add);
            step_type(&mut self.by_entity_type, &mention.kind, add);
        }
    }

    fn count_relation(&mut self, annotations: &Annotations, relation: &Relation, visibility: &Visibility, add: bool) {
        step(&mut self.predictions, relation.is_prediction(), add);
        if relation.is_prediction() {
            step_type(&mut self.predictions_by_type, &relation.kind, add);
        }
        if visibility.relation(annotations, relation) {
            step(&mut self.relations, true, add);
            step(&mut self.open_relations, !relation.is_confirmed(), add);
            step_type(&mut self.by_relation_type, &relation.kind, add);
        }
    }
}

fn step(count: &mut usize, counts: bool, add: bool) {
    *count = if add { *count + usize::from(counts) } else { count.saturating_sub(usize::from(counts)) };
}

fn step_type(counts: &mut HashMap<Arc<str>, usize>, kind: &Arc<str>, add: bool) {
    let count = counts.entry(kind.clone()).or_default();
    step(count, true, add);
    if *count == 0 {
        counts.remove(kind);
    }
}

/// The items that edits change, with the relations of changed mentions: those show only where both ends do.
pub fn affected(annotations: &Annotations, edits: &[Edit]) -> BTreeSet<ItemId> {
    let mut ids = BTreeSet::new();
    for edit in edits {
        let id = match edit {
            Edit::Insert(item) | Edit::Replace(item) => item.id(),
            Edit::Remove(id) => *id,
        };
        ids.insert(id);
        if let ItemId::Mention(mention) = id {
            ids.extend(annotations.relations_of(mention).map(|r| ItemId::from(r.id)));
        }
    }
    ids
}

/// The items that one threshold shows and the other does not, with the relations of such mentions; `None` when they are so
/// many that counting all again is no more work.
pub fn turned(annotations: &Annotations, old: &Visibility, new: &Visibility) -> Option<BTreeSet<ItemId>> {
    let limit = annotations.mention_count() / 8 + 64;
    let mut ids = BTreeSet::new();
    for mention in turned_mentions(annotations, old, new) {
        ids.insert(mention.id.into());
        ids.extend(annotations.relations_of(mention.id).map(|r| ItemId::from(r.id)));
        if ids.len() > limit {
            return None;
        }
    }
    for relation in turned_relations(annotations, old, new) {
        ids.insert(relation.id.into());
        if ids.len() > limit {
            return None;
        }
    }
    Some(ids)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Fragments, MentionId, Origin, RelationId, Review, change};
    use crate::session::{DocumentId, OpenDocument};
    use crate::text::Span;

    fn some<T: Copy>(all: &[T], at: usize) -> Option<T> {
        (!all.is_empty()).then(|| all[at % all.len()])
    }

    /// One thing that people or the model do, by number.
    fn edits(open: &mut OpenDocument, what: u8, at: usize) -> Vec<Edit> {
        let mentions: Vec<MentionId> = open.document.annotations.mentions().map(|m| m.id).collect();
        let relations: Vec<RelationId> = open.document.annotations.relations().map(|r| r.id).collect();
        let annotations = &mut open.document.annotations;
        let kind = Arc::from(["A", "B", "C"][at % 3]);
        let origin = Origin::Model { model: "m".into(), score: (at % 10) as f32 / 10.0 };
        let (mention, relation) = (some(&mentions, at), some(&relations, at / 2));
        match (what % 7, mention, relation) {
            (0, ..) => {
                let id = annotations.fresh_mention();
                let fragments = Fragments::one(Span::new(at % 9, 9));
                vec![Edit::Insert(Mention { id, kind, fragments, origin, review: Review::Open }.into())]
            }
            (1, Some(head), _) => {
                let id = annotations.fresh_relation();
                let tail = some(&mentions, at / 3).unwrap_or(head);
                vec![Edit::Insert(Relation { id, kind, head, tail, origin, review: Review::Open }.into())]
            }
            (2, Some(id), _) => change::delete(annotations, id),
            (3, Some(id), _) => change::retag_mention(annotations, id, kind),
            (4, Some(id), _) => change::review_mention(annotations, id, Review::Rejected),
            (5, _, Some(id)) => change::review_relation(annotations, id, Review::Accepted),
            (6, _, Some(id)) => change::reverse_relation(annotations, id),
            _ => Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn counts_that_follow_edits_are_those_of_counting_again(
            steps in prop::collection::vec((0_u8..10, 0_usize..200), 0..40),
        ) {
            let mut open = OpenDocument::from_text(DocumentId(1), "t", "123456789", false);
            open.summary();
            for (what, at) in steps {
                match what {
                    7 => drop(open.undo().expect("undo")),
                    8 => drop(open.redo().expect("redo")),
                    9 => open.set_visibility(Visibility {
                        entity: (at % 11) as f32 / 10.0,
                        relation: (at / 11 % 11) as f32 / 10.0,
                        ..Visibility::default()
                    }),
                    _ => {
                        let edits = edits(&mut open, what, at);
                        open.perform("step", edits).expect("fits");
                    }
                }
                prop_assert_eq!(&*open.summary(), &Summary::of(&open.document.annotations, &open.visibility));
            }
        }
    }
}

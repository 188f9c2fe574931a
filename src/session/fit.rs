//! The edits of a step, fitted to a document that the model has read since the step was made, or taken back.
//!
//! A reading drops open predictions and brings new ones. What a step says of a dropped one brings it back; what it takes
//! away takes along what the reading has hung on it; and where a step puts an entity on which a reading has put one too,
//! there is one in the end, with the relations of both.

use std::collections::{HashMap, HashSet};

use crate::domain::{
    Annotations, Document, Edit, EditError, Extra, ExtraBody, Fragments, Item, ItemId, Mention, MentionId, Relation,
    change,
};

/// Edits that do to the document as it is now what `edits` did, or took back, before the model read it.
pub fn fitted(document: &Document, edits: &[Edit]) -> Vec<Edit> {
    let group: HashSet<ItemId> = edits.iter().map(Edit::id).collect();
    let places_mentions =
        edits.iter().any(|edit| matches!(edit, Edit::Insert(Item::Mention(_)) | Edit::Replace(Item::Mention(_))));
    let mut offered: HashMap<Fragments, Vec<MentionId>> = HashMap::new();
    if places_mentions {
        let open = document.annotations.mentions().filter(|m| m.is_prediction() && !group.contains(&m.id.into()));
        open.for_each(|m| offered.entry(m.fragments.clone()).or_default().push(m.id));
    }
    let now = document.annotations.clone();
    let mut fit = Fit { text: &document.text, now, group, offered, made: Vec::new() };
    for edit in edits {
        match edit {
            Edit::Remove(id) => fit.remove(*id),
            Edit::Insert(item) | Edit::Replace(item) => fit.put(item),
        }
    }
    fit.made
}

struct Fit<'d> {
    text: &'d str,
    /// The annotations after what was made so far.
    now: Annotations,
    /// The items that the step itself is about.
    group: HashSet<ItemId>,
    /// Open predictions by their place, but for those of the step.
    offered: HashMap<Fragments, Vec<MentionId>>,
    made: Vec<Edit>,
}

impl Fit<'_> {
    /// Takes an edit if it fits. What refers to a prediction that is gone has nothing to say any more; all other refusals
    /// come up when the group is applied.
    fn push(&mut self, edit: Edit) {
        match self.now.apply(self.text, edit.clone()) {
            Err(EditError::Dangling { .. }) => {}
            Ok(_) | Err(_) => self.made.push(edit),
        }
    }

    fn put(&mut self, item: &Item) {
        match item {
            Item::Mention(mention) => self.put_mention(mention.clone()),
            Item::Relation(relation) => {
                self.fold_equal(relation);
                self.set(relation.clone().into());
            }
            Item::Extra(extra) => {
                if let Some(extra) = self.with_targets(extra) {
                    self.set(extra.into());
                }
            }
        }
    }

    fn set(&mut self, item: Item) {
        let known = self.now.contains(item.id());
        self.push(if known { Edit::Replace(item) } else { Edit::Insert(item) });
    }

    fn put_mention(&mut self, mut mention: Mention) {
        let twins = self.offered.remove(&mention.fragments).unwrap_or_default();
        let newest = twins.last().and_then(|id| self.now.mention(*id));
        if let Some(newest) = newest.filter(|_| mention.is_prediction()) {
            // Both are the model's: what it said last.
            (mention.kind, mention.origin) = (newest.kind.clone(), newest.origin.clone());
        }
        let id = mention.id;
        self.set(mention.into());
        for twin in twins {
            self.hand_over(twin, id);
            self.remove(twin.into());
        }
    }

    /// The relations that a reading gave to `from` become those of `to`.
    fn hand_over(&mut self, from: MentionId, to: MentionId) {
        let relations: Vec<Relation> = self.now.relations_of(from).cloned().collect();
        for relation in relations {
            let end = |id| if id == from { to } else { id };
            let moved = Relation { head: end(relation.head), tail: end(relation.tail), ..relation };
            let known = self.now.relations_of(to).any(|r| same(r, &moved));
            if !known {
                self.push(Edit::Replace(moved.into()));
            }
        }
    }

    /// A reading may have offered the same relation.
    fn fold_equal(&mut self, relation: &Relation) {
        let equal = |r: &&Relation| same(r, relation) && r.is_prediction() && !self.group.contains(&r.id.into());
        let equal: Vec<ItemId> =
            self.now.relations_of(relation.head).filter(equal).map(|r| ItemId::from(r.id)).collect();
        equal.into_iter().for_each(|id| self.remove(id));
    }

    /// The extra without what is gone; `None` where nothing sensible is left.
    fn with_targets(&self, extra: &Extra) -> Option<Extra> {
        let mut extra = extra.clone();
        let before = extra.targets.len();
        extra.targets.retain(|target| target.item().is_none_or(|id| self.now.contains(id)));
        let whole = extra.targets.len() == before;
        let still_a_group = matches!(extra.body, ExtraBody::Equiv { .. }) && extra.targets.len() >= 2;
        (whole || still_a_group).then_some(extra)
    }

    /// Removes an item, and first what refers to it.
    fn remove(&mut self, id: ItemId) {
        change::delete(&self.now, id).into_iter().for_each(|edit| self.push(edit));
    }
}

fn same(a: &Relation, b: &Relation) -> bool {
    a.id != b.id && a.kind == b.kind && a.head == b.head && a.tail == b.tail
}

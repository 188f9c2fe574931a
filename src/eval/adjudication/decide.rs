//! Decisions as edits, and back.

use std::collections::HashMap;

use super::Choice;
use crate::domain::{Annotations, Document, Edit, Item, ItemId, MentionId, Relation, RelationId, Review, change};

/// Which of the two sides is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    Left,
    Right,
    Both,
    Neither,
}

impl Decision {
    fn takes(self) -> [bool; 2] {
        match self {
            Self::Left => [true, false],
            Self::Right => [false, true],
            Self::Both => [true, true],
            Self::Neither => [false, false],
        }
    }
}

/// What has been decided; `None` while a proposal is open. An item that was deleted counts as rejected, one that was
/// changed by hand as taken.
pub fn decision(annotations: &Annotations, choice: &Choice) -> Option<Decision> {
    let taken = |item: Option<ItemId>| -> Option<bool> {
        let Some(item) = item else { return Some(false) };
        let review = match item {
            ItemId::Mention(id) => annotations.mention(id).map(|m| m.review),
            ItemId::Relation(id) => annotations.relation(id).map(|r| r.review),
            ItemId::Extra(_) => None,
        };
        match review {
            Some(Review::Open) => None,
            Some(Review::Accepted) => Some(true),
            Some(Review::Rejected) | None => Some(false),
        }
    };
    Some(match (taken(choice.left)?, taken(choice.right)?) {
        (true, true) => Decision::Both,
        (true, false) => Decision::Left,
        (false, true) => Decision::Right,
        (false, false) => Decision::Neither,
    })
}

/// The edits that decide a question, as one step. May be empty: deciding the same twice changes nothing.
///
/// A relation whose end was rejected in favour of the other side's mention is attached to that mention; where this
/// makes it the same as one that is taken already, it is rejected.
pub fn decide(document: &Document, choices: &[Choice], at: usize, decision: Decision) -> Vec<Edit> {
    let Some(choice) = choices.get(at) else { return Vec::new() };
    let mut desk = Desk {
        text: &document.text,
        annotations: document.annotations.clone(),
        partners: partners(choices),
        edits: Vec::new(),
    };
    let [left, right] = decision.takes();
    // What is rejected goes first, so that what is taken finds its place free.
    let mut wanted = [(choice.left, left), (choice.right, right)];
    wanted.sort_by_key(|(_, taken)| *taken);
    for (item, taken) in wanted {
        let review = if taken { Review::Accepted } else { Review::Rejected };
        match item {
            Some(ItemId::Mention(id)) => {
                let edits = change::review_mention(&desk.annotations, id, review);
                desk.perform(edits);
            }
            Some(ItemId::Relation(id)) => desk.review(id, review),
            Some(ItemId::Extra(_)) | None => {}
        }
    }
    let moved: Vec<MentionId> = wanted.iter().filter_map(|(item, _)| mention(*item)).collect();
    for id in moved {
        desk.reattach(id);
    }
    desk.edits
}

fn mention(item: Option<ItemId>) -> Option<MentionId> {
    match item {
        Some(ItemId::Mention(id)) => Some(id),
        _ => None,
    }
}

/// Mentions that stand against each other, both ways.
fn partners(choices: &[Choice]) -> HashMap<MentionId, MentionId> {
    let pairs = choices.iter().filter_map(|choice| Some((mention(choice.left)?, mention(choice.right)?)));
    pairs.flat_map(|(left, right)| [(left, right), (right, left)]).collect()
}

/// A copy on which edits are tried out in their order.
struct Desk<'a> {
    text: &'a str,
    annotations: Annotations,
    partners: HashMap<MentionId, MentionId>,
    edits: Vec<Edit>,
}

impl Desk<'_> {
    /// Keeps what changes something.
    fn perform(&mut self, edits: Vec<Edit>) {
        for edit in edits {
            let replaced = match &edit {
                Edit::Replace(Item::Mention(m)) => self.annotations.mention(m.id).is_some_and(|old| old != m),
                Edit::Replace(Item::Relation(r)) => self.annotations.relation(r.id).is_some_and(|old| old != r),
                _ => false,
            };
            if replaced && self.annotations.apply(self.text, edit.clone()).is_ok() {
                self.edits.push(edit);
            }
        }
    }

    fn review(&mut self, id: RelationId, review: Review) {
        let Some(mut relation) = self.annotations.relation(id).cloned() else { return };
        if review == Review::Accepted {
            (relation.head, relation.tail) = (self.standing(relation.head), self.standing(relation.tail));
            if self.is_there(&relation) {
                relation.review = Review::Rejected;
                self.perform(vec![Edit::Replace(relation.into())]);
                return;
            }
        }
        // Attached first: accepting it then accepts those of its ends that nobody has decided about.
        self.perform(vec![Edit::Replace(relation.into())]);
        let edits = change::review_relation(&self.annotations, id, review);
        self.perform(edits);
    }

    /// The mention that stands for this one: itself, or what was taken in its stead.
    fn standing(&self, id: MentionId) -> MentionId {
        let review = |id: MentionId| self.annotations.mention(id).map(|m| m.review);
        match self.partners.get(&id) {
            Some(other) if review(id) == Some(Review::Rejected) && review(*other) == Some(Review::Accepted) => *other,
            _ => id,
        }
    }

    fn is_there(&self, relation: &Relation) -> bool {
        self.annotations.relations_of(relation.head).any(|r| {
            r.id != relation.id
                && r.kind == relation.kind
                && (r.head, r.tail) == (relation.head, relation.tail)
                && r.is_confirmed()
        })
    }

    /// Relations that were taken follow when another mention is taken for their end.
    fn reattach(&mut self, id: MentionId) {
        if self.standing(id) == id {
            return;
        }
        let taken: Vec<Relation> =
            self.annotations.relations_of(id).filter(|r| r.review == Review::Accepted).cloned().collect();
        for mut relation in taken {
            (relation.head, relation.tail) = (self.standing(relation.head), self.standing(relation.tail));
            if self.is_there(&relation) {
                relation.review = Review::Rejected;
            }
            self.perform(vec![Edit::Replace(relation.into())]);
        }
    }
}

//! Two entities of one type at one place are one entity. A group of edits that would make two equal is completed by
//! edits that make them one: relations, attributes, notes and all else of both are kept.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::change::delete;
use super::{
    Annotations, Edit, Extra, ExtraBody, ExtraId, Item, ItemId, Mention, MentionId, Relation, RelationId, Review,
    Target,
};

/// What became one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Which entity went, and which has all that it had.
    pub pairs: Vec<(MentionId, MentionId)>,
    /// Confirmed relations that stood between the two, and went: an entity is not related to itself.
    pub between: usize,
}

impl Joined {
    /// The entity that stands for this one now.
    pub fn heir(&self, id: MentionId) -> MentionId {
        self.pairs.iter().fold(id, |id, (gone, kept)| if *gone == id { *kept } else { id })
    }
}

/// The entities of a document that are there twice or more often, each group in the order of the ids.
#[cfg(test)]
pub fn doubles(annotations: &Annotations, text: &str) -> Vec<Vec<MentionId>> {
    let mut groups: BTreeMap<MentionId, Vec<MentionId>> = BTreeMap::new();
    for mention in annotations.mentions() {
        let first = equals(annotations, text, mention).map(|other| other.id).min();
        if let Some(first) = first.filter(|first| *first < mention.id) {
            groups.entry(first).or_insert_with(|| vec![first]).push(mention.id);
        }
    }
    groups.into_values().collect()
}

/// The other entities of the same type and place. Pieces that only white space separates are one; rejected entities do
/// not count.
fn equals<'a>(annotations: &'a Annotations, text: &'a str, mention: &'a Mention) -> impl Iterator<Item = &'a Mention> {
    let counts = |m: &Mention| m.review != Review::Rejected;
    annotations.mentions_at(mention.cover()).filter(move |other| {
        other.id != mention.id && counts(mention) && counts(other) && is_same(text, mention, other)
    })
}

fn is_same(text: &str, a: &Mention, b: &Mention) -> bool {
    let same_place = || a.fragments == b.fragments || a.fragments.joined(text) == b.fragments.joined(text);
    a.kind == b.kind && a.cover() == b.cover() && same_place()
}

/// The edits, and after them those that make one of entities which they would make equal. What was there twice before
/// stays so: that is for a person to see.
pub fn completed(text: &str, annotations: &Annotations, mut edits: Vec<Edit>) -> (Vec<Edit>, Joined) {
    let mut joined = Joined::default();
    let moved = moved(text, annotations, &edits);
    if moved.is_empty() {
        return (edits, joined);
    }
    // A copy costs nothing. What does not fit is refused when the edits are applied.
    let mut after = annotations.clone();
    if after.apply_group(text, edits.clone()).is_err() {
        return (edits, joined);
    }
    for id in moved {
        while let Some((kept, gone)) = pair(&after, text, id) {
            let absorbed = absorb(&after, kept, gone);
            let before = after.clone();
            if after.apply_group(text, absorbed.edits.clone()).is_err() {
                return (edits, joined);
            }
            edits.extend(absorbed.edits);
            let counts = |id: &&RelationId| before.relation(**id).is_some_and(Relation::is_confirmed);
            joined.between += absorbed.between.iter().filter(counts).count();
            joined.pairs.push((gone, kept));
        }
    }
    (edits, joined)
}

/// Of a mention and an equal one, which stays and which goes: what somebody vouches for outlives a prediction, else what
/// was just changed stays.
fn pair(annotations: &Annotations, text: &str, id: MentionId) -> Option<(MentionId, MentionId)> {
    let mention = annotations.mention(id)?;
    let other = equals(annotations, text, mention).next()?;
    Some(match (mention.is_confirmed(), other.is_confirmed()) {
        (false, true) => (other.id, id),
        _ => (id, other.id),
    })
}

/// The mentions that a group of edits brings to a place or a type where they were not, or back from having been
/// rejected, as far as something equal may be there.
fn moved(text: &str, annotations: &Annotations, edits: &[Edit]) -> Vec<MentionId> {
    let mut last: BTreeMap<MentionId, &Mention> = BTreeMap::new();
    for edit in edits {
        match edit {
            Edit::Insert(Item::Mention(mention)) | Edit::Replace(Item::Mention(mention)) => {
                last.insert(mention.id, mention);
            }
            Edit::Remove(ItemId::Mention(id)) => drop(last.remove(id)),
            _ => {}
        }
    }
    let is_moved = |new: &Mention| {
        annotations
            .mention(new.id)
            .is_none_or(|old| old.kind != new.kind || old.fragments != new.fragments || old.review == Review::Rejected)
    };
    let (mut among, mut twice) = (HashSet::new(), HashSet::new());
    for mention in last.values() {
        let place = (mention.kind.clone(), mention.cover());
        if !among.insert(place.clone()) {
            twice.insert(place);
        }
    }
    // What is not equal after all is found out later.
    let has_equal = |new: &Mention| {
        twice.contains(&(new.kind.clone(), new.cover()))
            || annotations.mentions_at(new.cover()).any(|old| old.id != new.id && is_same(text, old, new))
    };
    last.into_values()
        .filter(|new| new.review != Review::Rejected && is_moved(new) && has_equal(new))
        .map(|m| m.id)
        .collect()
}

/// One entity takes over what another has.
pub struct Absorbed {
    /// The last of them takes the other away.
    pub edits: Vec<Edit>,
    /// Relations between the two, which go: an entity is not related to itself.
    pub between: Vec<RelationId>,
}

/// Gives `keep` the relations, attributes, notes and all else of `other`, which goes. What both have stands once, as
/// what the surer of the two says. Relations between the two go.
pub fn absorb(annotations: &Annotations, keep: MentionId, other: MentionId) -> Absorbed {
    let mut work = Work { annotations, relations: Vec::new(), changed: BTreeMap::new(), removed: Vec::new() };
    let mut between = Vec::new();
    let mut known: BTreeMap<_, RelationId> =
        annotations.relations_of(keep).map(|r| (said(r, r.head, r.tail), r.id)).collect();
    let moved = |end| if end == other { keep } else { end };
    for relation in annotations.relations_of(other) {
        let (head, tail) = (moved(relation.head), moved(relation.tail));
        if relation.touches(keep) {
            between.push(relation.id);
            work.delete(relation.id);
            continue;
        }
        match known.get(&said(relation, head, tail)).and_then(|twin| annotations.relation(*twin)) {
            Some(twin) => work.join(twin, relation),
            None => {
                known.insert(said(relation, head, tail), relation.id);
                work.relations.push(Relation { head, tail, ..relation.clone() });
            }
        }
    }
    work.move_extras(other.into(), keep.into());
    let mut edits = work.edits();
    edits.push(Edit::Remove(other.into()));
    Absorbed { edits, between }
}

/// Gives one relation the notes and all else of another that says the same, which goes.
pub fn absorb_relation(annotations: &Annotations, keep: RelationId, other: RelationId) -> Vec<Edit> {
    let mut work = Work { annotations, relations: Vec::new(), changed: BTreeMap::new(), removed: Vec::new() };
    if let (Some(twin), Some(relation)) = (annotations.relation(keep), annotations.relation(other)) {
        work.join(twin, relation);
    }
    work.edits()
}

/// What a relation says, with other ends. A rejected one says nothing that could stand for another.
fn said(relation: &Relation, head: MentionId, tail: MentionId) -> (std::sync::Arc<str>, MentionId, MentionId, bool) {
    (relation.kind.clone(), head, tail, relation.review == Review::Rejected)
}

struct Work<'a> {
    annotations: &'a Annotations,
    relations: Vec<Relation>,
    changed: BTreeMap<ExtraId, Extra>,
    /// Users before what they use.
    removed: Vec<ItemId>,
}

impl Work<'_> {
    fn delete(&mut self, id: RelationId) {
        for edit in delete(self.annotations, id) {
            match edit {
                Edit::Remove(id) if !self.removed.contains(&id) => self.removed.push(id),
                Edit::Replace(Item::Extra(extra)) => drop(self.changed.insert(extra.id, extra)),
                _ => {}
            }
        }
    }

    /// What two relations say stands once, as the surer of them says it.
    fn join(&mut self, twin: &Relation, relation: &Relation) {
        if relation.is_confirmed() && !twin.is_confirmed() {
            let (origin, review) = (relation.origin.clone(), relation.review);
            self.relations.push(Relation { origin, review, ..twin.clone() });
        }
        self.move_extras(relation.id.into(), twin.id.into());
        self.removed.push(relation.id.into());
    }

    /// What is said about one item is said about another. What that one has already is not said twice.
    fn move_extras(&mut self, from: ItemId, to: ItemId) {
        for extra in self.annotations.extras_of(from) {
            if self.removed.contains(&extra.id.into()) {
                continue;
            }
            let mut new = self.changed.get(&extra.id).unwrap_or(extra).clone();
            retarget(&mut new, from, to);
            let is_lonely = matches!(new.body, ExtraBody::Equiv { .. }) && new.targets.len() < 2;
            let same = |x: &&Extra| x.id != extra.id && x.body == new.body && x.targets == new.targets;
            let twin = self.annotations.extras_of(to).find(same).map(|twin| twin.id);
            match twin {
                _ if is_lonely => self.removed.push(extra.id.into()),
                Some(twin) => {
                    self.move_extras(extra.id.into(), twin.into());
                    self.removed.push(extra.id.into());
                }
                None => drop(self.changed.insert(extra.id, new)),
            }
        }
    }

    fn edits(self) -> Vec<Edit> {
        let removed: BTreeSet<ItemId> = self.removed.iter().copied().collect();
        let relations = self.relations.into_iter().map(|relation| Edit::Replace(relation.into()));
        let extras = self.changed.into_values().filter(|extra| !removed.contains(&extra.id.into()));
        let extras = extras.map(|extra| Edit::Replace(extra.into()));
        relations.chain(extras).chain(self.removed.into_iter().map(Edit::Remove)).collect()
    }
}

fn retarget(extra: &mut Extra, from: ItemId, to: ItemId) {
    let is_group = matches!(extra.body, ExtraBody::Equiv { .. });
    if is_group && extra.refers_to(to) {
        extra.targets.retain(|target| target.item() != Some(from));
        return;
    }
    for target in &mut extra.targets {
        if target.item() == Some(from) {
            *target = Target::Item(to);
        }
    }
}

#[cfg(test)]
#[path = "doubles_tests.rs"]
mod tests;

//! Three versions of the same items become one.

use std::collections::{BTreeMap, BTreeSet};

use crate::brat::provenance;
use crate::domain::{Annotations, Edit, ExtraBody, Item, ItemId, Origin, Review, Target};

pub(super) struct Merge<'a> {
    base: BTreeMap<ItemId, Item>,
    /// Who made what, as the file said it when it was read, and as it says it now: `#` lines about predictions.
    told: [BTreeMap<ItemId, String>; 2],
    theirs: &'a Annotations,
    /// What the merge makes of every item that is somewhere.
    outcome: BTreeMap<ItemId, Option<Item>>,
    conflicts: Vec<(Item, &'static str)>,
    changed: usize,
}

impl<'a> Merge<'a> {
    /// `theirs` must go by the ids of `ours`, and so must what the two files `told` of who made what.
    pub fn new(
        base: &[Item],
        ours: &Annotations,
        theirs: &'a Annotations,
        told: [BTreeMap<ItemId, String>; 2],
    ) -> Self {
        let base: BTreeMap<ItemId, Item> = base.iter().map(|item| (item.id(), as_read(item))).collect();
        let ids: BTreeSet<ItemId> =
            base.keys().copied().chain(all(ours).map(|i| i.id())).chain(all(theirs).map(|i| i.id())).collect();
        let mut merge = Self { base, told, theirs, outcome: BTreeMap::new(), conflicts: Vec::new(), changed: 0 };
        for id in ids {
            let outcome = merge.decide(id, ours.item(id), theirs.item(id));
            merge.outcome.insert(id, outcome);
        }
        merge.keep_what_is_referred_to(ours);
        merge
    }

    fn decide(&mut self, id: ItemId, ours: Option<Item>, theirs: Option<Item>) -> Option<Item> {
        let base = self.base.get(&id);
        let [then, now] = self.told.each_ref().map(|told| told.get(&id));
        // The line of a prediction says what everybody's says; that it is one, and what became of it, stands in another.
        let their_decision = base.is_some() && theirs.is_some() && then != now;
        let our_decision = then.is_some() && then != ours.as_ref().and_then(origin_told).as_ref();
        let their_change = base != theirs.as_ref().map(as_read).as_ref() || their_decision;
        let our_change = base != ours.as_ref().map(as_read).as_ref() || our_decision;
        self.changed += usize::from(their_change);
        match (ours, theirs) {
            (ours, _) if !their_change => ours,
            // The file vouches for what was a prediction, or rejected, here.
            (Some(ours), Some(theirs)) if as_read(&ours) == as_read(&theirs) => {
                let is_news = if base.is_none() { is_doubtful(&ours) } else { their_decision && !our_decision };
                Some(if is_news { theirs } else { ours })
            }
            (_, theirs) if !our_change => theirs,
            // In no file so far, and in none now: a hidden prediction.
            (Some(ours), None) if base.is_none() => Some(ours),
            (Some(ours), Some(_)) => {
                self.conflicts.push((ours.clone(), "changed here and in the file; what is here stays"));
                Some(ours)
            }
            (Some(ours), None) => {
                self.conflicts.push((ours.clone(), "changed here, deleted in the file; it stays"));
                Some(ours)
            }
            (None, Some(theirs)) => {
                self.conflicts.push((theirs.clone(), "deleted here, changed in the file; it stays as the file has it"));
                Some(theirs)
            }
            (None, None) => None,
        }
    }

    /// A relation that one side added needs its ends, though the other side deleted them.
    fn keep_what_is_referred_to(&mut self, ours: &Annotations) {
        loop {
            let missing: BTreeSet<ItemId> = self
                .outcome
                .values()
                .flatten()
                .flat_map(references)
                .filter(|id| self.outcome.get(id).is_none_or(Option::is_none))
                .collect();
            if missing.is_empty() {
                return;
            }
            for id in missing {
                let known = ours.item(id).or_else(|| self.theirs.item(id)).or_else(|| self.base.get(&id).cloned());
                match known {
                    Some(item) => {
                        self.conflicts.push((item.clone(), "deleted on one side, still used on the other; it stays"));
                        self.outcome.insert(id, Some(item));
                    }
                    None => {
                        // Nobody has it: what refers to it cannot stay.
                        let users: Vec<ItemId> = self
                            .outcome
                            .values()
                            .flatten()
                            .filter(|i| references(i).contains(&id))
                            .map(Item::id)
                            .collect();
                        for user in users {
                            self.outcome.insert(user, None);
                        }
                    }
                }
            }
        }
    }

    pub fn theirs_changed(&self) -> usize {
        self.changed
    }

    pub fn conflicts(&self) -> impl Iterator<Item = (&Item, &'static str)> {
        self.conflicts.iter().map(|(item, what)| (item, *what))
    }

    pub fn result(&self, ours: &Annotations) -> Annotations {
        self.built(ours, self.outcome.values().flatten().cloned().collect())
    }

    /// What the file holds now, and of ours what no file holds: predictions below the threshold, rejected ones.
    pub fn taken(&self, ours: &Annotations) -> Annotations {
        let mut items: BTreeMap<ItemId, Item> = BTreeMap::new();
        for theirs in all(self.theirs) {
            let kept = ours.item(theirs.id()).filter(|ours| {
                as_read(ours) == as_read(&theirs) && !is_rejected(ours) && origin_told(&theirs).is_none()
            });
            items.insert(theirs.id(), kept.unwrap_or(theirs));
        }
        for item in all(ours).filter(|item| !self.base.contains_key(&item.id()) && is_doubtful(item)) {
            if references(&item).iter().all(|id| items.contains_key(id)) {
                items.entry(item.id()).or_insert(item);
            }
        }
        self.built(ours, items.into_values().collect())
    }

    fn built(&self, ours: &Annotations, items: Vec<Item>) -> Annotations {
        let mut built = Annotations::new();
        built.reserve(ours.last_number().max(self.theirs.last_number()));
        for edit in inserts(items) {
            // Spans were checked when both sides were read; a text of any length will do here.
            built.put_unchecked(edit);
        }
        built
    }
}

/// The edits that lead from one state to another.
pub(super) fn edits(from: &Annotations, to: &Annotations) -> Vec<Edit> {
    let new = all(to).filter(|item| !from.contains(item.id())).collect();
    let mut edits: Vec<Edit> = inserts(new).into_iter().map(Edit::Insert).collect();
    edits.extend(all(to).filter(|item| from.item(item.id()).is_some_and(|old| old != *item)).map(Edit::Replace));
    let gone = all(from).filter(|item| !to.contains(item.id())).collect();
    edits.extend(inserts(gone).into_iter().rev().map(|item| Edit::Remove(item.id())));
    edits
}

/// Ordered so that what an item refers to stands before it.
fn inserts(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_by_key(Item::id);
    let mut waiting: BTreeMap<ItemId, Item> = items.into_iter().map(|item| (item.id(), item)).collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = |item: &Item| references(item).iter().all(|id| *id == item.id() || !waiting.contains_key(id));
        let mut ready: Vec<ItemId> = waiting.values().filter(|item| free(item)).map(Item::id).collect();
        if ready.is_empty() {
            // A circle cannot be read from a file; should one come up all the same, nothing is lost.
            ready = waiting.keys().copied().collect();
        }
        ordered.extend(ready.iter().filter_map(|id| waiting.remove(id)));
    }
    ordered
}

fn all(annotations: &Annotations) -> impl Iterator<Item = Item> + '_ {
    let mentions = annotations.mentions().map(|m| Item::Mention(m.clone()));
    let relations = annotations.relations().map(|r| Item::Relation(r.clone()));
    mentions.chain(relations).chain(annotations.extras().map(|x| Item::Extra(x.clone())))
}

fn references(item: &Item) -> Vec<ItemId> {
    match item {
        Item::Mention(_) => Vec::new(),
        Item::Relation(r) => vec![r.head.into(), r.tail.into()],
        Item::Extra(x) => x.targets.iter().filter_map(Target::item).collect(),
    }
}

/// The item as its line alone says it.
pub(super) fn as_read(item: &Item) -> Item {
    let mut item = item.clone();
    match &mut item {
        Item::Mention(m) => (m.origin, m.review) = (Origin::File, Review::Open),
        Item::Relation(r) => (r.origin, r.review) = (Origin::File, Review::Open),
        Item::Extra(_) => {}
    }
    item
}

/// What a file would say of who made an item.
fn origin_told(item: &Item) -> Option<String> {
    match item {
        Item::Mention(m) => provenance::note(&m.origin, m.review),
        Item::Relation(r) => provenance::note(&r.origin, r.review),
        Item::Extra(_) => None,
    }
}

fn is_rejected(item: &Item) -> bool {
    match item {
        Item::Mention(m) => m.review == Review::Rejected,
        Item::Relation(r) => r.review == Review::Rejected,
        Item::Extra(_) => false,
    }
}

fn is_doubtful(item: &Item) -> bool {
    is_rejected(item)
        || match item {
            Item::Mention(m) => !m.is_confirmed(),
            Item::Relation(r) => !r.is_confirmed(),
            Item::Extra(_) => false,
        }
}

/// An item in a person's words: `Peop “Anna”`, `Knows: Anna → Boris`.
pub(super) fn describe(item: &Item, text: &str, versions: [&Annotations; 2]) -> String {
    let mention = |id| versions.iter().find_map(|v| v.mention(id)).map_or_else(|| "?".to_owned(), |m| m.text(text));
    match item {
        Item::Mention(m) => format!("{} “{}”", m.kind, m.text(text)),
        Item::Relation(r) => format!("{}: {} → {}", r.kind, mention(r.head), mention(r.tail)),
        Item::Extra(x) => match &x.body {
            ExtraBody::Event { event_type, .. } => format!("event {event_type}"),
            ExtraBody::Relation { relation_type, .. } => format!("relation {relation_type}"),
            ExtraBody::Attribute { name, .. } => format!("attribute {name}"),
            ExtraBody::Normalization { reference, .. } => format!("normalization {reference}"),
            ExtraBody::Note { text, .. } => format!("note “{text}”"),
            ExtraBody::Equiv { name } => format!("group {name}"),
        },
    }
}

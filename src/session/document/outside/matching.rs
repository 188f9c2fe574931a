//! Which item of a new reading is which item of the open document.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::merge::as_read;
use crate::brat::Standoff;
use crate::domain::{Annotations, Fragments, Item, ItemId, MentionId};

/// From ids of the new reading to ids of the open document.
pub(super) fn same_items(
    standoff: &Standoff,
    ours: &Annotations,
    new_standoff: &Standoff,
    theirs: &Annotations,
) -> HashMap<ItemId, ItemId> {
    let mut pairs = Pairs::default();
    let names = names(standoff, ours);
    let named = |id: ItemId| new_standoff.name(id).and_then(|name| names.get(name).copied());

    // Mentions: the same place and type; of several such, the one of the same name.
    let mut by_content: HashMap<(Arc<str>, Fragments), Vec<MentionId>> = HashMap::new();
    for mention in ours.mentions() {
        by_content.entry((mention.kind.clone(), mention.fragments.clone())).or_default().push(mention.id);
    }
    let mut unsure = Vec::new();
    for mention in theirs.mentions() {
        let same = by_content.get(&(mention.kind.clone(), mention.fragments.clone()));
        let namesake = named(mention.id.into());
        let found = same.and_then(|all| {
            let same_name = all.iter().find(|id| Some(ItemId::from(**id)) == namesake);
            same_name.or_else(|| all.iter().find(|id| !pairs.taken.contains(&ItemId::from(**id))))
        });
        if !found.is_some_and(|id| pairs.bind(mention.id.into(), (*id).into())) {
            unsure.push(mention.id);
        }
    }
    for id in unsure {
        if let Some(known) = named(id.into()).filter(|known| matches!(known, ItemId::Mention(_))) {
            pairs.bind(id.into(), known);
        }
    }

    // What refers to them: the same content under the ids found so far, else the same name.
    let relations = theirs.relations().map(|r| Item::Relation(r.clone()));
    let extras = theirs.extras().map(|x| Item::Extra(x.clone()));
    for item in relations.chain(extras) {
        let mut here = item.clone();
        here.rename(&mut |id| pairs.known.get(&id).copied().unwrap_or(id));
        let candidates = match &here {
            Item::Relation(r) if pairs.known.contains_key(&item_head(&item)) => users(ours, r.head.into()),
            Item::Extra(x) => x.targets.iter().find_map(|t| t.item()).map(|id| users(ours, id)).unwrap_or_default(),
            _ => Vec::new(),
        };
        let equal =
            candidates.into_iter().find(|known| !pairs.taken.contains(&known.id()) && says_the_same(known, &here));
        let found = equal.map(|known| known.id()).or_else(|| named(item.id()).filter(|id| same_kind(*id, item.id())));
        if let Some(found) = found {
            pairs.bind(item.id(), found);
        }
    }
    pairs.known
}

#[derive(Default)]
struct Pairs {
    known: HashMap<ItemId, ItemId>,
    taken: HashSet<ItemId>,
}

impl Pairs {
    fn bind(&mut self, theirs: ItemId, ours: ItemId) -> bool {
        let free = self.taken.insert(ours);
        if free {
            self.known.insert(theirs, ours);
        }
        free
    }
}

fn names<'a>(standoff: &'a Standoff, ours: &Annotations) -> HashMap<&'a str, ItemId> {
    let here = ours.mentions().map(|m| ItemId::from(m.id)).chain(ours.relations().map(|r| r.id.into()));
    let ids = here.chain(ours.extras().map(|x| x.id.into())).chain(standoff.written_items().map(Item::id));
    ids.filter_map(|id| Some((standoff.name(id)?, id))).collect()
}

fn item_head(item: &Item) -> ItemId {
    match item {
        Item::Relation(r) => r.head.into(),
        other => other.id(),
    }
}

fn users(ours: &Annotations, id: ItemId) -> Vec<Item> {
    ours.users(id).filter_map(|user| ours.item(user)).collect()
}

fn same_kind(a: ItemId, b: ItemId) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// The same but for its own id, and for what a file does not say.
fn says_the_same(a: &Item, b: &Item) -> bool {
    let mut a = as_read(a);
    match (&mut a, b) {
        (Item::Relation(a), Item::Relation(b)) => a.id = b.id,
        (Item::Extra(a), Item::Extra(b)) => a.id = b.id,
        _ => return false,
    }
    a == as_read(b)
}

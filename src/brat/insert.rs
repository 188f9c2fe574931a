//! Puts items into [`Annotations`] in an order in which all that an item refers to is there before it.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::domain::{Annotations, Edit, Item, ItemId, Target};

fn targets(item: &Item) -> impl Iterator<Item = ItemId> + '_ {
    let (own, targets) = match item {
        Item::Extra(extra) => (Some(ItemId::from(extra.id)), extra.targets.as_slice()),
        Item::Mention(_) | Item::Relation(_) => (None, &[][..]),
    };
    targets.iter().filter_map(Target::item).filter(move |id| Some(*id) != own)
}

/// The places of `items`, users last; what stands in a circle is left out.
fn order(items: &[Option<Item>]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(items.len());
    let places = |pick: fn(&Item) -> bool| {
        items.iter().enumerate().filter(move |(_, item)| item.as_ref().is_some_and(pick)).map(|(at, _)| at)
    };
    order.extend(places(|item| matches!(item, Item::Mention(_))));
    order.extend(places(|item| matches!(item, Item::Relation(_))));
    let extras: HashMap<ItemId, usize> =
        places(|item| matches!(item, Item::Extra(_))).filter_map(|at| Some((items[at].as_ref()?.id(), at))).collect();
    let mut waits: HashMap<usize, usize> = HashMap::new();
    let mut users: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut ready = VecDeque::new();
    for at in places(|item| matches!(item, Item::Extra(_))) {
        let needs: HashSet<usize> =
            items[at].iter().flat_map(targets).filter_map(|id| extras.get(&id).copied()).collect();
        if needs.is_empty() {
            ready.push_back(at);
        }
        waits.insert(at, needs.len());
        needs.into_iter().for_each(|need| users.entry(need).or_default().push(at));
    }
    while let Some(at) = ready.pop_front() {
        order.push(at);
        for user in users.remove(&at).unwrap_or_default() {
            if let Some(left) = waits.get_mut(&user) {
                *left -= 1;
                if *left == 0 {
                    ready.push_back(user);
                }
            }
        }
    }
    order
}

/// Cuts circles of extras that refer to each other: there the names are kept instead of the items. Gives the places of
/// those that were cut.
pub(super) fn refers_in_a_circle(items: &mut [Option<Item>], name: impl Fn(ItemId) -> Option<String>) -> Vec<usize> {
    let in_order: HashSet<usize> = order(items).into_iter().collect();
    let rest: Vec<usize> = (0..items.len()).filter(|at| items[*at].is_some() && !in_order.contains(at)).collect();
    let mut later: HashSet<ItemId> = rest.iter().filter_map(|at| items[*at].as_ref().map(Item::id)).collect();
    let mut cut = Vec::new();
    for at in rest {
        let Some(Item::Extra(extra)) = &mut items[at] else { continue };
        let own = ItemId::from(extra.id);
        let mut was_cut = false;
        for target in &mut extra.targets {
            if let Some(id) = target.item()
                && id != own
                && later.contains(&id)
                && let Some(name) = name(id)
            {
                *target = Target::Missing(name);
                was_cut = true;
            }
        }
        later.remove(&own);
        if was_cut {
            cut.push(at);
        }
    }
    cut
}

/// Inserts all items; gives the places of those that were refused, which are emptied.
pub(super) fn insert(annotations: &mut Annotations, text: &str, items: &mut [Option<Item>]) -> Vec<usize> {
    let mut refused = Vec::new();
    for at in order(items) {
        if let Some(item) = items[at].clone()
            && annotations.apply(text, Edit::Insert(item)).is_err()
        {
            items[at] = None;
            refused.push(at);
        }
    }
    refused
}

//! Which items a file gets.

use std::collections::HashSet;

use super::provenance;
use crate::domain::{Annotations, Extra, ExtraBody, Item, ItemId, Review, Target, Visibility};

/// The items that are written: what is visible, and of the rest what only refers to that.
pub(super) struct Written<'a> {
    annotations: &'a Annotations,
    hidden: HashSet<ItemId>,
}

impl<'a> Written<'a> {
    pub(super) fn new(annotations: &'a Annotations, visibility: &Visibility) -> Self {
        let mut hidden: HashSet<ItemId> = HashSet::new();
        let mentions = annotations.mentions().filter(|m| {
            // What is still to be decided about is in nobody's annotation yet.
            m.review == Review::Rejected || m.is_undecided() || !visibility.mention(m)
        });
        hidden.extend(mentions.map(|m| ItemId::from(m.id)));
        let endless = |r: &crate::domain::Relation| [r.head, r.tail].iter().any(|end| hidden.contains(&(*end).into()));
        let relations: Vec<ItemId> = annotations
            .relations()
            .filter(|r| r.is_undecided() || endless(r) || !visibility.relation(annotations, r))
            .map(|r| ItemId::from(r.id))
            .collect();
        hidden.extend(relations);
        // What describes a hidden item hides, and so on; every round hides at least one more, or is the last.
        let mut rounds = !hidden.is_empty();
        while rounds {
            let more: Vec<ItemId> = annotations
                .extras()
                .filter(|x| !hidden.contains(&x.id.into()) && !stays(x, &hidden))
                .map(|x| x.id.into())
                .collect();
            rounds = !more.is_empty();
            hidden.extend(more);
        }
        Self { annotations, hidden }
    }

    /// The item as it is written: equiv groups without their hidden members.
    pub(super) fn item(&self, id: ItemId) -> Option<Item> {
        if self.hidden.contains(&id) {
            return None;
        }
        let mut item = self.annotations.item(id)?;
        if let Item::Extra(extra) = &mut item
            && matches!(extra.body, ExtraBody::Equiv { .. })
        {
            extra.targets.retain(|target| !is_hidden(target, &self.hidden));
        }
        Some(item)
    }

    /// Whether the line of `old` would read the same; `None` when there is no such line any more. Looks without copying:
    /// most lines of a large file are as they were. Scores and reviews are not written.
    pub(super) fn is_same(&self, old: &Item) -> Option<bool> {
        if self.hidden.contains(&old.id()) {
            return None;
        }
        match old {
            Item::Mention(a) => self.annotations.mention(a.id).map(|b| a.kind == b.kind && a.fragments == b.fragments),
            Item::Relation(a) => {
                let now = self.annotations.relation(a.id);
                now.map(|b| (&a.kind, a.head, a.tail) == (&b.kind, b.head, b.tail))
            }
            Item::Extra(a) if matches!(a.body, ExtraBody::Equiv { .. }) => match self.item(a.id.into())? {
                Item::Extra(b) => Some(a.targets == b.targets && a.body == b.body),
                Item::Mention(_) | Item::Relation(_) => None,
            },
            Item::Extra(a) => self.annotations.extra(a.id).map(|b| a.targets == b.targets && a.body == b.body),
        }
    }

    /// What is to be noted of an item that is written: that a model made it.
    pub(super) fn note(&self, id: ItemId) -> Option<String> {
        if self.hidden.contains(&id) {
            return None;
        }
        match id {
            ItemId::Mention(id) => self.annotations.mention(id).and_then(|m| provenance::note(&m.origin, m.review)),
            ItemId::Relation(id) => self.annotations.relation(id).and_then(|r| provenance::note(&r.origin, r.review)),
            ItemId::Extra(_) => None,
        }
    }

    /// All such notes, of mentions first.
    pub(super) fn notes(&self) -> impl Iterator<Item = (ItemId, String)> {
        let mentions = self.annotations.mentions().map(|m| ItemId::from(m.id));
        let relations = self.annotations.relations().map(|r| ItemId::from(r.id));
        mentions.chain(relations).filter_map(|id| Some((id, self.note(id)?)))
    }

    /// Mentions, relations, the rest; ascending by id. Only those that `wanted` names.
    pub(super) fn items(&self, wanted: impl Fn(&ItemId) -> bool) -> impl Iterator<Item = Item> {
        let mentions = self.annotations.mentions().map(|m| ItemId::from(m.id));
        let relations = self.annotations.relations().map(|r| ItemId::from(r.id));
        let extras = self.annotations.extras().map(|x| ItemId::from(x.id));
        mentions.chain(relations).chain(extras).filter(wanted).filter_map(|id| self.item(id))
    }
}

fn is_hidden(target: &Target, hidden: &HashSet<ItemId>) -> bool {
    target.item().is_some_and(|id| hidden.contains(&id))
}

fn stays(extra: &Extra, hidden: &HashSet<ItemId>) -> bool {
    let gone = extra.targets.iter().filter(|target| is_hidden(target, hidden)).count();
    match extra.body {
        ExtraBody::Equiv { .. } => gone == 0 || extra.targets.len() - gone >= 2,
        _ => gone == 0,
    }
}

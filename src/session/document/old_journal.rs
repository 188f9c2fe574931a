//! Journals of relata before there was a store.

use std::collections::HashMap;

use super::OpenDocument;
use crate::domain::{Annotations, Edit, Item, ItemId};
use crate::session::Recovered;

impl OpenDocument {
    /// Replays a journal; stops at the first group that does not fit and says how many of how many did.
    pub fn replay(&mut self, recovered: &Recovered) -> (usize, usize) {
        let total = recovered.groups.len();
        let here: HashMap<usize, ItemId> = self.standoff.numbers().collect();
        let then = recovered.lines.iter();
        let mut ids: HashMap<ItemId, ItemId> = then.filter_map(|(line, id)| Some((*id, *here.get(line)?))).collect();
        for (done, group) in recovered.groups.iter().enumerate() {
            let group = group.iter().map(|edit| renamed(edit, &mut ids, &mut self.document.annotations)).collect();
            if self.perform("Recovered edit", group).is_err() {
                return (done, total);
            }
        }
        (total, total)
    }
}

/// An edit with the ids that this reading of the document uses; items made in the journal get fresh ones.
fn renamed(edit: &Edit, ids: &mut HashMap<ItemId, ItemId>, annotations: &mut Annotations) -> Edit {
    let mut rename = |id: ItemId| {
        *ids.entry(id).or_insert_with(|| match id {
            ItemId::Mention(_) => annotations.fresh_mention().into(),
            ItemId::Relation(_) => annotations.fresh_relation().into(),
            ItemId::Extra(_) => annotations.fresh_extra().into(),
        })
    };
    let mut renamed_item = |item: &Item| {
        let mut item = item.clone();
        item.rename(&mut rename);
        item
    };
    match edit {
        Edit::Insert(item) => Edit::Insert(renamed_item(item)),
        Edit::Replace(item) => Edit::Replace(renamed_item(item)),
        Edit::Remove(id) => Edit::Remove(rename(*id)),
    }
}

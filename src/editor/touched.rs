//! Where the model may have something to say after a correction.

use crate::domain::{Annotations, Edit, Item, ItemId, Mention};
use crate::text::Span;

/// Where a person's edits have changed which entities there are, or their place or type.
pub(super) fn touched(before: &Annotations, edits: &[Edit]) -> Vec<Span> {
    let mut places = Vec::new();
    for edit in edits {
        match edit {
            Edit::Insert(Item::Mention(new)) => places.push(new.cover()),
            Edit::Replace(Item::Mention(new)) => {
                let changed = |old: &&Mention| old.kind != new.kind || old.fragments != new.fragments;
                places.extend(
                    before
                        .mention(new.id)
                        .filter(changed)
                        .map(|old| old.cover())
                        .into_iter()
                        .flat_map(|old| [old, new.cover()]),
                );
            }
            Edit::Remove(ItemId::Mention(id)) => places.extend(before.mention(*id).map(Mention::cover)),
            Edit::Insert(_) | Edit::Replace(_) | Edit::Remove(_) => {}
        }
    }
    places
}

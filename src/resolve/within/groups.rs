//! Mentions of one type and one name, each name once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{Group, Reading};
use crate::domain::{Document, ExtraBody, ItemId, Mention, MentionId};
use crate::resolve::cluster::is_null;
use crate::resolve::concept_key;
use crate::resolve::name::{Name, Tables};

/// Type, key of the name, references.
type GroupKey = (Arc<str>, String, BTreeSet<Arc<str>>);

/// In the order of their first mentions.
pub(super) fn groups<'a>(
    document: &Document,
    mentions: impl Iterator<Item = &'a Mention>,
    reading: Reading,
    tables: &Tables,
) -> Vec<Group> {
    let mut sorted: Vec<&Mention> = mentions.collect();
    sorted.sort_by_key(|mention| (mention.cover(), mention.id));
    let mut references: HashMap<MentionId, BTreeSet<Arc<str>>> = HashMap::new();
    for extra in document.annotations.extras().filter(|_| reading.says) {
        let ExtraBody::Normalization { reference, .. } = &extra.body else { continue };
        for target in extra.targets.iter().filter(|_| !is_null(reference)) {
            if let Some(ItemId::Mention(id)) = target.item() {
                references.entry(id).or_default().insert(reference.as_str().into());
            }
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    // One name with two references is two things.
    let mut known: BTreeMap<GroupKey, usize> = BTreeMap::new();
    for mention in sorted {
        let text = mention.text(&document.text);
        let own = references.remove(&mention.id).unwrap_or_default();
        let number = *known.entry((mention.kind.clone(), concept_key(&text), own.clone())).or_insert_with(|| {
            let name = Name::new(mention.kind.clone(), &text, tables);
            groups.push(Group { name, mentions: Vec::new(), references: own });
            groups.len() - 1
        });
        groups[number].mentions.push((mention.cover(), mention.id));
    }
    groups
}

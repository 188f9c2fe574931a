//! The annotations of one document, and the only place that changes them.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use imbl::{HashMap, OrdMap, OrdSet};

use super::{Edit, EditError, Extra, ExtraId, Item, ItemId, Mention, MentionId, Relation, RelationId};
use crate::text::Span;

/// All items of one document with the indices that views need. `revision` grows with every change, so that a view can
/// ask "must I look again?" with one comparison.
///
/// The maps are persistent ones: a copy shares what neither side changes, so that threads (search, the map of a long
/// document) are given the annotations as they stand in no time at all.
#[derive(Clone, Debug, Default)]
pub struct Annotations {
    mentions: OrdMap<MentionId, Mention>,
    relations: OrdMap<RelationId, Relation>,
    extras: OrdMap<ExtraId, Extra>,
    /// Who refers to an item: relations and extras.
    users: HashMap<ItemId, BTreeSet<ItemId>>,
    /// Mentions by what they cover.
    by_place: OrdSet<(Span, MentionId)>,
    next_id: u32,
    revision: u64,
    /// The items of the last changes, one for each revision, newest last.
    changed: VecDeque<ItemId>,
    /// Made when a threshold is first moved, and anew after an edit.
    by_score: OnceLock<Arc<ByScore>>,
}

/// What has a score, in ascending order: a threshold that moves by little shows or hides few of many.
#[derive(Debug, Default)]
struct ByScore {
    mentions: Vec<(f32, MentionId)>,
    relations: Vec<(f32, RelationId)>,
}

/// So many changes are remembered one by one; a view that is further behind looks at everything.
const REMEMBERED: usize = 1024;

impl Annotations {
    /// No items, at revision 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Grows with every change, undoing among them; those of two documents do not compare.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Which items have changed since a revision (some perhaps twice); `None` when that is too long ago to say.
    pub fn changed_since(&self, revision: u64) -> Option<impl Iterator<Item = ItemId> + '_> {
        let count = usize::try_from(self.revision.checked_sub(revision)?).ok()?;
        let from = self.changed.len().checked_sub(count)?;
        Some(self.changed.range(from..).copied())
    }

    /// Mentions whose score lies in this range.
    pub fn mentions_scored(&self, range: Range<f32>) -> impl Iterator<Item = &Mention> + '_ {
        within(&self.by_score().mentions, range).filter_map(|id| self.mention(id))
    }

    /// Relations whose score lies in this range.
    pub fn relations_scored(&self, range: Range<f32>) -> impl Iterator<Item = &Relation> + '_ {
        within(&self.by_score().relations, range).filter_map(|id| self.relation(id))
    }

    fn by_score(&self) -> &ByScore {
        self.by_score.get_or_init(|| {
            let mut mentions: Vec<_> = self.mentions().filter_map(|m| Some((m.origin.score()?, m.id))).collect();
            let mut relations: Vec<_> = self.relations().filter_map(|r| Some((r.origin.score()?, r.id))).collect();
            mentions.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            relations.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            Arc::new(ByScore { mentions, relations })
        })
    }

    /// `None` where it was deleted, or never was.
    pub fn mention(&self, id: MentionId) -> Option<&Mention> {
        self.mentions.get(&id)
    }

    /// `None` where it was deleted, or never was.
    pub fn relation(&self, id: RelationId) -> Option<&Relation> {
        self.relations.get(&id)
    }

    /// `None` where it was deleted, or never was.
    pub fn extra(&self, id: ExtraId) -> Option<&Extra> {
        self.extras.get(&id)
    }

    /// All that are stored, rejected ones among them, by id.
    pub fn mentions(&self) -> impl DoubleEndedIterator<Item = &Mention> + Clone {
        self.mentions.iter().map(|(_, item)| item)
    }

    /// All that are stored, rejected ones among them, by id.
    pub fn relations(&self) -> impl DoubleEndedIterator<Item = &Relation> + Clone {
        self.relations.iter().map(|(_, item)| item)
    }

    /// All of brat's other annotations, by id.
    pub fn extras(&self) -> impl DoubleEndedIterator<Item = &Extra> + Clone {
        self.extras.iter().map(|(_, item)| item)
    }

    /// Mentions that cover just this, from the first to the last of their pieces.
    pub fn mentions_at(&self, cover: Span) -> impl Iterator<Item = &Mention> + '_ {
        let here = (cover, MentionId(0))..=(cover, MentionId(u32::MAX));
        self.by_place.range(here).filter_map(|(_, id)| self.mention(*id))
    }

    /// How many are stored, rejected ones among them.
    pub fn mention_count(&self) -> usize {
        self.mentions.len()
    }

    /// How many are stored, rejected ones among them.
    pub fn relation_count(&self) -> usize {
        self.relations.len()
    }

    /// Whether nothing is stored, not even a rejected item.
    pub fn is_empty(&self) -> bool {
        self.mentions.is_empty() && self.relations.is_empty() && self.extras.is_empty()
    }

    /// A copy of an item of any kind; `None` where it was deleted, or never was.
    pub fn item(&self, id: ItemId) -> Option<Item> {
        match id {
            ItemId::Mention(id) => self.mention(id).cloned().map(Item::Mention),
            ItemId::Relation(id) => self.relation(id).cloned().map(Item::Relation),
            ItemId::Extra(id) => self.extra(id).cloned().map(Item::Extra),
        }
    }

    /// Whether an item of this id is stored.
    pub fn contains(&self, id: ItemId) -> bool {
        match id {
            ItemId::Mention(id) => self.mentions.contains_key(&id),
            ItemId::Relation(id) => self.relations.contains_key(&id),
            ItemId::Extra(id) => self.extras.contains_key(&id),
        }
    }

    /// Everything that refers to `id` (relations of a mention, notes of a relation …), ascending by id.
    pub fn users(&self, id: impl Into<ItemId>) -> impl Iterator<Item = ItemId> + '_ {
        self.users.get(&id.into()).into_iter().flatten().copied()
    }

    /// Those with this mention as head or tail, by id; each once, a loop too.
    pub fn relations_of(&self, mention: MentionId) -> impl Iterator<Item = &Relation> + '_ {
        self.users(mention).filter_map(|user| match user {
            ItemId::Relation(id) => self.relation(id),
            ItemId::Mention(_) | ItemId::Extra(_) => None,
        })
    }

    /// Those that point at this item, by id; each once.
    pub fn extras_of(&self, item: impl Into<ItemId>) -> impl Iterator<Item = &Extra> + '_ {
        self.users(item).filter_map(|user| match user {
            ItemId::Extra(id) => self.extra(id),
            ItemId::Mention(_) | ItemId::Relation(_) => None,
        })
    }

    /// A fresh id; never given out twice, also not after the item was deleted.
    pub fn fresh_mention(&mut self) -> MentionId {
        MentionId(self.fresh())
    }

    /// As [`Annotations::fresh_mention`].
    pub fn fresh_relation(&mut self) -> RelationId {
        RelationId(self.fresh())
    }

    /// As [`Annotations::fresh_mention`].
    pub fn fresh_extra(&mut self) -> ExtraId {
        ExtraId(self.fresh())
    }

    fn fresh(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    /// The largest number that was ever given to an item of this document.
    pub fn last_number(&self) -> u32 {
        self.next_id
    }

    /// Gives out no number up to this one: items that were deleted keep theirs also after a restart.
    pub fn reserve(&mut self, last_number: u32) {
        self.next_id = self.next_id.max(last_number);
    }

    /// The same items under other ids. `rename` must keep the kind of an id and give no id twice.
    #[must_use]
    pub fn renamed(&self, rename: &mut impl FnMut(ItemId) -> ItemId) -> Self {
        let mut renamed = Self { revision: self.revision + 1, ..Self::default() };
        let mentions = self.mentions().cloned().map(Item::Mention);
        let relations = self.relations().cloned().map(Item::Relation);
        let extras = self.extras().cloned().map(Item::Extra);
        for mut item in mentions.chain(relations).chain(extras) {
            item.rename(rename);
            renamed.put(item);
        }
        renamed
    }

    /// Puts an item in that another document of the same text holds.
    pub(crate) fn put_unchecked(&mut self, item: Item) {
        self.put(item);
        self.revision += 1;
        self.changed.clear();
    }

    /// Takes items out and puts others in, in place of those of the same ids; they may refer to each other in any order.
    ///
    /// # Errors
    /// When an item does not fit the text, or something refers to what is not there; nothing has changed then.
    pub fn replace_all(&mut self, text: &str, gone: &[ItemId], items: Vec<Item>) -> Result<(), EditError> {
        let mut next = self.clone();
        for id in gone {
            let old = next.item(*id).ok_or(EditError::Unknown(*id))?;
            next.take(&old);
        }
        for item in &items {
            if let Some(old) = next.item(item.id()) {
                next.take(&old);
            }
            next.put(item.clone());
        }
        for item in &items {
            next.check(text, item)?;
        }
        for id in gone.iter().filter(|id| !next.contains(**id)) {
            if let Some(by) = next.users(*id).next() {
                return Err(EditError::InUse { item: *id, by });
            }
        }
        next.revision += 1;
        next.changed.clear();
        *self = next;
        Ok(())
    }

    /// Applies one edit and returns the edit that takes it back. On an error nothing has changed.
    pub fn apply(&mut self, text: &str, edit: Edit) -> Result<Edit, EditError> {
        let (id, inverse) = match edit {
            Edit::Insert(item) => {
                let id = item.id();
                if self.contains(id) {
                    return Err(EditError::Exists(id));
                }
                self.check(text, &item)?;
                self.put(item);
                (id, Edit::Remove(id))
            }
            Edit::Remove(id) => {
                let old = self.item(id).ok_or(EditError::Unknown(id))?;
                if let Some(by) = self.users(id).find(|user| *user != id) {
                    return Err(EditError::InUse { item: id, by });
                }
                self.take(&old);
                (id, Edit::Insert(old))
            }
            Edit::Replace(item) => {
                let id = item.id();
                let old = self.item(id).ok_or(EditError::Unknown(id))?;
                self.check(text, &item)?;
                self.take(&old);
                self.put(item);
                (id, Edit::Replace(old))
            }
        };
        self.revision += 1;
        if self.changed.len() == REMEMBERED {
            self.changed.pop_front();
        }
        self.changed.push_back(id);
        Ok(inverse)
    }

    /// Applies all or nothing; returns the group that takes it back (already in the order to apply it).
    pub fn apply_group(&mut self, text: &str, edits: Vec<Edit>) -> Result<Vec<Edit>, EditError> {
        let mut inverses = Vec::with_capacity(edits.len());
        for edit in edits {
            match self.apply(text, edit) {
                Ok(inverse) => inverses.push(inverse),
                Err(error) => {
                    for inverse in inverses.into_iter().rev() {
                        // An inverse of an edit that has just been applied always applies.
                        let undone = self.apply(text, inverse);
                        debug_assert!(undone.is_ok(), "{undone:?}");
                    }
                    return Err(error);
                }
            }
        }
        inverses.reverse();
        Ok(inverses)
    }

    fn check(&self, text: &str, item: &Item) -> Result<(), EditError> {
        let id = item.id();
        if let Item::Mention(mention) = item {
            for span in mention.fragments.iter() {
                if span.slice(text).is_none() {
                    return Err(EditError::OutOfText { start: span.start, end: span.end, len: text.len() });
                }
            }
        }
        match references(item).into_iter().find(|target| *target != id && !self.contains(*target)) {
            Some(target) => Err(EditError::Dangling { item: id, target }),
            None => Ok(()),
        }
    }

    fn put(&mut self, item: Item) {
        self.by_score.take();
        let id = item.id();
        for target in references(&item) {
            self.users.entry(target).or_default().insert(id);
        }
        let number = match item {
            Item::Mention(m) => {
                let number = m.id.0;
                self.by_place.insert((m.cover(), m.id));
                self.mentions.insert(m.id, m);
                number
            }
            Item::Relation(r) => {
                let number = r.id.0;
                self.relations.insert(r.id, r);
                number
            }
            Item::Extra(x) => {
                let number = x.id.0;
                self.extras.insert(x.id, x);
                number
            }
        };
        self.next_id = self.next_id.max(number);
    }

    fn take(&mut self, item: &Item) {
        self.by_score.take();
        let id = item.id();
        for target in references(item) {
            if let Some(users) = self.users.get_mut(&target) {
                users.remove(&id);
                if users.is_empty() {
                    self.users.remove(&target);
                }
            }
        }
        if let Item::Mention(mention) = item {
            self.by_place.remove(&(mention.cover(), mention.id));
        }
        match id {
            ItemId::Mention(id) => drop(self.mentions.remove(&id)),
            ItemId::Relation(id) => drop(self.relations.remove(&id)),
            ItemId::Extra(id) => drop(self.extras.remove(&id)),
        }
    }
}

/// The ids in a list sorted by score whose score lies in a range.
fn within<T: Copy>(sorted: &[(f32, T)], range: Range<f32>) -> impl Iterator<Item = T> + '_ {
    let from = sorted.partition_point(|(score, _)| *score < range.start);
    sorted[from..].iter().take_while(move |(score, _)| *score < range.end).map(|(_, id)| *id)
}

impl PartialEq for Annotations {
    /// The same items; counters and revisions do not matter.
    fn eq(&self, other: &Self) -> bool {
        self.mentions == other.mentions && self.relations == other.relations && self.extras == other.extras
    }
}

fn references(item: &Item) -> Vec<ItemId> {
    match item {
        Item::Mention(_) => Vec::new(),
        Item::Relation(r) => vec![r.head.into(), r.tail.into()],
        Item::Extra(x) => x.targets.iter().filter_map(|target| target.item()).collect(),
    }
}

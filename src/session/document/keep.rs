//! A document and the store: every change is recorded, and a document that is opened again goes on where it was.

use std::sync::Arc;

use super::old_steps::{Kept, provenance_notes};
use super::{Disk, DocumentId, OpenDocument};
use crate::brat::{self, RawLine, Standoff};
use crate::domain::{Annotations, Item, ItemId, Origin, Review, Roles, Visibility};
use crate::session::History;
use crate::session::history::next_order;
use crate::session::store::{Base, Counts, Op, Progress, Store, Stored};

/// Where a document is recorded.
#[derive(Clone, Debug)]
pub struct Keeper {
    pub(super) store: Arc<Store>,
    pub(super) key: String,
    /// Whether the store holds the base that steps start from.
    pub(super) based: bool,
}

impl Keeper {
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The document's name in the store.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// What the store gave back to a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restored {
    /// Nothing was stored.
    Nothing,
    /// History and provenance; all changes are in the file.
    Saved,
    /// So many groups of changes that are in no file.
    Unsaved(usize),
    /// The text is another one now. What was unsaved is stored under this key, with the old text.
    TextChanged(Option<String>),
    /// What was stored does not fit, in plain words.
    Failed(String),
}

impl OpenDocument {
    /// Records from now on under this key; nothing is read from the store.
    pub fn keep_in(&mut self, store: Arc<Store>, key: String) {
        self.keeper = Some(Keeper { store, key, based: false });
    }

    pub fn keeper(&self) -> Option<&Keeper> {
        self.keeper.as_ref()
    }

    /// Records from now on under this key, and brings back what the store knows of this document.
    pub fn restore_from(&mut self, store: &Arc<Store>, key: &str) -> Restored {
        self.keep_in(store.clone(), key.to_owned());
        let stored = match store.load(key) {
            Ok(Some(stored)) => stored,
            Ok(None) => {
                if let Some(visibility) = store.get(key).and_then(|record| record.visibility) {
                    self.visibility = visibility.clone();
                    self.saved_visibility = visibility;
                }
                return Restored::Nothing;
            }
            Err(error) => return Restored::Failed(error.to_string()),
        };
        if *stored.base.text != *self.document.text {
            let rescued = stored.record.unsaved.then(|| format!("{LOOSE}{}", next_order()));
            match &rescued {
                Some(to) => store.record(Op::Move { from: key.to_owned(), to: to.clone() }),
                None => store.record(Op::Forget { key: key.to_owned() }),
            }
            return Restored::TextChanged(rescued);
        }
        self.adopt(stored)
    }

    /// A text that is in no file, from the store alone. What it was in a file is no longer there.
    pub fn loose(id: DocumentId, store: &Arc<Store>, key: &str) -> Option<Self> {
        let stored = store.load(key).ok()??;
        let mut open = Self::from_text(id, stored.base.name.clone(), &stored.base.text, false);
        open.keep_in(store.clone(), key.to_owned());
        if let Restored::Failed(_) = open.adopt(stored) {
            return None;
        }
        open.needs_file = true;
        Some(open)
    }

    fn adopt(&mut self, stored: Stored) -> Restored {
        let Stored { mut base, mut steps, mut pending, record } = stored;
        let text = self.document.text.clone();
        let ann = base.ann.bytes();
        let same_file = self.standoff.bytes() == ann;
        let (standoff, annotations) = if same_file {
            (self.standoff.clone(), self.document.annotations.clone())
        } else {
            let file = self.path.as_deref().map(brat::ann_path).unwrap_or_default();
            let reading = brat::read(&text, &ann, &file, &Roles::of(&self.document.schema));
            (reading.standoff, reading.annotations)
        };
        let notes = provenance_notes(&standoff, &base, &steps, &pending);
        base.items.retain(|item| !notes.contains(&item.id()));
        base.gone.retain(|id| !notes.contains(id));
        let groups = steps.iter_mut().flat_map(|step| [&mut step.forward, &mut step.inverse]).chain(&mut pending);
        groups.for_each(|edits| edits.retain(|edit| !notes.contains(&edit.id())));
        let (mut standoff, annotations) = match restored(&text, standoff, &annotations, &base) {
            Ok(restored) => restored,
            Err(error) => return Restored::Failed(error),
        };
        standoff.use_roles(&self.document.schema);
        let read = std::mem::replace(&mut self.document.annotations, annotations);
        let total = pending.len();
        for (done, group) in pending.into_iter().enumerate() {
            if let Err(error) = self.document.apply(group) {
                self.document.annotations = read;
                return Restored::Failed(format!("change {} of {total} does not fit: {error}", done + 1));
            }
        }
        self.standoff = standoff;
        let done = usize::try_from(record.done).unwrap_or(usize::MAX);
        let kept = Kept {
            steps,
            done,
            position: record.position,
            saved: base.saved,
            read: record.read,
            saved_read: base.read,
        };
        let (kept, with_readings) = kept.of_people();
        let of_earlier_version = with_readings || !notes.is_empty();
        self.history = History::restored(kept.steps, kept.done, kept.position);
        (self.saved_position, self.read, self.saved_read) = (kept.saved, kept.read, kept.saved_read);
        self.taken_back = record.taken.into_iter().collect();
        self.saved_visibility = base.visibility.clone();
        self.visibility = record.visibility.unwrap_or(base.visibility);
        if let Some(keeper) = &mut self.keeper {
            keeper.based = true;
        }
        self.content += 1;
        self.document.schema.complete(&self.document.annotations);
        if self.disk.as_ref().is_some_and(|disk| disk.annotations() != base.disk) && !self.finish_save() {
            // What others wrote meanwhile shows as a difference, and is handled as if it had happened just now.
            if let Some(disk) = &mut self.disk {
                disk.expect_annotations(base.disk);
            }
        }
        if of_earlier_version {
            // With its steps, whose numbers are others now.
            if let Some(keeper) = &mut self.keeper {
                keeper.based = false;
            }
            self.rebase();
        }
        if self.is_dirty() { Restored::Unsaved(total) } else { Restored::Saved }
    }

    /// The present state as a base, where the store has none yet.
    pub(super) fn base_op(&self) -> Option<Op> {
        let keeper = self.keeper.as_ref().filter(|keeper| !keeper.based)?;
        Some(self.base_as(&keeper.key, true))
    }

    /// The present state as a base. `with_steps`: the history, too.
    pub(super) fn base_as(&self, key: &str, with_steps: bool) -> Op {
        let annotations = &self.document.annotations;
        let (items, gone) = beyond(&self.standoff, annotations);
        let base = Base {
            name: self.document.name.clone(),
            text: self.document.text.to_string(),
            ann: RawLine::new(&self.standoff.bytes()),
            disk: self.disk.as_ref().map(Disk::annotations).unwrap_or_default(),
            memory: self.standoff.memory(annotations),
            items,
            gone,
            saved: self.saved_position,
            read: self.saved_read,
            visibility: finite(&self.saved_visibility),
            has_file: self.path.is_some(),
        };
        Op::Base {
            key: key.to_owned(),
            base: Box::new(base),
            position: self.history.position(),
            visibility: finite(&self.visibility),
            steps: with_steps.then(|| self.history.to_stored()),
            read: self.read,
        }
    }

    /// Records the present state as a new base.
    pub(super) fn rebase(&mut self) {
        let Some(keeper) = &mut self.keeper else { return };
        let with_steps = !std::mem::replace(&mut keeper.based, true);
        let key = keeper.key.clone();
        let op = self.base_as(&key, with_steps);
        self.record(vec![op]);
    }

    /// Records ops of this document as one.
    pub(super) fn record(&mut self, mut ops: Vec<Op>) {
        let Some(keeper) = &self.keeper else { return };
        match ops.len() {
            0 => return,
            1 => ops.drain(..).for_each(|op| keeper.store.record(op)),
            _ => keeper.store.record(Op::Many(ops)),
        }
        self.record_facts();
    }

    /// What lists show: counts, and whether something is unsaved.
    pub(in crate::session) fn record_facts(&self) {
        let Some(keeper) = &self.keeper else { return };
        let unsaved = self.is_dirty();
        if keeper.store.get(&keeper.key).is_some_and(|record| record.unsaved != unsaved) {
            keeper.store.record(Op::Unsaved { key: keeper.key.clone(), unsaved });
        }
        let summary = self.summary();
        keeper.store.set_counts(
            &keeper.key,
            Counts {
                entities: summary.entities,
                relations: summary.relations,
                open: summary.open(),
                problems: self.problems(),
            },
        );
    }

    pub(super) fn record_visibility(&mut self) {
        if let Some(keeper) = &self.keeper {
            let visibility = finite(&self.visibility);
            let op = Op::Visibility { key: keeper.key.clone(), visibility };
            self.record(vec![op]);
        }
    }

    /// Says how far a person is with this document. `seconds`: since 1970.
    pub fn set_progress(&mut self, progress: Progress, seconds: u64) {
        if let Some(keeper) = &self.keeper {
            let op = Op::Progress { key: keeper.key.clone(), progress, seconds };
            self.record(vec![op]);
        }
    }

    /// Writes the whole document to the store, edited or not: a pasted text is safe before the first edit.
    pub fn keep_now(&mut self) {
        let ops: Vec<Op> = self.base_op().into_iter().collect();
        if let Some(keeper) = &mut self.keeper {
            keeper.based = true;
        }
        self.record(ops);
    }

    /// The store forgets this document; what comes later is recorded again.
    pub fn forget_kept(&mut self) {
        if let Some(keeper) = &mut self.keeper
            && std::mem::take(&mut keeper.based)
        {
            keeper.store.record(Op::Forget { key: keeper.key.clone() });
        }
    }

    /// The person does not want the changes since the last save: the store goes back to it. The document itself stays
    /// as it is, to be closed.
    pub fn discard_kept(&mut self) {
        if self.path.is_none() {
            self.forget_kept();
            return;
        }
        let done = self.history.done_at(self.saved_position);
        let visibility = finite(&self.saved_visibility);
        if let Some(keeper) = self.keeper.take().filter(|keeper| keeper.based) {
            let position = self.saved_position;
            let read = self.saved_read;
            keeper.store.record(Op::Discard { key: keeper.key, done: done as u64, position, visibility, read });
        }
    }
}

/// What the keys of texts without a file begin with.
pub(in crate::session) const LOOSE: &str = "loose:";

/// A file's reading with the ids, provenance and unwritten items of the base.
fn restored(
    text: &str,
    standoff: Standoff,
    annotations: &Annotations,
    base: &Base,
) -> Result<(Standoff, Annotations), String> {
    let (standoff, mut annotations) = standoff.recalled(annotations, &base.memory);
    annotations.replace_all(text, &base.gone, base.items.clone()).map_err(|error| error.to_string())?;
    Ok((standoff, annotations))
}

/// The items that are not what their line says, and the lines' items that are not there any more.
fn beyond(standoff: &Standoff, annotations: &Annotations) -> (Vec<Item>, Vec<ItemId>) {
    let lines: std::collections::HashMap<ItemId, &Item> =
        standoff.written_items().map(|item| (item.id(), item)).collect();
    let mentions = annotations.mentions().map(|m| Item::Mention(m.clone()));
    let relations = annotations.relations().map(|r| Item::Relation(r.clone()));
    let extras = annotations.extras().map(|x| Item::Extra(x.clone()));
    let all = mentions.chain(relations).chain(extras);
    let items = all.filter(|item| lines.get(&item.id()).is_none_or(|line| as_read(line) != *item)).collect();
    let mut gone: Vec<ItemId> = lines.into_keys().filter(|id| !annotations.contains(*id)).collect();
    gone.sort_unstable();
    (items, gone)
}

/// The item as a reading of its line gives it.
fn as_read(line: &Item) -> Item {
    let mut item = line.clone();
    match &mut item {
        Item::Mention(m) => (m.origin, m.review) = (Origin::File, Review::Open),
        Item::Relation(r) => (r.origin, r.review) = (Origin::File, Review::Open),
        Item::Extra(_) => {}
    }
    item
}

/// JSON has no infinity.
fn finite(visibility: &Visibility) -> Visibility {
    let finite = |value: f32| if value.is_finite() { value } else { f32::MAX };
    Visibility {
        relation: finite(visibility.relation),
        entity: finite(visibility.entity),
        per_relation: visibility.per_relation.iter().map(|(kind, value)| (kind.clone(), finite(*value))).collect(),
        per_entity: visibility.per_entity.iter().map(|(kind, value)| (kind.clone(), finite(*value))).collect(),
        nearly: false,
    }
}

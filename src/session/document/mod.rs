//! One open document: text, annotations, history, and where it lives on disk.

mod disk;
mod keep;
mod old_journal;
mod old_steps;
mod outside;
mod predictions;
mod problems;
mod save;
mod source;

#[cfg(test)]
mod reading_tests;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::history::next_order;
use super::store::{Op, Progress};
use super::summary::{affected, turned};
use super::{History, Shifted, Summary};
use crate::brat::{self, Issue, Predictions, Standoff};
use crate::domain::check::Finding;
use crate::domain::doubles::{self, Joined};
use crate::domain::{Document, Edit, EditError, ItemId, Origin, Review, Roles, Schema, Visibility};
use crate::text::{Span, split};

pub use disk::Disk;
pub(super) use keep::LOOSE;
pub use keep::{Keeper, Restored};
pub use outside::{Changes, Decision, Outside};
pub use problems::findings;
pub use save::{Loss, SaveError};
pub use source::{Fresh, Place, PrepareError, Prepared, Source};

/// Names an open document for as long as the application runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u64);

pub struct OpenDocument {
    pub id: DocumentId,
    pub document: Document,
    pub visibility: Visibility,
    /// Sentence spans, for evidence and folding.
    pub sentences: Vec<Span>,
    /// What was wrong with the file when it was read.
    pub issues: Vec<Issue>,
    /// The `.txt`, once there is one.
    path: Option<PathBuf>,
    /// The file that the text was taken out of, until the text has a file of its own.
    source: Option<Source>,
    standoff: Standoff,
    /// For every repair of this run the file and its issues on the other side of it, by the number of its step: a repair
    /// changes lines that are no annotations, too.
    repairs: HashMap<u64, (Standoff, Vec<Issue>)>,
    history: History,
    saved_position: u64,
    saved_visibility: Visibility,
    /// When the model last read the text, as a number of a step; 0 for never.
    read: u64,
    /// The same, of what the file holds.
    saved_read: u64,
    /// Items of the file that readings have taken back since it was written.
    taken_back: BTreeSet<ItemId>,
    /// What is saved of predictions that nobody has reviewed.
    predictions: Option<Predictions>,
    /// A pasted text is unsaved until it has a file.
    needs_file: bool,
    /// Where every change is recorded.
    keeper: Option<Keeper>,
    /// What the files were when they were last read or written.
    disk: Option<Disk>,
    /// Why nothing may be changed, in a person's words.
    read_only: Option<String>,
    /// What the last step has made one, besides what was asked for.
    joined: Joined,
    /// Grows when something that views show has changed.
    content: u64,
    characters: usize,
    summary: RefCell<Option<(u64, Arc<Summary>)>>,
    /// What the checker has found, and in which state.
    checked: Option<u64>,
    findings: Vec<Finding>,
}

impl OpenDocument {
    /// A text that is in no file yet. `disposable`: nobody would miss it (the bundled sample).
    pub fn from_text(id: DocumentId, name: impl Into<String>, text: &str, disposable: bool) -> Self {
        let document = Document::new(name, text);
        let mut open = Self::assemble(id, document, Standoff::default(), Vec::new(), None);
        open.needs_file = !disposable && !text.trim().is_empty();
        open
    }

    /// # Errors
    /// What [`brat::load_document`] says; it names file, line and remedy.
    pub fn open(id: DocumentId, path: &Path) -> Result<Self, brat::LoadError> {
        // First the look, then the reading: what changes in between is then seen as changed.
        let disk = Disk::look(&brat::txt_path(path)).ok();
        let loaded = brat::load_document(path)?;
        let mut open = Self::assemble(id, loaded.document, loaded.standoff, loaded.issues, Some(loaded.txt.clone()));
        open.disk = match disk {
            Some(disk) if disk.is_of(&loaded.txt) => Some(disk),
            _ => Disk::look(&loaded.txt).ok(),
        };
        open.show_what_is_saved();
        Ok(open)
    }

    /// A text with annotations that are in no file (the bundled sample).
    pub fn from_standoff(id: DocumentId, name: impl Into<String>, text: &str, ann: &[u8]) -> Self {
        let name = name.into();
        let mut document = Document::new(name.clone(), text);
        let file = format!("{name}.ann");
        let reading = brat::read(&document.text, ann, Path::new(&file), &Roles::default());
        document.annotations = reading.annotations;
        document.schema.complete(&document.annotations);
        Self::assemble(id, document, reading.standoff, reading.issues, None)
    }

    /// A document that was made here and is in no file yet (of two annotations, say).
    pub fn from_document(id: DocumentId, document: Document) -> Self {
        Self::assemble(id, document, Standoff::default(), Vec::new(), None)
    }

    fn assemble(
        id: DocumentId,
        document: Document,
        standoff: Standoff,
        issues: Vec<Issue>,
        path: Option<PathBuf>,
    ) -> Self {
        let sentences = split(&document.text).into_iter().map(|sentence| sentence.span).collect();
        let history = History::default();
        Self {
            id,
            characters: document.text.chars().count(),
            summary: RefCell::new(None),
            document,
            visibility: Visibility::default(),
            sentences,
            issues,
            path,
            source: None,
            standoff,
            repairs: HashMap::new(),
            saved_position: history.position(),
            saved_visibility: Visibility::default(),
            read: 0,
            saved_read: 0,
            taken_back: BTreeSet::new(),
            predictions: None,
            history,
            needs_file: false,
            keeper: None,
            disk: None,
            read_only: None,
            joined: Joined::default(),
            content: 0,
            checked: None,
            findings: Vec::new(),
        }
    }

    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Changes whenever annotations or thresholds have; views rebuild when it does.
    pub fn content(&self) -> u64 {
        self.content
    }

    /// Length of the text in code points.
    pub fn characters(&self) -> usize {
        self.characters
    }

    /// brat's id of an item that has a line in the file (`T12`).
    pub fn line_name(&self, item: crate::domain::ItemId) -> Option<&str> {
        self.standoff.name(item)
    }

    /// What is visible, counted at most once per change.
    pub fn summary(&self) -> Arc<Summary> {
        let mut cached = self.summary.borrow_mut();
        match &*cached {
            Some((content, summary)) if *content == self.content => summary.clone(),
            _ => {
                let summary = Arc::new(Summary::of(&self.document.annotations, &self.visibility));
                *cached = Some((self.content, summary.clone()));
                summary
            }
        }
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    pub fn undo_label(&self) -> Option<&str> {
        self.history.last_done().map(|step| step.label.as_str())
    }

    pub fn redo_label(&self) -> Option<&str> {
        self.history.next_undone().map(|step| step.label.as_str())
    }

    /// Why nothing may be changed here; `None` where it may.
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// Lets nobody change this document, and says why when somebody tries.
    pub fn set_read_only(&mut self, why: Option<String>) {
        self.read_only = why;
    }

    /// Which entities the last step has made one, because it would have made them equal.
    pub fn joined(&self) -> &Joined {
        &self.joined
    }

    /// Applies edits as one undoable step, which is recorded when this returns. Entities that would be equal become one,
    /// see [`doubles`].
    ///
    /// # Errors
    /// See [`EditError`]; nothing has changed then.
    pub fn perform(&mut self, label: impl Into<String>, edits: Vec<Edit>) -> Result<(), EditError> {
        let op = self.perform_unrecorded(label.into(), edits, next_order(), false)?;
        self.record(op);
        Ok(())
    }

    /// As [`OpenDocument::perform`]; the caller records the ops, together with those of other documents.
    pub(super) fn perform_unrecorded(
        &mut self,
        label: String,
        edits: Vec<Edit>,
        order: u64,
        shared: bool,
    ) -> Result<Vec<Op>, EditError> {
        let (edits, joined) = self.completed(edits);
        let ops = self.perform_exactly(label, edits, order, shared)?;
        self.joined = joined;
        Ok(ops)
    }

    /// The edits with what follows from them: equal entities become one.
    fn completed(&self, edits: Vec<Edit>) -> (Vec<Edit>, Joined) {
        doubles::completed(&self.document.text, &self.document.annotations, edits)
    }

    /// As [`OpenDocument::perform_unrecorded`], of what a file says: what stands there twice stays so.
    fn perform_exactly(
        &mut self,
        label: String,
        edits: Vec<Edit>,
        order: u64,
        shared: bool,
    ) -> Result<Vec<Op>, EditError> {
        self.joined = Joined::default();
        if edits.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(why) = &self.read_only {
            return Err(EditError::ReadOnly(why.clone()));
        }
        let mut ops: Vec<Op> = self.base_op().into_iter().collect();
        let forward = edits.clone();
        let step = self.counted(&forward, |open| {
            Ok(open.history.perform(&mut open.document, label, edits, order, shared)?.cloned())
        })?;
        if let (Some(keeper), Some(step)) = (&mut self.keeper, step) {
            keeper.based = true;
            ops.push(Op::Step { key: keeper.key.clone(), step });
        }
        Ok(ops)
    }

    /// Applies edits that follow from the last step as a part of it; see [`History::amend`].
    ///
    /// # Errors
    /// See [`EditError`]; nothing has changed then.
    pub fn amend(&mut self, edits: Vec<Edit>) -> Result<(), EditError> {
        if edits.is_empty() || self.history.last_done().is_none() {
            return Ok(());
        }
        if let Some(why) = &self.read_only {
            return Err(EditError::ReadOnly(why.clone()));
        }
        let (edits, joined) = self.completed(edits);
        self.joined = joined;
        let mut ops: Vec<Op> = self.base_op().into_iter().collect();
        let added = edits.clone();
        let step = self.counted(&added, |open| Ok(open.history.amend(&mut open.document, edits)?.cloned()))?;
        if let (Some(keeper), Some(step)) = (&mut self.keeper, step) {
            keeper.based = true;
            ops.push(Op::Amend { key: keeper.key.clone(), step, edits: added });
        }
        self.record(ops);
        Ok(())
    }

    /// Names the present state of the annotations, by what people did and when the model read them: equal positions are
    /// equal states.
    pub fn position(&self) -> (u64, u64) {
        (self.history.position(), self.read)
    }

    /// # Errors
    /// See [`History::undo`]; and where nothing may be changed.
    pub fn undo(&mut self) -> Result<Option<String>, EditError> {
        let (label, ops) = self.undo_unrecorded()?;
        self.record(ops);
        Ok(label)
    }

    pub(super) fn undo_unrecorded(&mut self) -> Result<(Option<String>, Vec<Op>), EditError> {
        let repair = self.repair(self.history.last_done())?;
        let edits = self.history.edits_back(&self.document, self.read);
        let done = self.shift(edits, History::undo, |key, position, step| Op::Undo { key, position, step })?;
        Ok(self.with_the_other_file(repair, done))
    }

    /// # Errors
    /// See [`OpenDocument::undo`].
    pub fn redo(&mut self) -> Result<Option<String>, EditError> {
        let (label, ops) = self.redo_unrecorded()?;
        self.record(ops);
        Ok(label)
    }

    pub(super) fn redo_unrecorded(&mut self) -> Result<(Option<String>, Vec<Op>), EditError> {
        let repair = self.repair(self.history.next_undone())?;
        let edits = self.history.edits_again(&self.document, self.read);
        let done = self.shift(edits, History::redo, |key, position, step| Op::Redo { key, position, step })?;
        Ok(self.with_the_other_file(repair, done))
    }

    fn shift(
        &mut self,
        edits: Option<Vec<Edit>>,
        shift: impl for<'h> FnOnce(&'h mut History, &mut Document, Vec<Edit>) -> Result<Option<Shifted<'h>>, EditError>,
        op: impl FnOnce(String, u64, Option<Box<super::Step>>) -> Op,
    ) -> Result<(Option<String>, Vec<Op>), EditError> {
        let Some(edits) = edits else { return Ok((None, Vec::new())) };
        if let Some(why) = &self.read_only {
            return Err(EditError::ReadOnly(why.clone()));
        }
        let mut ops: Vec<Op> = self.base_op().into_iter().collect();
        let done = edits.clone();
        let shifted = self.counted(&done, |open| {
            let shifted = shift(&mut open.history, &mut open.document, edits)?;
            let changed = |s: Shifted<'_>| s.changed.then(|| Box::new(s.step.clone()));
            Ok(shifted.map(|s| (s.step.label.clone(), changed(s))))
        })?;
        let Some((label, step)) = shifted else { return Ok((None, ops)) };
        if let Some(keeper) = &mut self.keeper {
            keeper.based = true;
            ops.push(op(keeper.key.clone(), self.history.position(), step));
        }
        Ok((Some(label), ops))
    }

    /// Changes annotations and keeps the counts of what is visible in step, so that an edit of a large document costs no
    /// more than one of a small one.
    fn counted<T>(
        &mut self,
        edits: &[Edit],
        change: impl FnOnce(&mut Self) -> Result<T, EditError>,
    ) -> Result<T, EditError> {
        let known = self.summary.borrow().as_ref().filter(|(content, _)| *content == self.content).cloned();
        let mut ids = affected(&self.document.annotations, edits);
        let before = known.map(|(_, summary)| {
            let mut summary = Summary::clone(&summary);
            summary.count(&self.document.annotations, &ids, &self.visibility, false);
            summary
        });
        let result = change(self)?;
        self.content += 1;
        if let Some(mut summary) = before {
            ids.extend(affected(&self.document.annotations, edits));
            summary.count(&self.document.annotations, &ids, &self.visibility, true);
            *self.summary.borrow_mut() = Some((self.content, Arc::new(summary)));
        }
        for edit in edits {
            if let Edit::Insert(item) | Edit::Replace(item) = edit {
                self.document.schema.learn(item);
            }
        }
        Ok(result)
    }

    /// Changes the types. They are not part of the history: what people decide about types outlives an undo.
    pub fn change_schema(&mut self, change: impl FnOnce(&mut Schema)) {
        change(&mut self.document.schema);
        self.document.schema.complete(&self.document.annotations);
        self.standoff.use_roles(&self.document.schema);
        self.content += 1;
    }

    pub fn set_visibility(&mut self, visibility: Visibility) {
        if self.visibility != visibility {
            self.see(visibility);
            self.record_visibility();
        }
    }

    /// Shows what these thresholds show because they hold for a whole folder: it is no change of this document, so nothing
    /// becomes unsaved by it.
    pub fn view_at(&mut self, visibility: &Visibility) {
        if self.visibility != *visibility {
            let was_dirty = self.is_dirty();
            self.see(visibility.clone());
            if !was_dirty {
                self.saved_visibility.clone_from(visibility);
            }
            self.record_facts();
        }
    }

    fn see(&mut self, visibility: Visibility) {
        let old = std::mem::replace(&mut self.visibility, visibility);
        let known = self.summary.get_mut().take().filter(|(content, _)| *content == self.content);
        self.content += 1;
        // What is wrong is so at every threshold.
        self.checked = self.checked.filter(|checked| checked + 1 == self.content).map(|_| self.content);
        // A slider moves by little, so that few items come or go.
        let annotations = &self.document.annotations;
        let turned = known.zip(turned(annotations, &old, &self.visibility));
        *self.summary.get_mut() = turned.map(|((_, summary), ids)| {
            let mut summary = Summary::clone(&summary);
            summary.count(annotations, &ids, &old, false);
            summary.count(annotations, &ids, &self.visibility, true);
            (self.content, Arc::new(summary))
        });
    }

    /// How far a person is with this document.
    pub fn progress(&self) -> Progress {
        self.keeper.as_ref().and_then(|k| k.store.get(&k.key)).map(|record| record.progress).unwrap_or_default()
    }

    /// Whether there is work of a person that is in no file. What a model said by itself is kept, and can be had again:
    /// a text that was only looked at is nothing to save.
    pub fn is_dirty(&self) -> bool {
        let stands_as_saved = self.history.position() == self.saved_position && self.read == self.saved_read;
        self.needs_file
            || self.history.position() != self.saved_position
            || (stands_as_saved
                && self.visibility != self.saved_visibility
                && self.predictions != Some(Predictions::None)
                && self.has_open_predictions())
    }

    /// Whether all that is in no file is what a model said, and nobody has decided about any of it.
    pub fn has_only_predictions_to_save(&self) -> bool {
        self.history.position() == self.saved_position && self.read != self.saved_read
    }

    /// Declares the present state as nothing to lose (a sample that was analysed by itself).
    pub fn mark_clean(&mut self) {
        self.needs_file = false;
        self.stands_as_saved();
        self.forget_kept();
    }

    /// The present state is that of the file.
    fn stands_as_saved(&mut self) {
        (self.saved_position, self.saved_read) = (self.history.position(), self.read);
        self.saved_visibility = self.visibility.clone();
        self.taken_back.clear();
    }

    fn has_open_predictions(&self) -> bool {
        let open = |origin: &Origin, review: Review| matches!(origin, Origin::Model { .. }) && review == Review::Open;
        let annotations = &self.document.annotations;
        annotations.mentions().any(|m| open(&m.origin, m.review))
            || annotations.relations().any(|r| open(&r.origin, r.review))
    }
}

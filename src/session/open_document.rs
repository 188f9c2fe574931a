//! One open document: text, annotations, history, and where it lives on disk.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::recovery::Journal;
use super::summary::{affected, turned};
use super::{History, Recovered, Recovery, Summary};
use crate::brat::{self, Issue, Standoff};
use crate::domain::{Annotations, Document, Edit, EditError, Item, ItemId, Origin, Review, Visibility};
use crate::text::{Span, split};

/// Names an open document for as long as the application runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u64);

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("this document has no file yet: choose one with Save as…")]
    NoPath,
    #[error(transparent)]
    Write(#[from] brat::SaveError),
}

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
    standoff: Standoff,
    history: History,
    saved_position: u64,
    saved_visibility: Visibility,
    /// A pasted text is unsaved until it has a file.
    needs_file: bool,
    journal: Option<Journal>,
    /// Grows when something that views show has changed.
    content: u64,
    characters: usize,
    summary: RefCell<Option<(u64, Rc<Summary>)>>,
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
        let loaded = brat::load_document(path)?;
        Ok(Self::assemble(id, loaded.document, loaded.standoff, loaded.issues, Some(loaded.txt)))
    }

    /// A text with annotations that are in no file (the bundled sample).
    pub fn from_standoff(id: DocumentId, name: impl Into<String>, text: &str, ann: &[u8]) -> Self {
        let name = name.into();
        let mut document = Document::new(name.clone(), text);
        let reading = brat::read(&document.text, ann, Path::new(&format!("{name}.ann")));
        document.annotations = reading.annotations;
        document.schema.complete(&document.annotations);
        Self::assemble(id, document, reading.standoff, reading.issues, None)
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
            standoff,
            saved_position: history.position(),
            saved_visibility: Visibility::default(),
            history,
            needs_file: false,
            journal: None,
            content: 0,
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

    /// What is visible, counted at most once per change.
    pub fn summary(&self) -> Rc<Summary> {
        let mut cached = self.summary.borrow_mut();
        match &*cached {
            Some((content, summary)) if *content == self.content => summary.clone(),
            _ => {
                let summary = Rc::new(Summary::of(&self.document.annotations, &self.visibility));
                *cached = Some((self.content, summary.clone()));
                summary
            }
        }
    }

    pub fn undo_label(&self) -> Option<&str> {
        self.history.undo_label()
    }

    pub fn redo_label(&self) -> Option<&str> {
        self.history.redo_label()
    }

    /// Writes every later edit to a journal that outlives a crash. A journal that cannot be written is reported once
    /// and never stands in the way of work.
    ///
    /// # Errors
    /// When the journal's file cannot be made.
    pub fn start_journal(&mut self, recovery: &Recovery) -> std::io::Result<()> {
        let lines = if self.path.is_some() { self.lines() } else { Vec::new() };
        self.journal = Some(recovery.start(self.id, &self.document, self.path.as_deref(), lines)?);
        Ok(())
    }

    pub fn has_journal(&self) -> bool {
        self.journal.is_some()
    }

    /// Applies edits as one undoable step.
    ///
    /// # Errors
    /// See [`EditError`]; nothing has changed then.
    pub fn perform(&mut self, label: impl Into<String>, edits: Vec<Edit>) -> Result<(), EditError> {
        if edits.is_empty() {
            return Ok(());
        }
        let forward = edits.clone();
        self.counted(&forward, |open| open.history.perform(&mut open.document, label, edits))?;
        self.record(&forward);
        Ok(())
    }

    /// Applies edits that follow from the last step as a part of it; see [`History::amend`].
    ///
    /// # Errors
    /// See [`EditError`]; nothing has changed then.
    pub fn amend(&mut self, edits: Vec<Edit>) -> Result<(), EditError> {
        if edits.is_empty() {
            return Ok(());
        }
        let forward = edits.clone();
        if self.counted(&forward, |open| open.history.amend(&mut open.document, edits))? {
            self.record(&forward);
        }
        Ok(())
    }

    /// Names the present state of the annotations: equal positions are equal states.
    pub fn position(&self) -> u64 {
        self.history.position()
    }

    /// # Errors
    /// See [`History::undo`].
    pub fn undo(&mut self) -> Result<Option<String>, EditError> {
        let edits = self.history.undo_edits().to_vec();
        let label = self.counted(&edits, |open| open.history.undo(&mut open.document))?;
        self.record(&edits);
        Ok(label)
    }

    /// # Errors
    /// See [`History::redo`].
    pub fn redo(&mut self) -> Result<Option<String>, EditError> {
        let edits = self.history.redo_edits().to_vec();
        let label = self.counted(&edits, |open| open.history.redo(&mut open.document))?;
        self.record(&edits);
        Ok(label)
    }

    /// Changes annotations and keeps the counts of what is visible in step, so that an edit of a large document costs no
    /// more than one of a small one. [`Self::record`] follows.
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
        if let Some(mut summary) = before {
            ids.extend(affected(&self.document.annotations, edits));
            summary.count(&self.document.annotations, &ids, &self.visibility, true);
            *self.summary.borrow_mut() = Some((self.content + 1, Rc::new(summary)));
        }
        Ok(result)
    }

    fn record(&mut self, edits: &[Edit]) {
        self.content += 1;
        for edit in edits {
            if let Edit::Insert(item) | Edit::Replace(item) = edit {
                self.document.schema.learn(item);
            }
        }
        // A full disk must not stop the work; saving will say so loudly.
        if let Some(journal) = &mut self.journal
            && journal.append(edits).is_err()
        {
            self.journal = None;
        }
    }

    pub fn set_visibility(&mut self, visibility: Visibility) {
        if self.visibility != visibility {
            let old = std::mem::replace(&mut self.visibility, visibility);
            let known = self.summary.get_mut().take().filter(|(content, _)| *content == self.content);
            self.content += 1;
            // A slider moves by little, so that few items come or go.
            let annotations = &self.document.annotations;
            let turned = known.zip(turned(annotations, &old, &self.visibility));
            *self.summary.get_mut() = turned.map(|((_, summary), ids)| {
                let mut summary = Summary::clone(&summary);
                summary.count(annotations, &ids, &old, false);
                summary.count(annotations, &ids, &self.visibility, true);
                (self.content, Rc::new(summary))
            });
        }
    }

    /// Whether closing now would lose something.
    pub fn is_dirty(&self) -> bool {
        self.needs_file
            || self.history.position() != self.saved_position
            || (self.visibility != self.saved_visibility && self.has_open_predictions())
    }

    /// Declares the present state as nothing to lose (a sample that was analysed by itself).
    pub fn mark_clean(&mut self) {
        self.needs_file = false;
        self.saved_position = self.history.position();
        self.saved_visibility = self.visibility.clone();
        self.journal = None;
    }

    fn has_open_predictions(&self) -> bool {
        let open = |origin: &Origin, review: Review| matches!(origin, Origin::Model { .. }) && review == Review::Open;
        let annotations = &self.document.annotations;
        annotations.mentions().any(|m| open(&m.origin, m.review))
            || annotations.relations().any(|r| open(&r.origin, r.review))
    }

    /// Writes the `.ann` beside its `.txt`, atomically.
    ///
    /// # Errors
    /// [`SaveError::NoPath`] for a text without a file; else what the disk says, with the old file intact.
    pub fn save(&mut self) -> Result<PathBuf, SaveError> {
        let txt = self.path.clone().ok_or(SaveError::NoPath)?;
        self.write(&txt, false)?;
        Ok(txt)
    }

    /// Writes text and annotations to a new place, which becomes the document's own.
    ///
    /// # Errors
    /// What the disk says.
    pub fn save_as(&mut self, path: &Path) -> Result<PathBuf, SaveError> {
        let txt = brat::txt_path(path);
        self.write(&txt, true)?;
        self.document.name =
            txt.file_stem().map_or_else(|| self.document.name.clone(), |s| s.to_string_lossy().into_owned());
        self.path = Some(txt.clone());
        Ok(txt)
    }

    fn write(&mut self, txt: &Path, with_text: bool) -> Result<(), SaveError> {
        let (bytes, standoff) = self.standoff.write(&self.document.text, &self.document.annotations, &self.visibility);
        if with_text {
            brat::save_text(txt, &self.document.text)?;
        }
        brat::save_annotations(txt, &bytes)?;
        self.standoff = standoff;
        self.mark_clean();
        Ok(())
    }

    /// The line of the `.ann` on which each item stands.
    fn lines(&self) -> Vec<(usize, ItemId)> {
        self.standoff.numbers().collect()
    }

    /// Replays a journal; stops at the first group that does not fit and says how many of how many did.
    pub fn replay(&mut self, recovered: &Recovered) -> (usize, usize) {
        let total = recovered.groups.len();
        let here: HashMap<usize, ItemId> = self.lines().into_iter().collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fragments, MentionId, change};

    fn add(open: &mut OpenDocument, start: usize, end: usize) -> MentionId {
        let fragments = Fragments::one(Span::new(start, end));
        let (id, edits) = change::add_mention(&mut open.document.annotations, "Peop".into(), fragments);
        open.perform("add", edits).expect("in the text");
        id
    }

    fn said(open: &OpenDocument) -> Vec<String> {
        let name = |m: &crate::domain::Mention| format!("{} {}", m.kind, m.text(&open.document.text));
        open.document.annotations.mentions().map(name).collect()
    }

    #[test]
    fn edits_after_a_save_come_back_though_ids_differ() {
        let folder = tempfile::tempdir().expect("a folder");
        let txt = folder.path().join("a.txt");
        std::fs::write(&txt, "Anna met Boris and Vera.").expect("writable");
        let recovery = Recovery::in_folder(folder.path().join("recovery"));
        let mut open = OpenDocument::open(DocumentId(1), &txt).expect("readable");
        let (gone, anna) = (add(&mut open, 19, 23), add(&mut open, 0, 4));
        let boris = add(&mut open, 9, 14);
        let edits = change::delete(&open.document.annotations, gone);
        open.perform("delete", edits).expect("exists");
        open.save().expect("writable");
        assert!(!open.is_dirty());
        // After the save: ids in memory are 2 and 3, a fresh reading gives 1 and 2.
        open.start_journal(&recovery).expect("writable");
        let edits = change::retag_mention(&open.document.annotations, boris, "Loc".into());
        open.perform("retag", edits).expect("exists");
        let (_, edits) = change::add_relation(&mut open.document.annotations, "Knows".into(), anna, boris);
        open.perform("relate", edits).expect("exists");
        let journal = std::fs::read_dir(folder.path().join("recovery")).expect("there").flatten().next().expect("one");
        std::fs::copy(journal.path(), folder.path().join("recovery/4294967295-1.jsonl")).expect("copied");
        drop(open);
        let found = recovery.find();
        assert_eq!(found.len(), 1);
        let mut again = OpenDocument::open(DocumentId(2), &txt).expect("readable");
        assert_eq!(said(&again), ["Peop Anna", "Peop Boris"]);
        assert_eq!(again.replay(&found[0]), (2, 2));
        assert_eq!(said(&again), ["Peop Anna", "Loc Boris"]);
        assert_eq!(again.document.annotations.relation_count(), 1);
        assert!(again.is_dirty());
    }

    #[test]
    fn undoing_back_to_the_saved_state_is_clean() {
        let folder = tempfile::tempdir().expect("a folder");
        let txt = folder.path().join("a.txt");
        std::fs::write(&txt, "Anna met Boris.").expect("writable");
        let mut open = OpenDocument::open(DocumentId(1), &txt).expect("readable");
        add(&mut open, 0, 4);
        open.save().expect("writable");
        add(&mut open, 9, 14);
        assert!(open.is_dirty());
        open.undo().expect("undo");
        assert!(!open.is_dirty());
        open.undo().expect("undo");
        assert!(open.is_dirty(), "the file holds more than the document now");
        assert_eq!(
            open.save().map(|_| std::fs::read_to_string(txt.with_extension("ann")).expect("there")).ok(),
            Some(String::new())
        );
    }
}

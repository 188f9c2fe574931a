//! Steps across documents.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Workspace, places};
use crate::brat::LoadError;
use crate::domain::{Edit, EditError};
use crate::session::history::next_order;
use crate::session::store::{Op, Store, StoreError};
use crate::session::{DocumentId, OpenDocument, Step};

/// A document that a step touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Open(DocumentId),
    /// Opened first if it is not open. Ids are those that [`super::Places::read`] gives, so that edits can be made on
    /// another thread.
    Path(PathBuf),
}

/// What an undo, a redo or a step across documents did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The document to show.
    pub document: DocumentId,
    pub label: String,
    /// How many documents changed.
    pub documents: usize,
    /// What could not be reached, in plain words.
    pub missing: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum AcrossError {
    #[error("{name}: {cause}")]
    Edit {
        name: String,
        #[source]
        cause: EditError,
    },
    #[error("“{label}” also changed {name}, where something was done since: undo that first")]
    Later { label: String, name: String },
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Undo or redo.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    Again,
}

impl Way {
    fn step(self, document: &OpenDocument) -> Option<&Step> {
        match self {
            Self::Back => document.history().last_done(),
            Self::Again => document.history().next_undone(),
        }
    }
}

/// The step that an undo would take back, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Latest {
    Open(DocumentId),
    /// Of the documents that were closed, by its place.
    Closed(usize),
}

impl Workspace {
    fn latest(&self, documents: &[OpenDocument], shown: Option<DocumentId>) -> Option<Latest> {
        let open = |d: &OpenDocument| Some((d.history().last_done()?.order, Latest::Open(d.id)));
        let open = documents.iter().filter(|d| d.read_only().is_none()).filter_map(open);
        let closed = self.closed.iter().enumerate().map(|(at, (order, _))| (*order, Latest::Closed(at)));
        let is_shown = |at: &Latest| shown.is_some_and(|shown| *at == Latest::Open(shown));
        // Parts of one step are equally late: the document that is shown stays where it is one of them.
        let latest = open
            .chain(closed)
            .max_by_key(|(order, at)| (*order, is_shown(at)))
            .filter(|(order, _)| *order > self.started);
        latest.map(|(_, latest)| latest).or_else(|| shown.map(Latest::Open))
    }

    /// What [`Workspace::undo`] would take back, and in which document unless it is the shown one or closed.
    pub fn next_undo<'d>(
        &self,
        documents: &'d [OpenDocument],
        shown: Option<DocumentId>,
    ) -> Option<(&'d str, Option<&'d OpenDocument>)> {
        match self.latest(documents, shown)? {
            Latest::Closed(_) => Some(("a change in a closed document", None)),
            Latest::Open(id) => {
                let document = documents.iter().find(|d| d.id == id)?;
                Some((document.undo_label()?, (shown != Some(id)).then_some(document)))
            }
        }
    }

    /// As [`Workspace::next_undo`], for [`Workspace::redo`].
    pub fn next_redo<'d>(
        &self,
        documents: &'d [OpenDocument],
        shown: Option<DocumentId>,
    ) -> Option<(&'d str, Option<&'d OpenDocument>)> {
        let id = self.latest_undone(documents).or(shown)?;
        let document = documents.iter().find(|d| d.id == id)?;
        Some((document.redo_label()?, (shown != Some(id)).then_some(document)))
    }

    fn latest_undone(&self, documents: &[OpenDocument]) -> Option<DocumentId> {
        let undone = documents.iter().filter_map(|d| Some((d.history().undone_at()?, d.id)));
        undone.max().filter(|(at, _)| *at > self.started).map(|(_, id)| id)
    }

    /// Takes back the latest step, wherever it was (see the module); `None` when there is none. Documents that must be
    /// opened for it are added, numbered by `fresh`.
    ///
    /// # Errors
    /// When a document cannot be read, or a step over several documents is covered by a later one; nothing has changed.
    pub fn undo(
        &mut self,
        documents: &mut Vec<OpenDocument>,
        shown: Option<DocumentId>,
        fresh: &mut dyn FnMut() -> DocumentId,
    ) -> Result<Option<Moved>, AcrossError> {
        let id = match self.latest(documents, shown) {
            Some(Latest::Closed(at)) => {
                let Some((_, path)) = self.closed.get(at).cloned() else { return Ok(None) };
                let read = self.read(fresh(), &path);
                // A file that is gone must not stand in the way of all earlier steps.
                self.closed.retain(|(_, closed)| *closed != path);
                let (document, _) = read?;
                let id = document.id;
                documents.push(document);
                Some(id)
            }
            Some(Latest::Open(id)) => Some(id),
            None => None,
        };
        self.shift(documents, id, fresh, Way::Back)
    }

    /// Does the step again that was last taken back, wherever it was.
    ///
    /// # Errors
    /// As [`Workspace::undo`].
    pub fn redo(
        &mut self,
        documents: &mut Vec<OpenDocument>,
        shown: Option<DocumentId>,
        fresh: &mut dyn FnMut() -> DocumentId,
    ) -> Result<Option<Moved>, AcrossError> {
        let latest = self.latest_undone(documents).or(shown);
        self.shift(documents, latest, fresh, Way::Again)
    }

    fn shift(
        &mut self,
        documents: &mut Vec<OpenDocument>,
        id: Option<DocumentId>,
        fresh: &mut dyn FnMut() -> DocumentId,
        way: Way,
    ) -> Result<Option<Moved>, AcrossError> {
        let Some(first) = documents.iter().find(|d| Some(d.id) == id) else { return Ok(None) };
        let Some(step) = way.step(first).cloned() else { return Ok(None) };
        let (shown, mut missing) = (first.id, Vec::new());
        let mut members = HashSet::from([shown]);
        if step.shared {
            let known: HashMap<String, DocumentId> = documents.iter().map(|d| (group_key(d), d.id)).collect();
            let keys = self.group(first, step.order)?;
            let mut paths = by_path(documents);
            for key in keys {
                match known.get(&key) {
                    Some(id) => {
                        members.insert(*id);
                    }
                    None => match self.member(documents, &mut paths, shown, &key, fresh) {
                        Ok(Some(id)) => {
                            members.insert(id);
                        }
                        Ok(None) => missing.push(key),
                        Err(error) => missing.push(error.to_string()),
                    },
                }
            }
        }
        // All or none: look first.
        let mut parts = HashSet::new();
        for document in documents.iter().filter(|d| members.contains(&d.id)) {
            let history = document.history();
            if way.step(document).is_some_and(|next| next.order == step.order) {
                parts.insert(document.id);
            } else if way == Way::Back && history.stands(step.order) {
                let name = document.document.name.clone();
                return Err(AcrossError::Later { label: step.label, name });
            }
        }
        let mut ops: Vec<(DocumentId, Vec<Op>)> = Vec::new();
        for document in documents.iter_mut().filter(|d| parts.contains(&d.id)) {
            let done = match way {
                Way::Back => document.undo_unrecorded(),
                Way::Again => document.redo_unrecorded(),
            };
            match done {
                Ok((_, of_this)) => ops.push((document.id, of_this)),
                Err(cause) => {
                    let name = document.document.name.clone();
                    record(documents, ops, None);
                    return Err(AcrossError::Edit { name, cause });
                }
            }
        }
        record(documents, ops, None);
        Ok(Some(Moved { document: shown, label: step.label, documents: parts.len(), missing }))
    }

    /// The documents of a step, by their keys.
    fn group(&self, first: &OpenDocument, order: u64) -> Result<Vec<String>, AcrossError> {
        match (self.groups.get(&order), first.keeper()) {
            (Some(keys), _) => Ok(keys.clone()),
            (None, Some(keeper)) => Ok(keeper.store().group(order)?),
            (None, None) => Ok(Vec::new()),
        }
    }

    /// The member of a group with this key, which is not open.
    fn member(
        &mut self,
        documents: &mut Vec<OpenDocument>,
        paths: &mut HashMap<PathBuf, DocumentId>,
        beside: DocumentId,
        key: &str,
        fresh: &mut dyn FnMut() -> DocumentId,
    ) -> Result<Option<DocumentId>, AcrossError> {
        let path = documents.iter().find(|d| d.id == beside).and_then(|d| self.places.path_of(d, key));
        let Some(path) = path else { return Ok(None) };
        self.opened(documents, paths, &path, fresh).map(Some)
    }

    fn opened(
        &mut self,
        documents: &mut Vec<OpenDocument>,
        known: &mut HashMap<PathBuf, DocumentId>,
        path: &Path,
        fresh: &mut dyn FnMut() -> DocumentId,
    ) -> Result<DocumentId, AcrossError> {
        let wanted = places::absolute(path);
        if let Some(id) = known.get(&wanted) {
            return Ok(*id);
        }
        let (document, _) = self.read(fresh(), path)?;
        let id = document.id;
        documents.push(document);
        known.insert(wanted, id);
        Ok(id)
    }

    /// Applies edits to several documents as one undoable step: all or none. Documents that are not open are opened and
    /// added to `documents`.
    ///
    /// # Errors
    /// When a document cannot be read, or an edit does not fit; nothing has changed then.
    pub fn perform_many(
        &mut self,
        documents: &mut Vec<OpenDocument>,
        label: &str,
        parts: Vec<(Target, Vec<Edit>)>,
        fresh: &mut dyn FnMut() -> DocumentId,
    ) -> Result<Option<Moved>, AcrossError> {
        let mut groups: BTreeMap<DocumentId, Vec<Edit>> = BTreeMap::new();
        let (mut first, mut known) = (None, by_path(documents));
        for (target, edits) in parts.into_iter().filter(|(_, edits)| !edits.is_empty()) {
            let id = match target {
                Target::Open(id) => id,
                Target::Path(path) => self.opened(documents, &mut known, &path, fresh)?,
            };
            first.get_or_insert(id);
            groups.entry(id).or_default().extend(edits);
        }
        let mut keys = Vec::new();
        for document in documents.iter() {
            let Some(edits) = groups.get(&document.id) else { continue };
            let named = |cause| AcrossError::Edit { name: document.document.name.clone(), cause };
            if let Some(why) = document.read_only() {
                return Err(named(EditError::ReadOnly(why.to_owned())));
            }
            // On a copy first: an edit that does not fit must leave every document as it was.
            let mut trial = document.document.annotations.clone();
            trial.apply_group(&document.document.text, edits.clone()).map_err(named)?;
            keys.push(group_key(document));
        }
        let (order, count) = (next_order(), keys.len());
        let shared = count > 1;
        let mut ops = Vec::new();
        for document in documents.iter_mut() {
            let Some(edits) = groups.remove(&document.id) else { continue };
            match document.perform_unrecorded(label.to_owned(), edits, order, shared) {
                Ok(of_this) => ops.push((document.id, of_this)),
                Err(cause) => {
                    let name = document.document.name.clone();
                    record(documents, ops, None);
                    return Err(AcrossError::Edit { name, cause });
                }
            }
        }
        let group = shared.then(|| Op::Group { order, keys: keys.clone() });
        record(documents, ops, group);
        if shared {
            self.groups.insert(order, keys);
        }
        let moved = |document| Moved { document, label: label.to_owned(), documents: count, missing: Vec::new() };
        Ok(first.map(moved))
    }
}

/// The open documents by the one name of their file.
fn by_path(documents: &[OpenDocument]) -> HashMap<PathBuf, DocumentId> {
    documents.iter().filter_map(|d| Some((places::absolute(d.path()?), d.id))).collect()
}

/// How a group names a document.
fn group_key(document: &OpenDocument) -> String {
    match document.keeper() {
        Some(keeper) => keeper.key().to_owned(),
        None => document.path().map_or_else(
            || format!("open:{}", document.id.0),
            |path| places::absolute(path).to_string_lossy().into_owned(),
        ),
    }
}

/// Records the ops of several documents: those of one store as one entry, so that a crash leaves all or none.
fn record(documents: &[OpenDocument], ops: Vec<(DocumentId, Vec<Op>)>, group: Option<Op>) {
    let mut ops: HashMap<DocumentId, Vec<Op>> = ops.into_iter().collect();
    let mut stores: Vec<(Arc<Store>, Vec<Op>)> = Vec::new();
    let mut touched = Vec::new();
    for document in documents {
        let (Some(of_this), Some(keeper)) = (ops.remove(&document.id), document.keeper()) else { continue };
        match stores.iter_mut().find(|(store, _)| Arc::ptr_eq(store, keeper.store())) {
            Some((_, all)) => all.extend(of_this),
            None => stores.push((keeper.store().clone(), group.iter().cloned().chain(of_this).collect())),
        }
        touched.push(document);
    }
    for (store, mut all) in stores {
        match all.len() {
            0 => {}
            1 => all.drain(..).for_each(|op| store.record(op)),
            _ => store.record(Op::Many(all)),
        }
    }
    touched.into_iter().for_each(OpenDocument::record_facts);
}

//! The editor, its open documents, what is selected in them, and undo.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use super::Selection;
use super::analyses::Analyses;
use super::drafts::Drafts;
use super::folder::OpenedFolder;
use super::host::Host;
use super::importing::Importing;
use super::legend::Legend;
use super::saving::Saving;
use super::scope::Corpus;
use crate::brat::Predictions;
use crate::domain::{ItemId, Mention, MentionId};
use crate::session::workspace::{AcrossError, Moved};
use crate::session::{DocumentId, OpenDocument, Recovery, Settings, Workspace};
use crate::text::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Good,
    Info,
    Warning,
    Error,
}

/// Something to tell the person; the app turns it into a toast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
}

/// What was selected before.
#[derive(Default)]
pub struct Recent {
    /// The mention that was selected last, which a piece of text may be added to.
    pub mention: Option<MentionId>,
    /// What [`super::next_uncertain`] has selected last.
    pub(super) uncertain: Option<Selection>,
}

/// Everything that is open, and what is done with it. Threads wake the host; whoever shows the editor calls [`super::tick`]
/// once a frame.
#[derive(Default)]
pub struct Editor {
    pub documents: Vec<OpenDocument>,
    pub current: Option<DocumentId>,
    pub folder: OpenedFolder,
    pub selection: Selection,
    /// What was selected before.
    pub recent: Recent,
    pub settings: Settings,
    pub legend: Legend,
    /// Where everything is recorded.
    pub workspace: Workspace,
    /// Files and clippings that are read on threads.
    pub importing: Importing,
    pub saving: Saving,
    /// What is being written and is in no document yet.
    pub drafts: Drafts,
    next_document: u64,
    /// The model at work.
    pub analyses: Analyses,
    /// What is known of documents that are looked through.
    pub corpus: Corpus,
    pub host: Host,
}

impl Editor {
    /// Nothing is open; `recovery`: where journals of earlier versions may lie.
    pub fn new(settings: Settings, recovery: Option<Recovery>, workspace: Workspace) -> Self {
        let host = Host { recovery, settings_written: settings.clone(), ..Host::default() };
        Self { settings, workspace, host, ..Self::default() }
    }

    pub fn notify(&mut self, tone: Tone, text: impl Into<String>) {
        let text = text.into();
        match tone {
            Tone::Error => tracing::error!(text, "said"),
            Tone::Warning => tracing::warn!(text, "said"),
            Tone::Good | Tone::Info => {}
        }
        self.host.notices.push(Notice { tone, text });
    }

    /// What the person has not been told yet.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        for text in self.workspace.take_notices() {
            self.notify(Tone::Warning, text);
        }
        std::mem::take(&mut self.host.notices)
    }

    /// How long an answer about the open documents must wait before it may be brought up to date, when it is `now` (in
    /// seconds); see [`Corpus::unrest`].
    pub fn unrest(&mut self, now: f64) -> Duration {
        let shown = self.documents.iter().find(|open| Some(open.id) == self.current);
        self.corpus.unrest(&self.documents, shown, now)
    }

    pub fn document(&self, id: DocumentId) -> Option<&OpenDocument> {
        self.documents.iter().find(|d| d.id == id)
    }

    pub fn document_mut(&mut self, id: DocumentId) -> Option<&mut OpenDocument> {
        self.documents.iter_mut().find(|d| d.id == id)
    }

    pub fn current(&self) -> Option<&OpenDocument> {
        self.document(self.current?)
    }

    pub fn current_mut(&mut self) -> Option<&mut OpenDocument> {
        let id = self.current?;
        self.document_mut(id)
    }

    pub fn fresh_id(&mut self) -> DocumentId {
        self.next_document += 1;
        DocumentId(self.next_document)
    }

    pub fn add(&mut self, document: OpenDocument) -> DocumentId {
        let id = self.put(document);
        self.show(id);
        id
    }

    /// Adds a document that is not shown.
    pub(super) fn put(&mut self, mut document: OpenDocument) -> DocumentId {
        let id = document.id;
        document.set_predictions(self.workspace.predictions(document.path().or(document.source()), id));
        if document.keeper().is_none() && document.path().is_none() {
            self.workspace.attach(&mut document);
        }
        if document.path().is_none() && document.is_dirty() {
            // A pasted text is safe before its first edit.
            document.keep_now();
        }
        self.documents.push(document);
        self.share_types();
        self.share_thresholds();
        id
    }

    /// What is saved of predictions that nobody has reviewed, from now on: in the folder of this place, or of this document.
    pub fn choose_predictions(&mut self, path: Option<&Path>, of: DocumentId, choice: Predictions) {
        self.workspace.choose_predictions(path, of, choice);
        for open in &mut self.documents {
            let choice = self.workspace.predictions(open.path().or(open.source()), open.id);
            open.set_predictions(choice);
        }
    }

    pub fn show(&mut self, id: DocumentId) {
        if self.current != Some(id) {
            self.current = Some(id);
            self.selection = Selection::None;
            self.recent.mention = None;
            if let Some(path) = self.document(id).and_then(OpenDocument::path) {
                self.settings.last_document = std::path::absolute(path).ok();
            }
        }
    }

    /// Selects something of a document; the selection is that of the shown one, so that of another stays away from it.
    pub fn select_in(&mut self, of: Option<DocumentId>, selection: Selection) {
        if of == self.current {
            self.selection = selection;
        }
    }

    /// What undo would take back, and in which document if not the shown one.
    pub fn next_undo(&self) -> Option<(&str, Option<&OpenDocument>)> {
        self.workspace.next_undo(&self.documents, self.current)
    }

    /// As [`Editor::next_undo`].
    pub fn next_redo(&self) -> Option<(&str, Option<&OpenDocument>)> {
        self.workspace.next_redo(&self.documents, self.current)
    }

    /// Work of the workspace that may open documents; the shown one stays. A step over several documents:
    /// `editor.across(|workspace, documents, _, fresh| workspace.perform_many(documents, label, parts, fresh))`.
    ///
    /// # Errors
    /// In plain words.
    pub fn across(
        &mut self,
        work: impl FnOnce(
            &mut Workspace,
            &mut Vec<OpenDocument>,
            Option<DocumentId>,
            &mut dyn FnMut() -> DocumentId,
        ) -> Result<Option<Moved>, AcrossError>,
    ) -> Result<Option<Moved>, String> {
        let next = &mut self.next_document;
        let mut fresh = || {
            *next += 1;
            DocumentId(*next)
        };
        let known: BTreeSet<DocumentId> = self.documents.iter().map(|open| open.id).collect();
        let moved = work(&mut self.workspace, &mut self.documents, self.current, &mut fresh);
        for open in self.documents.iter_mut().filter(|open| !known.contains(&open.id)) {
            open.set_predictions(self.workspace.predictions(open.path().or(open.source()), open.id));
        }
        self.share_types();
        self.share_thresholds();
        self.retain_selection();
        moved.map_err(|error| error.to_string())
    }

    /// Gives every open document its types. Once a frame; costs nothing when none is new.
    pub fn share_types(&mut self) {
        let changed = self.legend.offered.share(&mut self.documents, &self.folder, &mut self.settings.types);
        self.legend.revision += u64::from(changed);
    }

    /// Unsaved changes stay in the workspace: the document shows them when it is opened again.
    pub fn close(&mut self, id: DocumentId) {
        self.remove(id, false);
    }

    /// Closes a document whose unsaved changes are not wanted.
    pub fn discard(&mut self, id: DocumentId) {
        self.remove(id, true);
    }

    fn remove(&mut self, id: DocumentId, discard: bool) {
        let Some(place) = self.documents.iter().position(|d| d.id == id) else { return };
        let mut document = self.documents.remove(place);
        self.workspace.closing(&mut document, discard);
        self.analyses.forget(id);
        if self.current == Some(id) {
            self.selection = Selection::None;
            self.recent.mention = None;
            self.current = self.documents.get(place.min(self.documents.len().saturating_sub(1))).map(|d| d.id);
        }
    }

    /// The mention that a selected stretch of text may be a further piece of: the last one that was selected, when it is
    /// near.
    pub fn piece_of(&self, span: Span) -> Option<&Mention> {
        let mention = self.current()?.document.annotations.mention(self.recent.mention?)?;
        let cover = mention.cover();
        let apart = span.start.saturating_sub(cover.end).max(cover.start.saturating_sub(span.end));
        (apart < 2_000).then_some(mention)
    }

    /// Selects an item of the shown document, or its bare text where the item is gone or hidden.
    pub fn select_item(&mut self, item: Option<ItemId>, span: Span) {
        let shown = self.current().and_then(|open| {
            let annotations = &open.document.annotations;
            match item? {
                ItemId::Mention(id) => {
                    let mention = annotations.mention(id)?;
                    open.visibility.mention(mention).then_some(Selection::Mention(id))
                }
                ItemId::Relation(id) => {
                    let relation = annotations.relation(id)?;
                    open.visibility.relation(annotations, relation).then_some(Selection::Relation(id))
                }
                ItemId::Extra(_) => None,
            }
        });
        self.selection = shown.unwrap_or(Selection::Text(span));
    }

    /// Drops from the selection what an edit or an undo has taken away.
    pub fn retain_selection(&mut self) {
        if let Some(document) = self.documents.iter().find(|d| Some(d.id) == self.current) {
            self.selection.retain_existing(&document.document.annotations);
        }
    }

    pub fn dirty(&self) -> impl Iterator<Item = &OpenDocument> {
        self.documents.iter().filter(|d| d.is_dirty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_shows_the_neighbour() {
        let mut editor = Editor::default();
        let (a, b) = (editor.add_text("one"), editor.add_text("two"));
        editor.close(b);
        assert_eq!(editor.current, Some(a));
        editor.close(a);
        assert_eq!(editor.current, None);
    }
}

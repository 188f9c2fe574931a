//! What the window shows: open documents, the folder, the selection, settings. No drawing here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Selection;
use super::folder::is_source;
use super::shared_types::Shared;
use crate::brat::{self, Issue, LoadError, Predictions};
use crate::domain::{Mention, MentionId, Schema, Visibility};
use crate::io::same_file;
use crate::session::store::Store;
use crate::session::workspace::{AcrossError, Moved};
use crate::session::{DocumentId, Listing, OpenDocument, Recovery, Restored, Settings, Workspace};
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

#[derive(Default)]
pub struct State {
    pub documents: Vec<OpenDocument>,
    pub current: Option<DocumentId>,
    /// Documents of the opened folder (their `.txt`), read when chosen.
    pub folder: Option<(PathBuf, Vec<PathBuf>)>,
    /// Its files of other kinds, whose texts are taken out when they are chosen.
    pub sources: Vec<PathBuf>,
    /// Grows when the list of the folder's documents changes.
    pub folder_revision: u64,
    /// The folder that is being walked through.
    pub listing: Option<Listing>,
    pub folder_store: Option<Arc<Store>>,
    /// The document of the folder that is shown when its list is there; else the first.
    pub(super) shown_first: Option<PathBuf>,
    pub selection: Selection,
    /// The mention that was selected last, which a piece of text may be added to.
    pub chosen: Option<MentionId>,
    pub settings: Settings,
    pub hidden: BTreeSet<Arc<str>>,
    pub hidden_relations: BTreeSet<Arc<str>>,
    /// Whether the legend has a threshold for every type.
    pub thresholds_by_type: bool,
    /// Whether text and map show what the model nearly said, too.
    pub nearly: bool,
    /// The loaded model's types; they complete every document's schema.
    pub model_schema: Schema,
    /// Where journals of earlier versions may lie.
    pub recovery: Option<Recovery>,
    /// Where everything is recorded.
    pub workspace: Workspace,
    pub notices: Vec<Notice>,
    /// Files that must be read on a thread; the app does so at the next frame.
    pub to_import: Vec<PathBuf>,
    pub next_document: u64,
    /// Where entities were corrected and the model has not been asked again about their relations.
    pub touched: Vec<(DocumentId, Span)>,
    /// Types of the folder's documents, as far as they were opened and no `annotation.conf` declares them.
    pub(super) folder_types: Schema,
    pub(super) types_shared: Shared,
    /// Grows when the legend hides or shows types.
    pub filter_revision: u64,
    /// Grows when a person moves a threshold.
    pub thresholds_moved: u64,
    /// The thresholds of the opened folder's documents, open or not, where a person has moved them; else each shows what
    /// its model asks for.
    pub folder_thresholds: Option<Visibility>,
}

impl State {
    /// Nothing is open; `recovery`: where journals of earlier versions may lie.
    pub fn new(settings: Settings, recovery: Option<Recovery>, workspace: Workspace) -> Self {
        Self { settings, recovery, workspace, ..Self::default() }
    }

    pub fn notify(&mut self, tone: Tone, text: impl Into<String>) {
        let text = text.into();
        match tone {
            Tone::Error => tracing::error!(text, "said"),
            Tone::Warning => tracing::warn!(text, "said"),
            Tone::Good | Tone::Info => {}
        }
        self.notices.push(Notice { tone, text });
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
    fn put(&mut self, mut document: OpenDocument) -> DocumentId {
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
            self.chosen = None;
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

    /// A pasted or typed text as a new document, named by its first words.
    pub fn add_text(&mut self, text: &str) -> DocumentId {
        let id = self.fresh_id();
        // The dialog and most clipboards use LF; a lone CR or CRLF would be invisible characters in every offset.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.add(OpenDocument::from_text(id, title_of(&text), &text, false))
    }

    /// As [`State::open_file`]; a file whose text must be taken out of it is left to a thread, by way of `to_import`.
    pub fn open_soon(&mut self, path: &Path) {
        if is_source(path) {
            self.to_import.push(path.to_owned());
        } else {
            self.open_file(path);
        }
    }

    /// Opens a text or a brat document, or shows it if it is open already.
    pub fn open_file(&mut self, path: &Path) -> Option<DocumentId> {
        let txt = brat::txt_path(path);
        if let Some(id) = self.documents.iter().find(|d| d.path().is_some_and(|p| same_file(p, &txt))).map(|d| d.id) {
            self.show(id);
            return Some(id);
        }
        let id = self.fresh_id();
        match self.workspace.read(id, path) {
            Ok((document, restored)) => {
                self.say_restored(&document, &restored);
                self.say_issues(&document.issues);
                if let Ok(absolute) = std::path::absolute(path) {
                    self.settings.remember(absolute);
                }
                Some(self.add(document))
            }
            // Another encoding, most likely.
            Err(LoadError::Decode { path, .. }) => {
                self.to_import.push(path);
                None
            }
            Err(error) => {
                self.notify(Tone::Error, error.to_string());
                None
            }
        }
    }

    /// Opens a document that is not open, for something that is done to it unseen.
    ///
    /// # Errors
    /// What reading its files says.
    pub fn open_unseen(&mut self, path: &Path) -> Result<DocumentId, LoadError> {
        let id = self.fresh_id();
        let (document, restored) = self.workspace.read(id, path)?;
        if !matches!(restored, Restored::Unsaved(_)) {
            self.say_restored(&document, &restored);
        }
        Ok(self.put(document))
    }

    /// Says what was wrong with a file that was opened all the same.
    pub fn say_issues(&mut self, issues: &[Issue]) {
        match issues {
            [] => {}
            [only] => self.notify(Tone::Warning, only.to_string()),
            [first, rest @ ..] => {
                let text = format!("{first}\n… and {} more: see the inspector", rest.len());
                self.notify(Tone::Warning, text);
            }
        }
    }

    fn say_restored(&mut self, document: &OpenDocument, restored: &Restored) {
        let name = document.document.name.clone();
        match restored {
            Restored::Nothing | Restored::Saved => {}
            Restored::Unsaved(_) => {
                let text = format!("{name} has changes that are not in its file yet. Ctrl+S writes them");
                self.notify(Tone::Info, text);
            }
            Restored::TextChanged(None) => {
                let text = format!("The text of {name} is another one now, so its earlier steps cannot be undone");
                self.notify(Tone::Warning, text);
            }
            Restored::TextChanged(Some(key)) => {
                let rescued = document.keeper().map(|keeper| keeper.store().clone());
                let id = self.fresh_id();
                if let Some(rescued) = rescued.and_then(|store| OpenDocument::loose(id, &store, key)) {
                    self.add(rescued);
                }
                let text = format!(
                    "The text of {name} is another one now. Your unsaved changes were made in the old text: they are \
                     open beside it as a text without a file"
                );
                self.notify(Tone::Warning, text);
            }
            Restored::Failed(error) => {
                let text = format!("What was kept of {name} cannot be brought back ({error}); its file is shown");
                self.notify(Tone::Warning, text);
            }
        }
    }

    /// Takes the latest step back, wherever it was, and shows that document.
    ///
    /// # Errors
    /// In plain words.
    pub fn undo(&mut self) -> Result<Option<Moved>, String> {
        let moved = self.across(Workspace::undo)?;
        Ok(self.shown_moved(moved))
    }

    /// Does the step again that was last taken back.
    ///
    /// # Errors
    /// In plain words.
    pub fn redo(&mut self) -> Result<Option<Moved>, String> {
        let moved = self.across(Workspace::redo)?;
        Ok(self.shown_moved(moved))
    }

    /// Shows the document in which a step was taken back or done again.
    fn shown_moved(&mut self, moved: Option<Moved>) -> Option<Moved> {
        if let Some(moved) = &moved {
            self.show(moved.document);
        }
        self.retain_selection();
        moved
    }

    /// What undo would take back, and in which document if not the shown one.
    pub fn next_undo(&self) -> Option<(&str, Option<&OpenDocument>)> {
        self.workspace.next_undo(&self.documents, self.current)
    }

    /// As [`State::next_undo`].
    pub fn next_redo(&self) -> Option<(&str, Option<&OpenDocument>)> {
        self.workspace.next_redo(&self.documents, self.current)
    }

    /// Work of the workspace that may open documents; the shown one stays. A step over several documents:
    /// `state.across(|workspace, documents, _, fresh| workspace.perform_many(documents, label, parts, fresh))`.
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

    /// Shows or hides a type in text and map.
    pub fn show_type(&mut self, is_entity: bool, kind: Arc<str>, shown: bool) {
        let set = if is_entity { &mut self.hidden } else { &mut self.hidden_relations };
        let changed = if shown { set.remove(&kind) } else { set.insert(kind) };
        self.filter_revision += u64::from(changed);
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
        if self.current == Some(id) {
            self.selection = Selection::None;
            self.chosen = None;
            self.current = self.documents.get(place.min(self.documents.len().saturating_sub(1))).map(|d| d.id);
        }
    }

    /// The mention that a selected stretch of text may be a further piece of: the last one that was selected, when it is
    /// near.
    pub fn piece_of(&self, span: Span) -> Option<&Mention> {
        let mention = self.current()?.document.annotations.mention(self.chosen?)?;
        let cover = mention.cover();
        let apart = span.start.saturating_sub(cover.end).max(cover.start.saturating_sub(span.end));
        (apart < 2_000).then_some(mention)
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

/// The first words of a text, as a title.
fn title_of(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("Untitled");
    let mut title: String = line.chars().take(40).collect();
    if line.chars().count() > 40 {
        title = title.rsplit_once(' ').map_or(title.clone(), |(head, _)| head.to_owned());
        title.push('…');
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_short_and_whole_words() {
        assert_eq!(title_of("\n  Short one\nrest"), "Short one");
        assert_eq!(title_of(""), "Untitled");
        assert_eq!(
            title_of("Иван Петров работает в Москве и живёт в Твери с семьёй"),
            "Иван Петров работает в Москве и живёт в…"
        );
    }

    #[test]
    fn closing_shows_the_neighbour() {
        let mut state = State::default();
        let (a, b) = (state.add_text("one"), state.add_text("two"));
        state.close(b);
        assert_eq!(state.current, Some(a));
        state.close(a);
        assert_eq!(state.current, None);
    }
}

//! What the window shows: open documents, the folder, the selection, settings. No drawing here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Selection;
use crate::brat;
use crate::domain::{Mention, MentionId, Schema};
use crate::session::{DocumentId, OpenDocument, Recovery, Settings};
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
    pub selection: Selection,
    /// The mention that was selected last, which a piece of text may be added to.
    pub chosen: Option<MentionId>,
    pub settings: Settings,
    pub hidden: BTreeSet<Arc<str>>,
    pub hidden_relations: BTreeSet<Arc<str>>,
    /// The loaded model's types; they complete every document's schema.
    pub model_schema: Schema,
    pub recovery: Option<Recovery>,
    pub notices: Vec<Notice>,
    pub next_document: u64,
    /// Where entities were corrected and the model has not been asked again about their relations.
    pub touched: Vec<(DocumentId, Span)>,
    /// Grows when the legend hides or shows types.
    pub filter_revision: u64,
}

impl State {
    pub fn notify(&mut self, tone: Tone, text: impl Into<String>) {
        self.notices.push(Notice { tone, text: text.into() });
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

    pub fn add(&mut self, mut document: OpenDocument) -> DocumentId {
        let id = document.id;
        document.document.schema.merge(&self.model_schema);
        self.documents.push(document);
        self.show(id);
        id
    }

    pub fn show(&mut self, id: DocumentId) {
        if self.current != Some(id) {
            self.current = Some(id);
            self.selection = Selection::None;
            self.chosen = None;
        }
    }

    /// A pasted or typed text as a new document, named by its first words.
    pub fn add_text(&mut self, text: &str) -> DocumentId {
        let id = self.fresh_id();
        // The dialog and most clipboards use LF; a lone CR or CRLF would be invisible characters in every offset.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.add(OpenDocument::from_text(id, title_of(&text), &text, false))
    }

    /// Opens a text or a brat document, or shows it if it is open already.
    pub fn open_file(&mut self, path: &Path) -> Option<DocumentId> {
        let txt = brat::txt_path(path);
        if let Some(id) = self.documents.iter().find(|d| d.path().is_some_and(|p| same_file(p, &txt))).map(|d| d.id) {
            self.show(id);
            return Some(id);
        }
        let id = self.fresh_id();
        match OpenDocument::open(id, path) {
            Ok(document) => {
                match document.issues.as_slice() {
                    [] => {}
                    [only] => self.notify(Tone::Warning, only.to_string()),
                    [first, rest @ ..] => {
                        let text = format!("{first}\n… and {} more: see the inspector", rest.len());
                        self.notify(Tone::Warning, text);
                    }
                }
                if let Ok(absolute) = std::path::absolute(path) {
                    self.settings.remember(absolute);
                }
                Some(self.add(document))
            }
            Err(error) => {
                self.notify(Tone::Error, error.to_string());
                None
            }
        }
    }

    /// Lists a folder's documents and shows the first.
    pub fn open_folder(&mut self, path: &Path) {
        match brat::list_folder(path) {
            Ok(files) if files.is_empty() => {
                self.notify(Tone::Warning, format!("{} holds no .txt documents", path.display()));
            }
            Ok(files) => {
                let first = files.first().cloned();
                self.folder = Some((path.to_owned(), files));
                if let Some(first) = first {
                    self.open_file(&first);
                }
                if let Ok(absolute) = std::path::absolute(path) {
                    self.settings.remember(absolute);
                }
            }
            Err(error) => self.notify(Tone::Error, error.to_string()),
        }
    }

    /// Shows or hides a type in text and map.
    pub fn show_type(&mut self, is_entity: bool, kind: Arc<str>, shown: bool) {
        let set = if is_entity { &mut self.hidden } else { &mut self.hidden_relations };
        let changed = if shown { set.remove(&kind) } else { set.insert(kind) };
        self.filter_revision += u64::from(changed);
    }

    pub fn close(&mut self, id: DocumentId) {
        let Some(place) = self.documents.iter().position(|d| d.id == id) else { return };
        self.documents.remove(place);
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

fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
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

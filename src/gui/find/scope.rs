//! Which documents are looked through, and showing what was found in one of them.

use std::collections::HashMap;
use std::path::Path;

use eframe::egui;

use crate::domain::ItemId;
use crate::find::{Hit, Place, Source};
use crate::gui::Selection;
use crate::gui::app::App;
use crate::gui::words::counted;
use crate::session::DocumentId;
use crate::text::Span;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::gui) enum Scope {
    #[default]
    Document,
    /// All open documents.
    Open,
    /// All documents of the opened folder; those that are open as they stand.
    Folder,
}

impl Scope {
    pub fn label(self, app: &App) -> String {
        match self {
            Self::Document => "This document".to_owned(),
            Self::Open => counted(app.state.documents.len(), "open document"),
            Self::Folder => {
                let count = app.state.folder.as_ref().map_or(0, |(_, files)| files.len());
                format!("Folder ({count})")
            }
        }
    }
}

/// Mentions of a document that are copied for a thread without being felt.
const SMALL: usize = 4_000;
/// Seconds without a change after which a large document is copied.
const QUIET: f64 = 0.4;

/// When the open documents last changed.
#[derive(Default)]
pub struct Quiet {
    content: u64,
    since: f64,
}

impl App {
    /// Whether an answer about the open documents may be brought up to date now: while somebody edits a large one, the
    /// copy that a thread needs would be felt after every key.
    pub(in crate::gui) fn is_quiet(&mut self, ctx: &egui::Context) -> bool {
        let now = ctx.input(|i| i.time);
        let content = self.state.documents.iter().fold(0_u64, |sum, open| sum.wrapping_add(open.content()));
        if content != self.quiet.content {
            self.quiet = Quiet { content, since: now };
        }
        let is_large = self.state.current().is_some_and(|open| open.document.annotations.mention_count() > SMALL);
        let left = self.quiet.since + QUIET - now;
        if !is_large || left <= 0.0 {
            return true;
        }
        ctx.request_repaint_after(std::time::Duration::from_secs_f64(left));
        false
    }

    /// The scopes that differ from each other just now.
    pub(in crate::gui) fn scopes(&self) -> Vec<Scope> {
        let mut scopes = vec![Scope::Document];
        let folder = self.state.folder.as_ref().map_or(0, |(_, files)| files.len());
        if self.state.documents.len() > 1 {
            scopes.push(Scope::Open);
        }
        if folder > 1 {
            scopes.push(Scope::Folder);
        }
        scopes
    }

    /// The widest scope there is.
    pub(in crate::gui) fn widest_scope(&self) -> Scope {
        self.scopes().last().copied().unwrap_or_default()
    }

    /// The documents of a scope, ready for another thread.
    pub(in crate::gui) fn sources(&mut self, scope: Scope) -> Vec<Source> {
        let documents = &self.state.documents;
        self.snapshots.retain(|id| documents.iter().any(|d| d.id == id));
        match scope {
            Scope::Document => {
                let open = documents.iter().find(|d| Some(d.id) == self.state.current);
                open.map(|open| self.snapshots.of(open)).into_iter().collect()
            }
            Scope::Open => documents.iter().map(|open| self.snapshots.of(open)).collect(),
            Scope::Folder => {
                let Some((folder, files)) = &self.state.folder else { return Vec::new() };
                let open: HashMap<&Path, &crate::session::OpenDocument> =
                    documents.iter().filter_map(|d| Some((d.path()?, d))).collect();
                let source = |path: &std::path::PathBuf| match open.get(path.as_path()) {
                    Some(open) => self.snapshots.of(open),
                    None => {
                        let name = path.strip_prefix(folder).unwrap_or(path).with_extension("");
                        Source::file(path.clone(), name.display().to_string())
                    }
                };
                files.iter().map(source).collect()
            }
        }
    }

    /// The documents of the folder by their files, open or not: what their texts say is there.
    pub(in crate::gui) fn closed_sources(&self) -> Vec<Source> {
        let Some((folder, files)) = &self.state.folder else { return Vec::new() };
        let name = |path: &std::path::PathBuf| path.strip_prefix(folder).unwrap_or(path).with_extension("");
        files.iter().map(|path| Source::file(path.clone(), name(path).display().to_string())).collect()
    }

    /// The document that is, or was, at a place; opened where it must be.
    pub(in crate::gui) fn document_at(&mut self, place: &Place) -> Option<DocumentId> {
        match place {
            Place::Open(id) => {
                let id = *id;
                if self.state.document(id).is_none() {
                    let text = "That document was closed meanwhile. Search again";
                    self.state.notify(crate::editor::Tone::Warning, text);
                    return None;
                }
                self.state.show(id);
                Some(id)
            }
            Place::File(path) => {
                // It was found with what the model said of it, if nobody had annotated it.
                self.open_found(path)
            }
        }
    }

    /// Opens and shows a document in which something was found, as it was looked at: with what the model said of it.
    pub(in crate::gui) fn open_found(&mut self, path: &Path) -> Option<DocumentId> {
        let id = self.state.open_file(path)?;
        self.recall_into(id);
        Some(id)
    }

    /// Opens a document with what the model said of it, and goes on showing the one that is shown.
    ///
    /// # Errors
    /// What reading its files says.
    pub(in crate::gui) fn open_behind(&mut self, path: &Path) -> Result<DocumentId, String> {
        if let Some(known) = self.state.documents.iter().find(|open| open.path() == Some(path)) {
            return Ok(known.id);
        }
        let id = self.state.open_unseen(path).map_err(|error| error.to_string())?;
        self.recall_into(id);
        Ok(id)
    }

    /// Shows a hit in its text and selects it; opens its document where it must be.
    pub(in crate::gui) fn show_hit(&mut self, place: &Place, hit: &Hit) {
        let Some(id) = self.document_at(place) else { return };
        let item = self.state.document(id).and_then(|open| hit.item_in(&open.document.annotations));
        self.show_item(item, hit.span);
    }

    /// Selects an item of the current document, or its bare text, and brings it into view.
    pub(in crate::gui) fn show_item(&mut self, item: Option<ItemId>, span: Span) {
        let shown = self.state.current().and_then(|open| {
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
        let selection = shown.unwrap_or(Selection::Text(span));
        // A sentence without annotations is hidden while only evidence is shown.
        self.fold &= !matches!(selection, Selection::Text(_));
        self.state.selection = selection;
        self.text_view.reveal(span);
    }
}

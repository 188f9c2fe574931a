//! What the map is given to show, and where it leads.

use std::hash::{DefaultHasher, Hash, Hasher};

use eframe::egui::Context;

use super::app::App;
use super::folder_map::source_of;
use super::graph_view::{GraphViewInput, Scope};
use super::panels::content_key;
use super::{Selection, Theme};
use crate::corpus::Desk;
use crate::domain::MentionId;
use crate::editor;
use crate::session::DocumentId;
use crate::text::Span;

impl App {
    /// Calls `use_it` with the map's input; `None` while no document is open.
    pub(super) fn with_map_input<R>(
        &mut self,
        ctx: &Context,
        scope: Scope,
        theme: Theme,
        hovered: Option<MentionId>,
        use_it: impl FnOnce(&GraphViewInput<'_>) -> R,
    ) -> Option<R> {
        let folder = scope == Scope::Folder;
        if folder {
            let mut corpus = std::mem::take(&mut self.corpus);
            // Which thresholds hold is asked anew in each frame.
            let desk = Desk { thresholds: None, ..editor::reader(&self.editor) };
            corpus.tick(&mut self.editor, desk);
            self.corpus = corpus;
        }
        let current = self.editor.current()?.id;
        let mut content = content_key(&self.editor, self.editor.current()?);
        if folder {
            let mut hasher = DefaultHasher::new();
            let all: Vec<u64> = self.editor.documents.iter().map(|open| content_key(&self.editor, open)).collect();
            (self.corpus.revision(), all).hash(&mut hasher);
            content = hasher.finish();
            self.corpus.gather_schema(&self.editor, content);
        }
        let (editor, open) = (&self.editor, self.editor.current()?);
        let nearly = editor.legend.nearly.then(|| open.visibility.with_nearly());
        let mut sources = match folder {
            true => self.corpus.sources(editor, editor.folder.thresholds.as_ref(), |open| content_key(editor, open)),
            false => vec![source_of(open, content)],
        };
        if let (Some(nearly), Some(shown)) = (&nearly, sources.iter_mut().find(|source| source.key == current.0)) {
            shown.visibility = nearly;
        }
        let title = match (editor.folder.opened(), folder) {
            (Some((folder, _)), true) => folder.file_name().map(|name| name.to_string_lossy().into_owned()),
            (None, true) => Some("All open documents".to_owned()),
            (_, false) => None,
        };
        let title = title.unwrap_or_else(|| open.document.name.clone());
        Some(use_it(&GraphViewInput {
            document: &open.document,
            current: current.0,
            sources: &sources,
            schema: self.corpus.schema().filter(|_| folder).unwrap_or(&open.document.schema),
            title: &title,
            selection: &editor.selection,
            theme,
            hidden: &editor.legend.hidden,
            hidden_relations: &editor.legend.hidden_relations,
            hovered,
            key: if folder { self.corpus.key_of(&self.editor) } else { current.0 },
            content,
            reading: self.corpus.progress().filter(|_| folder),
        }))
    }

    /// Shows another document of the map, and something in it.
    pub(super) fn visit(&mut self, source: u64, selection: Selection, span: Option<Span>) {
        match self.corpus.path(source).map(std::path::Path::to_owned) {
            // What the map shows of a document that nobody has opened yet may be what the model said of it.
            Some(path) => drop(self.editor.open_found(&path)),
            None => self.editor.show(DocumentId(source)),
        }
        self.editor.selection = selection;
        self.editor.retain_selection();
        if let Some(span) = span {
            self.text_view.reveal(span);
        }
    }
}

#[cfg(all(test, feature = "kittest"))]
#[path = "mapping_tests.rs"]
mod tests;

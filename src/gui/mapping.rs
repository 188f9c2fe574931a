//! What the map is given to show, and where it leads.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::folder_map::source_of;
use super::graph_view::{GraphViewInput, Scope};
use super::panels::content_key;
use super::tools::ToolContext;
use super::views::Views;
use super::{Selection, Theme};
use crate::corpus::Desk;
use crate::domain::MentionId;
use crate::editor::{self, Editor};
use crate::session::DocumentId;
use crate::text::Span;

impl Views {
    /// Calls `use_it` with the map's input; `None` while no document is open.
    pub(super) fn with_map_input<R>(
        &mut self,
        context: &mut ToolContext,
        scope: Scope,
        theme: Theme,
        hovered: Option<MentionId>,
        use_it: impl FnOnce(&GraphViewInput<'_>) -> R,
    ) -> Option<R> {
        let folder = scope == Scope::Folder;
        if folder {
            let mut corpus = std::mem::take(&mut self.folder);
            // Which thresholds hold is asked anew in each frame.
            let desk = Desk { thresholds: None, ..editor::reader(context.editor) };
            corpus.tick(context.editor, desk);
            self.folder = corpus;
        }
        let current = context.editor.current()?.id;
        let mut content = content_key(context.editor, context.editor.current()?);
        if folder {
            let mut hasher = DefaultHasher::new();
            let all: Vec<u64> = context.editor.documents.iter().map(|open| content_key(context.editor, open)).collect();
            (self.folder.revision(), all).hash(&mut hasher);
            content = hasher.finish();
            self.folder.gather_schema(context.editor, content);
        }
        let (editor, open) = (&*context.editor, context.editor.current()?);
        let nearly = editor.legend.nearly.then(|| open.visibility.with_nearly());
        let mut sources = match folder {
            true => self.folder.sources(editor, editor.folder.thresholds.as_ref(), |open| content_key(editor, open)),
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
            schema: self.folder.schema().filter(|_| folder).unwrap_or(&open.document.schema),
            title: &title,
            selection: &editor.selection,
            theme,
            hidden: &editor.legend.hidden,
            hidden_relations: &editor.legend.hidden_relations,
            hovered,
            key: if folder { self.folder.key_of(editor) } else { current.0 },
            content,
            reading: self.folder.progress().filter(|_| folder),
        }))
    }

    /// Shows another document of the map, and something in it.
    pub(super) fn visit(&mut self, editor: &mut Editor, source: u64, selection: Selection, span: Option<Span>) {
        match self.folder.path(source).map(std::path::Path::to_owned) {
            // What the map shows of a document that nobody has opened yet may be what the model said of it.
            Some(path) => drop(editor.open_found(&path)),
            None => editor.show(DocumentId(source)),
        }
        editor.selection = selection;
        editor.retain_selection();
        if let Some(span) = span {
            self.text.reveal(span);
        }
    }
}

#[cfg(all(test, feature = "kittest"))]
#[path = "mapping_tests.rs"]
mod tests;

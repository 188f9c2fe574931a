//! What a tool sees of the window, and what it may ask of it.

use std::path::PathBuf;

use eframe::egui;

use super::declare::FileQuestion;
use crate::corpus::{Hit, Place, Query};
use crate::domain::ItemId;
use crate::editor::{Action, DocumentEntry, Editor, Scope};
use crate::gui::Theme;
use crate::gui::command::Command;
use crate::gui::graph_view::Look;
use crate::gui::keys::Bindings;
use crate::map::export::Format;
use crate::session::DocumentId;
use crate::text::Span;

/// What tools ask of the window; done after they have drawn.
pub enum Request {
    /// Shows a tool in the map's place.
    Open(&'static str),
    /// Gives the place back to the map.
    Close,
    Command(Command),
    /// Actions on a document.
    Act(Option<DocumentId>, Vec<Action>),
    /// Brings a place of the current document into view, and the sentence with it where sentences are folded away.
    Reveal(Span),
    /// Shows a document of the list, and gives it the keyboard.
    GoTo(DocumentEntry),
    /// Gives the text the keyboard.
    FocusText,
    /// Asks for a file; the name is proposed, the folder is where the dialog begins.
    Choose {
        question: &'static FileQuestion,
        name: String,
        folder: Option<PathBuf>,
    },
    /// Saves files, those that are not open, too.
    Save(Vec<PathBuf>),
    /// Asks for the file of the map in a format.
    Export(Format, Look),
    /// The theme or the scale was changed.
    Look,
    /// Keys were changed.
    Keys,
    /// Tells all tools.
    Tell(Event),
}

/// What has happened, for tools to hear.
#[derive(Clone, Debug)]
pub enum Event {
    /// Somebody wants to see what a query finds.
    Search { query: Box<Query>, scope: Scope },
    /// The model that was asked for is there.
    ModelLoaded,
    /// The model has read a document.
    Analysed(DocumentId),
}

/// The window as a tool sees it, for one call.
pub struct ToolContext<'a> {
    pub editor: &'a mut Editor,
    pub egui: &'a egui::Context,
    pub keys: &'a Bindings,
    pub theme: Theme,
    /// Whether the tool stands in the map's place.
    pub is_open: bool,
    pub(super) id: &'static str,
    pub(super) requests: &'a mut Vec<Request>,
}

impl<'a> ToolContext<'a> {
    /// For the views, which are no tools: [`Self::open`] has nothing to open.
    pub(in crate::gui) fn new(
        editor: &'a mut Editor,
        egui: &'a egui::Context,
        keys: &'a Bindings,
        theme: Theme,
        requests: &'a mut Vec<Request>,
    ) -> Self {
        Self { editor, egui, keys, theme, is_open: false, id: "", requests }
    }
}

impl ToolContext<'_> {
    pub fn ask(&mut self, request: Request) {
        self.requests.push(request);
    }

    /// Shows this tool in the map's place.
    pub fn open(&mut self) {
        self.ask(Request::Open(self.id));
    }

    /// Does something to the current document.
    pub fn act(&mut self, action: Action) {
        self.ask(Request::Act(self.editor.current, vec![action]));
    }

    /// Asks for a file or folder, beginning where the last one was.
    pub fn choose(&mut self, question: &'static FileQuestion, name: &str) {
        self.ask(Request::Choose { question, name: name.to_owned(), folder: None });
    }

    /// Shows what a query finds.
    pub fn search(&mut self, query: Query, scope: Scope) {
        self.ask(Request::Tell(Event::Search { query: Box::new(query), scope }));
    }

    /// Selects an item of the current document, or its bare text, and brings it into view.
    pub fn show_item(&mut self, item: Option<ItemId>, span: Span) {
        self.editor.select_item(item, span);
        self.ask(Request::Reveal(span));
    }

    /// Shows a hit in its text and selects it; opens its document where it must be.
    pub fn show_hit(&mut self, place: &Place, hit: &Hit) {
        let Some(id) = self.editor.document_at(place) else { return };
        let item = self.editor.document(id).and_then(|open| hit.item_in(&open.document.annotations));
        self.show_item(item, hit.span);
    }

    /// Whether an answer about the open documents may be brought up to date now; see [`Editor::unrest`].
    pub fn is_quiet(&mut self) -> bool {
        is_quiet(self.editor, self.egui)
    }

    /// Whether a dialog waits for an answer, and takes the keys.
    pub fn is_covered(&self) -> bool {
        self.egui.memory(|memory| memory.top_modal_layer()).is_some()
    }

    /// Writes a table; says where it is, or why it is not.
    pub fn save_table(&mut self, path: &std::path::Path, table: Result<Vec<u8>, String>) {
        use crate::editor::Tone;
        let path = if path.extension().is_some() { path.to_owned() } else { path.with_extension("csv") };
        let written =
            table.and_then(|table| crate::io::write_atomically(&path, &table).map_err(|error| error.to_string()));
        match written {
            Ok(()) => self.editor.notify(Tone::Good, format!("Wrote {}", path.display())),
            Err(error) => self.editor.notify(Tone::Error, error),
        }
    }
}

/// Whether nothing has changed for a moment; asks for another frame where it has to be looked at again.
fn is_quiet(editor: &mut Editor, ctx: &egui::Context) -> bool {
    let left = editor.unrest(ctx.input(|i| i.time));
    if left > std::time::Duration::ZERO {
        ctx.request_repaint_after(left);
    }
    left == std::time::Duration::ZERO
}

//! The panes around text and map.

mod arrangement;
mod details;
mod documents;
mod inspector;
mod legend;
mod menu;
mod problems;
mod status;

use std::hash::{DefaultHasher, Hash, Hasher};

pub use arrangement::{Arrangement, Pane};
use eframe::egui::{self, RichText};
pub use inspector::inspector_ui;
pub use menu::MenuBar;
pub use status::status_ui;

use super::command::Command;
use super::persistence::{keep_places, recall_places};
use super::text_view::TextViewInput;
use super::tools::{Request, ToolContext};
use super::views::Views;
use crate::editor::Editor;
use crate::session::OpenDocument;
pub use documents::DocumentList;

/// Changes when what views show of a document has changed.
pub fn content_key(editor: &Editor, open: &OpenDocument) -> u64 {
    let mut hasher = DefaultHasher::new();
    let schema = (open.document.schema.entities.len(), open.document.schema.relations.len());
    (open.id.0, open.content(), editor.legend.revision, schema).hash(&mut hasher);
    hasher.finish()
}

/// Draws contents that need so much width; a pane that is narrower scrolls sideways.
pub(in crate::gui) fn wide(ui: &mut egui::Ui, least: f32, contents: impl FnOnce(&mut egui::Ui)) {
    let room = ui.available_width();
    if room >= least {
        return contents(ui);
    }
    egui::ScrollArea::horizontal().id_salt("wide").auto_shrink(false).show(ui, |ui| {
        ui.set_min_width(least);
        ui.set_max_width(least);
        contents(ui);
    });
}

impl Views {
    pub(super) fn text_ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        let (editor, theme) = (&*context.editor, context.theme);
        let Some(open) = editor.current() else {
            welcome_ui(ui, context);
            return;
        };
        if open.document.text.trim().is_empty() {
            let name = open.document.name.clone();
            ui.centered_and_justified(|ui| {
                ui.label(RichText::new(format!("{name} holds no text")).color(theme.faint()))
            });
            return;
        }
        let nearly = editor.legend.nearly.then(|| open.visibility.with_nearly());
        let input = TextViewInput {
            document: &open.document,
            visibility: nearly.as_ref().unwrap_or(&open.visibility),
            selection: &editor.selection,
            theme,
            chosen: editor.recent.mention,
            hidden: &editor.legend.hidden,
            hidden_relations: &editor.legend.hidden_relations,
            relations: self.relations_shown,
            sentences: &open.sentences,
            fold: self.fold || self.only_selected,
            only_selected: self.only_selected,
            zoom: editor.settings.text_zoom,
            key: open.id.0,
            content: content_key(editor, open),
        };
        let actions = self.text.ui(ui, &input);
        context.ask(Request::Act(context.editor.current, actions));
    }

    pub(super) fn map_ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        let hovered = self.text.hovered();
        recall_places(context.editor, &self.folder, &mut self.map);
        let mut view = std::mem::take(&mut self.map);
        let actions = self.with_map_input(context, view.scope(), context.theme, hovered, |input| view.ui(ui, input));
        self.map = view;
        keep_places(context.editor, &self.folder, &mut self.map);
        context.ask(Request::Act(context.editor.current, actions.unwrap_or_default()));
    }
}

fn welcome_ui(ui: &mut egui::Ui, context: &mut ToolContext) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.heading("Who is connected to whom, and why?");
        let hint = RichText::new("Paste a text with Ctrl+V, drop a file here, or:").color(context.theme.faint());
        ui.label(hint);
        ui.add_space(10.0);
        for command in [Command::NewText, Command::Open, Command::OpenFolder, Command::OpenSamples] {
            if ui.add(egui::Button::new(command.label()).min_size(egui::vec2(200.0, 32.0))).clicked() {
                context.ask(Request::Command(command));
            }
        }
    });
}

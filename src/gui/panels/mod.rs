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

pub use arrangement::Pane;
use eframe::egui::{self, CentralPanel, Frame, Margin, Panel, RichText};

use super::Theme;
use super::app::App;
use super::persistence::{keep_places, recall_places};
use super::text_view::TextViewInput;
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

/// Figures and their tables need this much; a pane that is narrower scrolls sideways.
const WIDE: f32 = 400.0;

fn wide(ui: &mut egui::Ui, contents: impl FnOnce(&mut egui::Ui)) {
    let room = ui.available_width();
    if room >= WIDE {
        return contents(ui);
    }
    egui::ScrollArea::horizontal().id_salt("wide").auto_shrink(false).show(ui, |ui| {
        ui.set_min_width(WIDE);
        ui.set_max_width(WIDE);
        contents(ui);
    });
}

impl App {
    pub(super) fn panels_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        let theme = self.theme(&ctx);
        let bar = Frame::new().fill(theme.panel()).inner_margin(Margin::symmetric(10, 5));
        Panel::top("menu").frame(bar).show(ui, |ui| self.menu_ui(ui));
        Panel::bottom("status").frame(bar).show(ui, |ui| self.status_ui(ui));
        let side = Frame::new().fill(theme.panel()).inner_margin(Margin::same(10));
        if self.editor.settings.show_documents {
            let panel = self.documents_panel(ui.available_width()).frame(side);
            let shown = panel.show(ui, |ui| self.left_ui(ui)).response.rect;
            self.divider_ui(&ctx, Pane::Documents, "documents", shown);
        }
        let ground = Frame::new().fill(theme.background());
        let width = ui.available_width();
        if let Some(tool) = self.tool {
            let panel = self.beside_panel("tool", width, 0.5).frame(side);
            let shown = panel.show(ui, |ui| self.tool_ui(ui, tool)).response.rect;
            self.divider_ui(&ctx, Pane::Beside, "tool", shown);
        } else if self.evaluation.is_open() {
            let panel = self.beside_panel("evaluation", width, 0.52).frame(side);
            let shown = panel.show(ui, |ui| wide(ui, |ui| self.evaluation_ui(ui))).response.rect;
            self.divider_ui(&ctx, Pane::Beside, "evaluation", shown);
        } else if self.editor.settings.show_map {
            let panel = self.beside_panel("map", width, 0.46).frame(ground);
            let shown = panel.show(ui, |ui| self.map_ui(ui)).response.rect;
            self.divider_ui(&ctx, Pane::Beside, "map", shown);
        }
        if self.editor.settings.show_inspector {
            let panel = self.inspector_panel(ui.available_height()).frame(side);
            let shown = panel.show(ui, |ui| self.inspector_ui(ui)).response.rect;
            self.divider_ui(&ctx, Pane::Inspector, "inspector", shown);
        }
        CentralPanel::no_frame().frame(ground).show(ui, |ui| self.text_ui(ui));
    }

    fn text_ui(&mut self, ui: &mut egui::Ui) {
        let theme = self.theme(ui.ctx());
        let Some(open) = self.editor.current() else {
            self.welcome_ui(ui, theme);
            return;
        };
        if open.document.text.trim().is_empty() {
            let name = open.document.name.clone();
            ui.centered_and_justified(|ui| {
                ui.label(RichText::new(format!("{name} holds no text")).color(theme.faint()))
            });
            return;
        }
        let nearly = self.editor.legend.nearly.then(|| open.visibility.with_nearly());
        let input = TextViewInput {
            document: &open.document,
            visibility: nearly.as_ref().unwrap_or(&open.visibility),
            selection: &self.editor.selection,
            theme,
            chosen: self.editor.recent.mention,
            hidden: &self.editor.legend.hidden,
            hidden_relations: &self.editor.legend.hidden_relations,
            relations: self.relations_shown,
            sentences: &open.sentences,
            fold: self.fold || self.only_selected,
            only_selected: self.only_selected,
            zoom: self.editor.settings.text_zoom,
            key: open.id.0,
            content: content_key(&self.editor, open),
        };
        let actions = self.text_view.ui(ui, &input);
        let ctx = ui.ctx().clone();
        self.act(&ctx, actions);
    }

    fn map_ui(&mut self, ui: &mut egui::Ui) {
        let (ctx, theme) = (ui.ctx().clone(), self.theme(ui.ctx()));
        let hovered = self.text_view.hovered();
        recall_places(&self.editor, &self.corpus, &mut self.graph_view);
        let mut view = std::mem::take(&mut self.graph_view);
        let actions = self.with_map_input(&ctx, view.scope(), theme, hovered, |input| view.ui(ui, input));
        self.graph_view = view;
        keep_places(&self.editor, &self.corpus, &mut self.graph_view);
        self.act(&ctx, actions.unwrap_or_default());
    }

    fn welcome_ui(&mut self, ui: &mut egui::Ui, theme: Theme) {
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() * 0.3);
            ui.heading("Who is connected to whom, and why?");
            ui.label(RichText::new("Paste a text with Ctrl+V, drop a file here, or:").color(theme.faint()));
            ui.add_space(10.0);
            let ctx = ui.ctx().clone();
            use super::command::Command;
            for command in [Command::NewText, Command::Open, Command::OpenFolder, Command::OpenSamples] {
                if ui.add(egui::Button::new(command.label()).min_size(egui::vec2(200.0, 32.0))).clicked() {
                    self.command(&ctx, command);
                }
            }
        });
    }
}

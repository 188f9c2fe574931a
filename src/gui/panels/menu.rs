//! The bar on top: menus, and the few buttons that everybody needs.

use eframe::egui::{self, RichText};

use crate::editor;
use crate::editor::Editor;
use crate::gui::command::{Command, Menu, menus};
use crate::gui::keys::Bindings;
use crate::gui::text_view::RelationsShown;
use crate::gui::tools::Tools;
use crate::gui::views::Views;
use crate::session::OpenDocument;

/// Widths of a window that has room for the tools, and for the choice of arcs too.
const TOOLS: f32 = 720.0;
const ALL_TOOLS: f32 = 980.0;

/// The bar, and which commands can be chosen in it and elsewhere.
pub struct MenuBar<'a> {
    pub editor: &'a Editor,
    pub views: &'a Views,
    pub tools: &'a Tools,
    pub keys: &'a Bindings,
}

impl MenuBar<'_> {
    /// What was chosen, and the first widget of the bar.
    pub fn ui(&self, ui: &mut egui::Ui) -> (Option<Command>, Option<egui::Id>) {
        let (mut chosen, mut first) = (None, None);
        let room = ui.available_width();
        egui::MenuBar::new().ui(ui, |ui| {
            use Command as C;
            for (menu, commands) in menus() {
                let title = menu.title();
                let button = ui.menu_button(title, |ui| {
                    ui.set_min_width(230.0);
                    for command in commands {
                        match command {
                            Some(command) => {
                                if self.menu_item(ui, *command) {
                                    chosen = Some(*command);
                                    ui.close();
                                }
                            }
                            None => drop(ui.separator()),
                        }
                    }
                });
                if *menu == Menu::File {
                    first = Some(button.response.id);
                }
            }
            // What does not fit into a narrow window stands in the menus all the same.
            if room < TOOLS {
                return;
            }
            ui.separator();
            for (command, label) in [(C::NewText, "New text"), (C::Open, "Open"), (C::Save, "Save")] {
                if tool_button(ui, self.keys, command, label, self.enabled(command)) {
                    chosen = Some(command);
                }
            }
            ui.separator();
            for (command, label) in [(C::Undo, "Undo"), (C::Redo, "Redo")] {
                if tool_button(ui, self.keys, command, label, self.enabled(command)) {
                    chosen = Some(command);
                }
            }
            ui.separator();
            if self.editor.analyses.running.is_empty() {
                if tool_button(ui, self.keys, C::Analyse, "Analyse", self.enabled(C::Analyse)) {
                    chosen = Some(C::Analyse);
                }
            } else if tool_button(ui, self.keys, C::CancelAnalysis, "Cancel", true) {
                chosen = Some(C::CancelAnalysis);
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if room < ALL_TOOLS {
                    return;
                }
                let dark = ui.visuals().dark_mode;
                if tool_button(ui, self.keys, C::ToggleTheme, if dark { "Light" } else { "Dark" }, true) {
                    chosen = Some(C::ToggleTheme);
                }
                if ui.selectable_label(self.views.fold, "Fold").on_hover_text(self.keys.hint(C::ToggleFold)).clicked() {
                    chosen = Some(C::ToggleFold);
                }
                let shown = [
                    (RelationsShown::All, C::RelationsAll, "All"),
                    (RelationsShown::Sentence, C::RelationsSentence, "Sentence"),
                    (RelationsShown::Selected, C::RelationsSelected, "Selected"),
                ];
                for (mode, command, label) in shown {
                    let hint = self.keys.named(command);
                    if ui.selectable_label(self.views.relations_shown == mode, label).on_hover_text(hint).clicked() {
                        chosen = Some(command);
                    }
                }
                ui.label(RichText::new("Arcs:").small());
            });
        });
        (chosen, first)
    }

    fn menu_item(&self, ui: &mut egui::Ui, command: Command) -> bool {
        let row = command.row();
        let label = match command {
            Command::Undo => self.editor.next_undo().map_or("Undo".into(), |next| step_label("Undo", next)),
            Command::Redo => self.editor.next_redo().map_or("Redo".into(), |next| step_label("Redo", next)),
            _ => match self.is_on(command) {
                Some(true) => format!("✔ {}", row.label),
                // So that the labels of what is on and off begin at one place.
                Some(false) => format!("      {}", row.label),
                None => row.label.to_owned(),
            },
        };
        let button = egui::Button::new(label).shortcut_text(self.keys.text(command));
        let response = ui.add_enabled(self.enabled(command), button);
        let response = if row.hint.is_empty() { response } else { response.on_hover_text(row.hint) };
        response.clicked()
    }

    /// Whether what a command switches is on; `None` for what is no switch.
    fn is_on(&self, command: Command) -> Option<bool> {
        let settings = &self.editor.settings;
        Some(match command {
            Command::SaveByItself => settings.save_by_itself,
            Command::ToggleOffers => settings.offer_relations,
            Command::ToggleDocuments => settings.show_documents,
            Command::ToggleMap => settings.show_map && self.tools.open.is_none(),
            Command::ToggleInspector => settings.show_inspector,
            Command::ToggleFold => self.views.fold,
            Command::FoldSelected => self.views.only_selected,
            Command::RelationsSelected => self.views.relations_shown == RelationsShown::Selected,
            Command::RelationsSentence => self.views.relations_shown == RelationsShown::Sentence,
            Command::RelationsAll => self.views.relations_shown == RelationsShown::All,
            Command::Tool(_) => return self.tools.of(command)?.1.is_on(command),
            _ => return None,
        })
    }

    pub fn enabled(&self, command: Command) -> bool {
        let current = self.editor.current();
        match command {
            Command::Undo => self.editor.next_undo().is_some(),
            Command::Redo => self.editor.next_redo().is_some(),
            Command::CloseFolder => self.editor.folder.is_open(),
            Command::AnalyseFolder => self.editor.folder.is_open() && !self.editor.corpus.analysis.is_running(),
            Command::SaveAll => self.editor.dirty().next().is_some() || !editor::unsaved_files(self.editor).is_empty(),
            Command::CancelAnalysis => !self.editor.analyses.running.is_empty(),
            Command::ChooseModel => self.editor.analyses.models.is_some(),
            Command::BundledModel => self.editor.analyses.has_own_model(),
            Command::Save
            | Command::SaveAs
            | Command::PredictionsInFiles
            | Command::ReadEncoding
            | Command::CloseDocument
            | Command::Analyse
            | Command::NextUncertain
            | Command::AcceptAll
            | Command::DiscardPredictions
            | Command::ExportMap
            | Command::ExportPng
            | Command::ExportSvg
            | Command::ExportHtml
            | Command::ExportCsv
            | Command::ExportJson
            | Command::ExportGraphMl
            | Command::ExportDot
            | Command::Present => current.is_some(),
            Command::Tool(_) => self.tools.of(command).is_some_and(|(_, tool)| tool.enabled(command, self.editor)),
            _ => true,
        }
    }
}

fn step_label(verb: &str, (what, elsewhere): (&str, Option<&OpenDocument>)) -> String {
    match elsewhere {
        Some(document) => format!("{verb} in {}: {what}", document.document.name),
        None => format!("{verb}: {what}"),
    }
}

fn tool_button(ui: &mut egui::Ui, keys: &Bindings, command: Command, label: &str, enabled: bool) -> bool {
    let name = command.label().trim_end_matches('…');
    let response = ui.add_enabled(enabled, egui::Button::new(label));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, enabled, name));
    response.on_hover_text(keys.named(command)).clicked()
}

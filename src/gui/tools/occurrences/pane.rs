//! The tool from top to bottom: what is looked for, what becomes of it, the occurrences, the button.

use super::OccurrencesTool;
use super::rows::occurrences_ui;
use std::sync::Arc;

use eframe::egui::{self, ComboBox, RichText};

use super::Plan;
use crate::editor::Scope;
use crate::gui::Theme;
use crate::gui::picker::clip;
use crate::gui::tools::ToolContext;
use crate::gui::words::counted;

/// What a click asks for; applied after everything is drawn.
pub(super) enum Click {
    Jump(usize),
    Flip(usize),
    All(bool),
    Apply,
    Cancel,
}

impl OccurrencesTool {
    pub(in crate::gui) fn propagate_ui(&mut self, context: &mut ToolContext, ui: &mut egui::Ui) {
        let theme = context.theme;
        let Some(subject) = self.subject.clone() else {
            ui.label(
                RichText::new("Select an entity, or some text, and choose “Do this everywhere”.").color(theme.faint()),
            );
            return;
        };
        ui.horizontal_wrapped(|ui| {
            ui.label("Every");
            ui.label(RichText::new(format!("“{}”", clip(&subject.text, 48))).strong());
            for (plan, label, hint) in [
                (Plan::Annotate, "becomes", "An entity at every place"),
                (Plan::Retag, "changes to", "Entities that are there get another type"),
                (Plan::Delete, "is deleted", "Entities that are there go, with their relations"),
            ] {
                // Bare text has no entity that could be changed.
                if (plan == Plan::Annotate || subject.kind.is_some())
                    && ui.selectable_label(self.plan == plan, label).on_hover_text(hint).clicked()
                {
                    self.plan = plan;
                }
            }
            if self.plan != Plan::Delete {
                self.kind_ui(context, ui, theme);
            }
        });
        ui.horizontal_wrapped(|ui| {
            for scope in Scope::all(context.editor) {
                let label = scope.label(context.editor);
                ui.selectable_value(&mut self.scope, scope, label);
            }
            ui.separator();
            ui.checkbox(&mut self.case, "Match case");
            ui.checkbox(&mut self.words, "Whole words").on_hover_text("Leaves inflected forms out");
            if self.plan == Plan::Annotate {
                let hint = "Open predictions that overlap a place, or say another type there, give way; their relations \
                            go over to the new entity";
                ui.checkbox(&mut self.replace, "Replace overlapping predictions").on_hover_text(hint);
            }
        });
        self.count_what_goes_along(context);
        let mut click = None;
        self.choice_ui(ui, theme, &mut click);
        ui.separator();
        occurrences_ui(self, ui, theme, &mut click);
        match click {
            Some(Click::Jump(at)) => self.jump_to_occurrence(context, at),
            Some(Click::Flip(at)) => {
                self.found.lost = None;
                if let Some((_, chosen)) = self.found.rows.get_mut(at) {
                    *chosen = !*chosen;
                }
            }
            Some(Click::All(all)) => self.choose_all(all),
            Some(Click::Apply) => self.propagate_now(context),
            Some(Click::Cancel) => {
                if let Some(scan) = &self.scan {
                    scan.cancel();
                }
            }
            None => {}
        }
    }

    fn kind_ui(&mut self, context: &mut ToolContext, ui: &mut egui::Ui, theme: Theme) {
        let Some(open) = context.editor.current() else { return };
        let schema = &open.document.schema;
        let types: Vec<(Arc<str>, String)> = schema.choosable().map(|t| (t.name.clone(), t.label.clone())).collect();
        let label = |name: &str| schema.entity_label(name).to_owned();
        let chosen = RichText::new(label(&self.kind)).color(theme.entity(schema, &self.kind).text);
        let mut kind = self.kind.clone();
        let combo = ComboBox::from_id_salt("propagated-type").selected_text(chosen).show_ui(ui, |ui| {
            for (name, label) in types {
                ui.selectable_value(&mut kind, name, label);
            }
        });
        let name = format!("Type: {}", label(&kind));
        combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::ComboBox, true, &name));
        self.kind = kind;
    }

    fn choice_ui(&self, ui: &mut egui::Ui, theme: Theme, click: &mut Option<Click>) {
        let tool = self;
        if let Some(error) = &tool.error {
            ui.label(RichText::new(error).color(theme.error()));
        }
        ui.horizontal_wrapped(|ui| {
            let chosen = tool.found.chosen();
            let label = match tool.plan {
                Plan::Annotate | Plan::Retag => format!("Apply to {chosen}"),
                Plan::Delete => format!("Delete {chosen}"),
            };
            let ready = chosen > 0 && tool.scan.is_none();
            let text = RichText::new(label).color(if ready { theme.background() } else { theme.faint() });
            let fill = if ready { theme.accent() } else { theme.panel() };
            if ui.add_enabled(ready, egui::Button::new(text).fill(fill)).on_hover_text("One step, one undo").clicked() {
                *click = Some(Click::Apply);
            }
            if ui.button("All").on_hover_text("Chooses conflicting ones, too").clicked() {
                *click = Some(Click::All(true));
            }
            if ui.button("None").clicked() {
                *click = Some(Click::All(false));
            }
            if let Some(scan) = &tool.scan {
                let (done, total) = scan.progress();
                if total > 1 {
                    ui.label(
                        RichText::new(format!("{done} of {}", counted(total, "document"))).small().color(theme.faint()),
                    );
                    if ui.small_button("Cancel search").clicked() {
                        *click = Some(Click::Cancel);
                    }
                }
            } else {
                let ranked = tool.found.rows.iter().any(|(o, _)| o.score.is_some());
                let order = if ranked { ", the likeliest first" } else { "" };
                let text = format!("{}{order}", counted(tool.found.rows.len(), "occurrence"));
                ui.label(RichText::new(text).small().color(theme.faint()));
            }
            if let Some(lost) = tool.found.lost.as_ref().filter(|lost| !lost.is_nothing()) {
                let text = RichText::new(format!("Goes along: {}", lost.said())).small().color(theme.warning());
                let label = ui.label(text);
                if !lost.relations.is_empty() {
                    let shown = lost.relations.iter().take(24).cloned().collect::<Vec<_>>().join("\n");
                    let more = lost.relations.len().saturating_sub(24);
                    label.on_hover_text(if more > 0 { format!("{shown}\n… and {more} more") } else { shown });
                }
            }
            if !tool.found.failed.is_empty() {
                let text = format!("{} not read", counted(tool.found.failed.len(), "document"));
                ui.label(RichText::new(text).small().color(theme.warning()))
                    .on_hover_text(tool.found.failed.join("\n"));
            }
        });
    }
}

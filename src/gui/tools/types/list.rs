//! The list of types with how often each occurs, and the field for a new one.

use std::sync::Arc;

use eframe::egui::{self, RichText, TextEdit};

use super::draft::{Chosen, Draft};
use crate::domain::{Schema, is_type_name};
use crate::gui::Theme;
use crate::gui::picker::clip;
use crate::gui::theme::mix;
use crate::schema::{Change, Occurrences};

impl Draft {
    pub(super) fn list_ui(&mut self, ui: &mut egui::Ui, theme: Theme) {
        let empty = Occurrences::default();
        let occurs = self.occurs.as_ref().map_or(&empty, |(_, occurs)| occurs);
        let mut chosen = None;
        title(ui, theme, "ENTITIES");
        for kind in &self.types.entities {
            let depth = depth(&self.types, &kind.name);
            let count = occurs.entities.get(&kind.name).copied().unwrap_or(0);
            let colour = theme.entity(&self.types, &kind.name).strong;
            let this = Chosen::Entity(kind.name.clone());
            let label = if kind.abstract_only { format!("{} (groups)", kind.label) } else { kind.label.clone() };
            if row_ui(
                ui,
                theme,
                (&label, &kind.name, kind.key),
                colour,
                (depth, count),
                self.chosen.as_ref() == Some(&this),
            ) {
                chosen = Some(this);
            }
        }
        title(ui, theme, "RELATIONS");
        for kind in &self.types.relations {
            let these = occurs.triples.iter().filter(|([_, name, _], _)| *name == kind.name);
            let count = these.map(|(_, count)| count).sum();
            let colour = theme.relation(&self.types, &kind.name);
            let this = Chosen::Relation(kind.name.clone());
            if row_ui(
                ui,
                theme,
                (&kind.label, &kind.name, None),
                colour,
                (0, count),
                self.chosen.as_ref() == Some(&this),
            ) {
                chosen = Some(this);
            }
        }
        if chosen.is_some() {
            let same = chosen == self.chosen;
            self.choose(chosen.filter(|_| !same));
        }
        self.new_ui(ui, theme);
    }

    fn new_ui(&mut self, ui: &mut egui::Ui, theme: Theme) {
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let edit = TextEdit::singleline(&mut self.new_name).hint_text("New type…").desired_width(150.0);
            let edit = ui.add(edit);
            edit.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Name of a new type"));
            let name: Arc<str> = self.new_name.trim().into();
            let free = self.types.entity(&name).is_none() && self.types.relation(&name).is_none();
            let ready = is_type_name(&name) && free;
            let mut made = None;
            if ui.add_enabled(ready, egui::Button::new("Add entity type")).clicked() {
                let parent = match &self.chosen {
                    Some(Chosen::Entity(above)) => Some(above.clone()),
                    _ => None,
                };
                made = Some((Change::AddEntity { name: name.clone(), parent }, Chosen::Entity(name.clone())));
            }
            if ui.add_enabled(ready, egui::Button::new("Add relation type")).clicked() {
                let change = Change::AddRelation { name: name.clone(), rules: Vec::new(), symmetric: false };
                made = Some((change, Chosen::Relation(name.clone())));
            }
            if let Some((change, chosen)) = made {
                self.add(change);
                self.new_name.clear();
                self.choose(Some(chosen));
            }
            if !name.is_empty() && !is_type_name(&name) {
                let text = "brat takes letters a–z, digits, _ and - for a name; write anything as its label";
                ui.label(RichText::new(text).small().color(theme.warning()));
            }
        });
    }
}

fn title(ui: &mut egui::Ui, theme: Theme, text: &str) {
    ui.add_space(6.0);
    ui.label(RichText::new(text).small().strong().color(theme.faint()));
}

/// How deep a type stands in the hierarchy.
fn depth(schema: &Schema, name: &str) -> usize {
    let mut depth = 0;
    let mut above = schema.entity(name).and_then(|t| t.parent.clone());
    while let Some(parent) = above.filter(|_| depth < 12) {
        depth += 1;
        above = schema.entity(&parent).and_then(|t| t.parent.clone());
    }
    depth
}

fn row_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    (label, name, key): (&str, &str, Option<char>),
    colour: egui::Color32,
    (depth, count): (usize, usize),
    selected: bool,
) -> bool {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 24.0), egui::Sense::click());
    response.widget_info(|| {
        let text = format!("Type {label}: {count} here");
        egui::WidgetInfo::selected(egui::WidgetType::SelectableLabel, true, selected, text)
    });
    let painter = ui.painter_at(rect);
    if selected {
        painter.rect_filled(rect, 5.0, theme.selection());
    } else if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 5.0, mix(theme.panel(), theme.line(), 0.6));
    }
    let x = 12.0 + 16.0 * depth as f32;
    let dot = egui::Rect::from_center_size(rect.left_center() + egui::vec2(x, 0.0), egui::vec2(11.0, 11.0));
    painter.rect_filled(dot, 3.0, colour);
    let font = egui::FontId::proportional(13.0);
    let at = rect.left_center() + egui::vec2(x + 13.0, 0.0);
    let shown = painter.text(at, egui::Align2::LEFT_CENTER, clip(label, 34), font.clone(), theme.text());
    if label != name {
        let at = egui::pos2(shown.right() + 9.0, rect.center().y);
        let small = egui::FontId::proportional(11.5);
        painter.text(at, egui::Align2::LEFT_CENTER, clip(name, 30), small, theme.faint());
    }
    let right = rect.right_center() - egui::vec2(6.0, 0.0);
    painter.text(right, egui::Align2::RIGHT_CENTER, count.to_string(), font.clone(), theme.faint());
    if let Some(key) = key {
        let at = right - egui::vec2(44.0, 0.0);
        painter.text(at, egui::Align2::RIGHT_CENTER, key.to_string(), font, theme.accent());
    }
    response.on_hover_text("Click to change it").clicked()
}

//! The chosen type: its name, label, colour, key, place, arguments.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{self, CollapsingHeader, Color32, ComboBox, Frame, Key, RichText, TextEdit};

use super::draft::{Chosen, Draft};
use crate::domain::{RelationRule, Schema, is_type_name};
use crate::gui::Theme;
use crate::gui::theme::mix;
use crate::schema::Change;

impl Draft {
    pub(super) fn details_ui(&mut self, ui: &mut egui::Ui, theme: Theme) {
        let Some(chosen) = self.chosen.clone() else { return };
        let mut changes = Vec::new();
        let frame = Frame::new()
            .fill(mix(theme.panel(), theme.background(), 0.6))
            .stroke(egui::Stroke::new(1.0, theme.line()))
            .corner_radius(8)
            .inner_margin(10);
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            match &chosen {
                Chosen::Entity(name) => self.entity_ui(ui, theme, name, &mut changes),
                Chosen::Relation(name) => self.relation_ui(ui, theme, name, &mut changes),
            }
        });
        changes.into_iter().for_each(|change| self.add(change));
    }

    /// Name and label; a name that is taken already makes it a merge.
    fn names_ui(&mut self, ui: &mut egui::Ui, name: &Arc<str>, entity: bool, changes: &mut Vec<Change>) {
        ui.horizontal_wrapped(|ui| {
            let edit = ui.add(TextEdit::singleline(&mut self.name).desired_width(150.0));
            edit.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Name of the type"));
            let to: Arc<str> = self.name.trim().into();
            let taken = if entity { self.types.entity(&to).is_some() } else { self.types.relation(&to).is_some() };
            let ready = to != *name && is_type_name(&to);
            let what = if taken && ready { format!("Merge into {to}") } else { "Rename".to_owned() };
            let enter = edit.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
            if ui.add_enabled(ready, egui::Button::new(what)).clicked() || (enter && ready) {
                changes.push(match entity {
                    true => Change::RenameEntity { from: name.clone(), to },
                    false => Change::RenameRelation { from: name.clone(), to },
                });
            }
            let delete = match entity {
                true => Change::DeleteEntity(name.clone()),
                false => Change::DeleteRelation(name.clone()),
            };
            if ui.button("Delete the type").on_hover_text("With its annotations; shown first, applied later").clicked()
            {
                changes.push(delete);
            }
        });
        ui.horizontal(|ui| {
            ui.label("Label");
            let edit = ui.add(TextEdit::singleline(&mut self.label).desired_width(180.0));
            edit.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Label of the type"));
            if edit.changed() && !self.label.trim().is_empty() && !self.label.contains(['|', '\n']) {
                changes.push(Change::SetLabel { name: name.clone(), label: self.label.trim().to_owned() });
            }
        });
    }

    fn entity_ui(&mut self, ui: &mut egui::Ui, theme: Theme, name: &Arc<str>, changes: &mut Vec<Change>) {
        self.names_ui(ui, name, true, changes);
        let Some(kind) = self.types.entity(name) else { return };
        let strong = theme.entity(&self.types, name).strong;
        ui.horizontal_wrapped(|ui| {
            colour_ui(ui, name, kind.colour.as_deref(), strong, changes);
            ui.label("Key");
            let mut key = kind.key.map(String::from).unwrap_or_default();
            let edit = ui.add(TextEdit::singleline(&mut key).desired_width(24.0).char_limit(1));
            edit.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Key of the type"));
            if edit.changed() {
                let key = key.chars().next().filter(|c| !c.is_whitespace() && *c != '#');
                changes.push(Change::SetKey { name: name.clone(), key });
            }
            ui.label("Below");
            let now = kind.parent.as_deref().unwrap_or("–").to_owned();
            let mut parent = kind.parent.clone();
            let combo = ComboBox::from_id_salt("parent").selected_text(now).show_ui(ui, |ui| {
                ui.selectable_value(&mut parent, None, "– (top)");
                for other in self.types.entities.iter().filter(|t| t.name != *name) {
                    ui.selectable_value(&mut parent, Some(other.name.clone()), other.label.as_str());
                }
            });
            combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::ComboBox, true, "Type above"));
            if parent != kind.parent {
                changes.push(Change::SetParent { name: name.clone(), parent });
            }
        });
    }

    fn relation_ui(&mut self, ui: &mut egui::Ui, theme: Theme, name: &Arc<str>, changes: &mut Vec<Change>) {
        self.names_ui(ui, name, false, changes);
        let Some(kind) = self.types.relation(name) else { return };
        let (mut rules, mut symmetric) = (kind.rules.clone(), kind.symmetric);
        ui.horizontal_wrapped(|ui| {
            colour_ui(ui, name, kind.colour.as_deref(), theme.relation(&self.types, name), changes);
            ui.checkbox(&mut symmetric, "Symmetric").on_hover_text("Head and tail may be swapped");
        });
        if rules.is_empty() {
            ui.label(RichText::new("Allowed between all types.").color(theme.faint()));
        }
        let mut gone = None;
        for (at, rule) in rules.iter_mut().enumerate() {
            set_ui(ui, &self.types, ("From", at + 1), &mut rule.heads);
            set_ui(ui, &self.types, ("To", at + 1), &mut rule.tails);
            if ui.small_button(format!("Remove rule {}", at + 1)).clicked() {
                gone = Some(at);
            }
            ui.add_space(4.0);
        }
        if let Some(at) = gone {
            rules.remove(at);
        }
        ui.horizontal_wrapped(|ui| {
            if ui.button("Add a rule").clicked() {
                let first = self.types.entities.iter().find(|t| !t.abstract_only).map(|t| t.name.clone());
                let set: BTreeSet<Arc<str>> = first.into_iter().collect();
                rules.push(RelationRule { heads: set.clone(), tails: set });
            }
            if let Some((_, occurs)) = &self.occurs
                && ui.button("What occurs here").on_hover_text("Allows exactly what occurs in this document").clicked()
            {
                rules = occurs.rules(name, symmetric);
            }
        });
        if let Some((_, occurs)) = &self.occurs {
            for ([head, kind, tail], count) in &occurs.triples {
                if kind == name {
                    ui.label(RichText::new(format!("{head} → {tail}: {count}")).small().color(theme.faint()));
                }
            }
        }
        if (&rules, symmetric) != (&kind.rules, kind.symmetric) {
            changes.push(Change::SetRules { name: name.clone(), rules, symmetric });
        }
    }
}

/// The colour of a type; the cross gives it back to the place in the list.
fn colour_ui(ui: &mut egui::Ui, name: &Arc<str>, own: Option<&str>, now: Color32, changes: &mut Vec<Change>) {
    ui.label("Colour");
    let mut colour = [now.r(), now.g(), now.b()];
    if let Some(own) = own.and_then(|own| Color32::from_hex(own).ok()) {
        colour = [own.r(), own.g(), own.b()];
    }
    let button = ui.color_edit_button_srgb(&mut colour);
    button.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::ColorButton, true, "Colour of the type"));
    if button.changed() {
        let [r, g, b] = colour;
        changes.push(Change::SetColour { name: name.clone(), colour: Some(format!("#{r:02x}{g:02x}{b:02x}")) });
    }
    if own.is_some() && ui.small_button("Default").on_hover_text("The colour of its place in the list").clicked() {
        changes.push(Change::SetColour { name: name.clone(), colour: None });
    }
}

/// A choice of several types; none chosen allows all.
fn set_ui(ui: &mut egui::Ui, schema: &Schema, (title, at): (&str, usize), set: &mut BTreeSet<Arc<str>>) {
    let label = |name: &Arc<str>| schema.entity_label(name).to_owned();
    let text = match set.len() {
        0 => "any type".to_owned(),
        _ => set.iter().map(label).collect::<Vec<_>>().join(", "),
    };
    let title_text = format!("{title} {at}: {}", crate::gui::picker::clip(&text, 60));
    CollapsingHeader::new(title_text).id_salt((title, at)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
            for kind in &schema.entities {
                let on = set.contains(&kind.name);
                if ui.selectable_label(on, kind.label.as_str()).clicked() {
                    match on {
                        false => drop(set.insert(kind.name.clone())),
                        true => drop(set.remove(&kind.name)),
                    }
                }
            }
        });
    });
}

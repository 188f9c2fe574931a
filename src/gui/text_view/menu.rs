//! The tooltips of boxes and arcs, and the context menu of a box.

use eframe::egui::{self, Response, RichText, Tooltip};

use super::hints::Hints;
use super::mouse::Drag;
use super::{TextView, TextViewInput};
use crate::domain::{ItemId, Mention, Origin, Relation, Review};
use crate::gui::Action;

impl TextView {
    pub(super) fn tooltip(&self, input: &TextViewInput<'_>, area: &Response) {
        if !matches!(self.drag, Drag::None) || self.menu.is_some() {
            return;
        }
        let annotations = &input.document.annotations;
        let mention = self.hovered.and_then(|id| annotations.mention(id));
        let relation = self.hovered_relation.and_then(|id| annotations.relation(id));
        if mention.is_none() && relation.is_none() {
            return;
        }
        let mut tooltip = Tooltip::for_enabled(area).at_pointer().gap(14.0);
        tooltip.popup = tooltip.popup.width(320.0);
        tooltip.show(|ui| match (relation, mention) {
            (Some(relation), _) => relation_ui(ui, input, relation),
            (None, Some(mention)) => self.tooltip_ui(ui, input, mention),
            (None, None) => {}
        });
    }

    fn tooltip_ui(&self, ui: &mut egui::Ui, input: &TextViewInput<'_>, mention: &Mention) {
        let colours = input.theme.entity(&input.document.schema, &mention.kind);
        let label = input.document.schema.entity(&mention.kind).map_or(&*mention.kind, |t| t.label.as_str());
        ui.label(RichText::new(label).strong().color(colours.strong));
        let text = short(&mention.text(&input.document.text), 200);
        ui.label(RichText::new(text).size(15.0));
        ui.weak(origin_text(&mention.origin, mention.review));
        let relations = input.document.annotations.relations_of(mention.id).filter(|r| self.relation_shown(input, r));
        match relations.count() {
            0 => ui.weak("No relations"),
            1 => ui.weak("1 relation"),
            n => ui.weak(format!("{n} relations")),
        };
    }

    pub(super) fn context_menu(&mut self, input: &TextViewInput<'_>, area: &Response, actions: &mut Vec<Action>) {
        let Some(mention) = self.menu.and_then(|id| input.document.annotations.mention(id)) else {
            self.menu = None;
            return;
        };
        let id = mention.id;
        let shown = area.context_menu(|ui| {
            ui.set_min_width(190.0);
            if ui.button("Change type…").clicked() {
                actions.push(Action::PickRetag(id));
            }
            if ui.button("New relation from here").clicked() {
                self.hints = Some(Hints::new(id, self.hint_targets(id)));
                area.request_focus();
            }
            if !mention.is_confirmed() {
                ui.separator();
                for (label, review) in [("Accept", Review::Accepted), ("Reject", Review::Rejected)] {
                    if ui.button(label).clicked() {
                        actions.push(Action::Review { item: ItemId::Mention(id), review });
                    }
                }
            }
            ui.separator();
            if ui.button("Delete").clicked() {
                actions.push(Action::Delete(id.into()));
            }
        });
        if shown.is_none() {
            self.menu = None;
        }
    }
}

/// Both ends in words: one of them may be out of view.
fn relation_ui(ui: &mut egui::Ui, input: &TextViewInput<'_>, relation: &Relation) {
    let document = input.document;
    let label = document.schema.relation(&relation.kind).map_or(&*relation.kind, |t| t.label.as_str());
    let colour = input.theme.relation(&document.schema, &relation.kind);
    let text = |id| document.annotations.mention(id).map(|m| short(&m.text(&document.text), 60)).unwrap_or_default();
    ui.label(RichText::new(text(relation.head)).size(15.0));
    ui.label(RichText::new(format!("{label} →")).strong().color(colour));
    ui.label(RichText::new(text(relation.tail)).size(15.0));
    ui.weak(origin_text(&relation.origin, relation.review));
}

fn origin_text(origin: &Origin, review: Review) -> String {
    match (origin, review) {
        (Origin::Human, _) => "Made by hand".to_owned(),
        (Origin::File, _) => "From the file".to_owned(),
        (Origin::Model { model, score }, Review::Accepted) => format!("{model}, {:.1}%, accepted", score * 100.0),
        (Origin::Model { model, score }, _) => format!("{model}, {:.1}%, not reviewed", score * 100.0),
    }
}

fn short(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

//! The tooltip of a box, and its context menu.

use eframe::egui::{self, Response, RichText, Tooltip};

use super::hints::Hints;
use super::mouse::Drag;
use super::{TextView, TextViewInput};
use crate::domain::{ItemId, Mention, Origin, Review};
use crate::gui::Action;

impl TextView {
    pub(super) fn tooltip(&self, input: &TextViewInput<'_>, area: &Response) {
        let hovered = self.hovered.filter(|_| matches!(self.drag, Drag::None) && self.menu.is_none());
        let Some(mention) = hovered.and_then(|id| input.document.annotations.mention(id)) else { return };
        let mut tooltip = Tooltip::for_enabled(area).at_pointer().gap(14.0);
        // One tooltip for each box, not one for the whole text.
        tooltip.popup = tooltip.popup.width(320.0);
        tooltip.show(|ui| self.tooltip_ui(ui, input, mention));
    }

    fn tooltip_ui(&self, ui: &mut egui::Ui, input: &TextViewInput<'_>, mention: &Mention) {
        let colours = input.theme.entity(&input.document.schema, &mention.kind);
        let label = input.document.schema.entity(&mention.kind).map_or(&*mention.kind, |t| t.label.as_str());
        ui.label(RichText::new(label).strong().color(colours.strong));
        let text: String = mention.text(&input.document.text).chars().take(200).collect();
        ui.label(RichText::new(text).size(15.0));
        let origin = match (&mention.origin, mention.review) {
            (Origin::Human, _) => "Made by hand".to_owned(),
            (Origin::File, _) => "From the file".to_owned(),
            (Origin::Model { model, score }, Review::Accepted) => format!("{model}, {:.1}%, accepted", score * 100.0),
            (Origin::Model { model, score }, _) => format!("{model}, {:.1}%, not reviewed", score * 100.0),
        };
        ui.weak(origin);
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

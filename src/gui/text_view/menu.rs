//! The tooltips of boxes and arcs, and the context menu of a box.

use crate::gui::tools::find::FIND_SIMILAR;
use crate::gui::tools::occurrences::PROPAGATE;
use eframe::egui::{self, Response, RichText, Tooltip};

use super::hints::{Hints, Purpose};
use super::mouse::Drag;
use super::{TextView, TextViewInput};
use crate::domain::{Annotations, ExtraBody, ItemId, Mention, MentionId, Origin, Relation, RelationId, Review};
use crate::gui::words::counted;
use crate::gui::{Action, Selection, model_label};
use crate::text::Span;

/// What a right click was on: a mention with the place of the text, or a relation's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuOf {
    Mention(MentionId, usize),
    Relation(RelationId),
    /// Selected text.
    Text(Span),
}

impl MenuOf {
    pub fn selection(self) -> Selection {
        match self {
            Self::Mention(id, _) => Selection::Mention(id),
            Self::Relation(id) => Selection::Relation(id),
            Self::Text(span) => Selection::Text(span),
        }
    }
}

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
        let label = input.document.schema.entity_label(&mention.kind);
        ui.label(RichText::new(label).strong().color(colours.label));
        let text = short(&mention.text(&input.document.text), 200);
        ui.label(RichText::new(text).size(15.0));
        ui.weak(origin_text(&mention.origin, mention.review));
        let relations = input.document.annotations.relations_of(mention.id).filter(|r| self.relation_shown(input, r));
        match relations.count() {
            0 => ui.weak("No relations"),
            n => ui.weak(counted(n, "relation")),
        };
        said_of_it(ui, &input.document.annotations, mention.id.into());
    }

    pub(super) fn context_menu(&mut self, input: &TextViewInput<'_>, area: &Response, actions: &mut Vec<Action>) {
        let annotations = &input.document.annotations;
        let shown = match self.menu {
            Some(MenuOf::Mention(id, at)) => annotations
                .mention(id)
                .and_then(|mention| area.context_menu(|ui| self.mention_menu(ui, mention, at, area, actions))),
            Some(MenuOf::Relation(id)) => annotations
                .relation(id)
                .and_then(|relation| area.context_menu(|ui| relation_menu(ui, relation, actions))),
            Some(MenuOf::Text(span)) => area.context_menu(|ui| text_menu(ui, input, span, actions)),
            None => None,
        };
        if shown.is_none() {
            self.menu = None;
        }
    }

    fn mention_menu(
        &mut self,
        ui: &mut egui::Ui,
        mention: &Mention,
        at: usize,
        area: &Response,
        actions: &mut Vec<Action>,
    ) {
        let id = mention.id;
        ui.set_min_width(210.0);
        if ui.button("Change type…").clicked() {
            actions.push(Action::PickRetag(id));
        }
        let asked = [
            ("New relation from here   R", Purpose::Relation),
            ("Same as…   E", Purpose::Same),
            ("Join with…   J", Purpose::Join),
        ];
        for (label, purpose) in asked {
            if ui.button(label).clicked() {
                self.hints = Some(Hints::new(purpose, id, self.hint_targets(id)));
                area.request_focus();
            }
        }
        if ui.button("Add note…").clicked() {
            actions.push(Action::WriteNote(id.into()));
        }
        if mention.fragments.is_discontinuous() {
            ui.separator();
            let piece = mention.fragments.iter().position(|s| s.start <= at && at <= s.end);
            if let Some(piece) = piece
                && ui.button("Remove this piece").clicked()
            {
                actions.push(Action::RemovePiece { mention: id, piece });
            }
            if ui.button("Split into entities").clicked() {
                actions.push(Action::SplitPieces(id));
            }
        }
        ui.separator();
        for (label, command) in [("Do this everywhere…   Ctrl+D", PROPAGATE), ("Find similar   Ctrl+L", FIND_SIMILAR)]
        {
            if ui.button(label).clicked() {
                actions.push(Action::Select(Selection::Mention(id)));
                actions.push(Action::Command(command));
            }
        }
        review_menu(ui, id.into(), mention.is_confirmed(), actions);
        ui.separator();
        if ui.button("Delete").clicked() {
            actions.push(Action::Delete(id.into()));
        }
    }
}

fn text_menu(ui: &mut egui::Ui, input: &TextViewInput<'_>, span: Span, actions: &mut Vec<Action>) {
    ui.set_min_width(210.0);
    if ui.button("Make it an entity…   Enter").clicked() {
        actions.push(Action::PickMentionType(span));
    }
    if let Some(mention) = input.chosen.and_then(|id| input.document.annotations.mention(id)) {
        let of = short(&mention.text(&input.document.text), 24);
        if ui.button(format!("Add it to “{of}”   +")).clicked() {
            actions.push(Action::AddPiece { mention: mention.id, span });
        }
    }
    if ui.button("Do this everywhere…   Ctrl+D").clicked() {
        actions.push(Action::Command(PROPAGATE));
    }
}

fn relation_menu(ui: &mut egui::Ui, relation: &Relation, actions: &mut Vec<Action>) {
    ui.set_min_width(190.0);
    let id = relation.id;
    let entries = [
        ("Change type…", Action::PickRetype(id)),
        ("Reverse   X", Action::Reverse(id)),
        ("Add note…", Action::WriteNote(id.into())),
    ];
    for (label, action) in entries {
        if ui.button(label).clicked() {
            actions.push(action);
        }
    }
    review_menu(ui, id.into(), relation.is_confirmed(), actions);
    ui.separator();
    if ui.button("Delete").clicked() {
        actions.push(Action::Delete(id.into()));
    }
}

fn review_menu(ui: &mut egui::Ui, item: ItemId, confirmed: bool, actions: &mut Vec<Action>) {
    if confirmed {
        return;
    }
    ui.separator();
    for (label, review) in [("Accept", Review::Accepted), ("Reject", Review::Rejected)] {
        if ui.button(label).clicked() {
            actions.push(Action::Review { item, review });
        }
    }
}

/// Both ends in words: one of them may be out of view.
fn relation_ui(ui: &mut egui::Ui, input: &TextViewInput<'_>, relation: &Relation) {
    let document = input.document;
    let label = document.schema.relation_label(&relation.kind);
    let colour = input.theme.relation(&document.schema, &relation.kind);
    let text = |id| document.annotations.mention(id).map(|m| short(&m.text(&document.text), 60)).unwrap_or_default();
    ui.label(RichText::new(text(relation.head)).size(15.0));
    ui.label(RichText::new(format!("{label} →")).strong().color(colour));
    ui.label(RichText::new(text(relation.tail)).size(15.0));
    ui.weak(origin_text(&relation.origin, relation.review));
    said_of_it(ui, &document.annotations, relation.id.into());
}

/// Attributes and notes of an item, in a tooltip.
fn said_of_it(ui: &mut egui::Ui, annotations: &Annotations, item: ItemId) {
    for extra in annotations.extras_of(item) {
        match &extra.body {
            ExtraBody::Attribute { name, value: Some(value) } => drop(ui.label(format!("{name}: {value}"))),
            ExtraBody::Attribute { name, value: None } => drop(ui.label(name)),
            ExtraBody::Note { text, .. } => drop(ui.label(RichText::new(short(text, 200)).italics())),
            ExtraBody::Normalization { reference, .. } => drop(ui.weak(reference)),
            ExtraBody::Event { .. } | ExtraBody::Relation { .. } | ExtraBody::Equiv { .. } => {}
        }
    }
}

fn origin_text(origin: &Origin, review: Review) -> String {
    match (origin, review) {
        (Origin::Human, _) => "Made by hand".to_owned(),
        (Origin::File, _) => "From the file".to_owned(),
        (Origin::Proposal { by, .. }, Review::Accepted) => format!("From {by}, taken"),
        (Origin::Proposal { by, .. }, _) => format!("From {by}, to be decided"),
        (Origin::Model { model, score }, Review::Accepted) => {
            format!("{}, {:.1}%, accepted", model_label(model), score * 100.0)
        }
        (Origin::Model { model, score }, _) => format!("{}, {:.1}%, not reviewed", model_label(model), score * 100.0),
    }
}

fn short(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

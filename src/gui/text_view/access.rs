//! What screen readers are told beyond the words and the boxes: what is known about an entity, the drawn relations, and
//! what has just been selected. Nothing here costs anything while none listens.

use eframe::egui::accesskit::{Action as AccessAction, Live, Rect as AccessRect, Role};
use eframe::egui::{self, Id, Rect};

use super::links::{LinkOf, is_forbidden};
use super::{TextView, TextViewInput};
use crate::domain::{Mention, MentionId, Relation};
use crate::gui::picker::clip;
use crate::gui::words::counted;
use crate::gui::{Action, Selection};

impl TextView {
    /// After the arcs were drawn. A pressed relation is selected.
    pub(super) fn announce(&self, ui: &egui::Ui, input: &TextViewInput<'_>, id: Id, actions: &mut Vec<Action>) {
        let ctx = ui.ctx();
        if ctx.accesskit_node_builder(id, |_| ()).is_none() {
            return;
        }
        let view = ui.clip_rect();
        for (piece, _) in self.visible_pieces().filter(|(piece, _)| piece.is_head()) {
            if let Some(mention) = input.document.annotations.mention(piece.mention) {
                let known = state_of_mention(input, mention);
                ctx.accesskit_node_builder(id.with(("mention", mention.id)), |node| node.set_description(known));
            }
        }
        for arc in &self.arcs {
            let Some(relation) = arc.relation().and_then(|id| input.document.annotations.relation(id)) else {
                continue;
            };
            let place = if arc.label.is_positive() { arc.label } else { Rect::from_points(&arc.line) };
            let node_id = id.with(("relation", relation.id));
            ctx.accesskit_node_builder(node_id, |node| {
                node.set_role(Role::Button);
                node.set_label(format!("Relation: {}", words_of_relation(input, relation)));
                node.set_bounds(bounds(place));
                node.add_action(AccessAction::Click);
            });
            if ui.input(|i| i.has_accesskit_action_request(node_id, AccessAction::Click)) {
                actions.push(Action::Select(Selection::Relation(relation.id)));
            }
        }
        ctx.accesskit_node_builder(id.with("selection"), |node| {
            node.set_role(Role::Label);
            node.set_live(Live::Polite);
            node.set_value(selected(input));
            node.set_bounds(bounds(view));
        });
    }
}

/// "Selected: Peop Anna, not reviewed, 1 relation".
fn selected(input: &TextViewInput<'_>) -> String {
    let annotations = &input.document.annotations;
    let what = match input.selection {
        Selection::None => return "Nothing is selected".to_owned(),
        Selection::Text(span) => format!("“{}”", clip(input.document.slice(*span), 120)),
        Selection::Mention(id) => match annotations.mention(*id) {
            Some(mention) => {
                let kind = kind_of(input, mention);
                format!("{kind} {}, {}", text_of(input, mention.id), state_of_mention(input, mention))
            }
            None => return "Nothing is selected".to_owned(),
        },
        Selection::Relation(id) => match annotations.relation(*id) {
            Some(relation) => words_of_relation(input, relation),
            None => return "Nothing is selected".to_owned(),
        },
        Selection::Concept(mentions) => format!("a concept with {}", counted(mentions.len(), "mention")),
        Selection::Bundle(relations) => counted(relations.len(), "relation"),
    };
    format!("Selected: {what}")
}

fn kind_of<'a>(input: &'a TextViewInput<'_>, mention: &'a Mention) -> &'a str {
    input.document.schema.entity_label(&mention.kind)
}

fn text_of(input: &TextViewInput<'_>, id: MentionId) -> String {
    let mention = input.document.annotations.mention(id);
    mention.map(|mention| clip(&mention.text(&input.document.text), 80)).unwrap_or_default()
}

fn state_of_mention(input: &TextViewInput<'_>, mention: &Mention) -> String {
    let relations = input.document.annotations.relations_of(mention.id);
    let relations = relations.filter(|r| input.visibility.relation(&input.document.annotations, r)).count();
    let state = state(mention.is_confirmed(), mention.origin.score());
    if relations == 0 { state } else { format!("{state}, {}", counted(relations, "relation")) }
}

fn words_of_relation(input: &TextViewInput<'_>, relation: &Relation) -> String {
    let kind = input.document.schema.relation_label(&relation.kind);
    let (head, tail) = (text_of(input, relation.head), text_of(input, relation.tail));
    let mark = match is_forbidden(input, LinkOf::Relation(relation.id)) {
        true => ", not allowed by the schema",
        false => "",
    };
    format!("{head} {kind} {tail}, {}{mark}", state(relation.is_confirmed(), relation.origin.score()))
}

fn state(confirmed: bool, score: Option<f32>) -> String {
    match (confirmed, score) {
        (true, _) => "confirmed".to_owned(),
        (false, Some(score)) => format!("not reviewed, {:.0} %", score * 100.0),
        (false, None) => "not reviewed".to_owned(),
    }
}

fn bounds(rect: Rect) -> AccessRect {
    AccessRect { x0: rect.min.x.into(), y0: rect.min.y.into(), x1: rect.max.x.into(), y1: rect.max.y.into() }
}

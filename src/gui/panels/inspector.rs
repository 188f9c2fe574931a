//! The selection in words: what, how sure, who said so, and what to do about it.

use eframe::egui::{self, Color32, RichText, ScrollArea};

use super::details::{add_ui, details_ui, pieces_ui};
use super::problems;
use crate::domain::{ItemId, Mention, MentionId, Origin, Relation, RelationId, Review};
use crate::editor::{self, Draft};
use crate::gui::command::Command;
use crate::gui::keys::Bindings;
use crate::gui::picker::clip;
use crate::gui::tools::occurrences::PROPAGATE;
use crate::gui::tools::{Request, ToolContext};
use crate::gui::words::counted;
use crate::gui::{Action, Selection, Theme};
use crate::session::OpenDocument;

pub fn inspector_ui(ui: &mut egui::Ui, context: &mut ToolContext) {
    let theme = context.theme;
    let mut actions = Vec::new();
    // What was being written about something else is kept, not lost.
    let shown = shown_items(&context.editor.selection);
    let elsewhere = |draft: &Draft| Some(draft.document) != context.editor.current || !shown.contains(&draft.target);
    if context.editor.drafts.draft.as_ref().is_some_and(elsewhere) {
        editor::keep_draft(context.editor);
    }
    let mut draft = context.editor.drafts.draft.take();
    let writing = &mut draft;
    ScrollArea::vertical().id_salt("inspector").auto_shrink([false, false]).show(ui, |ui| {
        let Some(open) = context.editor.current() else { return };
        let annotations = &open.document.annotations;
        match &context.editor.selection {
            Selection::None => overview_ui(ui, theme, open, context.keys, &mut actions),
            Selection::Text(span) => {
                let text = clip(open.document.slice(*span), 120);
                ui.label(RichText::new(format!("“{text}”")).strong());
                if ui.button("Make it an entity…   Enter").clicked() {
                    actions.push(Action::PickMentionType(*span));
                }
                if ui.button("Everywhere…").on_hover_text(context.keys.hint(PROPAGATE)).clicked() {
                    actions.push(Action::Command(PROPAGATE));
                }
                if let Some(mention) = context.editor.piece_of(*span) {
                    let name = clip(&mention.text(&open.document.text), 40);
                    if ui.button(format!("Add this piece to “{name}”   +")).clicked() {
                        actions.push(Action::AddPiece { mention: mention.id, span: *span });
                    }
                }
            }
            Selection::Mention(id) => {
                if let Some(mention) = annotations.mention(*id) {
                    mention_ui(ui, theme, open, mention, writing, &mut actions);
                }
            }
            Selection::Concept(ids) => {
                for mention in ids.iter().filter_map(|id| annotations.mention(*id)) {
                    mention_ui(ui, theme, open, mention, writing, &mut actions);
                    ui.separator();
                }
            }
            Selection::Relation(id) => {
                if let Some(relation) = annotations.relation(*id) {
                    relation_ui(ui, theme, open, relation, writing, &mut actions);
                }
            }
            Selection::Bundle(ids) => {
                for relation in ids.iter().filter_map(|id| annotations.relation(*id)) {
                    relation_ui(ui, theme, open, relation, writing, &mut actions);
                    ui.separator();
                }
            }
        }
    });
    context.editor.drafts.draft = draft;
    context.ask(Request::Act(context.editor.current, actions));
}

fn shown_items(selection: &Selection) -> Vec<ItemId> {
    match selection {
        Selection::None | Selection::Text(_) => Vec::new(),
        Selection::Mention(id) => vec![(*id).into()],
        Selection::Relation(id) => vec![(*id).into()],
        Selection::Concept(ids) => ids.iter().map(|id| (*id).into()).collect(),
        Selection::Bundle(ids) => ids.iter().map(|id| (*id).into()).collect(),
    }
}

fn overview_ui(ui: &mut egui::Ui, theme: Theme, open: &OpenDocument, keys: &Bindings, actions: &mut Vec<Action>) {
    let summary = open.summary();
    let (open_m, open_r) = (summary.open_entities, summary.open_relations);
    ui.label(format!(
        "{}. Confirmed: {}, {}. Open predictions: {}, {}.",
        counted(open.sentences.len(), "sentence"),
        counted(summary.entities - open_m, "entity"),
        counted(summary.relations - open_r, "relation"),
        counted(open_m, "entity"),
        counted(open_r, "relation"),
    ));
    if open_m + open_r > 0 {
        let (next, accept, reject) =
            (keys.text(Command::NextUncertain), keys.view_text("text.accept"), keys.view_text("text.reject"));
        let text = format!(
            "{next} goes to the least certain prediction; {accept} accepts it, {reject} rejects it. \
             Select text to add an entity; drag from entity to entity for a relation."
        );
        ui.label(RichText::new(text).color(theme.faint()));
    } else if summary.entities == 0 {
        let read = keys.text(Command::Analyse);
        let text = format!("No annotations yet. Select text to add an entity, or let the model read it ({read}).");
        ui.label(RichText::new(text).color(theme.faint()));
    }
    problems::all_ui(ui, theme, open, actions);
}

fn mention_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    open: &OpenDocument,
    mention: &Mention,
    draft: &mut Option<Draft>,
    actions: &mut Vec<Action>,
) {
    let schema = &open.document.schema;
    let annotations = &open.document.annotations;
    ui.horizontal_wrapped(|ui| {
        let label = schema.entity_label(&mention.kind);
        pill(ui, label, theme.entity(schema, &mention.kind).strong, theme);
        ui.label(RichText::new(clip(&mention.text(&open.document.text), 90)).strong().size(15.0));
        ui.label(RichText::new(origin(&mention.origin, mention.review)).color(theme.faint()));
    });
    ui.horizontal_wrapped(|ui| {
        review_buttons(ui, mention.id.into(), mention.is_confirmed(), actions);
        if ui.button("Change type…").clicked() {
            actions.push(Action::PickRetag(mention.id));
        }
        if ui.button("Delete").clicked() {
            actions.push(Action::Delete(mention.id.into()));
        }
        if ui.button("Show in text").clicked() {
            actions.push(Action::Reveal(mention.cover()));
        }
        if ui.button("Everywhere…").on_hover_text(PROPAGATE.row().hint).clicked() {
            actions.push(Action::Select(Selection::Mention(mention.id)));
            actions.push(Action::Command(PROPAGATE));
        }
        add_ui(ui, open, mention.id.into(), draft, actions);
    });
    problems::of_item_ui(ui, theme, open, mention.id.into());
    details_ui(ui, theme, open, mention.id.into(), draft, actions);
    pieces_ui(ui, open, mention.id, actions);
    for relation in annotations.relations_of(mention.id).filter(|r| open.visibility.relation(annotations, r)) {
        let (out, other) = (relation.head == mention.id, relation.other(mention.id));
        let kind = schema.relation_label(&relation.kind);
        let name = text_of(open, other);
        let line = if out { format!("→ {kind} → {name}") } else { format!("← {kind} ← {name}") };
        let ink = theme.relation(schema, &relation.kind);
        if ui
            .selectable_label(false, RichText::new(line).color(crate::gui::theme::mix(theme.text(), ink, 0.35)))
            .clicked()
        {
            actions.push(Action::Select(Selection::Relation(relation.id)));
        }
    }
}

fn relation_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    open: &OpenDocument,
    relation: &Relation,
    draft: &mut Option<Draft>,
    actions: &mut Vec<Action>,
) {
    let schema = &open.document.schema;
    ui.horizontal_wrapped(|ui| {
        end_ui(ui, theme, open, relation.head, actions);
        let label = schema.relation_label(&relation.kind);
        pill(ui, &format!("{label} →"), theme.relation(schema, &relation.kind), theme);
        end_ui(ui, theme, open, relation.tail, actions);
        ui.label(RichText::new(origin(&relation.origin, relation.review)).color(theme.faint()));
    });
    problems::of_item_ui(ui, theme, open, relation.id.into());
    if let Some(quote) = evidence(open, relation.id) {
        ui.label(RichText::new(format!("“{quote}”")).italics());
    }
    ui.horizontal_wrapped(|ui| {
        review_buttons(ui, relation.id.into(), relation.is_confirmed(), actions);
        if ui.button("Change type…").clicked() {
            actions.push(Action::PickRetype(relation.id));
        }
        if ui.button("Reverse").clicked() {
            actions.push(Action::Reverse(relation.id));
        }
        if ui.button("Delete").clicked() {
            actions.push(Action::Delete(relation.id.into()));
        }
        add_ui(ui, open, relation.id.into(), draft, actions);
    });
    details_ui(ui, theme, open, relation.id.into(), draft, actions);
}

fn end_ui(ui: &mut egui::Ui, theme: Theme, open: &OpenDocument, id: MentionId, actions: &mut Vec<Action>) {
    let Some(mention) = open.document.annotations.mention(id) else { return };
    let colour = theme.entity(&open.document.schema, &mention.kind);
    let text = RichText::new(clip(&mention.text(&open.document.text), 40))
        .strong()
        .color(colour.text)
        .background_color(colour.fill);
    if ui.add(egui::Label::new(text).sense(egui::Sense::click())).clicked() {
        actions.push(Action::Select(Selection::Mention(id)));
        actions.push(Action::Reveal(mention.cover()));
    }
}

fn review_buttons(ui: &mut egui::Ui, item: ItemId, confirmed: bool, actions: &mut Vec<Action>) {
    if confirmed {
        return;
    }
    if ui.button("✔ Accept").clicked() {
        actions.push(Action::Review { item, review: Review::Accepted });
    }
    if ui.button("✖ Reject").clicked() {
        actions.push(Action::Review { item, review: Review::Rejected });
    }
}

pub(super) fn pill(ui: &mut egui::Ui, text: &str, colour: Color32, theme: Theme) {
    let (fill, ink) = theme.pill(colour);
    egui::Frame::new().fill(fill).corner_radius(9).inner_margin(egui::Margin::symmetric(8, 2)).show(ui, |ui| {
        ui.label(RichText::new(text).small().color(ink));
    });
}

fn origin(origin: &Origin, review: Review) -> String {
    let said = match origin {
        Origin::Human => "made by hand".to_owned(),
        Origin::File => "from the file".to_owned(),
        Origin::Proposal { by, .. } => format!("from {by}"),
        Origin::Model { model, score } => format!("{}, {:.0} %", crate::gui::model_label(model), score * 100.0),
    };
    match (origin, review) {
        (Origin::Model { .. }, Review::Accepted) => format!("{said}, accepted"),
        (Origin::Proposal { .. }, Review::Accepted) => format!("{said}, taken"),
        (Origin::Proposal { .. }, Review::Open) => format!("{said}, to be decided"),
        (Origin::Model { .. }, Review::Open) => format!("{said}, not reviewed"),
        _ => said,
    }
}

pub(super) fn text_of(open: &OpenDocument, id: MentionId) -> String {
    open.document.annotations.mention(id).map(|m| clip(&m.text(&open.document.text), 60)).unwrap_or_default()
}

/// The sentences from the first to the last end of a relation.
fn evidence(open: &OpenDocument, id: RelationId) -> Option<String> {
    let annotations = &open.document.annotations;
    let relation = annotations.relation(id)?;
    let cover = annotations.mention(relation.head)?.cover().cover(annotations.mention(relation.tail)?.cover());
    // Sentences ascend: a long text is not walked in every frame.
    let from = open.sentences.partition_point(|s| s.end <= cover.start);
    let touching = open.sentences.get(from..)?.iter().take_while(|s| s.overlaps(cover)).copied();
    let quote = touching.reduce(|a, b| a.cover(b))?;
    Some(clip(open.document.slice(quote), 420))
}

//! What else is said of an item: attributes, notes, links, events, equal mentions; each can be changed where it stands.

use std::collections::BTreeSet;

use eframe::egui::{self, ComboBox, Key, RichText, TextEdit};

use super::inspector::{pill, text_of};
use crate::domain::{AttributeType, Extra, ExtraBody, ExtraId, Item, ItemId, MentionId, Target, describe};
use crate::editor::{Draft, DraftKind};
use crate::gui::picker::clip;
use crate::gui::{Action, Selection, Theme};
use crate::session::{DocumentId, OpenDocument};

/// Everything said of an item, with what can be added.
pub fn details_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    open: &OpenDocument,
    item: ItemId,
    draft: &mut Option<Draft>,
    actions: &mut Vec<Action>,
) {
    draft_ui(ui, open, item, draft, actions);
    let annotations = &open.document.annotations;
    let mut seen = BTreeSet::new();
    let extras: Vec<&Extra> = annotations.extras_of(item).filter(|extra| seen.insert(extra.id)).collect();
    if extras.iter().any(|extra| matches!(extra.body, ExtraBody::Attribute { .. })) {
        ui.horizontal_wrapped(|ui| {
            for extra in &extras {
                if let ExtraBody::Attribute { name, value } = &extra.body {
                    attribute_ui(ui, theme, open, extra.id, name, value, actions);
                }
            }
        });
    }
    for extra in extras {
        match &extra.body {
            ExtraBody::Note { text, .. } => note_ui(ui, theme, (open.id, extra.id, item), text, draft, actions),
            ExtraBody::Normalization { reference, text, .. } => {
                row(ui, extra.id, &format!("link {reference}"), actions, |ui| {
                    ui.label(RichText::new("Linked to").color(theme.faint()));
                    ui.label(RichText::new(reference).monospace());
                    ui.label(clip(text, 80));
                });
            }
            ExtraBody::Attribute { .. } | ExtraBody::Equiv { .. } => {}
            ExtraBody::Event { event_type, has_trigger, roles } => {
                let label = open.document.schema.entity_label(event_type);
                row(ui, extra.id, &format!("event {label}"), actions, |ui| {
                    pill(ui, label, theme.entity(&open.document.schema, event_type).strong, theme);
                    let trigger = has_trigger.then_some("trigger");
                    let names = trigger.into_iter().chain(roles.iter().map(String::as_str));
                    roles_ui(ui, theme, open, names, &extra.targets)
                });
            }
            ExtraBody::Relation { relation_type, roles } => {
                row(ui, extra.id, relation_type, actions, |ui| {
                    ui.label(RichText::new(relation_type).strong());
                    roles_ui(ui, theme, open, roles.iter().map(String::as_str), &extra.targets)
                });
            }
        }
    }
    if let ItemId::Mention(mention) = item {
        equal_ui(ui, theme, open, mention, actions);
    }
}

fn row<R>(
    ui: &mut egui::Ui,
    id: ExtraId,
    name: &str,
    actions: &mut Vec<Action>,
    contents: impl FnOnce(&mut egui::Ui) -> R,
) {
    ui.horizontal_wrapped(|ui| {
        contents(ui);
        if remove_button(ui, name) {
            actions.push(Action::Delete(id.into()));
        }
    });
}

fn remove_button(ui: &mut egui::Ui, name: &str) -> bool {
    let label = format!("Remove {name}");
    let response = ui.small_button("✖");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &label));
    response.on_hover_text(label).clicked()
}

fn attribute_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    open: &OpenDocument,
    id: ExtraId,
    name: &str,
    value: &Option<String>,
    actions: &mut Vec<Action>,
) {
    let values = open.document.schema.attributes.iter().find(|a| &*a.name == name).map_or(&[][..], |a| &a.values);
    pill(ui, name, theme.accent(), theme);
    if !values.is_empty() {
        let mut chosen = value.clone().unwrap_or_default();
        let combo = ComboBox::from_id_salt(("attribute", id)).selected_text(chosen.clone()).width(60.0);
        let response = combo
            .show_ui(ui, |ui| {
                for value in values {
                    ui.selectable_value(&mut chosen, value.clone(), value);
                }
            })
            .response;
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::ComboBox, true, format!("Value of {name}")));
        if value.as_deref().unwrap_or_default() != chosen {
            let body = ExtraBody::Attribute { name: name.to_owned(), value: Some(chosen) };
            actions.push(Action::Rewrite { extra: id, body });
        }
    } else if let Some(value) = value {
        ui.label(value);
    }
    if remove_button(ui, name) {
        actions.push(Action::Delete(id.into()));
    }
    ui.add_space(6.0);
}

fn note_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    (document, id, target): (DocumentId, ExtraId, ItemId),
    text: &str,
    draft: &mut Option<Draft>,
    actions: &mut Vec<Action>,
) {
    if draft.as_ref().is_some_and(|d| d.extra == Some(id)) {
        return;
    }
    row(ui, id, "note", actions, |ui| {
        ui.label(RichText::new("Note").color(theme.faint()));
        ui.label(text);
        if ui.small_button("Edit note").clicked() {
            *draft = Some(Draft { extra: Some(id), text: text.to_owned(), ..Draft::note(document, target) });
        }
    });
}

/// The field of what is being written. Enter and leaving the field keep it, Escape does not.
fn draft_ui(
    ui: &mut egui::Ui,
    open: &OpenDocument,
    item: ItemId,
    draft: &mut Option<Draft>,
    actions: &mut Vec<Action>,
) {
    let Some(writing) = draft.as_mut().filter(|d| d.target == item) else { return };
    let (name, hint) = match writing.kind {
        DraftKind::Note => ("Note", "What should be known about this"),
        DraftKind::Attribute => ("Attribute", "A name, or name: value"),
    };
    // A fixed id: what stands above it changes while it is open.
    let edit = TextEdit::singleline(&mut writing.text)
        .id(egui::Id::new("draft"))
        .hint_text(hint)
        .desired_width(ui.available_width().min(560.0));
    let response = ui.add(edit);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, name));
    if std::mem::take(&mut writing.fresh) {
        response.request_focus();
        // Whoever changes a note goes on at its end.
        let mut state = egui::text_edit::TextEditState::load(ui.ctx(), response.id).unwrap_or_default();
        let end = egui::text::CCursor::new(egui::text::CharIndex(writing.text.chars().count()));
        state.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
        state.store(ui.ctx(), response.id);
    } else if response.lost_focus() {
        let writing = draft.take();
        if !ui.input(|i| i.key_pressed(Key::Escape)) {
            actions.extend(writing.and_then(|writing| writing.finished(&open.document.annotations)));
        }
    }
}

/// “Add note”, and a menu of the attributes that the schema or the document knows.
pub fn add_ui(
    ui: &mut egui::Ui,
    open: &OpenDocument,
    item: ItemId,
    draft: &mut Option<Draft>,
    actions: &mut Vec<Action>,
) {
    if ui.button("Add note").clicked() {
        *draft = Some(Draft::note(open.id, item));
    }
    ui.menu_button("Add attribute", |ui| {
        let offered = attributes_for(open, item);
        for kind in &offered {
            match kind.values.as_slice() {
                [] => {
                    if ui.button(&*kind.name).clicked() {
                        actions.push(attribute(item, &kind.name, None));
                        ui.close();
                    }
                }
                values => {
                    ui.menu_button(&*kind.name, |ui| {
                        for value in values {
                            if ui.button(value).clicked() {
                                actions.push(attribute(item, &kind.name, Some(value)));
                                ui.close();
                            }
                        }
                    });
                }
            }
        }
        if !offered.is_empty() {
            ui.separator();
        }
        if ui.button("Another…").clicked() {
            let kind = DraftKind::Attribute;
            *draft = Some(Draft { kind, ..Draft::note(open.id, item) });
            ui.close();
        }
    });
}

fn attribute(target: ItemId, name: &str, value: Option<&String>) -> Action {
    Action::Describe { target, body: ExtraBody::Attribute { name: name.to_owned(), value: value.cloned() } }
}

/// Attributes of the schema that may be said of an item and are not yet. Names that only the document uses are typed:
/// looking for them would read all of it in every frame.
fn attributes_for(open: &OpenDocument, item: ItemId) -> Vec<AttributeType> {
    let annotations = &open.document.annotations;
    let kind = match annotations.item(item) {
        Some(Item::Mention(mention)) => Some(mention.kind),
        Some(Item::Relation(_)) => None,
        _ => return Vec::new(),
    };
    let has = |name: &str| {
        let mut extras = annotations.extras_of(item);
        extras.any(|x| matches!(&x.body, ExtraBody::Attribute { name: n, .. } if n == name))
    };
    let fits = |a: &&AttributeType| match &kind {
        Some(kind) => a.of.is_empty() || a.of.contains(kind),
        None => a.of_relations,
    };
    open.document.schema.attributes.iter().filter(fits).filter(|a| !has(&a.name)).cloned().collect()
}

fn equal_ui(ui: &mut egui::Ui, theme: Theme, open: &OpenDocument, mention: MentionId, actions: &mut Vec<Action>) {
    let others = describe::same_as(&open.document.annotations, mention);
    if others.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Same as").color(theme.faint()));
        others.into_iter().for_each(|id| mention_link(ui, open, id, "", actions));
        if ui.small_button("Not the same").on_hover_text("Takes this entity out of the group").clicked() {
            actions.push(Action::NotSame(mention));
        }
    });
}

/// The parts of an event by role. Links to them select; they come back as what was clicked.
fn roles_ui<'a>(
    ui: &mut egui::Ui,
    theme: Theme,
    open: &OpenDocument,
    names: impl Iterator<Item = &'a str>,
    targets: &[Target],
) {
    for (role, target) in names.zip(targets) {
        ui.label(RichText::new(format!("{role}:")).color(theme.faint()));
        ui.label(target_text(open, target));
    }
}

/// What stands at the other end: the text of a mention, the trigger of an event, or the name that the file uses.
fn target_text(open: &OpenDocument, target: &Target) -> String {
    match target {
        Target::Item(ItemId::Mention(id)) => text_of(open, *id),
        Target::Item(ItemId::Extra(id)) => {
            let Some(extra) = open.document.annotations.extra(*id) else { return String::new() };
            let trigger = extra.targets.first().and_then(Target::item);
            match (&extra.body, trigger) {
                (ExtraBody::Event { event_type, .. }, Some(ItemId::Mention(id))) => {
                    format!("{event_type} “{}”", text_of(open, id))
                }
                (ExtraBody::Event { event_type, .. }, _) => event_type.clone(),
                _ => String::new(),
            }
        }
        Target::Item(ItemId::Relation(_)) => "a relation".to_owned(),
        Target::Missing(name) => format!("{name} (missing)"),
    }
}

fn mention_link(ui: &mut egui::Ui, open: &OpenDocument, id: MentionId, prefix: &str, actions: &mut Vec<Action>) {
    let Some(mention) = open.document.annotations.mention(id) else { return };
    if ui.link(format!("{prefix}{}", text_of(open, id))).clicked() {
        actions.push(Action::Select(Selection::Mention(id)));
        actions.push(Action::Reveal(mention.cover()));
    }
}

/// The pieces of a discontinuous mention, each with a button that takes it away.
pub fn pieces_ui(ui: &mut egui::Ui, open: &OpenDocument, id: MentionId, actions: &mut Vec<Action>) {
    let Some(mention) = open.document.annotations.mention(id).filter(|m| m.fragments.is_discontinuous()) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.weak("Pieces");
        for (piece, span) in mention.fragments.iter().enumerate() {
            let text = clip(open.document.slice(span), 40);
            ui.label(format!("“{text}”"));
            if remove_button(ui, &format!("piece {text}")) {
                actions.push(Action::RemovePiece { mention: id, piece });
            }
        }
        if ui.small_button("Split into entities").clicked() {
            actions.push(Action::SplitPieces(id));
        }
    });
}

#[cfg(all(test, feature = "kittest"))]
#[path = "details_tests.rs"]
mod tests;

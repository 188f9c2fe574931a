//! The panel under the map that quotes the source.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Color32, FontId, Frame, Label, RichText, ScrollArea, Stroke, TextStyle, Ui};

use super::{Part, Quote, quote};
use crate::domain::{Origin, Relation, RelationId, Review};
use crate::gui::graph_view::GraphViewInput;
use crate::gui::{Action, Selection};

/// Shows the evidence of `relations`; returns false when the user closes it.
pub fn card(ui: &mut Ui, input: &GraphViewInput<'_>, relations: &[RelationId], actions: &mut Vec<Action>) -> bool {
    let annotations = &input.document.annotations;
    let mut open = true;
    let frame = Frame::new().fill(input.theme.panel()).stroke(Stroke::new(1.0, input.theme.line())).inner_margin(10.0);
    frame.show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ui.horizontal(|ui| {
            let count = relations.len();
            let title =
                if count == 1 { "Evidence: 1 quotation".to_owned() } else { format!("Evidence: {count} quotations") };
            ui.label(RichText::new(title).strong());
            ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
                open = !ui.button("Close").on_hover_text("Close the evidence (Escape)").clicked();
            });
        });
        ScrollArea::vertical().id_salt("evidence").auto_shrink([false, false]).show(ui, |ui| {
            for relation in relations.iter().filter_map(|id| annotations.relation(*id)) {
                ui.push_id(relation.id, |ui| entry(ui, input, relation, actions));
                ui.add_space(6.0);
            }
        });
    });
    open
}

fn entry(ui: &mut Ui, input: &GraphViewInput<'_>, relation: &Relation, actions: &mut Vec<Action>) {
    let theme = input.theme;
    let schema = &input.document.schema;
    let found = quote(input.document, input.sentences, relation);
    let frame = Frame::new()
        .fill(theme.background())
        .corner_radius(6.0)
        .stroke(Stroke::new(1.0, theme.line()))
        .inner_margin(8.0);
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            let name = schema.relation(&relation.kind).map_or(&*relation.kind, |kind| kind.label.as_str());
            ui.label(RichText::new(name).strong().color(crate::gui::theme::mix(
                theme.relation(schema, &relation.kind),
                theme.text(),
                0.45,
            )));
            ui.label(RichText::new(state(relation)).color(theme.faint()));
        });
        if let Some(found) = &found {
            ui.add(Label::new(job(ui, input, relation, found)).wrap());
        }
        ui.horizontal_wrapped(|ui| buttons(ui, relation, found.as_ref(), actions));
    });
}

fn state(relation: &Relation) -> String {
    let origin = match &relation.origin {
        Origin::Human => "added by hand".to_owned(),
        Origin::File => "from the file".to_owned(),
        Origin::Model { model, score } => format!("score {score:.2} · {model}"),
    };
    match relation.review {
        Review::Accepted => format!("{origin} · accepted"),
        Review::Rejected => format!("{origin} · rejected"),
        Review::Open if relation.is_confirmed() => origin,
        Review::Open => format!("{origin} · not reviewed"),
    }
}

/// The quotation; head and tail stand on the colours of their types, as in the text.
fn job(ui: &Ui, input: &GraphViewInput<'_>, relation: &Relation, quote: &Quote) -> LayoutJob {
    let theme = input.theme;
    let font = FontId::proportional(TextStyle::Body.resolve(ui.style()).size);
    let chip = |end| {
        let kind = input.document.annotations.mention(end).map(|mention| mention.kind.clone());
        kind.map(|kind| theme.entity(&input.document.schema, &kind))
    };
    let plain = TextFormat::simple(font.clone(), theme.text());
    let mark = |end, line: bool| match chip(end) {
        Some(chip) => TextFormat {
            background: chip.fill,
            color: chip.text,
            expand_bg: 1.5,
            underline: if line { Stroke::new(1.5, chip.strong) } else { Stroke::NONE },
            ..plain.clone()
        },
        None => plain.clone(),
    };
    let mut job = LayoutJob::default();
    let faint = TextFormat { color: theme.faint(), background: Color32::TRANSPARENT, ..plain.clone() };
    job.append(if quote.cut_before { "“… " } else { "“" }, 0.0, faint.clone());
    for (part, text) in &quote.parts {
        let format = match part {
            Part::Plain => plain.clone(),
            Part::Head => mark(relation.head, false),
            Part::Tail => mark(relation.tail, false),
            Part::Both => mark(relation.head, true),
        };
        job.append(text, 0.0, format);
    }
    job.append(if quote.cut_after { " …”" } else { "”" }, 0.0, faint);
    job
}

fn buttons(ui: &mut Ui, relation: &Relation, found: Option<&Quote>, actions: &mut Vec<Action>) {
    let id = relation.id;
    let review = |review| Action::Review { item: id.into(), review };
    if !relation.is_confirmed() && ui.button("Accept").on_hover_text("This relation is right").clicked() {
        actions.push(review(Review::Accepted));
    }
    if ui.button("Reject").on_hover_text("This relation is wrong: hide it and do not offer it again").clicked() {
        actions.push(review(Review::Rejected));
    }
    if ui.button("Reverse").on_hover_text("Swap head and tail").clicked() {
        actions.push(Action::Reverse(id));
    }
    if ui.button("Change type…").clicked() {
        actions.push(Action::PickRetype(id));
    }
    if ui.button("Delete").clicked() {
        actions.push(Action::Delete(id.into()));
    }
    if let Some(found) = found
        && ui.button("Show in text").clicked()
    {
        actions.push(Action::Select(Selection::Relation(id)));
        actions.push(Action::Reveal(found.span));
    }
}

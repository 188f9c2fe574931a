//! The panel under the map that quotes the source.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Button, Color32, FontId, Frame, Label, RichText, ScrollArea, Stroke, TextStyle, Ui};

use super::GraphViewInput;
use crate::domain::{Origin, Relation, RelationId, Review};
use crate::editor::{Action, BundleChange};
use crate::gui::Selection;
use crate::map::{Part, Quote, RelationAt, Source, quote};

/// Shows the evidence of `relations`; returns false when the user closes it.
pub fn card(ui: &mut Ui, input: &GraphViewInput<'_>, relations: &[RelationAt], actions: &mut Vec<Action>) -> bool {
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
                // A narrow pane has room for the title alone; the same stands in the edge's menu.
                if ui.available_width() > 420.0 {
                    together(ui, input, relations, actions);
                }
            });
        });
        ScrollArea::vertical().id_salt("evidence").auto_shrink([false, false]).show(ui, |ui| {
            for at in relations {
                let Some(source) = Source::find(input.sources, at.source) else { continue };
                ui.push_id(at, |ui| entry(ui, input, source, *at, actions));
                ui.add_space(6.0);
            }
        });
    });
    open
}

/// What can be done with all relations of an edge at once, those of the current document.
fn together(ui: &mut Ui, input: &GraphViewInput<'_>, relations: &[RelationAt], actions: &mut Vec<Action>) {
    let here = relations.iter().filter(|at| at.source == input.current);
    let here: Vec<RelationId> = here.filter_map(|at| at.relation()).collect();
    if here.len() < 2 {
        return;
    }
    let mut all = |ui: &mut Ui, name: &str, help: &str, change: BundleChange| {
        if ui.button(name).on_hover_text(help).clicked() {
            actions.push(Action::ChangeAll { relations: here.clone(), change });
        }
    };
    all(ui, "Delete all", "Delete every relation of this edge", BundleChange::Delete);
    all(ui, "Reverse all", "Swap head and tail of every relation of this edge", BundleChange::Reverse);
    all(ui, "Accept all", "Every relation of this edge is right", BundleChange::Review(Review::Accepted));
}

fn entry(ui: &mut Ui, input: &GraphViewInput<'_>, source: &Source<'_>, at: RelationAt, actions: &mut Vec<Action>) {
    let (theme, schema) = (input.theme, input.schema);
    let Some(relation) = source.relation(at.id) else { return };
    let relation = &*relation;
    let found = quote(source.document, source.sentences, relation);
    let frame = Frame::new()
        .fill(theme.background())
        .corner_radius(6.0)
        .stroke(Stroke::new(1.0, theme.line()))
        .inner_margin(8.0);
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            let name = schema.relation_label(&relation.kind);
            ui.label(RichText::new(name).strong().color(crate::gui::theme::mix(
                theme.relation(schema, &relation.kind),
                theme.text(),
                0.45,
            )));
            if input.sources.len() > 1 {
                ui.label(&source.document.name);
            }
            ui.label(RichText::new(state(relation)).color(theme.faint()));
        });
        if let Some(found) = &found {
            ui.add(Label::new(job(ui, input, source, relation, found)).wrap());
        }
        ui.horizontal_wrapped(|ui| match source.key == input.current {
            // Events are shown; who changes them does so where they were made.
            true if at.relation().is_none() => {
                if let Some(found) = &found
                    && ui.button("Show in text").clicked()
                {
                    actions.push(Action::Reveal(found.span));
                }
            }
            true => buttons(ui, relation, found.as_ref(), actions),
            false => {
                let help = "Opens the document at this sentence, where the relation can be corrected";
                if ui.button("Open there").on_hover_text(help).clicked() {
                    let selection = at.relation().map_or(Selection::None, Selection::Relation);
                    let span = found.as_ref().map(|found| found.span);
                    actions.push(Action::Visit { source: source.key, selection, span });
                }
            }
        });
    });
}

fn state(relation: &Relation) -> String {
    let origin = match &relation.origin {
        Origin::Human => "added by hand".to_owned(),
        Origin::File => "from the file".to_owned(),
        Origin::Proposal { by, .. } => format!("from {by}"),
        Origin::Model { model, score } => format!("score {score:.2} · {}", crate::gui::model_label(model)),
    };
    match relation.review {
        Review::Accepted => format!("{origin} · accepted"),
        Review::Rejected => format!("{origin} · rejected"),
        Review::Open if relation.is_confirmed() => origin,
        Review::Open => format!("{origin} · not reviewed"),
    }
}

/// The quotation; head and tail stand on the colours of their types, as in the text.
fn job(ui: &Ui, input: &GraphViewInput<'_>, source: &Source<'_>, relation: &Relation, quote: &Quote) -> LayoutJob {
    let theme = input.theme;
    let font = FontId::proportional(TextStyle::Body.resolve(ui.style()).size);
    let chip = |end| {
        let kind = source.document.annotations.mention(end).map(|mention| mention.kind.clone());
        kind.map(|kind| theme.entity(input.schema, &kind))
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
    // First, because it comes where “Open there” was just clicked: a second click decides nothing.
    if ui.add_enabled(found.is_some(), Button::new("Show in text")).clicked()
        && let Some(found) = found
    {
        actions.push(Action::Select(Selection::Relation(id)));
        actions.push(Action::Reveal(found.span));
    }
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
}

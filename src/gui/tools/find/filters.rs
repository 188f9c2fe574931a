//! Filters to click: each changes the query, and with it the search line.

use std::sync::Arc;

use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{self, PopupCloseBehavior, RichText, Slider};

use crate::corpus::{Bound, By, Decision, Query, Text, What};
use crate::domain::Schema;
use crate::gui::Theme;

pub(super) fn ui(ui: &mut egui::Ui, theme: Theme, schema: Option<&Schema>, query: &mut Query) {
    toggle(ui, &mut query.case, "Aa", "Match case");
    toggle(ui, &mut query.words, "|ab|", "Whole words");
    let mut regex = matches!(query.text, Some(Text::Regex(_)));
    if toggle(ui, &mut regex, ".*", "Regular expression") {
        query.text = query.text.take().map(|text| match text {
            Text::Phrase(words) => Text::Regex(words),
            Text::Regex(source) => Text::Phrase(source),
        });
    }
    choice(ui, "Find", what(query.what), |ui| {
        for value in [What::Fitting, What::Text, What::Entities, What::Relations] {
            if ui.selectable_value(&mut query.what, value, what(value).unwrap_or("Whatever fits")).clicked() {
                ui.close();
            }
        }
    });
    if let Some(schema) = schema {
        let chosen = match query.kinds.as_slice() {
            [] => None,
            [one] => Some(one.to_string()),
            many => Some(format!("{} types", many.len())),
        };
        choice(ui, "Type", chosen.as_deref(), |ui| types_ui(ui, theme, schema, query));
    }
    let said = match &query.by {
        None => None,
        Some(By::Human) => Some("By hand"),
        Some(By::File) => Some("From a file"),
        Some(By::Model) => Some("By a model"),
        Some(By::Named(name)) => Some(name.as_str()),
    };
    let mut by = query.by.clone();
    choice(ui, "Made by", said, |ui| {
        for (value, label) in [
            (None, "Anybody"),
            (Some(By::Human), "By hand"),
            (Some(By::File), "From a file"),
            (Some(By::Model), "By a model"),
        ] {
            if ui.selectable_value(&mut by, value, label).clicked() {
                ui.close();
            }
        }
    });
    query.by = by;
    choice(ui, "Review", query.decision.map(decision), |ui| {
        let decisions = [Decision::Open, Decision::Confirmed, Decision::Rejected, Decision::Hidden];
        for value in std::iter::once(None).chain(decisions.map(Some)) {
            let label = value.map_or("Whatever is shown", decision);
            if ui.selectable_value(&mut query.decision, value, label).clicked() {
                ui.close();
            }
        }
    });
    scores(ui, query);
}

fn toggle(ui: &mut egui::Ui, on: &mut bool, sign: &str, label: &str) -> bool {
    let response = ui.selectable_label(*on, RichText::new(sign).monospace());
    let info = || egui::WidgetInfo::selected(egui::WidgetType::Checkbox, true, *on, label);
    response.widget_info(info);
    let clicked = response.on_hover_text(label).clicked();
    *on ^= clicked;
    clicked
}

/// A menu whose button names the filter, or what is chosen.
fn choice(ui: &mut egui::Ui, name: &str, chosen: Option<&str>, add: impl FnOnce(&mut egui::Ui)) {
    let label = chosen.map_or_else(|| format!("{name} ▾"), |chosen| format!("{chosen} ▾"));
    let text = if chosen.is_some() { RichText::new(label).strong() } else { RichText::new(label) };
    // Several types may be chosen, and sliders are dragged: a click inside does not close the menu.
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let button = MenuButton::new(text).config(config).ui(ui, |ui| {
        ui.set_min_width(150.0);
        add(ui);
    });
    let value = chosen.unwrap_or("any");
    button
        .0
        .widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, format!("Filter {name}: {value}")));
}

fn what(what: What) -> Option<&'static str> {
    match what {
        What::Fitting => None,
        What::Text => Some("Text"),
        What::Entities => Some("Entities"),
        What::Relations => Some("Relations"),
    }
}

fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Open => "Not reviewed",
        Decision::Confirmed => "Confirmed",
        Decision::Rejected => "Rejected",
        Decision::Hidden => "Below the threshold",
    }
}

fn types_ui(ui: &mut egui::Ui, theme: Theme, schema: &Schema, query: &mut Query) {
    egui::ScrollArea::vertical().max_height(340.0).show(ui, |ui| {
        let entities = schema.entities.iter().map(|t| (&t.name, &t.label, theme.entity(schema, &t.name).strong));
        let relations = schema.relations.iter().map(|t| (&t.name, &t.label, theme.relation(schema, &t.name)));
        for (title, kinds) in [("Entities", entities.collect::<Vec<_>>()), ("Relations", relations.collect())] {
            ui.label(RichText::new(title).small().strong().color(theme.faint()));
            for (name, label, colour) in kinds {
                let mut on = query.kinds.contains(name);
                ui.horizontal(|ui| {
                    ui.label(RichText::new("⏺").color(colour));
                    if ui.checkbox(&mut on, label).changed() {
                        flip(&mut query.kinds, name);
                    }
                });
            }
        }
        if !query.kinds.is_empty() && ui.button("All types").clicked() {
            query.kinds.clear();
        }
    });
}

fn flip(kinds: &mut Vec<Arc<str>>, name: &Arc<str>) {
    match kinds.iter().position(|kind| kind == name) {
        Some(at) => drop(kinds.remove(at)),
        None => kinds.push(name.clone()),
    }
}

fn scores(ui: &mut egui::Ui, query: &mut Query) {
    let percent = |bound: Option<Bound>, otherwise: f32| bound.map_or(otherwise, |b| b.value * 100.0);
    let (mut low, mut high) = (percent(query.scores.low, 0.0), percent(query.scores.high, 100.0));
    let said = (!query.scores.any()).then(|| format!("{low:.0}–{high:.0} %"));
    choice(ui, "Score", said.as_deref(), |ui| {
        let mut slider = |value: &mut f32, label: &str| {
            let response = ui.add(Slider::new(value, 0.0..=100.0).step_by(1.0).suffix(" %").text(label));
            response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Slider, true, label));
            response.changed()
        };
        let bound = |value: f32| Some(Bound { value: value.round() / 100.0, inclusive: true });
        if slider(&mut low, "Lowest score") {
            query.scores.low = (low > 0.0).then(|| bound(low.min(high))).flatten();
        }
        if slider(&mut high, "Highest score") {
            query.scores.high = (high < 100.0).then(|| bound(high.max(low))).flatten();
        }
        if ui.button("Any score").clicked() {
            query.scores = crate::corpus::Scores::default();
        }
    });
}

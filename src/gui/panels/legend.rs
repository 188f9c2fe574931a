//! Types with colour, count, show/hide; and the threshold.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{self, Color32, RichText, ScrollArea, Slider};

use crate::editor::Editor;
use crate::gui::Theme;

struct Kind {
    /// Whether open predictions of this type could be shown or hidden by a threshold.
    threshold: Option<f32>,
    own: bool,
    name: Arc<str>,
    label: String,
    count: usize,
    colour: Color32,
    shown: bool,
    /// The key that assigns it.
    key: Option<String>,
}

pub(super) fn legend_ui(ui: &mut egui::Ui, theme: Theme, editor: &mut Editor) {
    let Some(open) = editor.current() else { return };
    let schema = &open.document.schema;
    let summary = open.summary();
    let by_type = editor.legend.by_type && summary.has_predictions();
    // A schema of forty types is a catalogue: only those this document uses are listed, in the schema's order.
    let entity_kinds: Vec<Kind> = schema
        .entities
        .iter()
        .filter_map(|t| {
            let count = summary.by_entity_type.get(&t.name).copied();
            // A type whose threshold hides all of it stays, so that the threshold can be lowered again.
            let count =
                count.or_else(|| (by_type && summary.predictions_by_type.contains_key(&t.name)).then_some(0))?;
            let shown = !editor.legend.hidden.contains(&t.name);
            let own = open.visibility.per_entity.contains_key(&t.name);
            let threshold = by_type.then(|| open.visibility.entity_threshold(&t.name));
            Some(Kind {
                threshold,
                own,
                name: t.name.clone(),
                label: t.label.clone(),
                count,
                colour: theme.entity(schema, &t.name).strong,
                shown,
                key: crate::gui::keys::type_key(t),
            })
        })
        .collect();
    let relation_kinds: Vec<Kind> = schema
        .relations
        .iter()
        .filter_map(|t| {
            let count = summary.by_relation_type.get(&t.name).copied();
            let count =
                count.or_else(|| (by_type && summary.predictions_by_type.contains_key(&t.name)).then_some(0))?;
            let shown = !editor.legend.hidden_relations.contains(&t.name);
            let own = open.visibility.per_relation.contains_key(&t.name);
            let threshold = by_type.then(|| open.visibility.relation_threshold(&t.name));
            Some(Kind {
                threshold,
                own,
                name: t.name.clone(),
                label: t.label.clone(),
                count,
                colour: theme.relation(schema, &t.name),
                shown,
                key: None,
            })
        })
        .collect();
    let mut visibility = open.visibility.clone();
    let of = if editor.folder.holds(open) { "THRESHOLDS OF THE FOLDER" } else { "THRESHOLDS" };
    ScrollArea::vertical().id_salt("legend").auto_shrink([false, false]).show(ui, |ui| {
        if summary.has_predictions() {
            ui.label(RichText::new(of).small().strong().color(theme.faint()));
            slider(ui, &mut visibility.relation, "Relations");
            slider(ui, &mut visibility.entity, "Entities");
            ui.horizontal_wrapped(|ui| {
                let hint = "A threshold of its own for every type";
                ui.checkbox(&mut editor.legend.by_type, "Per type").on_hover_text(hint);
                let hint = "Also shows, paler, what has at least half of the score it needs; it is not saved";
                let nearly = ui.checkbox(&mut editor.legend.nearly, "Nearly said").on_hover_text(hint);
                if nearly.changed() {
                    editor.legend.revision += 1;
                }
            });
            ui.add_space(6.0);
        }
        for (title, kinds, is_entity) in [("ENTITIES", entity_kinds, true), ("RELATIONS", relation_kinds, false)] {
            if kinds.is_empty() {
                continue;
            }
            ui.label(RichText::new(title).small().strong().color(theme.faint()));
            for kind in kinds {
                if kind_ui(ui, theme, &kind, is_entity) {
                    let set = if is_entity { &mut editor.legend.hidden } else { &mut editor.legend.hidden_relations };
                    if !set.remove(&kind.name) {
                        set.insert(kind.name.clone());
                    }
                    editor.legend.revision += 1;
                }
                if let Some(threshold) = kind.threshold {
                    let own = if is_entity { &mut visibility.per_entity } else { &mut visibility.per_relation };
                    own_threshold_ui(ui, own, &kind, threshold);
                }
            }
            ui.add_space(6.0);
        }
    });
    if let Some((id, before)) = editor.current().map(|open| (open.id, &open.visibility))
        && *before != visibility
    {
        editor.move_thresholds(id, visibility);
    }
}
fn slider(ui: &mut egui::Ui, value: &mut f32, label: &str) {
    // In a narrow pane the words stand above.
    let beside = ui.available_width() > 180.0;
    if !beside {
        ui.label(RichText::new(label).small());
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().slider_width = (ui.available_width() - if beside { 118.0 } else { 62.0 }).max(40.0);
        let response = ui.add(Slider::new(value, 0.0..=1.0).fixed_decimals(2).step_by(0.01).show_value(true));
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Slider, true, format!("Threshold of {label}")));
        if beside {
            ui.label(RichText::new(label).small());
        }
    });
}

/// The threshold of one type; the cross gives it back to all types.
fn own_threshold_ui(ui: &mut egui::Ui, own: &mut BTreeMap<Arc<str>, f32>, kind: &Kind, mut value: f32) {
    ui.horizontal(|ui| {
        ui.add_space(24.0);
        ui.spacing_mut().slider_width = (ui.available_width() - 86.0).max(40.0);
        let response = ui.add(Slider::new(&mut value, 0.0..=1.0).fixed_decimals(2).step_by(0.01).show_value(true));
        let name = format!("Threshold of the type {}", kind.label);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Slider, true, &name));
        if response.changed() {
            own.insert(kind.name.clone(), value);
        }
        if kind.own {
            let button = ui.add(egui::Button::new("✖").small().frame_when_inactive(false));
            let name = format!("Common threshold for {}", kind.label);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &name));
            if button.on_hover_text("Back to the threshold of all types").clicked() {
                own.remove(&kind.name);
            }
        }
    });
}

fn kind_ui(ui: &mut egui::Ui, theme: Theme, kind: &Kind, is_entity: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 22.0), egui::Sense::click());
    let state = if kind.shown { "shown" } else { "hidden" };
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::WidgetType::Checkbox,
            true,
            kind.shown,
            format!("{}, {}, {state}", kind.label, kind.count),
        )
    });
    let painter = ui.painter_at(rect);
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 4.0, crate::gui::theme::mix(theme.panel(), theme.line(), 0.6));
    }
    let centre = rect.left_center() + egui::vec2(12.0, 0.0);
    let ink = if kind.shown { theme.text() } else { theme.faint() };
    if is_entity {
        let dot = egui::Rect::from_center_size(centre, egui::vec2(12.0, 12.0));
        if kind.shown {
            painter.rect_filled(dot, 3.0, kind.colour);
        } else {
            painter.rect_stroke(dot, 3.0, egui::Stroke::new(1.2, kind.colour), egui::StrokeKind::Inside);
        }
    } else {
        let stroke = egui::Stroke::new(if kind.shown { 2.5 } else { 1.0 }, kind.colour);
        painter.line_segment([centre - egui::vec2(8.0, 0.0), centre + egui::vec2(6.0, 0.0)], stroke);
        for y in [-3.5, 3.5] {
            painter.line_segment([centre + egui::vec2(2.5, y), centre + egui::vec2(7.0, 0.0)], stroke);
        }
    }
    let font = egui::FontId::proportional(13.0);
    let label = crate::gui::picker::clip(&kind.label, if kind.key.is_some() { 19 } else { 26 });
    painter.text(rect.left_center() + egui::vec2(26.0, 0.0), egui::Align2::LEFT_CENTER, label, font.clone(), ink);
    painter.text(
        rect.right_center() - egui::vec2(6.0, 0.0),
        egui::Align2::RIGHT_CENTER,
        kind.count.to_string(),
        font,
        theme.faint(),
    );
    if let Some(key) = &kind.key {
        let place = egui::Rect::from_center_size(rect.right_center() - egui::vec2(46.0, 0.0), egui::vec2(16.0, 16.0));
        painter.rect_stroke(place, 3.0, egui::Stroke::new(1.0, theme.line()), egui::StrokeKind::Inside);
        let small = egui::FontId::proportional(11.0);
        painter.text(place.center(), egui::Align2::CENTER_CENTER, key, small, theme.faint());
    }
    let hint = match (kind.shown, &kind.key) {
        (true, Some(key)) => format!("Click to hide. {key} gives this type to selected text"),
        (false, Some(key)) => format!("Click to show. {key} gives this type to selected text"),
        (true, None) => "Click to hide".to_owned(),
        (false, None) => "Click to show".to_owned(),
    };
    response.on_hover_text(hint).clicked()
}

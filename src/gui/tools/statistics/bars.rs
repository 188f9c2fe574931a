//! Bars that say a number and show what it counts when clicked.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{self, Align2, Color32, FontId, Rect, ScrollArea, Stroke, vec2};

use crate::corpus::Query;
use crate::domain::Schema;
use crate::gui::Theme;
use crate::gui::theme::mix;

const ROW: f32 = 25.0;
/// The share of the width that names take.
const NAMES: f32 = 0.46;
/// The same where there is little width.
pub(super) const NARROW: f32 = 0.58;

pub(super) struct Bar {
    pub label: String,
    /// Beside the label, in faint.
    pub note: String,
    pub kind: Arc<str>,
    pub is_entity: bool,
    pub count: usize,
    /// What a click looks for.
    pub query: Query,
}

/// Bars one below the other; gives the one that was clicked.
pub(super) fn ui<'a>(
    ui: &mut egui::Ui,
    theme: Theme,
    schema: Option<&Schema>,
    id: &str,
    bars: &'a [Bar],
) -> Option<&'a Bar> {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    let mut clicked = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt(id).auto_shrink([false, true]);
    area.show_rows(ui, ROW, bars.len(), |ui, rows| {
        for at in rows {
            let Some(bar) = bars.get(at) else { continue };
            let colour = schema.map_or(theme.accent(), |schema| {
                if bar.is_entity { theme.entity(schema, &bar.kind).strong } else { theme.relation(schema, &bar.kind) }
            });
            let label = schema.and_then(|schema| label_of(schema, bar)).unwrap_or(&bar.label);
            let row = Row {
                label,
                note: &bar.note,
                count: bar.count,
                share: bar.count as f32 / most as f32,
                colour,
                names: NAMES,
            };
            let id = ui.id().with((id, at));
            if row.ui(ui, theme, id) {
                clicked = Some(bar);
            }
        }
    });
    clicked
}

/// What people call a type; concepts and triples are called by their text.
fn label_of<'a>(schema: &'a Schema, bar: &Bar) -> Option<&'a str> {
    if *bar.label != *bar.kind {
        None
    } else if bar.is_entity {
        schema.entity(&bar.kind).map(|t| t.label.as_str())
    } else {
        schema.relation(&bar.kind).map(|t| t.label.as_str())
    }
}

/// One bar with its name and number.
pub(super) struct Row<'a> {
    pub label: &'a str,
    pub note: &'a str,
    pub count: usize,
    /// Of the longest bar, from 0 to 1.
    pub share: f32,
    pub colour: Color32,
    /// The share of the width that the name takes.
    pub names: f32,
}

impl Row<'_> {
    /// Whether it was clicked.
    pub fn ui(&self, ui: &mut egui::Ui, theme: Theme, id: egui::Id) -> bool {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), egui::Sense::hover());
        let response = ui.interact(rect, id, egui::Sense::click());
        response.widget_info(|| {
            let note = if self.note.is_empty() { String::new() } else { format!(", {}", self.note) };
            egui::WidgetInfo::labeled(egui::WidgetType::Button, true, format!("{}{note}: {}", self.label, self.count))
        });
        let painter = ui.painter_at(rect);
        if response.hovered() || response.has_focus() {
            painter.rect_filled(rect, 5.0, mix(theme.panel(), theme.line(), 0.6));
        }
        if response.has_focus() {
            painter.rect_stroke(rect, 5.0, Stroke::new(1.5, theme.accent()), egui::StrokeKind::Inside);
        }
        let names = rect.width() * self.names;
        let mut job = LayoutJob::simple_singleline(self.label.to_owned(), FontId::proportional(13.5), theme.text());
        if !self.note.is_empty() {
            let format = egui::TextFormat::simple(FontId::proportional(11.5), theme.faint());
            job.append(self.note, 8.0, format);
        }
        job.wrap = TextWrapping::truncate_at_width(names - 14.0);
        let galley = painter.layout_job(job);
        painter.galley(egui::pos2(rect.left() + 6.0, rect.center().y - galley.size().y / 2.0), galley, theme.text());
        let from = rect.left() + names;
        let room = (rect.right() - from - 52.0).max(10.0);
        let length = (room * self.share).max(if self.count > 0 { 2.0 } else { 0.0 });
        let bar =
            Rect::from_min_max(egui::pos2(from, rect.top() + 6.0), egui::pos2(from + length, rect.bottom() - 6.0));
        painter.rect_filled(bar, 3.0, mix(theme.panel(), self.colour, 0.75));
        let place = egui::pos2(bar.right() + 6.0, rect.center().y);
        painter.text(place, Align2::LEFT_CENTER, self.count.to_string(), FontId::proportional(12.0), theme.faint());
        response.on_hover_text("Click to see them").clicked()
    }
}

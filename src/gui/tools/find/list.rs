//! Hits by document: a head for each document, a line for each hit.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{self, Color32, FontId, RichText, ScrollArea, Stroke, vec2};

use super::head::Click;
use super::{FindTool, Row};
use crate::corpus::{Found, Hit, first_words};
use crate::domain::Schema;
use crate::gui::Theme;
use crate::gui::theme::mix;
use crate::gui::tools::ToolContext;

pub(in crate::gui) const ROW: f32 = 24.0;
/// Code points of context before the keyword; the end is cut where the pane ends.
const BEFORE: usize = 30;

pub(super) fn list_ui(
    tool: &FindTool,
    context: &ToolContext,
    ui: &mut egui::Ui,
    theme: Theme,
    click: &mut Option<Click>,
) {
    let schema = context.editor.current().map(|open| &open.document.schema);
    let mut area = ScrollArea::vertical().id_salt("hits").auto_shrink([false, false]);
    if let Some(place) = tool.active.filter(|_| tool.follow).and_then(|hit| tool.place_of(hit)) {
        area = area.vertical_scroll_offset((place as f32 - 3.0).max(0.0) * ROW);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, ROW, tool.found.rows.len(), |ui, rows| {
        for row in tool.found.rows.get(rows).unwrap_or_default() {
            match row {
                Row::Group(group) => group_ui(ui, theme, tool, *group, click),
                Row::Hit(at) => {
                    if let Some(hit) = tool.found.hits.get(*at)
                        && hit_ui(ui, theme, schema, hit, *at, tool.active == Some(*at), None)
                    {
                        *click = Some(Click::Jump(*at));
                    }
                }
            }
        }
    });
}

fn group_ui(ui: &mut egui::Ui, theme: Theme, tool: &FindTool, at: usize, click: &mut Option<Click>) {
    let Some(group) = tool.found.groups.get(at) else { return };
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), ROW),
        egui::Layout::left_to_right(egui::Align::Center),
        |ui| {
            let count = group.hits.len();
            let name = egui::Button::new(RichText::new(&group.name).strong()).frame_when_inactive(false).truncate();
            if ui.add(name).on_hover_text("Shows the document").clicked() {
                *click = Some(Click::Open(at));
            }
            ui.label(RichText::new(count.to_string()).small().color(theme.faint()));
        },
    );
}

/// What the hit is, for screen readers and tests.
pub(super) fn name_of(hit: &Hit) -> String {
    let what = if hit.title.is_empty() { hit.line.key.trim() } else { &hit.title };
    let quoted = hit.line.quotation(BEFORE);
    match &hit.kind {
        Some(kind) => format!("Hit {kind}: {what} in “{quoted}”"),
        None => format!("Hit “{what}” in “{quoted}”"),
    }
}

/// A row that can be clicked and focused; the background says which one is active.
pub(in crate::gui) fn row_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    at: usize,
    height: f32,
    active: bool,
    name: impl Fn() -> String,
) -> (egui::Rect, egui::Response) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
    // A number of its own, so that the keyboard's focus stays on the row when the list scrolls.
    let response = ui.interact(rect, ui.id().with(("row", at)), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::WidgetType::SelectableLabel, true, active, name()));
    let inner = rect.shrink2(vec2(0.0, 1.0));
    if active {
        ui.painter().rect_filled(inner, 5.0, mix(theme.panel(), theme.selection(), 0.6));
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(inner, 5.0, mix(theme.panel(), theme.line(), 0.6));
    }
    if response.has_focus() {
        ui.painter().rect_stroke(inner, 5.0, Stroke::new(1.5, theme.accent()), egui::StrokeKind::Inside);
    }
    (rect, response)
}

/// The colour of a hit's type; `None` for bare text.
pub(super) fn colour_of(theme: Theme, schema: Option<&Schema>, hit: &Hit) -> Option<Color32> {
    let (kind, schema) = (hit.kind.as_deref()?, schema?);
    Some(match hit.found {
        Found::Relation { .. } => theme.relation(schema, kind),
        Found::Mention(_) | Found::Text => theme.entity(schema, kind).strong,
    })
}

pub(in crate::gui) fn hit_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    schema: Option<&Schema>,
    hit: &Hit,
    at: usize,
    active: bool,
    document: Option<&str>,
) -> bool {
    let (rect, response) = row_ui(ui, theme, at, ROW, active, || name_of(hit));
    let painter = ui.painter_at(rect);
    let mut right = rect.right() - 8.0;
    if let Some(name) = document {
        let job = LayoutJob::simple_singleline(name.to_owned(), FontId::proportional(11.0), theme.faint());
        let galley = fitted(&painter, job, rect.width() * 0.2);
        right -= galley.size().x;
        painter.galley(egui::pos2(right, rect.center().y - galley.size().y / 2.0), galley, theme.faint());
        right -= 10.0;
    }
    if let Some(kind) = &hit.kind {
        let label = schema.map_or(&**kind, |s| label_of(s, hit, kind));
        let score = hit.score.map(|score| format!(" {:.0} %", score * 100.0)).unwrap_or_default();
        let ink = if hit.open { theme.warning() } else { theme.faint() };
        let tag = painter.layout_no_wrap(format!("{label}{score}"), FontId::proportional(11.5), ink);
        right -= tag.size().x;
        painter.galley(egui::pos2(right, rect.center().y - tag.size().y / 2.0), tag, ink);
        if let Some(colour) = colour_of(theme, schema, hit) {
            right -= 11.0;
            painter.circle_filled(egui::pos2(right + 3.0, rect.center().y), 3.5, colour);
        }
        right -= 8.0;
    }
    let galley = fitted(&painter, quote(theme, hit), (right - rect.left() - 14.0).max(20.0));
    painter.galley(egui::pos2(rect.left() + 14.0, rect.center().y - galley.size().y / 2.0), galley, theme.text());
    response.on_hover_ui(|ui| whole_ui(ui, hit)).clicked()
}

fn label_of<'a>(schema: &'a Schema, hit: &Hit, kind: &'a str) -> &'a str {
    match hit.found {
        Found::Relation { .. } => schema.relation_label(kind),
        Found::Mention(_) | Found::Text => schema.entity_label(kind),
    }
}

/// All of the context that is known.
pub(super) fn whole_ui(ui: &mut egui::Ui, hit: &Hit) {
    ui.set_max_width(460.0);
    if !hit.title.is_empty() {
        ui.label(RichText::new(&hit.title).strong());
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.label(&hit.line.left);
        ui.label(RichText::new(&hit.line.key).strong());
        ui.label(&hit.line.right);
    });
}

/// A relation by its ends, anything else in its context.
fn quote(theme: Theme, hit: &Hit) -> LayoutJob {
    let format = |color, strong: bool| TextFormat {
        font_id: FontId::proportional(13.5),
        color,
        background: if strong { theme.selection() } else { Color32::TRANSPARENT },
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    let (head, tail) = hit.line.sentence(BEFORE);
    if !hit.title.is_empty() {
        job.append(&hit.title, 0.0, format(theme.text(), false));
        let quoted = format!("   {head}{}{tail}", hit.line.key);
        job.append(&quoted, 0.0, format(theme.faint(), false));
        return job;
    }
    job.append(&head, 0.0, format(theme.faint(), false));
    job.append(&hit.line.key, 0.0, format(theme.text(), true));
    job.append(&tail, 0.0, format(theme.faint(), false));
    job
}

/// One line that is cut after a word where it is too long.
pub(in crate::gui) fn fitted(painter: &egui::Painter, job: LayoutJob, width: f32) -> Arc<egui::Galley> {
    const DOTS: &str = " …";
    let whole = painter.layout_job(job.clone());
    if whole.size().x <= width {
        return whole;
    }
    let Some(last) = job.sections.last().map(|section| section.format.clone()) else { return whole };
    let dots = painter.layout_no_wrap(DOTS.to_owned(), last.font_id.clone(), Color32::WHITE).size().x;
    let room = whole.cursor_from_pos(vec2((width - dots).max(0.0), whole.size().y / 2.0)).index.0;
    let kept = first_words(&job.text, room).trim_end().len();
    let mut cut = LayoutJob::default();
    for section in &job.sections {
        let (from, to) = (section.byte_range.start.0, section.byte_range.end.0.min(kept));
        if let Some(text) = job.text.get(from..to).filter(|text| !text.is_empty()) {
            cut.append(text, section.leading_space, section.format.clone());
        }
    }
    let plain = TextFormat { background: Color32::TRANSPARENT, ..last };
    cut.append(DOTS, 0.0, plain);
    // A single word without an end is cut by the edge.
    cut.wrap = TextWrapping::truncate_at_width(width);
    painter.layout_job(cut)
}

//! Keywords in context, one below the other.

use super::FindTool;
use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{self, Align2, FontId, RichText, ScrollArea};

use super::head::Click;
use super::list::{ROW, colour_of, fitted, name_of, row_ui, whole_ui};
use crate::corpus::{Hit, Line, Order};
use crate::domain::Schema;
use crate::gui::Theme;
use crate::gui::tools::ToolContext;

/// The share of the width on the left of the keyword.
const LEFT: f32 = 0.42;
/// Widest keyword that is shown whole.
const KEYWORD: f32 = 0.26;
/// Between the keyword and a word beside it; a comma stands close.
const GAP: f32 = 5.0;

pub(super) fn concordance_ui(
    tool: &FindTool,
    context: &ToolContext,
    ui: &mut egui::Ui,
    theme: Theme,
    click: &mut Option<Click>,
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Order by").small().color(theme.faint()));
        for order in Order::ALL {
            if ui.selectable_label(tool.order == order, RichText::new(order.label()).small()).clicked() {
                *click = Some(Click::Order(order));
            }
        }
    });
    let schema = context.editor.current().map(|open| &open.document.schema);
    let several = tool.found.groups.len() > 1;
    let mut area = ScrollArea::vertical().id_salt("concordance").auto_shrink([false, false]);
    if let Some(place) = tool.active.filter(|_| tool.follow).and_then(|hit| tool.place_of(hit)) {
        area = area.vertical_scroll_offset((place as f32 - 3.0).max(0.0) * ROW);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let ordered = &tool.found.ordered.1;
    area.show_rows(ui, ROW, tool.found.hits.len(), |ui, rows| {
        for place in rows {
            let at = ordered.get(place).copied().unwrap_or(place);
            let Some(hit) = tool.found.hits.get(at) else { continue };
            let document = tool.found.group_of(at).map(|group| group.name.as_str()).filter(|_| several);
            if line_ui(ui, theme, schema, hit, at, tool.active == Some(at), document) {
                *click = Some(Click::Jump(at));
            }
        }
    });
}

fn line_ui(
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
    let mut room = rect.with_max_x(rect.right() - 6.0);
    if let Some(name) = document {
        let mut job = LayoutJob::simple_singleline(name.to_owned(), FontId::proportional(11.0), theme.faint());
        job.wrap = TextWrapping::truncate_at_width(rect.width() * 0.16);
        let galley = painter.layout_job(job);
        room.max.x -= galley.size().x;
        painter.galley(egui::pos2(room.right(), rect.center().y - galley.size().y / 2.0), galley, theme.faint());
        room.max.x -= 8.0;
    }
    let key = keyword_ui(ui, theme, rect, room.right(), &hit.line);
    if let Some(colour) = colour_of(theme, schema, hit) {
        let y = key.bottom() - 1.0;
        painter.line_segment([egui::pos2(key.left(), y), egui::pos2(key.right(), y)], egui::Stroke::new(2.0, colour));
    }
    response.on_hover_ui(|ui| whole_ui(ui, hit)).clicked()
}

/// Paints a keyword in its context, at the same place of every row, up to `end`; gives the keyword's place.
pub(in crate::gui) fn keyword_ui(ui: &egui::Ui, theme: Theme, rect: egui::Rect, end: f32, line: &Line) -> egui::Rect {
    let painter = ui.painter_at(rect);
    let font = FontId::proportional(13.5);
    let (middle, y) = (rect.left() + rect.width() * LEFT, rect.center().y);
    let gap = |blank: bool| if blank { GAP } else { 0.5 };
    let before = middle - gap(line.left.ends_with(' '));
    let left = last_words(&painter, &font, line.left.trim_end(), before - rect.left(), theme);
    painter.text(egui::pos2(before, y), Align2::RIGHT_CENTER, left, font.clone(), theme.faint());
    let mut job = LayoutJob::simple_singleline(line.key.trim().to_owned(), font.clone(), theme.text());
    job.wrap = TextWrapping::truncate_at_width(rect.width() * KEYWORD);
    let key = painter.layout_job(job);
    let place = egui::Rect::from_min_size(egui::pos2(middle, y - key.size().y / 2.0), key.size());
    painter.galley(place.min, key, theme.text());
    let start = place.right() + gap(line.right.starts_with(' '));
    let job = LayoutJob::simple_singleline(line.right.trim_start().to_owned(), font, theme.faint());
    let galley = fitted(&painter, job, (end - start).max(10.0));
    painter.galley(egui::pos2(start, y - galley.size().y / 2.0), galley, theme.faint());
    place
}

/// The end of a text that has room in `width`.
fn last_words(painter: &egui::Painter, font: &FontId, text: &str, width: f32, theme: Theme) -> String {
    let wide = painter.layout_no_wrap(text.to_owned(), font.clone(), theme.faint()).size().x;
    if wide <= width {
        return text.to_owned();
    }
    let count = text.chars().count();
    let kept = (count as f32 * width / wide) as usize;
    let from = count - kept.saturating_sub(3).min(count);
    let end: String = text.chars().skip(from).collect();
    // From the beginning of a word, where one begins soon.
    let words =
        end.split_once(' ').map_or(end.as_str(), |(cut, rest)| if cut.chars().count() < 12 { rest } else { &end });
    format!("…{words}")
}

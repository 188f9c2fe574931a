//! The confusion matrix: rows are what people said, columns what the model or another person said.
//!
//! The labels of rows and columns stay in sight while the cells scroll, so that thirty types can be read in a pane.

use std::f32::consts::PI;

use eframe::egui::epaint::TextShape;
use eframe::egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Response, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, WidgetType, pos2, vec2,
};

use crate::gui::Theme;
use crate::gui::picker::clip;
use crate::gui::theme::mix;

const CELL: Vec2 = vec2(34.0, 24.0);
const FONT: f32 = 12.0;
/// Column labels rise at this angle.
const SLANT: f32 = -PI / 3.0;
/// Longer labels are cut; the tooltip of a cell has them whole.
const LABEL: usize = 20;

/// A row and the column of the same place.
pub(in crate::gui::tools) struct Label {
    pub text: String,
    pub colour: Color32,
}

pub(in crate::gui::tools) struct Input<'a> {
    /// The last one is "none".
    pub labels: Vec<Label>,
    /// Row, column and count of the cells that are not empty.
    pub cells: Vec<(usize, usize, usize)>,
    /// What rows and columns are.
    pub axes: [String; 2],
    /// A cell in words, by row, column and count.
    pub said: &'a dyn Fn(usize, usize, usize) -> String,
    pub chosen: Option<(usize, usize)>,
    /// Whether to bring the chosen cell into view.
    pub follow: bool,
}

/// Where labels and cells are.
struct Grid {
    origin: Pos2,
    /// Width of the row labels and height of the column labels.
    head: Vec2,
    count: usize,
}

impl Grid {
    fn cell(&self, row: usize, column: usize) -> Rect {
        let at = vec2(column as f32 * CELL.x, row as f32 * CELL.y);
        Rect::from_min_size(self.origin + self.head + at, CELL)
    }

    fn cells(&self) -> Rect {
        Rect::from_min_size(self.origin + self.head, CELL * self.count as f32)
    }
}

/// What was clicked: a cell, or `None` to let go of the chosen one.
pub(in crate::gui::tools) fn ui(ui: &mut Ui, theme: Theme, input: &Input) -> Option<Option<(usize, usize)>> {
    let count = input.labels.len();
    if count < 2 {
        ui.label(RichText::new("Neither side has any.").color(theme.faint()));
        return None;
    }
    let mut clicked = None;
    let longest = input.labels.iter().map(|label| width(ui, &clip(&label.text, LABEL))).fold(0.0, f32::max);
    // A slanted label reaches up by its length and its height, and beyond the last column by half its length.
    let head = vec2((longest + 26.0).max(86.0), ((longest + FONT) * SLANT.sin().abs() + 6.0).max(40.0));
    let overhang = longest * SLANT.cos();
    ScrollArea::both().id_salt("matrix").auto_shrink([false, false]).show(ui, |ui| {
        let size = head + CELL * count as f32 + vec2(overhang, 4.0);
        let (_, whole) = ui.allocate_space(size);
        let view = ui.clip_rect();
        let grid = Grid { origin: whole.min, head, count };
        // Labels stand at the edge of the view once their own place has scrolled out of it.
        let corner = pos2(whole.min.x.max(view.min.x), whole.min.y.max(view.min.y)) + head;
        let body = Rect::from_min_max(corner, view.max).intersect(view);
        clicked = cells_ui(ui, theme, input, &grid, body);
        let left = Rect::from_min_max(pos2(view.min.x, corner.y), view.max);
        row_labels(&ui.painter_at(left), theme, input, &grid, corner.x);
        let top = Rect::from_min_max(pos2(corner.x, view.min.y), view.max);
        column_labels(&ui.painter_at(top), theme, input, &grid, corner.y);
        let between = Rect::from_min_max(corner - head, corner);
        axes(&ui.painter_at(between), theme, input, corner - vec2(head.x, 0.0));
    });
    clicked
}

fn width(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(FONT), Color32::PLACEHOLDER).rect.width()
}

fn cells_ui(ui: &mut Ui, theme: Theme, input: &Input, grid: &Grid, body: Rect) -> Option<Option<(usize, usize)>> {
    let mut clicked = None;
    let mut ui = ui.new_child(eframe::egui::UiBuilder::new().max_rect(grid.cells()));
    ui.shrink_clip_rect(body);
    let painter = ui.painter().clone();
    let all = grid.cells();
    let line = Stroke::new(1.0, mix(theme.panel(), theme.line(), 0.55));
    for at in 0..=grid.count {
        let (x, y) = (all.min.x + at as f32 * CELL.x, all.min.y + at as f32 * CELL.y);
        painter.vline(x, all.y_range(), line);
        painter.hline(all.x_range(), y, line);
    }
    for at in 0..grid.count {
        painter.rect_filled(grid.cell(at, at).shrink(1.0), 2.0, mix(theme.panel(), theme.line(), 0.35));
    }
    let most = |right: bool| {
        let these = input.cells.iter().filter(|(row, column, _)| (row == column) == right);
        these.map(|(_, _, count)| *count).max().unwrap_or(1)
    };
    let (most_right, most_wrong) = (most(true), most(false));
    for (row, column, count) in &input.cells {
        let (rect, this) = (grid.cell(*row, *column), (*row, *column));
        let names = [*row, *column].map(|at| input.labels.get(at).map_or("", |label| label.text.as_str()));
        let selected = input.chosen == Some(this);
        let response = ui.interact(rect, ui.id().with(("cell", names)), Sense::click());
        let said = (input.said)(*row, *column, *count);
        response.widget_info(|| WidgetInfo::selected(WidgetType::SelectableLabel, true, selected, &said));
        if response.gained_focus() || (selected && input.follow) {
            // Under the labels is out of sight too.
            ui.scroll_to_rect(Rect::from_min_max(rect.min - grid.head, rect.max), None);
        }
        if ui.is_rect_visible(rect) {
            let most = if row == column { most_right } else { most_wrong };
            let hue = if row == column { theme.success() } else { theme.error() };
            paint_cell(&painter, theme, rect, (hue, *count as f32 / most as f32), *count, &response, selected);
        }
        if response.on_hover_text(said).clicked() {
            clicked = Some((!selected).then_some(this));
        }
    }
    clicked
}

fn paint_cell(
    painter: &Painter,
    theme: Theme,
    rect: Rect,
    (hue, share): (Color32, f32),
    count: usize,
    response: &Response,
    selected: bool,
) {
    // By the root: one instance beside a hundred must still be seen. Never so strong that its number is not read.
    let fill = mix(theme.background(), hue, 0.12 + 0.34 * share.sqrt());
    let inner = rect.shrink(1.0);
    painter.rect_filled(inner, 2.0, fill);
    let (stroke, strong) = match (selected, response.has_focus() || response.hovered()) {
        (true, _) => (Stroke::new(2.0, theme.accent()), true),
        (false, true) => (Stroke::new(1.5, mix(theme.text(), theme.accent(), 0.5)), true),
        (false, false) => (Stroke::NONE, false),
    };
    if strong {
        painter.rect_stroke(inner, 2.0, stroke, StrokeKind::Inside);
    }
    painter.text(rect.center(), Align2::CENTER_CENTER, count.to_string(), FontId::proportional(FONT), theme.text());
}

fn row_labels(painter: &Painter, theme: Theme, input: &Input, grid: &Grid, right: f32) {
    painter.rect_filled(
        Rect::from_min_max(pos2(right - grid.head.x, painter.clip_rect().min.y), pos2(right, grid.cells().max.y)),
        0.0,
        theme.panel(),
    );
    for row in 0..grid.count {
        let y = grid.cell(row, 0).center().y;
        let dot = Rect::from_center_size(pos2(right - grid.head.x + 6.0, y), vec2(9.0, 9.0));
        let Some(Label { text, colour }) = input.labels.get(row) else { continue };
        painter.rect_filled(dot, 3.0, *colour);
        let at = pos2(right - grid.head.x + 17.0, y);
        let label = clip(text, LABEL);
        painter.text(at, Align2::LEFT_CENTER, label, FontId::proportional(FONT), theme.text());
    }
}

/// Which side is which, in the corner that rows and columns leave free.
fn axes(painter: &Painter, theme: Theme, input: &Input, foot: Pos2) {
    painter.rect_filled(painter.clip_rect(), 0.0, theme.panel());
    for (line, text) in ["↓ ", "→ "].into_iter().zip(&input.axes).enumerate() {
        let text = format!("{}{}", text.0, clip(text.1, 14));
        let at = foot - vec2(-2.0, 4.0 + 16.0 * line as f32);
        painter.text(at, Align2::LEFT_BOTTOM, text, FontId::proportional(11.5), theme.faint());
    }
}

fn column_labels(painter: &Painter, theme: Theme, input: &Input, grid: &Grid, bottom: f32) {
    let view = painter.clip_rect();
    painter.rect_filled(Rect::from_min_max(view.min, pos2(view.max.x, bottom)), 0.0, theme.panel());
    for column in 0..grid.count {
        let label = clip(input.labels.get(column).map_or("", |label| label.text.as_str()), LABEL);
        let galley = painter.layout_no_wrap(label, FontId::proportional(FONT), theme.text());
        let foot = pos2(grid.cell(0, column).center().x, bottom - 4.0);
        let at = foot - vec2(0.0, galley.rect.height() / 2.0);
        // The pivot is the middle of the text's left edge, which stands above the middle of its column.
        let at = at - vec2(0.0, galley.rect.height() * 0.25);
        let shape = TextShape::new(at, galley, theme.text()).with_angle_and_anchor(SLANT, Align2::LEFT_CENTER);
        painter.add(shape);
    }
}

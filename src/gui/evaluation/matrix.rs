//! The confusion matrix: rows are what people said, columns what the model said.
//!
//! The labels of rows and columns stay in sight while the cells scroll, so that thirty types can be read in a pane.

use std::f32::consts::PI;

use eframe::egui::epaint::TextShape;
use eframe::egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Response, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, WidgetType, pos2, vec2,
};

use super::pane::Wish;
use super::{Chosen, tables};
use crate::domain::Schema;
use crate::eval::{Cell, Confusion, Evaluation, Task};
use crate::gui::Theme;
use crate::gui::picker::clip;
use crate::gui::theme::mix;

const CELL: Vec2 = vec2(34.0, 24.0);
const FONT: f32 = 12.0;
/// Column labels rise at this angle.
const SLANT: f32 = -PI / 3.0;
/// Longer labels are cut; the tooltip of a cell has them whole.
const LABEL: usize = 20;

pub(super) struct Input<'a> {
    pub evaluation: &'a Evaluation,
    pub task: Task,
    pub schema: &'a Schema,
    /// Whether to bring the chosen cell into view.
    pub follow: bool,
}

impl Input<'_> {
    fn confusion(&self) -> &Confusion {
        self.evaluation.confusion(self.task)
    }

    fn label(&self, at: usize) -> String {
        let confusion = self.confusion();
        let name = confusion.labels.get(at).map_or("", String::as_str);
        if at == confusion.none() { "none".to_owned() } else { self.evaluation.label(self.task, name).to_owned() }
    }

    fn colour(&self, theme: Theme, at: usize) -> Color32 {
        let confusion = self.confusion();
        match confusion.labels.get(at) {
            Some(name) if at != confusion.none() => tables::colour(theme, self.schema, self.task, name),
            _ => theme.faint(),
        }
    }
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

pub(super) fn ui(ui: &mut Ui, theme: Theme, input: &Input, chosen: Option<&Chosen>, wish: &mut Option<Wish>) {
    let confusion = input.confusion();
    let count = confusion.labels.len();
    if count < 2 {
        ui.label(RichText::new("Neither the annotations nor the model have any.").color(theme.faint()));
        return;
    }
    let longest = (0..count).map(|at| width(ui, &clip(&input.label(at), LABEL))).fold(0.0, f32::max);
    // A slanted label reaches up by its length and its height, and beyond the last column by half its length.
    let head = vec2((longest + 26.0).max(86.0), (longest + FONT) * SLANT.sin().abs() + 6.0);
    let overhang = longest * SLANT.cos();
    ScrollArea::both().id_salt("matrix").auto_shrink([false, false]).show(ui, |ui| {
        let size = head + CELL * count as f32 + vec2(overhang, 4.0);
        let (_, whole) = ui.allocate_space(size);
        let view = ui.clip_rect();
        let grid = Grid { origin: whole.min, head, count };
        // Labels stand at the edge of the view once their own place has scrolled out of it.
        let corner = pos2(whole.min.x.max(view.min.x), whole.min.y.max(view.min.y)) + head;
        let body = Rect::from_min_max(corner, view.max).intersect(view);
        cells_ui(ui, theme, input, &grid, body, chosen, wish);
        row_labels(
            &ui.painter_at(Rect::from_min_max(pos2(view.min.x, corner.y), view.max)),
            theme,
            input,
            &grid,
            corner.x,
        );
        let top = Rect::from_min_max(pos2(corner.x, view.min.y), view.max);
        column_labels(&ui.painter_at(top), theme, input, &grid, corner.y);
        axes(&ui.painter_at(Rect::from_min_max(corner - head, corner)), theme, corner - vec2(head.x, 0.0));
    });
}

fn width(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(FONT), Color32::PLACEHOLDER).rect.width()
}

fn cells_ui(
    ui: &mut Ui,
    theme: Theme,
    input: &Input,
    grid: &Grid,
    body: Rect,
    chosen: Option<&Chosen>,
    wish: &mut Option<Wish>,
) {
    let confusion = input.confusion();
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
        let these = confusion.cells.iter().filter(|c| (c.gold == c.pred) == right);
        these.map(|c| c.instances.len()).max().unwrap_or(1)
    };
    let (most_right, most_wrong) = (most(true), most(false));
    for cell in &confusion.cells {
        let rect = grid.cell(cell.gold, cell.pred);
        let names = (&confusion.labels[cell.gold], &confusion.labels[cell.pred]);
        let this = Chosen::Cell { gold: names.0.clone(), pred: names.1.clone() };
        let selected = chosen == Some(&this);
        let response = ui.interact(rect, ui.id().with(("cell", names)), Sense::click());
        let said = said(input, cell);
        response.widget_info(|| WidgetInfo::selected(WidgetType::SelectableLabel, true, selected, &said));
        if response.gained_focus() || (selected && input.follow) {
            // Under the labels is out of sight too.
            ui.scroll_to_rect(Rect::from_min_max(rect.min - grid.head, rect.max), None);
        }
        if ui.is_rect_visible(rect) {
            let count = cell.instances.len();
            let most = if cell.gold == cell.pred { most_right } else { most_wrong };
            let hue = if cell.gold == cell.pred { theme.success() } else { theme.error() };
            paint_cell(&painter, theme, rect, (hue, count as f32 / most as f32), count, &response, selected);
        }
        if response.on_hover_text(said).clicked() {
            *wish = Some(Wish::Choose((!selected).then_some(this)));
        }
    }
}

/// A cell in words.
fn said(input: &Input, cell: &Cell) -> String {
    let (none, count) = (input.confusion().none(), cell.instances.len());
    match (cell.gold, cell.pred) {
        (g, p) if g == p => format!("{}, predicted right: {count}", input.label(g)),
        (g, p) if p == none => format!("{}, predicted none: {count}", input.label(g)),
        (g, p) if g == none => format!("none, predicted {}: {count}", input.label(p)),
        (g, p) => format!("{}, predicted {}: {count}", input.label(g), input.label(p)),
    }
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
        painter.rect_filled(dot, 3.0, input.colour(theme, row));
        let at = pos2(right - grid.head.x + 17.0, y);
        let label = clip(&input.label(row), LABEL);
        painter.text(at, Align2::LEFT_CENTER, label, FontId::proportional(FONT), theme.text());
    }
}

/// Which side is which, in the corner that rows and columns leave free.
fn axes(painter: &Painter, theme: Theme, foot: Pos2) {
    painter.rect_filled(painter.clip_rect(), 0.0, theme.panel());
    for (line, text) in ["↓ annotated", "→ predicted"].into_iter().enumerate() {
        let at = foot - vec2(-2.0, 4.0 + 16.0 * line as f32);
        painter.text(at, Align2::LEFT_BOTTOM, text, FontId::proportional(11.5), theme.faint());
    }
}

fn column_labels(painter: &Painter, theme: Theme, input: &Input, grid: &Grid, bottom: f32) {
    let view = painter.clip_rect();
    painter.rect_filled(Rect::from_min_max(view.min, pos2(view.max.x, bottom)), 0.0, theme.panel());
    for column in 0..grid.count {
        let label = clip(&input.label(column), LABEL);
        let galley = painter.layout_no_wrap(label, FontId::proportional(FONT), theme.text());
        let foot = pos2(grid.cell(0, column).center().x, bottom - 4.0);
        let at = foot - vec2(0.0, galley.rect.height() / 2.0);
        // The pivot is the middle of the text's left edge, which stands above the middle of its column.
        let at = at - vec2(0.0, galley.rect.height() * 0.25);
        let shape = TextShape::new(at, galley, theme.text()).with_angle_and_anchor(SLANT, Align2::LEFT_CENTER);
        painter.add(shape);
    }
}

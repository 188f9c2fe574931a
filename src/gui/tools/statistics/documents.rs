//! The table of documents.

use super::StatisticsTool;
use eframe::egui::{self, Align2, FontId, RichText, ScrollArea};

use super::pane::{Click, grouped, stage_colour};
use super::{Column, Listed};
use crate::gui::Theme;
use crate::gui::picker::clip;
use crate::gui::tools::find::{ROW, row_ui};

/// Width of a column of numbers.
const NUMBER: f32 = 88.0;
const COLUMNS: [(Column, &str); 4] = [
    (Column::Characters, "Characters"),
    (Column::Entities, "Entities"),
    (Column::Relations, "Relations"),
    (Column::Open, "Open"),
];

pub(super) fn documents_ui(tool: &mut StatisticsTool, ui: &mut egui::Ui, theme: Theme, click: &mut Option<Click>) {
    let of = match tool.listed {
        Listed::All => None,
        Listed::Stage(stage) => Some(stage.label().to_owned()),
        Listed::Length(from, to) => Some(format!("{}–{} characters", grouped(from), grouped(to))),
    };
    if let Some(of) = of {
        ui.horizontal(|ui| {
            ui.label(format!("{of}: {}", tool.rows.len()));
            if ui.small_button("All documents").clicked() {
                *click = Some(Click::List(Listed::All));
            }
        });
    }
    let (head, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 24.0), egui::Sense::hover());
    let columns = std::iter::once((Column::Name, "Name")).chain(COLUMNS);
    for (at, (column, label)) in columns.enumerate() {
        let place = match at {
            0 => head.with_max_x(head.left() + 64.0),
            at => {
                let right = head.right() - NUMBER * (COLUMNS.len() - at) as f32;
                egui::Rect::from_x_y_ranges(right - NUMBER + 2.0..=right, head.y_range())
            }
        };
        let on = tool.column == column;
        if ui.put(place, egui::Button::selectable(on, RichText::new(label).small())).clicked() {
            tool.column = column;
        }
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("documents-table").auto_shrink([false, false]);
    area.show_rows(ui, ROW, tool.rows.len(), |ui, rows| {
        for at in tool.rows.get(rows).unwrap_or_default() {
            let Some(row) = tool.all.documents.get(*at) else { continue };
            let numbers = [row.characters, row.entities, row.relations, row.open];
            let name = || format!("Row {}: {}", row.name, numbers.map(|n| n.to_string()).join(", "));
            let (rect, response) = row_ui(ui, theme, *at, ROW, false, name);
            let painter = ui.painter_at(rect);
            let (y, font) = (rect.center().y, FontId::proportional(13.0));
            painter.circle_filled(egui::pos2(rect.left() + 8.0, y), 3.5, stage_colour(row.stage, theme));
            let room = rect.width() - NUMBER * 4.0 - 24.0;
            let place = egui::pos2(rect.left() + 18.0, y);
            let name = clip(&row.name, (room / 7.0).max(6.0) as usize);
            painter.text(place, Align2::LEFT_CENTER, name, font.clone(), theme.text());
            for (column, number) in numbers.iter().rev().enumerate() {
                let right = rect.right() - NUMBER * column as f32 - 12.0;
                let place = egui::pos2(right, y);
                painter.text(place, Align2::RIGHT_CENTER, grouped(*number), font.clone(), theme.faint());
            }
            if response.on_hover_text(row.stage.label()).clicked() {
                *click = Some(Click::Open(*at));
            }
        }
    });
}

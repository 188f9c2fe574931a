//! The list behind `F1`: all keys as they are now.

use eframe::egui::{self, RichText, ScrollArea};

use super::bindings::{Bindings, Context};
use crate::domain::Schema;
use crate::gui::Theme;
use crate::gui::command::{TABLE, key_text};

pub enum Asked {
    Close,
    Change,
}

/// `types`: the schema whose type keys count now.
pub fn help_ui(ui: &mut egui::Ui, theme: Theme, bindings: &Bindings, types: Option<&Schema>) -> Option<Asked> {
    let screen = ui.ctx().content_rect();
    ui.set_width((screen.width() - 80.0).min(680.0));
    ui.heading("Keys");
    let height = (screen.height() * 0.65).max(160.0);
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, theme, Context::Everywhere.name(), commands(bindings));
        for context in [Context::Text, Context::Map, Context::Present, Context::Compare] {
            section(ui, theme, context.name(), view(bindings, context));
        }
        let kinds = types.iter().flat_map(|schema| schema.choosable());
        let rows: Vec<_> = kinds.filter_map(|kind| Some((super::type_key(kind)?, kind.label.clone()))).collect();
        if !rows.is_empty() {
            section(ui, theme, "Types, on selected text or an entity (from kb_shortcuts.conf)", rows);
        }
    });
    ui.add_space(8.0);
    let mut asked = None;
    ui.horizontal(|ui| {
        if ui.button("Close").clicked() {
            asked = Some(Asked::Close);
        }
        if ui.button("Change keys…").clicked() {
            asked = Some(Asked::Change);
        }
    });
    asked
}

fn section(ui: &mut egui::Ui, theme: Theme, title: &str, rows: Vec<(String, String)>) {
    ui.add_space(8.0);
    ui.label(RichText::new(title).strong());
    egui::Grid::new(title).num_columns(2).spacing([24.0, 4.0]).show(ui, |ui| {
        for (key, what) in rows {
            ui.label(RichText::new(key).monospace().color(theme.accent()));
            ui.add(egui::Label::new(what).wrap());
            ui.end_row();
        }
    });
}

fn commands(bindings: &Bindings) -> Vec<(String, String)> {
    let rows = TABLE.iter().filter_map(|row| {
        let key = bindings.command_key(row.command)?;
        let hint = if row.hint.is_empty() { String::new() } else { format!(": {}", row.hint) };
        Some((key_text(Some(&key)), format!("{}{hint}", row.label.trim_end_matches('…'))))
    });
    rows.collect()
}

fn view(bindings: &Bindings, context: Context) -> Vec<(String, String)> {
    let all = bindings.all();
    let now = |id: &str| all.iter().find(|bound| bound.id == id).and_then(|bound| bound.now);
    let rows = context.view_keys().iter().filter_map(|row| {
        let key = if row.id.is_empty() { row.shown.to_owned() } else { key_text(Some(&now(row.id)?)) };
        Some((key, row.what.to_owned()))
    });
    rows.collect()
}

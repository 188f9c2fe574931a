//! Questions and helpers above the panes: new text, palette, keys.

use eframe::egui::{self, Key, RichText, ScrollArea, TextEdit};

use super::Theme;
use super::command::{Command, Row, TABLE, fuzzy};
use super::keys::{Asked, Bindings, KeysDialog, help_ui, keys_ui};
use super::modal::{centre, modal};
use super::picker::Picker;
use super::settings_dialog::settings_ui;
use super::tools::{Request, ToolContext};
use crate::editor;
use crate::gui::words::counted;

#[derive(Default)]
pub struct Dialogs {
    new_text: Option<String>,
    palette: Option<Palette>,
    help: bool,
    pub(super) settings: bool,
    pub(super) keys: Option<KeysDialog>,
    /// The question for a type, beside what it is about.
    pub(super) picker: Option<Picker>,
}

#[derive(Default)]
struct Palette {
    filter: String,
    highlighted: usize,
}

impl Dialogs {
    /// `kept`: what was typed the last time and not used.
    pub fn open_new_text(&mut self, kept: Option<String>) {
        self.new_text.get_or_insert_with(|| kept.unwrap_or_default());
    }

    /// What stands in the dialog for a new text.
    #[cfg(test)]
    pub fn typed_text(&self) -> Option<&str> {
        self.new_text.as_deref()
    }

    pub fn open_palette(&mut self) {
        self.palette.get_or_insert_default();
    }

    pub fn open_keys(&mut self) {
        self.keys.get_or_insert_default();
    }

    pub fn toggle_help(&mut self) {
        self.help = !self.help;
    }

    /// Whether Escape closes a dialog now.
    pub fn takes_escape(&self) -> bool {
        self.is_modal() || self.help
    }

    /// Whether keys belong to a dialog now.
    pub fn is_modal(&self) -> bool {
        self.new_text.is_some() || self.palette.is_some() || self.keys.is_some() || self.settings
    }
}

impl Dialogs {
    /// Draws what lies below the questions of others.
    pub fn new_text_ui(&mut self, context: &mut ToolContext) {
        self.text_ui(context);
    }

    /// Draws what lies above them.
    pub fn ui(&mut self, context: &mut ToolContext, enabled: &dyn Fn(Command) -> bool) {
        self.palette_ui(context);
        self.help_ui(context);
        keys_ui(&mut self.keys, context);
        settings_ui(&mut self.settings, context, enabled);
    }

    fn help_ui(&mut self, context: &mut ToolContext) {
        if !self.help {
            return;
        }
        let (ctx, theme) = (context.egui, context.theme);
        let schema = context.editor.current().map(|open| &open.document.schema);
        let response = modal(theme, "help").show(ctx, |ui| help_ui(ui, theme, context.keys, schema));
        centre(ctx, &response.response);
        if response.should_close() || response.inner.is_some() {
            self.help = false;
        }
        if matches!(response.inner, Some(Asked::Change)) {
            self.open_keys();
        }
    }

    fn text_ui(&mut self, context: &mut ToolContext) {
        let (ctx, theme) = (context.egui, context.theme);
        let Some(text) = &mut self.new_text else { return };
        let mut decided = None;
        let mut changed = false;
        // The dialog uses the key up.
        let escape = ctx.input(|i| i.key_pressed(Key::Escape));
        let response = modal(theme, "new_text").show(ctx, |ui| {
            let size = ctx.content_rect().size();
            ui.set_width((size.x * 0.7).min(820.0));
            ui.heading("New text");
            ui.label(RichText::new("Paste or type. The text stays on this computer.").color(theme.faint()));
            ScrollArea::vertical().max_height((size.y * 0.55).max(160.0)).show(ui, |ui| {
                let edit = TextEdit::multiline(text)
                    .hint_text("Lee Harvey Oswald shot President Kennedy in Dallas …")
                    .desired_rows(14)
                    .desired_width(f32::INFINITY);
                let edit = ui.add(edit);
                edit.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Text to analyse"));
                changed = edit.changed();
                if !edit.has_focus() && ui.memory(|m| m.focused().is_none()) {
                    edit.request_focus();
                }
            });
            ui.horizontal(|ui| {
                let ready = !text.trim().is_empty();
                if ui.add_enabled(ready, egui::Button::new("Analyse   Ctrl+Enter")).clicked() {
                    decided = Some(true);
                }
                if ui.button("Close").on_hover_text("The text is here again the next time").clicked() {
                    decided = Some(false);
                }
                if ui.add_enabled(!text.is_empty(), egui::Button::new("Clear")).clicked() {
                    text.clear();
                    changed = true;
                }
                let words = text.split_whitespace().count();
                ui.label(RichText::new(counted(words, "word")).color(theme.faint()));
            });
            if ui.input_mut(|i| i.consume_key(egui::Modifiers::COMMAND, Key::Enter)) && !text.trim().is_empty() {
                decided = Some(true);
            }
        });
        let closing = response.should_close();
        if changed && let Some(text) = &self.new_text {
            editor::keep_typed_text(context.editor, text);
        }
        match decided {
            Some(true) => {
                let text = self.new_text.take().unwrap_or_default();
                context.editor.paste(&text);
                editor::keep_typed_text(context.editor, "");
            }
            // A click beside the window must not close it; what was typed is kept either way.
            Some(false) => self.new_text = None,
            None if closing && escape => self.new_text = None,
            None => {}
        }
    }

    fn palette_ui(&mut self, context: &mut ToolContext) {
        let (ctx, theme) = (context.egui, context.theme);
        let Some(palette) = &mut self.palette else { return };
        let mut rows: Vec<(usize, &Row)> =
            TABLE.iter().filter_map(|row| Some((fuzzy(&palette.filter, row.label)?, *row))).collect();
        if !palette.filter.is_empty() {
            rows.sort_by_key(|(cost, _)| *cost);
        }
        let mut chosen = None;
        ctx.input_mut(|input| {
            if input.consume_key(egui::Modifiers::NONE, Key::ArrowDown) {
                palette.highlighted += 1;
            }
            if input.consume_key(egui::Modifiers::NONE, Key::ArrowUp) {
                palette.highlighted = palette.highlighted.saturating_sub(1);
            }
            palette.highlighted = palette.highlighted.min(rows.len().saturating_sub(1));
            if input.consume_key(egui::Modifiers::NONE, Key::Enter) {
                chosen = rows.get(palette.highlighted).map(|(_, row)| row.command);
            }
        });
        let response = modal(theme, "palette").show(ctx, |ui| {
            ui.set_width(460.0);
            let edit =
                TextEdit::singleline(&mut palette.filter).hint_text("Find a command…").desired_width(f32::INFINITY);
            let edit = ui.add(edit);
            edit.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Find a command"));
            edit.request_focus();
            if edit.changed() {
                palette.highlighted = 0;
            }
            ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                if rows.is_empty() {
                    ui.label(RichText::new("No command is called so").color(theme.faint()));
                }
                for (place, (_, row)) in rows.iter().enumerate() {
                    if command_row_ui(ui, theme, context.keys, row, place == palette.highlighted) {
                        chosen = Some(row.command);
                    }
                }
            });
        });
        if response.should_close() {
            self.palette = None;
        }
        if let Some(command) = chosen {
            self.palette = None;
            context.ask(Request::Command(command));
        }
    }
}

fn command_row_ui(ui: &mut egui::Ui, theme: Theme, keys: &Bindings, row: &Row, highlighted: bool) -> bool {
    let keys = keys.text(row.command);
    let button = egui::Button::new(row.label)
        .shortcut_text(RichText::new(keys).color(theme.faint()))
        .selected(highlighted)
        .frame_when_inactive(false)
        .min_size(egui::vec2(ui.available_width(), 26.0));
    let response = ui.add(button);
    if highlighted {
        response.scroll_to_me(None);
    }
    response.clicked()
}

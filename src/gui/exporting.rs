//! Exporting the map: which format, which file; pictures are drawn on a thread, because large ones take seconds.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Key, Modifiers, RichText};

use super::graph_view::{Look, Scope};
use super::modal::modal;
use super::tools::{Request, ToolContext};
use super::views::Views;
use super::{Theme, theme};
use crate::editor::{BrokeOff, Editor, Job, Task, Tone};
use crate::io::file_name_of;
use crate::map::export::{Format, png};

/// What the dialog has been told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExportForm {
    format: Format,
    look: Look,
}

/// The dialog, what was chosen last, and what is being written.
#[derive(Default)]
pub struct Exports {
    form: Option<ExportForm>,
    last: Option<ExportForm>,
    /// How the picture looks that a file is being asked for.
    asked: Look,
    writing: Vec<Job<Result<PathBuf, String>>>,
}

impl Exports {
    #[cfg(test)]
    pub fn is_writing(&self) -> bool {
        !self.writing.is_empty()
    }

    /// Whether its dialog is open.
    pub fn is_open(&self) -> bool {
        self.form.is_some()
    }

    pub fn open(&mut self) {
        let first = ExportForm { format: Format::Png, look: Look::default() };
        self.form = Some(self.last.unwrap_or(first));
    }

    pub fn ui(&mut self, context: &mut ToolContext) {
        let (ctx, theme) = (context.egui, context.theme);
        let Some(mut form) = self.form else { return };
        let step = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            i32::from(pressed(Key::ArrowDown)) - i32::from(pressed(Key::ArrowUp))
        });
        let here = Format::ALL.iter().position(|format| *format == form.format).unwrap_or(0) as i32;
        form.format = Format::ALL[(here + step).rem_euclid(Format::ALL.len() as i32) as usize];
        let mut decided = None;
        let response = modal(theme, "export").show(ctx, |ui| {
            ui.set_width(470.0);
            ui.heading("Export the map");
            ui.add_space(4.0);
            // A small window, or a large scale, has no room for all of it.
            let height = (ctx.content_rect().height() - 150.0).max(120.0);
            egui::ScrollArea::vertical().max_height(height).show(ui, |ui| {
                for format in Format::ALL {
                    if format_ui(ui, theme, format, format == form.format) {
                        form.format = format;
                    }
                }
                ui.add_space(6.0);
                let picture = matches!(form.format, Format::Png | Format::Svg);
                ui.add_enabled_ui(picture, |ui| look_ui(ui, form.format, &mut form.look));
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let name = format!("Export as {}…   Enter", form.format.extension().to_uppercase());
                if ui.button(name).clicked() {
                    decided = Some(true);
                }
                if ui.button("Cancel").clicked() {
                    decided = Some(false);
                }
            });
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
                decided = Some(true);
            }
        });
        if response.should_close() && decided.is_none() {
            decided = Some(false);
        }
        self.form = decided.is_none().then_some(form);
        if decided == Some(true) {
            self.last = Some(form);
            context.ask(Request::Export(form.format, form.look));
        }
    }

    /// The name of the file that is asked for, and how its picture looks.
    pub fn asked(&mut self, editor: &Editor, scope: Scope, look: Look) -> Option<String> {
        let document = editor.current()?;
        let folder = editor.folder.opened().filter(|_| scope == Scope::Folder);
        let folder = folder.and_then(|(folder, _)| folder.file_name().map(|name| name.to_string_lossy().into_owned()));
        self.asked = look;
        Some(format!("{}-map", file_name_of(&folder.unwrap_or_else(|| document.document.name.clone()))))
    }

    /// Writes the map to the chosen file.
    pub fn export(&mut self, views: &mut Views, context: &mut ToolContext, format: Format, path: &Path) {
        let (view, look) = (std::mem::take(&mut views.map), self.asked);
        // A picture is exported as its drawing, and rendered on the thread.
        let kind = if format == Format::Png { Format::Svg } else { format };
        let made =
            views.with_map_input(context, view.scope(), look.theme, None, |input| view.export(input, kind, look));
        views.map = view;
        let path = if path.extension().is_some() { path.to_owned() } else { path.with_extension(format.extension()) };
        let bytes = match made {
            None => return,
            Some(Ok(bytes)) => bytes,
            Some(Err(error)) => {
                context.editor.notify(Tone::Error, error.to_string());
                return;
            }
        };
        let work = move |_: &Task| write(format, &bytes, look.scale, &path).map(|()| path);
        match Job::start("export", &context.editor.host.wake, work) {
            Ok(job) => self.writing.push(job),
            Err(error) => context.editor.notify(Tone::Error, format!("The map could not be written: {error}")),
        }
    }

    pub fn poll(&mut self, state: &mut Editor) {
        self.writing.retain(|job| {
            let Some(written) = job.poll() else { return true };
            match written {
                Ok(Ok(path)) => state.notify(Tone::Good, format!("Wrote {}", path.display())),
                Ok(Err(error)) => state.notify(Tone::Error, error),
                Err(BrokeOff) => {
                    state.notify(Tone::Error, "The map could not be drawn: it may be too large. Try SVG");
                }
            }
            false
        });
    }
}

fn write(format: Format, bytes: &[u8], scale: f32, path: &Path) -> Result<(), String> {
    let picture = match format {
        Format::Png => Some(png(&String::from_utf8_lossy(bytes), scale).map_err(|error| error.to_string())?),
        _ => None,
    };
    crate::io::write_atomically(path, picture.as_deref().unwrap_or(bytes)).map_err(|error| error.to_string())
}

/// A row with name and purpose; true when it is clicked.
fn format_ui(ui: &mut egui::Ui, theme: Theme, format: Format, chosen: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 40.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::WidgetType::RadioButton, true, chosen, format.name()));
    let painter = ui.painter_at(rect.expand(2.0));
    let fill = match (chosen, response.hovered() || response.has_focus()) {
        (true, _) => theme.selection(),
        (false, true) => theme::mix(theme.background(), theme.line(), 0.5),
        (false, false) => theme.background(),
    };
    let stroke = egui::Stroke::new(1.0, if chosen { theme.accent() } else { theme.background() });
    painter.rect(rect, 8.0, fill, stroke, egui::StrokeKind::Inside);
    let at = rect.left_center() + egui::vec2(12.0, 0.0);
    let font = |size| egui::FontId::proportional(size);
    let (name, purpose) = (at - egui::vec2(0.0, 8.0), at + egui::vec2(0.0, 9.0));
    painter.text(name, egui::Align2::LEFT_CENTER, format.name(), font(14.0), theme.text());
    let ink = if chosen { theme.text() } else { theme.faint() };
    painter.text(purpose, egui::Align2::LEFT_CENTER, format.purpose(), font(11.5), ink);
    response.clicked()
}

fn look_ui(ui: &mut egui::Ui, format: Format, look: &mut Look) {
    ui.horizontal(|ui| {
        ui.label("Colours:");
        for (name, theme) in [("Light", Theme::LIGHT), ("Dark", Theme::DARK)] {
            ui.radio_value(&mut look.theme, theme, name);
        }
        if format == Format::Png {
            ui.add_space(12.0);
            ui.label("Size:");
            for (name, scale) in [("Screen", 1.0), ("Slides", 2.0), ("Print", 3.0), ("Poster", 6.0)] {
                ui.radio_value(&mut look.scale, scale, name)
                    .on_hover_text(RichText::new(format!("{scale:.0} pixels a point")));
            }
        }
    });
}

//! Files that take a while to read, as the window shows them: their progress, and in which encoding they are read.

mod encodings;

#[cfg(all(test, feature = "kittest"))]
mod tests;

use eframe::egui::{self, RichText};

use super::Theme;
use crate::editor::Importing;

pub use encodings::EncodingDialog;

/// What is being read, in the status bar.
pub fn importing_ui(ui: &mut egui::Ui, theme: Theme, importing: &Importing) {
    let Some((path, progress)) = importing.progress() else { return };
    ui.separator();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match progress.pages() {
        Some((done, total)) => {
            let share = done as f32 / total.max(1) as f32;
            let text = RichText::new(format!("{name}: {done} of {total} pages")).small().color(theme.text());
            let bar = egui::ProgressBar::new(share).desired_width(220.0).desired_height(14.0);
            ui.add(bar.fill(theme.bar()).text(text));
        }
        None => {
            ui.label(RichText::new(format!("Reading {name}…")).small());
        }
    }
    if ui.small_button("Stop opening").clicked() {
        progress.cancel();
    }
}

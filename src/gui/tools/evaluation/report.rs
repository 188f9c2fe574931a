//! The error report of the figures on show: the page that `relata eval --html` writes.

use std::path::{Path, PathBuf};

use eframe::egui;

use crate::editor::Tone;
use crate::eval;
use crate::gui::app::App;
use crate::gui::dispatch::file_name;
use crate::gui::files::Purpose;
use crate::session::Settings;

impl App {
    /// Writes the report to its usual place and shows it in the browser.
    pub(in crate::gui) fn open_error_report(&mut self) {
        let folder = self.evaluation.report_folder.clone();
        let folder =
            folder.or_else(|| Settings::folder().map(|f| f.join("reports"))).unwrap_or_else(std::env::temp_dir);
        let Some(name) = self.report_name() else { return };
        if let Err(error) = std::fs::create_dir_all(&folder) {
            self.editor.notify(Tone::Error, format!("{}: {error}. Save the report elsewhere", folder.display()));
            return;
        }
        let Some(file) = self.write_error_report(&folder.join(format!("{name}.html"))) else { return };
        match (self.evaluation.open_file)(&file) {
            Ok(()) => self.editor.notify(Tone::Good, format!("Wrote {}; the browser shows it", file.display())),
            Err(error) => {
                let text = format!("The report is in {}, but no browser opened it: {error}", file.display());
                self.editor.notify(Tone::Warning, text);
            }
        }
    }

    pub(in crate::gui) fn ask_save_error_report(&mut self, ctx: &egui::Context) {
        if let Some(name) = self.report_name() {
            self.files.ask(ctx, Purpose::ErrorReport, &name);
        }
    }

    /// Writes the report where the person wants it.
    pub(in crate::gui) fn save_error_report(&mut self, path: &Path) {
        let path = if path.extension().is_some() { path.to_owned() } else { path.with_extension("html") };
        if let Some(file) = self.write_error_report(&path) {
            self.editor.notify(Tone::Good, format!("Wrote {}", file.display()));
        }
    }

    fn report_name(&mut self) -> Option<String> {
        match &self.evaluation.shown {
            Some(shown) => Some(format!("{}-errors", file_name(&shown.evaluation.report.gold))),
            None => {
                self.editor.notify(Tone::Info, "There are no figures yet: evaluate the model first (F6)");
                None
            }
        }
    }

    fn write_error_report(&mut self, file: &Path) -> Option<PathBuf> {
        let page = self.evaluation.shown.as_ref()?.evaluation.page();
        let written =
            page.map_err(|e| e.to_string()).and_then(|page| eval::write_page(file, &page).map_err(|e| e.to_string()));
        match written {
            Ok(()) => Some(file.to_owned()),
            Err(error) => {
                self.editor.notify(Tone::Error, error);
                None
            }
        }
    }
}

/// The desktop's browser.
pub(super) fn open_in_browser(file: &Path) -> Result<(), String> {
    opener::open_browser(file).map_err(|error| error.to_string())
}

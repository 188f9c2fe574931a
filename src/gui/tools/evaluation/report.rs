//! The error report of the figures on show: the page that `relata eval --html` writes.

use std::path::{Path, PathBuf};

use super::Shown;
use crate::editor::{Editor, Tone};
use crate::eval;
use crate::io::file_name_of;
use crate::session::Settings;

/// Shows a file to the person.
type OpenFile = fn(&Path) -> Result<(), String>;

/// Where reports go, and what shows them.
pub(super) struct Reports {
    /// The settings' folder unless a test says otherwise.
    pub folder: Option<PathBuf>,
    pub open_file: OpenFile,
}

impl Default for Reports {
    fn default() -> Self {
        Self { folder: None, open_file: open_in_browser }
    }
}

impl Reports {
    /// Writes the report to its usual place and shows it in the browser.
    pub fn open(&self, shown: Option<&Shown>, editor: &mut Editor) {
        let folder = self.folder.clone();
        let folder =
            folder.or_else(|| Settings::folder().map(|f| f.join("reports"))).unwrap_or_else(std::env::temp_dir);
        let Some(name) = name(shown, editor) else { return };
        if let Err(error) = std::fs::create_dir_all(&folder) {
            editor.notify(Tone::Error, format!("{}: {error}. Save the report elsewhere", folder.display()));
            return;
        }
        let file = folder.join(format!("{name}.html"));
        if !write(&file, shown, editor) {
            return;
        }
        match (self.open_file)(&file) {
            Ok(()) => editor.notify(Tone::Good, format!("Wrote {}; the browser shows it", file.display())),
            Err(error) => {
                let text = format!("The report is in {}, but no browser opened it: {error}", file.display());
                editor.notify(Tone::Warning, text);
            }
        }
    }
}

/// Writes the report where the person wants it.
pub(super) fn save(path: &Path, shown: Option<&Shown>, editor: &mut Editor) {
    let path = if path.extension().is_some() { path.to_owned() } else { path.with_extension("html") };
    if write(&path, shown, editor) {
        editor.notify(Tone::Good, format!("Wrote {}", path.display()));
    }
}

/// What the report is called, without an extension; without figures, what to do is said.
pub(super) fn name(shown: Option<&Shown>, editor: &mut Editor) -> Option<String> {
    match shown {
        Some(shown) => Some(format!("{}-errors", file_name_of(&shown.evaluation.report.gold))),
        None => {
            editor.notify(Tone::Info, "There are no figures yet: evaluate the model first (F6)");
            None
        }
    }
}

/// False where it could not be written, which is said.
fn write(file: &Path, shown: Option<&Shown>, editor: &mut Editor) -> bool {
    let Some(shown) = shown else { return false };
    let page = shown.evaluation.page().map_err(|e| e.to_string());
    let written = page.and_then(|page| eval::write_page(file, &page).map_err(|e| e.to_string()));
    if let Err(error) = &written {
        editor.notify(Tone::Error, error.clone());
    }
    written.is_ok()
}

/// The desktop's browser.
fn open_in_browser(file: &Path) -> Result<(), String> {
    opener::open_browser(file).map_err(|error| error.to_string())
}

//! Choosing files: the desktop's own dialog where a portal answers, a dialog inside the window where none does.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use eframe::egui;
use egui_file_dialog::FileDialog;

use super::tools::{Choice, FileQuestion};
use crate::import::Kind;
use crate::map::export::Format;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Open,
    OpenFolder,
    SaveAs,
    Export(Format),
    /// A model to read with.
    Model,
    /// What a tool wants it for.
    Tool(&'static FileQuestion),
}

const MODEL: &str = "Model: the folder with config.json";

/// A portal that is not there answers "cancelled" at once; nobody cancels a dialog so fast.
const NO_PORTAL: Duration = Duration::from_millis(400);

#[derive(Default)]
pub struct Files {
    native: Option<Native>,
    inside: Option<(Purpose, FileDialog)>,
    /// Set once the desktop has shown that it has no dialogs.
    no_portal: bool,
    /// Where the next dialog begins; else beside the document that is shown.
    folder: Option<PathBuf>,
    beside: Option<PathBuf>,
    /// A folder that was made for the sake of a dialog.
    made: Option<PathBuf>,
}

struct Native {
    purpose: Purpose,
    name: String,
    asked: Instant,
    answer: Receiver<Option<PathBuf>>,
}

impl Files {
    pub fn ask(&mut self, ctx: &egui::Context, purpose: Purpose, name: &str) {
        self.ask_in(ctx, purpose, name, None);
    }

    /// The next dialog begins beside the document that is shown.
    pub fn begin_beside(&mut self, document: &std::path::Path) {
        self.beside = document.parent().filter(|folder| folder.is_dir()).map(std::path::Path::to_owned);
    }

    /// As [`Self::ask`], beginning in a folder. One that is not there is made, and taken away again when nothing came
    /// into it.
    pub fn ask_in(&mut self, ctx: &egui::Context, purpose: Purpose, name: &str, folder: Option<PathBuf>) {
        self.tidy();
        if let Some(folder) = &folder
            && !folder.exists()
            && std::fs::create_dir(folder).is_ok()
        {
            self.made = Some(folder.clone());
        }
        self.folder = folder.filter(|folder| folder.is_dir());
        if self.no_portal || !session_bus() {
            self.ask_inside(purpose, name);
            return;
        }
        let start = self.folder.clone().or_else(|| self.beside.clone());
        let (sender, answer) = channel();
        let (wake, suggested) = (ctx.clone(), name.to_owned());
        let spawned = std::thread::Builder::new().name("file-dialog".into()).spawn(move || {
            let dialog = rfd::FileDialog::new();
            let dialog = match &start {
                Some(folder) => dialog.set_directory(folder),
                None => dialog,
            };
            let chosen = match purpose {
                Purpose::Open => dialog.add_filter("Texts and brat documents", &readable()).pick_file(),
                Purpose::OpenFolder => dialog.pick_folder(),
                Purpose::Model => dialog.set_title(MODEL).pick_folder(),
                Purpose::SaveAs => dialog.set_file_name(format!("{suggested}.txt")).save_file(),
                Purpose::Export(format) => {
                    let extension = format.extension();
                    dialog
                        .add_filter(format.name(), &[extension])
                        .set_file_name(format!("{suggested}.{extension}"))
                        .save_file()
                }
                Purpose::Tool(question) => {
                    let dialog = dialog.set_title(question.title);
                    match question.choice {
                        Choice::Open { what, extensions } => dialog.add_filter(what, extensions).pick_file(),
                        Choice::Save { what, extension } => dialog
                            .add_filter(what, &[extension])
                            .set_file_name(format!("{suggested}.{extension}"))
                            .save_file(),
                        Choice::Folder => dialog.pick_folder(),
                    }
                }
            };
            let _ = sender.send(chosen);
            wake.request_repaint();
        });
        match spawned {
            Ok(_) => self.native = Some(Native { purpose, name: name.to_owned(), asked: Instant::now(), answer }),
            Err(_) => self.ask_inside(purpose, name),
        }
    }

    fn ask_inside(&mut self, purpose: Purpose, name: &str) {
        let texts = "Texts (.txt, .ann, .docx, .pdf, .html, .md)";
        let mut opened = match purpose {
            Purpose::Open => {
                dialog().title("Open").add_file_filter_extensions(texts, readable()).default_file_filter(texts)
            }
            Purpose::OpenFolder => dialog().title("Open folder"),
            Purpose::Model => dialog().title(MODEL),
            Purpose::SaveAs => save_dialog("Save as", name, "Text", "txt"),
            Purpose::Export(format) => save_dialog("Export the map", name, format.name(), format.extension()),
            Purpose::Tool(question) => match question.choice {
                Choice::Open { what, extensions } => {
                    let listed: Vec<String> = extensions.iter().map(|extension| format!(".{extension}")).collect();
                    let what = format!("{what} ({})", listed.join(", "));
                    let filtered = dialog().title(question.title);
                    filtered.add_file_filter_extensions(&what, extensions.to_vec()).default_file_filter(&what)
                }
                Choice::Save { what, extension } => save_dialog(question.title, name, what, extension),
                Choice::Folder => dialog().title(question.title),
            },
        };
        // Its search field is black whatever the theme.
        opened = opened.show_search(false);
        if let Some(folder) = self.folder.as_ref().or(self.beside.as_ref()) {
            opened = opened.initial_directory(folder.clone());
        }
        match purpose {
            Purpose::Open => opened.pick_file(),
            Purpose::OpenFolder | Purpose::Model => opened.pick_directory(),
            Purpose::SaveAs | Purpose::Export(_) => opened.save_file(),
            Purpose::Tool(question) => match question.choice {
                Choice::Open { .. } => opened.pick_file(),
                Choice::Save { .. } => opened.save_file(),
                Choice::Folder => opened.pick_directory(),
            },
        }
        self.inside = Some((purpose, opened));
    }

    /// Takes away a folder that was made for a dialog and is still empty.
    fn tidy(&mut self) {
        if let Some(made) = self.made.take() {
            // Fails where something is in it, and then it is wanted.
            let _ = std::fs::remove_dir(made);
        }
    }

    /// Whether a dialog inside the window is open (and takes the keys).
    pub fn is_inside(&self) -> bool {
        self.inside.is_some()
    }

    /// Draws what is open and returns what was chosen.
    pub fn ui(&mut self, ctx: &egui::Context) -> Option<(Purpose, PathBuf)> {
        if let Some(native) = &self.native {
            match native.answer.try_recv() {
                Ok(Some(path)) => {
                    let purpose = native.purpose;
                    self.native = None;
                    return Some((purpose, path));
                }
                Ok(None) | Err(TryRecvError::Disconnected) => {
                    if let Some(native) = self.native.take()
                        && native.asked.elapsed() < NO_PORTAL
                    {
                        self.no_portal = true;
                        self.ask_inside(native.purpose, &native.name);
                    } else {
                        self.tidy();
                    }
                }
                Err(TryRecvError::Empty) => {}
            }
        }
        let (purpose, dialog) = self.inside.as_mut()?;
        dialog.update(ctx);
        let purpose = *purpose;
        let picked = dialog.take_picked();
        if picked.is_some() || !matches!(dialog.state(), egui_file_dialog::DialogState::Open) {
            self.inside = None;
            if picked.is_none() {
                self.tidy();
            }
        }
        picked.map(|path| (purpose, path))
    }
}

/// Extensions of all that can be opened.
fn readable() -> Vec<&'static str> {
    Kind::extensions().chain(["ann"]).collect()
}

fn dialog() -> FileDialog {
    FileDialog::new().anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO).default_size([780.0, 460.0])
}

fn save_dialog(title: &str, name: &str, what: &str, extension: &str) -> FileDialog {
    dialog()
        .title(title)
        .default_file_name(&format!("{name}.{extension}"))
        .add_save_extension(what, extension)
        .default_save_extension(what)
        .allow_file_overwrite(true)
}

/// Whether there is a bus on which a portal could answer.
fn session_bus() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let at_runtime_dir =
        || std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|dir| PathBuf::from(dir).join("bus").exists());
    std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|a| !a.is_empty()) || at_runtime_dir()
}

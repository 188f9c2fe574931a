//! A file of another tool that somebody wants to open: what it holds, and the folder that its documents go into.

use std::path::PathBuf;

use eframe::egui::{RichText, ScrollArea};

use super::FOLDER;
use crate::editor::exchange::{Foreign, fresh_folder, read_foreign, write_brat};
use crate::editor::{BrokeOff, Editor, Job, Tone};
use crate::gui::modal::modal;
use crate::gui::tools::ToolContext;
use crate::text::counting::counted;

#[derive(Default)]
pub struct Opening {
    coming: Vec<Job<Result<Foreign, String>>>,
    /// What is asked about; others wait.
    asked: Vec<Foreign>,
    /// Where its documents go.
    pub folder: PathBuf,
}

enum Answer {
    Convert,
    Choose,
    Cancel,
}

impl Opening {
    pub fn is_asking(&self) -> bool {
        !self.asked.is_empty()
    }

    pub fn is_reading(&self) -> bool {
        !self.coming.is_empty()
    }

    /// Starts reading what somebody wants to open, and takes in what was read.
    pub fn tick(&mut self, context: &mut ToolContext) {
        for path in std::mem::take(&mut context.editor.importing.foreign) {
            let (wake, shown) = (context.editor.host.wake.clone(), path.display().to_string());
            match Job::start("read-foreign", &wake, move |_| read_foreign(&path)) {
                Ok(job) => self.coming.push(job),
                Err(error) => context.editor.notify(Tone::Error, format!("{shown} could not be read: {error}")),
            }
        }
        let (asked, editor) = (&mut self.asked, &mut *context.editor);
        let had = asked.len();
        self.coming.retain(|coming| {
            let Some(end) = coming.poll() else { return true };
            match end {
                Ok(Ok(read)) if read.documents.is_empty() => {
                    let why = read.notes.join("\n");
                    editor.notify(Tone::Error, format!("No document of {} can be read. {why}", read.path.display()));
                }
                Ok(Ok(read)) => asked.push(read),
                Ok(Err(error)) => editor.notify(Tone::Error, error),
                Err(BrokeOff) => {
                    editor.notify(Tone::Error, "A file could not be read to its end. Convert it with relata convert");
                }
            }
            false
        });
        if had == 0
            && let Some(first) = self.asked.first()
        {
            self.folder = fresh_folder(&first.path);
        }
    }

    pub fn ui(&mut self, context: &mut ToolContext) {
        let Some(read) = self.asked.first() else { return };
        let theme = context.theme;
        let mut answer = None;
        let name = read.path.file_name().unwrap_or(read.path.as_os_str()).to_string_lossy();
        let response = modal(theme, "foreign").show(context.egui, |ui| {
            ui.set_width(520.0);
            ui.heading(format!("{name} is of another tool"));
            ui.label(format!("{}: {}.", read.format.title, counted(read.documents.len(), "document")));
            ui.label(
                RichText::new(
                    "relata works on texts with annotations beside them. They are made of it in a folder of their own; \
                     the file stays as it is.",
                )
                .color(theme.faint()),
            );
            ui.add_space(6.0);
            if !read.lost.is_empty() {
                ui.label(RichText::new(format!("Left out: {}", read.lost)).color(theme.warning()));
            }
            if !read.notes.is_empty() {
                ScrollArea::vertical().max_height(120.0).auto_shrink([false, true]).show(ui, |ui| {
                    for note in &read.notes {
                        ui.label(RichText::new(format!("•  {note}")).small().color(theme.faint()));
                    }
                });
            }
            ui.add_space(6.0);
            ui.horizontal_wrapped(|ui| {
                ui.label("Into");
                ui.label(RichText::new(self.folder.display().to_string()).strong());
                if ui.small_button("Another folder…").clicked() {
                    answer = Some(Answer::Choose);
                }
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let convert = ui.button(RichText::new("Make the documents and open them").strong());
                if ui.memory(|m| m.focused().is_none()) {
                    convert.request_focus();
                }
                if convert.clicked() {
                    answer = Some(Answer::Convert);
                }
                if ui.button("Cancel").clicked() {
                    answer = Some(Answer::Cancel);
                }
            });
        });
        if response.should_close() {
            answer = Some(Answer::Cancel);
        }
        let is_done = match answer {
            Some(Answer::Choose) => {
                context.choose(&FOLDER, "");
                false
            }
            Some(Answer::Cancel) => true,
            Some(Answer::Convert) => self.convert(context.editor),
            None => false,
        };
        if is_done {
            self.next();
        }
    }

    /// Whether the documents are there.
    fn convert(&self, editor: &mut Editor) -> bool {
        let Some(read) = self.asked.first() else { return true };
        match write_brat(&read.documents, &self.folder) {
            Ok(count) => {
                let text = format!("Made {} in {}", counted(count, "document"), self.folder.display());
                editor.notify(Tone::Good, text);
                editor.open_path(&self.folder);
                true
            }
            Err(error) => {
                editor.notify(Tone::Error, error);
                false
            }
        }
    }

    fn next(&mut self) {
        if !self.asked.is_empty() {
            self.asked.remove(0);
        }
        self.folder = self.asked.first().map(|read| fresh_folder(&read.path)).unwrap_or_default();
    }
}

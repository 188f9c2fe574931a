//! Files that take a while to read: other kinds, other encodings, large ones. They are read on a thread, with progress;
//! formatted clippings too.

mod encodings;

#[cfg(all(test, feature = "kittest"))]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use eframe::egui::{self, RichText};

use super::Theme;
use super::app::App;
use crate::editor::{self, Tone};
use crate::import::{self, Encoding, Progress};
use crate::session::{DocumentId, OpenDocument, Place, PrepareError, Prepared};

pub use encodings::EncodingChoice;

/// Asks the desktop for the clipboard's formatted text, where it has one.
pub type Clipboard = fn() -> Option<String>;

#[derive(Default)]
pub struct Importing {
    jobs: Vec<Job>,
    pub(super) choice: Option<EncodingChoice>,
    /// Where formatted clippings come from; `None` takes their plain text.
    pub(super) clipboard: Option<Clipboard>,
}

struct Job {
    /// The file; none for the clipboard.
    path: Option<PathBuf>,
    progress: Arc<Progress>,
    answer: Receiver<Answer>,
}

enum Answer {
    Read(Box<Result<Prepared, PrepareError>>),
    Pasted(String),
}

impl Importing {
    pub fn new(clipboard: Option<Clipboard>) -> Self {
        Self { clipboard, ..Self::default() }
    }

    pub fn is_running(&self) -> bool {
        !self.jobs.is_empty()
    }
}

impl App {
    /// Reads a file on a thread of its own.
    pub(super) fn import(&mut self, ctx: &egui::Context, path: &Path, encoding: Option<&'static Encoding>) {
        if self.importing.jobs.iter().any(|job| job.path.as_deref() == Some(path)) {
            return;
        }
        let open = self.editor.documents.iter().find(|d| d.source() == Some(path)).map(|d| d.id);
        if let (Some(id), None) = (open, encoding) {
            self.editor.show(id);
            return;
        }
        let (file, progress) = (path.to_owned(), Arc::<Progress>::default());
        let theirs = progress.clone();
        let work = move || Answer::Read(Box::new(Prepared::read(&file, encoding, &theirs)));
        self.start_job(ctx, Some(path.to_owned()), progress, work);
    }

    /// A text from the clipboard, with its paragraphs, lists and tables where the clipboard has them.
    pub(super) fn paste(&mut self, ctx: &egui::Context, plain: String) {
        let Some(clipboard) = self.importing.clipboard else {
            self.editor.paste(&plain);
            return;
        };
        let work = move || {
            let formatted = clipboard().map(|html| import::from_clipboard(&html, &plain));
            Answer::Pasted(formatted.unwrap_or(plain))
        };
        self.start_job(ctx, None, Arc::default(), work);
    }

    fn start_job(
        &mut self,
        ctx: &egui::Context,
        path: Option<PathBuf>,
        progress: Arc<Progress>,
        work: impl FnOnce() -> Answer + Send + 'static,
    ) {
        let (sender, answer) = channel();
        let (wake, counting) = (ctx.clone(), progress.clone());
        let spawned = thread::Builder::new().name("import".to_owned()).spawn(move || {
            let _ = sender.send(work());
            wake.request_repaint();
        });
        match spawned {
            Ok(_) => self.importing.jobs.push(Job { path, progress: counting, answer }),
            Err(error) => self.editor.notify(Tone::Error, format!("The file cannot be read now: {error}")),
        }
    }

    pub(super) fn poll_imports(&mut self, ctx: &egui::Context) {
        for path in std::mem::take(&mut self.editor.to_import) {
            self.import(ctx, &path, None);
        }
        let mut place = 0;
        while let Some(job) = self.importing.jobs.get(place) {
            let answer = match job.answer.try_recv() {
                Err(TryRecvError::Empty) => {
                    place += 1;
                    continue;
                }
                Ok(answer) => Some(answer),
                Err(TryRecvError::Disconnected) => None,
            };
            let job = self.importing.jobs.remove(place);
            match (answer, job.path) {
                (Some(Answer::Pasted(text)), _) => self.editor.paste(&text),
                (Some(Answer::Read(read)), Some(path)) => self.imported(&path, *read),
                (None, Some(path)) => {
                    self.editor.notify(Tone::Error, format!("{} could not be read: reading it failed", path.display()));
                }
                _ => {}
            }
        }
        if self.importing.is_running() {
            // The thread wakes the window when it is done; until then only the progress moves.
            ctx.request_repaint_after(std::time::Duration::from_millis(200));
        }
    }

    fn imported(&mut self, path: &Path, read: Result<Prepared, PrepareError>) {
        let prepared = match read {
            Ok(prepared) => prepared,
            Err(error) if error.is_cancelled() => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                self.editor.notify(Tone::Info, format!("{name} was not opened"));
                return;
            }
            Err(error) => {
                self.editor.notify(Tone::Error, error.to_string());
                return;
            }
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for note in &prepared.notes {
            self.editor.notify(Tone::Warning, format!("{name}: {note}"));
        }
        let id = match prepared.place {
            Place::Kept(txt) => match self.editor.open_file(&txt) {
                Some(id) => id,
                None => return,
            },
            Place::Fresh(fresh) => {
                let id = self.editor.fresh_id();
                let open = OpenDocument::taken_out(id, *fresh);
                if let Ok(absolute) = std::path::absolute(path) {
                    self.editor.settings.remember(absolute);
                }
                self.editor.say_issues(&open.issues);
                self.editor.add(open)
            }
        };
        self.editor.recall(id);
        editor::analyse_if_bare(&mut self.editor, id);
    }

    /// Keeps a text beside the file that it was taken out of, with its annotations.
    pub(super) fn save_beside(&mut self, id: DocumentId) -> bool {
        let Some(document) = self.editor.documents.iter_mut().find(|d| d.id == id) else { return true };
        match document.save_beside() {
            Ok(txt) => {
                self.editor.workspace.attach_saved(document);
                self.keep_choice(id, &txt);
                self.watch_anew(id);
                self.said_saved(&txt);
                true
            }
            Err(error) => {
                self.editor.notify(Tone::Error, error.to_string());
                false
            }
        }
    }

    /// What is being read, in the status bar.
    pub(super) fn importing_ui(&mut self, ui: &mut egui::Ui, theme: Theme) {
        let Some(job) = self.importing.jobs.iter().find(|job| job.path.is_some()) else { return };
        ui.separator();
        let name = job.path.as_deref().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        match job.progress.pages() {
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
            job.progress.cancel();
        }
    }
}

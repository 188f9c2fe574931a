//! Two folders of the same texts, compared on a thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui;

use super::{FolderShown, Middle, Scope};
use crate::editor::Tone;
use crate::eval::agreement::{Class, Compared, FolderError, compare_folders, read_folders};
use crate::gui::app::App;
use crate::gui::words::{agreed, counted};

/// A comparison under way.
pub struct Job {
    pub(super) names: [String; 2],
    done: Arc<[AtomicUsize; 2]>,
    cancel: Arc<AtomicBool>,
    answer: Receiver<Result<FolderShown, FolderError>>,
}

impl Job {
    /// Documents that are done, of how many.
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.done[0].load(Ordering::Relaxed), self.done[1].load(Ordering::Relaxed))
    }

    pub(super) fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl App {
    /// Compares the folder of the current document (or the opened one) with another, as both are saved.
    pub(in crate::gui) fn compare_folder(&mut self, ctx: &egui::Context, other: &Path) {
        let opened = self.editor.folder.root().map(Path::to_owned);
        let beside = || self.editor.current().and_then(|d| d.path()).and_then(Path::parent).map(Path::to_owned);
        let Some(own) = opened.or_else(beside) else {
            self.editor.notify(Tone::Info, "Open a folder first (Ctrl+Shift+O): another folder is compared with it");
            return;
        };
        let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if same(&own, other) {
            let text = format!("{} is the folder that is open. Choose another annotator's", other.display());
            self.editor.notify(Tone::Warning, text);
            return;
        }
        let unsaved = self.editor.dirty().filter(|d| d.path().is_some_and(|p| p.starts_with(&own))).count();
        if unsaved > 0 {
            let (what, have) = (counted(unsaved, "document"), agreed(unsaved, "has", "have"));
            let text = format!("{what} of the folder {have} unsaved changes, which are not compared");
            self.editor.notify(Tone::Warning, text);
        }
        self.start_comparing(ctx, [own, other.to_owned()]);
        self.open_tool(super::ENTRY.id);
    }

    fn start_comparing(&mut self, ctx: &egui::Context, folders: [PathBuf; 2]) {
        let names = names(&folders);
        let done = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let cancel = Arc::new(AtomicBool::new(false));
        let (sender, answer) = channel();
        let (counter, stop, wake, said) = (done.clone(), cancel.clone(), ctx.clone(), names.to_vec());
        let work = move || {
            let mut progress = |done: usize, total: usize| {
                counter[0].store(done, Ordering::Relaxed);
                counter[1].store(total, Ordering::Relaxed);
                wake.request_repaint();
            };
            let found = read_folders(&folders, None).and_then(|folders| {
                let found = compare_folders(&folders, said, &mut progress, &stop)?;
                let differences = |d: &Compared| d.cases.iter().filter(|case| case.class != Class::Same).count();
                let mut order: Vec<(usize, usize)> =
                    found.comparison.documents.iter().map(differences).enumerate().collect();
                order.sort_by_key(|(at, count)| (std::cmp::Reverse(*count), *at));
                Ok(FolderShown { folders, found, order })
            });
            let _ = sender.send(found);
            wake.request_repaint();
        };
        match std::thread::Builder::new().name("compare".into()).spawn(work) {
            Ok(_) => self.compare.job = Some(Job { names, done, cancel, answer }),
            Err(error) => self.editor.notify(Tone::Error, format!("No thread to compare on: {error}. Try again")),
        }
    }

    /// Takes what the thread has found.
    pub(in crate::gui) fn poll_comparing(&mut self) {
        let Some(job) = &self.compare.job else { return };
        let answer = match job.answer.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => {
                self.compare.job = None;
                self.editor.notify(Tone::Error, "The comparison broke off. Please try it again");
                return;
            }
        };
        self.compare.job = None;
        match answer {
            Ok(shown) => {
                if let Some(first) = shown.found.problems.first() {
                    let more = shown.found.problems.len() - 1;
                    let rest =
                        if more > 0 { format!("\n… and {}", counted(more, "more problem")) } else { String::new() };
                    self.editor.notify(Tone::Warning, format!("{first}{rest}"));
                }
                for note in &shown.found.notes {
                    self.editor.notify(Tone::Info, note.clone());
                }
                self.compare.folder = Some(shown);
                self.compare.scope = Scope::Folder;
                self.compare.middle = Middle::Documents;
                self.compare.counted = None;
                self.compare.choose(None);
            }
            Err(FolderError::Cancelled) => self.editor.notify(Tone::Info, "Comparison cancelled"),
            Err(error) => self.editor.notify(Tone::Error, error.to_string()),
        }
    }

    /// Opens a document of the compared folders with both annotations.
    pub(super) fn open_compared(&mut self, document: usize) -> bool {
        let Some(shown) = &self.compare.folder else { return false };
        let row = shown.found.rows.get(document).and_then(|row| shown.folders.rows.get(*row));
        let Some([Some(left), Some(right)]) = row.map(|row| row.files.as_slice()).map(|f| [f.first(), f.get(1)]) else {
            return false;
        };
        let (Some(left), Some(right)) = (left.clone(), right.clone()) else { return false };
        // Where the own folder has no text, its annotations stand on the other's.
        let (first, second) = if left.is_file() { (left, right) } else { (right, left) };
        if self.editor.open_file(&first).is_none() {
            return false;
        }
        self.compare_annotations(&crate::brat::ann_path(&second));
        true
    }
}

fn names(folders: &[PathBuf; 2]) -> [String; 2] {
    let last = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    match [last(&folders[0]), last(&folders[1])] {
        [Some(left), Some(right)] if left != right => [left, right],
        _ => [0, 1].map(|at| folders[at].display().to_string()),
    }
}

//! Two folders of the same texts, compared on a thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use crate::corpus::Wake;
use crate::editor::{Editor, Tone};
use crate::eval::agreement::{Class, Compared, FolderComparison, FolderError, Folders, compare_folders, read_folders};
use crate::gui::words::{agreed, counted};

/// Two folders that were compared.
pub(super) struct FolderShown {
    folders: Folders,
    pub found: FolderComparison,
    /// Numbers of the documents and of their differences, most differences first.
    pub order: Vec<(usize, usize)>,
}

impl FolderShown {
    /// Documents that are annotated in one of the folders only.
    pub fn alone(&self) -> usize {
        self.folders.alone
    }

    /// The texts of a compared document, in the own folder and in the other.
    pub fn texts(&self, document: usize) -> Option<[PathBuf; 2]> {
        let row = self.folders.rows.get(*self.found.rows.get(document)?)?;
        let [left, right] = [0, 1].map(|side| row.files.get(side).cloned().flatten());
        Some([left?, right?])
    }
}

/// A comparison under way.
pub(super) struct Comparing {
    pub names: [String; 2],
    done: Arc<[AtomicUsize; 2]>,
    cancel: Arc<AtomicBool>,
    answer: Receiver<Result<FolderShown, FolderError>>,
}

impl Comparing {
    /// Compares the folder of the current document (or the opened one) with another, as both are saved. What is in the
    /// way is said.
    pub fn start(other: &Path, editor: &mut Editor) -> Option<Self> {
        let opened = editor.folder.root().map(Path::to_owned);
        let beside = || editor.current().and_then(|d| d.path()).and_then(Path::parent).map(Path::to_owned);
        let Some(own) = opened.or_else(beside) else {
            editor.notify(Tone::Info, "Open a folder first (Ctrl+Shift+O): another folder is compared with it");
            return None;
        };
        let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if same(&own, other) {
            let text = format!("{} is the folder that is open. Choose another annotator's", other.display());
            editor.notify(Tone::Warning, text);
            return None;
        }
        let unsaved = editor.dirty().filter(|d| d.path().is_some_and(|p| p.starts_with(&own))).count();
        if unsaved > 0 {
            let (what, have) = (counted(unsaved, "document"), agreed(unsaved, "has", "have"));
            let text = format!("{what} of the folder {have} unsaved changes, which are not compared");
            editor.notify(Tone::Warning, text);
        }
        match Self::spawn([own, other.to_owned()], editor.host.wake.clone()) {
            Ok(comparing) => Some(comparing),
            Err(error) => {
                editor.notify(Tone::Error, format!("No thread to compare on: {error}. Try again"));
                None
            }
        }
    }

    fn spawn(folders: [PathBuf; 2], wake: Wake) -> std::io::Result<Self> {
        let names = names(&folders);
        let done = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let cancel = Arc::new(AtomicBool::new(false));
        let (sender, answer) = channel();
        let (counter, stop, sides) = (done.clone(), cancel.clone(), names.to_vec());
        let work = move || {
            let mut progress = |done: usize, total: usize| {
                counter[0].store(done, Ordering::Relaxed);
                counter[1].store(total, Ordering::Relaxed);
                wake();
            };
            let found = read_folders(&folders, None).and_then(|folders| {
                let found = compare_folders(&folders, sides, &mut progress, &stop)?;
                let differences = |d: &Compared| d.cases.iter().filter(|case| case.class != Class::Same).count();
                let mut order: Vec<(usize, usize)> =
                    found.comparison.documents.iter().map(differences).enumerate().collect();
                order.sort_by_key(|(at, count)| (std::cmp::Reverse(*count), *at));
                Ok(FolderShown { folders, found, order })
            });
            let _ = sender.send(found);
            wake();
        };
        std::thread::Builder::new().name("compare".into()).spawn(work)?;
        Ok(Self { names, done, cancel, answer })
    }

    /// What the thread has found, once it is through; what went wrong is said, and nothing is found then.
    pub fn poll(&self, editor: &mut Editor) -> Option<Option<FolderShown>> {
        let answer = match self.answer.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => {
                editor.notify(Tone::Error, "The comparison broke off. Please try it again");
                return Some(None);
            }
        };
        match answer {
            Ok(shown) => {
                if let Some(first) = shown.found.problems.first() {
                    let more = shown.found.problems.len() - 1;
                    let rest =
                        if more > 0 { format!("\n… and {}", counted(more, "more problem")) } else { String::new() };
                    editor.notify(Tone::Warning, format!("{first}{rest}"));
                }
                for note in &shown.found.notes {
                    editor.notify(Tone::Info, note.clone());
                }
                return Some(Some(shown));
            }
            Err(FolderError::Cancelled) => editor.notify(Tone::Info, "Comparison cancelled"),
            Err(error) => editor.notify(Tone::Error, error.to_string()),
        }
        Some(None)
    }

    /// Documents that are done, of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.done[0].load(Ordering::Relaxed), self.done[1].load(Ordering::Relaxed))
    }

    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl Drop for Comparing {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn names(folders: &[PathBuf; 2]) -> [String; 2] {
    let last = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    match [last(&folders[0]), last(&folders[1])] {
        [Some(left), Some(right)] if left != right => [left, right],
        _ => [0, 1].map(|at| folders[at].display().to_string()),
    }
}

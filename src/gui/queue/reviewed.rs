//! A person is through with a document, and goes on to the next.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::editor::Tone;
use crate::gui::app::App;
use crate::gui::command::Command;
use crate::gui::words::{agreed, counted};
use crate::session::store::Progress;

impl App {
    /// Says that the document is reviewed, and shows the next of the folder that is not.
    pub(in crate::gui) fn mark_reviewed(&mut self) {
        if !self.set_progress(Progress::Reviewed) {
            return;
        }
        let open = self.editor.current().map_or(0, |d| d.summary().open());
        let but = match open {
            0 => String::new(),
            n => format!(", though {} {} open in it", counted(n, "prediction"), agreed(n, "is", "are")),
        };
        let tone = if open == 0 { Tone::Good } else { Tone::Warning };
        let back = Command::MarkUnreviewed.label();
        let (next, left, total) = self.next_unreviewed();
        match (next, total) {
            (_, 0) => self.editor.notify(tone, format!("Reviewed{but}. “{back}” takes that back")),
            (None, 1) => self.editor.notify(tone, format!("The folder's only document is reviewed{but}")),
            (None, total) => {
                self.editor.notify(tone, format!("All {total} documents of the folder are reviewed{but}"));
            }
            (Some(path), total) => {
                let (of, are) = (counted(total, "document"), agreed(left, "is", "are"));
                self.editor.notify(tone, format!("Reviewed{but}. {left} of {of} {are} left"));
                self.editor.open_path(&path);
            }
        }
    }

    pub(in crate::gui) fn mark_unreviewed(&mut self) {
        if self.set_progress(Progress::Open) {
            self.editor.notify(Tone::Info, "To be reviewed again");
        }
    }

    /// Whether it could be kept.
    fn set_progress(&mut self, progress: Progress) -> bool {
        // A clock before 1970 is no reason to stop.
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let Some(open) = self.editor.current_mut() else { return false };
        if open.keeper().is_none() || open.path().is_none() {
            let text = "How far a review is, is kept beside a document's file. Save this text first (Ctrl+S)";
            self.editor.notify(Tone::Info, text);
            return false;
        }
        open.set_progress(progress, seconds);
        true
    }

    /// The next document of the folder that is not reviewed; how many are not; how many there are.
    fn next_unreviewed(&self) -> (Option<PathBuf>, usize, usize) {
        let Some((_, files)) = self.editor.folder.opened() else { return (None, 0, 0) };
        let current = self.editor.current().and_then(|open| open.path());
        let here = files.iter().position(|path| Some(path.as_path()) == current).map_or(0, |at| at + 1);
        let (before, after) = files.split_at(here.min(files.len()));
        let mut open = after.iter().chain(before).filter(|path| !self.is_reviewed(path));
        let next = open.next().cloned();
        let left = usize::from(next.is_some()) + open.count();
        (next, left, files.len())
    }

    fn is_reviewed(&self, path: &Path) -> bool {
        let open = self.editor.documents.iter().find(|open| open.path() == Some(path));
        let closed = || self.editor.folder.record(path).unwrap_or_default().progress;
        open.map_or_else(closed, |open| open.progress()) == Progress::Reviewed
    }
}

//! A person is through with a document, and goes on to the next.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::tool::MARK_UNREVIEWED;
use crate::editor::Tone;
use crate::gui::tools::ToolContext;
use crate::gui::words::{agreed, counted};
use crate::session::store::Progress;

/// Says that the document is reviewed, and shows the next of the folder that is not.
pub(super) fn mark_reviewed(context: &mut ToolContext) {
    if !set_progress(context, Progress::Reviewed) {
        return;
    }
    let open = context.editor.current().map_or(0, |d| d.summary().open());
    let but = match open {
        0 => String::new(),
        n => format!(", though {} {} open in it", counted(n, "prediction"), agreed(n, "is", "are")),
    };
    let tone = if open == 0 { Tone::Good } else { Tone::Warning };
    let back = MARK_UNREVIEWED.label();
    let (next, left, total) = next_unreviewed(context);
    match (next, total) {
        (_, 0) => context.editor.notify(tone, format!("Reviewed{but}. “{back}” takes that back")),
        (None, 1) => context.editor.notify(tone, format!("The folder's only document is reviewed{but}")),
        (None, total) => {
            context.editor.notify(tone, format!("All {total} documents of the folder are reviewed{but}"));
        }
        (Some(path), total) => {
            let (of, are) = (counted(total, "document"), agreed(left, "is", "are"));
            context.editor.notify(tone, format!("Reviewed{but}. {left} of {of} {are} left"));
            context.editor.open_path(&path);
        }
    }
}

pub(super) fn mark_unreviewed(context: &mut ToolContext) {
    if set_progress(context, Progress::Open) {
        context.editor.notify(Tone::Info, "To be reviewed again");
    }
}

/// Whether it could be kept.
fn set_progress(context: &mut ToolContext, progress: Progress) -> bool {
    // A clock before 1970 is no reason to stop.
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let Some(open) = context.editor.current_mut() else { return false };
    if open.keeper().is_none() || open.path().is_none() {
        let text = "How far a review is, is kept beside a document's file. Save this text first (Ctrl+S)";
        context.editor.notify(Tone::Info, text);
        return false;
    }
    open.set_progress(progress, seconds);
    true
}

/// The next document of the folder that is not reviewed; how many are not; how many there are.
fn next_unreviewed(context: &ToolContext) -> (Option<PathBuf>, usize, usize) {
    let Some((_, files)) = context.editor.folder.opened() else { return (None, 0, 0) };
    let current = context.editor.current().and_then(|open| open.path());
    let here = files.iter().position(|path| Some(path.as_path()) == current).map_or(0, |at| at + 1);
    let (before, after) = files.split_at(here.min(files.len()));
    let mut open = after.iter().chain(before).filter(|path| !is_reviewed(context, path));
    let next = open.next().cloned();
    let left = usize::from(next.is_some()) + open.count();
    (next, left, files.len())
}

fn is_reviewed(context: &ToolContext, path: &Path) -> bool {
    let open = context.editor.documents.iter().find(|open| open.path() == Some(path));
    let closed = || context.editor.folder.record(path).unwrap_or_default().progress;
    open.map_or_else(closed, |open| open.progress()) == Progress::Reviewed
}

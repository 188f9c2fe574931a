//! Files that take a while to read: other kinds, other encodings, large ones. They are read on threads, with progress;
//! formatted clippings too.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::jobs::{BrokeOff, Job, Task};
use super::{Editor, Tone, analyse_if_bare};
use crate::import::{self, Encoding, Progress};
use crate::session::{DocumentId, OpenDocument, Place, PrepareError, Prepared};

/// How often progress is shown that nobody wakes the host for.
const PROGRESS: Duration = Duration::from_millis(200);

/// Asks the desktop for the clipboard's formatted text, where it has one.
pub type Clipboard = fn() -> Option<String>;

/// What is read on threads, or is about to be.
#[derive(Default)]
pub struct Importing {
    /// Files that the next frame begins to read.
    pub(super) waiting: Vec<PathBuf>,
    /// Files of other tools that somebody wants to open: documents of which a person says where they go.
    pub foreign: Vec<PathBuf>,
    files: Vec<FileJob>,
    clippings: Vec<Job<String>>,
}

struct FileJob {
    path: PathBuf,
    progress: Arc<Progress>,
    job: Job<Result<Prepared, PrepareError>>,
}

impl Importing {
    pub fn is_running(&self) -> bool {
        !(self.waiting.is_empty() && self.files.is_empty() && self.clippings.is_empty())
    }

    /// The file that is read, and how far it is; the first where there are several.
    pub fn progress(&self) -> Option<(&Path, &Progress)> {
        self.files.first().map(|file| (file.path.as_path(), &*file.progress))
    }
}

/// Reads a file on a thread of its own.
pub(super) fn import(editor: &mut Editor, path: &Path, encoding: Option<&'static Encoding>) {
    if editor.importing.files.iter().any(|file| file.path == path) {
        return;
    }
    let open = editor.documents.iter().find(|open| open.source() == Some(path)).map(|open| open.id);
    if let (Some(id), None) = (open, encoding) {
        editor.show(id);
        return;
    }
    let (file, progress) = (path.to_owned(), Arc::<Progress>::default());
    let theirs = progress.clone();
    match Job::start("import", &editor.host.wake, move |_| Prepared::read(&file, encoding, &theirs)) {
        Ok(job) => editor.importing.files.push(FileJob { path: path.to_owned(), progress, job }),
        Err(error) => editor.notify(Tone::Error, format!("The file cannot be read now: {error}")),
    }
}

/// Reads a file again in another encoding. Its document makes room for the new one, unless somebody has worked on it: what
/// they have done to the wrong text is theirs to throw away.
pub fn read_again(editor: &mut Editor, path: &Path, encoding: &'static Encoding) {
    let old = editor.documents.iter().find(|open| open.source() == Some(path));
    if let Some(id) = old.filter(|open| !open.is_dirty()).map(|open| open.id) {
        editor.close(id);
    }
    import(editor, path, Some(encoding));
}

/// A text from the clipboard, with its paragraphs, lists and tables where the clipboard has them.
pub fn paste_formatted(editor: &mut Editor, plain: String) {
    let Some(clipboard) = editor.host.clipboard else { return editor.paste(&plain) };
    let work = move |_: &Task| match clipboard() {
        Some(html) => import::from_clipboard(&html, &plain),
        None => plain,
    };
    match Job::start("clipboard", &editor.host.wake, work) {
        Ok(job) => editor.importing.clippings.push(job),
        Err(error) => editor.notify(Tone::Error, format!("The clipboard cannot be read now: {error}")),
    }
}

/// Begins to read what waits, and opens what was read; gives when its progress is to be shown again. Once a frame.
pub(super) fn tick(editor: &mut Editor) -> Option<Duration> {
    for path in std::mem::take(&mut editor.importing.waiting) {
        import(editor, &path, None);
    }
    while let Some((path, read)) = next_file(&mut editor.importing) {
        match read {
            Ok(read) => imported(editor, &path, read),
            Err(BrokeOff) => {
                editor.notify(Tone::Error, format!("{} could not be read: reading it failed", path.display()));
            }
        }
    }
    while let Some(pasted) = next_clipping(&mut editor.importing) {
        match pasted {
            Ok(text) => editor.paste(&text),
            Err(BrokeOff) => {
                let text = "The formatted text of the clipboard could not be read. Paste it into a plain text editor first, \
                            and copy it from there";
                editor.notify(Tone::Error, text);
            }
        }
    }
    // The threads wake the host when they are done; until then only the progress moves.
    editor.importing.is_running().then_some(PROGRESS)
}

type ReadFile = (PathBuf, Result<Result<Prepared, PrepareError>, BrokeOff>);

fn next_file(importing: &mut Importing) -> Option<ReadFile> {
    let (at, read) = importing.files.iter().enumerate().find_map(|(at, file)| Some((at, file.job.poll()?)))?;
    Some((importing.files.remove(at).path, read))
}

fn next_clipping(importing: &mut Importing) -> Option<Result<String, BrokeOff>> {
    let (at, pasted) = importing.clippings.iter().enumerate().find_map(|(at, job)| Some((at, job.poll()?)))?;
    importing.clippings.remove(at);
    Some(pasted)
}

fn imported(editor: &mut Editor, path: &Path, read: Result<Prepared, PrepareError>) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let prepared = match read {
        Ok(prepared) => prepared,
        Err(error) if error.is_cancelled() => return editor.notify(Tone::Info, format!("{name} was not opened")),
        Err(error) => return editor.notify(Tone::Error, error.to_string()),
    };
    for note in &prepared.notes {
        editor.notify(Tone::Warning, format!("{name}: {note}"));
    }
    let Some(id) = open_prepared(editor, path, prepared.place) else { return };
    editor.recall(id);
    analyse_if_bare(editor, id);
}

fn open_prepared(editor: &mut Editor, path: &Path, place: Place) -> Option<DocumentId> {
    match place {
        Place::Kept(txt) => editor.open_file(&txt),
        Place::Fresh(fresh) => {
            let id = editor.fresh_id();
            let open = OpenDocument::taken_out(id, *fresh);
            if let Ok(absolute) = std::path::absolute(path) {
                editor.settings.remember(absolute);
            }
            editor.say_issues(&open.issues);
            Some(editor.add(open))
        }
    }
}

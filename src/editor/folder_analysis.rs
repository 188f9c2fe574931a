//! Having a whole folder read by the model, one document after the other, in the background.
//!
//! Nothing is written and no document is opened: what the model says is kept for the queue, for search, and for the
//! moment a document is opened. Documents this model has read already are passed over, so that a reading that was
//! cancelled goes on where it stopped.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::analyses::ModelState;
use super::scope::{folder_files, reader};
use super::{Command, Editor, Tone};
use crate::brat;
use crate::domain::{Annotations, Origin};
use crate::engine::Analysis;
use crate::find::{Depth, Place, Scan, Source, Step};

/// Documents the engine is asked for at once, so that it need not wait for the window's next frame. Whatever else is
/// asked comes after them.
const AHEAD: usize = 3;

/// How a document stands before it is read.
struct Look {
    is_to_read: bool,
    is_annotated: bool,
}

#[derive(Default)]
pub struct FolderAnalysis {
    /// Waits for the model.
    wanted: bool,
    /// Looks for what this model has not read yet.
    looking: Option<Scan<Look>>,
    /// Documents in which there are annotations, and nothing that a model said: what it says now is left out of them.
    annotated: BTreeSet<PathBuf>,
    /// Documents that were read, and whose entities and relations are counted for the list.
    to_count: Vec<PathBuf>,
    counting: Option<Scan<()>>,
    /// How often thresholds had been moved when the list was counted.
    counted_at: u64,
    left: VecDeque<PathBuf>,
    /// What the engine reads now, or next: ticket, file, text.
    asked: Vec<(u64, PathBuf, Arc<str>)>,
    pub total: usize,
    /// Documents that were read before.
    pub passed: usize,
    /// Documents read now, and since when.
    pub read: usize,
    since: Option<Instant>,
    pub failed: Vec<String>,
    /// Set when a person ended it.
    stopped: bool,
}

impl FolderAnalysis {
    pub fn is_running(&self) -> bool {
        self.wanted || self.looking.is_some() || !self.asked.is_empty() || !self.left.is_empty()
    }

    /// Whether what was read is still being counted for the list.
    pub fn is_counting(&self) -> bool {
        self.counting.is_some() || !self.to_count.is_empty()
    }

    /// Whether the engine was asked this for the folder's sake.
    pub fn waits_for(&self, ticket: u64) -> bool {
        self.asked.iter().any(|(asked, ..)| *asked == ticket)
    }

    /// Documents done, whether read now or before.
    pub fn done(&self) -> usize {
        self.read + self.passed + self.failed.len()
    }

    /// Whether a person ended it before its end.
    pub fn was_stopped(&self) -> bool {
        self.stopped && self.done() < self.total
    }

    /// Seconds until it is through, as far as the documents read so far tell.
    pub fn seconds_left(&self) -> Option<f32> {
        let (since, left) = (self.since?, self.left.len() + self.asked.len());
        (self.read > 0).then(|| since.elapsed().as_secs_f32() / self.read as f32 * left as f32)
    }

    /// Goes on counting what was read. Once a frame.
    fn count(&mut self, count: impl FnOnce(Vec<PathBuf>) -> Option<Scan<()>>) {
        if let Some(mut scan) = self.counting.take() {
            while scan.poll().is_some() {}
            if scan.is_running() {
                self.counting = Some(scan);
                return;
            }
        }
        if !self.to_count.is_empty() {
            self.counting = count(std::mem::take(&mut self.to_count));
        }
    }

    /// Takes in what must be read. Documents nothing is said of were read before, or hold no text.
    fn look(&mut self) {
        let Some(mut scan) = self.looking.take() else { return };
        while let Some(step) = scan.poll() {
            match step {
                Step::Found(at, look) => {
                    if let Some(Place::File(path)) = scan.sources().get(at).map(|source| &source.place) {
                        if look.is_to_read {
                            self.left.push_back(path.clone());
                        }
                        if look.is_annotated {
                            self.annotated.insert(path.clone());
                        }
                    }
                }
                Step::Failed(_, message) => self.failed.push(message),
            }
        }
        if scan.is_running() {
            self.looking = Some(scan);
        } else if !self.stopped {
            let asked = self.left.len() + self.asked.len();
            self.passed = self.total.saturating_sub(asked + self.read + self.failed.len());
        }
    }
}

/// Starts, or goes on, to read the opened folder.
pub fn analyse_folder(editor: &mut Editor) {
    if editor.corpus.analysis.is_running() {
        return;
    }
    if let ModelState::Failed(message) = &editor.analyses.model {
        let text = format!("There is no model to read with: {message}");
        editor.notify(Tone::Error, text);
        return;
    }
    if !editor.folder.is_open() {
        editor.notify(Tone::Info, "Open a folder first (Ctrl+Shift+O)");
        return;
    }
    let counted_at = editor.corpus.analysis.counted_at;
    editor.corpus.analysis = FolderAnalysis { wanted: true, counted_at, ..FolderAnalysis::default() };
}

pub fn cancel_folder(editor: &mut Editor) {
    let reading = &mut editor.corpus.analysis;
    (reading.stopped, reading.wanted, reading.looking) = (true, false, None);
    reading.left.clear();
    if let Some(engine) = &editor.analyses.engine {
        reading.asked.iter().for_each(|(ticket, ..)| engine.cancel(*ticket));
    }
}

/// Asks for the next document when the engine is free. Once a frame; `is_held`: a slider is being moved.
pub fn go_on_with_folder(editor: &mut Editor, is_held: bool) {
    count_what_was_read(editor, is_held);
    if !editor.corpus.analysis.is_running() {
        return;
    }
    let model = match &editor.analyses.model {
        ModelState::Ready(info) => info.fingerprint.clone(),
        ModelState::Loading => return,
        ModelState::Failed(_) => {
            cancel_folder(editor);
            return;
        }
    };
    if std::mem::take(&mut editor.corpus.analysis.wanted) {
        look_what_to_read(editor, model);
    }
    editor.corpus.analysis.look();
    while editor.corpus.analysis.asked.len() < AHEAD
        && let Some(path) = editor.corpus.analysis.left.pop_front()
    {
        ask_for(editor, path);
    }
    if !editor.corpus.analysis.is_running() {
        folder_was_read(editor);
    }
}

fn look_what_to_read(editor: &mut Editor, model: String) {
    let sources = folder_files(editor);
    editor.corpus.analysis.total = sources.len();
    let (memory, places) = (editor.corpus.cache.clone(), editor.workspace.places().clone());
    let reader = reader(editor);
    let started = Scan::start(sources, Depth::Predictions, reader, editor.host.wake.clone(), move |source, read| {
        let Place::File(path) = &source.place else { return None };
        let text = &read.document.text;
        let is_to_read = !text.trim().is_empty() && !memory.has(&places, path, text, &model);
        Some(Look { is_to_read, is_annotated: is_annotated(&read.document.annotations) })
    });
    match started {
        Ok(scan) => editor.corpus.analysis.looking = Some(scan),
        Err(error) => editor.corpus.analysis.failed.push(format!("The folder cannot be looked through: {error}")),
    }
}

/// So that the list says what is in the documents that were read, and in all at the folder's thresholds.
fn count_what_was_read(editor: &mut Editor, is_held: bool) {
    let moved = editor.legend.thresholds_moved;
    if editor.corpus.analysis.counted_at != moved && !is_held {
        editor.corpus.analysis.counted_at = moved;
        if editor.folder.thresholds.is_some() {
            let closed = counted_and_closed(editor);
            editor.corpus.analysis.to_count.extend(closed);
        }
    }
    let mut reading = std::mem::take(&mut editor.corpus.analysis);
    reading.count(|paths| {
        let source = |path: PathBuf| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Source::file(path, name)
        };
        let sources = paths.into_iter().map(source).collect();
        // Looking at a document notes what it holds.
        Scan::start(sources, Depth::Predictions, reader(editor), editor.host.wake.clone(), |_, _| None).ok()
    });
    editor.corpus.analysis = reading;
}

/// The documents of the folder that are not open and whose counts are in the list.
fn counted_and_closed(editor: &Editor) -> Vec<PathBuf> {
    let open: BTreeSet<&Path> = editor.documents.iter().filter_map(|open| open.path()).collect();
    let has_counts = |path: &PathBuf| {
        let record = editor.folder.record(path).unwrap_or_default();
        record.counts.or_else(|| editor.corpus.cache.counts(path)).is_some()
    };
    let files = editor.folder.files().iter();
    files.filter(|path| !open.contains(path.as_path()) && has_counts(path)).cloned().collect()
}

fn ask_for(editor: &mut Editor, path: PathBuf) {
    match brat::load_text(&path) {
        Ok(text) => {
            if let Some(engine) = &mut editor.analyses.engine {
                let ticket = engine.analyse(text.clone());
                editor.corpus.analysis.since.get_or_insert_with(Instant::now);
                editor.corpus.analysis.asked.push((ticket, path, text));
            }
        }
        Err(error) => editor.corpus.analysis.failed.push(error.to_string()),
    }
}

/// Takes what the engine said when it was asked for the folder's sake; `Err(None)`: it was cancelled.
pub(super) fn answered(editor: &mut Editor, ticket: u64, answer: Result<Box<Analysis>, Option<String>>) {
    let asked = &mut editor.corpus.analysis.asked;
    let Some(at) = asked.iter().position(|(asked, ..)| *asked == ticket) else { return };
    let (_, path, text) = asked.remove(at);
    match answer {
        Ok(analysis) => {
            editor.corpus.analysis.read += 1;
            editor.analyses.revision += 1;
            editor.corpus.cache.keep(editor.workspace.places(), path.clone(), &text, Arc::from(analysis));
            // One that is open and bare shows at once what was said of it.
            if let Some(open) = editor.documents.iter().find(|open| open.path() == Some(path.as_path())) {
                editor.recall(open.id);
            }
            editor.corpus.analysis.to_count.push(path);
        }
        Err(Some(message)) => editor.corpus.analysis.failed.push(format!("{}: {message}", path.display())),
        // Cancelled: to be read when the person goes on.
        Err(None) => {}
    }
    if !editor.corpus.analysis.is_running() {
        folder_was_read(editor);
    }
}

/// How many documents of the folder show nothing of what the model said, because there are annotations in them.
fn without_what_the_model_said(editor: &Editor) -> usize {
    let open = |path: &PathBuf| editor.documents.iter().find(|open| open.path() == Some(path.as_path()));
    let files = editor.folder.files().iter();
    let left_out = files.filter(|path| match open(path) {
        Some(open) => is_annotated(&open.document.annotations),
        None => editor.corpus.analysis.annotated.contains(*path),
    });
    left_out.count()
}

fn folder_was_read(editor: &mut Editor) {
    editor.corpus.revision += u64::from(editor.corpus.analysis.read > 0);
    let reading = &editor.corpus.analysis;
    let s = if reading.read == 1 { "document" } else { "documents" };
    let mut text = format!("Read {} {s}", reading.read);
    if reading.passed > 0 {
        let were = if reading.passed == 1 { "was" } else { "were" };
        text = format!("{text}; {} {were} read before", reading.passed);
    }
    let left_out = without_what_the_model_said(editor);
    if left_out > 0 {
        let (s, them) = if left_out == 1 { ("document has", "it") } else { ("documents have", "them") };
        let key = editor.host.key(Command::Analyse);
        text = format!(
            "{text}. {left_out} {s} annotations already, so what the model says is left out of {them} ({key} brings it \
             in)"
        );
    }
    if reading.was_stopped() {
        text = format!("{text}. Shift+F5 goes on with the others");
    }
    let (tone, text) = match reading.failed.as_slice() {
        [] => (Tone::Good, text),
        [first, ..] => (Tone::Warning, format!("{text}; {} could not be read: {first}", reading.failed.len())),
    };
    editor.notify(tone, text);
}

/// Whether there are annotations, and none that a model made.
fn is_annotated(annotations: &Annotations) -> bool {
    let mut origins = annotations.mentions().map(|m| &m.origin).chain(annotations.relations().map(|r| &r.origin));
    !annotations.is_empty() && !origins.any(|origin| matches!(origin, Origin::Model { .. }))
}

//! The documents of the opened folder that are not open, for the map of the folder: read on a thread of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::{self, Depth, Desk, Place, Read, Scan, Step};
use crate::domain::{Schema, Visibility};
use crate::editor::{Editor, Tone};
use crate::map::Source;
use crate::session::OpenDocument;
use crate::text::{Span, split};

/// Keys of files; those of open documents count up from one.
const FILE: u64 = 1 << 63;

struct Closed {
    key: u64,
    read: Arc<Read>,
    sentences: Vec<Span>,
}

#[derive(Default)]
pub struct FolderMap {
    folder: Option<PathBuf>,
    closed: BTreeMap<PathBuf, Closed>,
    failed: BTreeSet<PathBuf>,
    reading: Option<Scan<Closed>>,
    /// Set when the person has stopped the reading; asking again starts it.
    stopped: bool,
    /// Grows with every document that comes or goes.
    revision: u64,
    /// How often the model had read something when the documents were read.
    readings: u64,
    schema: Option<(u64, Schema)>,
}

impl FolderMap {
    /// Keeps in step with the folder: starts reading what is missing, takes what was read. To be called in each frame
    /// that shows a map of the folder; costs nothing when all is there. Everything is read again when the model has read
    /// documents of the folder: what it said is on the map, too.
    pub fn tick(&mut self, editor: &mut Editor, desk: Desk) {
        let readings = editor.corpus.revision;
        let folder = editor.folder.root().map(Path::to_owned);
        if self.folder != folder || self.readings != readings {
            self.forget();
            (self.folder, self.readings) = (folder, readings);
        }
        self.take(editor);
        // What is open is shown as it stands in the window, and read again once it is closed.
        for open in &editor.documents {
            if let Some(path) = open.path()
                && self.closed.remove(path).is_some()
            {
                self.revision += 1;
            }
        }
        if self.reading.is_none() && !self.stopped {
            self.start(editor, desk);
        }
    }

    /// Reads everything again.
    pub fn forget(&mut self) {
        self.stop();
        self.closed.clear();
        self.failed.clear();
        self.stopped = false;
        self.revision += 1;
    }

    /// Stops the reading; the map shows what was read so far.
    pub fn stop(&mut self) {
        self.reading = None;
        self.stopped = true;
    }

    /// Documents read, of how many, while there are any to read.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.reading.as_ref().map(Scan::progress)
    }

    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Which folder, as the key of its map.
    pub fn key_of(&self, editor: &Editor) -> u64 {
        hash(editor.folder.root()) | FILE
    }

    /// The file behind a key.
    pub fn path(&self, key: u64) -> Option<&Path> {
        self.closed.iter().find(|(_, closed)| closed.key == key).map(|(path, _)| path.as_path())
    }

    /// Documents of the folder in its order, open ones as they stand in the window; without a folder, all open ones.
    /// `thresholds` hold for all of them, where there are any. `content`: what changes with an open document.
    pub fn sources<'a>(
        &'a self,
        editor: &'a Editor,
        thresholds: Option<&'a Visibility>,
        content: impl Fn(&OpenDocument) -> u64,
    ) -> Vec<Source<'a>> {
        let shown = thresholds.map_or(0, |thresholds| hash(Bits::of(thresholds)));
        let seen_by = |source: Source<'a>| match thresholds {
            Some(visibility) => Source { visibility, content: hash((source.content, shown)), ..source },
            None => source,
        };
        let open = |open: &'a OpenDocument| seen_by(source_of(open, content(open)));
        let Some((_, files)) = editor.folder.opened() else { return editor.documents.iter().map(open).collect() };
        let mut sources: Vec<Source<'a>> = Vec::new();
        let mut seen = BTreeSet::new();
        for file in files {
            let shown = editor.documents.iter().find(|open| open.path() == Some(file));
            match (shown, self.closed.get(file)) {
                (Some(document), _) => {
                    seen.insert(document.id);
                    sources.push(open(document));
                }
                (None, Some(closed)) => sources.push(seen_by(Source {
                    key: closed.key,
                    content: 0,
                    document: &closed.read.document,
                    visibility: &closed.read.visibility,
                    sentences: &closed.sentences,
                    within: None,
                })),
                (None, None) => {}
            }
        }
        // Texts that were taken out of its files, and files that came into it since it was listed.
        let others = editor.documents.iter().filter(|document| !seen.contains(&document.id));
        sources.extend(others.filter(|document| editor.folder.holds(document)).map(open));
        sources
    }

    /// The types of all documents on the map, gathered once for each `content`.
    pub fn gather_schema(&mut self, editor: &Editor, content: u64) {
        if self.schema.as_ref().is_some_and(|(known, _)| *known == content) {
            return;
        }
        let mut schema = editor.current().map(|open| open.document.schema.clone()).unwrap_or_default();
        let on_map = editor.documents.iter().filter(|open| !editor.folder.is_open() || editor.folder.holds(open));
        on_map.for_each(|open| schema.merge(&open.document.schema));
        self.closed.values().for_each(|closed| schema.merge(&closed.read.document.schema));
        self.schema = Some((content, schema));
    }

    pub fn schema(&self) -> Option<&Schema> {
        self.schema.as_ref().map(|(_, schema)| schema)
    }

    fn start(&mut self, editor: &Editor, desk: Desk) {
        let is_open = |file: &PathBuf| editor.documents.iter().any(|open| open.path() == Some(file));
        let wanted =
            |file: &&PathBuf| !self.closed.contains_key(*file) && !self.failed.contains(*file) && !is_open(file);
        let source = |file: &PathBuf| {
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            corpus::Source::file(file.clone(), name)
        };
        let missing: Vec<corpus::Source> = editor.folder.files().iter().filter(wanted).map(source).collect();
        if missing.is_empty() {
            return;
        }
        let wake = editor.host.wake.clone();
        self.reading = Scan::start(missing, Depth::Predictions, desk, wake, closed).ok();
    }

    fn take(&mut self, editor: &mut Editor) {
        let Some(reading) = &mut self.reading else { return };
        while let Some(step) = reading.poll() {
            let (Step::Found(at, _) | Step::Failed(at, _)) = &step;
            let Some(Place::File(path)) = reading.sources().get(*at).map(|source| source.place.clone()) else {
                continue;
            };
            match step {
                Step::Found(_, closed) => {
                    self.closed.insert(path, closed);
                }
                Step::Failed(_, error) => {
                    editor.notify(Tone::Warning, error);
                    self.failed.insert(path);
                }
            }
            self.revision += 1;
        }
        if !reading.is_running() {
            self.reading = None;
        }
    }
}

/// An open document as the map reads it.
pub fn source_of(open: &OpenDocument, content: u64) -> Source<'_> {
    Source {
        key: open.id.0,
        content,
        document: &open.document,
        visibility: &open.visibility,
        sentences: &open.sentences,
        within: None,
    }
}

/// A closed document as it would be shown: with what was done to it and is in no file yet, and with what the model said.
fn closed(source: &corpus::Source, read: &Arc<Read>) -> Option<Closed> {
    let Place::File(path) = &source.place else { return None };
    let sentences = split(&read.document.text).into_iter().map(|sentence| sentence.span).collect();
    Some(Closed { key: hash(path) | FILE, read: read.clone(), sentences })
}

/// Thresholds as numbers that can be hashed.
#[derive(Hash)]
struct Bits<'a> {
    common: [u32; 2],
    of_types: [Vec<(&'a str, u32)>; 2],
    nearly: bool,
}

impl<'a> Bits<'a> {
    fn of(visibility: &'a Visibility) -> Self {
        let of_types = |map: &'a BTreeMap<Arc<str>, f32>| map.iter().map(|(kind, t)| (&**kind, t.to_bits())).collect();
        Self {
            common: [visibility.relation.to_bits(), visibility.entity.to_bits()],
            of_types: [of_types(&visibility.per_relation), of_types(&visibility.per_entity)],
            nearly: visibility.nearly,
        }
    }
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

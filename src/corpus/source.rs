//! Documents that are looked through: open ones as they stand, closed ones from their files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::index::{FolderIndex, Stamp};
use crate::analysis::{Analysis, merge_edits};
use crate::brat;
use crate::domain::{Document, Visibility};
use crate::session::store::Counts;
use crate::session::workspace::Places;
use crate::session::{DocumentId, OpenDocument, Summary, findings};

/// Where a document is, so that it can be shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    Open(DocumentId),
    /// The `.txt` of a document that is not open.
    File(PathBuf),
}

/// What must be read of a closed document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    Text,
    Annotations,
    /// As it would be opened: with what the model said of it earlier, where nobody has annotated anything.
    Predictions,
}

/// Gives what the model said of a text earlier: file, text.
pub type Recall = Arc<dyn Fn(&Path, &str) -> Option<Arc<Analysis>> + Send + Sync>;

/// Takes note of what a closed document holds, where no store keeps that.
pub type Note = Arc<dyn Fn(&Path, Counts) + Send + Sync>;

/// What is known of closed documents besides their files. The default knows nothing.
#[derive(Clone, Default)]
pub struct Desk {
    /// Where changes are kept that are in no file, and who made what.
    pub places: Places,
    pub recall: Option<Recall>,
    pub note: Option<Note>,
    /// The thresholds that hold for documents which are not open; `None`: those each has itself.
    pub thresholds: Option<Visibility>,
    /// What was read already.
    pub index: Arc<FolderIndex>,
    /// How often a model has read something: what it said may have changed since a document was read.
    pub readings: u64,
}

/// A closed document as its files, and what is kept of it, say.
struct Found {
    read: Read,
    /// Nobody has done anything yet: what the model said would come into it.
    is_bare: bool,
    /// What was wrong with its file.
    issues: usize,
}

impl Desk {
    /// A closed document as it would be opened, with the same ids.
    fn read(&self, path: &Path) -> Result<Found, String> {
        if self.keeps(path) {
            let (open, _) = self.places.read(DocumentId(0), path).map_err(|error| error.to_string())?;
            let read = Read { document: open.document.clone(), visibility: open.visibility.clone() };
            let is_bare = read.document.annotations.is_empty() && open.history().counts() == (0, 0);
            return Ok(Found { read, is_bare, issues: open.issues.len() });
        }
        // In whatever encoding its text is; the window makes a file of UTF-8 of it when it is opened.
        let loaded = brat::load_decoded(path, None, None).map_err(|error| error.to_string())?;
        let visibility = brat::provenance::shows_all(&loaded.document.annotations, Visibility::default());
        let is_bare = loaded.document.annotations.is_empty();
        let read = Read { document: loaded.document, visibility };
        Ok(Found { read, is_bare, issues: loaded.issues.len() })
    }

    /// What a document holds, for the list of documents: whoever has read it need not open it for that.
    fn note_counts(&self, path: &Path, read: &Read, problems: usize) {
        let summary = Summary::of(&read.document.annotations, &read.visibility);
        let (entities, relations, open) = (summary.entities, summary.relations, summary.open());
        let counts = Counts { entities, relations, open, problems };
        match (self.places.folder_place(path), &self.note) {
            (Some((store, key)), _) => store.set_counts(&key, counts),
            (None, Some(note)) => note(path, counts),
            (None, None) => {}
        }
    }

    /// Whether something is kept of this very text. What is kept of another text is rescued when the document is opened,
    /// and a person is told; reading in the background must not do that in silence.
    fn keeps(&self, path: &Path) -> bool {
        let Some((store, key)) = self.places.place(path) else { return false };
        if store.get(&key).is_none_or(|record| !record.based) {
            return false;
        }
        let text = brat::load_text(path).ok();
        let stored = store.load(&key).ok().flatten();
        text.zip(stored).is_some_and(|(text, stored)| *stored.base.text == *text)
    }
}

#[derive(Clone, Debug)]
pub struct Source {
    pub place: Place,
    pub name: String,
    held: Option<Arc<Read>>,
}

/// A document as it is looked at.
#[derive(Clone, Debug)]
pub struct Read {
    pub document: Document,
    pub visibility: Visibility,
}

impl Source {
    pub fn file(path: PathBuf, name: String) -> Self {
        Self { place: Place::File(path), name, held: None }
    }

    /// An open document as it stands now.
    pub fn held(id: DocumentId, read: Arc<Read>) -> Self {
        Self { place: Place::Open(id), name: read.document.name.clone(), held: Some(read) }
    }

    /// The document, from memory or from the disk.
    ///
    /// # Errors
    /// What the disk says, with the file's name and the remedy.
    pub fn read(&self, depth: Depth, desk: &Desk) -> Result<Arc<Read>, String> {
        if let Some(held) = &self.held {
            return Ok(held.clone());
        }
        let Place::File(path) = &self.place else {
            return Err(format!("{} was closed meanwhile", self.name));
        };
        if depth == Depth::Text {
            let text = brat::load_decoded_text(path).map_err(|error| error.to_string())?;
            let document = Document::new(self.name.clone(), text);
            return Ok(Arc::new(Read { document, visibility: Visibility::default() }));
        }
        let stamp = Stamp::of(path, &desk.places, desk.readings, depth == Depth::Predictions);
        let known = stamp.as_ref().and_then(|stamp| desk.index.get(path, stamp));
        let (mut read, problems) = match known {
            Some(known) => known,
            None => {
                let (read, problems) = self.read_file(path, depth, desk)?;
                let read = Arc::new(read);
                if let Some(stamp) = stamp {
                    desk.index.put(path, stamp, read.clone(), problems);
                }
                (read, problems)
            }
        };
        if let Some(thresholds) = desk.thresholds.as_ref().filter(|thresholds| read.visibility != **thresholds) {
            read = Arc::new(Read { document: read.document.clone(), visibility: thresholds.clone() });
        }
        // A text that nobody and nothing has read is not known to hold nothing.
        if !read.document.annotations.is_empty() {
            desk.note_counts(path, &read, problems);
        }
        Ok(read)
    }

    /// The document as its files say, and how many problems they have.
    fn read_file(&self, path: &Path, depth: Depth, desk: &Desk) -> Result<(Read, usize), String> {
        let Found { mut read, is_bare, issues } = desk.read(path)?;
        let Read { document, visibility } = &mut read;
        if depth == Depth::Predictions
            && is_bare
            && let Some(analysis) = desk.recall.as_ref().and_then(|recall| recall(path, &document.text))
        {
            *visibility = analysis.visibility();
            let edits = merge_edits(&mut document.annotations, &analysis);
            document
                .apply(edits)
                .map_err(|error| format!("{}: what the model said does not fit: {error}", self.name))?;
        }
        // Looked for once for each reading; thresholds change nothing of it.
        let problems = issues + findings(&read.document).len();
        Ok((read, problems))
    }
}

/// Copies of open documents for other threads, made once per change.
#[derive(Default)]
pub struct Snapshots(Vec<(DocumentId, u64, Arc<Read>)>);

impl Snapshots {
    pub fn of(&mut self, open: &OpenDocument) -> Source {
        let content = open.content();
        if let Some((_, _, read)) = self.0.iter().find(|(id, at, _)| (*id, *at) == (open.id, content)) {
            return Source::held(open.id, read.clone());
        }
        let read = Arc::new(Read { document: open.document.clone(), visibility: open.visibility.clone() });
        self.0.retain(|(id, ..)| *id != open.id);
        self.0.push((open.id, content, read.clone()));
        Source::held(open.id, read)
    }

    /// Frees the copies of documents that were closed.
    pub fn retain(&mut self, is_open: impl Fn(DocumentId) -> bool) {
        self.0.retain(|(id, ..)| is_open(*id));
    }
}

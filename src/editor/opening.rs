//! Opening documents: files, pasted texts, samples, and what is known of them already.

use std::path::Path;
use std::time::Duration;

use super::document_list::DocumentEntry;
use super::documents::{Editor, Tone};
use super::exchange;
use super::folder::is_source;
use super::{analyse_if_bare, merge_analysis};
use crate::brat::{self, Issue, LoadError};
use crate::corpus::Place;
use crate::io::same_file;
use crate::session::{DocumentId, OpenDocument, Restored};

const SAMPLE_EN: (&str, &str) = ("dallas", include_str!("../../samples/dallas.txt"));
const SAMPLE_RU: (&str, &str, &str) =
    ("tchaikovsky", include_str!("../../samples/tchaikovsky.txt"), include_str!("../../samples/tchaikovsky.ann"));

impl Editor {
    /// Opens a folder, a document or another file, and has the model read what is shown then, where it may.
    pub fn open_path(&mut self, path: &Path) {
        if path.is_dir() {
            let wake = self.host.wake.clone();
            self.open_folder(path, move || wake());
        } else {
            self.open_soon(path);
        }
        self.read_what_was_opened();
    }

    /// Opens what was open when the last run ended.
    pub fn go_on(&mut self) {
        let wake = self.host.wake.clone();
        self.reopen(move || wake());
        self.read_what_was_opened();
    }

    fn read_what_was_opened(&mut self) {
        // What is read on a thread is analysed when it is there.
        if let (Some(id), true) = (self.current, self.importing.waiting.is_empty()) {
            self.recall(id);
            analyse_if_bare(self, id);
        }
    }

    /// Takes over the list of a folder once it is there, and has the model read what is shown then.
    pub fn poll_listing(&mut self) {
        if self.folder.listing.is_some() {
            self.poll_folder(Duration::ZERO);
            if self.folder.listing.is_none()
                && let Some(id) = self.current
            {
                analyse_if_bare(self, id);
            }
        }
    }

    /// Shows a document of the list, and reads it where that was not done yet.
    pub fn go_to(&mut self, entry: DocumentEntry) {
        let path = match entry {
            DocumentEntry::Open(id) => return self.show(id),
            DocumentEntry::Closed(at) => self.folder.files().get(at),
            DocumentEntry::Source(at) => self.folder.sources.get(at),
        };
        if let Some(path) = path.cloned() {
            self.open_path(&path);
        }
    }

    /// Shows the document after (or before) the shown one in the list, going round at its ends; false where none is shown.
    pub fn step_document(&mut self, step: isize) -> bool {
        let next = DocumentEntry::beside(self, step);
        if let Some(next) = next {
            self.go_to(next);
        }
        next.is_some()
    }

    /// A pasted or typed text, read by the model.
    pub fn paste(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.notify(Tone::Warning, "There is no text to read: the clipboard holds none");
            return;
        }
        let id = self.add_text(text);
        analyse_if_bare(self, id);
    }

    pub fn open_english_sample(&mut self) {
        if let Some(known) = self.documents.iter().find(|d| d.document.name == SAMPLE_EN.0).map(|d| d.id) {
            self.show(known);
            return;
        }
        let id = self.fresh_id();
        let sample = OpenDocument::from_text(id, SAMPLE_EN.0, SAMPLE_EN.1, true);
        self.add(sample);
        self.analyses.mark_disposable(id);
        analyse_if_bare(self, id);
    }

    pub fn open_samples(&mut self) {
        if !self.documents.iter().any(|d| d.document.name == SAMPLE_RU.0) {
            let id = self.fresh_id();
            let (name, text, ann) = SAMPLE_RU;
            let sample = OpenDocument::from_standoff(id, name, text, ann.as_bytes());
            self.add(sample);
            self.analyses.mark_disposable(id);
        }
        self.open_english_sample();
    }

    /// The document that is, or was, at a place; opened where it must be.
    pub fn document_at(&mut self, place: &Place) -> Option<DocumentId> {
        match place {
            Place::Open(id) => {
                let id = *id;
                if self.document(id).is_none() {
                    self.notify(Tone::Warning, "That document was closed meanwhile. Search again");
                    return None;
                }
                self.show(id);
                Some(id)
            }
            // It was found with what the model said of it, if nobody had annotated it.
            Place::File(path) => self.open_found(path),
        }
    }

    /// Opens and shows a document in which something was found, as it was looked at: with what the model said of it.
    pub fn open_found(&mut self, path: &Path) -> Option<DocumentId> {
        let id = self.open_file(path)?;
        self.recall(id);
        Some(id)
    }

    /// Opens a document with what the model said of it, and goes on showing the one that is shown.
    ///
    /// # Errors
    /// What reading its files says.
    pub fn open_behind(&mut self, path: &Path) -> Result<DocumentId, String> {
        if let Some(known) = self.documents.iter().find(|open| open.path() == Some(path)) {
            return Ok(known.id);
        }
        let id = self.open_unseen(path).map_err(|error| error.to_string())?;
        self.recall(id);
        Ok(id)
    }

    /// Brings what the model said of a folder's document into it, when it was opened and nobody has asked since. What
    /// people have annotated is left alone.
    pub fn recall(&mut self, id: DocumentId) {
        let Some(open) = self.document(id) else { return };
        let Some(path) = open.path() else { return };
        let untouched = open.document.annotations.is_empty() && open.is_untouched();
        if !untouched {
            return;
        }
        if let Some(analysis) = self.corpus.cache.get(self.workspace.places(), path, &open.document.text) {
            merge_analysis(self, id, &analysis);
            self.analyses.keep(id, analysis);
        }
    }

    /// A pasted or typed text as a new document, named by its first words.
    pub fn add_text(&mut self, text: &str) -> DocumentId {
        let id = self.fresh_id();
        // The dialog and most clipboards use LF; a lone CR or CRLF would be invisible characters in every offset.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.add(OpenDocument::from_text(id, title_of(&text), &text, false))
    }

    /// As [`Editor::open_file`]; a file whose text must be taken out of it is left to a thread, see `importing.rs`.
    pub fn open_soon(&mut self, path: &Path) {
        if is_source(path) {
            self.importing.waiting.push(path.to_owned());
        } else {
            self.open_file(path);
        }
    }

    /// Opens a text or a brat document, or shows it if it is open already.
    pub fn open_file(&mut self, path: &Path) -> Option<DocumentId> {
        let txt = brat::txt_path(path);
        if let Some(id) = self.documents.iter().find(|d| d.path().is_some_and(|p| same_file(p, &txt))).map(|d| d.id) {
            self.show(id);
            return Some(id);
        }
        let id = self.fresh_id();
        match self.workspace.read(id, path) {
            Ok((document, restored)) => {
                self.say_restored(&document, &restored);
                self.say_issues(&document.issues);
                if let Ok(absolute) = std::path::absolute(path) {
                    self.settings.remember(absolute);
                }
                Some(self.add(document))
            }
            // Another encoding, most likely.
            Err(LoadError::Decode { path, .. }) => {
                self.importing.waiting.push(path);
                None
            }
            // Documents of another tool, many in one file: a person says where they go.
            Err(LoadError::Foreign(found)) if exchange::can_read(&found) => {
                self.importing.foreign.push(found.path);
                None
            }
            Err(error) => {
                self.notify(Tone::Error, error.to_string());
                None
            }
        }
    }

    /// Opens a document that is not open, for something that is done to it unseen.
    ///
    /// # Errors
    /// What reading its files says.
    pub fn open_unseen(&mut self, path: &Path) -> Result<DocumentId, LoadError> {
        let id = self.fresh_id();
        let (document, restored) = self.workspace.read(id, path)?;
        if !matches!(restored, Restored::Unsaved(_)) {
            self.say_restored(&document, &restored);
        }
        Ok(self.put(document))
    }

    /// Says what was wrong with a file that was opened all the same.
    pub fn say_issues(&mut self, issues: &[Issue]) {
        match issues {
            [] => {}
            [only] => self.notify(Tone::Warning, only.to_string()),
            [first, rest @ ..] => {
                let text = format!("{first}\n… and {} more: see the inspector", rest.len());
                self.notify(Tone::Warning, text);
            }
        }
    }

    fn say_restored(&mut self, document: &OpenDocument, restored: &Restored) {
        let name = document.document.name.clone();
        match restored {
            Restored::Nothing | Restored::Saved => {}
            Restored::Unsaved(_) => {
                let text = format!("{name} has changes that are not in its file yet. Ctrl+S writes them");
                self.notify(Tone::Info, text);
            }
            Restored::TextChanged(None) => {
                let text = format!("The text of {name} is another one now, so its earlier steps cannot be undone");
                self.notify(Tone::Warning, text);
            }
            Restored::TextChanged(Some(key)) => {
                let rescued = document.keeper().map(|keeper| keeper.store().clone());
                let id = self.fresh_id();
                if let Some(rescued) = rescued.and_then(|store| OpenDocument::loose(id, &store, key)) {
                    self.add(rescued);
                }
                let text = format!(
                    "The text of {name} is another one now. Your unsaved changes were made in the old text: they are \
                     open beside it as a text without a file"
                );
                self.notify(Tone::Warning, text);
            }
            Restored::Failed(error) => {
                let text = format!("What was kept of {name} cannot be brought back ({error}); its file is shown");
                self.notify(Tone::Warning, text);
            }
        }
    }
}

/// The first words of a text, as a title.
fn title_of(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("Untitled");
    let mut title: String = line.chars().take(40).collect();
    if line.chars().count() > 40 {
        title = title.rsplit_once(' ').map_or(title.clone(), |(head, _)| head.to_owned());
        title.push('…');
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_short_and_whole_words() {
        assert_eq!(title_of("\n  Short one\nrest"), "Short one");
        assert_eq!(title_of(""), "Untitled");
        assert_eq!(
            title_of("Иван Петров работает в Москве и живёт в Твери с семьёй"),
            "Иван Петров работает в Москве и живёт в…"
        );
    }
}

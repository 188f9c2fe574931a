//! Texts that were taken out of files of other kinds or encodings. The source is never touched: such a text is kept in a
//! file of its own, beside it, once its annotations are saved.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{DocumentId, OpenDocument, SaveError};
use crate::brat::{self, LoadError, Loaded};
use crate::import::{self, Encoding, Home, How, ImportError, Kind, Progress};

/// What was read on a thread, ready to be opened.
#[derive(Debug)]
pub struct Prepared {
    pub place: Place,
    /// What a person should know of how it was read.
    pub notes: Vec<String>,
}

#[derive(Debug)]
pub enum Place {
    /// The text stands in this `.txt` already, perhaps with annotations: open that.
    Kept(PathBuf),
    /// In no file yet.
    Fresh(Box<Fresh>),
}

/// A text that is in no file yet, with annotations that were beside its source.
#[derive(Debug)]
pub struct Fresh {
    loaded: Loaded,
    source: Source,
}

/// The file that a text was taken out of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub path: PathBuf,
    kind: Kind,
}

#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl PrepareError {
    /// Whether a person stopped it.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Import(error) if error.is_cancelled())
    }
}

impl Prepared {
    /// Takes the text out of a file, and looks for it beside that file.
    ///
    /// # Errors
    /// With file and remedy.
    pub fn read(
        path: &Path,
        encoding: Option<&'static Encoding>,
        progress: &Arc<Progress>,
    ) -> Result<Self, PrepareError> {
        let imported = import::read(path, encoding, progress)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let notes = imported.notes;
        let like = imported.decoded.map(How::encoding);
        if let Home::Kept(txt) = import::home(folder, path, imported.kind, &imported.text) {
            return Ok(Self { place: Place::Kept(txt), notes });
        }
        let loaded = if imported.kind == Kind::Text {
            // Annotations beside a text in another encoding count its code points all the same.
            brat::load_with_text(path, imported.text.into(), like)?
        } else {
            let mut bare = Loaded::bare(path, imported.text);
            if let Some(conf) = brat::conf::nearest(path) {
                bare.document.schema = conf.schema;
            }
            bare
        };
        let source = Source { path: path.to_owned(), kind: imported.kind };
        Ok(Self { place: Place::Fresh(Box::new(Fresh { loaded, source })), notes })
    }
}

impl OpenDocument {
    /// A text that was taken out of a file. Nobody would miss it as long as nothing was done to it.
    pub fn taken_out(id: DocumentId, fresh: Fresh) -> Self {
        let Fresh { loaded, source } = fresh;
        let mut open = Self::assemble(id, loaded.document, loaded.standoff, loaded.issues, None);
        open.source = Some(source);
        open.show_what_is_saved();
        open
    }

    /// The file that the text was taken out of, until the text has a file of its own.
    pub fn source(&self) -> Option<&Path> {
        self.source.as_ref().map(|source| source.path.as_path())
    }

    /// Keeps text and annotations beside the source; the caller says where the new place is recorded.
    ///
    /// # Errors
    /// What the disk says; nothing that stood there before is written over.
    pub fn save_beside(&mut self) -> Result<PathBuf, SaveError> {
        let Some(source) = self.source.clone() else { return Err(SaveError::NoPath) };
        let folder = source.path.parent().unwrap_or(Path::new(""));
        // Asked again: somebody else may have put a file there meanwhile.
        let home = import::home(folder, &source.path, source.kind, &self.document.text);
        let txt = home.path().to_owned();
        match home {
            Home::Free(txt) => import::write_new(&txt, &self.document.text)
                .map_err(|cause| SaveError::Text { path: txt.clone(), cause })?,
            Home::Kept(txt) if brat::ann_path(&txt).exists() => {
                return Err(SaveError::ChangedOutside { ann: brat::ann_path(&txt) });
            }
            Home::Kept(_) => {}
        }
        self.save_as(&txt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fragments, change};
    use crate::text::Span;

    fn add(open: &mut OpenDocument, start: usize, end: usize) {
        let fragments = Fragments::one(Span::new(start, end));
        let (_, edits) = change::add_mention(&mut open.document.annotations, "Peop".into(), fragments);
        open.perform("add", edits).expect("in the text");
    }

    fn said(open: &OpenDocument) -> Vec<String> {
        let name = |m: &crate::domain::Mention| format!("{} {}", m.kind, m.text(&open.document.text));
        open.document.annotations.mentions().map(name).collect()
    }

    fn fresh(path: &Path) -> OpenDocument {
        match Prepared::read(path, None, &Arc::default()).expect("readable").place {
            Place::Fresh(fresh) => OpenDocument::taken_out(DocumentId(1), *fresh),
            Place::Kept(txt) => panic!("{} is there already", txt.display()),
        }
    }

    #[test]
    fn the_text_of_another_file_is_kept_beside_it_once_annotations_are_saved() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = folder.path().join("a.html");
        std::fs::write(&page, "<p>Anna met <i>Boris</i>.</p>").expect("writable");
        let mut open = fresh(&page);
        assert!(!open.is_dirty() && open.path().is_none() && open.source() == Some(&*page));
        assert_eq!(std::fs::read_dir(folder.path()).expect("there").count(), 1, "looking writes nothing");
        add(&mut open, 9, 14);
        let txt = open.save_beside().expect("writable");
        assert_eq!(txt, folder.path().join("a.txt"));
        assert_eq!(std::fs::read_to_string(&txt).expect("there"), "Anna met Boris.\n");
        assert!(!open.is_dirty() && open.path() == Some(&*txt) && open.source().is_none());
        // The same page again leads to the same text and its annotations.
        let again = Prepared::read(&page, None, &Arc::default()).expect("readable");
        assert!(matches!(again.place, Place::Kept(kept) if kept == txt));
        assert_eq!(said(&OpenDocument::open(DocumentId(2), &txt).expect("readable")), ["Peop Boris"]);
        assert_eq!(std::fs::read_to_string(&page).expect("there"), "<p>Anna met <i>Boris</i>.</p>");
    }

    #[test]
    fn a_text_in_another_encoding_brings_its_annotations_along() {
        let folder = tempfile::tempdir().expect("a folder");
        let txt = folder.path().join("a.txt");
        let text = "Анна Петрова приехала в Тверь вечером и сразу позвонила своему брату Борису.";
        let bytes = encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
        std::fs::write(&txt, &bytes).expect("writable");
        std::fs::write(txt.with_extension("ann"), "T1\tPeop 0 4\tАнна\n").expect("writable");
        let mut open = fresh(&txt);
        assert_eq!((&*open.document.text, said(&open)), (text, vec!["Peop Анна".to_owned()]));
        assert_eq!(open.save_beside().expect("writable"), folder.path().join("a.utf8.txt"));
        assert_eq!(std::fs::read(&txt).expect("there"), bytes);
        assert_eq!(std::fs::read_to_string(folder.path().join("a.utf8.ann")).expect("written"), "T1\tPeop 0 4\tАнна\n");
    }

    #[test]
    fn a_file_that_somebody_else_made_meanwhile_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = folder.path().join("a.html");
        std::fs::write(&page, "<p>Anna met Boris.</p>").expect("writable");
        let mut open = fresh(&page);
        add(&mut open, 0, 4);
        std::fs::write(folder.path().join("a.txt"), "Anna met Boris.\n").expect("writable");
        std::fs::write(folder.path().join("a.ann"), "T1\tMine 0 4\tAnna\n").expect("writable");
        assert!(open.save_beside().is_err());
        assert_eq!(std::fs::read_to_string(folder.path().join("a.ann")).expect("there"), "T1\tMine 0 4\tAnna\n");
    }
}

//! What the files of a document were when somebody looked.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::brat;
use crate::session::store::hash;

/// Size and time of the last change: cheap to ask for, and enough to see that nothing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self { len: metadata.len(), modified: metadata.modified().ok() })
    }
}

/// The files of one document as they stand on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    txt: PathBuf,
    stamps: [Option<Stamp>; 4],
    text: u64,
    annotations: u64,
}

/// How two looks differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    None,
    Annotations,
    /// The text itself, or the file is gone.
    Text,
}

impl Disk {
    /// Reads the files of this `.txt` and takes note of them.
    ///
    /// # Errors
    /// When the text or an annotation file that is there cannot be read.
    pub fn look(txt: &Path) -> io::Result<Self> {
        let stamps = stamps(txt);
        let text = hash(&fs::read(txt)?);
        Ok(Self { txt: txt.to_owned(), stamps, text, annotations: annotations(txt)? })
    }

    pub fn is_of(&self, txt: &Path) -> bool {
        self.txt == txt
    }

    /// As if this had been seen of the annotations.
    pub fn expect_annotations(&mut self, annotations: u64) {
        if self.annotations != annotations {
            self.annotations = annotations;
            // Other stamps than any file has: the next comparison reads.
            self.stamps = [None; 4];
        }
    }

    /// Whether there was a file of annotations.
    pub fn has_annotations(&self) -> bool {
        self.stamps.iter().skip(1).any(Option::is_some)
    }

    /// Hash of the annotation files.
    pub fn annotations(&self) -> u64 {
        self.annotations
    }

    /// What [`Disk::annotations`] is for an `.ann` of these bytes.
    pub fn of_ann(bytes: &[u8]) -> u64 {
        hash(&[b"n", bytes].concat())
    }

    /// Whether sizes or times are others than then; reads no file.
    pub fn is_stale(&self) -> bool {
        stamps(&self.txt) != self.stamps
    }

    /// What is different now. Files are read only where size or time changed.
    pub fn difference(&self) -> Difference {
        if !self.is_stale() {
            return Difference::None;
        }
        match Self::look(&self.txt) {
            Ok(now) if now.text != self.text => Difference::Text,
            Ok(now) if now.annotations != self.annotations => Difference::Annotations,
            Ok(_) => Difference::None,
            Err(_) => Difference::Text,
        }
    }
}

fn files(txt: &Path) -> [PathBuf; 4] {
    let ann = brat::ann_path(txt);
    [txt.to_owned(), ann.clone(), ann.with_extension("a1"), ann.with_extension("a2")]
}

fn stamps(txt: &Path) -> [Option<Stamp>; 4] {
    files(txt).map(|path| Stamp::of(&path))
}

/// Hash of what counts as the document's annotations: the `.ann`, or without one the pair.
fn annotations(txt: &Path) -> io::Result<u64> {
    let [_, ann, a1, a2] = files(txt);
    let mut all = Vec::new();
    for (name, path) in [(b"n", ann), (b"1", a1), (b"2", a2)] {
        match fs::read(&path) {
            Ok(bytes) => {
                all.extend_from_slice(name);
                all.extend_from_slice(&bytes);
                if name == b"n" {
                    break;
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(hash(&all))
}

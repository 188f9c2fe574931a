//! Where the text of a source is kept: in a file of its own, never in the source's place.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Kind;

/// How many places are tried; nobody has a hundred versions of one text in one folder.
const TRIES: usize = 100;

/// The `.txt` of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// This very text stands there already, perhaps with annotations.
    Kept(PathBuf),
    /// Nothing stands there yet.
    Free(PathBuf),
}

impl Home {
    pub fn path(&self) -> &Path {
        match self {
            Self::Kept(path) | Self::Free(path) => path,
        }
    }
}

/// The places for the text of a source, best first: `report.txt`, then `report.docx.txt`, `report.docx.2.txt` …; for a
/// plain text in another encoding, which has the first name itself, `letter.utf8.txt`.
fn places(folder: &Path, source: &Path, kind: Kind) -> impl Iterator<Item = PathBuf> {
    let stem = source.file_stem().map_or_else(|| "text".to_owned(), |s| s.to_string_lossy().into_owned());
    let name = match (kind, source.file_name()) {
        (Kind::Text, _) | (_, None) => format!("{stem}.utf8"),
        (_, Some(name)) => name.to_string_lossy().into_owned(),
    };
    let folder = folder.to_owned();
    (0..TRIES).map(move |place| {
        folder.join(match place {
            0 => format!("{stem}.txt"),
            1 => format!("{name}.txt"),
            n => format!("{name}.{n}.txt"),
        })
    })
}

/// Where this text of a source is kept, or would be, in a folder.
///
/// A `.txt` that holds another text is left alone, and so is a name whose `.ann` exists without its text.
pub fn home(folder: &Path, source: &Path, kind: Kind, text: &str) -> Home {
    let mut last = folder.join("text.txt");
    for place in places(folder, source, kind) {
        if std::fs::metadata(&place).is_ok_and(|m| m.len() == text.len() as u64)
            && std::fs::read(&place).is_ok_and(|bytes| bytes == text.as_bytes())
        {
            return Home::Kept(place);
        }
        let free =
            |path: &Path| matches!(std::fs::symlink_metadata(path), Err(e) if e.kind() == io::ErrorKind::NotFound);
        if free(&place) && free(&place.with_extension("ann")) {
            return Home::Free(place);
        }
        last = place;
    }
    Home::Free(last)
}

/// Writes a text to a file that does not exist yet.
///
/// # Errors
/// What the disk says; `AlreadyExists` where somebody was faster, whose file stays as it is.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        drop(file);
        // Half a text must not stand where a whole one is looked for.
        let _ = std::fs::remove_file(path);
    }
    written
}

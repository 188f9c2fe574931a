//! Which files of a folder count, and which of them are documents: one rule for every command and for the window.
//!
//! The whole tree counts. Hidden files and folders (`.git`, `._doc.txt`), `__MACOSX`, backups of editors and folders that
//! hold a model do not. A document is a `.txt`, however that is spelled. Links are followed: a linked file is a document;
//! a link that leads nowhere, or back to a folder that it is in, is none and is said.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{NotAText, has_extension, refuse, remedy, what};

/// How many files are looked into for what a folder may hold instead of texts, and how much of each.
const LOOKED_AT: usize = 20;
const BEGINNING: u64 = 1 << 20;

/// The files of a folder and of all folders below it, sorted by path; none is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    files: Vec<PathBuf>,
    looked_at: usize,
    /// What could not be followed or looked into.
    pub skipped: Vec<Skipped>,
}

/// A folder cannot be listed at all.
#[derive(Debug, thiserror::Error)]
#[error("{}: {} ({remedy})", path.display(), what(cause))]
pub struct FolderError {
    /// Of the folder.
    pub path: PathBuf,
    /// As the system says it.
    #[source]
    pub cause: io::Error,
    /// What to do about it.
    pub remedy: &'static str,
}

/// Something in a folder that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Of a link, a file or a folder.
    pub path: PathBuf,
    why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    /// A link to a folder above it.
    Loop(PathBuf),
    LeadsNowhere,
    Unreadable(String),
}

impl Skipped {
    /// Whether something may be missing because of it. What a loop leads to is listed in its own place.
    pub fn is_a_loss(&self) -> bool {
        !matches!(self.why, Why::Loop(_))
    }

    /// Why, without the path.
    pub fn what(&self) -> String {
        match &self.why {
            Why::Loop(to) => format!("this link leads back to {}, which is read already", to.display()),
            Why::LeadsNowhere => "this link leads nowhere; left out (mend or delete it)".to_owned(),
            Why::Unreadable(cause) => format!("{cause}; left out (make it readable for you)"),
        }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.what())
    }
}

impl Folder {
    /// Lists a folder.
    ///
    /// # Errors
    /// When the folder itself cannot be read; what cannot be read below it is [`Folder::skipped`].
    pub fn list(folder: &Path) -> Result<Self, FolderError> {
        Self::list_without(folder, None)
    }

    /// The same without what a command writes into the folder: its earlier output is no input.
    ///
    /// # Errors
    /// As [`Folder::list`].
    pub fn list_without(folder: &Path, output: Option<&Path>) -> Result<Self, FolderError> {
        Self::walk(folder, output, usize::MAX, usize::MAX)
    }

    /// Lists the files directly in a folder, by the same rule.
    ///
    /// # Errors
    /// As [`Folder::list`].
    pub fn list_here(folder: &Path) -> Result<Self, FolderError> {
        Self::walk(folder, None, 1, usize::MAX)
    }

    /// Only the first entries of a folder, for a look in passing at what may be a whole disk; and whether there are more.
    ///
    /// # Errors
    /// As [`Folder::list`].
    pub fn glance(folder: &Path, entries: usize) -> Result<(Self, bool), FolderError> {
        let found = Self::walk(folder, None, usize::MAX, entries)?;
        let all = found.looked_at < entries;
        Ok((found, !all))
    }

    fn walk(folder: &Path, output: Option<&Path>, depth: usize, entries: usize) -> Result<Self, FolderError> {
        let output = output.and_then(|path| path.canonicalize().ok());
        let is_output = |path: &Path| output.is_some() && path.canonicalize().ok() == output;
        let counts = |entry: &DirEntry| {
            entry.depth() == 0
                || !is_aside(entry.path())
                    && (!entry.file_type().is_dir() || !holds_a_model(entry.path()) && !is_output(entry.path()))
        };
        let mut found = Self::default();
        let all = WalkDir::new(folder).follow_links(true).max_depth(depth).into_iter().filter_entry(counts);
        for entry in all.take(entries) {
            found.looked_at += 1;
            match entry {
                Ok(entry) if entry.file_type().is_file() && !is_output_file(entry.path(), output.as_deref()) => {
                    found.files.push(entry.into_path());
                }
                Ok(_) => {}
                Err(error) if error.depth() == 0 => return Err(FolderError::new(folder, error)),
                // Editors mark files that they hold with hidden links to nowhere.
                Err(error) if error.path().is_some_and(is_aside) => {}
                Err(error) => found.skipped.push(Skipped::new(folder, &error)),
            }
        }
        found.files.sort();
        found.skipped.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// All files that count.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The texts of the documents.
    pub fn texts(&self) -> Vec<PathBuf> {
        self.with_extensions(&["txt"])
    }

    /// Files with one of these extensions (given in lower case), however they are spelled.
    pub fn with_extensions(&self, extensions: &[&str]) -> Vec<PathBuf> {
        self.files.iter().filter(|file| has_extension(file, extensions)).cloned().collect()
    }

    /// The first of the files that is another tool's data, to be named where nothing else is found.
    pub fn foreign(&self) -> Option<NotAText> {
        let candidates = self.files.iter().filter(|file| !has_extension(file, &["txt", "ann", "a1", "a2", "conf"]));
        candidates.take(LOOKED_AT).find_map(|file| refuse(file, &beginning(file)?).err())
    }

    /// Annotations whose text is not beside them.
    pub fn orphans(&self) -> Vec<PathBuf> {
        let texts: HashSet<PathBuf> = self.texts().into_iter().map(|txt| txt.with_extension("")).collect();
        let annotations = self.with_extensions(&["ann", "a1", "a2"]);
        annotations.into_iter().filter(|ann| !texts.contains(&ann.with_extension(""))).collect()
    }
}

impl FolderError {
    fn new(path: &Path, error: walkdir::Error) -> Self {
        let said = error.to_string();
        let cause = error.into_io_error().unwrap_or_else(|| io::Error::other(said));
        Self { path: path.to_owned(), remedy: remedy(&cause), cause }
    }
}

impl Skipped {
    fn new(folder: &Path, error: &walkdir::Error) -> Self {
        let path = error.path().unwrap_or(folder).to_owned();
        let why = match (error.loop_ancestor(), error.io_error()) {
            (Some(ancestor), _) => Why::Loop(ancestor.to_owned()),
            (None, Some(cause)) if cause.kind() == ErrorKind::NotFound => Why::LeadsNowhere,
            // A link that leads to itself.
            (None, Some(cause)) if cause.raw_os_error() == Some(ELOOP) => Why::Loop(path.clone()),
            (None, cause) => Why::Unreadable(cause.map_or_else(|| error.to_string(), ToString::to_string)),
        };
        Self { path, why }
    }
}

/// "Too many levels of symbolic links" on Linux; the standard library has no stable name for it.
const ELOOP: i32 = 40;

/// What nobody means when they name a folder: hidden files, the resource forks of archives from a Mac, backups and locks
/// of editors.
fn is_aside(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.starts_with('.')
        || name == "__MACOSX"
        || name.ends_with('~')
        || name.starts_with("~$")
        || name.starts_with('#') && name.ends_with('#')
        || has_extension(path, &["bak", "orig", "swp", "tmp"])
}

/// The vocabulary of a model is a `.txt` and no document.
fn holds_a_model(folder: &Path) -> bool {
    folder.join("config.json").is_file() && folder.join("vocab.txt").is_file()
}

fn beginning(file: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(std::fs::File::open(file).ok()?, BEGINNING), &mut bytes).ok()?;
    Some(bytes)
}

/// A text is an input even where a command was told to write over it, so that the command can refuse.
fn is_output_file(path: &Path, output: Option<&Path>) -> bool {
    !has_extension(path, &["txt", "ann"])
        && output.is_some_and(|output| {
            path.file_name() == output.file_name() && path.canonicalize().is_ok_and(|path| path == output)
        })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("below the folder")).expect("writable");
            fs::write(path, "").expect("writable");
        }
        folder
    }

    fn names(root: &Path, files: &[PathBuf]) -> Vec<String> {
        let below = |path: &PathBuf| path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
        files.iter().map(below).collect()
    }

    #[test]
    fn hidden_files_archives_of_a_mac_and_backups_are_no_documents() {
        let folder = folder(&[
            "doc.txt",
            "doc.ann",
            "doc.txt~",
            "doc.ann~",
            "doc.ann.bak",
            "#doc.txt#",
            ".#doc.txt",
            "._doc.txt",
            "._doc.ann",
            ".DS_Store",
            ".ipynb_checkpoints/doc-checkpoint.txt",
            ".relata/x.txt",
            "__MACOSX/doc.txt",
            "__MACOSX/._doc.txt",
            "deep/B.TXT",
            "deep/B.ann",
            "deep/c.Txt",
            "model/vocab.txt",
            "model/config.json",
        ]);
        let listed = Folder::list(folder.path()).expect("readable");
        assert_eq!(names(folder.path(), &listed.texts()), ["deep/B.TXT", "deep/c.Txt", "doc.txt"]);
        assert!(listed.orphans().is_empty() && listed.skipped.is_empty(), "{listed:?}");
    }

    #[test]
    fn annotations_without_a_text_are_orphans() {
        let folder = folder(&["doc.txt", "doc_anna.ann", "x/doc.ann", "x/p.a1", "x/p.a2", "A.TXT", "A.ann", "b.ANN"]);
        let listed = Folder::list(folder.path()).expect("readable");
        let orphans = names(folder.path(), &listed.orphans());
        assert_eq!(orphans, ["b.ANN", "doc_anna.ann", "x/doc.ann", "x/p.a1", "x/p.a2"]);
    }

    #[test]
    fn a_hidden_folder_that_is_named_is_read_and_its_output_is_not() {
        let folder = folder(&[".work/a.txt", ".work/out/a.txt", ".work/out/deep/b.txt", ".work/other/out/c.txt"]);
        let root = folder.path().join(".work");
        let listed = Folder::list_without(&root, Some(&root.join("out"))).expect("readable");
        assert_eq!(names(&root, &listed.texts()), ["a.txt", "other/out/c.txt"]);
        assert_eq!(Folder::list_without(&root, Some(&root)).expect("readable").texts().len(), 4, "the folder itself");
        let listed = Folder::list_without(&root, Some(&root.join("a.txt"))).expect("readable");
        assert_eq!(names(&root, &listed.texts()).len(), 4, "a text is an input all the same");
        fs::write(root.join("out.csv"), "").expect("writable");
        let listed = Folder::list_without(&root, Some(&root.join("out.csv"))).expect("readable");
        assert_eq!(listed.files().len(), 4, "a file that is written");
    }

    #[test]
    fn a_missing_folder_says_so() {
        let error = Folder::list(Path::new("/no/such/folder")).expect_err("missing").to_string();
        assert_eq!(error, "/no/such/folder: there is no such file or folder (check the path)");
    }

    #[cfg(unix)]
    #[test]
    fn linked_files_are_documents_loops_and_broken_links_are_said() {
        use std::os::unix::fs::symlink;
        let folder = folder(&["sub/real.txt"]);
        let root = folder.path();
        symlink(root.join("sub/real.txt"), root.join("linked.txt")).expect("a link");
        symlink(root, root.join("sub/loop")).expect("a link");
        symlink("self.txt", root.join("self.txt")).expect("a link");
        symlink(root.join("none.txt"), root.join("broken.txt")).expect("a link");
        symlink("anna@desk.1234", root.join(".#real.txt")).expect("a link");
        let listed = Folder::list(root).expect("readable");
        assert_eq!(names(root, &listed.texts()), ["linked.txt", "sub/real.txt"]);
        let said: Vec<String> = listed.skipped.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].contains("broken.txt") && said[0].contains("nowhere"), "{said:?}");
        assert!(said[1].contains("self.txt") && said[2].contains("sub/loop: this link leads back"), "{said:?}");
        let losses: Vec<bool> = listed.skipped.iter().map(Skipped::is_a_loss).collect();
        assert_eq!(losses, [true, false, false]);
    }
}

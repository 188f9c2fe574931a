//! Which files make a document, and which documents a folder holds.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::LoadError;

/// How deep [`list_folder`] looks below a folder that holds no document itself.
const DEPTH: usize = 4;

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|e| extensions.iter().any(|x| e.eq_ignore_ascii_case(x)))
}

fn append(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// The `.txt` of a document that is named by any of its files or by its stem. Looks at no disk.
pub fn txt_path(path: &Path) -> PathBuf {
    if has_extension(path, &["txt"]) {
        path.to_owned()
    } else if is_annotation(path) {
        path.with_extension("txt")
    } else {
        append(path, "txt")
    }
}

/// The `.ann` of a `.txt`.
pub fn ann_path(txt: &Path) -> PathBuf {
    if has_extension(txt, &["txt"]) { txt.with_extension("ann") } else { append(txt, "ann") }
}

pub(super) fn is_annotation(path: &Path) -> bool {
    has_extension(path, &["ann", "a1", "a2"])
}

/// The documents of a folder, sorted by path; none is read. Where the folder itself holds none, the folders below it
/// are looked through (four levels, as a person opens the top of a data set).
///
/// # Errors
/// When the folder cannot be read.
pub fn list_folder(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let here = list(folder, 1)?;
    if here.is_empty() { list(folder, DEPTH) } else { Ok(here) }
}

/// The documents of a folder and of all folders below it, sorted by path; none is read.
///
/// # Errors
/// When the folder, or one below it, cannot be read.
pub fn list_tree(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    list(folder, usize::MAX)
}

fn list(folder: &Path, depth: usize) -> Result<Vec<PathBuf>, LoadError> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).max_depth(depth).follow_links(true) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && has_extension(entry.path(), &["txt"]) => {
                found.push(entry.into_path());
            }
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                // One folder that is closed to us must not hide the others.
                if error.depth() == 0 {
                    return Err(LoadError::read(&path, error.into()));
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn any_file_of_a_document_and_its_stem_name_its_text() {
        for name in ["d/a.txt", "d/a.ann", "d/a.a1", "d/a.a2", "d/a"] {
            assert_eq!(txt_path(Path::new(name)), Path::new("d/a.txt"), "{name}");
        }
        assert_eq!(txt_path(Path::new("v1.2")), Path::new("v1.2.txt"));
        assert_eq!(ann_path(Path::new("v1.2.txt")), Path::new("v1.2.ann"));
    }

    #[test]
    fn a_folder_is_listed_by_name_and_looked_through_where_it_holds_none() {
        let folder = tempfile::tempdir().unwrap();
        let sub = folder.path().join("train");
        fs::create_dir(&sub).unwrap();
        for name in ["b.txt", "a.txt", "a.ann"] {
            fs::write(sub.join(name), "").unwrap();
        }
        let both = [sub.join("a.txt"), sub.join("b.txt")];
        assert_eq!(list_folder(folder.path()).unwrap(), both);
        fs::write(folder.path().join("c.txt"), "").unwrap();
        assert_eq!(list_folder(folder.path()).unwrap(), [folder.path().join("c.txt")]);
        assert_eq!(list_tree(folder.path()).unwrap().len(), 3);
        assert!(list_folder(&folder.path().join("none")).is_err());
    }
}

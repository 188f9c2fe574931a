//! Which files make a document, and which documents a folder holds.

use std::path::{Path, PathBuf};

use super::LoadError;
use crate::io::{Folder, has_extension, sibling};

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

/// The `.ann` of a `.txt`, spelled as it stands on the disk (`.ANN`) where it does.
pub fn ann_path(txt: &Path) -> PathBuf {
    if has_extension(txt, &["txt"]) {
        sibling(txt, "ann").unwrap_or_else(|| txt.with_extension("ann"))
    } else {
        append(txt, "ann")
    }
}

pub(super) fn is_annotation(path: &Path) -> bool {
    has_extension(path, &["ann", "a1", "a2"])
}

/// The documents of a folder and of all folders below it by the rule of [`Folder`], sorted by path; none is read.
///
/// # Errors
/// When the folder cannot be read.
pub fn list_tree(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    Ok(Folder::list(folder)?.texts())
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
    fn a_folder_is_listed_with_all_folders_below_it() {
        let folder = tempfile::tempdir().unwrap();
        let sub = folder.path().join("train");
        fs::create_dir(&sub).unwrap();
        for name in ["b.txt", "a.txt", "a.ann"] {
            fs::write(sub.join(name), "").unwrap();
        }
        let both = [sub.join("a.txt"), sub.join("b.txt")];
        assert_eq!(list_tree(folder.path()).unwrap(), both);
        fs::write(folder.path().join("c.TXT"), "").unwrap();
        assert_eq!(list_tree(folder.path()).unwrap().len(), 3);
        assert!(list_tree(&folder.path().join("none")).is_err());
    }

    #[test]
    fn annotations_of_an_old_program_are_found_as_they_are_spelled() {
        let folder = tempfile::tempdir().unwrap();
        let txt = folder.path().join("A.TXT");
        assert_eq!(ann_path(&txt), folder.path().join("A.ann"), "where there is none yet");
        fs::write(folder.path().join("A.ANN"), "").unwrap();
        assert_eq!(ann_path(&txt), folder.path().join("A.ANN"));
    }
}

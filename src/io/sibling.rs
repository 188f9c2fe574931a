//! Files that belong together by their names.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Whether a file's name ends in one of these extensions (given in lower case), however it is spelled.
pub fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|e| extensions.iter().any(|x| e.eq_ignore_ascii_case(x)))
}

/// The file beside another one that has the same stem and this extension (given in lower case), however it is spelled
/// on the disk; `None` where there is none.
pub fn sibling(path: &Path, extension: &str) -> Option<PathBuf> {
    let spelled = |extension: &str| Some(path.with_extension(extension)).filter(|file| file.is_file());
    spelled(extension).or_else(|| spelled(&extension.to_ascii_uppercase())).or_else(|| spelled(&capital(extension)))
}

/// Another file of the same name but for the spelling of its extension (`a.txt`, `a.TXT`): the two share their
/// annotations.
pub fn twin(path: &Path) -> Option<PathBuf> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let spelled = [extension.to_ascii_uppercase(), capital(&extension), extension];
    let mut others = spelled.iter().map(|extension| path.with_extension(extension));
    // Where names are one however they are spelled, so is the file.
    others.find(|other| other != path && other.is_file() && !same_file(other, path))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// Whether two paths lead to one file.
pub fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_twin_is_another_file() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.txt", "a.TXT", "b.txt", "c.Txt"] {
            std::fs::write(folder.path().join(name), "").expect("writable");
        }
        std::os::unix::fs::symlink("c.Txt", folder.path().join("c.TXT")).expect("a link");
        let found = |name: &str| twin(&folder.path().join(name))?.file_name()?.to_str().map(str::to_owned);
        assert_eq!((found("a.txt").as_deref(), found("a.TXT").as_deref()), (Some("a.TXT"), Some("a.txt")));
        assert_eq!((found("b.txt"), found("c.Txt"), found("d")), (None, None, None));
    }

    #[test]
    fn a_sibling_is_found_however_its_extension_is_spelled() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["A.TXT", "A.ann", "b.txt", "b.ANN"] {
            std::fs::write(folder.path().join(name), "").expect("writable");
        }
        let found = |name: &str, extension: &str| {
            sibling(&folder.path().join(name), extension)?.file_name()?.to_str().map(str::to_owned)
        };
        assert_eq!(found("A.ann", "txt").as_deref(), Some("A.TXT"));
        assert_eq!(found("A.TXT", "ann").as_deref(), Some("A.ann"));
        assert_eq!(found("b.txt", "ann").as_deref(), Some("b.ANN"));
        assert_eq!(found("b.txt", "a1"), None);
    }
}

//! The brat documents that a command reads, by the one rule for all commands.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::messages::say_note;
use crate::brat::{self, Issue, LoadError, Loaded, Severity};
use crate::dataset::folder_issues;
use crate::io::{Encoding, Folder, PathError, has_extension, must_exist, sibling};

/// A document as it lies on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFile {
    /// The file of its text, however it is spelled; its stem or any of its annotations will do.
    pub txt: PathBuf,
    /// The `.txt` that its annotations stand beside, or would.
    pub beside: PathBuf,
    /// Its place below the folder that was given.
    pub name: PathBuf,
}

impl DocumentFile {
    /// Reads it, whatever encoding its text is in: the one that was `chosen`, else the one that its bytes show. A guess is
    /// said among the issues.
    ///
    /// # Errors
    /// When there is no text.
    pub fn load(&self, chosen: Option<&'static Encoding>) -> Result<Loaded, LoadError> {
        let apart = (self.txt != self.beside).then_some(self.beside.as_path());
        brat::load_decoded(&self.txt, apart, chosen)
    }
}

/// What a path holds.
#[derive(Debug, Default)]
pub struct Documents {
    pub found: Vec<DocumentFile>,
    /// Annotations without a text, links that lead nowhere.
    pub issues: Vec<Issue>,
}

/// The documents of a path. `texts`: the folder of the texts (or the text) where annotations are kept apart from them;
/// `output`: where the command writes, which is no input.
///
/// # Errors
/// When a folder cannot be read, or holds no document.
pub fn documents(path: &Path, texts: Option<&Path>, output: Option<&Path>) -> anyhow::Result<Documents> {
    if !path.is_dir() {
        let is_text = path.is_file() && !has_extension(path, &["ann", "a1", "a2"]);
        let beside = match brat::txt_path(path) {
            _ if is_text => path.to_owned(),
            // However it is spelled on the disk.
            txt => sibling(&txt, "txt").unwrap_or(txt),
        };
        let name = beside.file_name().map(PathBuf::from).with_context(|| format!("{}: not a file", path.display()))?;
        let txt = match texts {
            Some(texts) if texts.is_dir() => in_folder(texts, &name).unwrap_or_else(|| texts.join(&name)),
            Some(text) => text.to_owned(),
            None if beside.is_file() => beside.clone(),
            // As it was named, so that what is missing is said of that.
            None => path.to_owned(),
        };
        return Ok(Documents { found: vec![DocumentFile { txt, beside, name }], issues: Vec::new() });
    }
    let folder = Folder::list_without(path, output)?;
    say_loops(&folder);
    let found = match texts {
        Some(texts) => apart(path, texts, &folder),
        None => {
            let document = |txt: PathBuf| DocumentFile {
                name: txt.strip_prefix(path).unwrap_or(&txt).to_owned(),
                beside: txt.clone(),
                txt,
            };
            let found = folder.texts().into_iter().map(document).collect();
            Documents { found, issues: folder_issues(&folder).collect() }
        }
    };
    if found.found.is_empty() {
        return Err(nothing_in(path, &folder, "a document is a .txt, with its .ann beside it"));
    }
    Ok(found)
}

/// Whether a path leads to a document or a folder; a document may be named by its stem.
///
/// # Errors
/// With the path and what to do.
pub fn must_be_there(path: &Path) -> Result<(), PathError> {
    let txt = brat::txt_path(path);
    if sibling(&txt, "txt").is_some() || brat::ann_path(&txt).exists() { Ok(()) } else { must_exist(path) }
}

/// Annotations of a folder on the texts of another one.
fn apart(path: &Path, texts: &Path, folder: &Folder) -> Documents {
    let mut all = Documents::default();
    let mut besides: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for ann in folder.with_extensions(&["ann", "a1", "a2"]) {
        besides.entry(ann.with_extension("txt")).or_insert(ann);
    }
    for (beside, ann) in besides {
        let name = beside.strip_prefix(path).unwrap_or(&beside).to_owned();
        match in_folder(texts, &name) {
            Some(txt) => all.found.push(DocumentFile { txt, beside, name }),
            None => {
                let message = format!("there is no text {} for these annotations", texts.join(&name).display());
                all.issues.push(Issue::new(ann, 0, Severity::Error, message, "name both alike"));
            }
        }
    }
    all
}

/// The text of this name in a folder of texts, or in the one text that stands for all.
fn in_folder(texts: &Path, name: &Path) -> Option<PathBuf> {
    if texts.is_dir() { sibling(&texts.join(name), "txt") } else { Some(texts.to_owned()) }
}

/// Links that lead back hide nothing; they are said once.
pub fn say_loops(folder: &Folder) {
    for skipped in folder.skipped.iter().filter(|skipped| !skipped.is_a_loss()) {
        say_note(skipped);
    }
}

/// Why nothing can be done with a folder, and what it holds instead of documents.
pub fn nothing_in(path: &Path, folder: &Folder, remedy: &str) -> anyhow::Error {
    let mut said = format!("{}: there is no document (.txt) in this folder", path.display());
    if let [first, rest @ ..] = folder.orphans().as_slice() {
        let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
        said +=
            &format!("; {}{more} has no text beside it (--text DIR names the folder of the texts)", first.display());
    } else if let Some(foreign) = folder.foreign() {
        said += &format!("; {foreign}");
    } else {
        said += &format!(" ({remedy})");
    }
    anyhow::anyhow!(said)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, content) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("below")).expect("writable");
            fs::write(path, content).expect("writable");
        }
        folder
    }

    #[test]
    fn texts_may_lie_elsewhere() {
        let folder = folder(&[
            ("anna/doc.ann", "T1\tPeop 0 4\tAnna\n"),
            ("anna/deep/b.ann", ""),
            ("anna/lost.ann", ""),
            ("text/doc.TXT", "Anna met Bob."),
            ("text/deep/b.txt", "Eva."),
        ]);
        let (anna, text) = (folder.path().join("anna"), folder.path().join("text"));
        let found = documents(&anna, Some(&text), None).expect("two documents");
        assert_eq!(
            found.found.iter().map(|d| d.name.as_path()).collect::<Vec<_>>(),
            [Path::new("deep/b.txt"), Path::new("doc.txt")]
        );
        assert_eq!(found.issues.len(), 1);
        assert!(found.issues[0].to_string().contains("lost.ann: there is no text"), "{:?}", found.issues);
        let loaded = found.found[1].load(None).expect("readable");
        assert_eq!((&*loaded.document.text, loaded.document.annotations.mention_count()), ("Anna met Bob.", 1));
        let one = documents(&anna.join("doc.ann"), Some(&text), None).expect("one");
        assert_eq!(one.found[0].load(None).expect("readable").document.annotations.mention_count(), 1);
        let said = documents(&anna, None, None).expect_err("no text").to_string();
        assert!(said.contains("and 2 more has no text beside it") && said.contains("--text DIR"), "{said}");
    }

    #[test]
    fn a_file_that_is_named_is_the_one_that_is_read() {
        let folder = folder(&[("a.docx", ""), ("a.txt", ""), ("B.TXT", ""), ("B.ann", "")]);
        let found = |name: &str| documents(&folder.path().join(name), None, None).expect("one").found[0].txt.clone();
        assert_eq!(found("a.docx"), folder.path().join("a.docx"));
        assert_eq!((found("a"), found("a.ann")), (folder.path().join("a.txt"), folder.path().join("a.txt")));
        assert_eq!((found("B.ann"), found("B")), (folder.path().join("B.TXT"), folder.path().join("B.TXT")));
    }

    #[test]
    fn what_a_folder_holds_instead_is_named() {
        let holds = folder(&[("all.jsonl", "{\"text\": \"Nora\", \"label\": []}")]);
        let said = documents(holds.path(), None, None).expect_err("nothing").to_string();
        assert!(said.contains("no document") && said.contains("all.jsonl: this is an export of doccano"), "{said}");
    }
}

//! What survives a crash: every edit since the last save, in one small append-only file per document.
//!
//! A journal's first line says which document it belongs to (its path, or the whole text where it has none yet), each
//! further line is one group of edits in JSON. It is deleted when the document is saved or closed in peace.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{DocumentId, Settings};
use crate::domain::{Annotations, Document, Edit, Item, ItemId};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Header {
    name: String,
    /// The `.txt`, absolute.
    path: Option<PathBuf>,
    /// The text, where there is no file that holds it.
    text: Option<String>,
    /// On which line of the `.ann` an item stands: ids differ between two readings of a file, lines do not.
    lines: Vec<(usize, ItemId)>,
}

/// The folder of journals.
#[derive(Clone, Debug)]
pub struct Recovery {
    folder: PathBuf,
}

/// A document that was not saved when relata ended.
#[derive(Debug)]
pub struct Recovered {
    pub name: String,
    pub path: Option<PathBuf>,
    pub text: Option<String>,
    pub lines: Vec<(usize, ItemId)>,
    pub groups: Vec<Vec<Edit>>,
    journal: PathBuf,
}

impl Recovered {
    /// Forgets the journal: its edits are in an open document again, or the person does not want them.
    ///
    /// # Errors
    /// When the file cannot be deleted.
    pub fn discard(self) -> io::Result<()> {
        fs::remove_file(self.journal)
    }
}

/// The open journal of one document; deleted when dropped, because a drop means that nothing is left to recover.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// # Errors
    /// When the disk is full or gone.
    pub fn append(&mut self, edits: &[Edit]) -> io::Result<()> {
        let mut line = serde_json::to_vec(edits)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl Recovery {
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Beside the settings; `None` where the platform names no such place.
    pub fn standard() -> Option<Self> {
        Settings::folder().map(|folder| Self::in_folder(folder.join("recovery")))
    }

    /// `lines`: the items that the document's `.ann` holds; all others become the journal's first group.
    pub(super) fn start(
        &self,
        id: DocumentId,
        document: &Document,
        path: Option<&Path>,
        lines: Vec<(usize, ItemId)>,
    ) -> io::Result<Journal> {
        fs::create_dir_all(&self.folder)?;
        let file_path = self.folder.join(format!("{}-{}.jsonl", std::process::id(), id.0));
        let header = Header {
            name: document.name.clone(),
            path: path.map(|p| std::path::absolute(p).unwrap_or_else(|_| p.to_owned())),
            text: path.is_none().then(|| document.text.to_string()),
            lines,
        };
        let elsewhere = missing(&document.annotations, &header.lines);
        let mut line = serde_json::to_vec(&header)?;
        line.push(b'\n');
        let mut file = File::create(&file_path)?;
        file.write_all(&line)?;
        let mut journal = Journal { file, path: file_path };
        if !elsewhere.is_empty() {
            journal.append(&elsewhere)?;
        }
        Ok(journal)
    }

    /// Documents of instances that no longer run. A line cut short by the crash ends the journal before it.
    pub fn find(&self) -> Vec<Recovered> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.into_iter().filter(|path| !belongs_to_running(path)).filter_map(|path| read(&path)).collect()
    }
}

/// Insertions of everything that is on none of the lines; mentions first, because the others refer to them.
fn missing(annotations: &Annotations, lines: &[(usize, ItemId)]) -> Vec<Edit> {
    let known: HashSet<ItemId> = lines.iter().map(|(_, id)| *id).collect();
    let mentions = annotations.mentions().map(|m| Item::Mention(m.clone()));
    let relations = annotations.relations().map(|r| Item::Relation(r.clone()));
    let extras = annotations.extras().map(|x| Item::Extra(x.clone()));
    mentions.chain(relations).chain(extras).filter(|item| !known.contains(&item.id())).map(Edit::Insert).collect()
}

fn belongs_to_running(path: &Path) -> bool {
    let pid =
        path.file_stem().and_then(|s| s.to_str()).and_then(|s| s.split('-').next()).and_then(|s| s.parse::<u32>().ok());
    match pid {
        Some(pid) if pid == std::process::id() => true,
        // The program's link, not its name: a killed process that nobody has waited for keeps its name. Where there is
        // no /proc, an instance of one's own that still runs is the only danger, and rare.
        Some(pid) => fs::read_link(format!("/proc/{pid}/exe"))
            .is_ok_and(|program| program.file_name().is_some_and(|name| name.to_string_lossy().starts_with("relata"))),
        None => true,
    }
}

fn read(path: &Path) -> Option<Recovered> {
    if path.extension()? != "jsonl" {
        return None;
    }
    let mut lines = BufReader::new(File::open(path).ok()?).split(b'\n');
    let header: Header = serde_json::from_slice(&lines.next()?.ok()?).ok()?;
    let groups: Vec<Vec<Edit>> = lines.map_while(|line| serde_json::from_slice(&line.ok()?).ok()).collect();
    if groups.is_empty() && header.text.is_none() {
        let _ = fs::remove_file(path);
        return None;
    }
    Some(Recovered {
        name: header.name,
        path: header.path,
        text: header.text,
        lines: header.lines,
        groups,
        journal: path.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fragments, change};
    use crate::text::Span;

    fn edits(document: &mut Document, at: usize) -> Vec<Edit> {
        change::add_mention(&mut document.annotations, "Peop".into(), Fragments::one(Span::new(at, at + 1))).1
    }

    #[test]
    fn a_journal_of_a_dead_instance_is_found_and_a_torn_line_ends_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let recovery = Recovery::in_folder(folder.path().to_owned());
        let mut document = Document::new("note", "abc");
        let mut journal = recovery.start(DocumentId(1), &document, None, Vec::new()).expect("writable");
        let (first, second) = (edits(&mut document, 0), edits(&mut document, 1));
        journal.append(&first).expect("writable");
        journal.append(&second).expect("writable");
        assert!(recovery.find().is_empty(), "our own journal is not left over");
        // What a crash in the middle of a third write leaves behind, under a process id that cannot exist.
        let mut bytes = fs::read(&journal.path).expect("there");
        bytes.extend_from_slice(b"[{\"insert\":{\"mention");
        fs::write(folder.path().join("4294967295-1.jsonl"), bytes).expect("writable");
        let found = recovery.find();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].text.as_deref(), &found[0].groups), (Some("abc"), &vec![first, second]));
    }

    #[test]
    fn a_peaceful_end_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let recovery = Recovery::in_folder(folder.path().to_owned());
        drop(recovery.start(DocumentId(1), &Document::new("note", "abc"), None, Vec::new()).expect("writable"));
        assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 0);
    }
}

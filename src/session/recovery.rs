//! Journals that relata wrote before there was a store: every edit since the last save, one small file per document.
//! They are found and replayed once; none is written any more.
//!
//! A journal's first line says which document it belongs to (its path, or the whole text where it has none yet), each
//! further line is one group of edits in JSON.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::domain::{Edit, ItemId};

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

impl Recovery {
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Beside the settings; `None` where the platform names no such place.
    pub fn standard() -> Option<Self> {
        Settings::folder().map(|folder| Self::in_folder(folder.join("recovery")))
    }

    /// Documents of instances that no longer run. A line cut short by the crash ends the journal before it.
    pub fn find(&self) -> Vec<Recovered> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.into_iter().filter(|path| !belongs_to_running(path)).filter_map(|path| read(&path)).collect()
    }
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
    use crate::session::{DocumentId, OpenDocument};

    /// As an earlier relata left them behind when it was killed in the middle of a third write.
    const JOURNAL: &str = concat!(
        r#"{"name":"note","path":null,"text":"Anna met Boris.","lines":[]}"#,
        "\n",
        r#"[{"insert":{"mention":{"id":1,"kind":"Peop","fragments":[[0,4]],"origin":"human","review":"accepted"}}}]"#,
        "\n",
        r#"[{"insert":{"mention":{"id":2,"kind":"Peop","fragments":[[9,14]],"origin":"human","review":"accepted"}}}]"#,
        "\n",
        r#"[{"insert":{"mention"#,
    );

    #[test]
    fn an_old_journal_is_found_replayed_and_a_torn_line_ends_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let recovery = Recovery::in_folder(folder.path().to_owned());
        fs::write(folder.path().join(format!("{}-1.jsonl", std::process::id())), JOURNAL).expect("writable");
        assert!(recovery.find().is_empty(), "one of a running instance is not left over");
        fs::write(folder.path().join("4294967295-1.jsonl"), JOURNAL).expect("writable");
        let mut found = recovery.find();
        assert_eq!(found.len(), 1);
        let journal = found.remove(0);
        let mut open = OpenDocument::from_text(DocumentId(1), "x", journal.text.as_deref().unwrap_or_default(), false);
        assert_eq!(open.replay(&journal), (2, 2));
        let said: Vec<String> = open.document.annotations.mentions().map(|m| m.text(&open.document.text)).collect();
        assert_eq!(said, ["Anna", "Boris"]);
        journal.discard().expect("writable");
        assert!(recovery.find().is_empty());
    }
}

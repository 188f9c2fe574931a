//! What the doctor looks at, as it was read: an `.ann`, or a pair of `.a1` and `.a2`.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Encoding;

use super::Key;
use super::plan::{Plan, plan_parts};
use crate::brat::document::annotation_files;
use crate::brat::encoding::{from_utf16, to_utf8};
use crate::brat::{LoadError, ann_path};
use crate::domain::Schema;
use crate::io::{SaveError, write_atomically};

/// A document's annotation files. Repairs are made to these bytes and no others.
#[derive(Clone, Debug)]
pub struct Files {
    ann: PathBuf,
    parts: Vec<(PathBuf, Vec<u8>)>,
    /// The encoding of the text, in which they may be written too.
    like: Option<&'static Encoding>,
}

impl Files {
    /// `None` where a text has no annotations yet.
    ///
    /// # Errors
    /// When they are there and cannot be read.
    pub fn of(txt: &Path) -> Result<Option<Self>, LoadError> {
        let (ann, parts) = (ann_path(txt), annotation_files(txt)?);
        Ok((!parts.is_empty()).then_some(Self { ann, parts, like: None }))
    }

    /// The same beside a text in another encoding.
    #[must_use]
    pub fn like(self, like: Option<&'static Encoding>) -> Self {
        Self { like, ..self }
    }

    /// A part as UTF-8, or as UTF-16, which shows itself.
    fn decoded<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        match self.like {
            Some(like) if from_utf16(bytes).1.is_none() => to_utf8(bytes, like),
            _ => Cow::Borrowed(bytes),
        }
    }

    /// Looks through them; see [`super::plan`].
    pub fn plan(&self, text: &Arc<str>, schema: Option<&Schema>, choose: &dyn Fn(Key, bool) -> bool) -> Plan {
        let decoded: Vec<Cow<'_, [u8]>> = self.parts.iter().map(|(_, bytes)| self.decoded(bytes)).collect();
        let parts: Vec<(&Path, &[u8])> =
            self.parts.iter().zip(&decoded).map(|((path, _), bytes)| (path.as_path(), &**bytes)).collect();
        plan_parts(text, &parts, schema, choose)
    }

    /// The file that repairs are written to.
    pub fn ann(&self) -> &Path {
        &self.ann
    }

    /// The file that a [`Key::part`] means.
    pub fn path(&self, part: usize) -> &Path {
        self.parts.get(part).map_or(&self.ann, |(path, _)| path)
    }

    /// Whether they are a pair, which stays as it is: repairs make an `.ann` that holds both and counts from then on.
    pub fn is_pair(&self) -> bool {
        self.parts.iter().all(|(path, _)| *path != self.ann)
    }

    /// Whether the files are still what was looked at.
    pub fn is_unchanged(&self) -> bool {
        self.parts.iter().all(|(path, bytes)| std::fs::read(path).is_ok_and(|now| now == *bytes))
            && (!self.is_pair() || !self.ann.exists())
    }

    /// Writes the repaired file in one step. The old one is kept beside it, under the name that is returned; a pair is
    /// kept anyway.
    ///
    /// # Errors
    /// When either cannot be written; the old file is whole then.
    pub fn save(&self, plan: &Plan) -> Result<Option<PathBuf>, SaveError> {
        let backup = match self.parts.as_slice() {
            [(path, old)] if *path == self.ann => Some(keep(path, old)?),
            _ => None,
        };
        let saved = self.as_it_was_written(&plan.after).and_then(|after| write_atomically(&self.ann, &after));
        match (saved, backup) {
            (Ok(()), backup) => Ok(backup.map(|backup| backup.path)),
            (Err(error), Some(Backup { path, is_new: true })) => {
                // What it is a copy of still stands there; whether it goes is no matter.
                let _ = std::fs::remove_file(path);
                Err(error)
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Repaired lines in the encoding that the files are in.
    fn as_it_was_written<'a>(&self, after: &'a [u8]) -> Result<Cow<'a, [u8]>, SaveError> {
        let was_decoded = |(_, bytes): &(PathBuf, Vec<u8>)| matches!(self.decoded(bytes), Cow::Owned(_));
        match (self.like, std::str::from_utf8(after)) {
            (Some(like), Ok(after)) if self.parts.iter().any(was_decoded) => match like.encode(after) {
                (bytes, _, false) => Ok(Cow::Owned(bytes.into_owned())),
                _ => Err(SaveError {
                    path: self.ann.clone(),
                    cause: std::io::Error::other(format!("{} has no place for a character of it", like.name())),
                    remedy: "`relata import` makes a text of UTF-8, with its annotations: repair that",
                }),
            },
            _ => Ok(Cow::Borrowed(after)),
        }
    }
}

struct Backup {
    path: PathBuf,
    /// Whether it was not there before.
    is_new: bool,
}

/// Keeps old bytes under a name that was free.
fn keep(ann: &Path, old: &[u8]) -> Result<Backup, SaveError> {
    let mut backup = with_suffix(ann, "bak");
    let mut number = 2;
    while backup.exists() && std::fs::read(&backup).is_ok_and(|bytes| bytes != old) {
        backup = with_suffix(ann, &format!("{number}.bak"));
        number += 1;
    }
    let is_new = !backup.exists();
    write_atomically(&backup, old)?;
    Ok(Backup { path: backup, is_new })
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_is_kept_and_no_backup_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let (txt, ann) = (folder.path().join("a.txt"), folder.path().join("a.ann"));
        for (old, new, backup) in [("one", "two", "a.ann.bak"), ("two", "three", "a.ann.2.bak")] {
            std::fs::write(&ann, old).expect("writable");
            let files = Files::of(&txt).expect("readable").expect("there");
            assert!(files.is_unchanged() && !files.is_pair());
            let plan = Plan { after: new.into(), ..Plan::default() };
            assert_eq!(files.save(&plan).expect("writable"), Some(folder.path().join(backup)));
            assert!(!files.is_unchanged());
            assert_eq!(std::fs::read_to_string(folder.path().join(backup)).expect("there"), old);
            assert_eq!(std::fs::read_to_string(&ann).expect("there"), new);
        }
    }

    #[test]
    fn annotations_in_the_encoding_of_their_text_stay_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let txt = folder.path().join("a.txt");
        let cyrillic = encoding_rs::WINDOWS_1251;
        let damaged = cyrillic.encode("T1\tЛицо 0 5\tАнна \n#1\tAnnotatorNotes T1\tсестра\n").0.into_owned();
        std::fs::write(txt.with_extension("ann"), &damaged).expect("writable");
        let files = Files::of(&txt).expect("readable").expect("there").like(Some(cyrillic));
        let plan = files.plan(&"Анна спит.".into(), None, &|_, sure| sure);
        assert_eq!(plan.chosen(), 1, "{plan:#?}");
        let backup = files.save(&plan).expect("writable").expect("kept");
        assert_eq!(std::fs::read(backup).expect("there"), damaged);
        let now = std::fs::read(txt.with_extension("ann")).expect("there");
        assert_eq!(cyrillic.decode(&now).0, "T1\tЛицо 0 4\tАнна\n#1\tAnnotatorNotes T1\tсестра\n");
    }

    #[test]
    fn a_pair_is_looked_through_as_one_and_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let txt = folder.path().join("d.txt");
        let first = "T1\tPeop 0 5\tAnna \nT2\tPeop 9 12\tBob\n";
        let second = "T3\tMeet 5 8\tmet\nE1\tMeet:T3 Who:T1 With:T9\nT1\tPeop 14 17\tBob\n";
        for (name, bytes) in [("d.txt", "Anna met Bob. Bob left.\n"), ("d.a1", first), ("d.a2", second)] {
            std::fs::write(folder.path().join(name), bytes).expect("writable");
        }
        let files = Files::of(&txt).expect("readable").expect("there");
        assert!(files.is_pair());
        let text: Arc<str> = "Anna met Bob. Bob left.\n".into();
        let plan = files.plan(&text, None, &|_, sure| sure);
        let found: Vec<_> = plan.findings.iter().map(|f| (f.key.part, f.key.line, f.is_chosen)).collect();
        assert_eq!(found, [(0, 1, true), (1, 2, false), (1, 3, true)], "{:#?}", plan.findings);
        assert_eq!(files.save(&plan).expect("writable"), None);
        let whole = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 12\tBob\nT3\tMeet 5 8\tmet\nE1\tMeet:T3 Who:T1 With:T9\nT10\tPeop 14 17\tBob\n";
        assert_eq!(std::fs::read_to_string(folder.path().join("d.ann")).expect("written"), whole);
        assert_eq!(std::fs::read_to_string(folder.path().join("d.a1")).expect("there"), first);
        assert_eq!(std::fs::read_to_string(folder.path().join("d.a2")).expect("there"), second);
    }
}

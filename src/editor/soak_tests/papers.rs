//! The papers of an annotator on the disk, read without the program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::oracle::{Entity, Paper};

/// The papers on the disk, and beside them what the program keeps.
pub struct Papers {
    folder: tempfile::TempDir,
    names: Vec<String>,
}

impl Papers {
    pub(super) fn new(texts: &[(&str, String)]) -> Self {
        let papers = Self::empty(texts.iter().map(|(name, _)| (*name).to_owned()).collect());
        for (name, text) in texts {
            std::fs::write(papers.path(name, "txt"), text).expect("writable");
        }
        papers
    }

    fn empty(names: Vec<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("papers")).expect("writable");
        Self { folder, names }
    }

    /// Texts and annotations in another place, and nothing else.
    pub(super) fn copied(&self) -> Self {
        let next = Self::empty(self.names.clone());
        for name in &self.names {
            for extension in ["txt", "ann"] {
                std::fs::copy(self.path(name, extension), next.path(name, extension)).expect("saved");
            }
        }
        next
    }

    fn path(&self, name: &str, extension: &str) -> PathBuf {
        self.folder.path().join("papers").join(name).with_extension(extension)
    }

    pub fn texts(&self) -> impl Iterator<Item = PathBuf> {
        self.names.iter().map(|name| self.path(name, "txt"))
    }

    /// Where the program keeps what is in no file.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(super) fn has_file(&self, paper: &Paper) -> bool {
        self.path(&paper.name, "ann").exists()
    }

    /// Adds an entity to the file of a paper as another program would; false where the file has one there.
    pub(super) fn add_to_file(&self, paper: &Paper, entity: &Entity) -> bool {
        let path = self.path(&paper.name, "ann");
        let mut file = std::fs::read_to_string(&path).expect("saved");
        let (start, end) = (paper.words[entity.first].1, paper.words[entity.last].2);
        if file.contains(&format!(" {start} {end}\t")) {
            return false;
        }
        let id = (9_000..).find(|id| !file.contains(&format!("T{id}\t"))).expect("one is free");
        file.push_str(&format!("T{id}\t{} {start} {end}\t{}\n", entity.kind, paper.words_of(entity)));
        std::fs::write(path, file).expect("writable");
        true
    }

    /// What the `.ann` of a paper says, read without the program.
    pub(super) fn file(&self, paper: &Paper) -> BTreeSet<String> {
        read(&self.path(&paper.name, "ann"), paper)
    }
}

fn read(path: &Path, paper: &Paper) -> BTreeSet<String> {
    let file = std::fs::read_to_string(path).expect("saved");
    let mut entities = BTreeMap::new();
    let lines = file.lines().map(|line| line.split_once('\t').expect("an id and the rest"));
    for (id, rest) in lines.clone().filter(|(id, _)| id.starts_with('T')) {
        let words: Vec<&str> = rest.split(['\t', ' ']).collect();
        let place = |i: usize| words[i].parse::<usize>().expect("a code point");
        let first = paper.words.iter().position(|word| word.1 == place(1)).expect("begins with a word");
        let last = paper.words.iter().position(|word| word.2 == place(2)).expect("ends with a word");
        entities.insert(id, format!("{} {first}-{last}", words[0]));
    }
    let relations = lines.filter(|(id, _)| id.starts_with('R')).map(|(_, rest)| {
        let parts: Vec<&str> = rest.split_whitespace().collect();
        let end = |i: usize| entities[parts[i].split_once(':').expect("a role").1].clone();
        format!("{} from {} to {}", parts[0], end(1), end(2))
    });
    let relations: Vec<String> = relations.collect();
    entities.into_values().chain(relations).collect()
}

//! Where the types come from, and above all which relation types are symmetric.

use std::path::{Path, PathBuf};

use super::load::Loaded;
use crate::dataset::{self, Sentence};
use crate::io::Folder;
use crate::nlp::{EntityType, RelationType, Types};

/// The file that was named, else the one beside gold, else `annotation.conf`, else the types that occur. Which one it
/// was is said, because it can change the figures.
///
/// # Errors
/// When the file cannot be read, or is no types JSON.
pub fn find(gold: &Path, loaded: &Loaded, named: Option<&Path>) -> anyhow::Result<Types> {
    if let Some(file) = named {
        return read(file);
    }
    if let Some(file) = beside(gold) {
        eprintln!("types: {}", file.display());
        return read(&file);
    }
    if let Some(schema) = &loaded.schema
        && let Ok(types) = Types::from_json(&dataset::types_json(schema).to_string())
    {
        eprintln!("types: annotation.conf");
        return Ok(types);
    }
    let types = of_data(&[&loaded.gold, &loaded.pred]);
    if !types.relations.is_empty() {
        eprintln!(
            "types: those that occur. Nothing says which relations are symmetric, so all count as directed; \
             --types FILE says it"
        );
    }
    Ok(types)
}

fn read(file: &Path) -> anyhow::Result<Types> {
    Ok(dataset::read_types(file)?)
}

/// Of the `*_types.json` beside gold the one whose name fits gold's best (`conll04_types.json` for `conll04_test.json`).
fn beside(gold: &Path) -> Option<PathBuf> {
    let folder = if gold.is_dir() { gold } else { gold.parent()? };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let stem = gold.file_stem()?.to_str()?;
    let here = Folder::list_here(folder).ok()?;
    let mut candidates: Vec<(usize, PathBuf)> = here
        .files()
        .iter()
        .filter_map(|file| {
            let prefix = file.file_name()?.to_str()?.strip_suffix("_types.json")?;
            Some((if stem.starts_with(prefix) { prefix.len() } else { 0 }, file.clone()))
        })
        .collect();
    candidates.sort();
    // Among several strangers there is no telling.
    if candidates.len() > 1 {
        candidates.retain(|(fit, _)| *fit > 0);
    }
    candidates.pop().map(|(_, path)| path)
}

fn of_data(sides: &[&[Sentence]]) -> Types {
    let mut types = Types::default();
    for sentence in sides.iter().copied().flatten() {
        for entity in &sentence.entities {
            if types.entities.iter().all(|t| t.name != entity.kind) {
                let name = entity.kind.clone();
                types.entities.push(EntityType { short: name.clone(), verbose: name.clone(), name });
            }
        }
        for relation in &sentence.relations {
            if types.relations.iter().all(|t| t.name != relation.kind) {
                let name = relation.kind.clone();
                let (short, verbose) = (name.clone(), name.clone());
                types.relations.push(RelationType { short, verbose, name, symmetric: false });
            }
        }
    }
    types
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_beside_gold_are_found_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let touch = |name: &str| std::fs::write(folder.path().join(name), "").expect("writable");
        let found = |gold: &str| {
            let path = beside(&folder.path().join(gold))?;
            Some(path.file_name()?.to_str()?.to_owned())
        };
        assert_eq!(found("news_test.json"), None);
        touch("news_types.json");
        assert_eq!(found("news_test.json").as_deref(), Some("news_types.json"));
        assert_eq!(found("other.json").as_deref(), Some("news_types.json"), "the only one");
        touch("news_test_types.json");
        touch("drugs_types.json");
        assert_eq!(found("news_test.json").as_deref(), Some("news_test_types.json"));
        assert_eq!(found("other.json"), None);
    }
}

//! The types of a data set: from its types file, from `annotation.conf`, or from the data.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};

use super::load::{files, is_types};
use super::{Data, DataError, Format};
use crate::brat::conf;
use crate::domain::Schema;
use crate::io::{decode_json, remedy, what};
use crate::nlp::{EntityType, RelationType, Types};

/// Who says which types there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypesOrigin {
    /// A file in the layout of [`Types::from_json`].
    File(PathBuf),
    /// The `annotation.conf` nearest to this path.
    Conf(PathBuf),
    /// The annotations themselves.
    Data,
}

impl fmt::Display for TypesOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Conf(path) => write!(f, "annotation.conf of {}", path.display()),
            Self::Data => write!(f, "the annotations, most frequent first"),
        }
    }
}

/// The types of a data set that was loaded from `path`, and who says so.
///
/// SpERT JSON: of the `*_types.json` beside it the one whose name is the longest beginning of the file's
/// (`conll04_types.json` for `conll04_train.json`), else `types.json`, else the only one there is. brat: the nearest
/// `annotation.conf`; a type that it only groups by, or gives to events, counts where annotations use it. Else [`derive_types`].
///
/// # Errors
/// When a types file is there and cannot be read.
pub fn types_for(path: &Path, data: &Data) -> Result<(Types, TypesOrigin), DataError> {
    let found = match data.format {
        Format::SpertJson => types_file(path)?
            .map(|file| Ok::<_, DataError>((read_types(&file)?, TypesOrigin::File(file))))
            .transpose()?,
        Format::Brat => {
            // `nearest` wants a document, and begins to look in its folder.
            let inside = if path.is_dir() { path.join("document.txt") } else { path.to_owned() };
            let conf = conf::nearest(&inside).filter(|conf| !conf.schema.entities.is_empty());
            conf.map(|conf| (from_schema(&conf.schema, data), TypesOrigin::Conf(path.to_owned())))
        }
    };
    Ok(found.unwrap_or_else(|| (derive_types([data]), TypesOrigin::Data)))
}

/// Reads a types file.
///
/// # Errors
/// File and cause.
pub fn read_types(file: &Path) -> Result<Types, DataError> {
    let name = || file.display().to_string();
    let unreadable = |cause: String| DataError::Unreadable { file: name(), cause };
    let bytes = std::fs::read(file).map_err(|error| unreadable(format!("{} ({})", what(&error), remedy(&error))))?;
    let text = decode_json(&bytes).map_err(|error| unreadable(error.to_string()))?;
    Types::from_json(&text).map_err(|cause| DataError::Types { file: name(), cause })
}

/// The types that annotations use, the most frequent first and equally frequent ones by name; none is symmetric.
pub fn derive_types<'a>(data: impl IntoIterator<Item = &'a Data>) -> Types {
    let (mut entities, mut relations) = (HashMap::<&str, usize>::new(), HashMap::<&str, usize>::new());
    for sentence in data.into_iter().flat_map(|d| &d.sentences) {
        sentence.entities.iter().for_each(|e| *entities.entry(&e.kind).or_default() += 1);
        sentence.relations.iter().for_each(|r| *relations.entry(&r.kind).or_default() += 1);
    }
    let entity = |name: &str| EntityType { name: name.into(), short: name.into(), verbose: name.into() };
    let relation =
        |name: &str| RelationType { name: name.into(), short: name.into(), verbose: name.into(), symmetric: false };
    Types {
        entities: by_frequency(entities).into_iter().map(entity).collect(),
        relations: by_frequency(relations).into_iter().map(relation).collect(),
    }
}

/// The most frequent first, equals by name.
pub(super) fn by_frequency(counts: HashMap<&str, usize>) -> Vec<&str> {
    let mut names: Vec<(&str, usize)> = counts.into_iter().collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    names.into_iter().map(|(name, _)| name).collect()
}

fn types_file(path: &Path) -> Result<Option<PathBuf>, DataError> {
    let (folder, stem) = if path.is_dir() {
        (path, String::new())
    } else {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        (parent, path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
    };
    let stem_of = |file: &PathBuf| file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut found: Vec<PathBuf> = files(folder)?.into_iter().filter(|file| is_types(file)).collect();
    let fits = |file: &PathBuf| stem_of(file).strip_suffix("_types").is_some_and(|name| stem.starts_with(name));
    let longest = found.iter().filter(|file| fits(file)).max_by_key(|file| stem_of(file).len());
    let named = longest.or_else(|| found.iter().find(|file| stem_of(file) == "types")).cloned();
    Ok(named.or_else(|| if found.len() == 1 { found.pop() } else { None }))
}

fn from_schema(schema: &Schema, data: &Data) -> Types {
    let used: HashSet<&str> = data.sentences.iter().flat_map(|s| &s.entities).map(|e| e.kind.as_str()).collect();
    let entities = schema.entities.iter().filter(|t| !t.abstract_only || used.contains(&*t.name));
    let label = |label: &String, name: &str| if label.is_empty() { name.to_owned() } else { label.clone() };
    Types {
        entities: entities
            .map(|t| EntityType {
                name: t.name.to_string(),
                short: label(&t.short, &t.name),
                verbose: label(&t.label, &t.name),
            })
            .collect(),
        relations: schema
            .relations
            .iter()
            .map(|t| RelationType {
                name: t.name.to_string(),
                short: label(&t.short, &t.name),
                verbose: label(&t.label, &t.name),
                symmetric: t.symmetric,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::load;

    const DATA: &str = r#"[{"tokens":["a","b","c"],"entities":[{"type":"Z","start":0,"end":1},
        {"type":"B","start":1,"end":2},{"type":"Z","start":2,"end":3},{"type":"A","start":0,"end":3}],
        "relations":[{"type":"R","head":0,"tail":1}]}]"#;

    fn named(file: &str) -> String {
        format!(r#"{{"entities": {{"{file}": {{}}}}, "relations": {{}}}}"#)
    }

    fn names(types: &Types) -> Vec<&str> {
        types.entities.iter().map(|t| t.name.as_str()).collect()
    }

    #[test]
    fn the_types_file_with_the_nearest_name_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x_y_train.json");
        std::fs::write(&path, DATA).unwrap();
        let data = load(&path).unwrap();
        let (types, origin) = types_for(&path, &data).unwrap();
        assert_eq!((names(&types).as_slice(), origin), (["Z", "A", "B"].as_slice(), TypesOrigin::Data));
        for name in ["only_types", "types", "x_types", "x_y_types"] {
            std::fs::write(folder.path().join(name).with_extension("json"), named(name)).unwrap();
            let (types, _) = types_for(&path, &data).unwrap();
            assert_eq!(names(&types), [name]);
        }
        std::fs::write(folder.path().join("x_y_types.json"), "{}").unwrap();
        let said = types_for(&path, &data).unwrap_err().to_string();
        assert!(said.contains("x_y_types.json: not a types file"), "{said}");
    }

    #[test]
    fn a_brat_folder_has_its_annotation_conf() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("a.txt", "Anna slept.");
        write("a.ann", "T1\tPeop 0 4\tAnna\n");
        let data = load(folder.path()).unwrap();
        assert_eq!(types_for(folder.path(), &data).unwrap().1, TypesOrigin::Data);
        write(
            "annotation.conf",
            "[entities]\nLoc\n!Being\n\tPeop\n[relations]\nKin\tArg1:Peop, Arg2:Peop, <REL-TYPE>:symmetric\n",
        );
        let (types, origin) = types_for(folder.path(), &data).unwrap();
        assert_eq!(names(&types), ["Loc", "Peop"]);
        assert!(types.relations[0].symmetric);
        assert_eq!(origin, TypesOrigin::Conf(folder.path().to_owned()));
    }
}

//! A path as a data set: SpERT JSON, a brat document, or a folder of either.

use std::path::{Path, PathBuf};

use super::{Data, DataError, DocumentRange, Format, LeftOut, Sentences, confirmed, read};
use crate::brat::{self, Issue, Severity};
use crate::io::{Folder, has_extension, is_json};

/// Reads what is at a path: a SpERT JSON file, a brat document, or a folder.
///
/// A folder with texts (also in folders below it) is brat: its documents in the order of their paths. A folder without
/// any is taken for SpERT JSON: the `.json` files in it, but for its types files, in the order of their names. A file of
/// a folder that cannot be read is left out, and said in [`Data::issues`], as are annotations without a text.
///
/// # Errors
/// File, item and remedy for what cannot be read, and for a path without a sentence.
pub fn load(path: &Path) -> Result<Data, DataError> {
    let mut data = Data {
        source: path.to_owned(),
        format: Format::SpertJson,
        sentences: Vec::new(),
        across: Vec::new(),
        documents: Vec::new(),
        left_out: LeftOut::default(),
        issues: Vec::new(),
    };
    let remedy = if path.is_dir() {
        load_folder(&mut data, path)?;
        "a data set is a folder with .txt and .ann files or with SpERT JSON"
    } else if is_json(path) {
        add_json(&mut data, path, path)?;
        "a list of {\"tokens\", \"entities\", \"relations\"} is needed"
    } else {
        data.format = Format::Brat;
        add_document(&mut data, path, path)?;
        "its text is empty"
    };
    match data.sentences.is_empty() {
        true => Err(DataError::Empty { file: path.display().to_string(), remedy }),
        false => Ok(data),
    }
}

/// What is wrong in a folder before any document of it is read.
pub fn folder_issues(folder: &Folder) -> impl Iterator<Item = Issue> {
    let orphan = |ann: PathBuf| {
        let remedy = "put the text beside it under the same name; its offsets mean nothing without it";
        Issue::new(ann, 0, Severity::Error, "there is no .txt for these annotations", remedy)
    };
    let skipped = folder.skipped.iter().filter(|skipped| skipped.is_a_loss());
    let lost = skipped.map(|skipped| Issue::new(&skipped.path, 0, Severity::Error, skipped.what(), ""));
    folder.orphans().into_iter().map(orphan).chain(lost.collect::<Vec<_>>())
}

/// Adds one file of a folder.
type Add = fn(&mut Data, &Path, &Path) -> Result<(), DataError>;

fn load_folder(data: &mut Data, path: &Path) -> Result<(), DataError> {
    let folder = Folder::list(path)?;
    let texts = folder.texts();
    let (files, add): (_, Add) = if texts.is_empty() {
        (json_files(path)?, add_json)
    } else {
        data.format = Format::Brat;
        data.issues.extend(folder_issues(&folder));
        (texts, add_document)
    };
    let mut first = None;
    for file in &files {
        if let Err(error) = add(data, path, file) {
            data.issues.push(Issue::unread(file, &error));
            first.get_or_insert(error);
        }
    }
    // One bad file never stops the others; where there are no others, it is the reason.
    match first {
        Some(error) if data.documents.is_empty() => Err(error),
        _ => Ok(()),
    }
}

/// The data sets of a path: every SpERT JSON file of a folder is one, so is a folder with texts of its own, and so is
/// each folder directly below one that has none (`train`, `dev`, `test`).
///
/// # Errors
/// When a folder cannot be read.
pub fn splits(path: &Path) -> Result<Vec<PathBuf>, DataError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = json_files(path)?;
    let texts = Folder::list(path)?.texts();
    if texts.iter().any(|txt| txt.parent() == Some(path)) {
        found.push(path.to_owned());
    } else {
        // Sorted by path, the texts of one folder stand together.
        let below = texts.iter().filter_map(|txt| txt.strip_prefix(path).ok()?.components().next());
        let mut folders: Vec<PathBuf> = below.map(|name| path.join(name)).collect();
        folders.dedup();
        found.append(&mut folders);
    }
    Ok(found)
}

/// A types file belongs to data and is none.
pub(super) fn is_types(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    has_extension(path, &["json"]) && (stem == "types" || stem.ends_with("_types"))
}

/// The files directly in a folder that count, sorted.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    Ok(Folder::list_here(folder)?.files().to_vec())
}

/// The data sets of SpERT JSON directly in a folder, by their names alone.
///
/// # Errors
/// When the folder cannot be read.
pub fn json_files(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    Ok(files(folder)?.into_iter().filter(|file| is_json(file) && !is_types(file)).collect())
}

fn name(root: &Path, file: &Path) -> String {
    let below = file.strip_prefix(root).ok().filter(|below| !below.as_os_str().is_empty());
    let name = below.map_or_else(|| PathBuf::from(file.file_name().unwrap_or_default()), Path::to_owned);
    name.with_extension("").to_string_lossy().into_owned()
}

fn add_json(data: &mut Data, root: &Path, file: &Path) -> Result<(), DataError> {
    let start = data.sentences.len();
    data.sentences.append(&mut read(file)?);
    let sentences = start..data.sentences.len();
    let name = name(root, file);
    data.documents.push(DocumentRange { name, file: file.to_owned(), sentences, complete_for: None });
    Ok(())
}

fn add_document(data: &mut Data, root: &Path, path: &Path) -> Result<(), DataError> {
    let loaded = brat::load_decoded(path, None, None)?;
    let Sentences { sentences: mut made, across, left_out } = confirmed(&loaded.document);
    let name = name(root, &loaded.txt);
    for (number, sentence) in made.iter_mut().enumerate() {
        sentence.orig_id = Some(format!("{name}:{number}").into());
    }
    let start = data.sentences.len();
    data.sentences.append(&mut made);
    data.across.extend(across.iter().map(|relation| relation.behind(start)));
    data.left_out += left_out;
    data.issues.extend(loaded.issues);
    let sentences = start..data.sentences.len();
    data.documents.push(DocumentRange { name, file: loaded.txt, sentences, complete_for: None });
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        folder
    }

    const ONE: &str = r#"[{"tokens":["a"]}]"#;

    #[test]
    fn a_brat_folder_is_its_documents_in_order() {
        let folder = folder(&[
            ("b/two.txt", "Anna met Boris. Vera slept."),
            ("b/two.ann", "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\nT3\tPeop 9 20\tx\n"),
            ("a.txt", "Nobody came."),
            ("empty.txt", ""),
        ]);
        let data = load(folder.path()).unwrap();
        assert_eq!(data.format, Format::Brat);
        let names: Vec<_> = data.documents.iter().map(|d| (d.name.as_str(), d.sentences.clone())).collect();
        assert_eq!(names, [("a", 0..1), ("b/two", 1..3), ("empty", 3..3)]);
        assert_eq!((data.entities(), data.relations(), data.left_out.crossing_mentions), (2, 1, 1));
        assert_eq!(data.sentences[2].orig_id, Some("b/two:1".into()));
        assert!(!data.issues.is_empty(), "T3 says another text than its place");
        assert_eq!(load(&folder.path().join("a.txt")).unwrap().documents[0].name, "a");
    }

    #[test]
    fn a_folder_of_json_leaves_its_types_out() {
        let folder =
            folder(&[("x_dev.json", ONE), ("x_train.json", ONE), ("x_types.json", "{}"), ("types.json", "{}")]);
        let data = load(folder.path()).unwrap();
        let names: Vec<_> = data.documents.iter().map(|d| d.name.as_str()).collect();
        assert_eq!((names.as_slice(), data.format), (["x_dev", "x_train"].as_slice(), Format::SpertJson));
        assert_eq!(load(&folder.path().join("x_dev.json")).unwrap().documents[0].name, "x_dev");
    }

    #[test]
    fn splits_are_files_or_folders() {
        let json = folder(&[("dev.json", ONE), ("x_types.json", "{}"), ("deep/other.json", "7")]);
        assert_eq!(splits(json.path()).unwrap(), [json.path().join("dev.json")]);
        let brat = folder(&[("annotation.conf", ""), ("train/x/a.txt", ""), ("train/b.txt", ""), ("dev/a.txt", "")]);
        assert_eq!(splits(brat.path()).unwrap(), [brat.path().join("dev"), brat.path().join("train")]);
        assert_eq!(splits(&brat.path().join("train")).unwrap(), [brat.path().join("train")]);
    }

    #[test]
    fn nothing_is_said_to_be_nothing() {
        let empty = folder(&[("a.json", "[]"), ("b/a.txt", " ")]);
        let said = |path: &Path| load(path).unwrap_err().to_string();
        assert!(said(&empty.path().join("a.json")).contains("a.json: holds no sentence"));
        assert!(said(&empty.path().join("b")).contains("holds no sentence"));
        assert!(said(&empty.path().join("none")).contains("none"));
        assert!(said(&empty.path().join("none.json")).contains("none.json"));
    }

    #[test]
    fn one_bad_file_never_stops_the_others() {
        let folder =
            folder(&[("a.txt", "Anna."), ("b.txt", "\0\0"), ("lonely.ann", ""), ("._a.txt", "\0"), ("c.TXT", "Eva.")]);
        let data = load(folder.path()).unwrap();
        assert_eq!(data.documents.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        let said: Vec<String> = data.issues.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said[0].contains("lonely.ann: ") && said[1].contains("b.txt: ") && said[1].contains("binary"),
            "{said:?}"
        );
        fs::remove_file(folder.path().join("a.txt")).unwrap();
        fs::remove_file(folder.path().join("c.TXT")).unwrap();
        assert!(load(folder.path()).unwrap_err().to_string().contains("b.txt"), "nothing else is there");
        let json = self::folder(&[("a.json", ONE), ("b.json", "{"), ("c.JSONL", "{\"tokens\":[\"a\"]}")]);
        let data = load(json.path()).unwrap();
        assert_eq!((data.sentences.len(), data.issues.len()), (2, 1));
    }
}

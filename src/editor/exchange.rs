//! Files of other tools: reading one into documents of brat, and writing documents as one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::brat::{self, Standoff, provenance};
use crate::domain::{Document, Visibility};
use crate::formats::{self, File, Format, Lost};
use crate::import;
use crate::io::NotAText;

/// A file of another tool, read.
pub struct Foreign {
    pub path: PathBuf,
    pub format: &'static Format,
    /// With names of types that brat takes.
    pub documents: Vec<Document>,
    /// What was guessed, renamed or could not be read, in words.
    pub notes: Vec<String>,
    /// What documents have no place for.
    pub lost: Lost,
}

/// Whether a file that is no text is one of another tool that can be read.
pub fn can_read(found: &NotAText) -> bool {
    formats::recognised(found.name).is_some_and(|format| format.file.is_some())
}

/// Reads a file of another tool.
///
/// # Errors
/// In words, with the file: what the disk says, or why nothing of it can be read.
pub fn read_foreign(path: &Path) -> Result<Foreign, String> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| format!("{shown}: {error}"))?;
    let format = formats::guess(path, &bytes);
    let Some((format, File { reader, .. })) = format.and_then(|format| Some((format, format.file.as_ref()?))) else {
        return Err(format!("{shown} is no file of another tool that relata knows"));
    };
    let decoded = import::decode(&bytes, None, None).map_err(|what| format!("{shown}: {what}"))?;
    let mut notes = decoded.notes().iter().map(ToString::to_string).collect::<Vec<_>>();
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let parsed = reader.read(&decoded.text, &stem).map_err(|error| format!("{shown}: {error}"))?;
    notes.extend(parsed.problems.iter().map(ToString::to_string));
    let mut renamed = BTreeMap::new();
    let mut documents = Vec::new();
    for document in parsed.documents {
        let named = formats::named_for_brat(document, &mut renamed);
        documents.push(named.map_err(|error| format!("{shown}: {error}"))?);
    }
    notes.extend(renamed.iter().map(|(from, to)| format!("the type “{from}” becomes {to}")));
    Ok(Foreign { path: path.to_owned(), format, documents, notes, lost: parsed.lost })
}

/// A folder beside a file that is not there yet, named after it.
pub fn fresh_folder(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    let named = |number: usize| match number {
        1 => format!("{stem}-brat"),
        number => format!("{stem}-brat-{number}"),
    };
    (1_usize..).map(|number| file.with_file_name(named(number))).find(|folder| !folder.exists()).unwrap_or_default()
}

/// Writes documents as texts with their annotations into a folder, which is made.
///
/// # Errors
/// In words: what the disk says, or that a file of one of these names is there already; nothing is written over.
pub fn write_brat(documents: &[Document], folder: &Path) -> Result<usize, String> {
    for document in documents {
        let txt = folder.join(format!("{}.txt", document.name));
        if txt.exists() || brat::ann_path(&txt).exists() {
            return Err(format!("{} is there already, and nothing was written. Choose another folder", txt.display()));
        }
        let place = txt.parent().unwrap_or(folder);
        std::fs::create_dir_all(place).map_err(|error| format!("{}: {error}", place.display()))?;
        let all = provenance::shows_all(&document.annotations, Visibility::default());
        let ann = Standoff::new_at(&txt).write(&document.text, &document.annotations, &all).0;
        brat::save_text(&txt, &document.text).map_err(|error| error.to_string())?;
        brat::save_annotations(&txt, &ann).map_err(|error| error.to_string())?;
    }
    Ok(documents.len())
}

/// Writes documents as a file of another tool; gives what the format has no place for. `predictions`: also those that nobody
/// has reviewed, as far as they are shown.
///
/// # Errors
/// In words, with the file.
pub fn write_foreign(
    format: &Format,
    documents: &[(Document, Visibility)],
    predictions: bool,
    path: &Path,
) -> Result<Lost, String> {
    let Some(File { writer, .. }) = &format.file else { return Err(format!("{} is no single file", format.title)) };
    let mut left_out = 0;
    let shown: Vec<(&Document, Visibility)> = documents
        .iter()
        .map(|(document, visibility)| {
            if predictions {
                return (document, visibility.clone());
            }
            let annotations = &document.annotations;
            let is_open = |shown: bool, prediction: bool| usize::from(shown && prediction);
            left_out +=
                annotations.mentions().map(|m| is_open(visibility.mention(m), m.is_prediction())).sum::<usize>();
            left_out += annotations
                .relations()
                .map(|r| is_open(visibility.relation(annotations, r), r.is_prediction()))
                .sum::<usize>();
            (document, Visibility::confirmed_only())
        })
        .collect();
    let (text, mut lost) = writer.write(&shown);
    lost.add(left_out, "predictions that nobody has reviewed");
    crate::io::write_atomically(path, text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCCANO: &str = "{\"text\": \"Anna met Boris.\", \"entities\": [{\"id\": 1, \"start_offset\": 0, \"end_offset\": 4, \
                           \"label\": \"a person\"}, {\"id\": 2, \"start_offset\": 9, \"end_offset\": 14, \"label\": \"P\"}], \
                           \"relations\": [{\"id\": 3, \"from_id\": 1, \"to_id\": 2, \"type\": \"met\"}]}\n";

    #[test]
    fn a_file_of_another_tool_becomes_documents_and_a_file_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("labels.jsonl");
        std::fs::write(&file, DOCCANO).expect("written");
        assert!(matches!(brat::load_document(&file), Err(brat::LoadError::Foreign(found)) if can_read(&found)));
        let read = read_foreign(&file).expect("read");
        assert_eq!((read.format.name, read.documents.len()), ("doccano", 1));
        assert_eq!(read.notes, ["the type “a person” becomes a_person"]);
        let to = fresh_folder(&file);
        assert_eq!(to, folder.path().join("labels-brat"));
        assert_eq!(write_brat(&read.documents, &to), Ok(1));
        assert_eq!(fresh_folder(&file), folder.path().join("labels-brat-2"));
        let txt = crate::io::Folder::list(&to).expect("listed").texts().remove(0);
        let ann = std::fs::read_to_string(txt.with_extension("ann")).expect("there");
        assert!(ann.contains("a_person 0 4\tAnna") && ann.contains("met Arg1:T1 Arg2:T2"), "{ann}");
        let again = write_brat(&read.documents, &to).expect_err("nothing is written over");
        assert!(again.contains("there already"), "{again}");

        let documents = [(read.documents[0].clone(), Visibility::default())];
        let conll = folder.path().join("a.conll");
        let lost =
            write_foreign(formats::named("conll2003").expect("known"), &documents, true, &conll).expect("written");
        assert!(lost.to_string().contains("relations"), "{lost}");
        assert!(std::fs::read_to_string(&conll).expect("there").contains("B-a_person"));
    }

    #[test]
    fn what_is_no_such_file_says_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.txt");
        std::fs::write(&file, "Anna met Boris.").expect("written");
        let foreign =
            |file| matches!(brat::load_document(file), Err(brat::LoadError::Foreign(found)) if can_read(&found));
        assert!(!foreign(&file) && read_foreign(&file).is_err());
        assert!(read_foreign(&folder.path().join("none.jsonl")).is_err());
    }
}

//! The types JSON of a checkpoint, and text files beside the weights.

use std::path::{Path, PathBuf};

use crate::io::decode_json;
use crate::model::error::ModelError;
use crate::nlp::Types;
use crate::text::DecodeError;

pub(in crate::model) const REMEDY: &str = "copy the file again from the checkpoint it belongs to";

/// Finds and reads the types JSON: `types.json`, or else the only file whose name ends in `_types.json`.
///
/// # Errors
/// When there is none (or several), or it cannot be understood.
pub fn read_types(dir: &Path) -> Result<Types, ModelError> {
    let path = types_path(dir)?;
    let text =
        read_text(&path, "the types JSON", "copy the types JSON the model was trained with next to the weights")?;
    Types::from_json(&text).map_err(|error| ModelError::BadFile {
        path,
        reason: error.to_string(),
        remedy: "it should read {\"entities\": {NAME: {\"short\", \"verbose\"}}, \"relations\": {…}}",
    })
}

pub(in crate::model) fn types_path(dir: &Path) -> Result<PathBuf, ModelError> {
    let plain = dir.join("types.json");
    if plain.is_file() {
        return Ok(plain);
    }
    let mut named: Vec<PathBuf> = std::fs::read_dir(dir)
        .map_err(|source| ModelError::Io { path: dir.to_owned(), source })?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().ends_with("_types.json")))
        .collect();
    named.sort();
    match <[PathBuf; 1]>::try_from(named) {
        Ok([path]) => Ok(path),
        Err(several) if several.is_empty() => Err(ModelError::Missing {
            path: plain,
            what: "the types JSON",
            remedy: "copy the types JSON the model was trained with next to the weights, as types.json",
        }),
        Err(several) => Err(ModelError::BadFile {
            path: dir.to_owned(),
            reason: format!("there are {} files *_types.json in it", several.len()),
            remedy: "rename the one the model was trained with to types.json",
        }),
    }
}

pub(in crate::model) fn read_text(path: &Path, what: &'static str, remedy: &'static str) -> Result<String, ModelError> {
    if !path.is_file() {
        return Err(ModelError::Missing { path: path.to_owned(), what, remedy });
    }
    let bytes = std::fs::read(path).map_err(|source| ModelError::Io { path: path.to_owned(), source })?;
    let bad =
        |error: DecodeError| ModelError::BadFile { path: path.to_owned(), reason: error.to_string(), remedy: REMEDY };
    Ok(decode_json(&bytes).map_err(bad)?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_file_may_have_a_name_of_its_own_but_must_be_the_only_one() {
        let dir = tempfile::tempdir().unwrap();
        assert!(read_types(dir.path()).unwrap_err().to_string().contains("types JSON is missing"));
        let json = r#"{"entities": {"A": {}}, "relations": {}}"#;
        std::fs::write(dir.path().join("a_types.json"), json).unwrap();
        assert_eq!(read_types(dir.path()).unwrap().entities[0].name, "A");
        std::fs::write(dir.path().join("b_types.json"), json).unwrap();
        assert!(read_types(dir.path()).unwrap_err().to_string().contains("2 files"));
    }
}

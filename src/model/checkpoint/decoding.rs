//! `decoding.json` of a checkpoint, in and out.

use std::path::Path;

use super::types::read_text;
use crate::io::write_atomically;
use crate::model::error::ModelError;
use crate::nlp::{Decoding, Types};

/// The file's name.
pub const DECODING: &str = "decoding.json";
const REMEDY: &str = "make it anew with relata calibrate, or remove the file: the model then decodes as SpERT does";

/// Reads it; the default where there is none.
///
/// # Errors
/// When it cannot be understood, or speaks of types that the model has not.
pub fn read_decoding(dir: &Path, types: &Types) -> Result<Decoding, ModelError> {
    let path = dir.join(DECODING);
    if !path.exists() {
        return Ok(Decoding::default());
    }
    let text = read_text(&path, "what the checkpoint knows about decoding", REMEDY)?;
    let bad = |reason: String| ModelError::BadFile { path: path.clone(), reason, remedy: REMEDY };
    let decoding: Decoding = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
    decoding.check(types).map_err(bad)?;
    Ok(decoding)
}

/// Writes it beside the weights; nothing, where nothing differs from SpERT's decoding.
///
/// # Errors
/// When the file cannot be written.
pub fn write_decoding(dir: &Path, decoding: &Decoding) -> Result<(), ModelError> {
    let path = dir.join(DECODING);
    let io = |source| ModelError::Io { path: path.clone(), source };
    if *decoding == Decoding::default() {
        return if path.exists() { std::fs::remove_file(&path).map_err(io) } else { Ok(()) };
    }
    let text = serde_json::to_string_pretty(decoding).map_err(|error| io(std::io::Error::other(error)))?;
    write_atomically(&path, format!("{text}\n").as_bytes()).map_err(|error| io(error.cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_and_what_is_wrong_is_named() {
        let types = Types::from_json(r#"{"entities": {"A": {}}, "relations": {"R": {}}}"#).unwrap();
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read_decoding(dir.path(), &types).unwrap(), Decoding::default());
        let decoding =
            Decoding { join_edges: true, thresholds: [("R".to_owned(), 0.25)].into(), ..Decoding::default() };
        write_decoding(dir.path(), &decoding).unwrap();
        assert_eq!(read_decoding(dir.path(), &types).unwrap(), decoding);
        let message = |json: &str| {
            std::fs::write(dir.path().join(DECODING), json).unwrap();
            read_decoding(dir.path(), &types).unwrap_err().to_string()
        };
        assert!(message("{").contains("decoding.json"));
        assert!(message(r#"{"thresholds": {"S": 0.2}}"#).contains("\"S\""));
        assert!(message(r#"{"arguments": {"R": [{"heads": ["B"]}]}}"#).contains("\"B\""));
        assert!(message(r#"{"calibration": {"ru": {"temperature": 0}}}"#).contains("temperature"));
        write_decoding(dir.path(), &Decoding::default()).unwrap();
        assert_eq!(read_decoding(dir.path(), &types).unwrap(), Decoding::default());
    }
}

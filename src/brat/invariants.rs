//! What must hold for every input: the bodies of the fuzz targets (`fuzz/`), which bounded tests call with seeded inputs.
//! A breach is a panic.

use std::path::Path;
use std::sync::Arc;

use super::{doctor, provenance, read};
use crate::domain::{Roles, Visibility};

/// A text and its `.ann`, divided by the first byte 0xFF.
pub fn ann(bytes: &[u8]) {
    let at = memchr::memchr(0xFF, bytes).unwrap_or(bytes.len());
    let (text, rest) = bytes.split_at(at);
    if let Ok(text) = std::str::from_utf8(text) {
        standoff(&Arc::from(text), rest.get(1..).unwrap_or_default());
    }
}

/// Reading and writing changes no byte, and neither does the doctor where nothing is chosen.
pub fn standoff(text: &Arc<str>, ann: &[u8]) {
    let file = Path::new("a.ann");
    let reading = read(text, ann, file, &Roles::default());
    // Predictions that the file marks are written whatever their score.
    let all = provenance::shows_all(&reading.annotations, Visibility::default());
    let (written, next) = reading.standoff.write(text, &reading.annotations, &all);
    assert!(written == ann, "opening and saving changed {:?}", String::from_utf8_lossy(ann));
    assert!(next.bytes() == ann, "what is remembered of the file is not the file");
    let look = doctor::plan(text, ann, file, None, &|_, _| false);
    assert!(look.after == ann, "looking changed {:?}", String::from_utf8_lossy(ann));
    for all in [false, true] {
        let plan = doctor::plan(text, ann, file, None, &|_, is_sure| all || is_sure);
        assert!(
            ann.trim_ascii().is_empty() || !plan.after.trim_ascii().is_empty(),
            "repairs emptied {:?}",
            String::from_utf8_lossy(ann)
        );
    }
}

/// An `annotation.conf` is read, whatever stands in it.
pub fn conf(bytes: &[u8]) {
    let _ = super::conf::from_bytes(bytes, Path::new("annotation.conf"));
}

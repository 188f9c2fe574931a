mod clippings;
mod encodings;
mod files;
mod homes;
mod mutations;
mod packed;
mod pdfs;

use std::path::Path;
use std::sync::Arc;

use super::{ImportError, Imported, Progress, from_bytes};

fn import(name: &str, bytes: impl AsRef<[u8]>) -> Result<Imported, ImportError> {
    from_bytes(Path::new(name), bytes.as_ref().to_vec(), None, &Arc::default())
}

fn text(name: &str, bytes: impl AsRef<[u8]>) -> String {
    import(name, bytes).expect("readable").text
}

fn error(name: &str, bytes: impl AsRef<[u8]>) -> String {
    import(name, bytes).expect_err("not readable").to_string()
}

#[test]
fn a_cancelled_reading_says_so() {
    let progress = Arc::new(Progress::default());
    progress.cancel();
    let error = from_bytes(Path::new("a.md"), b"# Anna".to_vec(), None, &progress).expect_err("cancelled");
    assert!(error.is_cancelled());
}

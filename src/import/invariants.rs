//! What holds for the readers, whatever bytes they get. Tests and fuzz targets call these.

use std::path::Path;
use std::sync::Arc;

use super::{Progress, decode, docx, from_bytes, html};

/// Any bytes as a Word document: a text, or an error that names the file. No panic.
pub fn docx(bytes: &[u8]) {
    let path = Path::new("a.docx");
    match docx::text(path, bytes, &Progress::default()) {
        Ok(text) => whole(&text),
        Err(error) => assert!(error.to_string().starts_with("a.docx: "), "{error}"),
    }
}

/// Any bytes as a web page.
pub fn html(bytes: &[u8]) {
    if let Ok(decoded) = decode(bytes, None, html::declared_encoding(bytes)) {
        whole(&html::text(&decoded.text));
    }
}

/// Any bytes as a PDF. Panics of libraries count as damage of a page.
pub fn pdf(bytes: &[u8]) {
    let file = [b"%PDF-1.4\n".as_slice(), bytes].concat();
    match from_bytes(Path::new("a.pdf"), file, None, &Arc::default()) {
        Ok(imported) => whole(&imported.text),
        Err(error) => assert!(error.to_string().starts_with("a.pdf: "), "{error}"),
    }
}

/// A text ends with its last line's break.
fn whole(text: &str) {
    assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
}

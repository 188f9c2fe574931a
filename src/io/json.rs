//! JSON files as bytes: with or without a byte order mark, in UTF-8 or UTF-16.

use std::borrow::Cow;
use std::path::Path;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::has_extension;
use crate::text::{DecodeError, decode_utf8};

/// Whether a file's name says that it holds JSON, or JSON lines.
pub fn is_json(path: &Path) -> bool {
    has_extension(path, &["json", "jsonl", "ndjson"])
}

/// The text of a JSON file without its byte order mark. JSON begins with an ASCII character, so UTF-16 without a mark is
/// known by its zeros.
///
/// # Errors
/// What is neither UTF-8 nor UTF-16, with its line.
pub fn decode_json(bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return if encoding == encoding_rs::UTF_8 {
            decode_utf8(rest).map(Cow::Borrowed)
        } else {
            utf_16(encoding, rest)
        };
    }
    match bytes {
        [first, 0, ..] if *first > 0 => utf_16(UTF_16LE, bytes),
        [0, second, ..] if *second > 0 => utf_16(UTF_16BE, bytes),
        _ => decode_utf8(bytes).map(Cow::Borrowed),
    }
}

fn utf_16<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, DecodeError> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or(DecodeError::Utf16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, mark: &[u8], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.iter().copied().chain(text.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn marks_of_utf_8_and_utf_16_are_read() {
        let text = r#"[{"tokens": ["Ёж", "🙂"]}]"#;
        let marked = format!("\u{feff}{text}");
        for bytes in [
            text.as_bytes().to_vec(),
            marked.into_bytes(),
            utf_16(text, &[0xFF, 0xFE], u16::to_le_bytes),
            utf_16(text, &[0xFE, 0xFF], u16::to_be_bytes),
            utf_16(text, &[], u16::to_le_bytes),
            utf_16(text, &[], u16::to_be_bytes),
        ] {
            assert_eq!(decode_json(&bytes).as_deref(), Ok(text), "{bytes:x?}");
        }
        assert!(decode_json(b"[\"M\xfcnchen\"]").is_err() && decode_json(b"[\x00\xd8").is_err());
        assert_eq!(decode_json(b"").as_deref(), Ok(""));
    }

    #[test]
    fn names_are_told_however_they_are_spelled() {
        for name in ["a.json", "a.JSON", "a.jsonl", "a.ndjson"] {
            assert!(is_json(Path::new(name)), "{name}");
        }
        assert!(!is_json(Path::new("json")) && !is_json(Path::new("a.json.txt")));
    }
}

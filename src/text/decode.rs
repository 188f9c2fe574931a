//! From a file's bytes to its text, or to a message that says where and what to do.

use thiserror::Error;

/// How far [`looks_binary`] reads: enough to meet a header, short enough to cost nothing on a large file.
const BINARY_PROBE: usize = 8 * 1024;

/// Why bytes are not a text. The caller adds the file's name.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DecodeError {
    #[error(
        "line {line}, byte {byte}: not UTF-8 (found {found}); `relata import` finds the encoding and writes text and annotations as UTF-8, the window reads them as they are"
    )]
    /// Bytes that are no character in UTF-8.
    InvalidUtf8 {
        /// Counted from 1.
        line: usize,
        /// Counted from 0, from the start of the file.
        byte: usize,
        /// The offending bytes in hexadecimal.
        found: String,
    },
    /// The file begins with a byte order mark of UTF-16, of either order.
    #[error("this is UTF-16 text; save the file as UTF-8, for example with `iconv -f UTF-16 -t UTF-8`")]
    Utf16,
    /// What [`looks_binary`] tells.
    #[error("byte {byte}: this looks like a binary file, not a text (found byte {found:#04x}); extract its text first")]
    Binary {
        /// Counted from 0, from the start of the file.
        byte: usize,
        /// A NUL byte, or else the first control character.
        found: u8,
    },
}

/// The text of a file, its byte order mark (if any) included: positions must stay those of the file.
///
/// # Errors
/// UTF-16 and binary files are named as such; otherwise the first invalid sequence is, with its line and byte.
pub fn decode_utf8(bytes: &[u8]) -> Result<&str, DecodeError> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(DecodeError::Utf16);
    }
    if let Some(byte) = binary_byte(bytes) {
        return Err(DecodeError::Binary { byte, found: bytes.get(byte).copied().unwrap_or_default() });
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let byte = error.valid_up_to();
        let (valid, rest) = bytes.split_at(byte);
        let length = error.error_len().unwrap_or(rest.len());
        DecodeError::InvalidUtf8 {
            line: memchr::memchr_iter(b'\n', valid).count() + 1,
            byte,
            found: rest.iter().take(length).map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(" "),
        }
    })
}

/// Whether the first 8 KiB hold a NUL byte, or more control characters than the few that text extracted from a PDF
/// may carry.
pub fn looks_binary(bytes: &[u8]) -> bool {
    binary_byte(bytes).is_some()
}

/// The byte that gives a binary file away.
fn binary_byte(bytes: &[u8]) -> Option<usize> {
    let probe = bytes.get(..BINARY_PROBE).unwrap_or(bytes);
    let is_control = |byte: &u8| matches!(byte, 0..=8 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F);
    let controls = probe.iter().filter(|byte| is_control(byte)).count();
    let too_many = controls > probe.len() / 20;
    memchr::memchr(0, probe).or_else(|| if too_many { probe.iter().position(is_control) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_invalid_sequence_is_named_with_line_and_byte() {
        let bytes = "ok\nИван\n".bytes().chain(*b"caf\xe9 \xff").collect::<Vec<_>>();
        let error = decode_utf8(&bytes).unwrap_err();
        assert_eq!(error, DecodeError::InvalidUtf8 { line: 3, byte: 15, found: "e9".into() });
        assert!(error.to_string().contains("line 3, byte 15"));
        assert!(error.to_string().contains("UTF-8"));
    }

    #[test]
    fn a_sequence_cut_by_the_end_of_the_file_is_named() {
        let error = decode_utf8(&[b'a', 0xD0]).unwrap_err();
        assert_eq!(error, DecodeError::InvalidUtf8 { line: 1, byte: 1, found: "d0".into() });
    }

    #[test]
    fn binary_and_utf_16_files_are_named_as_such() {
        assert_eq!(decode_utf8(b"\x89PNG\r\n\x1a\n\0").unwrap_err(), DecodeError::Binary { byte: 8, found: 0 });
        assert_eq!(decode_utf8(b"\xff\xfea\0").unwrap_err(), DecodeError::Utf16);
        assert!(looks_binary(b"ELF\0"));
        assert!(looks_binary(b"\x01\x02ab"));
        assert!(!looks_binary("one stray control character \u{2} is dirt".as_bytes()));
        assert!(!looks_binary("tabs\t, pages\x0c and \u{feff} are text\r\n".as_bytes()));
    }

    #[test]
    fn the_byte_order_mark_stays() {
        assert_eq!(decode_utf8("\u{feff}a".as_bytes()), Ok("\u{feff}a"));
        assert_eq!(decode_utf8(b""), Ok(""));
    }
}

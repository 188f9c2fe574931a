//! Line breaks: those that end a line of an `.ann` file, and those that none of its lines may hold.
//!
//! Lines end in LF. Files of an old Mac end them in CR alone. Where some other break stands before what can only be the
//! start of an annotation (`T1⇥`), it ended the line of whoever wrote it; anywhere else it is a part of the line.

/// What `str.splitlines` of Python breaks at, and with it brat's own parser.
pub(crate) fn is_break(char: char) -> bool {
    matches!(char, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The lines of a file, their line ends included; together they are the file.
pub(super) fn split(bytes: &[u8]) -> Vec<&[u8]> {
    let end = if has_cr_lines(bytes) { b'\r' } else { b'\n' };
    let mut lines = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == end) {
        let mut rest = line;
        while let Some(at) = inner_end(rest) {
            let (head, tail) = rest.split_at(at);
            lines.push(head);
            rest = tail;
        }
        lines.push(rest);
    }
    lines
}

/// Whether the lines of a file end in CR alone.
pub(super) fn has_cr_lines(bytes: &[u8]) -> bool {
    let cr_ends_a_line = |at: usize| starts_line(bytes.get(at + 1..).unwrap_or_default());
    memchr::memchr(b'\n', bytes).is_none() && memchr::memchr_iter(b'\r', bytes).any(cr_ends_a_line)
}

/// Behind the first break that ends a line within a line.
fn inner_end(line: &[u8]) -> Option<usize> {
    (0..line.len()).find_map(|at| {
        let end = at + break_at(line.get(at..)?)?;
        starts_line(line.get(end..)?).then_some(end)
    })
}

/// The length of the break that bytes begin with.
fn break_at(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\n' | b'\r' | 0x0b | 0x0c | 0x1c..=0x1e, ..] => Some(1),
        [0xc2, 0x85, ..] => Some(2),
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => Some(3),
        _ => None,
    }
}

/// Whether bytes begin as an annotation does: an id and a TAB.
pub(super) fn starts_line(bytes: &[u8]) -> bool {
    /// Longer ids are not written by anybody.
    const LONGEST: usize = 24;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let head = bytes.get(..bytes.len().min(LONGEST)).unwrap_or_default();
    let Some(tab) = memchr::memchr(b'\t', head) else { return false };
    match head.get(..tab) {
        Some(b"*") => true,
        Some([b'T' | b'R' | b'E' | b'A' | b'M' | b'N' | b'#', number @ ..]) => {
            number.first().is_some_and(u8::is_ascii_digit) && number.iter().all(u8::is_ascii_alphanumeric)
        }
        _ => false,
    }
}

/// A line without its line end and byte order mark (files that were joined have one in the middle); `None` where it is
/// not UTF-8.
pub(super) fn content(raw: &[u8]) -> Option<&str> {
    let content = std::str::from_utf8(raw.get(..raw.len() - end_len(raw))?).ok()?;
    Some(content.strip_prefix('\u{feff}').unwrap_or(content))
}

/// Bytes of the break that a line ends in; 0 where the file ended without one.
pub(super) fn end_len(raw: &[u8]) -> usize {
    match raw {
        [.., b'\r', b'\n'] => 2,
        [.., 0xc2, 0x85] => 2,
        [.., 0xe2, 0x80, 0xa8 | 0xa9] => 3,
        [.., last] if break_at(&[*last]).is_some() => 1,
        _ => 0,
    }
}

/// A text that ends with its line: breaks become spaces.
pub(super) fn one_line(text: &str) -> String {
    if text.contains(is_break) { text.replace("\r\n", " ").replace(is_break, " ") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CR, VT, FF, FS, GS, RS, NEL, and the two of Unicode.
    const ODD: [&str; 9] = ["\r", "\u{b}", "\u{c}", "\u{1c}", "\u{1d}", "\u{1e}", "\u{85}", "\u{2028}", "\u{2029}"];

    fn lines(file: &str) -> Vec<&str> {
        let lines = split(file.as_bytes());
        assert_eq!(lines.concat(), file.as_bytes(), "the lines are the file");
        lines.into_iter().map(|line| content(line).unwrap()).collect()
    }

    #[test]
    fn a_break_before_an_annotation_ends_a_line_and_no_other() {
        for end in ODD.into_iter().chain(["\n", "\r\n", "\n\r"]) {
            let joined = format!("T1\tP 0 4\tAnna{end}#1\tNote T1\tx{end}*\tEquiv T1 T2{end}");
            let found: Vec<&str> = lines(&joined).into_iter().filter(|line| !line.trim().is_empty()).collect();
            assert_eq!(found, ["T1\tP 0 4\tAnna", "#1\tNote T1\tx", "*\tEquiv T1 T2"], "{end:?}");
        }
        for inside in ODD {
            let line = format!("T1\tP 0 9\tMara{inside}Holt\n");
            assert_eq!(lines(&line), [line.trim_end_matches('\n')], "{inside:?}");
        }
        assert_eq!(
            lines("T1\tP 0 4\tAnna\rstray\rT2\tP 0 1\tA\r").len(),
            3,
            "a file of an old Mac, a stray line in it"
        );
        assert_eq!(lines("T1\tP 0 9\tMara\rHolt"), ["T1\tP 0 9\tMara\rHolt"]);
    }
}

//! Bytes to text in any encoding: what is said, what is marked, and what must be guessed.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
pub use encoding_rs::Encoding;
use encoding_rs::{ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use crate::text::looks_binary;

/// Encodings to choose from in a dialog, with what people call them. Every other label of the WHATWG standard works on
/// the command line too.
pub const ENCODINGS: [(&str, &str); 10] = [
    ("utf-8", "Unicode (UTF-8)"),
    ("utf-16le", "Unicode (UTF-16)"),
    ("windows-1251", "Cyrillic (Windows-1251)"),
    ("koi8-r", "Cyrillic (KOI8-R)"),
    ("ibm866", "Cyrillic (DOS, CP866)"),
    ("windows-1252", "Western (Windows-1252)"),
    ("iso-8859-15", "Western (Latin-9)"),
    ("windows-1250", "Central European (Windows-1250)"),
    ("gb18030", "Chinese (GB18030)"),
    ("shift_jis", "Japanese (Shift JIS)"),
];

/// The encoding of a label such as `windows-1251` or `cp1251`; `None` for one that nobody knows.
pub fn encoding_named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// Why bytes were read the way they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// They are valid UTF-8.
    Utf8,
    /// A person said so.
    Chosen(&'static Encoding),
    /// They begin with a byte order mark.
    Marked(&'static Encoding),
    /// The page says so itself.
    Declared(&'static Encoding),
    /// From the frequency of byte pairs: it may be wrong.
    Guessed(&'static Encoding),
}

impl How {
    /// The encoding that the bytes were read in.
    pub fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Chosen(encoding) | Self::Marked(encoding) | Self::Declared(encoding) | Self::Guessed(encoding) => {
                encoding
            }
        }
    }
}

/// A text, and how its bytes were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Without a byte order mark; line ends as they are.
    pub text: String,
    /// Which encoding it is, and who says so.
    pub how: How,
    /// Places that mean nothing in this encoding; U+FFFD stands there.
    pub unreadable: usize,
    /// The encoding that the file says it is in, where its bytes say otherwise.
    pub wrongly_declared: Option<&'static Encoding>,
}

impl Decoded {
    /// What a person should be told about it.
    pub fn notes(&self) -> Vec<String> {
        let name = self.how.encoding().name();
        let mut notes = Vec::new();
        if let Some(declared) = self.wrongly_declared {
            let guess = if let How::Guessed(_) = self.how {
                ", a guess from its bytes. If the text looks wrong, choose another: --encoding NAME, or “Read in another \
                 encoding…” in the window"
            } else {
                ""
            };
            notes.push(format!(
                "the file says that it is {}, which does not fit its bytes; it was read as {name}{guess}",
                declared.name()
            ));
        } else if let How::Guessed(_) = self.how {
            notes.push(format!(
                "the file does not say its encoding; it was read as {name}, a guess from its bytes. If the text looks \
                 wrong, choose another: --encoding NAME, or “Read in another encoding…” in the window"
            ));
        }
        match self.unreadable {
            0 => {}
            1 => notes.push(format!("one place is not {name} and was read as \u{fffd}")),
            n => notes.push(format!("{n} places are not {name} and were read as \u{fffd}")),
        }
        notes
    }
}

/// Reads bytes as text.
///
/// `chosen` counts before everything; then a byte order mark, valid UTF-8, UTF-16 without a mark, what the file
/// `declared` of itself, and last a guess. A byte order mark is not a part of the text.
///
/// # Errors
/// What gives binary files away.
pub fn decode(
    bytes: &[u8],
    chosen: Option<&'static Encoding>,
    declared: Option<&'static Encoding>,
) -> Result<Decoded, String> {
    if let Some(encoding) = chosen {
        return Ok(decoded(bytes, How::Chosen(encoding)));
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(decoded(bytes, How::Marked(encoding)));
    }
    if memchr::memchr(0, bytes).is_some() {
        return match utf_16(bytes) {
            Some(encoding) => Ok(decoded(bytes, How::Guessed(encoding))),
            None => Err("this looks like a binary file, not a text (it holds NUL bytes)".to_owned()),
        };
    }
    if looks_binary(bytes) {
        return Err("this looks like a binary file, not a text (it holds many control characters)".to_owned());
    }
    // ASCII that stands for other letters is valid UTF-8, too.
    let is_escaped = declared.is_some_and(|encoding| encoding == ISO_2022_JP) && bytes.contains(&0x1b);
    if std::str::from_utf8(bytes).is_ok() && !is_escaped {
        let wrongly_declared = declared.filter(|encoding| *encoding != UTF_8 && !bytes.is_ascii());
        return Ok(Decoded { wrongly_declared, ..decoded(bytes, How::Utf8) });
    }
    let guessed = || {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        decoded(bytes, How::Guessed(detector.guess(None, Utf8Detection::Allow)))
    };
    let Some(encoding) = declared else { return Ok(guessed()) };
    let found = decoded(bytes, How::Declared(encoding));
    if is_misread(&found) {
        let guessed = guessed();
        if guessed.how.encoding() != encoding && !is_misread(&guessed) {
            return Ok(Decoded { wrongly_declared: Some(encoding), ..guessed });
        }
    }
    Ok(found)
}

/// Whether a text looks like one that was read in a wrong encoding.
fn is_misread(decoded: &Decoded) -> bool {
    const FEW: usize = 3;
    let is_foreign = |char: &char| !char.is_ascii();
    if decoded.unreadable * 4 > decoded.text.chars().filter(is_foreign).count() {
        return true;
    }
    let (mut plain, mut odd) = (0_usize, 0_usize);
    let is_long = |word: &&str| word.chars().nth(2).is_some() && !word.is_ascii();
    for word in decoded.text.split(|c: char| !c.is_alphabetic()).filter(is_long) {
        let is_odd = is_odd(word);
        odd += usize::from(is_odd);
        // Capitals say nothing: small letters of one Cyrillic encoding are capitals of another.
        plain += usize::from(!is_odd && word.contains(char::is_lowercase));
    }
    odd >= FEW && odd > plain
}

/// A word that no language writes: Cyrillic read as Western letters (`Àííà`) or the other way round (`Zьrich`), or one
/// Cyrillic encoding read as another (`юМНЮ`).
fn is_odd(word: &str) -> bool {
    let is_cyrillic = |c: char| matches!(c, '\u{400}'..='\u{52f}');
    let is_accented = |c: char| matches!(c, '\u{c0}'..='\u{ff}');
    let mut chars = word.chars();
    let is_turned = chars.next().is_some_and(|first| is_cyrillic(first) && first.is_lowercase())
        && chars.all(|c| is_cyrillic(c) && c.is_uppercase());
    let is_mixed = word.contains(is_cyrillic) && word.contains(|c: char| c.is_ascii_alphabetic());
    word.chars().all(is_accented) || is_turned || is_mixed
}

fn decoded(bytes: &[u8], how: How) -> Decoded {
    let encoding = how.encoding();
    let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
    // A text may hold U+FFFD of its own; only where something went wrong do they tell.
    let unreadable = if had_errors { text.matches('\u{fffd}').count() } else { 0 };
    Decoded { text: text.into_owned(), how, unreadable, wrongly_declared: None }
}

/// UTF-16 without a mark: one of the two byte orders gives a text, the other rarely even characters.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    const PROBE: usize = 64 * 1024;
    if bytes.len() % 2 == 1 {
        return None;
    }
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    let plausible = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(probe);
        let all = text.chars().count().max(1);
        let good = text.chars().filter(|c| is_common(*c)).count();
        good as f64 / all as f64
    };
    let best = [UTF_16LE, UTF_16BE].into_iter().map(|e| (plausible(e), e)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.9).then_some(best.1)
}

/// Characters of everyday texts. Two ASCII letters read as one UTF-16 unit give a Chinese character, which would look
/// like text if it counted.
fn is_common(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{52f}' | '\u{2010}'..='\u{203a}' | '\u{20ac}' | '№')
}

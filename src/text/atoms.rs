//! Atoms: the smallest pieces that sentence and word rules look at.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::Span;
use super::language::is_cyrillic;

/// What an atom is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Cyrillic,
    Latin,
    Digits,
    /// Letters of other scripts, and numbers that are not plain digits (², ½, Ⅳ).
    Letters,
    /// Signs and emoji.
    Symbol,
    /// One punctuation mark.
    Punct(char),
}

impl Kind {
    /// Whether it is letters of any script, digits, or other numbers.
    pub fn is_alphanumeric(self) -> bool {
        matches!(self, Self::Cyrillic | Self::Latin | Self::Digits | Self::Letters)
    }

    /// Whether it is a punctuation mark; symbols are none.
    pub fn is_punct(self) -> bool {
        matches!(self, Self::Punct(_))
    }

    fn of(char: char) -> Self {
        match char {
            'a'..='z' | 'A'..='Z' | 'À'..='ÿ' if char != '×' && char != '÷' => Self::Latin,
            '0'..='9' => Self::Digits,
            '\u{100}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Self::Latin,
            _ if is_cyrillic(char) => Self::Cyrillic,
            _ if is_punct(char) => Self::Punct(char),
            _ if char.is_alphanumeric() => Self::Letters,
            _ => Self::Symbol,
        }
    }
}

/// A run of one kind of character, combining marks and joiners included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom {
    /// Its first byte in the text.
    pub start: usize,
    /// The byte behind its last.
    pub end: usize,
    /// That of its characters; marks and joiners go with the character before them.
    pub kind: Kind,
}

impl Atom {
    /// The part of `text` that it covers; empty where that has no such range.
    pub fn text(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether `next` begins right where it ends.
    pub fn touches(self, next: Self) -> bool {
        self.end == next.start
    }

    /// Whether it is this punctuation mark.
    pub fn is(self, char: char) -> bool {
        self.kind == Kind::Punct(char)
    }

    /// The punctuation mark that it is; `None` for all else.
    pub fn punct(self) -> Option<char> {
        match self.kind {
            Kind::Punct(char) => Some(char),
            _ => None,
        }
    }
}

/// White space, control characters, byte order marks and zero-width spaces: what stands between words and is never part
/// of one.
pub(super) fn is_blank(char: char) -> bool {
    char.is_whitespace() || char.is_control() || matches!(char, '\u{FEFF}' | '\u{200B}')
}

pub(super) fn is_dash(char: char) -> bool {
    matches!(char, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

pub(super) fn is_ending(char: char) -> bool {
    matches!(char, '.' | '?' | '!' | '…')
}

/// Ends a sentence in scripts that put no space after it.
pub(super) fn is_full_stop(char: char) -> bool {
    matches!(char, '。' | '．' | '｡' | '！' | '？' | '।' | '॥' | '؟' | '۔')
}

pub(super) fn is_closing_bracket(char: char) -> bool {
    matches!(char, ')' | ']' | '}')
}

pub(super) fn is_closing_quote(char: char) -> bool {
    matches!(char, '»' | '”' | '’' | '›')
}

/// Quotes that open as well as close.
pub(super) fn is_straight_quote(char: char) -> bool {
    matches!(char, '"' | '\'' | '„')
}

fn is_punct(char: char) -> bool {
    char.is_ascii_punctuation()
        || is_dash(char)
        || is_full_stop(char)
        || is_closing_quote(char)
        || matches!(char, '…' | '№' | '«' | '“' | '‘' | '‹' | '„' | '‚' | '、' | '，' | '：' | '；' | '（' | '）')
}

/// Whether a character only modifies the one before it.
fn continues(char: char) -> bool {
    match char {
        '\0'..='\u{AC}' => false,
        '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0020}'..='\u{E01EF}' => true,
        _ => is_combining_mark(char),
    }
}

/// Appends the atoms of `text[range]`, ascending. Unicode's word boundaries (UAX #29) give the pieces, so that marks,
/// emoji sequences and ideographs come out whole; they are cut further where the kind of character changes.
pub(super) fn atomize(text: &str, range: Span, atoms: &mut Vec<Atom>) {
    let Some(slice) = range.slice(text) else { return };
    for (offset, segment) in slice.split_word_bound_indices() {
        let mut current: Option<Atom> = None;
        for (at, char) in segment.char_indices() {
            let start = range.start + offset + at;
            let end = start + char.len_utf8();
            if is_blank(char) {
                atoms.extend(current.take());
                continue;
            }
            if let Some(atom) = &mut current {
                let same = continues(char) || (Kind::of(char) == atom.kind && !atom.kind.is_punct());
                if same {
                    atom.end = end;
                    continue;
                }
            }
            atoms.extend(current.replace(Atom { start, end, kind: Kind::of(char) }));
        }
        atoms.extend(current);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atoms(text: &str) -> Vec<&str> {
        let mut atoms = Vec::new();
        atomize(text, Span::new(0, text.len()), &mut atoms);
        atoms.into_iter().map(|atom| atom.text(text)).collect()
    }

    #[test]
    fn kinds_are_cut_apart_and_marks_stay() {
        assert_eq!(atoms("Ми\u{438}\u{306}ский10кг т.д."), ["Ми\u{438}\u{306}ский", "10", "кг", "т", ".", "д", "."]);
        assert_eq!(atoms("don't 12,000…"), ["don", "'", "t", "12", ",", "000", "…"]);
        assert_eq!(atoms("\u{feff}hi 👩‍🚀🇫🇮 中文"), ["hi", "👩‍🚀", "🇫🇮", "中", "文"]);
        assert_eq!(atoms(" \u{301}a\u{0}b"), ["\u{301}", "a", "b"]);
    }
}

//! Words of a page: letters made plain, lines that go on, words that were divided at a line's end.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

/// First parts of English compounds that keep their hyphen, whatever line they end.
const COMPOUNDS: [&str; 17] = [
    "well", "self", "half", "cross", "high", "low", "long", "short", "old", "new", "first", "second", "third", "two",
    "three", "four", "five",
];
/// A shorter rest is an ending, as in `high-er`.
const SHORTEST_SECOND: usize = 4;
/// Second parts of Russian words that keep it.
const PARTICLES: [&str; 3] = ["либо", "нибудь", "таки"];
/// What `-то` is put to: `кто-то` and not `мес-то`.
const INDEFINITE: [&str; 16] = [
    "кто",
    "что",
    "кого",
    "чего",
    "кому",
    "чему",
    "кем",
    "чем",
    "где",
    "куда",
    "когда",
    "откуда",
    "почему",
    "зачем",
    "отчего",
    "чей",
];

/// One blank between words, ligatures as letters, accents on their letters.
pub(super) fn clean(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    for char in text.nfc() {
        match char {
            '\u{fb00}' => letters.push_str("ff"),
            '\u{fb01}' => letters.push_str("fi"),
            '\u{fb02}' => letters.push_str("fl"),
            '\u{fb03}' => letters.push_str("ffi"),
            '\u{fb04}' => letters.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => letters.push_str("st"),
            '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            other if other.is_control() => letters.push(' '),
            other => letters.push(other),
        }
    }
    let words: Vec<&str> = letters.split_whitespace().collect();
    let line = words.join(" ");
    // A soft hyphen is only seen at the end of a line; elsewhere it says where a line might have ended.
    match line.strip_suffix('\u{ad}') {
        Some(divided) => format!("{}\u{ad}", divided.replace('\u{ad}', "")),
        None => line.replace('\u{ad}', ""),
    }
}

/// Whether a sentence seems to go on from one line to another.
pub(super) fn goes_on(before: &str, after: &str) -> bool {
    let is_open = !before.trim_end().ends_with(['.', '!', '?', '…', ':', ';']);
    is_open && after.trim_start().starts_with(char::is_lowercase)
}

pub(super) fn begins_item(text: &str) -> bool {
    let head = text.split_whitespace().next().unwrap_or_default();
    let numbered = head.strip_suffix(['.', ')']).is_some_and(|n| n.len() <= 3 && n.chars().all(|c| c.is_ascii_digit()));
    numbered || matches!(head, "•" | "-" | "–" | "—" | "*" | "·" | "▪" | "■" | "\u{f0b7}")
}

/// Whether a line ends within a word that the next one, which begins with `after`, goes on with.
pub(super) fn is_divided(before: &str, after: &str) -> bool {
    before.ends_with('\u{ad}') || ends_in_hyphen(before) && after.starts_with(char::is_alphanumeric)
}

fn ends_in_hyphen(line: &str) -> bool {
    line.strip_suffix(['-', '\u{2010}']).is_some_and(|word| word.ends_with(char::is_alphanumeric))
}

/// The words of a document, which tell a hyphen that divides a word from one that belongs to it.
#[derive(Debug, Default)]
pub(super) struct Vocabulary(HashSet<String>);

impl Vocabulary {
    pub(super) fn add(&mut self, line: &str) {
        // The ends of a line are parts of words, perhaps.
        let words: Vec<&str> = line.split(' ').collect();
        let inner = words.get(1..words.len().saturating_sub(1)).unwrap_or_default();
        let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        self.0.extend(inner.iter().map(|word| plain(word)).filter(|word| !word.is_empty()));
    }

    /// Puts a line behind the one before; a word that was divided at the end of the line is whole again.
    pub(super) fn join(&self, text: &mut String, line: &str) {
        if !is_divided(text, line) {
            text.push(' ');
        } else if text.ends_with('\u{ad}') || !self.keeps_hyphen(text, line) {
            text.pop();
        }
        text.push_str(line);
    }

    fn keeps_hyphen(&self, before: &str, after: &str) -> bool {
        let word = before.trim_end_matches(['-', '\u{2010}']);
        if !after.starts_with(char::is_lowercase) || !word.ends_with(char::is_alphabetic) {
            return true;
        }
        let first = word.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default().to_lowercase();
        let second: String = after.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if self.0.contains(&format!("{first}{second}")) {
            return false;
        }
        self.0.contains(&format!("{first}-{second}"))
            || COMPOUNDS.contains(&first.as_str()) && second.chars().count() >= SHORTEST_SECOND
            || PARTICLES.contains(&second.as_str())
            || second == "то" && (INDEFINITE.contains(&first.as_str()) || first.starts_with("как"))
            || first == "кое"
    }
}

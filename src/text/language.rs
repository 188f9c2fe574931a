//! Which rules a stretch of text is split by.

/// The language whose rules apply. Any script but Cyrillic is split by the English rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Also for all other scripts but Cyrillic.
    English,
    /// For all Cyrillic text, whatever its language.
    Russian,
}

impl Language {
    /// Letters looked at: a long paragraph shows its script early.
    const PROBE: usize = 2_000;

    /// The language by the script of most letters; `None` for a text without letters, such as a row of numbers.
    pub fn of(text: &str) -> Option<Self> {
        let (mut letters, mut cyrillic) = (0, 0);
        for char in text.chars().filter(|char| char.is_alphabetic()).take(Self::PROBE) {
            letters += 1;
            cyrillic += usize::from(is_cyrillic(char));
        }
        match (letters, cyrillic * 2 >= letters) {
            (0, _) => None,
            (_, true) => Some(Self::Russian),
            (_, false) => Some(Self::English),
        }
    }
}

/// Whether most letters of a text are of the script that a language is written in; `codes` are ISO 639 codes as a model's
/// card gives them (`en`, `en, ru`). True where nothing is known of the language, or the text has no letters.
pub fn is_written_in(codes: &str, text: &str) -> bool {
    const LATIN: [&str; 8] = ["en", "de", "fr", "es", "it", "nl", "pl", "pt"];
    const CYRILLIC: [&str; 4] = ["ru", "uk", "be", "bg"];
    let (mut letters, mut latin, mut cyrillic) = (0, 0, 0);
    for char in text.chars().filter(|char| char.is_alphabetic()).take(Language::PROBE) {
        letters += 1;
        latin += usize::from(is_latin(char));
        cyrillic += usize::from(is_cyrillic(char));
    }
    let codes = codes.split(|char: char| !char.is_alphanumeric()).filter(|code| !code.is_empty());
    let mut codes = codes.map(str::to_lowercase).peekable();
    codes.peek().is_none()
        || codes.any(|code| match code.as_str() {
            code if LATIN.contains(&code) => latin * 2 >= letters,
            code if CYRILLIC.contains(&code) => cyrillic * 2 >= letters,
            _ => true,
        })
}

/// Whether a letter is Latin, with the blocks that European languages and Vietnamese add.
pub(super) fn is_latin(letter: char) -> bool {
    letter.is_ascii() || matches!(letter, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

/// Whether a letter is from the Cyrillic blocks.
pub(super) fn is_cyrillic(char: char) -> bool {
    matches!(char, '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{2DE0}'..='\u{2DFF}' | '\u{A640}'..='\u{A69F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_most_letters_decides() {
        assert_eq!(Language::of("The word мир means peace."), Some(Language::English));
        assert_eq!(Language::of("Компания Apple открыла офис."), Some(Language::Russian));
        assert_eq!(Language::of("12 000 — 15 %"), None);
        assert_eq!(Language::of(""), None);
    }

    #[test]
    fn a_language_that_is_known_wants_its_script() {
        for (codes, text, is_read) in [
            ("en", "Anna met Bob.", true),
            ("en", "Анна встретила Бориса в Acme.", false),
            ("en", "安娜在巴黎遇见了鲍里斯。", false),
            ("en", "12 000 — 15 %", true),
            ("ru", "Анна встретила Бориса.", true),
            ("ru", "Anna met Bob.", false),
            ("en, ru", "Анна встретила Бориса.", true),
            ("[en]", "Анна", false),
            ("multilingual", "Анна", true),
            ("", "Анна", true),
        ] {
            assert_eq!(is_written_in(codes, text), is_read, "{codes}: {text}");
        }
    }
}

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
}

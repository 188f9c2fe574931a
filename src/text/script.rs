//! Which script a text is written in.

use super::language::is_cyrillic;

/// The scripts that languages are told apart by; there is no other sign of a text's language here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// With the letters that European languages add to it.
    Latin,
    /// With its extended blocks.
    Cyrillic,
    /// Any other: Greek, Arabic, Chinese …
    Other,
}

impl Script {
    /// Letters looked at: a long text shows its script early.
    const PROBE: usize = 4_000;

    /// The script of most letters; `None` for a text without letters, such as a row of numbers.
    pub fn of(text: &str) -> Option<Self> {
        let (mut latin, mut cyrillic, mut other) = (0_usize, 0_usize, 0_usize);
        for char in text.chars().filter(|char| char.is_alphabetic()).take(Self::PROBE) {
            match char {
                _ if char.is_ascii() || ('\u{c0}'..'\u{250}').contains(&char) => latin += 1,
                _ if is_cyrillic(char) => cyrillic += 1,
                _ => other += 1,
            }
        }
        match latin.max(cyrillic).max(other) {
            0 => None,
            most if most == latin => Some(Self::Latin),
            most if most == cyrillic => Some(Self::Cyrillic),
            _ => Some(Self::Other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_letters_decide() {
        assert_eq!(Script::of("The word мир means peace."), Some(Script::Latin));
        assert_eq!(Script::of("Компания Apple открыла офис."), Some(Script::Cyrillic));
        assert_eq!(Script::of("Η Άννα ζει στην Αθήνα."), Some(Script::Other));
        assert_eq!(Script::of("张伟住在北京 (Beijing)"), Some(Script::Latin), "seven letters of thirteen");
        assert_eq!(Script::of("12 000 — 15 %"), None);
        assert_eq!(Script::of(""), None);
    }
}

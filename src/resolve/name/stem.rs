//! What inflection leaves of a word.

use rust_stemmers::{Algorithm, Stemmer};

/// Snowball stems of English and Russian words, by the script that they are written in.
pub(in crate::resolve) struct Stems {
    english: Stemmer,
    russian: Stemmer,
}

impl Default for Stems {
    fn default() -> Self {
        Self { english: Stemmer::create(Algorithm::English), russian: Stemmer::create(Algorithm::Russian) }
    }
}

impl Stems {
    /// The stem of a folded word. Russian words are stemmed until nothing changes: one pass makes `усман` of `усманов` and
    /// `усманов` of `усманова`, which are one name. `is_person`: English names of people have no inflection (`Adams` is not
    /// `Adam`).
    pub(in crate::resolve) fn stem(&self, word: &str, is_person: bool) -> String {
        if word.chars().any(|c| matches!(c, 'а'..='я')) {
            let mut stem = word.to_owned();
            loop {
                let next = self.russian.stem(&stem).into_owned();
                if next == stem || next.chars().count() < 3 {
                    break stem;
                }
                stem = next;
            }
        } else if is_person || word.chars().any(|c| !c.is_ascii_lowercase()) {
            word.to_owned()
        } else {
            self.english.stem(word).into_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_name_have_one_stem() {
        let stems = Stems::default();
        for forms in [
            ["усманов", "усманова", "усманову", "усмановым"].as_slice(),
            &["путин", "путина", "путину", "путиным"],
            &["песков", "пескова", "пескове"],
            &["жириновский", "жириновского", "жириновским"],
            &["обама", "обамы", "обаме"],
            &["алишер", "алишера", "алишеру"],
        ] {
            let found: Vec<String> = forms.iter().map(|form| stems.stem(form, true)).collect();
            assert!(found.iter().all(|stem| *stem == found[0]), "{found:?}");
        }
        assert_eq!(stems.stem("courts", false), stems.stem("court", false));
        assert_ne!(stems.stem("adams", true), stems.stem("adam", true));
    }
}

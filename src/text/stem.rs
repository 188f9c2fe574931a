//! Words of names without their inflection: what «Алишера Усманова» and «Алишер Усманов» have in common.
//!
//! Words are folded (NFKC, lower case, `ё` as `е`, Latin letters without their accents) and stemmed by the Snowball rules
//! of the language of their own script, so that a name of two scripts has stems of both. Stems are keys to compare by, and
//! never to be shown.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::language::{is_cyrillic, is_latin};

/// The folded words of a name, in order: runs of letters and digits, with apostrophes between letters.
///
/// Hyphens, points and quotes part words: `«Газпром-Медиа»` has two, `U.S.` has two of a letter each.
pub fn folded_words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut letters = name.nfkc().flat_map(char::to_lowercase).nfc().flat_map(folded).peekable();
    while let Some(letter) = letters.next() {
        if letter.is_alphanumeric() {
            word.push(letter);
        } else if is_combining_mark(letter) {
            // A stress mark, or a mark of a script that writes vowels so: stresses part no word, vowels are part of it.
            if !is_stress(letter) && !word.is_empty() {
                word.push(letter);
            }
        } else if is_apostrophe(letter) && !word.is_empty() && letters.peek().is_some_and(|next| next.is_alphabetic()) {
            word.push('\'');
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The stem of a folded word (see [`folded_words`]): Russian for Cyrillic, English for Latin, the word itself for any
/// other script and for words with digits. Never empty for a word that is not.
pub fn stem(word: &str) -> String {
    let algorithm = match word.chars().next() {
        Some(first) if is_cyrillic(first) => Algorithm::Russian,
        Some(first) if is_latin(first) => Algorithm::English,
        _ => return bare(word),
    };
    if word.chars().any(char::is_numeric) {
        return bare(word);
    }
    let stemmer = Stemmer::create(algorithm);
    let mut stem = bare(&stemmer.stem(word));
    // The rules take `-ов` for an ending and `-ова` for an ending of `-ов`: of surnames both cases lose both.
    if stem.ends_with("ов") || stem.ends_with("ев") {
        stem = stemmer.stem(&stem).into_owned();
    }
    if stem.is_empty() { bare(word) } else { stem }
}

/// The stems of a name's words, in order.
pub fn stems(name: &str) -> Vec<String> {
    folded_words(name).iter().map(|word| stem(word)).collect()
}

/// The stems of a name's words with a space between: equal for two spellings of one name that differ in case, quotes,
/// hyphens or inflection. Empty for a name without letters and digits.
pub fn stem_key(name: &str) -> String {
    stems(name).join(" ")
}

/// Without apostrophes: `O’Neill` is `Oneill`, and `Oswald’s` has lost its end by now.
fn bare(word: &str) -> String {
    word.strip_suffix("'s").unwrap_or(word).chars().filter(|letter| *letter != '\'').collect()
}

/// A letter as it is compared.
fn folded(letter: char) -> impl Iterator<Item = char> {
    let plain = match letter {
        'ё' => 'е',
        letter if letter.is_ascii() || !is_latin(letter) => letter,
        letter => std::iter::once(letter).nfd().next().unwrap_or(letter),
    };
    std::iter::once(plain)
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ' | '`')
}

/// Grave and acute, as dictionaries put them on Russian vowels.
fn is_stress(mark: char) -> bool {
    matches!(mark, '\u{300}' | '\u{301}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_names_share_a_key() {
        for (one, other) in [
            ("Алишера Усманова", "Алишер Усманов"),
            ("Киргизии", "КИРГИЗИЯ"),
            ("«Газпром-Медиа»", "Газпром Медиа"),
            ("Королёв", "Королева"),
            ("Oswald’s", "oswald"),
            ("O'Neill", "O’Neill"),
            ("Björk Guðmundsdóttir", "Bjork Guðmundsdottir"),
            ("ﬁnance", "Finance"),
            ("И́горь", "Игорь"),
            ("министерства внутренних дел", "Министерство внутренних дел"),
        ] {
            assert_eq!(stem_key(one), stem_key(other), "{one} and {other}");
        }
        assert_ne!(stem_key("Иванов"), stem_key("Петров"));
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(folded_words("Т-90 (Ё-моё!), U.S."), ["т", "90", "е", "мое", "u", "s"]);
        assert_eq!(folded_words("  «»…"), [""; 0]);
        assert_eq!(folded_words("О’Генри’"), ["о'генри"]);
        assert_eq!(folded_words("हिन्दी 中文"), ["हिन्दी", "中文"]);
        assert_eq!(stem("90х"), "90х");
        assert_eq!(stem_key("Йод"), "йод", "a breve is part of its letter");
    }

    proptest::proptest! {
        #[test]
        fn every_name_has_stems_that_are_words(name in "[ЁёА-яa-zA-Z0-9'’. \u{301}é-]{0,24}|.{0,24}") {
            let words = folded_words(&name);
            let stems = stems(&name);
            proptest::prop_assert_eq!(words.len(), stems.len());
            for (word, stem) in words.iter().zip(&stems) {
                proptest::prop_assert!(!stem.is_empty(), "{word:?} of {name:?}");
                proptest::prop_assert!(!stem.contains([' ', '\'']));
            }
            // Case and the marks between words say nothing.
            let upper = name.to_uppercase();
            if upper.to_lowercase() == name {
                proptest::prop_assert_eq!(stem_key(&upper), stem_key(&name));
            }
        }
    }
}

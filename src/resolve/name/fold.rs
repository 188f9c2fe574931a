//! One spelling for what is written in many.

use crate::text::{folded_words, stem};

/// A name as it is compared: words of [`folded_words`] with one space between, the parts of a word with hyphens between.
/// Points vanish (`U.S.` is `us`).
pub(in crate::resolve) fn fold(text: &str) -> String {
    let words = text.split_whitespace().map(|word| folded_words(&word.replace('.', "")).join("-"));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Endings of Russian nouns and adjectives, by length.
const ENDINGS: [&[&str]; 3] = [
    &["ого", "его", "ому", "ему", "ыми", "ими", "ами", "ями"],
    &[
        "ом", "ем", "ым", "им", "ой", "ей", "ою", "ею", "ий", "ый", "ая", "яя", "ую", "юю", "ых", "их", "ам", "ям",
        "ах", "ях", "ое", "ее", "ые", "ие",
    ],
    &["а", "я", "у", "ю", "е", "и", "ы", "о", "й", "ь"],
];

/// The stem of a folded word. English words have Snowball stems; names of people have no inflection there (`Adams` is not
/// `Adam`). Of Russian words endings of cases go, one after the other, while three letters are left (two of three): the Snowball rules make
/// `серг` of `Сергей` and `серге` of `Сергея`, and take the end of a surname for an ending of verbs.
pub(in crate::resolve) fn stem_of(word: &str, is_person: bool) -> String {
    if is_person && word.is_ascii() {
        return word.to_owned();
    }
    let part = |part: &str| if is_cyrillic(part) { without_endings(part, is_person) } else { stem(part) };
    word.split('-').map(part).collect::<Vec<_>>().join("-")
}

/// Whether a folded word is in Russian letters.
pub(in crate::resolve) fn is_cyrillic(word: &str) -> bool {
    word.chars().any(|c| matches!(c, 'а'..='я'))
}

/// Of people `-ов` and `-ев` are no endings: `Иванов` is not `Иван`.
fn without_endings(word: &str, is_person: bool) -> String {
    let mut stem = word;
    let shorter = |stem: &'_ str| -> Option<usize> {
        // `Уфа` has the stem of `Уфы`.
        let least = if stem.chars().count() == 3 { 2 } else { 3 };
        let fits = |ending: &&&str| stem.strip_suffix(**ending).is_some_and(|rest| rest.chars().count() >= least);
        ENDINGS.iter().find_map(|endings| endings.iter().find(fits).map(|ending| stem.len() - ending.len()))
    };
    while let Some(end) = shorter(stem) {
        stem = &stem[..end];
    }
    let plural = ["ов", "ев"].iter().find_map(|ending| stem.strip_suffix(ending));
    match plural.filter(|rest| !is_person && rest.chars().count() >= 3) {
        Some(rest) => rest.to_owned(),
        None => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_fold_together() {
        assert_eq!(fold("Schäuble"), "schauble");
        assert_eq!(fold("Фёдор  Андрей"), "федор андрей");
        assert_eq!(fold("D’Arc – U.S. Anti-Corruption"), "d'arc us anti-corruption");
    }

    #[test]
    fn forms_of_a_name_have_one_stem() {
        for forms in [
            ["усманов", "усманова", "усманову", "усмановым"].as_slice(),
            &["путин", "путина", "путину", "путиным"],
            &["песков", "пескова", "пескове"],
            &["жириновский", "жириновского", "жириновским"],
            &["обама", "обамы", "обаме"],
            &["сергей", "сергея", "сергею", "сергеем"],
            &["юрий", "юрия", "юрию"],
            &["мария", "марии", "марией"],
            &["навальный", "навального", "навальным"],
            &["степанович", "степановичем"],
            &["корея", "корее", "кореи"],
            &["уфа", "уфы", "уфе"],
            &["салтыков-щедрин", "салтыкова-щедрина"],
        ] {
            let found: Vec<String> = forms.iter().map(|form| stem_of(form, true)).collect();
            assert!(found.iter().all(|stem| *stem == found[0]), "{found:?}");
        }
        assert_eq!(stem_of("штатов", false), stem_of("штаты", false));
        assert_ne!(stem_of("иван", true), stem_of("иванов", true));
        assert_eq!(stem_of("courts", false), stem_of("court", false));
        assert_ne!(stem_of("adams", true), stem_of("adam", true));
    }
}

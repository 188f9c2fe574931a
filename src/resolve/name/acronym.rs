//! What abbreviations are made of.

use super::fold;

/// Words that abbreviations leave out.
const SMALL: &[&str] = &[
    "of", "the", "for", "and", "in", "on", "at", "to", "a", "de", "la", "du", "и", "в", "по", "на", "при", "с", "о",
    "для",
];

/// One word of two to eight signs, capitals or digits but for a letter or two: `EC3`, `UNHCR`, `U.N.`, `МВД`, `ВЦИОМ`.
pub(super) fn is_acronym(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let capitals = letters.iter().filter(|c| c.is_uppercase()).count();
    (2..=8).contains(&letters.len()) && capitals >= 2 && letters.len() - capitals <= 2 && !text.contains(' ')
}

/// First letters of the words: of all, of all but small ones, of those that begin with a capital letter; words with
/// hyphens count once and by their parts.
pub(super) fn initials(text: &str) -> Vec<String> {
    let mut made: Vec<String> = Vec::new();
    for apart in [false, true] {
        let is_end = |c: char| c.is_whitespace() || (apart && matches!(c, '-' | '‑' | '–'));
        let words: Vec<&str> = text
            .split(is_end)
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|word| !word.is_empty())
            .collect();
        let is_small = |word: &str| SMALL.contains(&fold(word).as_str());
        let is_capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
        let keeps: [&dyn Fn(&str) -> bool; 3] = [&|_| true, &|word| !is_small(word), &is_capital];
        for keep in keeps {
            let letters: String =
                words.iter().filter(|word| keep(word)).filter_map(|word| word.chars().next()).collect();
            let letters = fold(&letters);
            if letters.chars().count() > 1 && !made.contains(&letters) {
                made.push(letters);
            }
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_words() {
        let has = |text: &str, letters: &str| initials(text).iter().any(|made| made == letters);
        assert!(has("United Nations", "un"));
        assert!(has("Organisation of African Unity", "oau"));
        assert!(has("Ethics and Anti-Corruption Commission", "eacc"));
        assert!(has("Министерство внутренних дел", "мвд"));
        assert!(has("Papua New Guinea", "png"));
        assert!(initials("Interpol").is_empty());
    }

    #[test]
    fn what_may_be_an_abbreviation() {
        assert!(["EU", "U.S.", "EC3", "ГИБДД", "PhDs"].into_iter().all(is_acronym));
        assert!(["Finma", "A", "Rome", "NORTH KOREA"].into_iter().all(|text| !is_acronym(text)));
    }
}

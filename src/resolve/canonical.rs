//! Which of its names a thing goes by.

use super::name::{Name, Sort};

/// The longest full form, in the nominative where that occurs; of equals the most frequent, then the first. Common nouns and
/// abbreviations only where there is nothing else, adjectives of a place never where its noun occurs.
pub(super) fn name(names: &[(Name, usize)]) -> String {
    let best = names.iter().enumerate().min_by_key(|(at, (name, count))| {
        let is_short = name.is_acronym && name.place.is_none();
        let words = match name.sort {
            // A longer phrase is no better name of a place.
            Sort::Place if name.place.is_some() => 0,
            _ => name.full_words(),
        };
        let inflection = if names.iter().any(|(other, _)| other.stems() == name.stems() && other.text != name.text) {
            obliqueness(name)
        } else {
            (0, 0)
        };
        (
            (name.is_common, is_short, name.place_column),
            (std::cmp::Reverse(words), inflection),
            (std::cmp::Reverse(*count), *at),
        )
    });
    best.map(|(_, (name, _))| name.text.clone()).unwrap_or_default()
}

/// How far a Russian form is from a nominative, among forms of one name: nominatives are the shortest, and of one length
/// those that end in a consonant, then in `о`, then in `а` or `я`.
fn obliqueness(name: &Name) -> (usize, usize) {
    let ending = |word: &str| match word.chars().next_back() {
        Some('а' | 'я') => 2,
        Some('о') => 1,
        Some('у' | 'ю' | 'е' | 'и' | 'ы') => 3,
        _ => 0,
    };
    let words = || name.words.iter().filter(|word| word.text.chars().any(|c| matches!(c, 'а'..='я')));
    (words().map(|word| word.text.chars().count()).sum(), words().map(|word| ending(&word.text)).sum())
}

#[cfg(test)]
mod tests {
    use crate::resolve::name::{Name, Tables};

    fn chosen(kind: &str, names: &[(&str, usize)]) -> String {
        let tables = Tables::default();
        let names: Vec<(Name, usize)> =
            names.iter().map(|(text, count)| (Name::new(kind.into(), text, &tables), *count)).collect();
        super::name(&names)
    }

    #[test]
    fn the_longest_form_in_the_nominative() {
        assert_eq!(chosen("PERSON", &[("Marinova", 4), ("Olga Marinova", 1)]), "Olga Marinova");
        assert_eq!(
            chosen("PERSON", &[("Алишера Усманова", 5), ("Алишер Усманов", 1), ("Усманов", 9)]),
            "Алишер Усманов"
        );
        assert_eq!(
            chosen("PERSON", &[("Сергею Лаврову", 2), ("Сергея Лаврова", 2), ("Сергей Лавров", 1)]),
            "Сергей Лавров"
        );
        assert_eq!(chosen("PERSON", &[("Марии Захаровой", 2), ("Мария Захарова", 1)]), "Мария Захарова");
        assert_eq!(chosen("COUNTRY", &[("российский", 9), ("России", 3), ("Россия", 1)]), "Россия");
        assert_eq!(chosen("COUNTRY", &[("US", 9), ("American", 3), ("United States", 1)]), "United States");
        assert_eq!(
            chosen("ORGANIZATION", &[("AKP", 9), ("Justice and Development Party", 1), ("party", 3)]),
            "Justice and Development Party"
        );
        assert_eq!(
            chosen("ORGANIZATION", &[("Министерства обороны", 2), ("Министерство обороны", 1)]),
            "Министерство обороны"
        );
        assert_eq!(chosen("ORGANIZATION", &[("police", 2)]), "police");
    }
}

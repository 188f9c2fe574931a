//! How the words of two names match.

use super::{Name, Word};

/// What two names have in common, the one with fewer words first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::resolve) struct Matched {
    /// Words of the shorter name that are in the longer one, initials of such words among them.
    pub words: usize,
    /// Of these, those that match by their first letter alone.
    pub by_initial: usize,
    /// Words of the shorter name that are not in the longer one.
    pub own_short: usize,
    /// The other way round.
    pub own_long: usize,
    /// The shorter name stands at the longer one's end.
    pub is_suffix: bool,
    /// … or at its beginning.
    pub is_prefix: bool,
}

impl Matched {
    /// All words of the shorter name are in the longer one.
    pub(in crate::resolve) fn is_subset(&self) -> bool {
        self.words > 0 && self.own_short == 0
    }

    /// Both have the same words, in whatever order («Фамилия Имя»).
    pub(in crate::resolve) fn is_same(&self) -> bool {
        self.is_subset() && self.own_long == 0
    }
}

/// Matches the words of two names; `short` must not have more.
pub(in crate::resolve) fn match_words(short: &Name, long: &Name) -> Matched {
    let mut taken = vec![false; long.words.len()];
    let mut places: Vec<Option<usize>> = vec![None; short.words.len()];
    let mut by_initial = 0;
    let whole = |a: &Word, b: &Word| a.stem == b.stem || a.text == b.text;
    let initial =
        |a: &Word, b: &Word| a.is_initial && b.text.starts_with(&a.text) || b.is_initial && a.text.starts_with(&b.text);
    for (pass, same) in [(0, &whole as &dyn Fn(&Word, &Word) -> bool), (1, &initial)] {
        for (at, word) in short.words.iter().enumerate() {
            if places[at].is_some() {
                continue;
            }
            let found = (0..long.words.len()).rev().find(|other| !taken[*other] && same(word, &long.words[*other]));
            if let Some(found) = found {
                taken[found] = true;
                places[at] = Some(found);
                by_initial += pass;
            }
        }
    }
    let words = places.iter().flatten().count();
    let own_short = short.words.len() - words;
    let own_long = long.words.len() - words;
    let in_order = |from: usize| places.iter().enumerate().all(|(at, place)| *place == Some(from + at));
    let is_prefix = own_short == 0 && in_order(0);
    let is_suffix = own_short == 0 && in_order(long.words.len() - short.words.len());
    Matched { words, by_initial, own_short, own_long, is_suffix, is_prefix }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::name::Tables;

    fn matched(short: &str, long: &str) -> Matched {
        let tables = Tables::default();
        let name = |text: &str| Name::new("PERSON".into(), text, &tables);
        match_words(&name(short), &name(long))
    }

    #[test]
    fn surnames_initials_and_turned_names() {
        assert!(matched("Klerk", "F. W. de Klerk").is_suffix);
        let initials = matched("F. W. de Klerk", "Frederik Willem de Klerk");
        assert!(initials.is_same() && initials.by_initial == 2, "{initials:?}");
        assert!(matched("Усманова Алишера", "Алишер Усманов").is_same());
        assert!(matched("В. Путина", "Владимир Путин").is_same());
        let other = matched("Rajiv Gandhi", "Indira Gandhi");
        assert_eq!((other.words, other.own_short, other.own_long), (1, 1, 1));
        assert!(!matched("P. Gandhi", "Indira Gandhi").is_subset());
    }
}

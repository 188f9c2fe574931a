//! What forbids that two names are those of one thing, whatever else speaks for it.

use super::Pair;
use crate::resolve::name::{Name, Sort};

/// Why two names of one type cannot be one thing; `None` where nothing forbids it.
pub(in crate::resolve) fn forbidden(pair: &Pair<'_>) -> Option<&'static str> {
    let (short, long, matched) = (pair.short, pair.long, &pair.matched);
    if short.place.is_some() && long.place.is_some() && short.place != long.place {
        return Some("names of two places");
    }
    if let (Some(a), Some(b)) = (short.gender, long.gender)
        && a != b
    {
        return Some("titles of a man and a woman");
    }
    if let (Some(a), Some(b)) = (&short.numeral, &long.numeral)
        && a != b
    {
        return Some("two numerals");
    }
    let numbers = |of: &Name, other: &Name| {
        of.words.iter().any(|word| word.is_number && !other.words.iter().any(|own| own.text == word.text))
    };
    if numbers(short, long) && numbers(long, short) {
        return Some("two numbers");
    }
    // Names in two scripts have no letters to compare.
    if short.is_cyrillic() != long.is_cyrillic() {
        return None;
    }
    if short.sort == Sort::Person && matched.words > 0 && matched.own_short > 0 && matched.own_long > 0 {
        return Some("two given names, or two surnames");
    }
    if short.sort == Sort::Person && matched.words == 0 && short.words.len() > 1 && long.words.len() > 1 {
        return Some("two full names");
    }
    None
}

//! English words, cut as in the CoNLL04 files, which follow the Penn Treebank with ways of their own.
//!
//! Hyphenated words, acronyms (`U.S.`), abbreviations (`Mr.`) and decimals stay whole; quotes, brackets and commas stand
//! alone, thousands included (`160 , 000`); an amount keeps its sign (`$100`); what follows an apostrophe is a word with it
//! (`Reagan 's`, `don 't`, `O 'Brien`); the full stop that ends a sentence is split off, whatever stands before it.

use super::Sentence;
use crate::text::abbreviations;
use crate::text::atoms::{Kind, is_closing_quote, is_straight_quote};

/// Where the word that starts at `from` ends.
pub(super) fn end(sentence: Sentence<'_>, from: usize) -> usize {
    let next = from + 1;
    let next_is_number = sentence.glued(next) && sentence.kind(next) == Some(Kind::Digits);
    match sentence.kind(from) {
        Some(kind) if kind.is_alphanumeric() => compound(sentence, from),
        Some(Kind::Punct('$' | '£') | Kind::Symbol) if next_is_number && is_currency(sentence.word(from)) => {
            compound(sentence, next)
        }
        Some(Kind::Punct('\'' | '’')) if takes_apostrophe(sentence, from) => compound(sentence, next),
        // .38-caliber
        Some(Kind::Punct('.' | '-')) if next_is_number && !sentence.glued(from) => compound(sentence, next),
        Some(Kind::Punct(mark @ ('.' | '-' | '*' | '='))) => {
            (next..).find(|&at| !sentence.glued_to(at, mark)).unwrap_or(next)
        }
        _ => next,
    }
}

fn is_currency(sign: &str) -> bool {
    matches!(sign, "$" | "£" | "€" | "¥" | "₽")
}

/// Whether the apostrophe at `at` begins a word: within one (`don't`), or before a number (`'90s`).
fn takes_apostrophe(sentence: Sentence<'_>, at: usize) -> bool {
    let inside =
        sentence.glued(at) && at.checked_sub(1).and_then(|left| sentence.kind(left)).is_some_and(Kind::is_alphanumeric);
    sentence.glued_to_alphanumeric(at + 1) && (inside || sentence.kind(at + 1) == Some(Kind::Digits))
}

/// Where the word of letters and digits ends whose first atom is at `from`.
fn compound(sentence: Sentence<'_>, from: usize) -> usize {
    let mut until = from + 1;
    while sentence.glued(until) {
        let right_follows = sentence.glued_to_alphanumeric(until + 1);
        let step = match sentence.kind(until) {
            Some(kind) if kind.is_alphanumeric() => 1,
            Some(Kind::Punct('-' | '‐' | '\u{2011}')) if right_follows => 2,
            // A hyphen left hanging: long- and short-term.
            Some(Kind::Punct('-')) if until + 1 < sentence.atoms.len() && !sentence.glued(until + 1) => 1,
            Some(Kind::Punct('_' | '&')) if right_follows => 2,
            Some(Kind::Punct('/' | ':')) if right_follows && is_between_digits(sentence, until) => 2,
            Some(Kind::Punct('.')) if right_follows && joins_over_stop(sentence, from, until) => 2,
            Some(Kind::Punct('.')) if keeps_stop(sentence, from, until) => 1,
            _ => return until,
        };
        until += step;
    }
    until
}

fn is_between_digits(sentence: Sentence<'_>, at: usize) -> bool {
    sentence.kind(at - 1) == Some(Kind::Digits) && sentence.kind(at + 1) == Some(Kind::Digits)
}

/// Whether the full stop at `at` is inside a word: 2.5, U.S, Ph.D, example.com; not in `end.Next`.
fn joins_over_stop(sentence: Sentence<'_>, from: usize, at: usize) -> bool {
    let right = sentence.word(at + 1);
    let short_acronym = is_letter(right) && (is_letter(sentence.word(at - 1)) || sentence.glued_to(at + 2, '.'));
    is_between_digits(sentence, at)
        || right.starts_with(char::is_lowercase)
        || short_acronym
        || (at > from + 1 && is_letter(right))
}

/// Whether the full stop at `at` stays with the word before it.
fn keeps_stop(sentence: Sentence<'_>, from: usize, at: usize) -> bool {
    // U.S.-led
    if sentence.glued_to(at + 1, '-') && sentence.glued_to_alphanumeric(at + 2) {
        return true;
    }
    if sentence.glued_to(at + 1, '.') || ends_sentence(sentence, at) {
        return false;
    }
    let left = sentence.word(at - 1);
    // A word over a stop is an acronym when its last part is short: a.m., Ph.D., but not example.com.
    let acronym = at >= from + 3 && sentence.glued_to(at - 2, '.') && left.chars().nth(1).is_none();
    let initial = is_letter(left) && left.starts_with(char::is_uppercase);
    acronym || initial || abbreviations::english(left).is_some()
}

/// Whether only quotes follow the full stop at `at`.
fn ends_sentence(sentence: Sentence<'_>, at: usize) -> bool {
    let is_quote = |at| {
        sentence.atom(at).and_then(|atom| atom.punct()).is_some_and(|c| is_closing_quote(c) || is_straight_quote(c))
    };
    (at + 1..sentence.atoms.len()).take(4).all(is_quote)
}

fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

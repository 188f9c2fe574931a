//! Russian words: letters, digits and signs apart, joined by hyphens, underscores, decimal marks and fractions.
//!
//! Abbreviations are split at every full stop (`т`, `.`, `д`, `.`), a number from its unit (`10`, `кг`), runs of closing
//! marks stay whole (`...`, `?!`), quotes and brackets stand alone.

use super::Sentence;
use crate::text::atoms::{Atom, Kind, is_dash, is_ending};

/// Where the word that starts at `from` ends.
pub(super) fn end(sentence: Sentence<'_>, from: usize) -> usize {
    let mut until = from + 1;
    while sentence.glued(until) && joins(sentence, from, until) {
        until += 1;
    }
    until
}

/// Whether the atom at `at` belongs to the word of `from..at`, which it touches.
fn joins(sentence: Sentence<'_>, from: usize, at: usize) -> bool {
    let (Some(left), Some(right)) = (sentence.atom(at - 1), sentence.atom(at)) else { return false };
    if let Some((mark, before, after)) = around_mark(sentence, at) {
        let words = !before.kind.is_punct() && !after.kind.is_punct();
        let digits =
            before.kind == Kind::Digits && after.kind == Kind::Digits && before.end + mark.len_utf8() == after.start;
        if (is_dash(mark) || mark == '_') && words || matches!(mark, '.' | ',' | '/' | '\\') && digits {
            return true;
        }
    }
    match (left.kind, right.kind) {
        (Kind::Punct(a), Kind::Punct(b)) => {
            is_ending(a) && is_ending(b) || matches!((a, b), ('-', '-') | ('*', '*')) || is_smiley(sentence, from, at)
        }
        // Signs and letters of other scripts stay with the letters they touch: Δσ, м², °C.
        (Kind::Symbol | Kind::Letters, kind) => {
            matches!(kind, Kind::Symbol | Kind::Letters | Kind::Cyrillic | Kind::Latin)
        }
        (Kind::Cyrillic | Kind::Latin, kind) => matches!(kind, Kind::Symbol | Kind::Letters),
        _ => false,
    }
}

/// The mark on either side of the gap before `at`, and the atoms around the mark. A space on the mark's other side does
/// not matter to dashes: `10 -15` is `10`, `-15`.
fn around_mark(sentence: Sentence<'_>, at: usize) -> Option<(char, Atom, Atom)> {
    let (left, right) = (sentence.atom(at - 1)?, sentence.atom(at)?);
    let is_mark = |mark: char| is_dash(mark) || matches!(mark, '_' | '.' | ',' | '/' | '\\');
    match (left.punct().filter(|&mark| is_mark(mark)), right.punct().filter(|&mark| is_mark(mark))) {
        (Some(mark), _) => Some((mark, sentence.atom(at.checked_sub(2)?)?, right)),
        (None, Some(mark)) => Some((mark, left, sentence.atom(at + 1)?)),
        (None, None) => None,
    }
}

/// Whether the marks up to and with `at` are an emoticon: `:)`, `;-(`, `=)))`.
fn is_smiley(sentence: Sentence<'_>, from: usize, at: usize) -> bool {
    if at - from > 4 {
        return false;
    }
    let mut marks = (from..=at).filter_map(|at| sentence.atom(at).and_then(|atom| atom.punct())).peekable();
    if !marks.next().is_some_and(|eyes| matches!(eyes, ':' | ';' | '=')) {
        return false;
    }
    marks.next_if_eq(&'-');
    let mouth = marks.clone().count();
    (1..=3).contains(&mouth) && marks.all(|mark| matches!(mark, '(' | ')'))
}

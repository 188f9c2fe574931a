//! Web and e-mail addresses: one word each, in any language.

use super::Sentence;
use crate::text::atoms::Kind;

/// The longest part before an `@` (RFC 5321), in bytes; also what keeps a row of dotted words linear.
const LONGEST_LOCAL_PART: usize = 64;

/// Where the address that starts at `from` ends, if one does.
pub(super) fn end(sentence: Sentence<'_>, from: usize) -> Option<usize> {
    if sentence.kind(from)? != Kind::Latin && sentence.kind(from)? != Kind::Digits {
        return None;
    }
    url(sentence, from).or_else(|| email(sentence, from))
}

fn url(sentence: Sentence<'_>, from: usize) -> Option<usize> {
    let word = sentence.word(from);
    let scheme = ["http", "https", "ftp", "file"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme));
    let body = if scheme && [':', '/', '/'].iter().zip(from + 1..).all(|(&mark, at)| sentence.glued_to(at, mark)) {
        from + 4
    } else if word.eq_ignore_ascii_case("www") && sentence.glued_to(from + 1, '.') {
        from + 2
    } else {
        return None;
    };
    if !sentence.glued_to_alphanumeric(body) {
        return None;
    }
    let ends_url = |at| {
        !sentence.glued(at)
            || sentence.atom(at).and_then(|atom| atom.punct()).is_some_and(|char| "\"'«»“”‘’<>`|".contains(char))
    };
    let mut until = (body..).find(|&at| ends_url(at))?;
    let has_bracket = || (body..until).any(|at| sentence.atom(at).is_some_and(|atom| atom.is('(')));
    let trailing = if has_bracket() { ".,;:!?…]}" } else { ".,;:!?…]})" };
    while until > body && sentence.atom(until - 1).and_then(|atom| atom.punct()).is_some_and(|c| trailing.contains(c)) {
        until -= 1;
    }
    Some(until)
}

fn email(sentence: Sentence<'_>, from: usize) -> Option<usize> {
    let start = sentence.atom(from)?.start;
    let in_reach = |at: usize| sentence.atom(at).is_some_and(|atom| atom.end - start <= LONGEST_LOCAL_PART);
    let mut at = chain(sentence, from + 1, &['.', '_', '+', '-'], in_reach);
    if !sentence.glued_to(at, '@') || !sentence.glued_to_alphanumeric(at + 1) {
        return None;
    }
    let domain = at + 1;
    at = chain(sentence, domain + 1, &['.', '-'], |_| true);
    // A name without a dot is a nickname, not a host.
    (domain..at).any(|at| sentence.atom(at).is_some_and(|atom| atom.is('.'))).then_some(at)
}

/// The end of a run of letters and digits from `at` on, with single `marks` between them.
fn chain(sentence: Sentence<'_>, mut at: usize, marks: &[char], accept: impl Fn(usize) -> bool) -> usize {
    loop {
        let step = if sentence.glued_to_alphanumeric(at) {
            1
        } else if marks.iter().any(|&mark| sentence.glued_to(at, mark)) && sentence.glued_to_alphanumeric(at + 1) {
            2
        } else {
            return at;
        };
        if !accept(at) {
            return at;
        }
        at += step;
    }
}

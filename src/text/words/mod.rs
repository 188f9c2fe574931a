//! Words of one sentence: atoms joined by the rules of its language.

mod address;
mod english;
mod russian;

use super::Span;
use super::atoms::{Atom, Kind};
use super::language::Language;

/// The words of a sentence's atoms, ascending; every atom is part of one.
pub(super) fn words(text: &str, atoms: &[Atom], language: Language) -> Vec<Span> {
    let sentence = Sentence { text, atoms };
    // A word is rarely one atom less than its sentence has: this saves most of the growth.
    let mut words = Vec::with_capacity(atoms.len());
    let mut from = 0;
    while from < atoms.len() {
        let until = address::end(sentence, from)
            .unwrap_or_else(|| match language {
                Language::English => english::end(sentence, from),
                Language::Russian => russian::end(sentence, from),
            })
            .max(from + 1);
        if let (Some(first), Some(last)) = (sentence.atom(from), sentence.atom(until - 1)) {
            words.push(Span::new(first.start, last.end));
        }
        from = until;
    }
    words.shrink_to_fit();
    words
}

/// The atoms of one sentence.
#[derive(Clone, Copy)]
struct Sentence<'a> {
    text: &'a str,
    atoms: &'a [Atom],
}

impl<'a> Sentence<'a> {
    fn atom(self, at: usize) -> Option<Atom> {
        self.atoms.get(at).copied()
    }

    fn word(self, at: usize) -> &'a str {
        self.atom(at).map_or("", |atom| atom.text(self.text))
    }

    fn kind(self, at: usize) -> Option<Kind> {
        self.atom(at).map(|atom| atom.kind)
    }

    /// Whether the atom at `at` exists and nothing stands between it and the one before.
    fn glued(self, at: usize) -> bool {
        at > 0 && matches!((self.atom(at - 1), self.atom(at)), (Some(left), Some(right)) if left.touches(right))
    }

    /// Whether the atom at `at` is this mark, with nothing before it.
    fn glued_to(self, at: usize, mark: char) -> bool {
        self.glued(at) && self.atom(at).is_some_and(|atom| atom.is(mark))
    }

    /// Whether the atom at `at` is of letters or digits, with nothing before it.
    fn glued_to_alphanumeric(self, at: usize) -> bool {
        self.glued(at) && self.kind(at).is_some_and(Kind::is_alphanumeric)
    }
}

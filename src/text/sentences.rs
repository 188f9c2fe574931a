//! Where sentences end within a paragraph.
//!
//! An atom that may close a sentence (a full stop, `?`, `!`, an ellipsis, a quote or bracket after one of these; in
//! Russian also a semicolon) and has a space behind it ends one, unless what stands around it says otherwise: the next
//! word is in lower case, the full stop belongs to an abbreviation, to initials or to a list number, the quote or bracket
//! closes inside the sentence, or a dash leads back from direct speech. Each decision looks at a few atoms around the
//! place, so a paragraph takes linear time.

use super::abbreviations::{self, Abbreviation};
use super::atoms::{
    Atom, Kind, is_closing_bracket, is_closing_quote, is_dash, is_ending, is_full_stop, is_straight_quote,
};
use super::language::Language;

/// A numbered list item is no longer than this before its text starts, in bytes.
const LONGEST_BULLET: usize = 20;

/// The paragraph's atoms, a slice for each sentence.
pub(super) fn sentences<'a>(
    text: &'a str,
    atoms: &'a [Atom],
    language: Language,
) -> impl Iterator<Item = &'a [Atom]> + use<'a> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = atoms.get(from..).filter(|rest| !rest.is_empty())?;
        let place = |at| Place { text, atoms: rest, at, language };
        let length = (0..rest.len()).find(|&at| place(at).ends_sentence()).map_or(rest.len(), |at| at + 1);
        from += length;
        rest.get(..length)
    })
}

/// The gap after one atom of a sentence; `atoms` starts where the sentence does.
#[derive(Clone, Copy)]
struct Place<'a> {
    text: &'a str,
    atoms: &'a [Atom],
    at: usize,
    language: Language,
}

impl<'a> Place<'a> {
    fn ends_sentence(self) -> bool {
        let Some(mark) = self.mark() else { return false };
        let Some(right) = self.atom(1) else { return false };
        let closes_further = right.punct().is_some_and(|c| {
            is_ending(c) || is_full_stop(c) || c == ';' || is_closing_quote(c) || is_closing_bracket(c)
        });
        if is_full_stop(mark) {
            return !closes_further;
        }
        let continues = self.here().touches(right)
            || closes_further
            || self.continues_in_lower_case(right)
            || (mark == '.' && self.abbreviates(right))
            || self.numbers_a_list()
            || self.returns_from_speech(right);
        !continues && self.closes_a_sentence(mark)
    }

    fn here(self) -> Atom {
        self.atoms.get(self.at).copied().unwrap_or(Atom { start: 0, end: 0, kind: Kind::Symbol })
    }

    /// The atom `steps` to the right, or to the left when negative.
    fn atom(self, steps: isize) -> Option<Atom> {
        self.atoms.get(self.at.checked_add_signed(steps)?).copied()
    }

    fn word(self, steps: isize) -> &'a str {
        self.atom(steps).map_or("", |atom| atom.text(self.text))
    }

    /// The mark at this place, if it may end a sentence.
    fn mark(self) -> Option<char> {
        self.here().punct().filter(|&char| {
            is_ending(char)
                || is_full_stop(char)
                || is_closing_quote(char)
                || is_closing_bracket(char)
                || is_straight_quote(char)
                || (char == ';' && self.language == Language::Russian)
        })
    }

    fn continues_in_lower_case(self, right: Atom) -> bool {
        let word = right.text(self.text);
        right.kind.is_alphanumeric()
            && match self.language {
                Language::Russian => is_lower(word),
                // A brand such as iPhone may begin a sentence, but far more lower-case words continue one.
                Language::English => word.starts_with(char::is_lowercase),
            }
    }

    fn abbreviates(self, right: Atom) -> bool {
        match self.language {
            Language::Russian => self.abbreviates_in_russian(right),
            Language::English => self.abbreviates_in_english(right),
        }
    }

    fn abbreviates_in_russian(self, right: Atom) -> bool {
        let next = right.text(self.text);
        let before_name = |kind| match kind {
            Abbreviation::Before => true,
            Abbreviation::After => is_lower(next) || !right.kind.is_alphanumeric() || right.kind == Kind::Digits,
        };
        let left = self.word(-1);
        if abbreviations::russian_pair(left, next).is_some() {
            return true;
        }
        if self.atom(-2).is_some_and(|dot| dot.is('.'))
            && let Some(kind) = abbreviations::russian_pair(self.word(-3), left)
        {
            return before_name(kind);
        }
        // `в 2015 г. Он` ends a sentence, `в 2015 г. Москва` may not, and `В.` may be an initial.
        let after_year = matches!(left, "г" | "гг") && self.atom(-2).is_some_and(|atom| atom.kind == Kind::Digits);
        if after_year && abbreviations::begins_russian(next) && !self.atom(2).is_some_and(|atom| atom.is('.')) {
            return false;
        }
        abbreviations::russian(left).is_some_and(before_name) || is_initial(left)
    }

    fn abbreviates_in_english(self, right: Atom) -> bool {
        let left = self.word(-1);
        let next = right.text(self.text);
        let acronym = self.atom(-2).is_some_and(|dot| dot.is('.')) && self.touch(-3) && self.touch(-2);
        if !self.touch(-1) {
            return false;
        }
        if acronym && left.chars().nth(1).is_none() || is_initial(left) {
            return !abbreviations::begins_english(next) || (!acronym && next == "A");
        }
        match abbreviations::english(left) {
            Some(Abbreviation::Before) => left != "No" && left != "Nos" || right.kind == Kind::Digits,
            Some(Abbreviation::After) => !abbreviations::begins_english(next),
            None => false,
        }
    }

    /// Whether nothing stands between the atom `steps` away and the one after it.
    fn touch(self, steps: isize) -> bool {
        matches!((self.atom(steps), self.atom(steps + 1)), (Some(left), Some(right)) if left.touches(right))
    }

    /// Whether the sentence so far is only a list number: `8.1.`, `2).`, `IV.`, `а)`.
    fn numbers_a_list(self) -> bool {
        let start = self.atoms.first().map_or(0, |atom| atom.start);
        let here = self.here();
        (here.is('.') || here.is(')'))
            && here.start - start <= LONGEST_BULLET
            && self.atoms.iter().take(self.at).all(|atom| {
                let word = atom.text(self.text);
                match atom.kind {
                    Kind::Digits => true,
                    Kind::Punct(char) => matches!(char, '.' | ')' | '§'),
                    Kind::Symbol => word == "§",
                    _ => is_list_letter(word) || word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'M')),
                }
            })
    }

    /// A quote or bracket ends a sentence only where it closes, right behind the end of one.
    fn closes_a_sentence(self, mark: char) -> bool {
        let left_ends = self.atom(-1).and_then(Atom::punct).is_some_and(|char| is_ending(char) || is_full_stop(char));
        if is_closing_quote(mark) || is_closing_bracket(mark) {
            return left_ends || (self.language == Language::English && self.closes_after_end());
        }
        if is_straight_quote(mark) {
            return self.touch(-1) && (left_ends || (self.language == Language::English && self.closes_after_end()));
        }
        true
    }

    /// Whether this mark closes a run of quotes and brackets behind the end of a sentence: `."`, `.''`, `.")`.
    fn closes_after_end(self) -> bool {
        let closes = |c| is_closing_quote(c) || is_closing_bracket(c) || is_straight_quote(c);
        (1..=3)
            .filter_map(|steps| self.atom(-steps).and_then(Atom::punct))
            .find(|&char| !closes(char))
            .is_some_and(is_ending)
    }

    /// `«Пора!» — сказал он.`: the author's words follow a dash in lower case.
    fn returns_from_speech(self, right: Atom) -> bool {
        right.punct().is_some_and(is_dash)
            && (2..=4)
                .filter_map(|steps| self.atom(steps))
                .find(|atom| atom.kind.is_alphanumeric())
                .is_some_and(|atom| is_lower(atom.text(self.text)))
    }
}

fn is_lower(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_lowercase) && chars.all(|char| !char.is_uppercase())
}

fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

fn is_list_letter(word: &str) -> bool {
    let mut chars = word.chars();
    let letter = chars.next().is_some_and(|char| matches!(char, 'а'..='е' | 'А'..='Е' | 'a'..='f' | 'A'..='F'));
    letter && chars.next().is_none()
}

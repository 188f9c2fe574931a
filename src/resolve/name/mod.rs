//! A name taken apart: words and their stems, titles, initials, legal forms, numerals, what it may be an abbreviation of.

mod acronym;
mod fold;
mod matched;
mod table;

use std::sync::Arc;

pub(super) use fold::{fold, is_cyrillic, stem_of};
pub(super) use matched::{Matched, match_words};
pub(super) use table::Tables;

/// What kind of thing a type of a corpus means, as far as the structure of its names depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Person,
    Place,
    Facility,
    /// Organisations, and all whose names are phrases.
    Other,
}

impl Sort {
    /// By the usual names of types (NEREL, OntoNotes, CoNLL); others are phrases.
    pub(super) fn of(kind: &str) -> Self {
        let kind = kind.to_ascii_uppercase();
        match kind.as_str() {
            "PERSON" | "PER" | "PEOP" | "PEOPLE" | "HUMAN" => Self::Person,
            "CITY" | "COUNTRY" | "STATE_OR_PROVINCE" | "DISTRICT" | "LOCATION" | "LOC" | "GPE" | "PLACE" => Self::Place,
            "FACILITY" | "FAC" => Self::Facility,
            _ => Self::Other,
        }
    }
}

/// A word of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded, see [`fold`].
    pub text: String,
    pub stem: String,
    /// It begins with a capital letter where it stands.
    pub is_capital: bool,
    /// A letter that stands for a word: `F.`
    pub is_initial: bool,
    /// It holds a digit.
    pub is_number: bool,
}

/// A name as it was found, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub kind: Arc<str>,
    pub sort: Sort,
    /// As it stands in the text, white space made one.
    pub text: String,
    /// Its words without articles, titles and legal forms.
    pub words: Vec<Word>,
    /// Stems of the words that were left out.
    aside: Vec<String>,
    /// `II` of `Catherine II`.
    pub numeral: Option<String>,
    /// What a title says of the bearer.
    pub gender: Option<Gender>,
    /// The row of the table of places that it is in, with its inflections.
    pub place: Option<usize>,
    /// How far behind in that row: nouns come before adjectives; 0 where it is in none.
    pub place_column: usize,
    /// It may be an abbreviation: one word in capitals.
    pub is_acronym: bool,
    /// First letters of its words, in the ways in which abbreviations are made.
    pub initials: Vec<String>,
    /// No word begins with a capital letter, and none is a number: `party`.
    pub is_common: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Male,
    Female,
}

impl Name {
    pub(super) fn new(kind: Arc<str>, text: &str, tables: &Tables) -> Self {
        let sort = Sort::of(&kind);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_person = sort == Sort::Person;
        let mut words: Vec<Word> = Vec::new();
        let (mut numeral, mut gender) = (None, None);
        let bare = concept_text(&text);
        let pieces: Vec<&str> = bare.split([' ', '\u{a0}', ',']).filter(|piece| !piece.is_empty()).collect();
        let mut left_out: Vec<Word> = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            let parts = initials_apart(piece);
            for (place, part) in parts.iter().enumerate() {
                let Some(word) = word(part, place + 1 < parts.len(), is_person) else { continue };
                if is_person {
                    if let Some(said) = title(&word.text) {
                        gender = said.or(gender);
                        left_out.push(word);
                        continue;
                    }
                    if at > 0 && is_numeral(part) {
                        numeral = Some(word.text);
                        continue;
                    }
                    if word.text == "jr" || word.text == "sr" || word.text == "junior" || word.text == "senior" {
                        numeral = Some(word.text);
                        continue;
                    }
                } else if tables.is_legal_form(&word.text) || is_article(&word.text) {
                    left_out.push(word);
                    continue;
                }
                words.push(word);
            }
        }
        let aside = left_out.iter().map(|word| stem_of(&word.text, false)).collect();
        if words.is_empty() {
            words = left_out;
        }
        let is_common = !words.iter().any(|word| word.is_capital || word.is_number)
            && !bare.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
        let is_acronym = words.len() == 1 && acronym::is_acronym(bare);
        let initials = if is_person && words.len() < 2 { Vec::new() } else { acronym::initials(bare) };
        let stems: Vec<&str> = words.iter().map(|word| word.stem.as_str()).collect();
        let found = (!is_person).then(|| tables.place(&fold(bare), &stems.join(" "))).flatten();
        let (place, place_column) = found.map_or((None, 0), |(row, column)| (Some(row), column));
        Self { kind, sort, text, words, aside, numeral, gender, place, place_column, is_acronym, initials, is_common }
    }

    /// Whether it is in Russian letters.
    pub(super) fn is_cyrillic(&self) -> bool {
        self.words.iter().any(|word| is_cyrillic(&word.text))
    }

    /// Its stems in order.
    pub(super) fn stems(&self) -> String {
        self.words.iter().map(|word| word.stem.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The words that are more than an initial.
    pub(super) fn full_words(&self) -> usize {
        self.words.iter().filter(|word| !word.is_initial).count()
    }

    /// Whether this is a common noun for such things as the other names: `bank` for `Banca Ceresio`.
    pub(super) fn may_stand_for(&self, other: &Self, tables: &Tables) -> bool {
        let Some(noun) = self.words.last().filter(|_| self.is_common && !other.is_common) else { return false };
        let is_of = |stem: &str| tables.stands_for(&noun.stem, stem);
        other.words.iter().any(|word| is_of(&word.stem)) || other.aside.iter().any(|stem| is_of(stem))
    }

    /// A name of words that many things have says nothing outside its document.
    pub(super) fn is_generic(&self, tables: &Tables) -> bool {
        self.is_common || self.words.iter().all(|word| !word.is_number && tables.is_generic(&word.stem))
    }
}

/// The text without quotes and brackets around it, or a possessive; its letters as they are.
fn concept_text(text: &str) -> &str {
    let edges: &[char] = &['"', '\'', '«', '»', '“', '”', '„', '‘', '’', '(', ')', '[', ']', ',', ';', ':'];
    let bare = text.trim_matches(edges);
    let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
    if bare.is_empty() { text } else { bare }
}

/// `А.А.Иванов` is three words, and `Дж.Коми` two.
fn initials_apart(piece: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = piece;
    while let Some((first, behind)) = rest.split_once('.') {
        let is_short = is_initial(first) && behind.starts_with(char::is_alphabetic);
        // `U.S.` is one word; `A.Smith` are two.
        if !is_short || !behind.chars().any(char::is_lowercase) && behind.contains('.') {
            break;
        }
        parts.push(first);
        rest = behind;
    }
    parts.push(rest);
    parts
}

/// One letter, or a capital and a small one: `А`, `Дж`.
fn is_initial(letters: &str) -> bool {
    let mut chars = letters.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some(first), None, _) => first.is_uppercase(),
        (Some(first), Some(second), None) => first.is_uppercase() && second.is_lowercase(),
        _ => false,
    }
}

/// `is_cut`: it stood before a point and another word.
fn word(part: &str, is_cut: bool, is_person: bool) -> Option<Word> {
    let trimmed = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let bare = trimmed.trim_end_matches('.');
    let is_initial = bare.chars().count() == 1 && is_initial(bare)
        || is_person && (is_cut || bare.len() < trimmed.len()) && is_initial(bare);
    let folded = fold(trimmed);
    let text = folded.strip_suffix("'s").unwrap_or(&folded).to_owned();
    if text.is_empty() {
        return None;
    }
    let is_number = text.chars().any(|c| c.is_ascii_digit());
    let stem = stem_of(&text, is_person);
    Some(Word { stem, is_capital: trimmed.chars().next().is_some_and(char::is_uppercase), is_initial, is_number, text })
}

fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an")
}

/// Whether a word is a title, and what it says of the bearer.
fn title(word: &str) -> Option<Option<Gender>> {
    Some(match word {
        "mr" | "sir" | "lord" | "don" | "господин" | "г-н" | "мистер" => Some(Gender::Male),
        "mrs" | "ms" | "miss" | "lady" | "dame" | "madame" | "госпожа" | "г-жа" | "миссис" | "мисс" => {
            Some(Gender::Female)
        }
        "dr" | "prof" | "professor" | "доктор" | "профессор" => None,
        _ => return None,
    })
}

fn is_numeral(word: &str) -> bool {
    let word = word.trim_matches('.');
    !word.is_empty() && word.len() <= 5 && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'І' | 'Х'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(kind: &str, text: &str) -> Name {
        Name::new(kind.into(), text, &Tables::default())
    }

    fn words(kind: &str, text: &str) -> Vec<String> {
        name(kind, text).words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(words("PERSON", "Mr. F. W. de Klerk"), ["f", "w", "de", "klerk"]);
        assert_eq!(words("PERSON", "А.А.Иванова"), ["а", "а", "иванова"]);
        assert_eq!(words("PERSON", "Дж.Коми"), ["дж", "коми"]);
        assert!(name("PERSON", "Дж.Коми").words[0].is_initial && !name("PERSON", "Ян Гус").words[0].is_initial);
        assert_eq!(words("PERSON", "Catherine II"), ["catherine"]);
        assert_eq!(name("PERSON", "Catherine II").numeral.as_deref(), Some("ii"));
        assert_eq!(words("ORGANIZATION", "the Tamarind Bay Ltd."), ["tamarind", "bay"]);
        assert_eq!(words("ORGANIZATION", "ООО «Ромашка»"), ["ромашка"]);
        assert_eq!(words("COUNTRY", "U.S."), ["us"]);
        assert_eq!(words("ORGANIZATION", "the Company"), ["company"]);
        assert_eq!(words("ORGANIZATION", "AG"), ["ag"], "nothing else is left");
        assert_eq!(name("PERSON", "Mrs. Brown").gender, Some(Gender::Female));
    }

    #[test]
    fn common_nouns_and_abbreviations_are_told_from_names() {
        assert!(name("ORGANIZATION", "party").is_common && !name("ORGANIZATION", "Party").is_common);
        assert!(!name("FACILITY", "chamber 4").is_common);
        assert!(name("ORGANIZATION", "ECOWAS").is_acronym && name("ORGANIZATION", "U.N.").is_acronym);
        assert!(!name("ORGANIZATION", "Interpol").is_acronym);
        let tables = Tables::default();
        assert!(name("ORGANIZATION", "Foreign Ministry").is_generic(&tables));
        assert!(!name("ORGANIZATION", "Belarusian Foreign Ministry").is_generic(&tables));
        assert!(name("ORGANIZATION", "Верховного суда").is_generic(&tables));
    }

    #[test]
    fn names_of_one_place_stand_in_one_row() {
        let row = |text: &str| name("COUNTRY", text).place;
        assert!(row("Poland").is_some());
        assert_eq!(row("Polish"), row("Poland"));
        assert_eq!(row("российского"), row("Россией"));
        assert_eq!(row("США"), row("Соединённых Штатов"));
        assert_eq!(row("US"), row("U.S."));
        assert_ne!(row("Niger"), row("Nigeria"));
        assert_eq!(row("Utopia"), None);
    }
}

//! What two names say by themselves, wherever they stand.

use super::{Evidence, Feature};
use crate::domain::edit_distance;
use crate::resolve::name::{Matched, Name, Sort, Tables, Word, match_words};

/// Two names of one type, the one with fewer words first.
#[derive(Clone, Copy, Debug)]
pub(in crate::resolve) struct Pair<'a> {
    pub short: &'a Name,
    pub long: &'a Name,
    pub matched: Matched,
}

impl<'a> Pair<'a> {
    pub(in crate::resolve) fn new(a: &'a Name, b: &'a Name) -> Self {
        let swap = (a.words.len(), a.full_words(), a.text.len()) > (b.words.len(), b.full_words(), b.text.len());
        let (short, long) = if swap { (b, a) } else { (a, b) };
        Self { short, long, matched: match_words(short, long) }
    }

    /// The shorter is part of the longer, and lacks something.
    pub(in crate::resolve) fn is_part(&self) -> bool {
        self.matched.is_subset() && self.matched.own_long > 0
    }

    /// Whether the shorter is made of first letters of the longer.
    pub(in crate::resolve) fn is_acronym(&self) -> bool {
        let made_of = |acronym: &Name, whole: &Name| {
            acronym.is_acronym && acronym.words.first().is_some_and(|word| whole.initials.contains(&word.text))
        };
        made_of(self.short, self.long) || made_of(self.long, self.short)
    }

    /// The features that need no text.
    pub(in crate::resolve) fn evidence(&self, tables: &Tables) -> Evidence {
        let mut evidence = Evidence::default();
        let (short, long, matched) = (self.short, self.long, &self.matched);
        match short.sort {
            Sort::Person => evidence.set(Feature::IsPerson),
            Sort::Place => evidence.set(Feature::IsPlace),
            Sort::Facility => evidence.set(Feature::IsFacility),
            Sort::Other => {}
        }
        if short.place.is_some() && short.place == long.place {
            evidence.set(Feature::SamePlace);
        } else if matched.is_same() {
            evidence.set(Feature::SameStems);
        } else if self.is_part() {
            let is_person = short.sort == Sort::Person;
            evidence.set(match (is_person, short.is_common, matched.is_suffix, matched.is_prefix) {
                (true, _, true, _) => Feature::PersonSuffix,
                (true, _, _, true) => Feature::PersonPrefix,
                (true, ..) => Feature::PersonMiddle,
                (_, true, true, _) => Feature::NounHead,
                (_, true, ..) => Feature::NounOther,
                (_, _, true, _) => Feature::NameSuffix,
                (_, _, _, true) => Feature::NamePrefix,
                _ => Feature::NameMiddle,
            });
            let rest: Vec<&Word> = rest_of(self).collect();
            if !short.is_common && rest.iter().all(|word| !word.is_capital && !word.is_number) {
                evidence.set(Feature::CommonRest);
            }
            if rest.iter().any(|word| word.is_number) {
                evidence.set(Feature::NumberRest);
            }
            if !is_person && rest.iter().any(|word| tables.place(&word.text, &word.stem).is_some()) {
                evidence.set(Feature::PlaceRest);
            }
        } else if matched.own_short > 0 && matched.words > 0 {
            evidence.set(Feature::OwnWords);
        }
        if matched.by_initial > 0 && matched.is_subset() {
            evidence.set(Feature::Initials);
        }
        if self.is_acronym() {
            evidence.set(Feature::Acronym);
        }
        if !self.is_part() && (short.may_stand_for(long, tables) || long.may_stand_for(short, tables)) {
            evidence.set(Feature::NounStandsFor);
        }
        if short.sort == Sort::Place && (is_adjective(short, long) || is_adjective(long, short)) {
            evidence.set(Feature::Adjective);
        }
        if short.is_common && long.is_common {
            evidence.set(Feature::BothNouns);
        }
        if !matched.is_subset() && is_almost(short, long) {
            evidence.set(Feature::Spelling);
        }
        evidence
    }
}

/// The words of the longer name that the shorter has not.
fn rest_of<'a>(pair: &Pair<'a>) -> impl Iterator<Item = &'a Word> {
    let short = pair.short;
    pair.long.words.iter().filter(move |word| !short.words.iter().any(|own| own.stem == word.stem))
}

/// Whether one is the Russian adjective of the other: `шанхайск` of `шанх`.
fn is_adjective(adjective: &Name, noun: &Name) -> bool {
    let ([adjective], [noun]) = (&adjective.words[..], &noun.words[..]) else { return false };
    let Some(base) = adjective.stem.strip_suffix("ск") else { return false };
    let (base, noun) = (base.chars().collect::<Vec<_>>(), noun.stem.chars().collect::<Vec<_>>());
    let shared = base.iter().zip(&noun).take_while(|(a, b)| a == b).count();
    shared >= 4 && noun.len() - shared <= 1 && base.len() - shared <= 3
}

/// As many words, each the same or, of five letters and more, with one or two other letters but the same first one.
fn is_almost(a: &Name, b: &Name) -> bool {
    let word = |a: &Word, b: &Word| {
        let (long, short) =
            (a.text.chars().count().max(b.text.chars().count()), a.text.chars().count().min(b.text.chars().count()));
        let most = if long >= 9 { 2 } else { 1 };
        a.stem == b.stem
            || (short >= 5
                && long - short <= most
                && !a.is_number
                && a.text.chars().next() == b.text.chars().next()
                && edit_distance(&a.text, &b.text) <= most)
    };
    a.words.len() == b.words.len()
        && !a.is_common
        && !b.is_common
        && a.words.iter().zip(&b.words).all(|(a, b)| word(a, b))
}

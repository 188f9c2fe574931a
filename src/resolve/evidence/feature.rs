//! What speaks for and against two names being those of one thing, as numbers and in words.

/// One thing that a pair of names has or has not. The shorter name of a pair is the one with fewer words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(in crate::resolve) enum Feature {
    Bias,
    /// The same words in whatever order, but for inflection.
    SameStems,
    /// Names of one place or its people.
    SamePlace,
    /// A person's name that is the end of the longer one: the surname.
    PersonSuffix,
    /// … its beginning: a given name alone, or a name without its epithet.
    PersonPrefix,
    /// … some words of it.
    PersonMiddle,
    /// A word matches by its initial.
    Initials,
    /// A name that is the end of the longer one.
    NameSuffix,
    NamePrefix,
    NameMiddle,
    /// A common noun that is the last word of the longer name: `army`, `Sudanese army`.
    NounHead,
    /// … another word of it: `hotel`, `Hotel Tivoli`.
    NounOther,
    /// A common noun for what the name says in other words: `bank`, `Banca Ceresio`.
    NounStandsFor,
    /// Of the names that this noun may stand for, the one that was named last.
    NounRecent,
    /// The shorter is made of first letters of the longer.
    Acronym,
    /// One follows the other in brackets.
    Brackets,
    /// The shorter name comes first in the text.
    ShortFirst,
    /// There are other longer names that fit, and this one was named last before the shorter.
    RivalsButNearest,
    /// … and another one was.
    RivalsAndFarther,
    /// What the longer name has more is no name: lower case.
    CommonRest,
    /// What the longer name has more is a number.
    NumberRest,
    /// What the longer name has more is the name of a place.
    PlaceRest,
    /// A mention of one stands inside a mention of the other.
    Nested,
    /// A relation says that they are names of one thing.
    Alternative,
    /// They are linked to one entry of a database.
    SameLink,
    /// Almost the same letters.
    Spelling,
    /// Both have words that the other lacks.
    OwnWords,
    /// Sentences between their nearest mentions, as a logarithm.
    Distance,
    IsPlace,
    IsFacility,
    IsPerson,
    /// Both are common nouns.
    BothNouns,
    /// A Russian adjective of the other name: `пекинский`, `Пекин`.
    Adjective,
    /// There are other longer names that fit, and this one was named first of all.
    RivalsButFirst,
}

pub(in crate::resolve) const FEATURES: usize = 34;

impl Feature {
    pub(in crate::resolve) const ALL: [Self; FEATURES] = [
        Self::Bias,
        Self::SameStems,
        Self::SamePlace,
        Self::PersonSuffix,
        Self::PersonPrefix,
        Self::PersonMiddle,
        Self::Initials,
        Self::NameSuffix,
        Self::NamePrefix,
        Self::NameMiddle,
        Self::NounHead,
        Self::NounOther,
        Self::NounStandsFor,
        Self::NounRecent,
        Self::Acronym,
        Self::Brackets,
        Self::ShortFirst,
        Self::RivalsButNearest,
        Self::RivalsAndFarther,
        Self::CommonRest,
        Self::NumberRest,
        Self::PlaceRest,
        Self::Nested,
        Self::Alternative,
        Self::SameLink,
        Self::Spelling,
        Self::OwnWords,
        Self::Distance,
        Self::IsPlace,
        Self::IsFacility,
        Self::IsPerson,
        Self::BothNouns,
        Self::Adjective,
        Self::RivalsButFirst,
    ];

    /// Why two names are one thing, where this feature speaks for it.
    pub(in crate::resolve) fn reason(self) -> Option<&'static str> {
        Some(match self {
            Self::SameStems => "the same words but for inflection",
            Self::SamePlace => "names of one place",
            Self::PersonSuffix => "the surname alone",
            Self::PersonPrefix => "the given name alone",
            Self::PersonMiddle => "some words of the full name",
            Self::Initials => "initials that fit",
            Self::NameSuffix => "the end of the longer name",
            Self::NamePrefix => "the beginning of the longer name",
            Self::NameMiddle => "some words of the longer name",
            Self::NounHead | Self::NounOther => "the noun in the name",
            Self::NounStandsFor => "a noun for such a thing",
            Self::NounRecent => "the last such thing that was named",
            Self::Acronym => "the first letters of the longer name",
            Self::Brackets => "one behind the other in brackets",
            Self::RivalsButNearest => "the nearest of several that fit",
            Self::Alternative => "a relation says so",
            Self::SameLink => "the same entry of a database",
            Self::RivalsButFirst => "the first of several that fit",
            Self::Adjective => "its adjective",
            Self::Spelling => "almost the same spelling",
            _ => return None,
        })
    }
}

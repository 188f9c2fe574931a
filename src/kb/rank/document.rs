//! All mentions of a document at once: one name is one thing in it, and a part of a longer name most probably that.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::features::{self, Context, Features};
use super::weights::Weights;
use crate::kb::{Base, Candidate, KbError, Lookup, kinds};
use crate::text::{Span, folded_words, stem};

/// Candidates of a mention.
const LIMIT: usize = 30;
/// Bytes on both sides that are near a mention.
const NEAR: usize = 240;
/// Candidates that a part of a longer name takes over from it.
const TAKEN: usize = 3;

/// A mention that is to be linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its text.
    pub name: String,
    /// Its type, as the corpus has it.
    pub kind: String,
    /// Where it stands, in bytes.
    pub span: Span,
}

/// What a mention most probably means.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// At most 30, with their probabilities, the highest first.
    pub candidates: Vec<(Candidate, f32)>,
    /// The probability that it means none of them.
    pub nil: f32,
}

impl Linked {
    /// The thing that is more probable than any other and than none.
    pub fn best(&self) -> Option<&(Candidate, f32)> {
        self.candidates.first().filter(|(_, probability)| *probability >= self.nil)
    }
}

/// Decides what the mentions of a text mean, in their order.
///
/// # Errors
/// When the base is damaged.
pub fn link(base: &Base, text: &str, mentions: &[Named]) -> Result<Vec<Linked>, KbError> {
    let weights = Weights::shipped();
    let document = Document::new(base, text, mentions)?;
    let first = document.first(weights);
    let second = document.second(&first, &probabilities(&first, weights, 0));
    let decided = document.agreed(probabilities(&second, weights, 1));
    Ok(document
        .mentions
        .into_iter()
        .zip(decided)
        .map(|(mention, (likely, nil))| linked(mention.lookup, likely, nil))
        .collect())
}

fn linked(lookup: Lookup, likely: Vec<f32>, nil: f32) -> Linked {
    let mut candidates: Vec<(Candidate, f32)> = lookup.candidates.into_iter().zip(likely).collect();
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
    Linked { candidates, nil }
}

type Likely = (Vec<f32>, f32);

pub(super) fn probabilities(all: &[Features], weights: &Weights, pass: usize) -> Vec<Likely> {
    let Some(pass) = weights.passes.get(pass) else { return Vec::new() };
    all.iter().map(|features| features::probabilities(features, pass)).collect()
}

/// A document with the candidates of its mentions.
pub(super) struct Document {
    pub(super) mentions: Vec<Mention>,
    stems: HashSet<String>,
    /// By stems and type: the mentions that are so called.
    groups: BTreeMap<(Vec<String>, String), Vec<usize>>,
    /// By mention: those with longer names that it is a part of, or stands in brackets after.
    longer: Vec<Vec<usize>>,
}

pub(super) struct Mention {
    pub(super) lookup: Lookup,
    pub(super) kind: String,
    near: HashSet<String>,
    is_capital: bool,
}

impl Document {
    pub(super) fn new(base: &Base, text: &str, named: &[Named]) -> Result<Self, KbError> {
        let mut known: HashMap<String, String> = HashMap::new();
        let mut stems_of = |text: &str| -> Vec<String> {
            let stemmed = |word: String| known.entry(word).or_insert_with_key(|word| stem(word)).clone();
            folded_words(text).into_iter().map(stemmed).collect()
        };
        let names: Vec<Vec<String>> = named.iter().map(|named| stems_of(&named.name)).collect();
        let kinds: Vec<String> = named.iter().map(|named| kinds::canonical(&named.kind)).collect();
        let longer = longer(text, named, &names, &kinds);
        let mut lookups: HashMap<&str, Lookup> = HashMap::new();
        for named in named {
            if !lookups.contains_key(named.name.as_str()) {
                lookups.insert(&named.name, base.look_up(&named.name, LIMIT)?);
            }
        }
        let mut extended: HashMap<(&str, Vec<u32>), Lookup> = HashMap::new();
        let mut mentions = Vec::with_capacity(named.len());
        for (at, mention) in named.iter().enumerate() {
            let own = lookups.get(mention.name.as_str()).cloned().unwrap_or_default();
            let mut also: Vec<u32> = Vec::new();
            for other in longer.get(at).into_iter().flatten().filter_map(|other| named.get(*other)) {
                let candidates = lookups.get(other.name.as_str()).map_or(&[][..], |lookup| &lookup.candidates);
                also.extend(candidates.iter().take(TAKEN).map(|candidate| candidate.number));
            }
            also.sort_unstable();
            also.dedup();
            also.truncate(LIMIT / 2);
            let has_all = also.iter().all(|number| own.candidates.iter().any(|candidate| candidate.number == *number));
            let lookup = if has_all {
                own
            } else {
                match extended.entry((&mention.name, also.clone())) {
                    std::collections::hash_map::Entry::Occupied(known) => known.get().clone(),
                    std::collections::hash_map::Entry::Vacant(place) => {
                        place.insert(base.look_up_among(&mention.name, LIMIT, &also)?).clone()
                    }
                }
            };
            mentions.push(Mention {
                lookup,
                kind: kinds.get(at).cloned().unwrap_or_default(),
                near: stems_of(around(text, mention.span)).into_iter().collect(),
                is_capital: mention.name.chars().next().is_some_and(char::is_uppercase),
            });
        }
        let mut groups: BTreeMap<(Vec<String>, String), Vec<usize>> = BTreeMap::new();
        for (at, (name, kind)) in names.into_iter().zip(kinds).enumerate() {
            groups.entry((name, kind)).or_default().push(at);
        }
        Ok(Self { mentions, stems: stems_of(text).into_iter().collect(), groups, longer })
    }

    pub(super) fn first(&self, weights: &Weights) -> Vec<Features> {
        let mut counts = vec![1; self.mentions.len()];
        for group in self.groups.values() {
            for at in group {
                if let Some(count) = counts.get_mut(*at) {
                    *count = group.len();
                }
            }
        }
        let features = |(mention, mentions): (&Mention, usize)| {
            let Mention { lookup, kind, near, is_capital } = mention;
            let context = Context { document: &self.stems, near, is_capital: *is_capital, mentions };
            features::first(lookup, kind.clone(), &context, weights)
        };
        self.mentions.iter().zip(counts).map(features).collect()
    }

    /// With what the first answers say of the document.
    pub(super) fn second(&self, first: &[Features], likely: &[Likely]) -> Vec<Features> {
        let of = |at: usize| -> HashMap<u32, f32> {
            let numbers = self.mentions.get(at).map(|mention| &mention.lookup.candidates).into_iter().flatten();
            numbers
                .map(|found| found.number)
                .zip(likely.get(at).map(|likely| &likely.0).into_iter().flatten().copied())
                .collect()
        };
        let known: Vec<HashMap<u32, f32>> = (0..self.mentions.len()).map(of).collect();
        let mut sums: HashMap<u32, f32> = HashMap::new();
        for (number, likely) in known.iter().flatten() {
            *sums.entry(*number).or_default() += likely;
        }
        let mut of_another_type: Vec<Vec<usize>> = vec![Vec::new(); self.mentions.len()];
        for ((name, kind), group) in &self.groups {
            let same = self.groups.range((name.clone(), String::new())..).take_while(|((other, _), _)| other == name);
            let others: Vec<usize> =
                same.filter(|((_, other), _)| other != kind).filter_map(|(_, group)| group.first().copied()).collect();
            for at in group {
                if let Some(place) = of_another_type.get_mut(*at) {
                    place.clone_from(&others);
                }
            }
        }
        let most = |ats: &[usize], number: u32| {
            ats.iter().filter_map(|at| known.get(*at)?.get(&number)).copied().fold(0.0, f32::max)
        };
        let nothing = Vec::new();
        let mut second = first.to_vec();
        for (at, features) in second.iter_mut().enumerate() {
            let longer = self.longer.get(at).unwrap_or(&nothing);
            let others = of_another_type.get(at).unwrap_or(&nothing);
            let candidates = self.mentions.get(at).map(|mention| &mention.lookup.candidates).into_iter().flatten();
            for (values, found) in features.candidates.iter_mut().zip(candidates) {
                let own = known.get(at).and_then(|known| known.get(&found.number)).copied().unwrap_or_default();
                let rest = sums.get(&found.number).copied().unwrap_or_default() - own;
                let [.., a, b, c] = values;
                (*a, *b, *c) = (most(longer, found.number), most(others, found.number), rest.max(0.0).ln_1p());
            }
            let [.., a, b, c] = &mut features.nil;
            *a = longer.iter().filter_map(|at| known.get(*at)).flat_map(HashMap::values).copied().fold(0.0, f32::max);
            *b = longer.iter().filter_map(|at| likely.get(*at)).map(|(_, nil)| *nil).fold(0.0, f32::max);
            *c = likely.get(at).map_or(0.0, |(_, nil)| *nil);
        }
        second
    }

    /// Mentions of one name and type mean one thing: the mean of what each alone would say.
    pub(super) fn agreed(&self, mut likely: Vec<Likely>) -> Vec<Likely> {
        for group in self.groups.values().filter(|group| group.len() > 1) {
            let mut sums: HashMap<u32, f32> = HashMap::new();
            let mut nil = 0.0;
            for at in group {
                let Some((own, own_nil)) = likely.get(*at) else { continue };
                nil += own_nil;
                let found = self.mentions.get(*at).map(|mention| &mention.lookup.candidates).into_iter().flatten();
                for (found, own) in found.zip(own) {
                    *sums.entry(found.number).or_default() += own;
                }
            }
            let count = group.len() as f32;
            for at in group {
                let Some((own, own_nil)) = likely.get_mut(*at) else { continue };
                *own_nil = nil / count;
                let found = self.mentions.get(*at).map(|mention| &mention.lookup.candidates).into_iter().flatten();
                for (found, own) in found.zip(own) {
                    *own = sums.get(&found.number).copied().unwrap_or_default() / count;
                }
            }
        }
        likely
    }
}

/// The text around a span.
fn around(text: &str, span: Span) -> &str {
    let start = (0..=span.start.saturating_sub(NEAR)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = (span.end + NEAR..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    text.get(start..end).unwrap_or_default()
}

/// For each mention those of its type with longer names that have all its words, and what it stands in brackets after.
fn longer(text: &str, named: &[Named], names: &[Vec<String>], kinds: &[String]) -> Vec<Vec<usize>> {
    let mut unique: BTreeMap<(&str, &[String]), usize> = BTreeMap::new();
    for (at, (name, kind)) in names.iter().zip(kinds).enumerate() {
        unique.entry((kind, name)).or_insert(at);
    }
    let ends: HashMap<usize, usize> = named.iter().enumerate().map(|(at, named)| (named.span.end, at)).collect();
    let mut all = Vec::with_capacity(named.len());
    for ((mention, name), kind) in named.iter().zip(names).zip(kinds) {
        let mut longer: Vec<usize> = unique
            .range((kind.as_str(), &[][..])..)
            .take_while(|((other, _), _)| other == kind)
            .filter(|((_, other), _)| {
                !name.is_empty() && other.len() > name.len() && name.iter().all(|word| other.contains(word))
            })
            .map(|(_, at)| *at)
            .collect();
        let before = text.get(..mention.span.start).unwrap_or_default();
        if let Some(before) = before.trim_end_matches(['«', '"', '“']).strip_suffix('(')
            && let Some(outside) = ends.get(&before.trim_end().len())
            && kinds.get(*outside) == Some(kind)
            && !longer.contains(outside)
        {
            longer.push(*outside);
        }
        all.push(longer);
    }
    all
}

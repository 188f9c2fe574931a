//! Which things a name may mean: by its stem key, by its words, by words that are nearly right; the likeliest first.

use std::collections::HashMap;

use super::base::Stored;
use super::names::key_of;
use super::trigrams::cosine;
use super::{Base, Entity, KbError};
use crate::text::folded_words;

/// Things that are read and compared letter by letter.
const COMPARED: usize = 80;
/// Things of a word that are looked at.
const OF_WORD: usize = 1_000;

/// A thing that a name may mean, with what speaks for it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The thing.
    pub entity: Entity,
    /// Its place in the base.
    pub(super) number: u32,
    /// From 0 to about 4: the order of the candidates.
    pub(super) score: f32,
    /// Of all counts of this very spelling (case aside) the share that means the thing; 0 where none has it.
    pub(super) spelling: f32,
    /// The same of all spellings with these stems.
    pub(super) stems: f32,
    /// Whether a label has these stems.
    pub(super) is_label: bool,
    /// Whether the name is made of a label's first letters.
    pub(super) is_initials: bool,
    /// The cosine with the nearest of its names, and with the nearest label.
    pub(super) nearest: f32,
    pub(super) nearest_label: f32,
    /// How much of the name's words, by rarity, the best of its names has; and of that name's words the name.
    pub(super) of_mention: f32,
    pub(super) of_name: f32,
    /// The stems of its labels that the name lacks, with their rarity.
    pub(super) lacking: Vec<(String, f32)>,
}

impl Candidate {
    /// What speaks for it by its names alone, from 0 to about 5: the order of a look-up.
    pub fn score(&self) -> f32 {
        self.score
    }
}

/// A name that was looked up.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// The likeliest first.
    pub candidates: Vec<Candidate>,
    /// The stems of the name.
    pub(super) stems: Vec<String>,
    /// The share of its words, by rarity, that no name of the base has.
    pub(super) unknown: f32,
}

impl Base {
    /// Looks a name up.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn look_up(&self, name: &str, limit: usize) -> Result<Lookup, KbError> {
        self.look_up_among(name, limit, &[])
    }

    /// The same with some things that are candidates whatever the name is.
    pub(super) fn look_up_among(&self, name: &str, limit: usize, also: &[u32]) -> Result<Lookup, KbError> {
        let key = key_of(name);
        if key.is_empty() {
            return Ok(Lookup::default());
        }
        let mut words: Vec<Word> = Vec::new();
        for stem in key.split(' ') {
            if words.iter().all(|word| word.stem != stem) {
                let (count, things) = self.of_word(stem, OF_WORD)?;
                words.push(Word { stem: stem.to_owned(), rarity: self.rarity(count), things });
            }
        }
        let total: f32 = words.iter().map(|word| word.rarity).sum();
        let unknown: f32 = words.iter().filter(|word| word.things.is_empty()).map(|word| word.rarity).sum();
        let exact = self.of_key(&key)?;
        let mut scores: HashMap<u32, (f32, usize)> = HashMap::new();
        for word in &words {
            for (place, thing) in word.things.iter().enumerate() {
                let entry = scores.entry(*thing).or_insert((0.0, place));
                entry.0 += word.rarity;
                entry.1 = entry.1.min(place);
            }
        }
        if exact.is_empty() && scores.is_empty() {
            self.nearly(&words, &mut scores)?;
        }
        let mut order: Vec<(u32, f32, usize)> =
            scores.into_iter().map(|(thing, (sum, place))| (thing, sum, place)).collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.2.cmp(&b.2)).then(a.0.cmp(&b.0)));
        order.truncate(COMPARED);
        let mut chosen: Vec<u32> = exact.iter().map(|of| of.number).take(COMPARED).collect();
        let known: std::collections::HashSet<u32> = chosen.iter().copied().collect();
        chosen.extend(order.iter().map(|(thing, ..)| *thing).filter(|thing| !known.contains(thing)));
        chosen.retain(|thing| !also.contains(thing));
        chosen.extend(also);
        let query = Query::new(self, name, &key, words, total);
        let mut candidates = Vec::with_capacity(chosen.len());
        for number in chosen {
            candidates.push(query.compare(number, self.stored(number)?));
        }
        let initials = exact.iter().filter(|of| of.is_initials).map(|of| of.number);
        let initials: std::collections::HashSet<u32> = initials.collect();
        candidates.iter_mut().for_each(|candidate| candidate.is_initials = initials.contains(&candidate.number));
        shares(&mut candidates);
        for candidate in &mut candidates {
            let Candidate { spelling, stems, is_label, is_initials, nearest, of_mention, .. } = *candidate;
            let exact = f32::from(spelling > 0.0) + 1.5 * f32::from(stems > 0.0) + 0.7 * f32::from(is_initials);
            let known = 0.05 * (1.0 + candidate.entity.popularity as f32).ln();
            candidate.score = exact + stems + 0.2 * f32::from(is_label) + nearest + 0.5 * of_mention + known;
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.number.cmp(&b.number)));
        let mut others = limit.saturating_sub(also.len());
        candidates.retain(|candidate| {
            if also.contains(&candidate.number) {
                return true;
            }
            let has_room = others > 0;
            others = others.saturating_sub(1);
            has_room
        });
        self.weigh_lacking(&mut candidates)?;
        let stems = key.split(' ').map(str::to_owned).collect();
        Ok(Lookup { candidates, stems, unknown: unknown / total.max(1e-6) })
    }

    /// Things of words that one letter makes of those that nothing has.
    fn nearly(&self, words: &[Word], scores: &mut HashMap<u32, (f32, usize)>) -> Result<(), KbError> {
        for word in words {
            for near in self.near(&word.stem)? {
                let (_, things) = self.of_word(&near, COMPARED)?;
                for (place, thing) in things.into_iter().enumerate() {
                    let entry = scores.entry(thing).or_insert((0.0, place));
                    entry.0 += word.rarity * 0.5;
                }
            }
        }
        Ok(())
    }

    fn weigh_lacking(&self, candidates: &mut [Candidate]) -> Result<(), KbError> {
        let mut known: HashMap<String, f32> = HashMap::new();
        for (stem, rarity) in candidates.iter_mut().flat_map(|candidate| &mut candidate.lacking) {
            *rarity = match known.get(stem) {
                Some(rarity) => *rarity,
                None => {
                    let rarity = self.rarity(self.of_word(stem, 0)?.0);
                    known.insert(stem.clone(), rarity);
                    rarity
                }
            };
        }
        Ok(())
    }
}

struct Word {
    stem: String,
    rarity: f32,
    things: Vec<u32>,
}

/// What a name is compared by.
struct Query<'a> {
    base: &'a Base,
    key: &'a str,
    folded: String,
    vector: Vec<(u32, f32)>,
    words: Vec<Word>,
    total: f32,
}

impl<'a> Query<'a> {
    fn new(base: &'a Base, name: &str, key: &'a str, words: Vec<Word>, total: f32) -> Self {
        let vector = base.weights.vector(key);
        Self { base, key, folded: folded_words(name).join(" "), vector, words, total }
    }

    fn compare(&self, number: u32, stored: Stored) -> Candidate {
        let Stored { entity, keys } = stored;
        let mut found = Candidate {
            number,
            score: 0.0,
            spelling: 0.0,
            stems: 0.0,
            is_label: false,
            is_initials: false,
            nearest: 0.0,
            nearest_label: 0.0,
            of_mention: 0.0,
            of_name: 0.0,
            lacking: Vec::new(),
            entity: Entity::default(),
        };
        // Rarity of words that the name lacks is not known here; most words are about as rare as the name's own.
        let usual = self.total / self.words.len().max(1) as f32;
        for key in &keys {
            let near = cosine(&self.vector, &self.base.weights.vector(&key.key));
            found.nearest = found.nearest.max(near);
            if key.is_label {
                found.nearest_label = found.nearest_label.max(near);
            }
            let (mut shared, mut all) = (0.0, 0.0);
            for stem in key.key.split(' ') {
                let of_name = self.words.iter().find(|word| word.stem == stem).map(|word| word.rarity);
                shared += of_name.unwrap_or_default();
                all += of_name.unwrap_or(usual);
            }
            let (of_mention, of_name) = ((shared / self.total.max(1e-6)).min(1.0), shared / f32::max(all, 1e-6));
            if of_mention + of_name > found.of_mention + found.of_name {
                (found.of_mention, found.of_name) = (of_mention, of_name);
            }
            if key.key == self.key {
                // Half a time is what an alias that nobody counted is worth.
                found.stems = key.count as f32 + 0.5;
                found.is_label |= key.is_label;
            }
        }
        if found.stems > 0.0 {
            let same = |text: &str| folded_words(text).join(" ") == self.folded;
            let counts = entity.counts();
            let same: Vec<u64> = counts.iter().filter(|(text, _)| same(text)).map(|(_, (count, _))| *count).collect();
            if !same.is_empty() {
                found.spelling = same.iter().sum::<u64>() as f32 + 0.5;
            }
        }
        if let Some(label) = keys.iter().find(|key| key.is_label) {
            let lacks = |stem: &&str| self.words.iter().all(|word| word.stem != *stem);
            found.lacking = label.key.split(' ').filter(lacks).map(|stem| (stem.to_owned(), 0.0)).collect();
        }
        found.entity = entity;
        found
    }
}

/// Counts become shares of all that share the spelling, or the stems.
fn shares(candidates: &mut [Candidate]) {
    let spelled: f32 = candidates.iter().map(|candidate| candidate.spelling).sum();
    let stems: f32 = candidates.iter().map(|candidate| candidate.stems).sum();
    for candidate in candidates {
        candidate.spelling /= spelled.max(1e-6);
        candidate.stems /= stems.max(1e-6);
    }
}

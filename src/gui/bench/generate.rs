//! Documents for measuring, from a seed: half English, half Russian words, entities nested and not, predictions of all
//! scores, relations mostly between neighbours.

use rand::Rng as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::domain::{Document, Edit, Fragments, Item, Mention, MentionId, Origin, Relation, RelationId, Review};
use crate::text::Span;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub characters: usize,
    pub mentions: usize,
    pub relations: usize,
    /// How many different names there are; each is one concept of the map.
    pub names: usize,
    /// The farthest other end of a relation, in mentions.
    pub reach: usize,
}

impl Size {
    /// As many characters and entities as the longest document of a Russian news corpus with nested entities.
    pub const TEXT_68K: Self = Self { characters: 68_000, mentions: 3_488, relations: 1_700, names: 600, reach: 12 };
    pub const TEXT_1MB: Self =
        Self { characters: 1_000_000, mentions: 50_000, relations: 20_000, names: 4_000, reach: 12 };
    pub const MAP_1000: Self =
        Self { characters: 24_000, mentions: 1_000, relations: 3_000, names: 1_000, reach: 1_000 };
}

const KINDS: [&str; 8] = ["PERSON", "ORGANIZATION", "CITY", "COUNTRY", "DATE", "PROFESSION", "EVENT", "NUMBER"];
const RELATIONS: [&str; 6] = ["WORKS_AS", "WORKPLACE", "LOCATED_IN", "KNOWS", "PART_OF", "TAKES_PLACE_IN"];
const ENGLISH: [&str; 16] = [
    "the", "new", "council", "said", "that", "a", "year", "report", "of", "its", "members", "would", "meet", "in",
    "after", "long",
];
const RUSSIAN: [&str; 16] = [
    "и",
    "новый",
    "совет",
    "сообщил",
    "что",
    "в",
    "году",
    "доклад",
    "о",
    "его",
    "члены",
    "могут",
    "встретиться",
    "на",
    "после",
    "долгий",
];

pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.into_iter()
}

/// The document of this size; the same in every run.
pub fn document(size: Size) -> Document {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut writer = Writer { text: String::new(), characters: 0, spans: Vec::new() };
    let gap = size.characters as f64 / size.mentions as f64;
    for place in 0..size.mentions {
        let start_at = (place as f64 * gap) as usize;
        writer.fill(&mut random, start_at);
        writer.name(&mut random, place, size.names);
    }
    writer.fill(&mut random, size.characters);
    let mut document = Document::new("generated", writer.text);
    let edits = annotations(&mut document, &mut random, &writer.spans, size);
    document.apply(edits).unwrap_or_default();
    document.schema.complete(&document.annotations);
    document
}

struct Writer {
    text: String,
    characters: usize,
    spans: Vec<(Span, usize)>,
}

impl Writer {
    fn push(&mut self, word: &str) {
        self.text.push_str(word);
        self.characters += word.chars().count();
    }

    /// Words and sentences up to this many characters.
    fn fill(&mut self, random: &mut ChaCha8Rng, characters: usize) {
        while self.characters < characters {
            let words = if random.random_bool(0.5) { &ENGLISH } else { &RUSSIAN };
            self.push(words[random.random_range(0..words.len())]);
            self.push(match random.random_range(0..40) {
                0 => ".\n",
                1..=3 => ". ",
                4 | 5 => ", ",
                _ => " ",
            });
        }
    }

    /// One of the names, two or three words long. Every fifth holds another entity inside: the next name.
    fn name(&mut self, random: &mut ChaCha8Rng, place: usize, names: usize) {
        if let Some((outer, number)) = self.spans.last().copied()
            && place % 5 == 4
            && names < 1_000
            && let Some(space) = outer.slice(&self.text).and_then(|name| name.find(' '))
        {
            self.spans.push((Span::new(outer.start, outer.start + space), (number + 1) % names));
            return;
        }
        // The first mentions take every name once, later ones the frequent names more often.
        let common = random.random_range(1..=names);
        let number = if place < names { place } else { random.random_range(0..common) };
        let start = self.text.len();
        let name = match number % 3 {
            0 => format!("Anna Brown{number}"),
            1 => format!("Совет Города{number}"),
            _ => format!("United Port of Saint{number}"),
        };
        self.push(&name);
        self.spans.push((Span::new(start, self.text.len()), number));
        self.push(" ");
    }
}

fn annotations(document: &mut Document, random: &mut ChaCha8Rng, spans: &[(Span, usize)], size: Size) -> Vec<Edit> {
    let mut edits = Vec::with_capacity(size.mentions + size.relations);
    let mut ids: Vec<MentionId> = Vec::with_capacity(spans.len());
    for (span, number) in spans {
        let id = document.annotations.fresh_mention();
        let (kind, fragments) = (KINDS[number % KINDS.len()].into(), Fragments::one(*span));
        let mention = Mention { id, kind, fragments, origin: origin(random), review: Review::Open };
        edits.push(Edit::Insert(Item::Mention(mention)));
        ids.push(id);
    }
    for place in 0..size.relations {
        let head = place * ids.len() / size.relations.max(1);
        let reach = size.reach.min(ids.len() - 1).max(1);
        let tail = (head + random.random_range(1..=reach)) % ids.len();
        let id: RelationId = document.annotations.fresh_relation();
        let kind = RELATIONS[random.random_range(0..RELATIONS.len())].into();
        let (head, tail) = (ids[head], ids[tail]);
        let relation = Relation { id, kind, head, tail, origin: origin(random), review: Review::Open };
        edits.push(Edit::Insert(Item::Relation(relation)));
    }
    edits
}

/// Every third is a prediction.
fn origin(random: &mut ChaCha8Rng) -> Origin {
    if random.random_range(0..3) > 0 {
        return Origin::File;
    }
    Origin::Model { model: "bench".into(), score: random.random_range(0.41..1.0) }
}

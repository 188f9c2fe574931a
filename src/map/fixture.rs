//! Documents for the tests of the map.

use crate::domain::*;
use crate::text::Span;

pub struct Fixture {
    pub document: Document,
}

impl Fixture {
    pub fn new(text: &str) -> Self {
        Self::of(Document::new("fixture", text))
    }

    pub fn of(document: Document) -> Self {
        Self { document }
    }

    /// The `n`-th occurrence of `words` (from 0).
    pub fn nth(&mut self, words: &str, n: usize, kind: &str) -> MentionId {
        let text = self.document.text.clone();
        let start = text.match_indices(words).nth(n).unwrap_or_else(|| panic!("{words:?} no. {n}")).0;
        self.mention_at(Span::new(start, start + words.len()), kind)
    }

    pub fn mention(&mut self, words: &str, kind: &str) -> MentionId {
        self.nth(words, 0, kind)
    }

    pub fn mention_at(&mut self, span: Span, kind: &str) -> MentionId {
        let id = self.document.annotations.fresh_mention();
        let (fragments, origin) = (Fragments::one(span), Origin::File);
        self.insert(Item::Mention(Mention { id, kind: kind.into(), fragments, origin, review: Review::Open }));
        id
    }

    pub fn relation(&mut self, head: MentionId, tail: MentionId, kind: &str, origin: Origin) -> RelationId {
        let id = self.document.annotations.fresh_relation();
        self.insert(Item::Relation(Relation { id, kind: kind.into(), head, tail, origin, review: Review::Open }));
        id
    }

    pub fn extra(&mut self, targets: &[MentionId], body: ExtraBody) {
        let id = self.document.annotations.fresh_extra();
        let targets = targets.iter().map(|id| Target::Item((*id).into())).collect();
        self.insert(Item::Extra(Extra { id, targets, body }));
    }

    fn insert(&mut self, item: Item) {
        self.document.apply(vec![Edit::Insert(item)]).expect("a valid item");
        self.document.schema.complete(&self.document.annotations);
    }
}

pub fn model(score: f32) -> Origin {
    Origin::Model { model: "test".into(), score }
}

/// Two sentences for one edge, a prediction, and a second component.
pub fn oswald() -> Document {
    let mut f = Fixture::new(
        "Lee Harvey Oswald shot Kennedy in Dallas, Texas. Oswald was born in New Orleans and served in the Marine Corps. \
         The commission found that Lee Harvey Oswald killed Kennedy. Jack Ruby, a nightclub owner, shot Oswald.\n\
         Andrew Airlines, based in Boston, hired Mary Smith and Andrew Jones.",
    );
    f.document.name = "Dallas, 1963".into();
    let (o1, o2) = (f.nth("Lee Harvey Oswald", 0, "Peop"), f.nth("Lee Harvey Oswald", 1, "Peop"));
    let (k1, k2) = (f.nth("Kennedy", 0, "Peop"), f.nth("Kennedy", 1, "Peop"));
    let (dallas, texas) = (f.mention("Dallas", "Loc"), f.mention("Texas", "Loc"));
    let (short, orleans) = (f.nth("Oswald", 1, "Peop"), f.mention("New Orleans", "Loc"));
    let (marines, ruby, shot) =
        (f.mention("Marine Corps", "Org"), f.mention("Jack Ruby", "Peop"), f.nth("Oswald", 3, "Peop"));
    f.relation(o1, k1, "Kill", Origin::File);
    f.relation(o2, k2, "Kill", model(0.93));
    f.relation(ruby, shot, "Kill", Origin::File);
    f.relation(dallas, texas, "Located_In", Origin::File);
    f.relation(k1, dallas, "Live_In", model(0.48));
    f.relation(short, orleans, "Live_In", model(0.87));
    f.relation(short, marines, "Work_For", model(0.91));
    f.extra(&[o1, short], ExtraBody::Equiv { name: "Equiv".into() });
    let (airlines, boston) = (f.mention("Andrew Airlines", "Org"), f.mention("Boston", "Loc"));
    let (mary, jones) = (f.mention("Mary Smith", "Peop"), f.mention("Andrew Jones", "Peop"));
    f.relation(airlines, boston, "OrgBased_In", Origin::File);
    f.relation(mary, airlines, "Work_For", model(0.95));
    f.relation(jones, airlines, "Work_For", model(0.66));
    f.document
}

/// Pieces between full stops; good enough for these texts.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut spans = Vec::new();
    for (at, _) in text.match_indices(". ").chain(text.match_indices(".\n")).collect::<std::collections::BTreeSet<_>>()
    {
        spans.push(Span::new(start, at + 2));
        start = at + 2;
    }
    spans.push(Span::new(start, text.len()));
    spans
}

pub fn russian() -> Document {
    let mut f = Fixture::new(
        "Мария Иванова, директор Института прикладной математики и информационных технологий, родилась в Казани. \
         Она окончила Московский государственный университет имени Ломоносова в 1998 году. Иванова замужем за Петром Орловым. \
         Орлов возглавляет «Газпром» в Санкт-Петербурге. Институт прикладной математики находится в Москве.",
    );
    f.document.name = "Институт".into();
    let (maria, maria2) = (f.mention("Мария Иванова", "PERSON"), f.nth("Иванова", 1, "PERSON"));
    let institute = f.mention("Института прикладной математики и информационных технологий", "ORGANIZATION");
    let (kazan, university) = (
        f.mention("Казани", "CITY"),
        f.mention("Московский государственный университет имени Ломоносова", "ORGANIZATION"),
    );
    let (year, petr, orlov) =
        (f.mention("1998 году", "DATE"), f.mention("Петром Орловым", "PERSON"), f.nth("Орлов", 1, "PERSON"));
    let (gazprom, spb, moscow) =
        (f.mention("Газпром", "ORGANIZATION"), f.mention("Санкт-Петербурге", "CITY"), f.mention("Москве", "CITY"));
    let (director, short) =
        (f.mention("директор", "PROFESSION"), f.mention("Институт прикладной математики", "ORGANIZATION"));
    f.extra(&[maria, maria2], ExtraBody::Equiv { name: "Equiv".into() });
    f.extra(&[petr, orlov], ExtraBody::Equiv { name: "Equiv".into() });
    f.extra(&[institute, short], ExtraBody::Equiv { name: "Equiv".into() });
    f.relation(maria, institute, "WORKPLACE", Origin::File);
    f.relation(maria, director, "WORKS_AS", Origin::File);
    f.relation(maria, kazan, "PLACE_OF_BIRTH", Origin::File);
    f.relation(maria, university, "SCHOOLS_ATTENDED", model(0.71));
    f.relation(university, year, "POINT_IN_TIME", model(0.44));
    f.relation(maria2, petr, "SPOUSE", Origin::File);
    f.relation(petr, maria2, "SPOUSE", Origin::File);
    f.relation(orlov, gazprom, "WORKPLACE", Origin::File);
    f.relation(orlov, gazprom, "OWNER_OF", model(0.52));
    f.relation(gazprom, spb, "HEADQUARTERED_IN", Origin::File);
    f.relation(short, moscow, "HEADQUARTERED_IN", Origin::File);
    if let Some(kind) = f.document.schema.relations.iter_mut().find(|kind| &*kind.name == "SPOUSE") {
        kind.symmetric = true;
    }
    f.document
}

const KINDS: [&str; 4] = ["Peop", "Loc", "Org", "Other"];
const RELATIONS: [&str; 4] = ["Live_In", "Work_For", "Kill", "Located_In"];

/// A reproducible document with this many names and relations; hubs arise as in real texts.
pub fn random(names: usize, relations: usize) -> Document {
    let mut state = 0x2545_f491_u32;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize % below.max(1)
    };
    let word = |i: usize| format!("{} Name{i}", ["Anna", "Port", "United", "Saint", "New"][i % 5]);
    let text: Vec<String> = (0..names).map(word).collect();
    let mut document = Document::new("random", text.join(" . "));
    let (mut at, mut ids, mut edits) = (0, Vec::new(), Vec::new());
    for (i, name) in text.iter().enumerate() {
        let id = document.annotations.fresh_mention();
        let (kind, fragments) = (KINDS[i % 4].into(), Fragments::one(Span::new(at, at + name.len())));
        let mention = Mention { id, kind, fragments, origin: Origin::File, review: Review::Open };
        edits.push(Edit::Insert(Item::Mention(mention)));
        ids.push(id);
        at += name.len() + 3;
    }
    for i in 0..if names == 0 { 0 } else { relations } {
        let reach = 1 + next(names);
        let (head, tail) = (ids[i % names], ids[next(reach)]);
        let (id, kind) = (document.annotations.fresh_relation(), RELATIONS[next(4)].into());
        let predicted = Origin::Model { model: "random".into(), score: 0.75 };
        let origin = if next(3) == 0 { predicted } else { Origin::File };
        edits.push(Edit::Insert(Item::Relation(Relation { id, kind, head, tail, origin, review: Review::Open })));
    }
    let made = document.apply(edits);
    debug_assert!(made.is_ok(), "{made:?}");
    document.schema.complete(&document.annotations);
    document
}

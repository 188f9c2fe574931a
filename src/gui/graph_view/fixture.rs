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

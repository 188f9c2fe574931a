//! What the documents should say: words and numbers, and none of the program's types.

use std::collections::{BTreeMap, BTreeSet};

/// From the first to the last word, both included.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    pub first: usize,
    pub last: usize,
    pub kind: String,
    /// Of a prediction.
    pub score: Option<f32>,
    pub confirmed: bool,
    pub rejected: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    pub kind: String,
    pub head: u64,
    pub tail: u64,
    pub score: Option<f32>,
    pub confirmed: bool,
    pub rejected: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub entities: BTreeMap<u64, Entity>,
    pub relations: BTreeMap<u64, Relation>,
}

pub struct Paper {
    pub name: String,
    /// Words with the code points they cover.
    pub words: Vec<(String, usize, usize)>,
    pub facts: Facts,
    pub undo: Vec<Facts>,
    pub redo: Vec<Facts>,
    pub alpha: f32,
}

impl Paper {
    pub fn new(name: &str, text: &str) -> Self {
        let mut words = Vec::new();
        let mut word = String::new();
        for (at, character) in text.chars().enumerate() {
            if character.is_alphanumeric() {
                word.push(character);
            } else if !word.is_empty() {
                let start = at - word.chars().count();
                words.push((std::mem::take(&mut word), start, at));
            }
        }
        let (facts, undo, redo) = (Facts::default(), Vec::new(), Vec::new());
        Self { name: name.to_owned(), words, facts, undo, redo, alpha: 0.4 }
    }

    pub fn words_of(&self, entity: &Entity) -> String {
        let words: Vec<&str> = self.words[entity.first..=entity.last].iter().map(|(word, ..)| word.as_str()).collect();
        words.join(" ")
    }

    pub fn shows(&self, relation: &Relation) -> bool {
        let end = |id: &u64| self.facts.entities.get(id).is_some_and(|entity| !entity.rejected);
        let passes = relation.confirmed || relation.score.is_none_or(|score| score >= self.alpha);
        !relation.rejected && passes && end(&relation.head) && end(&relation.tail)
    }

    /// What a file should hold.
    pub fn visible(&self) -> BTreeSet<String> {
        let entities = self.facts.entities.values().filter(|entity| !entity.rejected).map(Entity::line);
        let relations = self.facts.relations.values().filter(|r| self.shows(r)).map(|r| self.facts.line(r));
        entities.chain(relations).collect()
    }
}

impl Entity {
    fn line(&self) -> String {
        format!("{} {}-{}", self.kind, self.first, self.last)
    }
}

impl Facts {
    fn line(&self, relation: &Relation) -> String {
        let end = |id: u64| self.entities.get(&id).map_or_else(|| "nothing".to_owned(), Entity::line);
        format!("{} from {} to {}", relation.kind, end(relation.head), end(relation.tail))
    }

    /// Everything with what is known about it, for comparing.
    pub fn told(&self) -> BTreeSet<String> {
        let state = |confirmed: bool, rejected: bool| match (confirmed, rejected) {
            (_, true) => "rejected",
            (true, _) => "confirmed",
            (false, _) => "open",
        };
        let entities = self.entities.values().map(|e| format!("{} {}", e.line(), state(e.confirmed, e.rejected)));
        let relations = self.relations.values().map(|r| format!("{} {}", self.line(r), state(r.confirmed, r.rejected)));
        entities.chain(relations).collect()
    }

    /// What is not rejected.
    pub fn everything(&self) -> BTreeSet<String> {
        let entities = self.entities.values().filter(|e| !e.rejected).map(Entity::line);
        let stands = |r: &&Relation| {
            let end = |id: &u64| self.entities.get(id).is_some_and(|e| !e.rejected);
            !r.rejected && end(&r.head) && end(&r.tail)
        };
        entities.chain(self.relations.values().filter(stands).map(|r| self.line(r))).collect()
    }

    pub fn confirmed(&self) -> BTreeSet<String> {
        let entities = self.entities.values().filter(|e| e.confirmed && !e.rejected).map(Entity::line);
        let stands = |r: &&Relation| {
            let end = |id: &u64| self.entities.get(id).is_some_and(|e| e.confirmed && !e.rejected);
            r.confirmed && !r.rejected && end(&r.head) && end(&r.tail)
        };
        entities.chain(self.relations.values().filter(stands).map(|r| self.line(r))).collect()
    }

    pub fn has_predictions(&self) -> bool {
        let mut entities = self.entities.values().map(|e| e.confirmed || e.rejected);
        let mut relations = self.relations.values().map(|r| r.confirmed || r.rejected);
        entities.any(|decided| !decided) || relations.any(|decided| !decided)
    }

    /// The entity of exactly these words, rejected or not.
    pub fn at(&self, first: usize, last: usize) -> Option<u64> {
        self.entities.iter().find(|(_, e)| (e.first, e.last) == (first, last)).map(|(id, _)| *id)
    }

    pub fn related(&self, kind: &str, head: u64, tail: u64) -> Option<u64> {
        let same = |r: &Relation| r.kind == kind && (r.head, r.tail) == (head, tail);
        self.relations.iter().find(|(_, r)| same(r)).map(|(id, _)| *id)
    }

    fn fresh(&self) -> u64 {
        let last = |ids: Option<&u64>| ids.copied().unwrap_or_default();
        last(self.entities.keys().next_back()).max(last(self.relations.keys().next_back())) + 1
    }

    pub fn add(&mut self, entity: Entity) {
        self.entities.insert(self.fresh(), entity);
    }

    /// A corrected prediction is confirmed.
    pub fn change(&mut self, id: u64, change: impl FnOnce(&mut Entity)) {
        let entity = self.entities.get_mut(&id).expect("an entity");
        change(entity);
        entity.confirmed = true;
    }

    pub fn delete(&mut self, id: u64) {
        self.entities.remove(&id);
        self.relations.retain(|_, relation| relation.head != id && relation.tail != id);
    }

    /// A true relation needs true ends.
    fn confirm_ends(&mut self, id: u64) {
        let relation = &self.relations[&id];
        for end in [relation.head, relation.tail] {
            if let Some(entity) = self.entities.get_mut(&end) {
                entity.confirmed = true;
            }
        }
    }

    pub fn relate(&mut self, head: u64, tail: u64, kind: &str) {
        let stands = |r: &Relation| !r.rejected && r.kind == kind && (r.head, r.tail) == (head, tail);
        let same = self.relations.iter().find(|(_, r)| stands(r)).map(|(id, _)| *id);
        let known = same.is_some_and(|id| self.relations[&id].confirmed);
        let id = same.unwrap_or_else(|| self.fresh());
        let kind = kind.to_owned();
        let relation = self.relations.entry(id).or_insert(Relation {
            kind,
            head,
            tail,
            score: None,
            confirmed: true,
            rejected: false,
        });
        relation.confirmed = true;
        // Confirming again what is confirmed is nothing.
        if !known {
            self.confirm_ends(id);
        }
    }

    pub fn correct(&mut self, id: u64, change: impl FnOnce(&mut Relation)) {
        let relation = self.relations.get_mut(&id).expect("a relation");
        change(relation);
        relation.confirmed = true;
        self.confirm_ends(id);
    }

    pub fn review(&mut self, id: u64, accept: bool) {
        let entity = self.entities.get_mut(&id).expect("an entity");
        (entity.confirmed, entity.rejected) = (accept, !accept);
    }

    pub fn review_relation(&mut self, id: u64, accept: bool) {
        let relation = self.relations.get_mut(&id).expect("a relation");
        (relation.confirmed, relation.rejected) = (accept, !accept);
        if accept {
            self.confirm_ends(id);
        }
    }
}

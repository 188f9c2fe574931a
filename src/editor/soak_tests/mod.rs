//! An hour of an annotator's work, at random and with a seed: 500 changes with undo, saves by hand and by itself, changes of
//! document, another program that writes the same files, and the power going out. All the time the program and an oracle, which knows nothing of the program's inside, have to agree
//! about what the documents say, and the files with both. The hour runs here on the editor alone, and again through the
//! window.

mod desk;
pub mod oracle;
mod papers;

use std::collections::BTreeMap;

use rand::seq::{IndexedRandom as _, IteratorRandom as _};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::domain::Review;
use crate::session::OpenDocument;
use oracle::{Entity, Facts, Paper, Relation};
pub use papers::Papers;

const CHANGES: usize = 500;
/// Words of a line; nobody's entity leaves its line.
const LINE: usize = 9;
const NAMES: [&str; 3] = ["anfang", "mitte", "schluss"];
const KINDS: [&str; 2] = ["Peop", "Loc"];
const RELATIONS: [&str; 2] = ["Knows", "Live_In"];

/// Words that all differ, so that a label names one place; a capital letter is a prediction of the stand-in model.
fn text(number: usize) -> String {
    let words = (0..36).map(|i| match i % 6 {
        0 => format!("Ann{number}x{i}"),
        3 => format!("Berlin{number}x{i}"),
        4 => format!("слово{number}x{i}"),
        _ => format!("word{number}x{i}"),
    });
    let words: Vec<String> = words.collect();
    words.chunks(LINE).map(|sentence| sentence.join(" ") + ".\n").collect()
}

/// An end of an entity that is moved by a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grip {
    pub start: bool,
    pub right: bool,
}

pub const GRIPS: [Grip; 4] = [
    Grip { start: false, right: false },
    Grip { start: false, right: true },
    Grip { start: true, right: false },
    Grip { start: true, right: true },
];

impl Grip {
    /// The words after it was moved by one; `None` where there is no word, or none would be left.
    pub fn moved(self, entity: &Entity, words: usize) -> Option<(usize, usize)> {
        let step = |at: usize| if self.right { Some(at + 1).filter(|at| *at < words) } else { at.checked_sub(1) };
        let (first, last) =
            if self.start { (step(entity.first)?, entity.last) } else { (entity.first, step(entity.last)?) };
        (first <= last && first / LINE == last / LINE).then_some((first, last))
    }
}

/// What the program says of a document, in the oracle's words.
pub fn facts(open: &OpenDocument, paper: &Paper) -> Facts {
    let (text, annotations) = (&open.document.text, &open.document.annotations);
    let code_point = |byte: usize| text[..byte].chars().count();
    let mut facts = Facts::default();
    let mut ids = BTreeMap::new();
    for mention in annotations.mentions() {
        let (start, end) = (code_point(mention.cover().start), code_point(mention.cover().end));
        let first = paper.words.iter().position(|word| word.1 == start).expect("begins with a word");
        let last = paper.words.iter().position(|word| word.2 == end).expect("ends with a word");
        let rejected = mention.review == Review::Rejected;
        let (kind, score) = (mention.kind.to_string(), mention.origin.score());
        let confirmed = mention.is_confirmed() && !rejected;
        ids.insert(mention.id, ids.len() as u64);
        facts.entities.insert(ids[&mention.id], Entity { first, last, kind, score, confirmed, rejected });
    }
    for relation in annotations.relations() {
        let rejected = relation.review == Review::Rejected;
        let confirmed = relation.is_confirmed() && !rejected;
        let (kind, score) = (relation.kind.to_string(), relation.origin.score());
        let (head, tail) = (ids[&relation.head], ids[&relation.tail]);
        let id = (ids.len() + facts.relations.len()) as u64;
        facts.relations.insert(id, Relation { kind, head, tail, score, confirmed, rejected });
    }
    facts
}

/// Whatever an annotator works with.
pub trait Hands {
    fn papers(&self) -> &Papers;

    /// Nobody says goodbye: what the disk holds at this moment is all that the next start gets.
    fn crash(&mut self);

    /// Ends in peace and starts anew in another place.
    fn move_to(&mut self, papers: Papers);

    /// The name of the shown document.
    fn current(&self) -> String;

    /// The threshold of relations in the shown document.
    fn alpha(&self) -> f32;

    /// What is said of the shown document.
    fn facts(&self, paper: &Paper) -> Facts;

    fn add(&mut self, paper: &Paper, first: usize, last: usize, kind: &str);
    fn select(&mut self, paper: &Paper, entity: &Entity);
    fn select_relation(&mut self, paper: &Paper, relation: &Relation);

    /// Gives what is selected another type.
    fn retag(&mut self, kind: &str);

    /// Moves an end of the selected entity.
    fn grip(&mut self, paper: &Paper, entity: &Entity, grip: Grip);
    fn delete(&mut self);
    fn reverse(&mut self);
    fn review(&mut self, accept: bool);
    fn relate(&mut self, paper: &Paper, head: &Entity, tail: &Entity, kind: &str);
    fn move_threshold(&mut self, hundredths: i32);
    fn undo(&mut self);
    fn redo(&mut self);
    fn save(&mut self);
    fn save_all(&mut self);

    /// Whether the shown document has unsaved changes.
    fn is_dirty(&self) -> bool;

    /// Hands rest for a while with saving by itself switched on.
    fn rest(&mut self);

    /// Comes back from another program, and brings together what it and these hands have done to the shown document.
    fn come_back(&mut self);
    fn next_document(&mut self);
}

struct Hour<H> {
    desk: H,
    papers: Vec<Paper>,
    random: ChaCha8Rng,
    changes: usize,
    /// The paper of each change that can be taken back, oldest first: undo may not jump between papers.
    order: Vec<usize>,
    undone: Vec<usize>,
}

#[test]
fn an_hour_of_work_on_the_editor_alone_is_never_lost() {
    an_hour_of_work_is_never_lost(desk::Desk::new);
}

/// Works for an hour with these hands.
pub fn an_hour_of_work_is_never_lost<H: Hands>(hands: impl FnOnce(Papers) -> H) {
    let desk = hands(Papers::new(&NAMES.map(|name| (name, text(NAMES.iter().position(|n| *n == name).unwrap_or(0))))));
    let papers = NAMES.iter().enumerate().map(|(i, name)| Paper::new(name, &text(i))).collect();
    let random = ChaCha8Rng::seed_from_u64(20_240_607);
    let mut hour = Hour { desk, papers, random, changes: 0, order: Vec::new(), undone: Vec::new() };
    hour.take_over();
    let mut crashes = 0;
    while hour.changes < CHANGES {
        hour.something();
        hour.agree("after a change");
        if hour.changes / 120 > crashes {
            crashes += 1;
            hour.power_failure();
        }
    }
    assert_eq!(crashes, 4);
    hour.save_all();
    for paper in 0..hour.papers.len() {
        hour.turn_to(paper);
        hour.save();
    }
    let copied = hour.desk.papers().copied();
    hour.desk.move_to(copied);
    for paper in 0..hour.papers.len() {
        hour.turn_to(paper);
        let (saved, here) = (hour.papers[paper].visible(), hour.desk.facts(&hour.papers[paper]).everything());
        assert_eq!(saved, here, "what the last save wrote is what is read");
    }
}

impl<H: Hands> Hour<H> {
    fn at(&self) -> usize {
        let name = self.desk.current();
        self.papers.iter().position(|paper| paper.name == name).expect("one of the papers")
    }

    /// The model's predictions are where both begin.
    fn take_over(&mut self) {
        for paper in 0..self.papers.len() {
            self.turn_to(paper);
            self.papers[paper].facts = self.desk.facts(&self.papers[paper]);
            assert!(self.papers[paper].facts.entities.len() >= 12, "predictions were made");
        }
    }

    fn turn_to(&mut self, paper: usize) {
        // Others may be open too, after a start.
        for _ in 0..2 * self.papers.len() {
            if self.at() == paper {
                return;
            }
            self.desk.next_document();
        }
        panic!("{} is not open", self.papers[paper].name);
    }

    fn agree(&mut self, when: &str) {
        let at = self.at();
        let paper = &self.papers[at];
        let here = self.desk.facts(paper);
        assert_eq!(paper.facts.told(), here.told(), "{when} no. {} in {}", self.changes, paper.name);
    }

    fn something(&mut self) {
        match self.random.random_range(0..100) {
            0..20 => self.add(),
            20..30 => self.retag(),
            30..42 => self.resize(),
            42..50 => self.delete(),
            50..62 => self.relate(),
            62..68 => self.reverse(),
            68..74 => self.retype(),
            74..80 => self.review(),
            80..82 => self.threshold(),
            82..90 => self.undo(),
            90..93 => self.redo(),
            93..95 => self.save(),
            95..96 => self.save_all(),
            96..97 => self.rest(),
            97..98 => self.another_program(),
            _ => {
                let next = self.random.random_range(0..self.papers.len());
                self.turn_to(next);
            }
        }
    }

    /// Notes a change that can be taken back.
    fn changed(&mut self, before: Facts) {
        let at = self.at();
        if self.papers[at].facts != before {
            self.papers[at].undo.push(before);
            self.papers[at].redo.clear();
            self.order.push(at);
            self.undone.clear();
            self.changes += 1;
        }
    }

    fn add(&mut self) {
        let at = self.at();
        let words = self.papers[at].words.len();
        let first = self.random.random_range(0..words);
        // Within a sentence, as people select.
        let last = (first + self.random.random_range(0..3)).min(first / LINE * LINE + LINE - 1);
        let kind = *KINDS.choose(&mut self.random).expect("two");
        if self.papers[at].facts.at(first, last).is_some() {
            return;
        }
        self.desk.add(&self.papers[at], first, last, kind);
        let before = self.papers[at].facts.clone();
        self.papers[at].facts.add(Entity {
            first,
            last,
            kind: kind.to_owned(),
            score: None,
            confirmed: true,
            rejected: false,
        });
        self.changed(before);
    }

    /// Some visible entity.
    fn entity(&mut self) -> Option<(u64, Entity)> {
        let at = self.at();
        let shown = self.papers[at].facts.entities.iter().filter(|(_, entity)| !entity.rejected);
        shown.choose(&mut self.random).map(|(id, entity)| (*id, entity.clone()))
    }

    fn relation(&mut self) -> Option<(u64, Relation)> {
        let at = self.at();
        let paper = &self.papers[at];
        let shown = paper.facts.relations.iter().filter(|(_, relation)| paper.shows(relation));
        shown.choose(&mut self.random).map(|(id, relation)| (*id, relation.clone()))
    }

    fn retag(&mut self) {
        let Some((id, entity)) = self.entity() else { return };
        let (at, kind) = (self.at(), *KINDS.choose(&mut self.random).expect("two"));
        self.desk.select(&self.papers[at], &entity);
        self.desk.retag(kind);
        let before = self.papers[at].facts.clone();
        if entity.kind != kind {
            self.papers[at].facts.change(id, |entity| entity.kind = kind.to_owned());
        }
        self.changed(before);
    }

    fn resize(&mut self) {
        let Some((id, entity)) = self.entity() else { return };
        let (at, grip) = (self.at(), *GRIPS.choose(&mut self.random).expect("four"));
        let Some((first, last)) = grip.moved(&entity, self.papers[at].words.len()) else { return };
        if self.papers[at].facts.at(first, last).is_some() {
            return;
        }
        self.desk.select(&self.papers[at], &entity);
        self.desk.grip(&self.papers[at], &entity, grip);
        let before = self.papers[at].facts.clone();
        self.papers[at].facts.change(id, |entity| (entity.first, entity.last) = (first, last));
        self.changed(before);
    }

    fn delete(&mut self) {
        let Some((id, entity)) = self.entity() else { return };
        let at = self.at();
        self.desk.select(&self.papers[at], &entity);
        self.desk.delete();
        let before = self.papers[at].facts.clone();
        self.papers[at].facts.delete(id);
        self.changed(before);
    }

    fn relate(&mut self) {
        let (Some((head, from)), Some((tail, to))) = (self.entity(), self.entity()) else { return };
        if head == tail {
            return;
        }
        let (at, kind) = (self.at(), *RELATIONS.choose(&mut self.random).expect("two"));
        self.desk.relate(&self.papers[at], &from, &to, kind);
        let before = self.papers[at].facts.clone();
        self.papers[at].facts.relate(head, tail, kind);
        self.changed(before);
    }

    fn reverse(&mut self) {
        let Some((id, relation)) = self.relation() else { return };
        let at = self.at();
        if self.papers[at].facts.related(&relation.kind, relation.tail, relation.head).is_some() {
            return;
        }
        self.desk.select_relation(&self.papers[at], &relation);
        self.desk.reverse();
        let before = self.papers[at].facts.clone();
        self.papers[at].facts.correct(id, |relation| std::mem::swap(&mut relation.head, &mut relation.tail));
        self.changed(before);
    }

    fn retype(&mut self) {
        let Some((id, relation)) = self.relation() else { return };
        let at = self.at();
        let kind = RELATIONS.into_iter().find(|kind| *kind != relation.kind).expect("two");
        if self.papers[at].facts.related(kind, relation.head, relation.tail).is_some() {
            return;
        }
        self.desk.select_relation(&self.papers[at], &relation);
        self.desk.retag(kind);
        let before = self.papers[at].facts.clone();
        self.papers[at].facts.correct(id, |relation| relation.kind = kind.to_owned());
        self.changed(before);
    }

    /// Accepts or rejects an open prediction, of an entity or of a relation.
    fn review(&mut self) {
        let (at, accept) = (self.at(), self.random.random_bool(0.6));
        let before = self.papers[at].facts.clone();
        if self.random.random_bool(0.5) {
            let Some((id, entity)) = self.entity().filter(|(_, entity)| !entity.confirmed) else { return };
            self.desk.select(&self.papers[at], &entity);
            self.desk.review(accept);
            self.papers[at].facts.review(id, accept);
        } else {
            let Some((id, relation)) = self.relation().filter(|(_, relation)| !relation.confirmed) else { return };
            self.desk.select_relation(&self.papers[at], &relation);
            self.desk.review(accept);
            self.papers[at].facts.review_relation(id, accept);
        }
        self.changed(before);
    }

    /// Shows or hides the less certain relations; changes nothing that is stored.
    fn threshold(&mut self) {
        let at = self.at();
        if self.papers[at].facts.has_predictions() {
            let lower = self.papers[at].alpha > 0.3;
            self.desk.move_threshold(if lower { -20 } else { 20 });
            self.papers[at].alpha += if lower { -0.2 } else { 0.2 };
        }
    }

    fn undo(&mut self) {
        let at = self.at();
        if self.order.last() != Some(&at) {
            return;
        }
        let Some(before) = self.papers[at].undo.pop() else { return };
        self.desk.undo();
        let now = std::mem::replace(&mut self.papers[at].facts, before);
        self.papers[at].redo.push(now);
        self.undone.extend(self.order.pop());
    }

    fn redo(&mut self) {
        let at = self.at();
        if self.undone.last() != Some(&at) {
            return;
        }
        let Some(after) = self.papers[at].redo.pop() else { return };
        self.desk.redo();
        let now = std::mem::replace(&mut self.papers[at].facts, after);
        self.papers[at].undo.push(now);
        self.order.extend(self.undone.pop());
    }

    fn save(&mut self) {
        self.desk.save();
        self.file_agrees();
    }

    fn file_agrees(&self) {
        let paper = &self.papers[self.at()];
        assert_eq!(paper.visible(), self.desk.papers().file(paper), "the file of {}", paper.name);
        assert!(!self.desk.is_dirty(), "{} is saved", paper.name);
    }

    fn save_all(&mut self) {
        let was_dirty = self.desk.is_dirty();
        self.desk.save_all();
        if was_dirty {
            self.file_agrees();
        }
        let shown = self.at();
        for paper in 0..self.papers.len() {
            self.turn_to(paper);
            assert!(!self.desk.is_dirty(), "{} is saved, too", self.papers[paper].name);
        }
        self.turn_to(shown);
    }

    /// Whoever has switched that on need not save.
    fn rest(&mut self) {
        if self.desk.is_dirty() {
            self.desk.rest();
            self.file_agrees();
        }
    }

    /// Another program adds an entity to the file, whether something is unsaved here or not.
    fn another_program(&mut self) {
        let at = self.at();
        if self.random.random_bool(0.5) || !self.desk.papers().has_file(&self.papers[at]) {
            self.save();
        }
        let word = self.random.random_range(0..self.papers[at].words.len());
        let kind = *KINDS.choose(&mut self.random).expect("two");
        let entity =
            Entity { first: word, last: word, kind: kind.to_owned(), score: None, confirmed: true, rejected: false };
        let paper = &self.papers[at];
        if paper.facts.at(word, word).is_some() || !self.desk.papers().add_to_file(paper, &entity) {
            return;
        }
        self.desk.come_back();
        let before = self.papers[at].facts.clone();
        self.papers[at].facts.add(entity);
        self.changed(before);
    }

    /// The window is gone without a word; a new one has to come up with everything that was confirmed, with nothing that
    /// was rejected, and with no invention.
    fn power_failure(&mut self) {
        self.desk.crash();
        for paper in 0..self.papers.len() {
            self.turn_to(paper);
            let here = self.desk.facts(&self.papers[paper]);
            let (seen, known) = (here.everything(), &self.papers[paper].facts);
            let (confirmed, everything) = (known.confirmed(), known.everything());
            let lost: Vec<&String> = confirmed.difference(&seen).collect();
            assert!(lost.is_empty(), "{} lost {lost:?}", self.papers[paper].name);
            let invented: Vec<&String> = seen.difference(&everything).collect();
            assert!(invented.is_empty(), "{} has {invented:?}", self.papers[paper].name);
            let paper = &mut self.papers[paper];
            (paper.facts, paper.alpha) = (here, self.desk.alpha());
            paper.undo.clear();
            paper.redo.clear();
        }
        self.order.clear();
        self.undone.clear();
    }
}

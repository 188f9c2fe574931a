//! Any edits, undos, redos, saves and restarts, in any order, over several documents: what is shown is what a simple
//! model says.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::domain::{Annotations, Edit, Fragments, MentionId, Review, change};
use crate::text::Span;

const DOCUMENTS: usize = 3;
const TEXT: &str = "Анна met Boris 🙂 and Vera.\r\nAnna left.";
const SPANS: [(usize, usize); 5] = [(0, 8), (13, 18), (19, 23), (28, 32), (35, 39)];

#[derive(Clone, Debug)]
enum Act {
    Add(usize, usize),
    Predict(usize, usize),
    Retag(usize, usize),
    Relate(usize, usize, usize),
    Reject(usize, usize),
    Delete(usize, usize),
    Everywhere(usize),
    Undo(usize),
    Redo(usize),
    Save(usize),
    Restart,
    /// The program is killed: nothing is said goodbye to.
    Close(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let d = 0..DOCUMENTS;
    let s = 0..SPANS.len();
    prop_oneof![
        4 => (d.clone(), s.clone()).prop_map(|(d, s)| Act::Add(d, s)),
        2 => (d.clone(), s.clone()).prop_map(|(d, s)| Act::Predict(d, s)),
        2 => (d.clone(), 0..9_usize).prop_map(|(d, m)| Act::Retag(d, m)),
        2 => (d.clone(), 0..9_usize, 0..9_usize).prop_map(|(d, a, b)| Act::Relate(d, a, b)),
        1 => (d.clone(), 0..9_usize).prop_map(|(d, m)| Act::Reject(d, m)),
        2 => (d.clone(), 0..9_usize).prop_map(|(d, m)| Act::Delete(d, m)),
        2 => s.prop_map(Act::Everywhere),
        6 => d.clone().prop_map(Act::Undo),
        4 => d.clone().prop_map(Act::Redo),
        2 => d.clone().prop_map(Act::Save),
        2 => Just(Act::Restart),
        1 => d.prop_map(Act::Close),
    ]
}

/// One document of the model: every state it went through.
#[derive(Default)]
struct Told {
    states: Vec<Annotations>,
    /// Number of the step after each state, and whether it was over all documents.
    steps: Vec<(u64, bool)>,
    done: usize,
    undone: Vec<u64>,
}

impl Told {
    fn now(&self) -> &Annotations {
        &self.states[self.done]
    }

    fn push(&mut self, state: Annotations, step: u64, shared: bool) {
        self.states.truncate(self.done + 1);
        self.steps.truncate(self.done);
        self.states.push(state);
        self.steps.push((step, shared));
        self.undone.clear();
        self.done += 1;
    }

    fn last(&self) -> Option<(u64, bool)> {
        self.steps.get(self.done.checked_sub(1)?).copied()
    }

    fn next(&self) -> Option<(u64, bool)> {
        self.steps.get(self.done).copied()
    }
}

struct World {
    desk: (tempfile::TempDir, tempfile::TempDir),
    workspace: Workspace,
    documents: Vec<OpenDocument>,
    told: Vec<Told>,
    clock: u64,
    started: u64,
    next: u64,
}

impl World {
    fn new() -> Self {
        let desk = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        for d in 0..DOCUMENTS {
            std::fs::write(path(&desk.0, d), TEXT).expect("writable");
        }
        let told = (0..DOCUMENTS).map(|_| Told { states: vec![Annotations::new()], ..Told::default() }).collect();
        let mut world = Self {
            desk,
            workspace: Workspace::default(),
            documents: Vec::new(),
            told,
            clock: 0,
            started: 0,
            next: 100,
        };
        world.restart();
        world
    }

    fn restart(&mut self) {
        self.documents.clear();
        self.workspace = Workspace::default();
        self.workspace = Workspace::in_home(self.desk.1.path());
        self.workspace.open_folder(self.desk.0.path());
        for d in 0..DOCUMENTS {
            let read = self.workspace.read(DocumentId(d as u64), &path(&self.desk.0, d)).expect("readable");
            self.documents.push(read.0);
        }
        for told in &mut self.told {
            told.undone = vec![0; told.steps.len() - told.done];
        }
        self.clock += 1;
        self.started = self.clock;
    }

    /// Documents are found by name: one that was closed and opened again has another id.
    fn document(&mut self, d: usize) -> &mut OpenDocument {
        let wanted = path(&self.desk.0, d);
        let known = self.documents.iter().position(|o| o.path() == Some(wanted.as_path()));
        let at = known.unwrap_or_else(|| {
            self.next += 1;
            let read = self.workspace.read(DocumentId(self.next), &wanted).expect("readable");
            self.documents.push(read.0);
            self.documents.len() - 1
        });
        &mut self.documents[at]
    }

    fn perform(&mut self, d: usize, edits: impl FnOnce(&mut Annotations, Option<MentionId>) -> Vec<Edit>, pick: usize) {
        let document = self.document(d);
        let ids: Vec<MentionId> = document.document.annotations.mentions().map(|m| m.id).collect();
        let picked = (!ids.is_empty()).then(|| ids[pick % ids.len()]);
        let edits = edits(&mut document.document.annotations, picked);
        if edits.is_empty() {
            return;
        }
        document.perform("step", edits).expect("fits");
        let state = document.document.annotations.clone();
        self.clock += 1;
        let clock = self.clock;
        self.told[d].push(state, clock, false);
    }

    fn act(&mut self, act: &Act) {
        match *act {
            Act::Add(d, s) => self.perform(d, |a, _| insertion(a, s), 0),
            Act::Predict(d, s) => self.perform(
                d,
                |a, _| {
                    let mut edits = insertion(a, s);
                    if let [Edit::Insert(crate::domain::Item::Mention(m))] = edits.as_mut_slice() {
                        m.origin = crate::domain::Origin::Model { model: "m".into(), score: 0.5 };
                        m.review = Review::Open;
                    }
                    edits
                },
                0,
            ),
            Act::Retag(d, m) => self.perform(
                d,
                |a, id| id.map(|id| change::retag_mention(a, id, format!("K{m}").into())).unwrap_or_default(),
                m,
            ),
            Act::Relate(d, m, n) => self.perform(
                d,
                |a, id| {
                    let ids: Vec<MentionId> = a.mentions().map(|m| m.id).collect();
                    id.map(|id| change::add_relation(a, "Knows".into(), id, ids[n % ids.len()]).1).unwrap_or_default()
                },
                m,
            ),
            Act::Reject(d, m) => self.perform(
                d,
                |a, id| id.map(|id| change::review_mention(a, id, Review::Rejected)).unwrap_or_default(),
                m,
            ),
            Act::Delete(d, m) => {
                self.perform(d, |a, id| id.map(|id| change::delete(a, id)).unwrap_or_default(), m);
            }
            Act::Everywhere(s) => self.everywhere(s),
            Act::Undo(d) => self.undo(d),
            Act::Redo(d) => self.redo(d),
            Act::Save(d) => {
                let document = self.document(d);
                document.save_despite_loss().expect("writable");
                assert!(!document.is_dirty());
            }
            Act::Restart => self.restart(),
            Act::Close(d) => {
                let wanted = path(&self.desk.0, d);
                if let Some(at) = self.documents.iter().position(|o| o.path() == Some(wanted.as_path())) {
                    let mut closed = self.documents.remove(at);
                    self.workspace.closing(&mut closed, false);
                    // What was taken back here can be done again only where it is shown.
                    self.told[d].undone = vec![0; self.told[d].steps.len() - self.told[d].done];
                }
            }
        }
    }

    fn everywhere(&mut self, s: usize) {
        let mut parts = Vec::new();
        for d in 0..DOCUMENTS {
            let document = self.document(d);
            let edits = insertion(&mut document.document.annotations, s);
            parts.push((Target::Open(document.id), edits));
        }
        let fresh = &mut || DocumentId(u64::MAX);
        self.workspace.perform_many(&mut self.documents, "everywhere", parts, fresh).expect("fits");
        self.clock += 1;
        for d in 0..DOCUMENTS {
            let state = self.document(d).document.annotations.clone();
            let clock = self.clock;
            self.told[d].push(state, clock, true);
        }
    }

    fn undo(&mut self, shown: usize) {
        let id = self.document(shown).id;
        let latest = self.told.iter().filter_map(Told::last).max().filter(|(step, _)| *step > self.started);
        let step = latest.or_else(|| self.told[shown].last());
        let covered = step.is_some_and(|(step, _)| {
            let stands = |t: &&Told| t.steps[..t.done].iter().any(|(s, _)| *s == step);
            self.told.iter().filter(stands).any(|t| t.last().map(|(s, _)| s) != Some(step))
        });
        let next = &mut self.next;
        let mut fresh = || {
            *next += 1;
            DocumentId(*next)
        };
        let moved = self.workspace.undo(&mut self.documents, Some(id), &mut fresh);
        if covered {
            assert!(matches!(moved, Err(AcrossError::Later { .. })), "{moved:?}");
            return;
        }
        assert_eq!(moved.expect("applies").is_some(), step.is_some());
        for told in &mut self.told {
            if told.last().is_some() && told.last() == step {
                told.done -= 1;
                self.clock += 1;
                told.undone.push(self.clock);
            }
        }
    }

    fn redo(&mut self, shown: usize) {
        let id = self.document(shown).id;
        let undone = |(d, t): (usize, &Told)| Some((*t.undone.last()?, d));
        let latest = self.told.iter().enumerate().filter_map(undone).max().filter(|(at, _)| *at > self.started);
        let step = self.told[latest.map_or(shown, |(_, d)| d)].next();
        let next = &mut self.next;
        let mut fresh = || {
            *next += 1;
            DocumentId(*next)
        };
        let moved = self.workspace.redo(&mut self.documents, Some(id), &mut fresh).expect("applies");
        assert_eq!(moved.is_some(), step.is_some());
        for told in &mut self.told {
            if told.next().is_some() && told.next() == step {
                told.done += 1;
                told.undone.pop();
            }
        }
    }

    fn check(&mut self) {
        for d in 0..DOCUMENTS {
            let known = self.document(d).document.annotations.clone();
            assert_eq!(&known, self.told[d].now(), "document {d}");
        }
    }
}

fn path(folder: &tempfile::TempDir, d: usize) -> PathBuf {
    folder.path().join(format!("{d}.txt"))
}

fn insertion(annotations: &mut Annotations, s: usize) -> Vec<Edit> {
    let (start, end) = SPANS[s];
    change::add_mention(annotations, "Peop".into(), Fragments::one(Span::new(start, end))).1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_work_over_several_documents_and_restarts_is_what_the_model_says(
        acts in prop::collection::vec(act(), 1..40)
    ) {
        let mut world = World::new();
        for act in &acts {
            world.act(act);
            world.check();
        }
        world.restart();
        world.check();
    }
}

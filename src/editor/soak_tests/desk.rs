//! The editor alone, and the hands that work with it: every step is an action, and nothing is drawn.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::oracle::{Entity, Facts, Paper, Relation};
use super::{Grip, Hands, Papers, facts};
use crate::brat::Predictions;
use crate::domain::{Fragments, ItemId, MentionId, Review};
use crate::editor::{self, Action, Analyses, Answer, Editor, Frame, Question, Selection, apply};
use crate::engine::{Engine, FakeExtractor, Loader};
use crate::session::{Decision, OpenDocument, Settings, Workspace};
use crate::text::Span;

/// Longer than hands must rest, and files may be out of sight.
const LONG: f64 = 2.0;
const LIMIT: Duration = Duration::from_secs(60);

pub struct Desk {
    /// None only while there is no power.
    editor: Option<Editor>,
    papers: Papers,
    /// Seconds since the editor was opened.
    time: f64,
}

impl Desk {
    pub fn new(papers: Papers) -> Self {
        Self { editor: Some(open(&papers)), papers, time: 0.0 }
    }

    /// A frame of the program.
    fn tick(&mut self, seconds: f64, has_focus: bool) {
        self.time += seconds;
        let frame = Frame { time: self.time, is_held: false, has_focus };
        editor::tick(self.hands(), frame);
    }

    /// Answers whatever is asked as somebody would who wants to lose nothing.
    fn answer(&mut self) {
        while let Some(question) = self.seen().saving.question() {
            let answer = match question {
                Question::Predictions { .. } => Answer::Predictions(Predictions::Marked),
                Question::External { .. } => Answer::Decide(Decision::Merge),
                Question::Loss { document, loss } => panic!("{document:?} would lose {loss:?}"),
            };
            editor::answer(self.hands(), answer);
            self.tick(0.1, true);
        }
    }

    fn seen(&self) -> &Editor {
        self.editor.as_ref().expect("open")
    }

    fn hands(&mut self) -> &mut Editor {
        self.editor.as_mut().expect("open")
    }

    fn shown(&self) -> &OpenDocument {
        self.seen().current().expect("open")
    }

    fn ask(&mut self, action: Action) {
        let editor = self.hands();
        let request = apply(editor, editor.current, action);
        assert_eq!(request, None, "nothing is left for a window to do");
        self.tick(0.1, true);
    }

    fn span(&self, paper: &Paper, first: usize, last: usize) -> Span {
        let text = &self.shown().document.text;
        let byte = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(byte, _)| byte);
        Span::new(byte(paper.words[first].1), byte(paper.words[last].2))
    }

    /// Words are unlike each other, so they name an entity.
    fn mention(&self, paper: &Paper, entity: &Entity) -> MentionId {
        let (open, words) = (self.shown(), paper.words_of(entity));
        let is_it = |m: &&crate::domain::Mention| *m.kind == *entity.kind && m.text(&open.document.text) == words;
        open.document.annotations.mentions().find(is_it).expect("an entity").id
    }

    fn selected(&self) -> ItemId {
        match self.seen().selection {
            Selection::Mention(id) => id.into(),
            Selection::Relation(id) => id.into(),
            ref other => panic!("{other:?} is no item"),
        }
    }
}

impl Hands for Desk {
    fn papers(&self) -> &Papers {
        &self.papers
    }

    fn crash(&mut self) {
        self.editor = None;
        (self.editor, self.time) = (Some(open(&self.papers)), 0.0);
    }

    fn move_to(&mut self, papers: Papers) {
        (self.editor, self.time) = (Some(open(&papers)), 0.0);
        self.papers = papers;
    }

    fn current(&self) -> String {
        self.seen().current().map(|open| open.document.name.clone()).unwrap_or_default()
    }

    fn alpha(&self) -> f32 {
        self.seen().current().map_or(0.4, |open| open.visibility.relation)
    }

    fn facts(&self, paper: &Paper) -> Facts {
        facts(self.shown(), paper)
    }

    fn add(&mut self, paper: &Paper, first: usize, last: usize, kind: &str) {
        let span = self.span(paper, first, last);
        self.ask(Action::AddMention { span, kind: kind.into() });
    }

    fn select(&mut self, paper: &Paper, entity: &Entity) {
        let id = self.mention(paper, entity);
        self.ask(Action::Select(Selection::Mention(id)));
    }

    fn select_relation(&mut self, paper: &Paper, relation: &Relation) {
        let end = |id: &u64| self.mention(paper, &paper.facts.entities[id]);
        let (head, tail) = (end(&relation.head), end(&relation.tail));
        let is_it = |r: &&crate::domain::Relation| {
            *r.kind == *relation.kind && (r.head, r.tail) == (head, tail) && r.review != Review::Rejected
        };
        let id = self.shown().document.annotations.relations().find(is_it).expect("a relation").id;
        self.ask(Action::Select(Selection::Relation(id)));
    }

    fn retag(&mut self, kind: &str) {
        let kind = kind.into();
        match self.selected() {
            ItemId::Mention(mention) => self.ask(Action::Retag { mention, kind }),
            ItemId::Relation(relation) => self.ask(Action::Retype { relation, kind }),
            ItemId::Extra(_) => panic!("nobody selects these"),
        }
    }

    fn grip(&mut self, paper: &Paper, entity: &Entity, grip: Grip) {
        let mention = self.mention(paper, entity);
        let (first, last) = grip.moved(entity, paper.words.len()).expect("there is room");
        let fragments = Fragments::new(vec![self.span(paper, first, last)]).expect("words");
        self.ask(Action::Resize { mention, fragments });
    }

    fn delete(&mut self) {
        self.ask(Action::Delete(self.selected()));
    }

    fn reverse(&mut self) {
        let ItemId::Relation(id) = self.selected() else { panic!("only relations have a direction") };
        self.ask(Action::Reverse(id));
    }

    fn review(&mut self, accept: bool) {
        let review = if accept { Review::Accepted } else { Review::Rejected };
        self.ask(Action::Review { item: self.selected(), review });
    }

    fn relate(&mut self, paper: &Paper, head: &Entity, tail: &Entity, kind: &str) {
        let (head, tail) = (self.mention(paper, head), self.mention(paper, tail));
        self.ask(Action::AddRelation { head, tail, kind: kind.into() });
    }

    fn move_threshold(&mut self, hundredths: i32) {
        let mut visibility = self.shown().visibility.clone();
        visibility.relation += hundredths as f32 / 100.0;
        let id = self.shown().id;
        self.hands().move_thresholds(id, visibility);
    }

    fn undo(&mut self) {
        editor::undo(self.hands());
        self.tick(0.1, true);
    }

    fn redo(&mut self) {
        editor::redo(self.hands());
        self.tick(0.1, true);
    }

    fn save(&mut self) {
        assert!(editor::save(self.hands()), "it has a file");
        self.answer();
    }

    fn save_all(&mut self) {
        editor::save_all(self.hands());
        while self.seen().saving.is_running() || self.seen().saving.question().is_some() {
            self.answer();
            self.tick(0.1, true);
        }
    }

    fn is_dirty(&self) -> bool {
        self.shown().is_dirty()
    }

    fn rest(&mut self) {
        self.hands().settings.save_by_itself = true;
        for _ in 0..2 {
            self.tick(LONG, true);
            self.answer();
        }
        self.hands().settings.save_by_itself = false;
    }

    fn come_back(&mut self) {
        let limit = Instant::now() + LIMIT;
        while self.shown().disk().is_some_and(crate::session::Disk::is_stale) {
            assert!(Instant::now() < limit, "nobody noticed");
            self.tick(LONG, false);
            self.tick(LONG, true);
            self.answer();
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn next_document(&mut self) {
        assert!(self.hands().step_document(1), "one is shown");
        self.tick(0.1, true);
    }
}

fn open(papers: &Papers) -> Editor {
    let paths: Vec<PathBuf> = papers.texts().collect();
    // What the model suggests on its own comes when it is ready; here only hands change anything.
    let settings = Settings { offer_relations: false, ..Settings::default() };
    let mut editor = Editor::new(settings, None, Workspace::in_home(&papers.home()));
    let loader: Loader = Box::new(|| Ok(Box::new(FakeExtractor::default())));
    editor.analyses = Analyses::new(Some(Engine::start(loader, Arc::new(|| ())).expect("a thread")), None);
    editor::begin(&mut editor, &paths);
    let limit = Instant::now() + LIMIT;
    while editor::is_busy(&editor) {
        assert!(Instant::now() < limit, "the engine did not answer");
        std::thread::sleep(Duration::from_millis(2));
        editor::tick(&mut editor, Frame { has_focus: true, ..Frame::default() });
    }
    editor
}

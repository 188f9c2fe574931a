//! The editor alone, and the hands that work with it: every step is an action, and nothing is drawn.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::oracle::{Entity, Facts, Paper, Relation};
use super::{Grip, Hands, Papers, facts};
use crate::brat::Predictions;
use crate::domain::{Fragments, ItemId, MentionId, Review};
use crate::editor::{
    Action, Analyses, DocumentEntry, Editor, ModelState, Selection, analyse_shown, apply, ask_for_suggestions,
    poll_model,
};
use crate::engine::{Engine, FakeExtractor, Loader};
use crate::session::{OpenDocument, Settings, Workspace};
use crate::text::Span;

pub struct Desk {
    /// None only while there is no power.
    editor: Option<Editor>,
    papers: Papers,
}

impl Desk {
    pub fn new(papers: Papers) -> Self {
        Self { editor: Some(open(&papers)), papers }
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
        tick(editor);
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
        self.editor = Some(open(&self.papers));
    }

    fn move_to(&mut self, papers: Papers) {
        self.editor = Some(open(&papers));
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
        self.hands().undo().expect("a step to take back");
        tick(self.hands());
    }

    fn redo(&mut self) {
        self.hands().redo().expect("a step to do again");
        tick(self.hands());
    }

    fn save(&mut self) {
        let editor = self.hands();
        let (id, path) = {
            let open = editor.current().expect("open");
            (open.id, open.path().map(Path::to_owned))
        };
        editor.choose_predictions(path.as_deref(), id, Predictions::Marked);
        editor.document_mut(id).expect("open").save().expect("saved");
    }

    fn next_document(&mut self) {
        let next = DocumentEntry::beside(self.seen(), 1).expect("one is shown");
        self.hands().go_to(next);
        tick(self.hands());
    }
}

/// What the window does in every frame.
fn tick(editor: &mut Editor) {
    editor.share_types();
    editor.share_thresholds();
    poll_model(editor);
    analyse_shown(editor);
    editor.documents.iter_mut().for_each(OpenDocument::check);
    ask_for_suggestions(editor);
}

/// Ticks until the model has answered.
fn settle(editor: &mut Editor) {
    let limit = Instant::now() + Duration::from_secs(60);
    tick(editor);
    while matches!(editor.analyses.model, ModelState::Loading) || editor.analyses.is_busy() {
        assert!(Instant::now() < limit, "the engine did not answer");
        std::thread::sleep(Duration::from_millis(2));
        tick(editor);
    }
}

fn open(papers: &Papers) -> Editor {
    let paths: Vec<PathBuf> = papers.texts().collect();
    // What the model suggests on its own comes when it is ready; here only hands change anything.
    let settings = Settings { offer_relations: false, ..Settings::default() };
    let mut editor = Editor::new(settings, None, Workspace::in_home(&papers.home()));
    let loader: Loader = Box::new(|| Ok(Box::new(FakeExtractor::default())));
    editor.analyses = Analyses::new(Some(Engine::start(loader, Arc::new(|| ())).expect("a thread")), None);
    for path in paths {
        editor.open_path(&path);
    }
    settle(&mut editor);
    editor
}

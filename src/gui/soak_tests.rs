//! The hour of an annotator's work through the window: what is seen by label, what is done by key.

use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::Action;
use super::app::Start;
use super::app::tests::{Window, window_with};
use super::command::Command;
use crate::editor::soak_tests::oracle::{Entity, Facts, Paper, Relation};
use crate::editor::soak_tests::{Grip, Hands, Papers, an_hour_of_work_is_never_lost, facts};
use crate::session::{Disk, Settings, Workspace};
use crate::text::Span;

#[test]
fn an_hour_of_work_in_the_window_is_never_lost() {
    an_hour_of_work_is_never_lost(Desk::new);
}

/// Tall enough for a whole paper, so that everything can be seen and pressed.
const SIZE: [f32; 2] = [1000.0, 1400.0];

struct Desk {
    /// None only while there is no power.
    window: Option<Window>,
    papers: Papers,
}

impl Desk {
    fn new(papers: Papers) -> Self {
        Self { window: Some(open(&papers)), papers }
    }

    fn seen(&self) -> &Window {
        self.window.as_ref().expect("open")
    }

    fn hands(&mut self) -> &mut Window {
        self.window.as_mut().expect("open")
    }

    fn press(&mut self, key: Key, modifiers: Modifiers) {
        self.hands().key_press_modifiers(modifiers, key);
        self.hands().step();
    }

    /// A key for the text.
    fn press_in_text(&mut self, key: Key) {
        let ctx = self.seen().ctx.clone();
        self.seen().state().views.text.request_focus(&ctx);
        self.hands().step();
        self.press(key, Modifiers::NONE);
        self.hands().state_mut().dismiss_toasts();
    }

    /// Chooses in the picker by writing.
    fn pick(&mut self, kind: &str) {
        self.hands().step();
        assert!(self.seen().query_by_label("Find a type").is_some(), "the picker is open");
        let words = ["Peop", "Loc", "Knows", "Live_In"].into_iter().zip(["peo", "loca", "kno", "live"]);
        let words = words.into_iter().find(|(name, _)| *name == kind).map(|(_, words)| words).expect("a type");
        self.hands().event(Event::Text(words.to_owned()));
        self.hands().step();
        self.press(Key::Enter, Modifiers::NONE);
        assert!(self.seen().query_by_label("Find a type").is_none(), "the picker is closed");
    }

    /// Answers what is asked as somebody would who wants to lose nothing; whether something was.
    fn answer(&mut self) -> bool {
        let answers = ["Write all, predictions marked", "Merge both"];
        let Some(label) = answers.into_iter().find(|label| self.seen().query_by_label(label).is_some()) else {
            return false;
        };
        self.hands().run_ok();
        self.hands().get_by_label(label).click();
        self.hands().run_ok();
        true
    }

    fn ask(&mut self, action: Action) {
        let ctx = self.seen().ctx.clone();
        self.hands().state_mut().act(&ctx, vec![action]);
        self.hands().step();
    }
}

impl Hands for Desk {
    fn papers(&self) -> &Papers {
        &self.papers
    }

    fn crash(&mut self) {
        self.window = None;
        self.window = Some(open(&self.papers));
    }

    fn move_to(&mut self, papers: Papers) {
        self.window = Some(open(&papers));
        self.papers = papers;
    }

    fn current(&self) -> String {
        self.seen().state().editor.current().map(|open| open.document.name.clone()).unwrap_or_default()
    }

    fn alpha(&self) -> f32 {
        self.seen().state().editor.current().map_or(0.4, |open| open.visibility.relation)
    }

    fn facts(&self, paper: &Paper) -> Facts {
        facts(self.seen().state().editor.current().expect("open"), paper)
    }

    fn add(&mut self, paper: &Paper, first: usize, last: usize, kind: &str) {
        let text = self.seen().state().editor.current().expect("open").document.text.clone();
        let byte = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(byte, _)| byte);
        self.ask(Action::PickMentionType(Span::new(byte(paper.words[first].1), byte(paper.words[last].2))));
        self.pick(kind);
    }

    fn select(&mut self, paper: &Paper, entity: &Entity) {
        let label = format!("{}: {}", entity.kind, paper.words_of(entity));
        self.seen().get_by_role_and_label(Role::Button, &label).click_accesskit();
        self.hands().step();
    }

    /// The lines of a selected entity's relations are drawn, and named.
    fn select_relation(&mut self, paper: &Paper, relation: &Relation) {
        let (head, tail) = (&paper.facts.entities[&relation.head], &paper.facts.entities[&relation.tail]);
        self.select(paper, head);
        self.hands().step();
        let kind = relation.kind.replace("Live_In", "Live in");
        let label = format!("Relation: {} {kind} {},", paper.words_of(head), paper.words_of(tail));
        self.seen().get_by_label_contains(&label).click_accesskit();
        self.hands().step();
    }

    fn retag(&mut self, kind: &str) {
        self.press_in_text(Key::Enter);
        self.pick(kind);
    }

    fn grip(&mut self, _paper: &Paper, _entity: &Entity, grip: Grip) {
        self.press_in_text(match (grip.start, grip.right) {
            (false, false) => Key::OpenBracket,
            (false, true) => Key::CloseBracket,
            (true, false) => Key::OpenCurlyBracket,
            (true, true) => Key::CloseCurlyBracket,
        });
    }

    fn delete(&mut self) {
        self.press_in_text(Key::Delete);
    }

    fn reverse(&mut self) {
        self.press_in_text(Key::X);
    }

    fn review(&mut self, accept: bool) {
        self.press_in_text(if accept { Key::Space } else { Key::Backspace });
    }

    fn relate(&mut self, paper: &Paper, head: &Entity, tail: &Entity, kind: &str) {
        let id = |entity: &Entity| {
            let open = self.seen().state().editor.current().expect("open");
            let words = paper.words_of(entity);
            let found = open.document.annotations.mentions().find(|m| m.text(&open.document.text) == words);
            found.map(|mention| mention.id).expect("an entity")
        };
        self.ask(Action::PickRelationType { head: id(head), tail: id(tail) });
        self.pick(kind);
    }

    fn move_threshold(&mut self, hundredths: i32) {
        let slider = self.seen().get_by_label("Threshold of Relations");
        slider.focus();
        self.hands().step();
        let key = if hundredths < 0 { Key::ArrowLeft } else { Key::ArrowRight };
        for _ in 0..hundredths.abs() {
            self.press(key, Modifiers::NONE);
        }
    }

    fn undo(&mut self) {
        self.press(Key::Z, Modifiers::COMMAND);
        self.hands().state_mut().dismiss_toasts();
    }

    fn redo(&mut self) {
        self.press(Key::Z, Modifiers::COMMAND | Modifiers::SHIFT);
        self.hands().state_mut().dismiss_toasts();
    }

    fn save(&mut self) {
        self.press(Key::S, Modifiers::COMMAND);
        self.answer();
        self.hands().state_mut().dismiss_toasts();
    }

    fn save_all(&mut self) {
        let ctx = self.seen().ctx.clone();
        self.hands().state_mut().command(&ctx, Command::SaveAll);
        // What is asked is drawn with the next frame.
        self.hands().step();
        while self.answer() || self.seen().state().editor.saving.is_running() {
            self.hands().step();
        }
        self.hands().state_mut().dismiss_toasts();
    }

    fn is_dirty(&self) -> bool {
        self.seen().state().editor.current().expect("open").is_dirty()
    }

    fn rest(&mut self) {
        let save_by_itself = |desk: &mut Self, on: bool| {
            desk.hands().state_mut().editor.settings.save_by_itself = on;
            desk.hands().step();
        };
        save_by_itself(self, true);
        // Each step is a quarter of a second.
        for _ in 0..6 {
            self.hands().step();
            self.answer();
        }
        save_by_itself(self, false);
    }

    fn come_back(&mut self) {
        let limit = Instant::now() + Duration::from_secs(60);
        while self.seen().state().editor.current().and_then(|open| open.disk()).is_some_and(Disk::is_stale) {
            assert!(Instant::now() < limit, "nobody noticed");
            for has_focus in [false, true] {
                self.hands().input_mut().focused = has_focus;
                self.hands().step();
            }
            self.answer();
            std::thread::sleep(Duration::from_millis(2));
        }
        self.hands().state_mut().dismiss_toasts();
    }

    fn next_document(&mut self) {
        self.press(Key::ArrowDown, Modifiers::ALT);
    }
}

fn open(papers: &Papers) -> Window {
    let (paths, workspace) = (papers.texts().collect(), Workspace::in_home(&papers.home()));
    // What the model offers on its own comes when it is ready; here only hands change anything.
    let settings = Settings { show_map: false, show_inspector: false, offer_relations: false, ..Settings::default() };
    let mut window = window_with(SIZE, Start { settings, paths, workspace, ..Start::default() });
    window.state_mut().dismiss_toasts();
    window
}

//! The window, and the hands that work with it: what is seen by label, what is done by key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::LINE;
use super::model::{Entity, Facts, Paper, Relation};
use crate::domain::Review;
use crate::gui::Action;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, window_with};
use crate::session::{Settings, Workspace};
use crate::text::Span;

/// Tall enough for a whole paper, so that everything can be seen and pressed.
const SIZE: [f32; 2] = [1000.0, 1400.0];

/// An end of an entity that a key moves.
#[derive(Clone, Copy)]
pub struct Grip {
    key: Key,
    start: bool,
    right: bool,
}

pub const GRIPS: [Grip; 4] = [
    Grip { key: Key::OpenBracket, start: false, right: false },
    Grip { key: Key::CloseBracket, start: false, right: true },
    Grip { key: Key::OpenCurlyBracket, start: true, right: false },
    Grip { key: Key::CloseCurlyBracket, start: true, right: true },
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

pub struct Desk {
    /// None only while there is no power.
    window: Option<Window>,
    folder: tempfile::TempDir,
    names: Vec<String>,
}

impl Desk {
    pub fn new(texts: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("papers")).expect("writable");
        for (name, text) in texts {
            std::fs::write(folder.path().join("papers").join(name).with_extension("txt"), text).expect("writable");
        }
        let names: Vec<String> = texts.iter().map(|(name, _)| (*name).to_owned()).collect();
        let window = Some(open(folder.path(), &names));
        Self { window, folder, names }
    }

    /// Nobody says goodbye: what the disk holds at this moment is all that the next window gets.
    pub fn crash(&mut self) {
        self.window = None;
        self.window = Some(open(self.folder.path(), &self.names));
    }

    /// Ends in peace and starts anew without anything but texts and annotations.
    pub fn reopen_from_files(&mut self) {
        let next = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(next.path().join("papers")).expect("writable");
        for name in &self.names {
            for extension in ["txt", "ann"] {
                let file = Path::new("papers").join(name).with_extension(extension);
                std::fs::copy(self.folder.path().join(&file), next.path().join(&file)).expect("saved");
            }
        }
        self.window = Some(open(next.path(), &self.names));
        self.folder = next;
    }

    fn seen(&self) -> &Window {
        self.window.as_ref().expect("open")
    }

    fn hands(&mut self) -> &mut Window {
        self.window.as_mut().expect("open")
    }

    pub fn current(&self) -> String {
        self.seen().state().state.current().map(|open| open.document.name.clone()).unwrap_or_default()
    }

    pub fn alpha(&self) -> f32 {
        self.seen().state().state.current().map_or(0.4, |open| open.visibility.relation)
    }

    /// What the window says of the document, in the model's words.
    pub fn facts(&self, paper: &Paper) -> Facts {
        let open = self.seen().state().state.current().expect("open");
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

    /// What the `.ann` of the paper says, read without the program.
    pub fn file(&self, paper: &Paper) -> BTreeSet<String> {
        let path = self.folder.path().join("papers").join(&paper.name).with_extension("ann");
        let file = std::fs::read_to_string(path).expect("saved");
        let mut entities = BTreeMap::new();
        let lines = file.lines().map(|line| line.split_once('\t').expect("an id and the rest"));
        for (id, rest) in lines.clone().filter(|(id, _)| id.starts_with('T')) {
            let words: Vec<&str> = rest.split(['\t', ' ']).collect();
            let place = |i: usize| words[i].parse::<usize>().expect("a code point");
            let first = paper.words.iter().position(|word| word.1 == place(1)).expect("begins with a word");
            let last = paper.words.iter().position(|word| word.2 == place(2)).expect("ends with a word");
            entities.insert(id, format!("{} {first}-{last}", words[0]));
        }
        let relations = lines.filter(|(id, _)| id.starts_with('R')).map(|(_, rest)| {
            let parts: Vec<&str> = rest.split_whitespace().collect();
            let end = |i: usize| entities[parts[i].split_once(':').expect("a role").1].clone();
            format!("{} from {} to {}", parts[0], end(1), end(2))
        });
        let relations: Vec<String> = relations.collect();
        entities.into_values().chain(relations).collect()
    }

    fn press(&mut self, key: Key, modifiers: Modifiers) {
        self.hands().key_press_modifiers(modifiers, key);
        self.hands().step();
    }

    /// A key for the text.
    fn press_in_text(&mut self, key: Key) {
        let ctx = self.seen().ctx.clone();
        self.seen().state().text_view.request_focus(&ctx);
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

    fn ask(&mut self, action: Action) {
        let ctx = self.seen().ctx.clone();
        self.hands().state_mut().act(&ctx, vec![action]);
        self.hands().step();
    }

    pub fn add(&mut self, paper: &Paper, first: usize, last: usize, kind: &str) {
        let text = self.seen().state().state.current().expect("open").document.text.clone();
        let byte = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(byte, _)| byte);
        self.ask(Action::PickMentionType(Span::new(byte(paper.words[first].1), byte(paper.words[last].2))));
        self.pick(kind);
    }

    pub fn select(&mut self, paper: &Paper, entity: &Entity) {
        let label = format!("{}: {}", entity.kind, paper.words_of(entity));
        self.seen().get_by_role_and_label(Role::Button, &label).click_accesskit();
        self.hands().step();
    }

    /// The lines of a selected entity's relations are drawn, and named.
    pub fn select_relation(&mut self, paper: &Paper, relation: &Relation) {
        let (head, tail) = (&paper.facts.entities[&relation.head], &paper.facts.entities[&relation.tail]);
        self.select(paper, head);
        self.hands().step();
        let kind = relation.kind.replace("Live_In", "Live in");
        let label = format!("Relation: {} {kind} {},", paper.words_of(head), paper.words_of(tail));
        self.seen().get_by_label_contains(&label).click_accesskit();
        self.hands().step();
    }

    pub fn retag(&mut self, kind: &str) {
        self.press_in_text(Key::Enter);
        self.pick(kind);
    }

    pub fn retype(&mut self, kind: &str) {
        self.retag(kind);
    }

    pub fn grip(&mut self, grip: Grip) {
        self.press_in_text(grip.key);
    }

    pub fn delete(&mut self) {
        self.press_in_text(Key::Delete);
    }

    pub fn reverse(&mut self) {
        self.press_in_text(Key::X);
    }

    pub fn review(&mut self, accept: bool) {
        self.press_in_text(if accept { Key::Space } else { Key::Backspace });
    }

    pub fn relate(&mut self, paper: &Paper, head: &Entity, tail: &Entity, kind: &str) {
        let id = |entity: &Entity| {
            let open = self.seen().state().state.current().expect("open");
            let words = paper.words_of(entity);
            let found = open.document.annotations.mentions().find(|m| m.text(&open.document.text) == words);
            found.map(|mention| mention.id).expect("an entity")
        };
        self.ask(Action::PickRelationType { head: id(head), tail: id(tail) });
        self.pick(kind);
    }

    pub fn move_threshold(&mut self, hundredths: i32) {
        let slider = self.seen().get_by_label("Threshold of Relations");
        slider.focus();
        self.hands().step();
        let key = if hundredths < 0 { Key::ArrowLeft } else { Key::ArrowRight };
        for _ in 0..hundredths.abs() {
            self.press(key, Modifiers::NONE);
        }
    }

    pub fn undo(&mut self) {
        self.press(Key::Z, Modifiers::COMMAND);
        self.hands().state_mut().dismiss_toasts();
    }

    pub fn redo(&mut self) {
        self.press(Key::Z, Modifiers::COMMAND | Modifiers::SHIFT);
        self.hands().state_mut().dismiss_toasts();
    }

    pub fn save(&mut self) {
        self.press(Key::S, Modifiers::COMMAND);
        const MARKED: &str = "Write all, predictions marked";
        if self.seen().query_by_label(MARKED).is_some() {
            self.hands().run_ok();
            self.hands().get_by_label(MARKED).click();
            self.hands().run_ok();
        }
        self.hands().state_mut().dismiss_toasts();
    }

    pub fn next_document(&mut self) {
        self.press(Key::ArrowDown, Modifiers::ALT);
    }
}

fn open(folder: &Path, names: &[String]) -> Window {
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.join("papers").join(name).with_extension("txt")).collect();
    let workspace = Workspace::in_home(&folder.join("home"));
    // What the model offers on its own comes when it is ready; here only hands change anything.
    let settings = Settings { show_map: false, show_inspector: false, offer_relations: false, ..Settings::default() };
    let mut window = window_with(SIZE, Start { settings, paths, workspace, ..Start::default() });
    window.state_mut().dismiss_toasts();
    window
}

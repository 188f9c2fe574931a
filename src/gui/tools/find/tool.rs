//! Search and concordance as a tool of the window.

use eframe::egui::{self, Key, Modifiers};

use super::FindTool;
use crate::editor::{Editor, Scope};
use crate::gui::command::{CTRL, CTRL_SHIFT, Command, Menu, NONE, Row, keyed};
use crate::gui::tools::{Choice, Entry, Event, FileQuestion, Tool, ToolContext};

pub const FIND: Command = Command::Tool("Find");
pub const FIND_IN_FOLDER: Command = Command::Tool("FindInFolder");
pub const NEXT_HIT: Command = Command::Tool("NextHit");
pub const PREVIOUS_HIT: Command = Command::Tool("PreviousHit");
pub const FIND_SIMILAR: Command = Command::Tool("FindSimilar");
pub const CONCORDANCE: Command = Command::Tool("Concordance");

pub(super) const COMMANDS: &[Row] = &[
    keyed(FIND, "Find…", "Text, regular expressions, entities and relations of this document", CTRL, Key::F)
        .at(&[(Menu::Find, 10)]),
    keyed(
        FIND_IN_FOLDER,
        "Find in folder…",
        "The same in all documents of the folder, or in all open ones",
        CTRL_SHIFT,
        Key::F,
    )
    .at(&[(Menu::Find, 11)]),
    keyed(NEXT_HIT, "Next hit", "Goes to the next thing that was found", NONE, Key::F3).at(&[(Menu::Find, 12)]),
    keyed(PREVIOUS_HIT, "Previous hit", "", Modifiers::SHIFT, Key::F3).at(&[(Menu::Find, 13)]),
    keyed(
        FIND_SIMILAR,
        "Find similar",
        "Entities spelled like the selected one; relations between the same types",
        CTRL,
        Key::L,
    )
    .at(&[(Menu::Find, 20)]),
    keyed(
        CONCORDANCE,
        "Concordance",
        "Keywords in context: of the selected entity's type, or of a search",
        CTRL,
        Key::K,
    )
    .at(&[(Menu::Find, 21)]),
];

const ID: &str = "find";

pub static ENTRY: Entry = Entry { id: ID, title: "Find", commands: COMMANDS, make: || Box::new(FindTool::default()) };

pub(super) static SAVE_HITS: FileQuestion =
    FileQuestion { tool: ID, title: "Save hits", choice: Choice::Save { what: "Table", extension: "csv" } };

impl Tool for FindTool {
    fn run(&mut self, command: Command, context: &mut ToolContext) {
        match command {
            FIND => self.open_find(context, Scope::Document),
            FIND_IN_FOLDER => self.open_find(context, Scope::widest(context.editor)),
            NEXT_HIT => self.step_hit(context, 1),
            PREVIOUS_HIT => self.step_hit(context, -1),
            FIND_SIMILAR => self.find_similar(context),
            CONCORDANCE => self.open_concordance(context),
            _ => {}
        }
    }

    fn enabled(&self, command: Command, editor: &Editor) -> bool {
        matches!(command, NEXT_HIT | PREVIOUS_HIT | FIND_SIMILAR) || editor.current().is_some()
    }

    fn ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        self.find_ui(context, ui);
    }

    fn tick(&mut self, context: &mut ToolContext) {
        self.find_tick(context);
    }

    fn hear(&mut self, event: &Event, context: &mut ToolContext) {
        if let Event::Search { query, scope } = event {
            self.look_for(context, query, *scope);
        }
    }

    fn chosen(&mut self, _: &'static FileQuestion, path: &std::path::Path, context: &mut ToolContext) {
        self.save_concordance(context, path);
    }

    fn is_busy(&self) -> bool {
        self.scan.is_some() || self.typed.is_some() || self.found.ordering.is_some()
    }
}

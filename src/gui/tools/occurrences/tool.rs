//! "Do this everywhere" as a tool of the window.

use eframe::egui::{self, Key};

use super::OccurrencesTool;
use crate::gui::command::{CTRL, Command, Menu, Row, keyed};
use crate::gui::tools::{Entry, Tool, ToolContext};

pub const PROPAGATE: Command = Command::Tool("Propagate");

pub(super) const COMMANDS: &[Row] = &[keyed(
    PROPAGATE,
    "Do this everywhere…",
    "Annotates, retypes or deletes every occurrence of the selected text, in one step",
    CTRL,
    Key::D,
)
.at(&[(Menu::Find, 30)])];

pub static ENTRY: Entry = Entry {
    id: "occurrences",
    title: "Do this everywhere",
    commands: COMMANDS,
    make: || Box::new(OccurrencesTool::default()),
};

impl Tool for OccurrencesTool {
    fn run(&mut self, _: Command, context: &mut ToolContext) {
        self.open_propagate(context);
    }

    fn ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        self.propagate_ui(context, ui);
    }

    fn tick(&mut self, context: &mut ToolContext) {
        self.propagate_tick(context);
    }

    fn is_busy(&self) -> bool {
        self.scan.is_some()
    }
}

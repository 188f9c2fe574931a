//! Types as a tool of the window.

use eframe::egui::{self, Key};

use super::TypesTool;
use crate::gui::command::{CTRL_SHIFT, Command, Menu, Row, keyed};
use crate::gui::tools::{Entry, Tool, ToolContext};

pub const EDIT_TYPES: Command = Command::Tool("EditTypes");

pub(super) const COMMANDS: &[Row] = &[keyed(
    EDIT_TYPES,
    "Types and constraints…",
    "Adds, renames, merges and deletes types, says what may be related to what, and writes annotation.conf",
    CTRL_SHIFT,
    Key::T,
)
.at(&[(Menu::Edit, 30)])];

pub static ENTRY: Entry =
    Entry { id: "types", title: "Types", commands: COMMANDS, make: || Box::new(TypesTool::default()) };

impl Tool for TypesTool {
    fn run(&mut self, _: Command, context: &mut ToolContext) {
        context.open();
    }

    fn ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        self.pane_ui(ui, context);
    }

    fn tick(&mut self, context: &mut ToolContext) {
        self.others.poll(context.editor);
        let done = self.count.as_mut().is_some_and(|count| count.poll(&mut self.draft, context.editor));
        if done {
            self.count = None;
        }
    }
}

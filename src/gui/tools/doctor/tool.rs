//! Check and repair as a tool of the window.

use eframe::egui::Key;

use super::{Checkup, DoctorTool};
use crate::gui::command::{CTRL_SHIFT, Command, Menu, Row, keyed};
use crate::gui::tools::{Entry, Tool, ToolContext};

pub const CHECK_AND_REPAIR: Command = Command::Tool("CheckAndRepair");

pub(super) const COMMANDS: &[Row] = &[keyed(
    CHECK_AND_REPAIR,
    "Check and repair the file…",
    "Finds what is wrong with the .ann, and shows every repair before it is made",
    CTRL_SHIFT,
    Key::D,
)
.at(&[(Menu::File, 25)])];

pub static ENTRY: Entry =
    Entry { id: "doctor", title: "Check and repair", commands: COMMANDS, make: || Box::new(DoctorTool::default()) };

impl Tool for DoctorTool {
    fn run(&mut self, _: Command, context: &mut ToolContext) {
        if let Some(checkup) = Checkup::of_current(context.editor) {
            self.checkup = Some(checkup);
        }
    }

    fn dialogs(&mut self, context: &mut ToolContext) {
        self.dialog_ui(context);
    }

    fn is_modal(&self) -> bool {
        self.checkup.is_some()
    }
}

//! Types as a tool of the window.

use eframe::egui::Key;

use crate::gui::command::{CTRL_SHIFT, Command, Menu, Row, keyed};
use crate::gui::tools::{Entry, Unmoved};

pub const EDIT_TYPES: Command = Command::Tool("EditTypes");

pub(super) const COMMANDS: &[Row] = &[keyed(
    EDIT_TYPES,
    "Types and constraints…",
    "Adds, renames, merges and deletes types, says what may be related to what, and writes annotation.conf",
    CTRL_SHIFT,
    Key::T,
)
.at(&[(Menu::Edit, 30)])];

pub static ENTRY: Entry = Entry { id: "types", title: "Types", commands: COMMANDS, make: || Box::new(Unmoved) };

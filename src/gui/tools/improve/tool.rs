//! Improve the model as a tool of the window.

use eframe::egui::Key;

use crate::gui::command::{CTRL, Command, Menu, Row, keyed};
use crate::gui::tools::{Entry, Unmoved};

pub const IMPROVE_MODEL: Command = Command::Tool("ImproveModel");

pub(super) const COMMANDS: &[Row] = &[keyed(
    IMPROVE_MODEL,
    "Improve the model…",
    "Learns from corrected documents, and says whether that made it better",
    CTRL,
    Key::I,
)
.at(&[(Menu::Model, 40)])];

pub static ENTRY: Entry =
    Entry { id: "improve", title: "Improve the model", commands: COMMANDS, make: || Box::new(Unmoved) };

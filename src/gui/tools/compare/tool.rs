//! Comparison as a tool of the window.

use eframe::egui::Key;

use crate::gui::command::{CTRL, CTRL_SHIFT, Command, Menu, Row, keyed, row};
use crate::gui::tools::{Entry, Unmoved};

pub const COMPARE_ANNOTATIONS: Command = Command::Tool("CompareAnnotations");
pub const COMPARE_FOLDER: Command = Command::Tool("CompareFolder");
pub const COMPARE_MODEL: Command = Command::Tool("CompareModel");
pub const SHOW_COMPARISON: Command = Command::Tool("ShowComparison");

pub(super) const COMMANDS: &[Row] = &[
    keyed(
        COMPARE_ANNOTATIONS,
        "Compare annotations…",
        "Opens another annotation of this text beside this one: where the two differ, κ and F1, and a third made of them",
        CTRL,
        Key::M,
    ).at(&[(Menu::Edit, 31)]),
    keyed(
        COMPARE_FOLDER,
        "Compare folders…",
        "Compares every document of this folder with the one of the same name in another annotator's folder",
        CTRL_SHIFT,
        Key::M,
    ).at(&[(Menu::Edit, 32)]),
    row(
        COMPARE_MODEL,
        "Compare with the model",
        "What people said beside what the loaded model says, in text and map; load another model to compare with that",
    ).at(&[(Menu::Edit, 33)]),
    row(SHOW_COMPARISON, "Show the comparison", "Figures and questions of the comparison, in the map's place").at(&[(Menu::Edit, 34)]),
];

pub static ENTRY: Entry = Entry { id: "compare", title: "Comparison", commands: COMMANDS, make: || Box::new(Unmoved) };

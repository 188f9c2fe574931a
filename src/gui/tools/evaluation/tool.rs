//! Evaluation as a tool of the window.

use eframe::egui::Key;

use crate::gui::command::{CTRL_SHIFT, Command, Menu, NONE, Row, keyed, row};
use crate::gui::tools::{Entry, Unmoved};

pub const EVALUATE: Command = Command::Tool("Evaluate");
pub const COMPARE_WITH: Command = Command::Tool("CompareWith");
pub const COMPARE_WITH_FOLDER: Command = Command::Tool("CompareWithFolder");
pub const OPEN_ERROR_REPORT: Command = Command::Tool("OpenErrorReport");
pub const SAVE_ERROR_REPORT: Command = Command::Tool("SaveErrorReport");

pub(super) const COMMANDS: &[Row] = &[
    keyed(
        EVALUATE,
        "Evaluate the model here…",
        "Compares what the model says with this document's confirmed annotations",
        NONE,
        Key::F6,
    )
    .at(&[(Menu::Model, 20)]),
    row(
        COMPARE_WITH,
        "Evaluate against another file…",
        "Takes the .ann of somebody else, or of another program, for the right answers to this text",
    )
    .at(&[(Menu::Model, 21)]),
    row(
        COMPARE_WITH_FOLDER,
        "Evaluate against a folder…",
        "Takes the annotations of a folder for the right answers to the open documents of the same names",
    )
    .at(&[(Menu::Model, 22)]),
    keyed(
        OPEN_ERROR_REPORT,
        "Open error report",
        "The evaluation's cases as a page in the browser",
        CTRL_SHIFT,
        Key::R,
    )
    .at(&[(Menu::Model, 23)]),
    row(SAVE_ERROR_REPORT, "Save error report as…", "The same page at a place of your choice").at(&[(Menu::Model, 24)]),
];

pub static ENTRY: Entry =
    Entry { id: "evaluation", title: "Evaluation", commands: COMMANDS, make: || Box::new(Unmoved) };

//! Evaluation as a tool of the window.

use std::path::Path;

use eframe::egui::{self, Key};

use super::{EvaluationTool, report};
use crate::editor::Editor;
use crate::gui::command::{CTRL_SHIFT, Command, Menu, NONE, Row, keyed, row};
use crate::gui::tools::{Choice, Entry, Event, FileQuestion, Tool, ToolContext};

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

const ID: &str = "evaluation";

pub static ENTRY: Entry =
    Entry { id: ID, title: "Evaluation", commands: COMMANDS, make: || Box::new(EvaluationTool::default()) };

/// Right answers for the current document.
pub(super) static GOLD_FILE: FileQuestion = FileQuestion {
    tool: ID,
    title: "Compare with",
    choice: Choice::Open { what: "Annotations", extensions: &["ann"] },
};

/// Right answers for the open documents.
pub(super) static GOLD_FOLDER: FileQuestion =
    FileQuestion { tool: ID, title: "Folder of right answers", choice: Choice::Folder };

pub(super) static SAVE_REPORT: FileQuestion =
    FileQuestion { tool: ID, title: "Save error report", choice: Choice::Save { what: "Web page", extension: "html" } };

/// The tables and the matrix need this much.
const LEAST_WIDTH: f32 = 400.0;

impl Tool for EvaluationTool {
    fn run(&mut self, command: Command, context: &mut ToolContext) {
        match command {
            EVALUATE => self.evaluate(context.editor.current.into_iter().collect(), context),
            COMPARE_WITH => context.choose(&GOLD_FILE, ""),
            COMPARE_WITH_FOLDER => context.choose(&GOLD_FOLDER, ""),
            OPEN_ERROR_REPORT => self.reports.open(self.shown.as_ref(), context.editor),
            SAVE_ERROR_REPORT => {
                if let Some(name) = report::name(self.shown.as_ref(), context.editor) {
                    context.choose(&SAVE_REPORT, &name);
                }
            }
            _ => {}
        }
    }

    fn enabled(&self, command: Command, editor: &Editor) -> bool {
        match command {
            COMPARE_WITH_FOLDER => true,
            OPEN_ERROR_REPORT | SAVE_ERROR_REPORT => self.shown.is_some(),
            _ => editor.current().is_some(),
        }
    }

    fn head_ui(&self, ui: &mut egui::Ui, context: &mut ToolContext) {
        self.report_ui(ui, context);
    }

    fn ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        self.pane_ui(ui, context);
    }

    fn least_width(&self) -> f32 {
        LEAST_WIDTH
    }

    fn tick(&mut self, context: &mut ToolContext) {
        self.count_when_due(context);
    }

    fn hear(&mut self, event: &Event, _: &mut ToolContext) {
        if matches!(event, Event::ModelLoaded) {
            // Of another model: the figures are counted anew.
            self.key.clear();
        }
    }

    fn chosen(&mut self, question: &'static FileQuestion, path: &Path, context: &mut ToolContext) {
        let targets = if *question == GOLD_FILE {
            self.gold.read(path, context.editor)
        } else if *question == GOLD_FOLDER {
            self.gold.read_folder(path, context.editor)
        } else {
            report::save(path, self.shown.as_ref(), context.editor);
            None
        };
        if let Some(targets) = targets {
            self.evaluate(targets, context);
        }
    }
}

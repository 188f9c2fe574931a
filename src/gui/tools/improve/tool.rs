//! Improve the model as a tool of the window.

use std::path::Path;

use eframe::egui::Key;

use super::{ImproveTool, Stage};
use crate::editor::{Editor, Tone};
use crate::gui::command::{CTRL, Command, Menu, Row, keyed};
use crate::gui::tools::{Brief, Choice, Entry, FileQuestion, Tool, ToolContext, Unfinished};

pub const IMPROVE_MODEL: Command = Command::Tool("ImproveModel");

pub(super) const COMMANDS: &[Row] = &[keyed(
    IMPROVE_MODEL,
    "Improve the model…",
    "Learns from corrected documents, and says whether that made it better",
    CTRL,
    Key::I,
)
.at(&[(Menu::Model, 40)])];

const ID: &str = "improve";

pub static ENTRY: Entry =
    Entry { id: ID, title: "Improve the model", commands: COMMANDS, make: || Box::new(ImproveTool::default()) };

const fn folder(title: &'static str) -> FileQuestion {
    FileQuestion { tool: ID, title, choice: Choice::Folder }
}

/// Corrected documents to learn from.
pub(super) static CORRECTED: FileQuestion = folder("Corrected documents");
/// Old data to mix in.
pub(super) static OLD: FileQuestion = folder("Old data to mix in");
/// Documents to measure with.
pub(super) static TEST: FileQuestion = folder("Test documents");
/// Where a new model goes.
pub(super) static OUT: FileQuestion = folder("Folder of the new model");

impl Tool for ImproveTool {
    fn run(&mut self, _: Command, context: &mut ToolContext) {
        self.open_dialog(context.editor);
    }

    fn enabled(&self, _: Command, editor: &Editor) -> bool {
        editor.analyses.models.is_some()
    }

    fn tick(&mut self, context: &mut ToolContext) {
        self.poll(context.editor);
    }

    fn dialogs(&mut self, context: &mut ToolContext) {
        self.dialog_ui(context);
    }

    fn chosen(&mut self, question: &'static FileQuestion, path: &Path, _: &mut ToolContext) {
        self.form.choose(question, path);
    }

    fn brief(&self) -> Option<Brief> {
        match &self.stage {
            Stage::Form => None,
            Stage::Running(run) => Some(Brief {
                text: format!("Training: {:.0} %", run.share() * 100.0),
                share: Some(run.share()),
                tone: Tone::Info,
                hint: run.phase(),
                button: "Show",
                button_hint: "Shows the curves of the training",
                command: IMPROVE_MODEL,
            }),
            Stage::Done(outcome) => Some(Brief {
                text: outcome.headline().to_owned(),
                share: None,
                tone: if outcome.improvement.better { Tone::Good } else { Tone::Warning },
                hint: String::new(),
                button: "Decide…",
                button_hint: "Shows the figures, and which model to keep",
                command: IMPROVE_MODEL,
            }),
        }
    }

    fn unfinished(&self) -> Option<Unfinished> {
        self.is_running().then_some(Unfinished {
            title: "The model is still being improved",
            text: "Quitting stops the training. It can go on later from its last finished epoch.",
            buttons: ["Keep training", "Stop and quit"],
        })
    }
}

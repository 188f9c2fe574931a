//! Comparison as a tool of the window.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Key};

use super::CompareTool;
use super::folder::Comparing;
use crate::editor::Editor;
use crate::gui::command::{CTRL, CTRL_SHIFT, Command, Menu, Row, keyed, row};
use crate::gui::tools::{Choice, Entry, Event, FileQuestion, Tool, ToolContext};
use crate::session::DocumentId;

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

const ID: &str = "compare";

pub static ENTRY: Entry =
    Entry { id: ID, title: "Comparison", commands: COMMANDS, make: || Box::new(CompareTool::default()) };

/// Another annotation of the current text.
pub(super) static OTHER_FILE: FileQuestion = FileQuestion {
    tool: ID,
    title: "Compare with",
    choice: Choice::Open { what: "Annotations", extensions: &["ann"] },
};

/// Another annotator's documents.
pub(super) static OTHER_FOLDER: FileQuestion =
    FileQuestion { tool: ID, title: "Folder to compare with", choice: Choice::Folder };

impl Tool for CompareTool {
    fn run(&mut self, command: Command, context: &mut ToolContext) {
        match command {
            COMPARE_ANNOTATIONS => context.choose(&OTHER_FILE, ""),
            COMPARE_FOLDER => context.choose(&OTHER_FOLDER, ""),
            COMPARE_MODEL => self.compare_with_model(context),
            SHOW_COMPARISON => context.open(),
            _ => {}
        }
    }

    fn enabled(&self, command: Command, editor: &Editor) -> bool {
        match command {
            COMPARE_FOLDER => true,
            SHOW_COMPARISON => !self.adjudications.0.is_empty() || self.folder.is_some() || self.comparing.is_some(),
            _ => editor.current().is_some(),
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        self.pane_ui(ui, context);
    }

    fn keys(&mut self, context: &mut ToolContext) {
        self.adjudications.keys(context);
    }

    fn tick(&mut self, context: &mut ToolContext) {
        let Some(end) = self.comparing.as_ref().and_then(|comparing| comparing.poll(context.editor)) else { return };
        self.comparing = None;
        if let Some(shown) = end {
            self.folder = Some(shown);
            self.figures.of_folder();
        }
    }

    fn hear(&mut self, event: &Event, context: &mut ToolContext) {
        if let Event::Analysed(id) = event {
            self.model_has_read(context, *id);
        }
    }

    fn chosen(&mut self, question: &'static FileQuestion, path: &Path, context: &mut ToolContext) {
        if *question == OTHER_FILE {
            return self.compare_annotations(context, path);
        }
        if let Some(comparing) = Comparing::start(path, context.editor) {
            self.comparing = Some(comparing);
            context.open();
        }
    }

    fn proposal(&self, document: DocumentId) -> Option<(PathBuf, String)> {
        let adjudication = self.adjudications.0.get(&document)?;
        Some((adjudication.folder.clone()?, adjudication.stem.clone()))
    }

    fn nothing_to_save(&self, document: DocumentId) -> Option<&'static str> {
        self.adjudications.0.contains_key(&document).then_some("Nothing decided yet")
    }
}

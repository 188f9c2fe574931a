//! Statistics as a tool of the window.

use eframe::egui::{self, Key};

use super::StatisticsTool;
use crate::gui::command::{CTRL, Command, Menu, Row, keyed};
use crate::gui::tools::{Choice, Entry, FileQuestion, Tool, ToolContext};

pub const STATISTICS: Command = Command::Tool("Statistics");

pub(super) const COMMANDS: &[Row] = &[keyed(
    STATISTICS,
    "Statistics",
    "Types, concepts, triples, lengths and the state of the review, over the document or the folder",
    CTRL,
    Key::T,
)
.at(&[(Menu::Find, 43)])];

const ID: &str = "statistics";

pub static ENTRY: Entry =
    Entry { id: ID, title: "Statistics", commands: COMMANDS, make: || Box::new(StatisticsTool::default()) };

pub(super) static SAVE_STATISTICS: FileQuestion =
    FileQuestion { tool: ID, title: "Save statistics", choice: Choice::Save { what: "Table", extension: "csv" } };

impl Tool for StatisticsTool {
    fn run(&mut self, _: Command, context: &mut ToolContext) {
        self.open_statistics(context);
    }

    fn ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        self.statistics_ui(context, ui);
    }

    fn tick(&mut self, context: &mut ToolContext) {
        self.statistics_tick(context);
    }

    fn chosen(&mut self, _: &'static FileQuestion, path: &std::path::Path, context: &mut ToolContext) {
        self.save_statistics(context, path);
    }

    fn is_busy(&self) -> bool {
        self.scan.is_some()
    }
}

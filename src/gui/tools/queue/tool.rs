//! The review queue as a tool of the window.

use super::reviewed::{mark_reviewed, mark_unreviewed};
use eframe::egui::{self, Key};

use super::QueueTool;
use crate::gui::command::{CTRL, Command, Menu, Row, keyed, row};
use crate::gui::tools::{Entry, Tool, ToolContext};

pub const REVIEW_QUEUE: Command = Command::Tool("ReviewQueue");
pub const MARK_REVIEWED: Command = Command::Tool("MarkReviewed");
pub const MARK_UNREVIEWED: Command = Command::Tool("MarkUnreviewed");

pub(super) const COMMANDS: &[Row] = &[
    keyed(
        REVIEW_QUEUE,
        "Review queue",
        "What nobody has reviewed, the least certain first, over the document or the folder",
        CTRL,
        Key::R,
    )
    .at(&[(Menu::Find, 40)]),
    keyed(
        MARK_REVIEWED,
        "Mark as reviewed",
        "You are through with this document; the next one that is not reviewed comes",
        CTRL,
        Key::Enter,
    )
    .at(&[(Menu::Find, 41)]),
    row(MARK_UNREVIEWED, "Mark as not reviewed", "To be looked at again").at(&[(Menu::Find, 42)]),
];

pub static ENTRY: Entry =
    Entry { id: "queue", title: "Review queue", commands: COMMANDS, make: || Box::new(QueueTool::default()) };

impl Tool for QueueTool {
    fn run(&mut self, command: Command, context: &mut ToolContext) {
        match command {
            REVIEW_QUEUE => self.open_queue(context),
            MARK_REVIEWED => mark_reviewed(context),
            MARK_UNREVIEWED => mark_unreviewed(context),
            _ => {}
        }
    }

    fn takes(&mut self, command: Command, context: &mut ToolContext) -> bool {
        let next = command == Command::NextUncertain;
        if next {
            self.skip_entry(context, true);
        }
        next
    }

    fn ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        self.queue_ui(context, ui);
    }

    fn tick(&mut self, context: &mut ToolContext) {
        self.queue_tick(context);
    }

    fn is_busy(&self) -> bool {
        self.scan.is_some()
    }
}

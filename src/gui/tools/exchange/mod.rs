//! Files of other tools: opening one as a folder of documents, and writing documents as one.
//!
//! | file | what it is |
//! |---|---|
//! | `opening` | a file that somebody wants to open: what it holds, and the folder for its documents |
//! | `saving` | the choice of a format, and what it will lose |

mod opening;
mod saving;
#[cfg(all(test, feature = "kittest"))]
mod tests;

use std::path::Path;
use std::sync::LazyLock;

use crate::editor::Editor;
use crate::formats::{FORMATS, Format};
use crate::gui::command::{Command, Menu, row};
use crate::gui::tools::{Choice, Entry, FileQuestion, Tool, ToolContext};
use opening::Opening;
use saving::Saving;

pub const SAVE_AS_FORMAT: Command = Command::Tool("SaveAsFormat");

const ID: &str = "exchange";

pub static ENTRY: Entry = Entry {
    id: ID,
    title: "Other formats",
    commands: &[row(
        SAVE_AS_FORMAT,
        "Save in another format…",
        "As a file of CoNLL, doccano, spaCy, Prodigy, SpERT or JSON lines",
    )
    .at(&[(Menu::File, 26)])],
    make: || Box::new(ExchangeTool::default()),
};

static FOLDER: FileQuestion = FileQuestion { tool: ID, title: "Folder for the documents", choice: Choice::Folder };

/// A question for each format of one file, in the order of the table.
static SAVE: LazyLock<Vec<(&'static Format, FileQuestion)>> = LazyLock::new(|| {
    let question = |format: &'static Format| {
        let choice = Choice::Save { what: format.title, extension: format.extension };
        (format, FileQuestion { tool: ID, title: "Save in another format", choice })
    };
    FORMATS.iter().filter(|format| format.file.is_some()).map(question).collect()
});

#[derive(Default)]
pub struct ExchangeTool {
    opening: Opening,
    saving: Saving,
}

impl Tool for ExchangeTool {
    fn run(&mut self, _: Command, _: &mut ToolContext) {
        self.saving.ask();
    }

    fn enabled(&self, _: Command, editor: &Editor) -> bool {
        editor.current().is_some()
    }

    fn dialogs(&mut self, context: &mut ToolContext) {
        self.opening.ui(context);
        self.saving.ui(context);
    }

    fn is_modal(&self) -> bool {
        self.opening.is_asking() || self.saving.is_asking()
    }

    fn tick(&mut self, context: &mut ToolContext) {
        self.opening.tick(context);
        self.saving.tick(context);
    }

    fn chosen(&mut self, question: &'static FileQuestion, path: &Path, context: &mut ToolContext) {
        if question == &FOLDER {
            self.opening.folder = path.to_owned();
        } else {
            self.saving.write(path, context);
        }
    }

    fn is_busy(&self) -> bool {
        self.opening.is_reading() || self.saving.is_gathering()
    }
}

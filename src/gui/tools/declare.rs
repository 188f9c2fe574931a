//! What a tool declares of itself, and what it can do.

use std::any::Any;
use std::path::{Path, PathBuf};

use eframe::egui;

use super::context::{Event, ToolContext};
use crate::editor::{Editor, Tone};
use crate::gui::command::{Command, Row};
use crate::session::DocumentId;

/// A tool in the list of tools.
pub struct Entry {
    /// Its name among tools, in requests and in the settings.
    pub id: &'static str,
    /// What its head and its close button call it.
    pub title: &'static str,
    /// Its commands with their labels, keys and menus.
    pub commands: &'static [Row],
    pub make: fn() -> Box<dyn Tool>,
}

/// What a tool wants a file or folder for; the answer comes back to [`Tool::chosen`].
#[derive(Debug, PartialEq, Eq)]
pub struct FileQuestion {
    /// The [`Entry::id`] of who asks.
    pub tool: &'static str,
    pub title: &'static str,
    pub choice: Choice,
}

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A file that is there, of these extensions (without the dot).
    Open {
        what: &'static str,
        extensions: &'static [&'static str],
    },
    /// A file to write, of this extension.
    Save {
        what: &'static str,
        extension: &'static str,
    },
    Folder,
}

/// What the status bar says of work that a tool does in the background, with a button that leads there.
pub struct Brief {
    pub text: String,
    /// How much of it is done, 0 to 1; `None` where nothing runs any more.
    pub share: Option<f32>,
    pub tone: Tone,
    /// More about it, for the pointer.
    pub hint: String,
    pub button: &'static str,
    /// What the button leads to.
    pub button_hint: &'static str,
    /// What the button does.
    pub command: Command,
}

/// Work of a tool that closing the window would break off, in the words of the question before that.
pub struct Unfinished {
    pub title: &'static str,
    /// What becomes of it.
    pub text: &'static str,
    /// The button that keeps the window open, and the one that closes it.
    pub buttons: [&'static str; 2],
}

/// Work beside the text. Everything but [`Self::run`] has a default that does nothing.
pub trait Tool: Any {
    /// Does one of its commands.
    fn run(&mut self, command: Command, context: &mut ToolContext);

    /// Whether one of its commands can be chosen now.
    fn enabled(&self, _command: Command, editor: &Editor) -> bool {
        editor.current().is_some()
    }

    /// Whether a command switches something that is on; `None` for what is no switch.
    fn is_on(&self, _command: Command) -> Option<bool> {
        None
    }

    /// Takes a command of the window's own while the tool stands in the map's place; false leaves it to the window.
    fn takes(&mut self, _command: Command, _context: &mut ToolContext) -> bool {
        false
    }

    /// Draws buttons beside its title, from the right.
    fn head_ui(&self, _ui: &mut egui::Ui, _context: &mut ToolContext) {}

    /// Draws it in the map's place, below its head.
    fn ui(&mut self, _ui: &mut egui::Ui, _context: &mut ToolContext) {}

    /// Figures and tables that need this much width scroll sideways in a narrower pane.
    fn least_width(&self) -> f32 {
        0.0
    }

    /// Draws its dialogs over the window.
    fn dialogs(&mut self, _context: &mut ToolContext) {}

    /// Whether a dialog of it waits for an answer, and takes the keys.
    fn is_modal(&self) -> bool {
        false
    }

    /// Reads keys before the views do, while it stands in the map's place and nobody types.
    fn keys(&mut self, _context: &mut ToolContext) {}

    /// Takes in what threads have found, and starts what is to be done. Once a frame, open or not.
    fn tick(&mut self, _context: &mut ToolContext) {}

    /// Hears what has happened elsewhere.
    fn hear(&mut self, _event: &Event, _context: &mut ToolContext) {}

    /// The answer to a [`FileQuestion`] of its own.
    fn chosen(&mut self, _question: &'static FileQuestion, _path: &Path, _context: &mut ToolContext) {}

    /// Where a document that it made is saved at first, folder and name.
    fn proposal(&self, _document: DocumentId) -> Option<(PathBuf, String)> {
        None
    }

    /// What the status bar says of a document that it made, as long as there is nothing to save in it.
    fn nothing_to_save(&self, _document: DocumentId) -> Option<&'static str> {
        None
    }

    /// What the status bar says of its work in the background.
    fn brief(&self) -> Option<Brief> {
        None
    }

    /// What closing the window would break off.
    fn unfinished(&self) -> Option<Unfinished> {
        None
    }

    /// Whether an answer is still to come; tests wait for it.
    fn is_busy(&self) -> bool {
        false
    }
}

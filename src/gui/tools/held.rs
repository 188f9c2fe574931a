//! The tools of a window, and the one that is open.

#[cfg(test)]
use std::any::Any;

use std::path::PathBuf;

use eframe::egui;

use super::LIST;
use super::context::{Request, ToolContext};
use super::declare::{Brief, Entry, Tool, Unfinished};
use crate::editor::Editor;
use crate::gui::Theme;
use crate::gui::command::Command;
use crate::gui::keys::Bindings;
use crate::session::DocumentId;

pub struct Tools {
    all: Vec<(&'static Entry, Box<dyn Tool>)>,
    /// The id of the one in the map's place.
    pub open: Option<&'static str>,
}

impl Default for Tools {
    fn default() -> Self {
        Self { all: LIST.iter().map(|entry| (*entry, (entry.make)())).collect(), open: None }
    }
}

impl Tools {
    /// Calls something of the tools that `wanted` names; gives what they ask of the window.
    pub fn each(
        &mut self,
        (editor, keys): (&mut Editor, &Bindings),
        (egui, theme): (&egui::Context, Theme),
        wanted: impl Fn(&Entry) -> bool,
        mut call: impl FnMut(&mut dyn Tool, &mut ToolContext),
    ) -> Vec<Request> {
        let (mut requests, open) = (Vec::new(), self.open);
        for (entry, tool) in self.all.iter_mut().filter(|(entry, _)| wanted(entry)) {
            let is_open = open == Some(entry.id);
            let mut context = ToolContext { editor, egui, keys, theme, is_open, id: entry.id, requests: &mut requests };
            call(&mut **tool, &mut context);
        }
        requests
    }

    /// The one that stands in the map's place.
    pub fn shown(&self) -> Option<(&'static Entry, &dyn Tool)> {
        self.all.iter().find(|(entry, _)| Some(entry.id) == self.open).map(|(entry, tool)| (*entry, &**tool))
    }

    /// The one that a command belongs to.
    pub fn of(&self, command: Command) -> Option<(&'static Entry, &dyn Tool)> {
        let has = |entry: &Entry| entry.commands.iter().any(|row| row.command == command);
        self.all.iter().find(|(entry, _)| has(entry)).map(|(entry, tool)| (*entry, &**tool))
    }

    /// Whether a dialog of one waits for an answer.
    pub fn is_modal(&self) -> bool {
        self.all.iter().any(|(_, tool)| tool.is_modal())
    }

    /// What the status bar says of work in the background.
    pub fn briefs(&self) -> impl Iterator<Item = Brief> {
        self.all.iter().filter_map(|(_, tool)| tool.brief())
    }

    /// The first work that closing the window would break off.
    pub fn unfinished(&self) -> Option<Unfinished> {
        self.all.iter().find_map(|(_, tool)| tool.unfinished())
    }

    /// Where a document is saved at first, folder and name, where a tool made it.
    pub fn proposal(&self, document: DocumentId) -> Option<(PathBuf, String)> {
        self.all.iter().find_map(|(_, tool)| tool.proposal(document))
    }

    /// What is said of a document that a tool made, as long as there is nothing to save in it.
    pub fn nothing_to_save(&self, document: DocumentId) -> Option<&'static str> {
        self.all.iter().find_map(|(_, tool)| tool.nothing_to_save(document))
    }

    #[cfg(test)]
    pub fn is_busy(&self) -> bool {
        self.all.iter().any(|(_, tool)| tool.is_busy())
    }

    /// The tool of a type, where the list has one.
    #[cfg(test)]
    pub fn get<T: Tool>(&self) -> Option<&T> {
        self.all.iter().find_map(|(_, tool)| (&**tool as &dyn Any).downcast_ref())
    }

    #[cfg(test)]
    pub fn get_mut<T: Tool>(&mut self) -> Option<&mut T> {
        self.all.iter_mut().find_map(|(_, tool)| (&mut **tool as &mut dyn Any).downcast_mut())
    }
}

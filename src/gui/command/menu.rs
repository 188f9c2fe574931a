//! The menus, made of the places that the commands name.

use super::{Command, TABLE};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    File,
    Edit,
    Find,
    View,
    Model,
    Help,
}

impl Menu {
    pub const ALL: [Self; 6] = [Self::File, Self::Edit, Self::Find, Self::View, Self::Model, Self::Help];

    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Find => "Find",
            Self::View => "View",
            Self::Model => "Model",
            Self::Help => "Help",
        }
    }

    /// Its commands from top to bottom; `None` is a line between two groups.
    pub fn commands(self) -> Vec<Option<Command>> {
        let place = |places: &[(Self, u8)]| places.iter().find(|(menu, _)| *menu == self).map(|(_, at)| *at);
        let mut rows: Vec<(u8, Command)> =
            TABLE.iter().filter_map(|row| Some((place(row.places)?, row.command))).collect();
        rows.sort_by_key(|(at, _)| *at);
        let mut commands = Vec::new();
        for (before, (at, command)) in std::iter::once(None).chain(rows.iter().map(|(at, _)| Some(*at))).zip(&rows) {
            if before.is_some_and(|before| before / 10 != at / 10) {
                commands.push(None);
            }
            commands.push(Some(*command));
        }
        commands
    }
}

/// All menus with their commands; they are the same at every frame.
pub fn menus() -> &'static [(Menu, Vec<Option<Command>>)] {
    static MENUS: std::sync::LazyLock<Vec<(Menu, Vec<Option<Command>>)>> =
        std::sync::LazyLock::new(|| Menu::ALL.into_iter().map(|menu| (menu, menu.commands())).collect());
    &MENUS
}

//! One table of commands feeds menus, palette, tooltips, keys and the list behind `F1`. The window's own commands stand in
//! `shell.rs`; those of a tool in the tool's folder.

mod menu;
mod shell;

use std::sync::LazyLock;

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

pub use crate::editor::Command;
pub use menu::{Menu, menus};

use super::tools;

pub struct Row {
    pub command: Command,
    pub label: &'static str,
    /// What it does, where the label does not say enough.
    pub hint: &'static str,
    pub shortcut: Option<KeyboardShortcut>,
    /// In which menus it stands, and where: tens part groups, with a line between them.
    pub places: &'static [(Menu, u8)],
}

impl Row {
    pub(in crate::gui) const fn at(self, places: &'static [(Menu, u8)]) -> Self {
        Self { places, ..self }
    }
}

pub(in crate::gui) const fn row(command: Command, label: &'static str, hint: &'static str) -> Row {
    Row { command, label, hint, shortcut: None, places: &[] }
}

pub(in crate::gui) const fn keyed(
    command: Command,
    label: &'static str,
    hint: &'static str,
    modifiers: Modifiers,
    key: Key,
) -> Row {
    Row { command, label, hint, shortcut: Some(KeyboardShortcut::new(modifiers, key)), places: &[] }
}

pub(in crate::gui) const NONE: Modifiers = Modifiers::NONE;
pub(in crate::gui) const CTRL: Modifiers = Modifiers::COMMAND;
pub(in crate::gui) const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
pub(in crate::gui) const ALT: Modifiers = Modifiers::ALT;
pub(in crate::gui) const SHIFT: Modifiers = Modifiers::SHIFT;

/// Every command there is, in the order of the menus; what stands in no menu comes last.
pub static TABLE: LazyLock<Vec<&'static Row>> = LazyLock::new(|| {
    let mut rows: Vec<&'static Row> =
        shell::COMMANDS.iter().chain(tools::LIST.iter().flat_map(|entry| entry.commands)).collect();
    rows.sort_by_key(|row| row.places.first().map_or((usize::MAX, 0), |(menu, at)| (*menu as usize, *at)));
    rows
});

impl Command {
    pub fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.command == self).unwrap_or(&TABLE[0])
    }

    pub fn label(self) -> &'static str {
        self.row().label
    }
}

/// `Ctrl+Shift+S`, or nothing.
pub fn key_text(shortcut: Option<&KeyboardShortcut>) -> String {
    let Some(shortcut) = shortcut else { return String::new() };
    let mut text = String::new();
    let modifiers = shortcut.modifiers;
    for (held, name) in
        [(modifiers.command || modifiers.ctrl, "Ctrl+"), (modifiers.alt, "Alt+"), (modifiers.shift, "Shift+")]
    {
        if held {
            text.push_str(name);
        }
    }
    text.push_str(shortcut.logical_key.symbol_or_name());
    text
}

/// Whether `needle`'s letters occur in `name` in this order; the better the closer together. Both in lower case inside.
pub fn fuzzy(needle: &str, name: &str) -> Option<usize> {
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let mut at = 0;
    let mut cost = 0;
    for wanted in needle.chars().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()) {
        let step = name.get(at..)?.iter().position(|c| *c == wanted)?;
        cost += step;
        at += step + 1;
    }
    Some(cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_stands_in_the_table_once() {
        let mut names: Vec<String> = TABLE.iter().map(|row| format!("{:?}", row.command)).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
        let source = include_str!("../../editor/command.rs");
        let variants = source.lines().filter_map(|line| line.strip_prefix("    ")?.strip_suffix(','));
        let own: Vec<&str> = variants.filter(|name| name.chars().all(char::is_alphanumeric)).collect();
        assert!(own.len() > 50, "{own:?}");
        for name in own {
            assert!(names.iter().any(|known| known == name), "{name} lacks its row");
        }
    }

    #[test]
    fn fuzzy_finds_letters_in_order() {
        assert!(fuzzy("expng", "Export map as PNG…").is_some());
        assert!(fuzzy("gnp", "Export map as PNG…").is_none());
        assert!(fuzzy("org", "Org") < fuzzy("org", "Occurring"));
    }
}

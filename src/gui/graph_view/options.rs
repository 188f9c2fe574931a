//! What the user has set on the map, and its keys.

use eframe::egui::Key;

use crate::gui::keys::{ViewKey, fixed, gesture, key, plain};
use crate::map::layout::LayoutKind;

/// How much of what is there the map shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The sentence of the selection.
    Sentence,
    #[default]
    Document,
    /// All documents of the opened folder; without one, all open ones.
    Folder,
}

impl Scope {
    pub const ALL: [Self; 3] = [Self::Sentence, Self::Document, Self::Folder];

    pub fn name(self) -> &'static str {
        match self {
            Self::Sentence => "Sentence",
            Self::Document => "Document",
            Self::Folder => "Folder",
        }
    }

    pub fn help(self) -> &'static str {
        match self {
            Self::Sentence => "Only the sentence of the selection",
            Self::Document => "The document that is open in the text",
            Self::Folder => "All documents of the opened folder in one map; without a folder, all open ones",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub scope: Scope,
    pub layout: LayoutKind,
    /// Show only what is this many edges away from the selected node; 0 shows everything.
    pub focus: usize,
    pub single_mentions: bool,
    pub unconnected: bool,
    pub legend: bool,
    pub search: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scope: Scope::default(),
            layout: LayoutKind::Force,
            focus: 0,
            single_mentions: false,
            unconnected: false,
            legend: true,
            search: String::new(),
        }
    }
}

/// The map's keys, for the list of all keys.
pub const KEYS: &[ViewKey] = &[
    fixed(
        "← → ↑ ↓",
        &[plain(Key::ArrowLeft), plain(Key::ArrowRight), plain(Key::ArrowUp), plain(Key::ArrowDown)],
        "Move to the nearest concept in that direction",
    ),
    fixed("Enter", &[plain(Key::Enter)], "Select the concept; again: its next mention"),
    key("map.fit", &[plain(Key::F)], "Fit the map to the view"),
    key("map.zoom_in", &[plain(Key::Plus)], "Zoom in"),
    key("map.zoom_out", &[plain(Key::Minus)], "Zoom out"),
    key("map.pin", &[plain(Key::P)], "Pin the concept, or let it go (also with a double-click)"),
    key("map.fold", &[plain(Key::H)], "Fold what hangs on the concept, or unfold it"),
    key("map.centre", &[plain(Key::C)], "Put the concept in the centre of a radial map"),
    fixed("Escape", &[plain(Key::Escape)], "Close the evidence"),
    gesture("Drag", "Move a concept, or pan the map"),
    gesture("Shift+drag, right drag", "Draw a relation to another concept"),
    gesture("Wheel, pinch", "Zoom around the pointer"),
];

//! What the user has set on the map, and its keys.

use super::layout::LayoutKind;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
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
pub const KEYS: &[(&str, &str)] = &[
    ("Arrow keys", "Move to the nearest concept in that direction"),
    ("Enter", "Select the concept; again: its next mention"),
    ("F", "Fit the map to the view"),
    ("+ / −", "Zoom in and out"),
    ("P, double-click", "Pin the concept, or let it go"),
    ("Escape", "Close the evidence"),
    ("Drag", "Move a concept, or pan the map"),
    ("Shift+drag, right drag", "Draw a relation to another concept"),
    ("Wheel, pinch", "Zoom around the pointer"),
];

//! A row of a view's own keys.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

/// What a key does while its view has the keyboard. A view reads the key that stands here; when a person has chosen
/// another one, the application turns it into this one before the view sees it.
pub struct ViewKey {
    /// Its name in the settings; empty where it cannot be changed.
    pub id: &'static str,
    /// How it is written; empty where the key says it.
    pub shown: &'static str,
    pub what: &'static str,
    /// One key where it can be changed; every key it takes where it cannot; none for a gesture of the pointer.
    pub keys: &'static [KeyboardShortcut],
}

/// A key that people can change.
pub const fn key(id: &'static str, keys: &'static [KeyboardShortcut; 1], what: &'static str) -> ViewKey {
    ViewKey { id, shown: "", what, keys }
}

/// Keys that mean the same in every program, and stay.
pub const fn fixed(shown: &'static str, keys: &'static [KeyboardShortcut], what: &'static str) -> ViewKey {
    ViewKey { id: "", shown, what, keys }
}

/// Something done with the pointer.
pub const fn gesture(shown: &'static str, what: &'static str) -> ViewKey {
    ViewKey { id: "", shown, what, keys: &[] }
}

pub const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

pub const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

pub const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

pub const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

pub const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

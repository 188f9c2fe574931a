//! A key with its modifiers, as it is stored, shown and compared.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use crate::gui::command::key_text;

/// Signs that a layout may want Shift for: with them, Shift says nothing.
const SIGNS: &[Key] = &[
    Key::Plus,
    Key::Questionmark,
    Key::Exclamationmark,
    Key::Colon,
    Key::Pipe,
    Key::OpenCurlyBracket,
    Key::CloseCurlyBracket,
];

/// What was pressed, so that the same key gives the same value on every layout and system.
///
/// The toolkit names a key by its letter, and by its place on the keyboard where the layout has no Latin letter there
/// (Cyrillic, Greek): the shortcuts of a Russian keyboard are where they are on a Latin one. Here the rest is evened
/// out: Ctrl and ⌘ are one, Shift+`[` is `{`, and AltGr, which some systems report as Ctrl+Alt, is part of the sign.
pub fn stroke(key: Key, physical: Option<Key>, modifiers: Modifiers) -> KeyboardShortcut {
    let command = modifiers.command || modifiers.ctrl || modifiers.mac_cmd;
    let mut held = Modifiers { alt: modifiers.alt, shift: modifiers.shift, command, ..Modifiers::NONE };
    let elsewhere = physical.is_some_and(|place| place != key);
    if held.command && held.alt && elsewhere && is_sign(key) {
        (held.command, held.alt) = (false, false);
    }
    let key = match key {
        Key::OpenBracket if held.shift => Key::OpenCurlyBracket,
        Key::CloseBracket if held.shift => Key::CloseCurlyBracket,
        // Where `=` stands, Shift makes it `+`; systems differ in which of the two they report, and people do not care.
        Key::Equals => Key::Plus,
        key => key,
    };
    if SIGNS.contains(&key) {
        held.shift = false;
    }
    KeyboardShortcut::new(held, key)
}

fn is_sign(key: Key) -> bool {
    let brackets = [Key::OpenBracket, Key::CloseBracket, Key::Backslash, Key::Slash, Key::Minus, Key::Equals];
    SIGNS.contains(&key) || brackets.contains(&key)
}

/// Shift and its like, which are no key by themselves.
pub fn is_modifier(key: Key) -> bool {
    ["Shift", "Control", "Alt", "Super"].iter().any(|name| key.name().starts_with(name))
}

/// A shortcut of a table in the form that [`stroke`] gives.
pub fn plain_form(shortcut: KeyboardShortcut) -> KeyboardShortcut {
    stroke(shortcut.logical_key, None, shortcut.modifiers)
}

/// Whether a text field would take it for writing.
pub fn is_typing(stroke: KeyboardShortcut) -> bool {
    let name = stroke.logical_key.name();
    let function = name.starts_with('F') && name.len() > 1 && name[1..].bytes().all(|b| b.is_ascii_digit());
    !stroke.modifiers.command && !stroke.modifiers.alt && !function
}

/// `Ctrl+Shift+S`, as the settings store it; [`parse`] reads it.
pub fn store(stroke: KeyboardShortcut) -> String {
    let mut text = key_text(Some(&stroke));
    let sign = stroke.logical_key.symbol_or_name().len();
    text.truncate(text.len() - sign);
    text.push_str(stroke.logical_key.name());
    text
}

/// The inverse of [`store`]; `None` for anything else, so that a damaged setting only loses itself.
pub fn parse(text: &str) -> Option<KeyboardShortcut> {
    let mut rest = text;
    let mut modifiers = Modifiers::NONE;
    for (name, held) in [("Ctrl+", Modifiers::COMMAND), ("Alt+", Modifiers::ALT), ("Shift+", Modifiers::SHIFT)] {
        if let Some(after) = rest.strip_prefix(name) {
            (rest, modifiers) = (after, modifiers.plus(held));
        }
    }
    Some(KeyboardShortcut::new(modifiers, Key::from_name(rest)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_layout_gives_the_same_stroke() {
        let ctrl_linux = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
        assert_eq!(stroke(Key::S, Some(Key::S), ctrl_linux), KeyboardShortcut::new(Modifiers::COMMAND, Key::S));
        // US: Shift+[ ; the system may name the sign or the key.
        let curly = KeyboardShortcut::new(Modifiers::NONE, Key::OpenCurlyBracket);
        assert_eq!(stroke(Key::OpenBracket, Some(Key::OpenBracket), Modifiers::SHIFT), curly);
        assert_eq!(stroke(Key::OpenCurlyBracket, Some(Key::OpenBracket), Modifiers::SHIFT), curly);
        // German: AltGr+8 is [, which Windows calls Ctrl+Alt.
        let alt_gr = Modifiers { alt: true, ..ctrl_linux };
        let bracket = KeyboardShortcut::new(Modifiers::NONE, Key::OpenBracket);
        assert_eq!(stroke(Key::OpenBracket, Some(Key::Num8), alt_gr), bracket);
        // But Ctrl+Alt+8 on a layout where 8 stands there stays what it is.
        assert!(stroke(Key::Num8, Some(Key::Num8), alt_gr).modifiers.alt);
        assert_eq!(stroke(Key::Equals, Some(Key::Equals), ctrl_linux).logical_key, Key::Plus);
    }

    #[test]
    fn what_a_text_field_takes() {
        for (text, typing) in [("N", true), ("Shift+N", true), ("Space", true), ("F5", false), ("Ctrl+N", false)] {
            assert_eq!(parse(text).map(is_typing), Some(typing), "{text}");
        }
        assert!(is_typing(KeyboardShortcut::new(Modifiers::NONE, Key::F)));
    }

    proptest! {
        #[test]
        fn storing_loses_nothing(at in 0..Key::ALL.len(), command: bool, alt: bool, shift: bool) {
            let modifiers = Modifiers { command, alt, shift, ..Modifiers::NONE };
            let stroke = KeyboardShortcut::new(modifiers, Key::ALL[at]);
            prop_assert_eq!(parse(&store(stroke)), Some(stroke));
        }

        #[test]
        fn nonsense_is_no_key(text in "[^A-Z0-9+]{2,9}") {
            prop_assume!(Key::from_name(&text).is_none());
            prop_assert_eq!(parse(&text), None);
        }
    }
}

//! The keys that `kb_shortcuts.conf` gives to entity types.

use std::sync::Arc;

use eframe::egui::{Event, Key, Modifiers};

use crate::domain::{EntityType, Schema};

/// How a type's key is shown.
pub fn type_key(kind: &EntityType) -> Option<String> {
    kind.key.map(|key| key.to_string())
}

/// The type whose key was pressed; takes the press out of the events, so that nothing else hears or writes it.
pub fn chosen_type(events: &mut Vec<Event>, schema: &Schema) -> Option<Arc<str>> {
    if schema.choosable().all(|kind| kind.key.is_none()) {
        return None;
    }
    // What the layout writes counts first: a key may be a Cyrillic letter.
    let written = events.iter().filter_map(|event| match event {
        Event::Text(text) => only_character(text),
        _ => None,
    });
    let named = events.iter().filter_map(|event| match event {
        Event::Key { key, pressed: true, modifiers, .. } => character(*key, *modifiers),
        _ => None,
    });
    let kind = written.chain(named).find_map(|character| type_of_character(schema, character))?;
    events.retain(|event| !matches!(event, Event::Text(_) | Event::Key { pressed: true, .. }));
    Some(kind)
}

/// Upper and lower case are two keys where the file uses both, and one where it does not.
pub fn type_of_character(schema: &Schema, character: char) -> Option<Arc<str>> {
    let exact = schema.choosable().find(|kind| kind.key == Some(character));
    let folded =
        || schema.choosable().find(|kind| kind.key.is_some_and(|key| key.to_lowercase().eq(character.to_lowercase())));
    exact.or_else(folded).map(|kind| kind.name.clone())
}

fn only_character(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// The Latin letter or digit of a key, also where the layout writes another alphabet.
pub fn character(key: Key, modifiers: Modifiers) -> Option<char> {
    if modifiers.ctrl || modifiers.command || modifiers.mac_cmd || modifiers.alt {
        return None;
    }
    let letter = only_character(key.name())?;
    Some(if modifiers.shift { letter } else { letter.to_ascii_lowercase() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(keys: &[(&str, char)]) -> Schema {
        let entities = keys.iter().map(|(name, key)| EntityType { key: Some(*key), ..EntityType::named(*name) });
        Schema { entities: entities.collect(), ..Schema::default() }
    }

    fn press(key: Key, shift: bool, text: &str) -> Vec<Event> {
        let modifiers = Modifiers { shift, ..Modifiers::NONE };
        let event = Event::Key { key, physical_key: Some(key), pressed: true, repeat: false, modifiers };
        vec![event, Event::Text(text.to_owned())]
    }

    #[test]
    fn a_key_names_its_type_on_every_layout() {
        let schema = schema(&[("Person", 'P'), ("place", 'p'), ("Org", 'o'), ("Город", 'г')]);
        let chosen = |mut events: Vec<Event>| {
            let kind = chosen_type(&mut events, &schema);
            assert_eq!(events.is_empty(), kind.is_some(), "what was used is gone, all else stays");
            kind.map(|k| k.to_string())
        };
        assert_eq!(chosen(press(Key::P, true, "P")).as_deref(), Some("Person"));
        assert_eq!(chosen(press(Key::P, false, "p")).as_deref(), Some("place"));
        // Only one case of o is a key, so both are.
        assert_eq!(chosen(press(Key::O, true, "O")).as_deref(), Some("Org"));
        // Russian layout: the key where Latin has P writes з; where it has U it writes г, which is a key itself.
        assert_eq!(chosen(press(Key::P, false, "з")).as_deref(), Some("place"));
        assert_eq!(chosen(press(Key::U, false, "г")).as_deref(), Some("Город"));
        assert_eq!(chosen(press(Key::Q, false, "q")), None);
    }

    #[test]
    fn commands_are_no_type_keys() {
        let mut events = vec![Event::Key {
            key: Key::P,
            physical_key: Some(Key::P),
            pressed: true,
            repeat: false,
            modifiers: Modifiers { ctrl: true, command: true, ..Modifiers::NONE },
        }];
        assert_eq!(chosen_type(&mut events, &schema(&[("Person", 'P')])), None);
        assert_eq!(events.len(), 1);
    }
}

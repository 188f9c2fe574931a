//! Which key does what now: the tables, with what a person has changed.

use std::collections::BTreeMap;

use eframe::egui::{Key, KeyboardShortcut};

use super::stroke::{is_typing, parse, plain_form, store};
use super::view_key::ViewKey;
use crate::gui::command::{Command, TABLE, key_text};
use crate::gui::tools::compare;
use crate::gui::{graph_view, present, text_view};

/// Where a key counts. Commands count everywhere, a view's keys while it has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    Everywhere,
    Text,
    Map,
    Present,
    Compare,
}

impl Context {
    pub const ALL: [Self; 5] = [Self::Everywhere, Self::Text, Self::Map, Self::Present, Self::Compare];

    pub fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Text => "Text",
            Self::Map => "Map",
            Self::Present => "Presentation",
            Self::Compare => "Comparison",
        }
    }

    /// Whether a key of the one is heard where the other counts.
    fn meets(self, other: Self) -> bool {
        // A presentation hides everything else, and hears nothing else.
        let both = [self, other];
        self == other || (both.contains(&Self::Everywhere) && !both.contains(&Self::Present))
    }

    pub fn view_keys(self) -> &'static [ViewKey] {
        match self {
            Self::Everywhere => &[],
            Self::Text => text_view::KEYS,
            Self::Map => graph_view::KEYS,
            Self::Present => present::KEYS,
            Self::Compare => compare::KEYS,
        }
    }
}

/// Something that has a key, or could have one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    pub id: String,
    pub context: Context,
    pub label: String,
    pub default: Option<KeyboardShortcut>,
    pub now: Option<KeyboardShortcut>,
}

/// Changed keys by the name of what they do; an empty text takes the key away.
pub type Changes = BTreeMap<String, String>;

#[derive(Clone, Debug, Default)]
pub struct Bindings {
    changed: BTreeMap<String, Option<KeyboardShortcut>>,
}

/// Why a key cannot be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It belongs to the toolkit or the clipboard.
    Reserved(String),
    /// Somebody has it already.
    Taken(Box<Bound>),
    /// It belongs to a key that cannot be changed.
    Fixed(String),
}

impl Bindings {
    pub fn new(changes: &Changes) -> Self {
        let read = |(id, text): (&String, &String)| match text.as_str() {
            "" => Some((id.clone(), None)),
            text => parse(text).map(|stroke| (id.clone(), Some(stroke))),
        };
        Self { changed: changes.iter().filter_map(read).collect() }
    }

    fn now(&self, id: &str, default: Option<KeyboardShortcut>) -> Option<KeyboardShortcut> {
        self.changed.get(id).copied().unwrap_or(default)
    }

    pub fn command_key(&self, command: Command) -> Option<KeyboardShortcut> {
        self.now(&command_id(command), command.row().shortcut.map(plain_form))
    }

    /// `Ctrl+S`, or nothing.
    pub fn text(&self, command: Command) -> String {
        key_text(self.command_key(command).as_ref())
    }

    /// The key of a view's row, as it is now; nothing where it has none.
    pub fn view_text(&self, id: &str) -> String {
        let mut rows = Context::ALL.into_iter().flat_map(Context::view_keys);
        let row = rows.find(|row| row.id == id);
        let now = row.and_then(|row| self.now(id, row.keys.first().copied().map(plain_form)));
        key_text(now.as_ref())
    }

    /// `Save (Ctrl+S)`, for tooltips.
    pub fn named(&self, command: Command) -> String {
        let name = command.label().trim_end_matches('…');
        match self.command_key(command) {
            Some(key) => format!("{name} ({})", key_text(Some(&key))),
            None => name.to_owned(),
        }
    }

    /// What a button's tooltip says: what it does, and its keys.
    pub fn hint(&self, command: Command) -> String {
        let row = command.row();
        let what = if row.hint.is_empty() { row.label.trim_end_matches('…') } else { row.hint };
        match self.command_key(command) {
            Some(key) => format!("{what} ({})", key_text(Some(&key))),
            None => what.to_owned(),
        }
    }

    /// The command with this key. Letters count with Shift as written; signs that need Shift count without it.
    pub fn command(&self, stroke: KeyboardShortcut) -> Option<Command> {
        TABLE.iter().map(|row| row.command).find(|command| self.command_key(*command) == Some(stroke))
    }

    /// The key that a view reads for what this stroke does now. `Some(None)`: the view must not see the stroke,
    /// because what it used to do has another key.
    pub fn for_view(&self, context: Context, stroke: KeyboardShortcut) -> Option<Option<KeyboardShortcut>> {
        let rows = || context.view_keys().iter().filter(|row| !row.id.is_empty());
        let default = |row: &ViewKey| row.keys.first().copied().map(plain_form);
        if let Some(row) = rows().find(|row| self.now(row.id, default(row)) == Some(stroke)) {
            return Some(row.keys.first().copied());
        }
        rows().any(|row| default(row) == Some(stroke)).then_some(None)
    }

    pub fn has_changes(&self) -> bool {
        !self.changed.is_empty()
    }

    /// Everything that has a key or can be given one.
    pub fn all(&self) -> Vec<Bound> {
        let commands = TABLE.iter().map(|row| {
            let (id, default) = (command_id(row.command), row.shortcut.map(plain_form));
            let now = self.now(&id, default);
            Bound { id, context: Context::Everywhere, label: row.label.to_owned(), default, now }
        });
        let views = Context::ALL.into_iter().flat_map(|context| {
            context.view_keys().iter().filter(|row| !row.id.is_empty()).map(move |row| {
                let default = row.keys.first().copied().map(plain_form);
                let now = self.now(row.id, default);
                Bound { id: row.id.to_owned(), context, label: row.what.to_owned(), default, now }
            })
        });
        commands.chain(views).collect()
    }

    /// Whether this key can be given to that entry.
    ///
    /// # Errors
    /// Who has it, or why nobody can have it.
    pub fn check(&self, id: &str, stroke: KeyboardShortcut) -> Result<(), Refusal> {
        let all = self.all();
        let Some(entry) = all.iter().find(|bound| bound.id == id) else { return Ok(()) };
        if let Some(reason) = reserved(entry.context, stroke) {
            return Err(Refusal::Reserved(reason));
        }
        for context in Context::ALL.into_iter().filter(|context| context.meets(entry.context)) {
            let fixed = context.view_keys().iter().filter(|row| row.id.is_empty());
            if let Some(row) = fixed.into_iter().find(|row| row.keys.iter().any(|key| plain_form(*key) == stroke)) {
                return Err(Refusal::Fixed(format!("{}: {}", context.name(), row.what)));
            }
        }
        match all.iter().find(|b| b.id != id && b.context.meets(entry.context) && b.now == Some(stroke)) {
            Some(other) => Err(Refusal::Taken(Box::new(other.clone()))),
            None => Ok(()),
        }
    }
}

/// Keys that would lock a person out, or that never arrive.
fn reserved(context: Context, stroke: KeyboardShortcut) -> Option<String> {
    let (key, modifiers) = (stroke.logical_key, stroke.modifiers);
    if modifiers.command && !modifiers.alt && !modifiers.shift && [Key::C, Key::X, Key::V, Key::A].contains(&key) {
        return Some(format!("{} belongs to the clipboard and to text fields", key_text(Some(&stroke))));
    }
    if key == Key::Escape || (key == Key::Tab && !modifiers.alt && !modifiers.command) {
        return Some(format!("{} leaves dialogs and moves the focus", key_text(Some(&stroke))));
    }
    let presses = [Key::Enter, Key::Space, Key::ArrowUp, Key::ArrowDown, Key::ArrowLeft, Key::ArrowRight];
    if context == Context::Everywhere && is_typing(stroke) && presses.contains(&key) {
        return Some(format!("{} works the button or list that has the focus", key_text(Some(&stroke))));
    }
    None
}

pub fn command_id(command: Command) -> String {
    match command {
        Command::Tool(name) => name.to_owned(),
        own => format!("{own:?}"),
    }
}

/// Notes another key, or none; what equals the default is forgotten.
pub fn change(changes: &mut Changes, bound: &Bound, stroke: Option<KeyboardShortcut>) {
    if stroke == bound.default {
        changes.remove(&bound.id);
    } else {
        changes.insert(bound.id.clone(), stroke.map(store).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_two_keys_clash_in_one_context() {
        for context in Context::ALL {
            let mut seen: HashMap<String, String> = HashMap::new();
            let mut note = |stroke: KeyboardShortcut, what: String| {
                let key = key_text(Some(&plain_form(stroke)));
                let other = seen.insert(key.clone(), what.clone());
                assert_eq!(other, None, "{}: {key} is also “{what}”", context.name());
            };
            for row in TABLE.iter() {
                row.shortcut.into_iter().for_each(|key| note(key, row.label.to_owned()));
            }
            for row in context.view_keys() {
                row.keys.iter().for_each(|key| note(*key, row.what.to_owned()));
            }
        }
    }

    #[test]
    fn every_default_is_a_key_that_could_be_chosen() {
        let bindings = Bindings::default();
        let all = bindings.all();
        for bound in &all {
            let default = bound.default.map_or(Ok(()), |key| bindings.check(&bound.id, key));
            assert_eq!(default, Ok(()), "{}", bound.label);
        }
        let mut ids: Vec<&str> = all.iter().map(|bound| bound.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all.len(), "two entries share a name in the settings");
    }

    fn find(bindings: &Bindings, id: &str) -> Bound {
        bindings.all().into_iter().find(|bound| bound.id == id).expect("an entry")
    }

    #[test]
    fn a_changed_key_is_stored_read_and_forgotten_again() {
        let mut changes = Changes::new();
        let save = find(&Bindings::default(), "Save");
        let stroke = parse("Ctrl+Alt+S").expect("a key");
        change(&mut changes, &save, Some(stroke));
        assert_eq!(changes.get("Save").map(String::as_str), Some("Ctrl+Alt+S"));
        let bindings = Bindings::new(&changes);
        assert_eq!(
            (bindings.command(stroke), bindings.text(Command::Save)),
            (Some(Command::Save), "Ctrl+Alt+S".into())
        );
        assert_eq!(bindings.command(save.default.expect("a key")), None);
        change(&mut changes, &save, None);
        assert_eq!(Bindings::new(&changes).command_key(Command::Save), None);
        change(&mut changes, &save, save.default);
        assert!(changes.is_empty());
        // What a damaged file says is no key at all; the default stays.
        changes.insert("Save".into(), "Strg+?!".into());
        assert_eq!(Bindings::new(&changes).text(Command::Save), "Ctrl+S");
    }

    #[test]
    fn shift_makes_another_key() {
        let bindings = Bindings::default();
        let of = |text| bindings.command(parse(text).expect("a key"));
        assert_eq!(of("Ctrl+Z"), Some(Command::Undo));
        assert_eq!(of("Ctrl+Shift+Z"), Some(Command::Redo));
        assert_eq!(of("Ctrl+S"), Some(Command::Save));
        assert_eq!(of("Ctrl+Shift+S"), Some(Command::SaveAs));
    }

    #[test]
    fn a_view_sees_the_key_it_reads_and_never_the_old_one() {
        let mut changes = Changes::new();
        change(&mut changes, &find(&Bindings::default(), "text.accept"), parse("K"));
        let bindings = Bindings::new(&changes);
        let read = |text| bindings.for_view(Context::Text, parse(text).expect("a key"));
        let space = KeyboardShortcut::new(eframe::egui::Modifiers::NONE, Key::Space);
        assert_eq!(read("K"), Some(Some(space)));
        assert_eq!(read("Space"), Some(None));
        assert_eq!(read("Q"), None);
        assert_eq!(bindings.for_view(Context::Map, space), None);
    }

    #[test]
    fn refusals_name_who_has_the_key() {
        let bindings = Bindings::default();
        let check = |id: &str, text: &str| bindings.check(id, parse(text).expect("a key"));
        assert!(matches!(check("Save", "Ctrl+O"), Err(Refusal::Taken(other)) if other.id == "Open"));
        assert!(matches!(check("text.accept", "N"), Err(Refusal::Taken(other)) if other.id == "NextUncertain"));
        assert!(matches!(check("text.accept", "Home"), Err(Refusal::Fixed(_))));
        assert!(matches!(check("Save", "Ctrl+C"), Err(Refusal::Reserved(_))));
        assert!(matches!(check("Save", "Space"), Err(Refusal::Reserved(_))));
        // The map's F and the text's keys never meet.
        assert_eq!(check("text.accept", "F"), Ok(()));
    }
}

//! From the events of a frame to commands, and to the keys that views read.

use eframe::egui::{self, Event, KeyboardShortcut, Modifiers};

use super::bindings::{Bindings, Context};
use super::stroke::{is_typing, stroke};
use super::types::chosen_type;
use crate::domain::ItemId;
use crate::editor::Editor;
use crate::gui::command::Command;
use crate::gui::views::Views;
use crate::gui::{Action, Selection};

/// What the person pressed with this event, if it is the press of a key.
fn pressed(event: &Event) -> Option<KeyboardShortcut> {
    match event {
        Event::Key { key, physical_key, pressed: true, modifiers, .. } => Some(stroke(*key, *physical_key, *modifiers)),
        _ => None,
    }
}

/// Takes the commands that `wanted` allows out of the events.
fn take_commands(
    events: &mut Vec<Event>,
    bindings: &Bindings,
    wanted: impl Fn(KeyboardShortcut, Command) -> bool,
) -> Vec<Command> {
    let mut commands = Vec::new();
    events.retain(|event| {
        let found = pressed(event).and_then(|s| Some((s, bindings.command(s)?))).filter(|(s, c)| wanted(*s, *c));
        commands.extend(found.map(|(_, command)| command));
        found.is_none()
    });
    commands
}

/// Turns chosen keys into those that the view reads, and returns the presses it must not see.
fn translate(events: &mut Vec<Event>, bindings: &Bindings, context: Context) -> Vec<Event> {
    let mut freed = Vec::new();
    events.retain_mut(|event| {
        let Event::Key { key, physical_key, modifiers, .. } = event else { return true };
        match bindings.for_view(context, stroke(*key, *physical_key, *modifiers)) {
            None => true,
            Some(Some(read)) => {
                *key = read.logical_key;
                *modifiers = Modifiers { ctrl: read.modifiers.command, ..read.modifiers };
                true
            }
            Some(None) => {
                freed.push(event.clone());
                false
            }
        }
    });
    freed
}

/// Which key does what, and what of a frame's keys is left for later in it.
pub struct Keyboard {
    pub bindings: Bindings,
    /// Presses that no view may take this frame.
    freed: Vec<Event>,
}

impl Keyboard {
    pub fn new(bindings: Bindings) -> Self {
        Self { bindings, freed: Vec::new() }
    }

    /// Commands with Ctrl, Alt or a function key that were pressed. `typing`: into a text field, which has an undo of its own.
    pub fn commands(&self, ctx: &egui::Context, typing: bool) -> Vec<Command> {
        let wanted =
            |stroke, command| !(is_typing(stroke) || typing && matches!(command, Command::Undo | Command::Redo));
        ctx.input_mut(|input| take_commands(&mut input.events, &self.bindings, wanted))
    }

    /// Makes what is left ready for the view with the keyboard.
    pub fn translate(&mut self, ctx: &egui::Context, views: &Views) {
        if let Some(context) = context(ctx, views) {
            self.freed = ctx.input_mut(|input| translate(&mut input.events, &self.bindings, context));
        }
    }

    /// What no view was allowed to see; taken once, to be given back with [`give_back`].
    pub fn freed(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.freed)
    }

    /// Commands with plain keys: whatever the views have left.
    pub fn late_commands(&self, ctx: &egui::Context) -> Vec<Command> {
        ctx.input_mut(|input| take_commands(&mut input.events, &self.bindings, |stroke, _| is_typing(stroke)))
    }
}

/// The view that has the keyboard, unless it reads letters at the moment.
fn context(ctx: &egui::Context, views: &Views) -> Option<Context> {
    if views.text.has_focus(ctx) {
        return (!views.text.is_hinting()).then_some(Context::Text);
    }
    views.map.has_focus(ctx).then_some(Context::Map)
}

/// What was pressed comes back into the frame.
pub fn give_back(ctx: &egui::Context, freed: Vec<Event>) {
    ctx.input_mut(|input| input.events.extend(freed));
}

/// What a pressed key of `kb_shortcuts.conf` does to the selection.
pub fn type_action(ctx: &egui::Context, editor: &Editor) -> Option<Action> {
    let open = editor.current()?;
    let selection = match &editor.selection {
        Selection::Text(span) => Ok(*span),
        Selection::Mention(id) => Err(*id),
        _ => return None,
    };
    let kind = ctx.input_mut(|input| chosen_type(&mut input.events, &open.document.schema))?;
    match selection {
        Ok(span) => Some(Action::AddMention { span, kind }),
        Err(mention) => {
            let is_there = open.document.annotations.contains(ItemId::from(mention));
            is_there.then_some(Action::Retag { mention, kind })
        }
    }
}

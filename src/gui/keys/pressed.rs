//! From the events of a frame to commands, and to the keys that views read.

use eframe::egui::{self, Event, KeyboardShortcut, Modifiers};

use super::bindings::{Bindings, Context};
use super::stroke::{is_typing, stroke};
use super::types::chosen_type;
use crate::domain::ItemId;
use crate::gui::app::App;
use crate::gui::command::Command;
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

impl App {
    fn keys_belong_elsewhere(&self) -> bool {
        self.dialogs.picker.is_some() || self.needs_answer() || self.files.is_inside()
    }

    /// Commands with Ctrl, Alt or a function key; what is left is made ready for the view with the keyboard.
    pub(in crate::gui) fn shortcuts(&mut self, ctx: &egui::Context) {
        if self.keys_belong_elsewhere() {
            return;
        }
        let typing = ctx.text_edit_focused();
        if !typing {
            self.compare_keys(ctx);
        }
        // A text field has an undo of its own.
        let wanted =
            |stroke, command| !(is_typing(stroke) || typing && matches!(command, Command::Undo | Command::Redo));
        for command in ctx.input_mut(|input| take_commands(&mut input.events, &self.shell.keys, wanted)) {
            self.command(ctx, command);
        }
        if !typing {
            let paste = |e: &Event| if let Event::Paste(text) = e { Some(text.clone()) } else { None };
            if let Some(text) = ctx.input(|input| input.events.iter().find_map(paste)) {
                self.paste(ctx, text);
            }
        }
        if let Some(context) = self.context(ctx) {
            self.shell.freed_keys = ctx.input_mut(|input| translate(&mut input.events, &self.shell.keys, context));
        }
    }

    /// The view that has the keyboard, unless it reads letters at the moment.
    fn context(&self, ctx: &egui::Context) -> Option<Context> {
        if self.views.text.has_focus(ctx) {
            return (!self.views.text.is_hinting()).then_some(Context::Text);
        }
        self.views.map.has_focus(ctx).then_some(Context::Map)
    }

    /// Commands and types with plain keys: whatever the views have left.
    pub(in crate::gui) fn late_shortcuts(&mut self, ctx: &egui::Context) {
        let freed = std::mem::take(&mut self.shell.freed_keys);
        if self.keys_belong_elsewhere() || ctx.text_edit_focused() {
            return;
        }
        ctx.input_mut(|input| input.events.extend(freed));
        // On a new stretch of text the types come first; on an entity, which `N` may just have selected, the commands.
        if matches!(self.editor.selection, Selection::Text(_)) {
            self.type_keys(ctx);
        }
        for command in ctx.input_mut(|input| take_commands(&mut input.events, &self.shell.keys, |s, _| is_typing(s))) {
            self.command(ctx, command);
        }
        self.type_keys(ctx);
    }

    /// The keys of `kb_shortcuts.conf`.
    fn type_keys(&mut self, ctx: &egui::Context) {
        let Some(open) = self.editor.current() else { return };
        let selection = match &self.editor.selection {
            Selection::Text(span) => Ok(*span),
            Selection::Mention(id) => Err(*id),
            _ => return,
        };
        let Some(kind) = ctx.input_mut(|input| chosen_type(&mut input.events, &open.document.schema)) else { return };
        let action = match selection {
            Ok(span) => Action::AddMention { span, kind },
            Err(mention) if open.document.annotations.contains(ItemId::from(mention)) => {
                Action::Retag { mention, kind }
            }
            Err(_) => return,
        };
        self.act(ctx, vec![action]);
        ctx.request_repaint();
    }
}

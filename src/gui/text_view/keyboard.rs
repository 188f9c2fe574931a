//! What keys do while the view has the focus. Combinations with Ctrl belong to the application, except for Ctrl+arrow.

use std::sync::Arc;

use eframe::egui::{self, Event, EventFilter, Key, Modifiers, Response};

use super::hints::{self, Hints, Purpose, Typed};
use super::mouse::{Drag, with_edge};
use super::{TextView, TextViewInput, words};
use crate::domain::{ItemId, MentionId, Review};
use crate::gui::keys::{self, ViewKey, alt, ctrl, ctrl_shift, fixed, gesture, key, plain, shift};
use crate::gui::{Action, Selection};
use crate::text::Span;

/// Every key of the text view with what it does.
pub const KEYS: &[ViewKey] = &[
    fixed("Tab / Shift+Tab", &[plain(Key::Tab), shift(Key::Tab)], "Select the next / previous entity"),
    fixed(
        "← → ↑ ↓",
        &[
            plain(Key::ArrowLeft),
            plain(Key::ArrowRight),
            plain(Key::ArrowUp),
            plain(Key::ArrowDown),
            ctrl(Key::ArrowLeft),
            ctrl(Key::ArrowRight),
        ],
        "Move the caret (Ctrl+← →: by word)",
    ),
    fixed(
        "Shift+← → ↑ ↓",
        &[
            shift(Key::ArrowLeft),
            shift(Key::ArrowRight),
            shift(Key::ArrowUp),
            shift(Key::ArrowDown),
            ctrl_shift(Key::ArrowLeft),
            ctrl_shift(Key::ArrowRight),
        ],
        "Select text (Ctrl+Shift+← →: by word)",
    ),
    fixed("Enter", &[plain(Key::Enter)], "On selected text: new entity; on an entity or relation: change its type"),
    key("text.end_left", &[plain(Key::OpenBracket)], "Move the selected entity's end one word left"),
    key("text.end_right", &[plain(Key::CloseBracket)], "Move the selected entity's end one word right"),
    key("text.start_left", &[plain(Key::OpenCurlyBracket)], "Move the selected entity's start one word left"),
    key("text.start_right", &[plain(Key::CloseCurlyBracket)], "Move the selected entity's start one word right"),
    key("text.end_left_fine", &[alt(Key::OpenBracket)], "Move the selected entity's end one character left"),
    key("text.end_right_fine", &[alt(Key::CloseBracket)], "Move the selected entity's end one character right"),
    key("text.start_left_fine", &[alt(Key::OpenCurlyBracket)], "Move the selected entity's start one character left"),
    key(
        "text.start_right_fine",
        &[alt(Key::CloseCurlyBracket)],
        "Move the selected entity's start one character right",
    ),
    key("text.delete", &[plain(Key::Delete)], "Delete the selected entity or relation"),
    key("text.reject", &[plain(Key::Backspace)], "Reject the selected prediction; delete anything else"),
    key("text.accept", &[plain(Key::Space)], "Accept the selected prediction"),
    key(
        "text.relate",
        &[plain(Key::R)],
        "New relation from the selected entity: then the letters shown at the other one",
    ),
    key("text.reverse", &[plain(Key::X)], "Reverse the selected relation"),
    fixed(
        "1 – 9",
        &[
            plain(Key::Num1),
            plain(Key::Num2),
            plain(Key::Num3),
            plain(Key::Num4),
            plain(Key::Num5),
            plain(Key::Num6),
            plain(Key::Num7),
            plain(Key::Num8),
            plain(Key::Num9),
        ],
        "Give the selected entity or text one of the first nine types (a type's own key, where the folder names one)",
    ),
    key(
        "text.add_piece",
        &[plain(Key::Plus)],
        "Add the selected text to the entity chosen before (Ctrl+drag does the same)",
    ),
    key("text.drop_piece", &[plain(Key::Minus)], "Take the piece at the caret out of the selected entity"),
    key("text.join", &[plain(Key::J)], "Join another entity into the selected one, with its relations: then letters"),
    key("text.same", &[plain(Key::E)], "Mark another entity as the same thing: then letters"),
    fixed("Escape", &[plain(Key::Escape)], "Leave the letters or the drag; else select nothing"),
    fixed("Home / End", &[plain(Key::Home), plain(Key::End)], "Go to the start / end of the text"),
    fixed("Page Up / Page Down", &[plain(Key::PageUp), plain(Key::PageDown)], "Scroll by one screen"),
    gesture("Alt+drag", "Select text that begins inside an entity; resize without snapping to words"),
];

impl TextView {
    pub(super) fn keyboard(
        &mut self,
        ui: &egui::Ui,
        input: &TextViewInput<'_>,
        area: &Response,
        actions: &mut Vec<Action>,
    ) {
        if egui::Popup::is_any_open(ui.ctx()) {
            // Keys belong to the menu that is open.
            return;
        }
        if !area.has_focus() {
            self.hints = None;
            return;
        }
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(area.id, filter));
        if area.gained_focus() {
            // The Tab that led here is not the one that steps to an entity.
            ui.input_mut(|i| i.events.retain(|event| !matches!(event, Event::Key { key: Key::Tab, .. })));
        }
        let (hinting, dragging) = (self.hints.is_some(), !matches!(self.drag, Drag::None));
        let pressed: Vec<(Key, Modifiers)> = ui.input_mut(|i| {
            let mut pressed = Vec::new();
            i.events.retain(|event| match event {
                Event::Key { key, pressed: true, modifiers, .. }
                    if is_ours(*key, *modifiers, hinting, input) || (dragging && *key == Key::Escape) =>
                {
                    pressed.push((*key, *modifiers));
                    false
                }
                _ => true,
            });
            if !pressed.is_empty() {
                // What the same keys wrote means nothing more.
                i.events.retain(|event| !matches!(event, Event::Text(_)));
            }
            pressed
        });
        for (key, modifiers) in pressed {
            if !self.hint_key(key, actions) {
                self.key(input, key, modifiers, actions);
            }
            // What the key changed is drawn at once, not when the pointer next moves.
            ui.ctx().request_repaint();
        }
    }

    /// A key while hints are shown; returns whether it was used up.
    fn hint_key(&mut self, key: Key, actions: &mut Vec<Action>) -> bool {
        let Some(hints) = &mut self.hints else { return false };
        let Some(letter) = hints::letter(key) else {
            self.hints = None;
            return key == Key::Escape;
        };
        match hints.push(letter) {
            Typed::Waiting => {}
            Typed::Chosen(other) => {
                actions.push(hints.purpose.action(hints.head, other));
                self.hints = None;
            }
            Typed::Unknown => self.hints = None,
        }
        true
    }

    fn key(&mut self, input: &TextViewInput<'_>, key: Key, mods: Modifiers, actions: &mut Vec<Action>) {
        let page = self.viewport.map_or(400.0, |view| view.height()) * 0.9;
        match key {
            Key::Tab => self.next_mention(input, !mods.shift, actions),
            Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown => {
                self.move_caret(input, key, mods, actions);
            }
            Key::Home => self.jump = Some(0.0),
            Key::End => self.jump = Some(f32::MAX),
            Key::PageUp => self.jump = Some((self.offset - page).max(0.0)),
            Key::PageDown => self.jump = Some(self.offset + page),
            Key::Escape => {
                if matches!(self.drag, Drag::None) {
                    actions.push(Action::Select(Selection::None));
                }
                self.drag = Drag::None;
                self.anchor = None;
            }
            Key::R => self.ask(input, Purpose::Relation),
            Key::J => self.ask(input, Purpose::Join),
            Key::E => self.ask(input, Purpose::Same),
            _ => self.selection_key(input, key, mods, actions),
        }
    }

    /// Shows letters on all entities in view but the selected one.
    fn ask(&mut self, input: &TextViewInput<'_>, purpose: Purpose) {
        if let Some(head) = input.selection.mention() {
            self.hints = Some(Hints::new(purpose, head, self.hint_targets(head)));
        }
    }

    pub(super) fn hint_targets(&self, head: MentionId) -> Vec<MentionId> {
        let view = self.viewport.unwrap_or(egui::Rect::EVERYTHING);
        let heads =
            self.visible_pieces().filter(|(p, rect)| p.is_head() && p.mention != head && view.intersects(*rect));
        heads.map(|(p, _)| p.mention).collect()
    }

    /// Keys whose meaning depends on what is selected.
    fn selection_key(&self, input: &TextViewInput<'_>, key: Key, mods: Modifiers, actions: &mut Vec<Action>) {
        let annotations = &input.document.annotations;
        let (item, confirmed): (ItemId, bool) = match input.selection {
            Selection::Text(span) => {
                let add = |mention| Action::AddPiece { mention, span: *span };
                match key {
                    Key::Enter => actions.push(Action::PickMentionType(*span)),
                    Key::Plus | Key::Equals => actions.extend(input.chosen.map(add)),
                    _ => actions
                        .extend(type_of_key(input, key, mods).map(|kind| Action::AddMention { span: *span, kind })),
                }
                return;
            }
            Selection::Mention(id) => match annotations.mention(*id) {
                Some(mention) => ((*id).into(), mention.is_confirmed()),
                None => return,
            },
            Selection::Relation(id) => match annotations.relation(*id) {
                Some(relation) => ((*id).into(), relation.is_confirmed()),
                None => return,
            },
            Selection::None | Selection::Concept(_) | Selection::Bundle(_) => return,
        };
        match (key, item) {
            (Key::Enter, ItemId::Mention(id)) => actions.push(Action::PickRetag(id)),
            (Key::Enter, ItemId::Relation(id)) => actions.push(Action::PickRetype(id)),
            (Key::X, ItemId::Relation(id)) => actions.push(Action::Reverse(id)),
            (Key::Backspace, _) if !confirmed => actions.push(Action::Review { item, review: Review::Rejected }),
            (Key::Delete | Key::Backspace, _) => actions.push(Action::Delete(item)),
            (Key::Space, _) if !confirmed => actions.push(Action::Review { item, review: Review::Accepted }),
            (Key::Minus, ItemId::Mention(id)) => self.remove_piece(input, id, actions),
            (_, ItemId::Mention(mention)) => match type_of_key(input, key, mods) {
                Some(kind) => actions.push(Action::Retag { mention, kind }),
                None => self.resize_key(input, mention, key, mods, actions),
            },
            _ => {}
        }
    }

    fn resize_key(&self, input: &TextViewInput<'_>, id: MentionId, key: Key, m: Modifiers, actions: &mut Vec<Action>) {
        let (start, right) = match key {
            Key::OpenBracket => (m.shift, false),
            Key::CloseBracket => (m.shift, true),
            Key::OpenCurlyBracket => (true, false),
            Key::CloseCurlyBracket => (true, true),
            _ => return,
        };
        let Some(mention) = input.document.annotations.mention(id) else { return };
        let (text, cover) = (&*input.document.text, mention.cover());
        let at = match (start, right, m.alt) {
            (false, false, false) => words::prev_word_end(text, cover.end),
            (false, true, false) => words::next_word_end(text, cover.end),
            (true, false, false) => words::prev_word_start(text, cover.start),
            (true, true, false) => words::next_word_start(text, cover.start),
            (false, false, true) => words::prev_grapheme(text, cover.end),
            (false, true, true) => words::next_grapheme(text, cover.end),
            (true, false, true) => words::prev_grapheme(text, cover.start),
            (true, true, true) => words::next_grapheme(text, cover.start),
        };
        let piece = if start { 0 } else { mention.fragments.as_slice().len() - 1 };
        if let Some(fragments) = with_edge(&mention.fragments, piece, start, at).filter(|f| *f != mention.fragments) {
            actions.push(Action::Resize { mention: id, fragments });
        }
    }

    /// The piece that the caret is in or at; without a caret there, the last.
    fn remove_piece(&self, input: &TextViewInput<'_>, id: MentionId, actions: &mut Vec<Action>) {
        let Some(mention) = input.document.annotations.mention(id).filter(|m| m.fragments.is_discontinuous()) else {
            return;
        };
        let at = self.caret.and_then(|at| mention.fragments.iter().position(|s| s.start <= at && at <= s.end));
        let piece = at.unwrap_or(mention.fragments.as_slice().len() - 1);
        actions.push(Action::RemovePiece { mention: id, piece });
    }

    fn next_mention(&mut self, input: &TextViewInput<'_>, forward: bool, actions: &mut Vec<Action>) {
        let caret = self.caret.unwrap_or_else(|| self.first_visible());
        let next = self.index.neighbour(input.selection.mention(), caret, forward);
        if let Some(mention) = next.and_then(|id| input.document.annotations.mention(id)) {
            actions.push(Action::Select(Selection::Mention(mention.id)));
            self.caret = Some(mention.cover().start);
            self.anchor = None;
            self.reveal = Some(mention.cover());
        }
    }

    fn first_visible(&self) -> usize {
        self.visible_layouts().next().map_or(0, |(_, layout)| layout.span.start)
    }

    /// Whether the caret stands in text that runs to the left, where the left arrow leads on.
    fn runs_left(&self, text: &str, offset: usize) -> bool {
        let layout = super::blocks::block_at(&self.blocks, offset).and_then(|block| self.layouts.get(&block));
        layout.is_some_and(|layout| layout.runs_left(text, offset))
    }

    fn move_caret(&mut self, input: &TextViewInput<'_>, key: Key, mods: Modifiers, actions: &mut Vec<Action>) {
        let text = &*input.document.text;
        let (anchor, caret) = match input.selection {
            Selection::Text(span) if self.caret == Some(span.start) => (span.end, span.start),
            Selection::Text(span) => (span.start, span.end),
            _ => {
                let mention = input.selection.mention().and_then(|id| input.document.annotations.mention(id));
                let caret = self.caret.or(mention.map(|m| m.cover().end)).unwrap_or_else(|| self.first_visible());
                (caret, caret)
            }
        };
        let by_word = mods.ctrl || mods.command;
        let key = match key {
            Key::ArrowLeft if self.runs_left(text, caret) => Key::ArrowRight,
            Key::ArrowRight if self.runs_left(text, caret) => Key::ArrowLeft,
            other => other,
        };
        let to = match (key, by_word) {
            (Key::ArrowLeft, true) => words::prev_word_start(text, caret),
            (Key::ArrowLeft, false) => words::prev_grapheme(text, caret),
            (Key::ArrowRight, true) => words::next_word_end(text, caret),
            (Key::ArrowRight, false) => words::next_grapheme(text, caret),
            (Key::ArrowUp, _) => self.row_away(input, caret, false),
            _ => self.row_away(input, caret, true),
        };
        self.caret = Some(to);
        self.reveal = Some(Span::new(to, to));
        if mods.shift && to != anchor {
            self.anchor = Some(anchor);
            actions.push(Action::Select(Selection::Text(Span::new(anchor.min(to), anchor.max(to)))));
        } else {
            self.anchor = Some(to);
            if *input.selection != Selection::None {
                actions.push(Action::Select(Selection::None));
            }
        }
    }

    /// The offset one row above or below, at about the same place of the row.
    fn row_away(&self, input: &TextViewInput<'_>, caret: usize, down: bool) -> usize {
        let text = &*input.document.text;
        let found = || {
            let block = super::blocks::block_at(&self.blocks, caret)?;
            let layout = self.layouts.get(&block)?;
            let (row, x) = layout.caret(text, caret)?;
            let next = if down { row.checked_add(1) } else { row.checked_sub(1) };
            if let Some(next) = next.filter(|r| *r < layout.rows.len()) {
                return Some(layout.offset_at(text, next, x));
            }
            let block = if down { block + 1 } else { block.checked_sub(1)? };
            let layout = self.layouts.get(&block)?;
            let row = if down { 0 } else { layout.rows.len().saturating_sub(1) };
            Some(layout.offset_at(text, row, x))
        };
        found().unwrap_or(caret)
    }
}

/// The type that a key stands for: its own in the schema, or by number the first nine that may be chosen.
fn type_of_key(input: &TextViewInput<'_>, key: Key, modifiers: Modifiers) -> Option<Arc<str>> {
    let (schema, letter) = (&input.document.schema, keys::character(key, modifiers)?);
    let numbered = || schema.choosable().nth(letter.to_digit(10)?.checked_sub(1)? as usize).map(|t| t.name.clone());
    keys::type_of_character(schema, letter).or_else(numbered)
}

/// Whether the view takes a key; all others stay for the application (type keys, say).
fn is_ours(key: Key, modifiers: Modifiers, hinting: bool, input: &TextViewInput<'_>) -> bool {
    let selection = input.selection;
    let plain = !modifiers.ctrl && !modifiers.command && !modifiers.mac_cmd;
    let on_mention = matches!(selection, Selection::Mention(_));
    let on_relation = matches!(selection, Selection::Relation(_));
    let on_text = matches!(selection, Selection::Text(_));
    match key {
        Key::ArrowLeft | Key::ArrowRight => !modifiers.alt,
        Key::OpenBracket | Key::CloseBracket | Key::OpenCurlyBracket | Key::CloseCurlyBracket => plain && on_mention,
        _ if !plain || modifiers.alt => false,
        Key::Tab | Key::ArrowUp | Key::ArrowDown | Key::Home | Key::End | Key::PageUp | Key::PageDown => true,
        // With nothing to let go of it belongs to the tool beside the text.
        Key::Escape => hinting || *selection != Selection::None,
        Key::Enter => on_mention || on_relation || on_text,
        Key::Delete | Key::Backspace | Key::Space => on_mention || on_relation,
        Key::R | Key::J | Key::E => hinting || on_mention,
        Key::X => hinting || on_relation,
        Key::Plus | Key::Equals => on_text,
        Key::Minus => on_mention,
        // A command of the application, unless letters are asked for.
        Key::N => hinting,
        key if hinting && hints::letter(key).is_some() => true,
        key => (on_mention || on_text) && type_of_key(input, key, modifiers).is_some(),
    }
}

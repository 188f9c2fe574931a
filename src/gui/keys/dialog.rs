//! Changing keys.

use eframe::egui::{self, Event, Key, KeyboardShortcut, RichText, ScrollArea, TextEdit};

use super::bindings::{Bindings, Bound, Context, Refusal, change};
use super::stroke::{is_modifier, stroke};
use crate::gui::Theme;
use crate::gui::command::{fuzzy, key_text};
use crate::gui::modal::{centre, modal};
use crate::gui::tools::{Request, ToolContext};

#[derive(Default)]
pub struct KeysDialog {
    filter: String,
    shown: bool,
    /// Whose new key is waited for.
    waiting: Option<Bound>,
    /// A key that somebody else has: what to do is the person's choice.
    clash: Option<Clash>,
    /// Why the last key was refused.
    said: String,
}

struct Clash {
    wanted: Bound,
    stroke: KeyboardShortcut,
    other: Bound,
}

enum Asked {
    Wait(Bound),
    Set(Bound, Option<KeyboardShortcut>),
    Swap(Clash),
    TakeAway(Clash),
    ResetAll,
    Close,
}

enum Answer {
    Swap,
    TakeAway,
    Keep,
}

pub fn keys_ui(shown: &mut Option<KeysDialog>, context: &mut ToolContext) {
    let (ctx, theme) = (context.egui, context.theme);
    let Some(mut dialog) = shown.take() else { return };
    let mut asked = dialog.listen(ctx, context.keys);
    let response = modal(theme, "keys").show(ctx, |ui| dialog.ui(ui, theme, context.keys));
    centre(ctx, &response.response);
    let leave = dialog.waiting.is_none() && response.should_close();
    asked = asked.or(response.inner);
    if asked.is_none() && leave {
        asked = Some(Asked::Close);
    }
    let changes = &mut context.editor.settings.keys;
    match asked {
        None => {}
        Some(Asked::Close) => return,
        Some(Asked::Wait(bound)) => {
            dialog = KeysDialog { waiting: Some(bound), filter: dialog.filter, shown: true, ..KeysDialog::default() };
        }
        Some(Asked::Set(bound, stroke)) => change(changes, &bound, stroke),
        Some(Asked::Swap(clash)) => {
            change(changes, &clash.other, clash.wanted.now);
            change(changes, &clash.wanted, Some(clash.stroke));
        }
        Some(Asked::TakeAway(clash)) => {
            change(changes, &clash.other, None);
            change(changes, &clash.wanted, Some(clash.stroke));
        }
        Some(Asked::ResetAll) => changes.clear(),
    }
    context.ask(Request::Keys);
    *shown = Some(dialog);
}

impl KeysDialog {
    /// While a key is waited for, no other part of the window hears any.
    fn listen(&mut self, ctx: &egui::Context, bindings: &Bindings) -> Option<Asked> {
        let wanted = self.waiting.clone()?;
        let pressed = ctx.input_mut(|input| {
            let found = input.events.iter().find_map(|event| match event {
                Event::Key { key, physical_key, pressed: true, repeat: false, modifiers } if !is_modifier(*key) => {
                    Some(stroke(*key, *physical_key, *modifiers))
                }
                _ => None,
            });
            input.events.retain(|event| !matches!(event, Event::Key { .. } | Event::Text(_)));
            found
        })?;
        self.waiting = None;
        self.said.clear();
        if pressed == KeyboardShortcut::new(egui::Modifiers::NONE, Key::Escape) {
            return None;
        }
        match bindings.check(&wanted.id, pressed) {
            Ok(()) => return Some(Asked::Set(wanted, Some(pressed))),
            Err(Refusal::Reserved(reason)) => self.said = format!("{reason}. Choose another key."),
            Err(Refusal::Fixed(what)) => {
                self.said = format!("{} stays with “{what}”. Choose another key.", key_text(Some(&pressed)));
            }
            Err(Refusal::Taken(other)) => self.clash = Some(Clash { wanted, stroke: pressed, other: *other }),
        }
        None
    }

    fn ui(&mut self, ui: &mut egui::Ui, theme: Theme, bindings: &Bindings) -> Option<Asked> {
        let screen = ui.ctx().content_rect();
        ui.set_width((screen.width() - 80.0).min(620.0));
        ui.heading("Change keys");
        let mut asked = self.message_ui(ui, theme);
        ui.horizontal(|ui| {
            let edit = TextEdit::singleline(&mut self.filter).hint_text("Find a command or a key…");
            let edit = ui.add(edit.desired_width(ui.available_width() - 110.0));
            edit.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Find a command or a key"));
            if !std::mem::replace(&mut self.shown, true) {
                edit.request_focus();
            }
            if ui.add_enabled(bindings.has_changes(), egui::Button::new("Reset all")).clicked() {
                asked = Some(Asked::ResetAll);
            }
        });
        let all = bindings.all();
        ScrollArea::vertical().max_height((screen.height() * 0.55).max(120.0)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            for context in Context::ALL {
                let rows: Vec<&Bound> = all.iter().filter(|b| b.context == context && self.finds(b)).collect();
                if rows.is_empty() {
                    continue;
                }
                ui.add_space(6.0);
                ui.label(RichText::new(context.name()).strong());
                for bound in rows {
                    asked = self.row_ui(ui, theme, bound).or(asked.take());
                }
            }
        });
        ui.add_space(8.0);
        if ui.button("Close").clicked() {
            asked = Some(Asked::Close);
        }
        asked
    }

    fn finds(&self, bound: &Bound) -> bool {
        let filter = self.filter.trim();
        let key = key_text(bound.now.as_ref());
        filter.is_empty()
            || key.eq_ignore_ascii_case(filter)
            || key.to_lowercase().starts_with(&filter.to_lowercase())
            || fuzzy(filter, &bound.label).is_some()
    }

    fn row_ui(&self, ui: &mut egui::Ui, theme: Theme, bound: &Bound) -> Option<Asked> {
        let mut asked = None;
        let name = bound.label.trim_end_matches('…').to_owned();
        ui.horizontal(|ui| {
            let waits = self.waiting.as_ref().is_some_and(|w| w.id == bound.id);
            let key = match (waits, bound.now) {
                (true, _) => "Press the new key…".to_owned(),
                (false, Some(key)) => key_text(Some(&key)),
                (false, None) => "none".to_owned(),
            };
            let text = RichText::new(&key).monospace();
            let text = if waits { text.color(theme.warning()) } else { text.color(theme.accent()) };
            let button = ui.add_sized([150.0, 24.0], egui::Button::new(text).selected(waits));
            button.widget_info(|| {
                egui::WidgetInfo::labeled(egui::WidgetType::Button, true, format!("Key of {name}: {key}"))
            });
            if button.on_hover_text("Click, then press the new key").clicked() {
                asked = Some(Asked::Wait(bound.clone()));
            }
            let small = |ui: &mut egui::Ui, shown: bool, text: &str, what: String| {
                if !shown {
                    ui.allocate_exact_size(egui::vec2(52.0, 22.0), egui::Sense::hover());
                    return false;
                }
                let button = ui.add_sized([52.0, 22.0], egui::Button::new(RichText::new(text).small()));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &what));
                button.clicked()
            };
            if small(ui, bound.now.is_some(), "None", format!("Take the key from {name}")) {
                asked = Some(Asked::Set(bound.clone(), None));
            }
            if small(ui, bound.now != bound.default, "Reset", format!("Reset the key of {name}")) {
                asked = Some(Asked::Set(bound.clone(), bound.default));
            }
            ui.add(egui::Label::new(&name).wrap());
        });
        asked
    }

    /// What came of the last key: a refusal, or a question.
    fn message_ui(&mut self, ui: &mut egui::Ui, theme: Theme) -> Option<Asked> {
        if !self.said.is_empty() {
            ui.label(RichText::new(&self.said).color(theme.warning()));
        }
        if self.waiting.is_some() {
            ui.label(RichText::new("Press the new key. Escape leaves it as it is.").color(theme.faint()));
        }
        let clash = self.clash.as_ref()?;
        let (key, other) = (key_text(Some(&clash.stroke)), clash.other.label.trim_end_matches('…'));
        ui.label(RichText::new(format!("{key} is the key of “{other}”.")).color(theme.warning()));
        let mut answer = None;
        ui.horizontal_wrapped(|ui| {
            if let Some(old) = clash.wanted.now
                && ui.button(format!("Swap: “{other}” gets {}", key_text(Some(&old)))).clicked()
            {
                answer = Some(Answer::Swap);
            }
            if ui.button(format!("Leave “{other}” without a key")).clicked() {
                answer = Some(Answer::TakeAway);
            }
            if ui.button("Keep things as they are").clicked() {
                answer = Some(Answer::Keep);
            }
        });
        let clash = answer.is_some().then(|| self.clash.take()).flatten()?;
        match answer? {
            Answer::Swap => Some(Asked::Swap(clash)),
            Answer::TakeAway => Some(Asked::TakeAway(clash)),
            Answer::Keep => None,
        }
    }
}

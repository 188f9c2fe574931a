//! The differences one by one: keys, buttons, progress.

use eframe::egui::{self, Color32, Event, Frame, Key, ProgressBar, RichText};

use super::pane::Wish;
use crate::domain::ItemId;
use crate::editor::{self, Tone};
use crate::eval::adjudication::{Decision, decide};
use crate::eval::{FoundSide, Task};
use crate::gui::app::App;
use crate::gui::keys::{ViewKey, fixed, plain};
use crate::gui::picker::clip;
use crate::gui::theme::mix;
use crate::gui::{Selection, Theme};

/// For the list of keys. Digits answer like the numbers of the sides that stand in the text, so they stay.
pub const KEYS: &[ViewKey] = &[
    fixed("1, 2", &[plain(Key::Num1), plain(Key::Num2)], "Take what the first or the second annotation says"),
    fixed("3, 0", &[plain(Key::Num3), plain(Key::Num0)], "Take both, or neither"),
    fixed(".  ,", &[plain(Key::Period), plain(Key::Comma)], "Next open and previous difference"),
];

const DECISIONS: [(Key, &str, Decision); 4] = [
    (Key::Num1, "1", Decision::Left),
    (Key::Num2, "2", Decision::Right),
    (Key::Num3, "3", Decision::Both),
    (Key::Num0, "0", Decision::Neither),
];

impl App {
    /// The keys of a comparison, before the text takes digits for types.
    pub(in crate::gui) fn compare_keys(&mut self, ctx: &egui::Context) {
        let Some(desk) = self.editor.current.and_then(|id| self.compare.desks.get(&id)) else { return };
        if desk.choices.is_empty() || self.tools.open != Some(super::ENTRY.id) {
            return;
        }
        // Where the letters of the layout are others, the place of the key counts.
        let pressed = |wanted: Key| {
            let is_it = |event: &Event| match event {
                Event::Key { key, physical_key, pressed: true, modifiers, .. } if modifiers.is_none() => {
                    *key == wanted || *physical_key == Some(wanted)
                }
                _ => false,
            };
            ctx.input_mut(|input| {
                let before = input.events.len();
                input.events.retain(|event| !is_it(event));
                input.events.len() < before
            })
        };
        let decision = DECISIONS.into_iter().find(|(key, ..)| pressed(*key)).map(|(.., decision)| decision);
        if let Some(decision) = decision {
            self.decide(decision);
        } else if pressed(Key::Period) {
            self.ask_next();
        } else if pressed(Key::Comma) {
            self.ask_previous();
        }
    }

    /// Answers the question that is asked, as one step, and asks the next open one.
    pub(super) fn decide(&mut self, decision: Decision) {
        let Some(id) = self.editor.current else { return };
        let (Some(desk), Some(open)) = (self.compare.desks.get(&id), self.editor.document(id)) else { return };
        let edits = decide(&open.document, &desk.choices, desk.at, decision);
        let label = match decision {
            Decision::Left => format!("Take {}", desk.names[0]),
            Decision::Right => format!("Take {}", desk.names[1]),
            Decision::Both => "Take both".to_owned(),
            Decision::Neither => "Take neither".to_owned(),
        };
        let was_open = desk.next(&open.document.annotations).is_some();
        if let Err(error) = editor::perform(&mut self.editor, id, label, edits) {
            self.editor.notify(Tone::Error, error);
            return;
        }
        let (Some(desk), Some(open)) = (self.compare.desks.get(&id), self.editor.document(id)) else { return };
        match desk.next(&open.document.annotations) {
            Some(next) => self.ask(next),
            None if was_open => {
                let text = match desk.choices.len() {
                    1 => "The one difference is decided. Ctrl+S saves the result".to_owned(),
                    n => format!("All {n} differences are decided. Ctrl+S saves the result"),
                };
                self.editor.notify(Tone::Good, text);
                self.ask(desk.at);
            }
            None => self.ask(desk.at),
        }
    }

    /// Shows a difference in text and map, and asks about it.
    pub(super) fn ask(&mut self, at: usize) {
        let Some(id) = self.editor.current else { return };
        let (Some(desk), Some(open)) = (self.compare.desks.get_mut(&id), self.editor.document(id)) else { return };
        desk.at = at;
        let Some(choice) = desk.question() else { return };
        let annotations = &open.document.annotations;
        let here = |item: &ItemId| match item {
            ItemId::Mention(id) => annotations.mention(*id).is_some_and(|m| open.visibility.mention(m)),
            ItemId::Relation(id) => annotations.relation(*id).is_some_and(|r| open.visibility.relation(annotations, r)),
            ItemId::Extra(_) => false,
        };
        let place = choice.place;
        self.editor.selection = match [choice.left, choice.right].into_iter().flatten().find(here) {
            Some(ItemId::Mention(id)) => Selection::Mention(id),
            Some(ItemId::Relation(id)) => Selection::Relation(id),
            _ => Selection::Text(place),
        };
        self.views.fold &= !matches!(self.editor.selection, Selection::Text(_));
        self.views.text.reveal(place);
    }

    pub(super) fn ask_next(&mut self) {
        let Some(id) = self.editor.current else { return };
        let (Some(desk), Some(open)) = (self.compare.desks.get(&id), self.editor.document(id)) else { return };
        match desk.next(&open.document.annotations) {
            Some(next) => self.ask(next),
            None => self.ask((desk.at + 1) % desk.choices.len().max(1)),
        }
    }

    pub(super) fn ask_previous(&mut self) {
        let Some(desk) = self.editor.current.and_then(|id| self.compare.desks.get(&id)) else { return };
        let count = desk.choices.len();
        if count > 0 {
            self.ask((desk.at + count - 1) % count);
        }
    }

    pub(super) fn difference_ui(&mut self, ui: &mut egui::Ui, theme: Theme, wish: &mut Option<Wish>) {
        let Some(id) = self.editor.current else { return };
        let (Some(desk), Some(open)) = (self.compare.desks.get_mut(&id), self.editor.document(id)) else { return };
        let count = desk.choices.len();
        if count == 0 {
            return;
        }
        let annotations = &open.document.annotations;
        let answered = desk.answered(open.content(), annotations);
        let schema = &open.document.schema;
        let frame = Frame::new()
            .fill(mix(theme.panel(), theme.background(), 0.6))
            .stroke(egui::Stroke::new(1.0, theme.line()))
            .corner_radius(8)
            .inner_margin(10);
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                let done = answered == count;
                let text = if done { format!("All {count} decided") } else { format!("{answered} of {count} decided") };
                let ink = if done { theme.success() } else { theme.text() };
                ui.label(RichText::new(&text).strong().color(ink));
                let share = answered as f32 / count as f32;
                let bar = ui.add(ProgressBar::new(share).desired_width(76.0).desired_height(8.0).fill(theme.accent()));
                bar.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::ProgressIndicator, true, "Decisions"));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let save = ui.add_enabled(answered > 0, egui::Button::new("Save as…"));
                    if save.on_hover_text("Writes what is decided to a file of its own (Ctrl+S)").clicked() {
                        *wish = Some(Wish::SaveAs);
                    }
                    if ui.button("Next  .").on_hover_text("The next open difference").clicked() {
                        *wish = Some(Wish::Next);
                    }
                    if ui.button("Previous  ,").clicked() {
                        *wish = Some(Wish::Previous);
                    }
                    ui.label(RichText::new(format!("{} / {count}", desk.at + 1)).small().color(theme.faint()));
                });
            });
            let label = |task: Task, name: &str| super::tables::label(schema, task, name);
            let said = |side: &Option<FoundSide>| {
                let Some(side) = side else { return "nothing".to_owned() };
                let quote: Vec<String> = side
                    .spans
                    .iter()
                    .map(|s| format!("“{}”", clip(s.slice(&open.document.text).unwrap_or_default(), 40)))
                    .collect();
                let task = if side.ends.is_empty() { Task::Entities } else { Task::Relations };
                let joint = if side.ends.is_empty() { " … " } else { " → " };
                format!("{}  {}", label(task, &side.kind), quote.join(joint))
            };
            let sides = desk.case().map(|case| [said(&case.found.pred), said(&case.found.gold)]);
            let now = desk.decision(annotations);
            if let Some(sides) = sides {
                for (layer, text) in sides.iter().enumerate() {
                    ui.horizontal(|ui| {
                        side_tag(ui, theme, layer);
                        ui.label(RichText::new(&desk.names[layer]).color(theme.faint()));
                        ui.add(egui::Label::new(RichText::new(text).strong()).truncate());
                    });
                }
            }
            ui.horizontal_wrapped(|ui| {
                for (_, key, decision) in DECISIONS {
                    let what = match decision {
                        Decision::Left => clip(&desk.names[0], 22),
                        Decision::Right => clip(&desk.names[1], 22),
                        Decision::Both => "both".to_owned(),
                        Decision::Neither => "neither".to_owned(),
                    };
                    let selected = now == Some(decision);
                    let button = ui.add(egui::Button::new(format!("{key}  Take {what}")).selected(selected));
                    let name = format!("Take {what}");
                    button.widget_info(|| egui::WidgetInfo::selected(egui::WidgetType::Button, true, selected, &name));
                    if button.on_hover_text(format!("Key {key}")).clicked() {
                        *wish = Some(Wish::Decide(decision));
                    }
                }
            });
        });
    }
}

/// The number of a side in its colour, as the text shows it.
pub(super) fn side_tag(ui: &mut egui::Ui, theme: Theme, layer: usize) {
    let (rect, _) = ui.allocate_exact_size(egui::vec2(16.0, 16.0), egui::Sense::hover());
    let colour: Color32 = theme.layer(layer);
    ui.painter().rect_filled(rect, 4.0, colour);
    let font = egui::FontId::proportional(11.5);
    let number = (layer + 1).to_string();
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, number, font, theme.background());
}

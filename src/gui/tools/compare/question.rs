//! The differences one by one: keys, buttons, progress.

use eframe::egui::{self, Color32, Event, Frame, Key, ProgressBar, RichText};

use super::adjudication::Adjudications;
use super::pane::Click;
use crate::domain::ItemId;
use crate::editor::{self, Tone};
use crate::eval::adjudication::{Decision, decide};
use crate::eval::{FoundSide, Task};
use crate::gui::command::Command;
use crate::gui::keys::{ViewKey, fixed, plain};
use crate::gui::picker::clip;
use crate::gui::theme::mix;
use crate::gui::tools::{Request, ToolContext};
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

impl Adjudications {
    /// The keys of a comparison, before the text takes digits for types.
    pub fn keys(&mut self, context: &mut ToolContext) {
        if self.current(context.editor).is_none_or(|adjudication| adjudication.choices.is_empty()) {
            return;
        }
        let ctx = context.egui;
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
            self.decide(context, decision);
        } else if pressed(Key::Period) {
            self.ask_next(context);
        } else if pressed(Key::Comma) {
            self.ask_previous(context);
        }
    }

    /// Answers the question that is asked, as one step, and asks the next open one.
    pub fn decide(&mut self, context: &mut ToolContext, decision: Decision) {
        let Some(id) = context.editor.current else { return };
        let (Some(adjudication), Some(open)) = (self.0.get(&id), context.editor.document(id)) else { return };
        let edits = decide(&open.document, &adjudication.choices, adjudication.at, decision);
        let label = match decision {
            Decision::Left => format!("Take {}", adjudication.names[0]),
            Decision::Right => format!("Take {}", adjudication.names[1]),
            Decision::Both => "Take both".to_owned(),
            Decision::Neither => "Take neither".to_owned(),
        };
        let was_open = adjudication.next(&open.document.annotations).is_some();
        if let Err(error) = editor::perform(context.editor, id, label, edits) {
            context.editor.notify(Tone::Error, error);
            return;
        }
        let (Some(adjudication), Some(open)) = (self.0.get(&id), context.editor.document(id)) else { return };
        match adjudication.next(&open.document.annotations) {
            Some(next) => self.ask(context, next),
            None if was_open => {
                let text = match adjudication.choices.len() {
                    1 => "The one difference is decided. Ctrl+S saves the result".to_owned(),
                    n => format!("All {n} differences are decided. Ctrl+S saves the result"),
                };
                context.editor.notify(Tone::Good, text);
                self.ask(context, adjudication.at);
            }
            None => self.ask(context, adjudication.at),
        }
    }

    /// Shows a difference in text and map, and asks about it.
    pub fn ask(&mut self, context: &mut ToolContext, at: usize) {
        let Some(id) = context.editor.current else { return };
        let (Some(adjudication), Some(open)) = (self.0.get_mut(&id), context.editor.document(id)) else { return };
        adjudication.at = at;
        let Some(choice) = adjudication.question() else { return };
        let annotations = &open.document.annotations;
        let here = |item: &ItemId| match item {
            ItemId::Mention(id) => annotations.mention(*id).is_some_and(|m| open.visibility.mention(m)),
            ItemId::Relation(id) => annotations.relation(*id).is_some_and(|r| open.visibility.relation(annotations, r)),
            ItemId::Extra(_) => false,
        };
        let place = choice.place;
        context.editor.selection = match [choice.left, choice.right].into_iter().flatten().find(here) {
            Some(ItemId::Mention(id)) => Selection::Mention(id),
            Some(ItemId::Relation(id)) => Selection::Relation(id),
            _ => Selection::Text(place),
        };
        context.ask(Request::Reveal(place));
    }

    pub fn ask_next(&mut self, context: &mut ToolContext) {
        let Some(id) = context.editor.current else { return };
        let (Some(adjudication), Some(open)) = (self.0.get(&id), context.editor.document(id)) else { return };
        match adjudication.next(&open.document.annotations) {
            Some(next) => self.ask(context, next),
            None => self.ask(context, (adjudication.at + 1) % adjudication.choices.len().max(1)),
        }
    }

    pub fn ask_previous(&mut self, context: &mut ToolContext) {
        let Some(adjudication) = self.current(context.editor) else { return };
        let count = adjudication.choices.len();
        if count > 0 {
            self.ask(context, (adjudication.at + count - 1) % count);
        }
    }

    pub fn difference_ui(&mut self, ui: &mut egui::Ui, context: &ToolContext, click: &mut Option<Click>) {
        let Some(id) = context.editor.current else { return };
        let theme = context.theme;
        let (Some(adjudication), Some(open)) = (self.0.get_mut(&id), context.editor.document(id)) else { return };
        let count = adjudication.choices.len();
        if count == 0 {
            return;
        }
        let annotations = &open.document.annotations;
        let answered = adjudication.answered(open.content(), annotations);
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
                        *click = Some(Click::Command(Command::SaveAs));
                    }
                    if ui.button("Next  .").on_hover_text("The next open difference").clicked() {
                        *click = Some(Click::Next);
                    }
                    if ui.button("Previous  ,").clicked() {
                        *click = Some(Click::Previous);
                    }
                    ui.label(RichText::new(format!("{} / {count}", adjudication.at + 1)).small().color(theme.faint()));
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
            let sides = adjudication.case().map(|case| [said(&case.found.pred), said(&case.found.gold)]);
            let now = adjudication.decision(annotations);
            if let Some(sides) = sides {
                for (layer, text) in sides.iter().enumerate() {
                    ui.horizontal(|ui| {
                        side_tag(ui, theme, layer);
                        ui.label(RichText::new(&adjudication.names[layer]).color(theme.faint()));
                        ui.add(egui::Label::new(RichText::new(text).strong()).truncate());
                    });
                }
            }
            ui.horizontal_wrapped(|ui| {
                for (_, key, decision) in DECISIONS {
                    let what = match decision {
                        Decision::Left => clip(&adjudication.names[0], 22),
                        Decision::Right => clip(&adjudication.names[1], 22),
                        Decision::Both => "both".to_owned(),
                        Decision::Neither => "neither".to_owned(),
                    };
                    let selected = now == Some(decision);
                    let button = ui.add(egui::Button::new(format!("{key}  Take {what}")).selected(selected));
                    let name = format!("Take {what}");
                    button.widget_info(|| egui::WidgetInfo::selected(egui::WidgetType::Button, true, selected, &name));
                    if button.on_hover_text(format!("Key {key}")).clicked() {
                        *click = Some(Click::Decide(decision));
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

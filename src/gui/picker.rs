//! The popup that asks for a type: fuzzy search, number keys, the last type on Enter.

use std::sync::Arc;

use eframe::egui::{
    self, Align2, Color32, Id, Key, Modifiers, Pos2, Rect, RichText, ScrollArea, Stroke, TextEdit, vec2,
};

use super::command::fuzzy;
use super::keys::{chosen_type, type_key};
use super::text_view::one_line;
use super::{Action, Theme};
use crate::editor::Editor;
use crate::session::{DocumentId, OpenDocument};

/// How high it is with many types, and how far from what it asks about.
const HEIGHT: f32 = 340.0;
const GAP: f32 = 6.0;
/// A score from which on the model's view goes before a person's habit.
const LIKELY: f32 = 0.1;

pub struct Picker {
    /// The document that it asks about, whatever is shown when the answer comes.
    of: DocumentId,
    question: Action,
    /// What it stands below, or above where there is more room.
    place: Rect,
    /// Tells one question from the next.
    serial: u64,
    filter: String,
    highlighted: usize,
    /// Also offers relation types that the schema does not allow between the two.
    everything: bool,
    fresh: bool,
    /// Letters are written into the field although types have keys.
    searching: bool,
}

struct Choice {
    name: Arc<str>,
    label: String,
    colour: Color32,
    allowed: bool,
    /// The score that the model gave this relation between the two.
    score: Option<f32>,
    /// The type's key in `kb_shortcuts.conf`.
    key: Option<String>,
    action: Action,
}

pub enum Answer {
    Open,
    Cancelled,
    Chosen(Action),
}

impl Picker {
    pub fn new(of: DocumentId, question: Action, place: Rect, serial: u64) -> Self {
        Self {
            of,
            question,
            place,
            serial,
            filter: String::new(),
            highlighted: 0,
            everything: false,
            fresh: true,
            searching: false,
        }
    }

    pub fn of(&self) -> DocumentId {
        self.of
    }

    pub fn ui(&mut self, ctx: &egui::Context, editor: &Editor, theme: Theme) -> Answer {
        if editor.document(self.of).is_none() {
            return Answer::Cancelled;
        }
        let all = self.choices(editor, theme);
        let restricted = all.iter().any(|c| !c.allowed);
        let mut ranked: Vec<(usize, &Choice)> = all
            .iter()
            .filter(|c| self.everything || c.allowed)
            .filter_map(|c| Some((fuzzy(&self.filter, &c.label).or_else(|| fuzzy(&self.filter, &c.name))?, c)))
            .collect();
        if !self.filter.is_empty() {
            ranked.sort_by_key(|(cost, _)| *cost);
        }
        let shown: Vec<&Choice> = ranked.into_iter().map(|(_, c)| c).collect();

        let mut answer = Answer::Open;
        let last = self.last_choice(editor);
        if self.fresh {
            // What the model thinks of these two is the better guess, where it thinks anything.
            let scores = shown.iter().enumerate().filter_map(|(at, c)| Some((c.score.filter(|s| *s >= LIKELY)?, at)));
            let likeliest = scores.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, at)| at);
            let last = || shown.iter().position(|c| Some(&*c.name) == last);
            self.highlighted = likeliest.or_else(last).unwrap_or(0);
        }
        let hot = all.iter().any(|choice| choice.key.is_some());
        if let Some(kind) = self.type_key(ctx, editor, hot) {
            answer = Answer::Chosen(self.answer(kind));
        } else if let Some(index) = self.keys(ctx, shown.len()) {
            match index {
                Some(index) => {
                    if let Some(choice) = shown.get(index) {
                        answer = Answer::Chosen(choice.action.clone());
                    }
                }
                None => answer = Answer::Cancelled,
            }
        }
        let piece = self.piece(editor);
        if let Some(action) = piece.as_ref().filter(|_| self.filter.is_empty())
            && plus_pressed(ctx)
        {
            answer = Answer::Chosen(action.clone());
        }
        let screen = ctx.content_rect();
        let (above, below) = (self.place.top() - screen.top(), screen.bottom() - self.place.bottom());
        let is_below = below >= HEIGHT || below >= above;
        let y = if is_below { self.place.bottom() + GAP } else { self.place.top() - GAP };
        let x = self.place.left().clamp(screen.left() + 8.0, (screen.right() - 280.0).max(8.0));
        // An area remembers how high it was; the next question has other answers.
        let area = egui::Area::new(Id::new(("type_picker", self.serial)))
            .order(egui::Order::Foreground)
            .pivot(if is_below { Align2::LEFT_TOP } else { Align2::LEFT_BOTTOM })
            .constrain_to(screen.shrink(4.0))
            .fixed_pos(Pos2::new(x, y));
        let shown_area = area.show(ctx, |ui| {
            egui::Frame::popup(ui.style()).inner_margin(8.0).show(ui, |ui| {
                ui.set_width(256.0);
                ui.label(RichText::new(one_line(&self.title(editor))).color(theme.faint()).small());
                let hint = if hot && !self.searching { "A type's key, or / to search" } else { "Find a type…" };
                let edit = TextEdit::singleline(&mut self.filter).hint_text(hint).desired_width(f32::INFINITY);
                let response = ui.add(edit);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Find a type"));
                if response.changed() {
                    self.highlighted = 0;
                }
                response.request_focus();
                ScrollArea::vertical().id_salt(self.serial).max_height(240.0).show(ui, |ui| {
                    for (index, choice) in shown.iter().enumerate() {
                        if choice_ui(ui, theme, choice, index, index == self.highlighted) {
                            answer = Answer::Chosen(choice.action.clone());
                        }
                    }
                    if shown.is_empty() {
                        ui.label(RichText::new("No such type. Enter makes a new one").color(theme.faint()));
                    }
                });
                if let Some(action) = &piece {
                    ui.separator();
                    let of = self.piece_name(editor);
                    if ui.button(format!("Add this piece to “{of}”   +")).clicked() {
                        answer = Answer::Chosen(action.clone());
                    }
                }
                if restricted {
                    ui.checkbox(&mut self.everything, "Also types the schema does not allow here");
                }
            });
        });
        let outside = ctx.input(|i| {
            i.pointer.any_pressed() && i.pointer.interact_pos().is_some_and(|p| !shown_area.response.rect.contains(p))
        });
        if outside && !self.fresh {
            answer = Answer::Cancelled;
        }
        if shown.is_empty()
            && ctx.input(|i| i.key_pressed(Key::Enter))
            && let Some(action) = self.new_type()
        {
            answer = Answer::Chosen(action);
        }
        self.fresh = false;
        answer
    }

    /// The type whose key was pressed. Where types have keys, a letter is one until `/` says that it is to be searched.
    fn type_key(&mut self, ctx: &egui::Context, editor: &Editor, hot: bool) -> Option<Arc<str>> {
        if !hot || self.searching || !self.filter.is_empty() {
            return None;
        }
        let slash = |event: &egui::Event| matches!(event, egui::Event::Text(text) if text == "/");
        ctx.input_mut(|input| {
            if input.events.iter().any(slash) {
                input.events.retain(|event| !slash(event));
                self.searching = true;
                return None;
            }
            chosen_type(&mut input.events, &editor.document(self.of)?.document.schema)
        })
    }

    /// `Some(Some(i))`: choice i; `Some(None)`: cancelled.
    fn keys(&mut self, ctx: &egui::Context, count: usize) -> Option<Option<usize>> {
        ctx.input_mut(|input| {
            if input.consume_key(Modifiers::NONE, Key::Escape) {
                return Some(None);
            }
            if input.consume_key(Modifiers::NONE, Key::ArrowDown) && count > 0 {
                self.highlighted = (self.highlighted + 1) % count;
            }
            if input.consume_key(Modifiers::NONE, Key::ArrowUp) && count > 0 {
                self.highlighted = (self.highlighted + count - 1) % count;
            }
            const DIGITS: [Key; 9] =
                [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];
            if self.filter.is_empty() {
                for (index, key) in DIGITS.into_iter().enumerate() {
                    if index < count && input.consume_key(Modifiers::NONE, key) {
                        input.events.retain(|e| !matches!(e, egui::Event::Text(_)));
                        return Some(Some(index));
                    }
                }
            }
            (count > 0 && input.consume_key(Modifiers::NONE, Key::Enter)).then_some(Some(self.highlighted))
        })
    }

    /// The answer that makes the selected text a further piece of the mention chosen before.
    fn piece(&self, editor: &Editor) -> Option<Action> {
        let Action::PickMentionType(span) = self.question else { return None };
        let shown = editor.current == Some(self.of);
        let mention = editor.piece_of(span).filter(|_| shown);
        mention.map(|mention| Action::AddPiece { mention: mention.id, span })
    }

    fn piece_name(&self, editor: &Editor) -> String {
        let Action::PickMentionType(span) = self.question else { return String::new() };
        let text = |open: &OpenDocument| editor.piece_of(span).map(|m| m.text(&open.document.text));
        clip(&editor.document(self.of).and_then(text).unwrap_or_default(), 22)
    }

    fn last_choice<'a>(&self, editor: &'a Editor) -> Option<&'a str> {
        match self.question {
            Action::PickMentionType(_) => editor.settings.last_entity_type.as_deref(),
            Action::PickRelationType { .. } => editor.settings.last_relation_type.as_deref(),
            _ => None,
        }
    }

    fn title(&self, editor: &Editor) -> String {
        let name = |id| {
            editor
                .document(self.of)
                .and_then(|d| Some(d.document.annotations.mention(id)?.text(&d.document.text)))
                .unwrap_or_default()
        };
        match &self.question {
            Action::PickMentionType(span) => {
                let text =
                    editor.document(self.of).map(|d| d.document.slice(*span).trim().to_owned()).unwrap_or_default();
                format!("“{}” is a …", clip(&text, 36))
            }
            Action::PickRetag(id) => format!("“{}” is rather a …", clip(&name(*id), 32)),
            Action::PickRelationType { head, tail } => {
                format!("{} → {}", clip(&name(*head), 18), clip(&name(*tail), 18))
            }
            _ => "Relation type".to_owned(),
        }
    }

    fn choices(&self, editor: &Editor, theme: Theme) -> Vec<Choice> {
        let Some(open) = editor.document(self.of) else { return Vec::new() };
        let schema = &open.document.schema;
        let annotations = &open.document.annotations;
        let ends = match self.question {
            Action::PickRelationType { head, tail } => Some((head, tail)),
            Action::PickRetype(id) => annotations.relation(id).map(|r| (r.head, r.tail)),
            _ => None,
        };
        let kind = |id| annotations.mention(id).map(|m| m.kind.clone()).unwrap_or_default();
        // Also what no threshold shows.
        let said: Vec<(Arc<str>, f32)> = ends
            .into_iter()
            .flat_map(|(head, tail)| annotations.relations_of(head).filter(move |r| r.head == head && r.tail == tail))
            .filter_map(|r| Some((r.kind.clone(), r.origin.score()?)))
            .collect();
        match ends.map(|(head, tail)| (kind(head), kind(tail))) {
            Some((head, tail)) => schema
                .relations
                .iter()
                .map(|t| Choice {
                    name: t.name.clone(),
                    label: t.label.clone(),
                    colour: theme.relation(schema, &t.name),
                    allowed: t.allows(&head, &tail),
                    score: said.iter().find(|(kind, _)| *kind == t.name).map(|(_, score)| *score),
                    key: None,
                    action: self.answer(t.name.clone()),
                })
                .collect(),
            None => schema
                .choosable()
                .map(|t| Choice {
                    name: t.name.clone(),
                    label: t.label.clone(),
                    colour: theme.entity(schema, &t.name).strong,
                    allowed: true,
                    score: None,
                    key: type_key(t),
                    action: self.answer(t.name.clone()),
                })
                .collect(),
        }
    }

    fn answer(&self, kind: Arc<str>) -> Action {
        match self.question.clone() {
            Action::PickMentionType(span) => Action::AddMention { span, kind },
            Action::PickRetag(mention) => Action::Retag { mention, kind },
            Action::PickRelationType { head, tail } => Action::AddRelation { head, tail, kind },
            Action::PickRetype(relation) => Action::Retype { relation, kind },
            other => other,
        }
    }

    /// A type that no schema names yet, in the letters that brat allows.
    fn new_type(&self) -> Option<Action> {
        let name: String =
            self.filter.trim().chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
        name.chars().any(|c| c.is_ascii_alphanumeric()).then(|| self.answer(name.into()))
    }
}

/// A plus as the first thing typed; it is used up.
fn plus_pressed(ctx: &egui::Context) -> bool {
    ctx.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !matches!(event, egui::Event::Text(text) if text == "+"));
        input.events.len() < before
    })
}

fn choice_ui(ui: &mut egui::Ui, theme: Theme, choice: &Choice, index: usize, highlighted: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &choice.label));
    let painter = ui.painter();
    if highlighted || response.hovered() {
        painter.rect_filled(rect, 4.0, theme.selection());
    }
    painter.circle_filled(rect.left_center() + vec2(12.0, 0.0), 5.0, choice.colour);
    let ink = if choice.allowed { theme.text() } else { theme.warning() };
    let font = egui::TextStyle::Body.resolve(ui.style());
    painter.text(rect.left_center() + vec2(26.0, 0.0), Align2::LEFT_CENTER, &choice.label, font, ink);
    let sign = choice.key.clone().or_else(|| (index < 9).then(|| (index + 1).to_string()));
    if let Some(sign) = sign {
        let small = egui::TextStyle::Small.resolve(ui.style());
        let place = egui::Rect::from_center_size(rect.right_center() - vec2(14.0, 0.0), vec2(16.0, 16.0));
        painter.rect_stroke(place, 3.0, Stroke::new(1.0, theme.line()), egui::StrokeKind::Inside);
        painter.text(place.center(), Align2::CENTER_CENTER, sign, small, theme.faint());
    }
    if let Some(score) = choice.score {
        let small = egui::TextStyle::Small.resolve(ui.style());
        let place = rect.right_center() - vec2(30.0, 0.0);
        painter.text(place, Align2::RIGHT_CENTER, format!("{:.0} %", score * 100.0), small, theme.faint());
    }
    if highlighted {
        response.scroll_to_me(None);
    }
    response.clicked()
}

/// At most `count` characters, with an ellipsis where something was cut.
pub fn clip(text: &str, count: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= count {
        return text;
    }
    let head: String = text.chars().take(count.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

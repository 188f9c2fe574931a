//! The cases of a cell or a class: the sentence with its marks, what was right, what was predicted, how sure.

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{self, Color32, FontId, RichText, ScrollArea, Stroke};

use crate::eval::{Found, FoundSide, Task};
use crate::gui::Theme;
use crate::gui::picker::clip;
use crate::gui::theme::mix;
use crate::text::Span;

const ROW: f32 = 46.0;
/// Characters of the sentence before the first mark; the end of a line is cut where the pane ends.
const BEFORE: usize = 28;
/// Characters beside each of two marks that stand far apart.
const AROUND: usize = 22;
/// Width that explanation and buttons need beside the title.
const ROOM: f32 = 410.0;

/// What gold and prediction are called.
#[derive(Clone, Copy)]
pub(in crate::gui::tools) enum Sides<'a> {
    /// Annotations and what a model says.
    Model,
    /// The names of two annotations, the one that stands for the prediction first.
    Layers([&'a str; 2]),
}

pub(in crate::gui::tools) struct List<'a> {
    pub title: String,
    pub sides: Sides<'a>,
    /// A type for people.
    pub label: &'a dyn Fn(Task, &str) -> String,
    pub task: Task,
    pub found: &'a [&'a Found],
    /// The one last jumped to.
    pub active: Option<usize>,
    /// Whether to bring it into view.
    pub follow: bool,
    /// Name of a document, where several are evaluated.
    pub name_of: &'a dyn Fn(usize) -> Option<&'a str>,
    pub text_of: &'a dyn Fn(usize) -> &'a str,
}

/// The number of the instance to show, once one is chosen.
pub(in crate::gui::tools) fn ui(ui: &mut egui::Ui, theme: Theme, list: &List) -> Option<usize> {
    let mut jump = None;
    let marks = match list.sides {
        Sides::Model => "shaded: annotated, underlined: predicted".to_owned(),
        Sides::Layers([left, right]) => format!("underlined: {left}, shaded: {right}"),
    };
    ui.horizontal(|ui| {
        ui.label(RichText::new(&list.title).strong()).on_hover_text(&marks);
        if ui.available_width() > ROOM {
            ui.label(RichText::new(&marks).small().color(theme.faint()));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let count = list.found.len();
            let next = list.active.map_or(0, |at| at + 1);
            if ui.add_enabled(next < count, egui::Button::new("Next")).clicked() {
                jump = Some(next);
            }
            let previous = list.active.and_then(|at| at.checked_sub(1));
            if ui.add_enabled(previous.is_some(), egui::Button::new("Previous")).clicked() {
                jump = previous;
            }
            let place = list.active.map_or(count.to_string(), |at| format!("{} of {count}", at + 1));
            ui.label(RichText::new(place).small().color(theme.faint()));
        });
    });
    if list.found.is_empty() {
        ui.label(RichText::new("None at these thresholds.").color(theme.faint()));
        return jump;
    }
    let mut area = ScrollArea::vertical().id_salt("instances").auto_shrink([false, false]);
    if let Some(active) = list.active.filter(|_| list.follow) {
        area = area.vertical_scroll_offset((active as f32 - 1.0).max(0.0) * ROW);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, ROW, list.found.len(), |ui, rows| {
        for at in rows {
            if let Some(found) = list.found.get(at)
                && row_ui(ui, theme, list, found, at)
            {
                jump = Some(at);
            }
        }
    });
    jump
}

fn row_ui(ui: &mut egui::Ui, theme: Theme, list: &List, found: &Found, at: usize) -> bool {
    // A number of its own, so that the keyboard's focus stays on the instance when the list scrolls.
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), ROW), egui::Sense::hover());
    let response = ui.interact(rect, ui.id().with(("instance", at)), egui::Sense::click());
    let text = (list.text_of)(found.document);
    let (verdict, active) = (verdict(list, found), list.active == Some(at));
    response.widget_info(|| {
        let quoted = clip(found.place().slice(text).unwrap_or_default(), 80);
        let label = format!("Instance “{quoted}”: {verdict}");
        egui::WidgetInfo::selected(egui::WidgetType::SelectableLabel, true, active, label)
    });
    let inner = rect.shrink2(egui::vec2(0.0, 1.0));
    let painter = ui.painter_at(rect);
    if active {
        painter.rect_filled(inner, 6.0, mix(theme.panel(), theme.selection(), 0.55));
    } else if response.hovered() || response.has_focus() {
        painter.rect_filled(inner, 6.0, mix(theme.panel(), theme.line(), 0.6));
    }
    if response.has_focus() {
        painter.rect_stroke(inner, 6.0, Stroke::new(1.5, theme.accent()), egui::StrokeKind::Inside);
    }
    let mut job = quote(theme, found, text);
    job.wrap = TextWrapping::truncate_at_width(rect.width() - 16.0);
    let galley = painter.layout_job(job);
    painter.galley(rect.left_top() + egui::vec2(8.0, 5.0), galley, theme.text());
    let name = (list.name_of)(found.document).map(|name| format!(" · {name}")).unwrap_or_default();
    let mut small = LayoutJob::simple_singleline(format!("{verdict}{name}"), FontId::proportional(11.5), theme.faint());
    small.wrap = TextWrapping::truncate_at_width(rect.width() - 16.0);
    let galley = painter.layout_job(small);
    painter.galley(rect.left_top() + egui::vec2(8.0, 26.0), galley, theme.faint());
    response.on_hover_text("Click to see it in the text").clicked()
}

/// `annotated People → predicted Location, 90 %`.
fn verdict(list: &List, found: &Found) -> String {
    let side = |side: &FoundSide| {
        let kind = (list.label)(list.task, &side.kind);
        match side.ends.as_slice() {
            [head, tail] => {
                let end = |name: &str| (list.label)(Task::Entities, name);
                format!("{kind} ({} → {})", end(head), end(tail))
            }
            _ => kind,
        }
    };
    let score = found.score().map(|score| format!(", {:.0} %", score * 100.0)).unwrap_or_default();
    if let Sides::Layers([left, right]) = list.sides {
        let said = |of: &Option<FoundSide>| of.as_ref().map_or("nothing".to_owned(), side);
        return match (&found.pred, &found.gold) {
            (Some(l), Some(r)) if l == r => format!("both: {}", side(l)),
            (l, r) => format!("{left}: {}, {right}: {}", said(l), said(r)),
        };
    }
    match (&found.gold, &found.pred) {
        (Some(gold), Some(pred)) => format!("annotated {}, predicted {}{score}", side(gold), side(pred)),
        (Some(gold), None) => format!("annotated {}, not predicted", side(gold)),
        (None, Some(pred)) => format!("not annotated, predicted {}{score}", side(pred)),
        (None, None) => String::new(),
    }
}

/// The sentence from shortly before the first mark on.
fn quote(theme: Theme, found: &Found, text: &str) -> LayoutJob {
    let spans = |side: &Option<FoundSide>| side.as_ref().map(|s| s.spans.clone()).unwrap_or_default();
    let (gold, pred) = (spans(&found.gold), spans(&found.pred));
    let first = gold.iter().chain(&pred).map(|s| s.start).min().unwrap_or(found.sentence.start);
    let start = start_of_quote(text, found.sentence, first);
    let mut cuts: Vec<usize> = gold.iter().chain(&pred).flat_map(|s| [s.start, s.end]).collect();
    cuts.extend([start, found.sentence.end]);
    cuts.retain(|at| (start..=found.sentence.end).contains(at));
    cuts.sort_unstable();
    cuts.dedup();
    let mut job = LayoutJob::default();
    let plain = TextFormat { font_id: FontId::proportional(13.5), color: theme.text(), ..TextFormat::default() };
    if start > found.sentence.start {
        job.append("… ", 0.0, TextFormat { color: theme.faint(), ..plain.clone() });
    }
    for cut in cuts.windows(2) {
        let piece = Span::new(cut[0], cut[1]);
        let inside = |spans: &[Span]| spans.iter().any(|s| s.contains(piece));
        let background = if inside(&gold) { theme.selection() } else { Color32::TRANSPARENT };
        let underline = if inside(&pred) { Stroke::new(1.5, theme.accent()) } else { Stroke::NONE };
        let words = piece.slice(text).unwrap_or_default().replace(['\n', '\r', '\t'], " ");
        let marked = inside(&gold) || inside(&pred);
        let between = cut[0] > start && cut[1] < found.sentence.end;
        let words = if between && !marked { shortened(&words) } else { words };
        job.append(&words, 0.0, TextFormat { background, underline, ..plain.clone() });
    }
    job
}

/// Without its middle where it is long: both ends of a relation are to be seen.
fn shortened(between: &str) -> String {
    let count = between.chars().count();
    if count <= 2 * AROUND + 8 {
        return between.to_owned();
    }
    let head: String = between.chars().take(AROUND).collect();
    let tail: String = between.chars().skip(count - AROUND).collect();
    format!("{} … {}", head.trim_end(), tail.trim_start())
}

/// The beginning of the sentence, or of a word some characters before `first`.
fn start_of_quote(text: &str, sentence: Span, first: usize) -> usize {
    let Some(before) = Span::new(sentence.start, first).slice(text) else { return sentence.start };
    let Some((at, _)) = before.char_indices().rev().nth(BEFORE) else { return sentence.start };
    let cut = &before[at..];
    cut.find(char::is_whitespace)
        .map_or(first, |space| sentence.start + at + space + cut[space..].chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn a_quote_begins_at_a_word_shortly_before_the_mark() {
        let text = "В тот самый день, когда шёл дождь и дул ветер, Анна встретила Бориса.";
        let anna = text.find("Анна").expect("there");
        let whole = Span::new(0, text.len());
        assert_eq!(&text[start_of_quote(text, whole, anna)..anna], "шёл дождь и дул ветер, ");
        assert_eq!(start_of_quote(text, whole, 4), 0);
        assert_eq!(shortened(" и "), " и ");
        assert_eq!(shortened(&"слово ".repeat(30)), "слово слово слово слов … ово слово слово слово ");
        let long = "x".repeat(80);
        assert_eq!(start_of_quote(&long, Span::new(0, 80), 60), 60);
    }
}

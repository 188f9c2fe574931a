//! What is said beside the map: names, relations, quotations, as large as fits.

use eframe::egui::{Color32, Rect, Ui, UiBuilder, vec2};

use super::steps::{Line, Name, Quoted, Step};
use super::words::Words;
use crate::domain::Schema;
use crate::gui::Theme;
use crate::gui::theme::mix;
use crate::map::Part;

/// By how much the size shrinks until everything fits.
const SHRINK: f32 = 0.94;
const SMALLEST: f32 = 13.0;

/// Types and colours.
pub struct Voice<'a> {
    pub schema: &'a Schema,
    pub theme: Theme,
}

/// Shows a step in `room`; `size` is that of the quotation if there is space for it.
pub fn say(ui: &mut Ui, voice: &Voice<'_>, step: &Step, room: Rect, mut size: f32) {
    let high = |ui: &Ui, said: &[(Words, f32)]| {
        said.iter().map(|(words, gap)| words.galley(ui, room.width()).size().y + gap).sum::<f32>()
    };
    let mut said = voice.paragraphs(step, size);
    let mut needed = high(ui, &said);
    while needed > room.height() && size * SHRINK > SMALLEST {
        size *= SHRINK;
        said = voice.paragraphs(step, size);
        needed = high(ui, &said);
    }
    let top = ((room.height() - needed) * 0.45).max(0.0);
    let mut child = ui.new_child(UiBuilder::new().id_salt("words").max_rect(room.with_min_y(room.top() + top)));
    child.spacing_mut().item_spacing = vec2(0.0, 0.0);
    for (words, gap) in said {
        words.show(&mut child, room.width());
        child.add_space(gap);
    }
}

impl Voice<'_> {
    /// Paragraphs, and the room below each.
    fn paragraphs(&self, step: &Step, size: f32) -> Vec<(Words, f32)> {
        match step {
            Step::Overview => Vec::new(),
            Step::Relation { head, relation, tail, symmetric, quotations, more, .. } => {
                let mut said = vec![(self.sentence(head, relation, tail, *symmetric, size * 0.72), size * 1.2)];
                for (place, quoted) in quotations.iter().enumerate() {
                    let size = if place == 0 { size } else { size * 0.62 };
                    said.push((self.quotation(quoted, size), size * 0.3));
                    said.push((self.faint(&format!("— {}", quoted.document), size * 0.5), size * 0.9));
                }
                if *more > 0 {
                    let s = if *more == 1 { "" } else { "s" };
                    said.push((self.faint(&format!("and {more} more quotation{s}"), size * 0.5), 0.0));
                }
                said
            }
            Step::Concept { name, kind, mentions, lines, more, quotation, .. } => {
                let s = if *mentions == 1 { "" } else { "s" };
                let mut said = vec![
                    (self.one(name, size * 1.15), size * 0.35),
                    (self.faint(&format!("{kind} · {mentions} mention{s}"), size * 0.5), size * 0.9),
                ];
                said.extend(lines.iter().map(|line| (self.line(line, size * 0.68), size * 0.3)));
                if *more > 0 {
                    said.push((self.faint(&format!("and {more} more"), size * 0.5), 0.0));
                }
                if let Some(quoted) = quotation {
                    if let Some((_, gap)) = said.last_mut() {
                        *gap = size * 1.1;
                    }
                    said.push((self.quotation(quoted, size * 0.66), size * 0.2));
                    said.push((self.faint(&format!("— {}", quoted.document), size * 0.45), 0.0));
                }
                said
            }
        }
    }

    fn faint(&self, text: &str, size: f32) -> Words {
        Words::of(text, size.max(SMALLEST), self.theme.faint())
    }

    fn put(&self, words: &mut Words, name: &Name, size: f32) {
        words.name(&name.label, size, self.theme.entity(self.schema, &name.kind));
    }

    fn one(&self, name: &Name, size: f32) -> Words {
        let mut words = Words::default();
        self.put(&mut words, name, size);
        words
    }

    fn relation_ink(&self, kind: &str) -> Color32 {
        mix(self.theme.relation(self.schema, kind), self.theme.text(), 0.35)
    }

    /// "Oswald   kills →   Kennedy".
    fn sentence(&self, head: &Name, relation: &Name, tail: &Name, symmetric: bool, size: f32) -> Words {
        let mut words = self.one(head, size);
        let arrow = if symmetric { "↔" } else { "→" };
        words.plain(&format!("   {} {arrow}   ", relation.label), size, self.relation_ink(&relation.kind));
        self.put(&mut words, tail, size);
        words
    }

    fn line(&self, line: &Line, size: f32) -> Words {
        let arrow = match (line.symmetric, line.inwards) {
            (true, _) => "↔",
            (false, true) => "←",
            (false, false) => "→",
        };
        let mut words = Words::default();
        words.plain(&format!("{arrow} {}   ", line.relation.label), size, self.relation_ink(&line.relation.kind));
        self.put(&mut words, &line.other, size);
        words
    }

    fn quotation(&self, quoted: &Quoted, size: f32) -> Words {
        let (quote, ink, faint) = (&quoted.quote, self.theme.text(), self.theme.faint());
        let mut words = Words::of(if quote.cut_before { "“… " } else { "“" }, size, faint);
        for (part, text) in &quote.parts {
            match part {
                Part::Plain => words.plain(text, size, ink),
                Part::Head | Part::Both => words.name(text, size, self.theme.entity(self.schema, &quoted.head)),
                Part::Tail => words.name(text, size, self.theme.entity(self.schema, &quoted.tail)),
            }
        }
        words.plain(if quote.cut_after { " …”" } else { "”" }, size, faint);
        words
    }
}

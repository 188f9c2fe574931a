//! Large text in which names stand on rounded patches of their type's colour.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::text::{CCursor, LayoutJob, TextFormat};
use eframe::egui::{Color32, FontId, Galley, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, WidgetType, pos2, vec2};

use crate::gui::theme::ChipColours;

/// Room between lines, by the size of the letters.
const LINE: f32 = 1.5;

/// A paragraph.
#[derive(Clone, Default)]
pub struct Words {
    job: LayoutJob,
    /// Characters on patches.
    marks: Vec<(Range<usize>, ChipColours, f32)>,
    characters: usize,
}

impl Words {
    pub fn of(text: &str, size: f32, colour: Color32) -> Self {
        let mut words = Self::default();
        words.plain(text, size, colour);
        words
    }

    pub fn plain(&mut self, text: &str, size: f32, colour: Color32) {
        let after_name = self.marks.last().is_some_and(|(range, ..)| range.end == self.characters);
        self.append(text, size, colour, if after_name { size * 0.12 } else { 0.0 });
    }

    fn append(&mut self, text: &str, size: f32, colour: Color32, space: f32) {
        let line_height = Some(size * LINE);
        let format = TextFormat { line_height, ..TextFormat::simple(FontId::proportional(size), colour) };
        self.job.append(text, space, format);
        self.characters += text.chars().count();
    }

    /// A name. A little air on both sides keeps its patch off its neighbours.
    pub fn name(&mut self, text: &str, size: f32, chip: ChipColours) {
        let start = self.characters;
        self.append(text, size, chip.text, size * 0.16);
        self.marks.push((start..self.characters, chip, size));
    }

    pub fn galley(&self, ui: &Ui, width: f32) -> Arc<Galley> {
        let mut job = self.job.clone();
        job.wrap.max_width = width;
        ui.painter().layout_job(job)
    }

    /// Paints the paragraph and tells screen readers what it says.
    pub fn show(&self, ui: &mut Ui, width: f32) {
        let galley = self.galley(ui, width);
        let (rect, response) = ui.allocate_exact_size(vec2(width, galley.size().y), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, galley.text()));
        for (range, chip, size) in &self.marks {
            for patch in patches(&galley, range.clone()) {
                let middle = patch.center().y;
                let (up, down) = (size * 0.68, size * 0.66);
                let patch = Rect::from_min_max(pos2(patch.left(), middle - up), pos2(patch.right(), middle + down));
                let patch = patch.expand2(vec2(size * 0.14, 0.0)).translate(rect.min.to_vec2());
                let stroke = Stroke::new((size * 0.03).max(1.0), chip.border);
                ui.painter().rect(patch, size * 0.26, chip.fill, stroke, StrokeKind::Inside);
            }
        }
        ui.painter().galley(rect.min, galley, Color32::PLACEHOLDER);
    }
}

/// Where these characters stand, line by line.
fn patches(galley: &Galley, range: Range<usize>) -> Vec<Rect> {
    let mut patches: Vec<Rect> = Vec::new();
    let at = |index, prefer_next_row| galley.pos_from_cursor(CCursor { index, prefer_next_row });
    for index in range {
        let (left, right) = (at(index.into(), true), at((index + 1).into(), false));
        let rect = Rect::from_min_max(left.min, pos2(right.max.x.max(left.min.x), left.max.y));
        match patches.last_mut() {
            Some(last) if (last.center().y - rect.center().y).abs() < 2.0 => *last = last.union(rect),
            _ => patches.push(rect),
        }
    }
    patches.retain(|patch| patch.width() > 0.5);
    patches
}

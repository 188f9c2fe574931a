//! The predictions that changed, to look through.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use eframe::egui::{
    Align2, FontId, Rect, RichText, ScrollArea, Sense, TextStyle, Ui, WidgetInfo, WidgetType, pos2, vec2,
};

use crate::brat;
use crate::engine::Flip;
use crate::gui::Theme;

const ROW: f32 = 46.0;
/// Width of what became of it, left of what it is.
const TAG: f32 = 138.0;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    Gains,
    Losses,
}

/// Which are shown, and which of their documents can be opened.
pub struct Flips {
    shown: Shown,
    files: HashMap<String, PathBuf>,
}

impl Flips {
    /// `folder`: where the documents are that were measured on.
    pub fn new(flips: &[Flip], folder: &Path) -> Self {
        let mut files = HashMap::new();
        for name in flips.iter().map(|flip| &flip.document).filter(|name| !name.is_empty()) {
            let file = brat::txt_path(&folder.join(name));
            if !files.contains_key(name) && file.is_file() {
                files.insert(name.clone(), file);
            }
        }
        Self { shown: Shown::All, files }
    }

    /// The file and the sentence that were chosen.
    pub fn ui(&mut self, ui: &mut Ui, theme: Theme, flips: &[Flip]) -> Option<(PathBuf, usize)> {
        let gains = flips.iter().filter(|flip| flip.change.is_gain()).count();
        ui.horizontal(|ui| {
            ui.label(RichText::new("Predictions that changed").strong());
            let choices = [
                (Shown::All, format!("All {}", flips.len())),
                (Shown::Gains, format!("Gains {gains}")),
                (Shown::Losses, format!("Losses {}", flips.len() - gains)),
            ];
            for (shown, label) in choices {
                ui.selectable_value(&mut self.shown, shown, label);
            }
        });
        let wanted = |flip: &&Flip| match self.shown {
            Shown::All => true,
            Shown::Gains => flip.change.is_gain(),
            Shown::Losses => !flip.change.is_gain(),
        };
        let listed: Vec<&Flip> = flips.iter().filter(wanted).collect();
        if listed.is_empty() {
            ui.label(RichText::new("None.").color(theme.faint()));
            return None;
        }
        let mut chosen = None;
        let height = (listed.len() as f32 * ROW).min(5.0 * ROW);
        let area = ScrollArea::vertical().id_salt("improve_flips").auto_shrink([false, true]).max_height(height);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            area.show_rows(ui, ROW, listed.len(), |ui, range| {
                for flip in listed.get(range).unwrap_or_default() {
                    let file = self.files.get(&flip.document);
                    if flip_ui(ui, theme, flip, file.is_some())
                        && let Some(file) = file
                    {
                        chosen = Some((file.clone(), flip.sentence));
                    }
                }
            });
        });
        chosen
    }
}

/// One change in two lines; true when it was clicked.
fn flip_ui(ui: &mut Ui, theme: Theme, flip: &Flip, opens: bool) -> bool {
    let sense = if opens { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), sense);
    let place = format!("{}, sentence {}", flip.document, flip.sentence + 1);
    let kind = if opens { WidgetType::Button } else { WidgetType::Label };
    response
        .widget_info(|| WidgetInfo::labeled(kind, true, format!("{}: {} ({place})", flip.change.label(), flip.what)));
    if ui.is_rect_visible(rect) {
        let ink = if flip.change.is_gain() { theme.success() } else { theme.error() };
        let (body, small) = (TextStyle::Body.resolve(ui.style()), TextStyle::Small.resolve(ui.style()));
        if opens && (response.hovered() || response.has_focus()) {
            ui.painter().rect_filled(rect, 6.0, theme.selection());
        }
        let upper = rect.top() + 15.0;
        let sign = if flip.change.is_gain() { "+" } else { "−" };
        let painter = ui.painter_at(rect);
        painter.text(pos2(rect.left() + 8.0, upper), Align2::LEFT_CENTER, sign, body.clone(), ink);
        painter.text(pos2(rect.left() + 22.0, upper), Align2::LEFT_CENTER, flip.change.label(), small.clone(), ink);
        let right = pos2(rect.right() - 12.0, upper);
        let said = painter.text(right, Align2::RIGHT_CENTER, place, small.clone(), theme.faint());
        let left = rect.left() + TAG;
        let line = |font: FontId, colour, text: &str, top: f32, end: f32| {
            let room = Rect::from_min_max(pos2(left, top), pos2(end, top + 20.0));
            elided_ui(ui, room, font, colour, text);
        };
        line(body, theme.text(), &flip.what, rect.top() + 5.0, said.left() - 12.0);
        line(small, theme.faint(), &flip.text, rect.top() + 25.0, rect.right() - 12.0);
    }
    let hint = if opens { format!("{}\n\nClick to open {}", flip.text, flip.document) } else { flip.text.clone() };
    response.on_hover_text(hint).clicked()
}

/// One line, with an ellipsis where it does not fit.
fn elided_ui(ui: &Ui, room: Rect, font: FontId, colour: eframe::egui::Color32, text: &str) {
    let mut job = eframe::egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = eframe::egui::text::TextWrapping::truncate_at_width(room.width().max(0.0));
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(room.left_center() - vec2(0.0, galley.size().y * 0.5), galley, colour);
}

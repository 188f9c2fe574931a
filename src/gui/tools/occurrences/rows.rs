//! The occurrences: a box, the keyword in its context, what stands there, how sure the model is.

use super::OccurrencesTool;
use eframe::egui::{self, Align2, FontId, RichText, ScrollArea, vec2};

use super::pane::Click;
use crate::corpus::{Deed, Occurrence, Standing, first_words};
use crate::gui::Theme;
use crate::gui::picker::clip;
use crate::gui::tools::find::{ROW, keyword_ui, row_ui};
use crate::gui::words::counted;

/// Width of what stands at the end of a row.
const TAG: f32 = 124.0;

pub(super) fn occurrences_ui(tool: &OccurrencesTool, ui: &mut egui::Ui, theme: Theme, click: &mut Option<Click>) {
    if tool.found.rows.is_empty() {
        if tool.scan.is_none() && tool.asked.is_some() {
            ui.label(RichText::new("There is no such occurrence.").color(theme.faint()));
        }
        return;
    }
    let (deed, several) = (tool.deed(), tool.found.groups.len() > 1);
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("occurrences").auto_shrink([false, false]);
    area.show_rows(ui, ROW, tool.found.rows.len(), |ui, rows| {
        for at in rows {
            let Some((occurrence, chosen)) = tool.found.rows.get(at) else { continue };
            let document = tool.found.group_of(at).map(|group| group.name.as_str()).filter(|_| several);
            let row = Row { occurrence, chosen: *chosen, document, active: tool.active == Some(at) };
            row.ui(ui, theme, &deed, at, click);
        }
    });
}

struct Row<'a> {
    occurrence: &'a Occurrence,
    chosen: bool,
    document: Option<&'a str>,
    active: bool,
}

impl Row<'_> {
    fn ui(&self, ui: &mut egui::Ui, theme: Theme, deed: &Deed, at: usize, click: &mut Option<Click>) {
        let line = &self.occurrence.line;
        let quotation = line.quotation(24);
        let quoted = first_words(&quotation, 60).trim_end();
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), ROW),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                let mut chosen = self.chosen;
                let applies = deed.applies(self.occurrence);
                let label = format!("Choose “{quoted}”");
                let hit = ui.add_enabled(applies, egui::Checkbox::without_text(&mut chosen));
                hit.widget_info(|| {
                    egui::WidgetInfo::selected(egui::WidgetType::Checkbox, applies, self.chosen, &label)
                });
                if hit.clicked() {
                    *click = Some(Click::Flip(at));
                }
                let standing = self.said(deed);
                let (rect, response) =
                    row_ui(ui, theme, at, ROW, self.active, || format!("Occurrence “{quoted}”: {standing}"));
                self.paint(ui, theme, rect, &standing);
                if response.clicked() {
                    *click = Some(Click::Jump(at));
                }
            },
        );
    }

    fn paint(&self, ui: &egui::Ui, theme: Theme, rect: egui::Rect, standing: &str) {
        let painter = ui.painter_at(rect);
        let (small, right) = (FontId::proportional(11.5), rect.right() - 6.0);
        let score = self.occurrence.score.map(|score| format!("{:.0} %", score * 100.0)).unwrap_or_default();
        painter.text(egui::pos2(right, rect.center().y), Align2::RIGHT_CENTER, score, small.clone(), theme.faint());
        let ink = match self.occurrence.standing {
            Standing::Free | Standing::Entity(_) | Standing::Predicted(_) => theme.faint(),
            Standing::Rejected(_) | Standing::Other(..) | Standing::Overlapping(_) => theme.warning(),
        };
        let place = egui::pos2(right - 38.0, rect.center().y);
        let said = match self.document {
            Some(name) if standing.is_empty() => clip(name, 20),
            _ => clip(standing, 22),
        };
        painter.text(place, Align2::RIGHT_CENTER, said, small, ink);
        keyword_ui(ui, theme, rect, rect.right() - 38.0 - TAG, &self.occurrence.line.own());
    }

    /// What stands there, in words.
    fn said(&self, deed: &Deed) -> String {
        match (&self.occurrence.standing, deed) {
            (_, Deed::Replace(_)) if !self.occurrence.over.is_empty() => match self.occurrence.over.len() {
                1 => "replaces a prediction".to_owned(),
                n => format!("replaces {}", counted(n, "prediction")),
            },
            (Standing::Free, _) => String::new(),
            (Standing::Entity(_), Deed::Annotate(_) | Deed::Replace(_) | Deed::Retag(_)) => "done already".to_owned(),
            (Standing::Entity(_), Deed::Delete) => String::new(),
            (Standing::Predicted(_), _) => "predicted".to_owned(),
            (Standing::Rejected(_), _) => "rejected before".to_owned(),
            (Standing::Other(_, kind), _) => format!("is {kind}"),
            (Standing::Overlapping(kind), _) => format!("overlaps {kind}"),
        }
    }
}

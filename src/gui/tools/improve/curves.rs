//! The curves of a run, as they grow.

use eframe::egui::Ui;

use super::chart::{Chart, chart_ui};
use crate::gui::Theme;
use crate::report::Step;
use crate::report::curves::series::Points;

/// Values over updates.
#[derive(Default)]
pub struct Curves {
    pub total: u64,
    loss: Points,
    rate: Points,
    norm: Points,
    hovered: Option<f64>,
}

impl Curves {
    pub fn push(&mut self, step: &Step) {
        let update = step.update as f64;
        self.loss.push((update, step.loss));
        self.rate.push((update, step.learning_rate));
        self.norm.push((update, step.gradient_norm));
    }

    pub fn is_empty(&self) -> bool {
        self.loss.is_empty()
    }

    pub fn ui(&mut self, ui: &mut Ui, theme: Theme) {
        let total = self.total as f64;
        // What is pointed at now is known only after all three were drawn; they show what was pointed at a frame ago.
        let mut pointed = None;
        let mut draw = |ui: &mut Ui, title, points: &[(f64, f64)], hue, smoothed, height| {
            let mut hovered = self.hovered;
            let chart = Chart { title, points, total, colour: theme.hue(hue), smoothed, linear: !smoothed };
            if chart_ui(ui, theme, &chart, height, &mut hovered).hovered() {
                pointed = hovered;
            }
        };
        draw(ui, "Loss", &self.loss, 0, true, 168.0);
        ui.columns(2, |columns| {
            draw(&mut columns[0], "Learning rate", &self.rate, 2, false, 112.0);
            draw(&mut columns[1], "Gradient norm", &self.norm, 1, true, 112.0);
        });
        if pointed != self.hovered {
            self.hovered = pointed;
            ui.ctx().request_repaint();
        }
    }
}

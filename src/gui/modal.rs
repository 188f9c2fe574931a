//! The frame of a dialog that must be answered first.

use eframe::egui::{self, Id, Modal};

use super::Theme;

pub fn modal(theme: Theme, id: &str) -> Modal {
    let frame = egui::Frame::new()
        .fill(theme.background())
        .stroke(egui::Stroke::new(1.0, theme.line()))
        .corner_radius(12)
        .inner_margin(18);
    Modal::new(Id::new(id)).frame(frame)
}

/// Asks for another frame while a dialog still grows: it stands in the middle of the window, as far as the last frame
/// knew how large it is.
pub fn centre(ctx: &egui::Context, dialog: &egui::Response) {
    let key = Id::new(("dialog", dialog.id));
    if ctx.data(|data| data.get_temp(key)) != Some(dialog.rect) {
        ctx.data_mut(|data| data.insert_temp(key, dialog.rect));
        ctx.request_repaint();
    }
}

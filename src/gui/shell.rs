//! The window around its views and tools: keys and focus, panes, toasts, fonts, the title.

use eframe::egui;

use super::focus::Focus;
use super::fonts::SystemFonts;
use super::keys::{Bindings, Keyboard};
use super::panels::Arrangement;
use super::toasts::Toasts;

pub struct Shell {
    pub keyboard: Keyboard,
    pub focus: Focus,
    pub arrangement: Arrangement,
    pub toasts: Toasts,
    pub fonts: SystemFonts,
    pub title: String,
    pub frames: u64,
    /// For threads that have something to show.
    pub wake: egui::Context,
}

impl Shell {
    pub fn new(ctx: &egui::Context, keys: Bindings) -> Self {
        Self {
            keyboard: Keyboard::new(keys),
            focus: Focus::default(),
            arrangement: Arrangement::default(),
            toasts: Toasts::default(),
            fonts: SystemFonts::default(),
            title: String::new(),
            frames: 0,
            wake: ctx.clone(),
        }
    }
}

//! The theme's colours and sizes as egui styles.

use std::sync::Arc;

use eframe::egui::{
    self, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Stroke, TextStyle, Visuals, vec2,
};

use super::Theme;
use super::theme::mix;
use crate::map::export::font::{FAMILY, REGULAR};

/// Noto Sans for everything that is read; egui's own fonts stand behind it for symbols and emoji.
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let data = FontData::from_static(REGULAR);
    fonts.font_data.insert(FAMILY.to_owned(), Arc::new(data));
    if let Some(family) = fonts.families.get_mut(&FontFamily::Proportional) {
        family.insert(0, FAMILY.to_owned());
        // Hack has arrows and box drawing that the others lack.
        if !family.iter().any(|name| name == "Hack") {
            family.push("Hack".to_owned());
        }
    }
    fonts
}

pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for (which, theme) in [(egui::Theme::Light, Theme::LIGHT), (egui::Theme::Dark, Theme::DARK)] {
        ctx.style_mut_of(which, |style| {
            style.visuals = visuals(theme);
            style.spacing.item_spacing = vec2(8.0, 6.0);
            style.spacing.button_padding = vec2(10.0, 5.0);
            style.spacing.interact_size.y = 26.0;
            style.spacing.menu_margin = egui::Margin::same(6);
            style.text_styles = [
                (TextStyle::Small, FontId::new(11.5, FontFamily::Proportional)),
                (TextStyle::Body, FontId::new(14.0, FontFamily::Proportional)),
                (TextStyle::Button, FontId::new(14.0, FontFamily::Proportional)),
                (TextStyle::Heading, FontId::new(18.0, FontFamily::Proportional)),
                (TextStyle::Monospace, FontId::new(13.0, FontFamily::Monospace)),
            ]
            .into();
            // Nothing here needs to move: motion would cost frames for nothing.
            style.animation_time = 0.06;
        });
    }
}

fn visuals(theme: Theme) -> Visuals {
    let mut v = if theme.dark { Visuals::dark() } else { Visuals::light() };
    v.panel_fill = theme.panel();
    v.window_fill = theme.background();
    v.extreme_bg_color = theme.background();
    v.faint_bg_color = mix(theme.panel(), theme.line(), 0.4);
    v.window_stroke = Stroke::new(1.0, theme.line());
    v.hyperlink_color = theme.accent();
    v.weak_text_color = Some(theme.faint());
    v.selection.bg_fill = theme.selection();
    v.selection.stroke = Stroke::new(1.0, theme.accent());
    v.warn_fg_color = theme.warning();
    v.error_fg_color = theme.error();
    v.window_corner_radius = CornerRadius::same(10);
    v.menu_corner_radius = CornerRadius::same(8);
    v.widgets.noninteractive.bg_stroke = Stroke::new(1.0, theme.line());
    v.widgets.noninteractive.fg_stroke = Stroke::new(1.0, theme.text());
    let steps = [
        (&mut v.widgets.inactive, 0.5),
        (&mut v.widgets.hovered, 0.9),
        (&mut v.widgets.active, 1.0),
        (&mut v.widgets.open, 0.8),
    ];
    for (widget, share) in steps {
        // Of a check box this is a rounded corner; more would make it a disc.
        widget.corner_radius = CornerRadius::same(4);
        widget.weak_bg_fill = mix(theme.panel(), theme.line(), share);
        widget.bg_fill = mix(theme.panel(), theme.line(), share);
        widget.fg_stroke = Stroke::new(1.0, theme.text());
        widget.expansion = 0.0;
    }
    // An edge, so that an empty check box is seen on any ground.
    v.widgets.inactive.bg_stroke = Stroke::new(1.0, mix(theme.line(), theme.text(), 0.22));
    v.widgets.hovered.bg_stroke = Stroke::new(1.0, mix(theme.line(), theme.accent(), 0.5));
    v
}

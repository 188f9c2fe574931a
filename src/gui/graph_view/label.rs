//! Names on nodes: how they break into lines and how much room they take.

use eframe::egui::epaint::text::{Fonts, TextOptions};
use eframe::egui::{Color32, Context, FontId, Vec2, vec2};

/// Characters of a line; a name may take two.
const LINE: usize = 28;
pub const EDGE_FONT: f32 = 11.0;
pub const EDGE_PADDING: Vec2 = vec2(6.0, 2.5);
const NODE_PADDING: Vec2 = vec2(13.0, 7.0);
pub const LINE_HEIGHT: f32 = 1.22;

/// How wide a text is, in points.
pub trait Measure {
    fn width(&mut self, text: &str, size: f32) -> f32;
}

impl Measure for Context {
    fn width(&mut self, text: &str, size: f32) -> f32 {
        let font = FontId::proportional(size);
        self.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), font, Color32::WHITE).size().x)
    }
}

/// The fonts that come with relata, for exports without a window.
pub struct BundledFonts(Fonts);

impl BundledFonts {
    pub fn new() -> Self {
        Self(Fonts::new(TextOptions::default(), crate::gui::look::fonts()))
    }
}

impl Measure for BundledFonts {
    fn width(&mut self, text: &str, size: f32) -> f32 {
        let font = FontId::proportional(size);
        self.0.with_pixels_per_point(1.0).layout_no_wrap(text.to_owned(), font, Color32::WHITE).size().x
    }
}

/// At most two lines of about [`LINE`] characters, broken between words; what does not fit ends in an ellipsis.
pub fn wrap(label: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in label.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.is_empty() {
        lines.push("∅".to_owned());
    }
    let more = lines.len() > 2;
    lines.truncate(2);
    let last = lines.len() - 1;
    for (place, line) in lines.iter_mut().enumerate() {
        let cut = line.chars().count() > LINE;
        if cut {
            *line = line.chars().take(LINE - 1).collect();
        }
        if cut || (more && place == last) {
            line.push('…');
        }
    }
    lines
}

/// Often mentioned concepts are larger; growth is logarithmic, so that one hub does not dwarf the rest.
pub fn node_font(mentions: usize) -> f32 {
    (13.0 + 2.0 * (mentions.max(1) as f32).ln()).min(20.0)
}

pub fn node_size(lines: &[String], font: f32, measure: &mut dyn Measure) -> Vec2 {
    let width = lines.iter().map(|line| measure.width(line, font)).fold(0.0, f32::max);
    let height = lines.len() as f32 * font * LINE_HEIGHT;
    let size = vec2(width, height) + NODE_PADDING * 2.0 * (font / 13.0);
    vec2(size.x.max(size.y * 1.3), size.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_break_between_words_and_end_in_an_ellipsis() {
        assert_eq!(wrap("Lee Harvey Oswald"), ["Lee Harvey Oswald"]);
        let long = wrap("Министерство экономического развития Российской Федерации и Республики Крым");
        assert_eq!(long, ["Министерство экономического", "развития Российской…"]);
        let word = wrap(&"x".repeat(80));
        assert_eq!(word.len(), 1);
        assert_eq!(word[0].chars().count(), LINE);
        assert!(word[0].ends_with('…'));
        assert_eq!(wrap("  "), ["∅"]);
    }

    #[test]
    fn size_follows_text_and_mentions() {
        let mut fonts = BundledFonts::new();
        let size = |text: &str, count, fonts: &mut BundledFonts| node_size(&wrap(text), node_font(count), fonts);
        assert!(size("Dallas, Texas", 1, &mut fonts).x > size("Dallas", 1, &mut fonts).x);
        assert!(size("Dallas", 9, &mut fonts).y > size("Dallas", 1, &mut fonts).y);
        assert!(size("Москва", 1, &mut fonts).x > 40.0, "Cyrillic has a width");
    }
}

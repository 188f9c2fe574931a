//! Names on nodes: how they break into lines and how much room they take.

use std::collections::HashMap;

use emath::{Vec2, vec2};
use ttf_parser::Face;

/// Characters of a line; a name may take two.
const LINE: usize = 28;
pub const EDGE_FONT: f32 = 11.0;
pub const EDGE_PADDING: Vec2 = vec2(6.0, 2.5);
const NODE_PADDING: Vec2 = vec2(13.0, 7.0);
pub const LINE_HEIGHT: f32 = 1.22;
/// Before the name of a relation that the schema does not allow.
pub const FORBIDDEN: &str = "⚠";

/// The font of the window and of every picture.
pub const FONT: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");

/// How wide a text is, in points.
pub trait Measure {
    fn width(&mut self, text: &str, size: f32) -> f32;
}

/// The widths of the font that comes with relata, for pictures without a window.
pub struct FontWidths(Option<Face<'static>>);

impl FontWidths {
    pub fn new() -> Self {
        Self(Face::parse(FONT, 0).ok())
    }

    /// The share of the font size by which a character moves on.
    fn advance(&self, c: char) -> f32 {
        let known = self.0.as_ref().and_then(|face| {
            let advance = face.glyph_hor_advance(face.glyph_index(c)?)?;
            Some(f32::from(advance) / f32::from(face.units_per_em()))
        });
        // Scripts that the font lacks are square rather than narrow.
        known.unwrap_or(if c < '\u{1100}' { 0.6 } else { 1.0 })
    }
}

impl Default for FontWidths {
    fn default() -> Self {
        Self::new()
    }
}

impl Measure for FontWidths {
    fn width(&mut self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c)).sum::<f32>() * size
    }
}

/// Widths that were measured before: a map is built again with every change, and most of its names stay.
#[derive(Clone, Debug, Default)]
pub struct Widths(HashMap<u32, HashMap<String, f32>>);

impl Widths {
    /// Names that are remembered; a map that is larger is measured anew.
    const MOST: usize = 20_000;

    /// Measures with `measure` what is not known yet.
    pub fn with<'a>(&'a mut self, measure: &'a mut dyn Measure) -> Remembering<'a> {
        if self.0.values().map(HashMap::len).sum::<usize>() > Self::MOST {
            self.0.clear();
        }
        Remembering { known: self, measure }
    }
}

pub struct Remembering<'a> {
    known: &'a mut Widths,
    measure: &'a mut dyn Measure,
}

impl Measure for Remembering<'_> {
    fn width(&mut self, text: &str, size: f32) -> f32 {
        let of_size = self.known.0.entry(size.to_bits()).or_default();
        if let Some(width) = of_size.get(text) {
            return *width;
        }
        let width = self.measure.width(text, size);
        of_size.insert(text.to_owned(), width);
        width
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
    fn a_width_is_measured_once() {
        struct Counting(usize);
        impl Measure for Counting {
            fn width(&mut self, text: &str, size: f32) -> f32 {
                self.0 += 1;
                text.len() as f32 * size
            }
        }
        let (mut widths, mut counting) = (Widths::default(), Counting(0));
        for _ in 0..3 {
            let mut measure = widths.with(&mut counting);
            assert_eq!((measure.width("ab", 2.0), measure.width("ab", 3.0)), (4.0, 6.0));
        }
        assert_eq!(counting.0, 2);
    }

    #[test]
    fn size_follows_text_and_mentions() {
        let mut fonts = FontWidths::new();
        let size = |text: &str, count, fonts: &mut FontWidths| node_size(&wrap(text), node_font(count), fonts);
        assert!(size("Dallas, Texas", 1, &mut fonts).x > size("Dallas", 1, &mut fonts).x);
        assert!(size("Dallas", 9, &mut fonts).y > size("Dallas", 1, &mut fonts).y);
        assert!(size("Москва", 1, &mut fonts).x > 40.0, "Cyrillic has a width");
        let width = FontWidths::new().width("Москва", 10.0);
        assert!((36.0..48.0).contains(&width), "{width}: of the font, not guessed");
        assert_ne!(fonts.width("iii", 10.0), fonts.width("WWW", 10.0));
    }
}

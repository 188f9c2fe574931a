//! Every colour of the application, for both themes.
//!
//! Type colours come from one list of hues. The first eight stay apart for people with any of the three colour-vision
//! deficiencies, and every text keeps a contrast of at least 4.5:1 to what it stands on; tests compute both.

use std::sync::LazyLock;

use ecolor::Color32;

use crate::domain::Schema;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    pub dark: bool,
}

/// Colours of one entity type's chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChipColours {
    pub fill: Color32,
    pub border: Color32,
    pub text: Color32,
    /// The saturated hue: nodes of the map, the legend's dot, a relation's line.
    pub strong: Color32,
    /// Small words in the chip's colour, on the chip or on the background.
    pub label: Color32,
}

/// Saturated sRGB; a type's colour is its place in the schema.
///
/// The first eight were found by a search: near to hues that look well together, and at least 12 apart (CIE 1976 ΔE*ab)
/// for every pair, in both themes, as seen with normal vision, protanopia, deuteranopia and tritanopia.
const HUES: [[u8; 3]; 16] = [
    [0x34, 0x78, 0xc6],
    [0xdc, 0x6d, 0x07],
    [0x3e, 0x89, 0x5d],
    [0xc0, 0x50, 0x94],
    [0x5d, 0x51, 0xd2],
    [0xaa, 0x85, 0x3a],
    [0x00, 0x99, 0xb1],
    [0xc1, 0x36, 0x37],
    [0x5b, 0x8c, 0x1e],
    [0x8a, 0x62, 0x48],
    [0x3f, 0x5f, 0xa8],
    [0xa8, 0x4a, 0xb5],
    [0x3b, 0x8f, 0x4c],
    [0xb5, 0x5a, 0x32],
    [0x58, 0x74, 0x86],
    [0x8c, 0x7f, 0x2a],
];

/// How many of the hues stay apart for everybody.
const SAFE: usize = 8;
/// What WCAG 2.1 (level AA) asks of text, and of signs that are no text.
const TEXT_CONTRAST: f32 = 4.5;
const SIGN_CONTRAST: f32 = 3.0;

/// The hue of a place in the schema. Schemas of more types than there are hues go on with darker, then with paler ones.
fn hue(place: usize) -> [u8; 3] {
    let base = HUES[place % HUES.len()];
    let towards = |end: u16, share: u16| base.map(|v| ((u16::from(v) * (10 - share) + end * share) / 10) as u8);
    match place / HUES.len() {
        0 => base,
        1 => towards(0x18, 5),
        _ => towards(0xd0, 5),
    }
}

impl Theme {
    pub const LIGHT: Self = Self { dark: false };
    pub const DARK: Self = Self { dark: true };

    pub fn background(self) -> Color32 {
        if self.dark { Color32::from_rgb(0x17, 0x19, 0x1e) } else { Color32::from_rgb(0xfb, 0xfb, 0xfc) }
    }

    /// Side panels, a shade off the background.
    pub fn panel(self) -> Color32 {
        if self.dark { Color32::from_rgb(0x1f, 0x22, 0x28) } else { Color32::from_rgb(0xf1, 0xf2, 0xf5) }
    }

    pub fn text(self) -> Color32 {
        if self.dark { Color32::from_rgb(0xe4, 0xe6, 0xeb) } else { Color32::from_rgb(0x1c, 0x1f, 0x26) }
    }

    /// Secondary text; still readable (contrast ≥ 4.5:1).
    pub fn faint(self) -> Color32 {
        if self.dark { Color32::from_rgb(0xab, 0xb1, 0xbd) } else { Color32::from_rgb(0x52, 0x59, 0x66) }
    }

    pub fn line(self) -> Color32 {
        if self.dark { Color32::from_rgb(0x35, 0x3a, 0x44) } else { Color32::from_rgb(0xda, 0xdd, 0xe3) }
    }

    /// Selection, focus, primary buttons.
    pub fn accent(self) -> Color32 {
        if self.dark { Color32::from_rgb(0x82, 0xb5, 0xff) } else { Color32::from_rgb(0x15, 0x53, 0xba) }
    }

    /// Behind selected text.
    pub fn selection(self) -> Color32 {
        if self.dark { Color32::from_rgb(0x26, 0x3d, 0x61) } else { Color32::from_rgb(0xcf, 0xe1, 0xfb) }
    }

    pub fn warning(self) -> Color32 {
        if self.dark { Color32::from_rgb(0xf0, 0xb4, 0x4c) } else { Color32::from_rgb(0x80, 0x4d, 0x00) }
    }

    pub fn error(self) -> Color32 {
        if self.dark { Color32::from_rgb(0xff, 0x94, 0x8d) } else { Color32::from_rgb(0xad, 0x22, 0x1b) }
    }

    pub fn success(self) -> Color32 {
        if self.dark { Color32::from_rgb(0x66, 0xcc, 0x90) } else { Color32::from_rgb(0x12, 0x63, 0x37) }
    }

    /// Colours of an entity type: `visual.conf`'s if given, else by its place in the schema.
    pub fn entity(self, schema: &Schema, name: &str) -> ChipColours {
        let custom = schema.entity(name).and_then(|t| t.colour.as_deref()).and_then(parse_hex);
        let place = schema.entity_index(name).unwrap_or_else(|| stable_hash(name));
        self.chip(custom.unwrap_or(hue(place)))
    }

    /// A relation type's line colour; takes the first eight hues from their end, so that it rarely equals the chips
    /// beside it.
    pub fn relation(self, schema: &Schema, name: &str) -> Color32 {
        let custom = schema.relation(name).and_then(|t| t.colour.as_deref()).and_then(parse_hex);
        let place = schema.relation_index(name).unwrap_or_else(|| stable_hash(name)) % HUES.len();
        let place = if place < SAFE { (SAFE + 6 - place) % SAFE } else { place };
        self.chip(custom.unwrap_or(HUES[place])).strong
    }

    /// A line of a chart, by its place among the hues.
    pub fn hue(self, place: usize) -> Color32 {
        self.chip(HUES[place % HUES.len()]).strong
    }

    /// The first and the second of two annotations that are compared; told apart by their numbers, too.
    pub fn layer(self, layer: usize) -> Color32 {
        match (self.dark, layer) {
            (true, 0) => Color32::from_rgb(0x4f, 0xc3, 0xd9),
            (true, _) => Color32::from_rgb(0xff, 0xa6, 0x5c),
            (false, 0) => Color32::from_rgb(0x00, 0x6d, 0x80),
            (false, _) => Color32::from_rgb(0xa8, 0x4a, 0x00),
        }
    }

    /// The filled part of a progress bar; text stands on it.
    pub fn bar(self) -> Color32 {
        mix(self.panel(), self.accent(), if self.dark { 0.45 } else { 0.35 })
    }

    fn chip(self, hue: [u8; 3]) -> ChipColours {
        let hue = Color32::from_rgb(hue[0], hue[1], hue[2]);
        let (base, ink) = (self.background(), self.text());
        // A file may ask for yellow on white.
        let (fill, border, text, strong) = if self.dark {
            let strong = self.towards(mix(hue, Color32::WHITE, 0.28), ink, self.panel(), SIGN_CONTRAST);
            let fills = [0.36, 0.32, 0.28, 0.24, 0.20, 0.16].map(|share| mix(base, hue, share));
            let dark_enough = |fill: &Color32| contrast(ink, self.touched(*fill, strong)) >= TEXT_CONTRAST;
            let fill = fills.into_iter().find(dark_enough).unwrap_or(base);
            (fill, mix(base, hue, 0.75), mix(ink, hue, 0.10), strong)
        } else {
            let strong = self.towards(hue, ink, self.panel(), SIGN_CONTRAST);
            (mix(base, hue, 0.20), mix(base, hue, 0.70), mix(ink, hue, 0.25), strong)
        };
        // The chip under the pointer is the darkest ground that its words stand on, or the lightest in the dark.
        let touched = self.touched(fill, strong);
        let label = self.towards(mix(strong, ink, 0.25), ink, touched, TEXT_CONTRAST);
        ChipColours { fill, border, text: self.towards(text, ink, touched, TEXT_CONTRAST), strong, label }
    }

    /// Ground and words of a pill in a type's colour, on a pane.
    pub fn pill(self, colour: Color32) -> (Color32, Color32) {
        let ink = mix(self.text(), colour, 0.15);
        let shares = if self.dark { [0.35, 0.28, 0.21, 0.14] } else { [0.18, 0.15, 0.12, 0.09] };
        let fills = shares.map(|share| mix(self.panel(), colour, share));
        let fill = fills.into_iter().find(|fill| contrast(ink, *fill) >= TEXT_CONTRAST).unwrap_or(self.panel());
        (fill, ink)
    }

    /// A chip's ground while it is selected or under the pointer.
    pub fn touched(self, fill: Color32, strong: Color32) -> Color32 {
        mix(fill, strong, if self.dark { 0.18 } else { 0.12 })
    }

    /// Words in `ink` on `ground`, moved towards the text's colour as far as reading them needs.
    pub fn readable(self, ink: Color32, ground: Color32) -> Color32 {
        self.towards(ink, self.text(), ground, TEXT_CONTRAST)
    }

    fn towards(self, from: Color32, to: Color32, ground: Color32, wanted: f32) -> Color32 {
        const STEPS: u8 = 12;
        let steps = (0..=STEPS).map(|step| mix(from, to, f32::from(step) / f32::from(STEPS)));
        steps.into_iter().find(|colour| contrast(*colour, ground) >= wanted).unwrap_or(to)
    }
}

/// `share` of `b` in `a`, in sRGB.
pub fn mix(a: Color32, b: Color32, share: f32) -> Color32 {
    let channel = |x: u8, y: u8| (f32::from(x) + (f32::from(y) - f32::from(x)) * share).round().clamp(0.0, 255.0) as u8;
    Color32::from_rgb(channel(a.r(), b.r()), channel(a.g(), b.g()), channel(a.b(), b.b()))
}

fn parse_hex(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#')?;
    let byte = |i: usize| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok();
    match digits.len() {
        6 => Some([byte(0)?, byte(2)?, byte(4)?]),
        _ => None,
    }
}

/// The same colour for the same name in every run (FNV-1a).
fn stable_hash(name: &str) -> usize {
    name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) as usize
}

/// WCAG 2.1 contrast ratio of two opaque colours, 1 to 21.
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |c: Color32| 0.2126 * linear(c.r()) + 0.7152 * linear(c.g()) + 0.0722 * linear(c.b());
    let (x, y) = (luminance(a), luminance(b));
    (x.max(y) + 0.05) / (x.min(y) + 0.05)
}

/// A channel's share of light. From a table: colours are asked for in every frame.
pub fn linear(channel: u8) -> f32 {
    static TABLE: LazyLock<[f32; 256]> = LazyLock::new(|| {
        std::array::from_fn(|v| {
            let v = v as f32 / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        })
    });
    TABLE[usize::from(channel)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_side_is_read_on_its_colour() {
        for theme in [Theme::LIGHT, Theme::DARK] {
            for layer in [0, 1] {
                assert!(contrast(theme.background(), theme.layer(layer)) >= 4.5);
            }
        }
    }

    #[test]
    fn hex_colours_are_read_and_nonsense_is_not() {
        assert_eq!(parse_hex("#ff8000"), Some([255, 128, 0]));
        assert_eq!(parse_hex("#ff80"), None);
        assert_eq!(parse_hex("#зз80"), None);
    }
}

//! Every colour of the application, for both themes.
//!
//! Type colours come from one list of hues that stay apart for people with colour-vision deficiency (after Okabe & Ito
//! 2008, extended); text on them keeps a contrast of at least 4.5:1, which a test computes.

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
}

/// Okabe–Ito hues and neighbours, as saturated sRGB; a type's colour is its place in the schema.
const HUES: [[u8; 3]; 16] = [
    [0x1f, 0x77, 0xc9],
    [0xd9, 0x6b, 0x06],
    [0x0b, 0x95, 0x6f],
    [0xc0, 0x4f, 0x93],
    [0x7a, 0x5a, 0xd0],
    [0xb0, 0x8a, 0x00],
    [0x0a, 0x94, 0xa8],
    [0xc8, 0x3f, 0x3f],
    [0x5b, 0x8c, 0x1e],
    [0x8a, 0x62, 0x48],
    [0x3f, 0x5f, 0xa8],
    [0xa8, 0x4a, 0xb5],
    [0x3b, 0x8f, 0x4c],
    [0xb5, 0x5a, 0x32],
    [0x58, 0x74, 0x86],
    [0x8c, 0x7f, 0x2a],
];

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
        if self.dark { Color32::from_rgb(0x9d, 0xa3, 0xb0) } else { Color32::from_rgb(0x5c, 0x63, 0x70) }
    }

    pub fn line(self) -> Color32 {
        if self.dark { Color32::from_rgb(0x36, 0x3b, 0x45) } else { Color32::from_rgb(0xd8, 0xdb, 0xe1) }
    }

    /// Selection, focus, primary buttons.
    pub fn accent(self) -> Color32 {
        if self.dark { Color32::from_rgb(0x6c, 0xa8, 0xff) } else { Color32::from_rgb(0x1a, 0x5f, 0xd0) }
    }

    /// Behind selected text.
    pub fn selection(self) -> Color32 {
        if self.dark { Color32::from_rgb(0x2b, 0x44, 0x6b) } else { Color32::from_rgb(0xc9, 0xdd, 0xfb) }
    }

    pub fn warning(self) -> Color32 {
        if self.dark { Color32::from_rgb(0xf0, 0xb4, 0x4c) } else { Color32::from_rgb(0x96, 0x5b, 0x00) }
    }

    pub fn error(self) -> Color32 {
        if self.dark { Color32::from_rgb(0xff, 0x84, 0x7c) } else { Color32::from_rgb(0xb8, 0x26, 0x1f) }
    }

    pub fn success(self) -> Color32 {
        if self.dark { Color32::from_rgb(0x63, 0xc9, 0x8d) } else { Color32::from_rgb(0x17, 0x76, 0x42) }
    }

    /// Colours of an entity type: `visual.conf`'s if given, else by its place in the schema.
    pub fn entity(self, schema: &Schema, name: &str) -> ChipColours {
        let custom = schema.entity(name).and_then(|t| t.colour.as_deref()).and_then(parse_hex);
        let place = schema.entity_index(name).unwrap_or_else(|| stable_hash(name));
        self.chip(custom.unwrap_or(HUES[place % HUES.len()]))
    }

    /// A relation type's line colour; starts in the middle of the list so that it rarely equals the chips beside it.
    pub fn relation(self, schema: &Schema, name: &str) -> Color32 {
        let custom = schema.relation(name).and_then(|t| t.colour.as_deref()).and_then(parse_hex);
        let place = schema.relation_index(name).unwrap_or_else(|| stable_hash(name)) + 6;
        self.chip(custom.unwrap_or(HUES[place % HUES.len()])).strong
    }

    /// A line of a chart, by its place among the hues.
    pub fn hue(self, place: usize) -> Color32 {
        self.chip(HUES[place % HUES.len()]).strong
    }

    /// The filled part of a progress bar; text stands on it.
    pub fn bar(self) -> Color32 {
        mix(self.panel(), self.accent(), if self.dark { 0.45 } else { 0.35 })
    }

    fn chip(self, hue: [u8; 3]) -> ChipColours {
        let hue = Color32::from_rgb(hue[0], hue[1], hue[2]);
        let (base, ink) = (self.background(), self.text());
        if self.dark {
            ChipColours {
                fill: mix(base, hue, 0.36),
                border: mix(base, hue, 0.75),
                text: mix(ink, hue, 0.10),
                strong: mix(hue, Color32::WHITE, 0.28),
            }
        } else {
            ChipColours {
                fill: mix(base, hue, 0.20),
                border: mix(base, hue, 0.70),
                text: mix(ink, hue, 0.25),
                strong: hue,
            }
        }
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
    let luminance = |c: Color32| {
        let linear = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(c.r()) + 0.7152 * linear(c.g()) + 0.0722 * linear(c.b())
    };
    let (x, y) = (luminance(a), luminance(b));
    (x.max(y) + 0.05) / (x.min(y) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_readable_on_everything_it_stands_on() {
        for theme in [Theme::LIGHT, Theme::DARK] {
            for ground in [theme.background(), theme.panel()] {
                for ink in
                    [theme.text(), theme.faint(), theme.accent(), theme.warning(), theme.error(), theme.success()]
                {
                    assert!(contrast(ink, ground) >= 4.5, "{ink:?} on {ground:?}: {}", contrast(ink, ground));
                }
            }
            assert!(contrast(theme.text(), theme.selection()) >= 4.5);
            assert!(contrast(theme.text(), theme.bar()) >= 4.5);
            assert!(contrast(theme.background(), theme.accent()) >= 4.5, "a primary button's text");
            for hue in HUES {
                let chip = theme.chip(hue);
                assert!(contrast(chip.text, chip.fill) >= 4.5, "{hue:?}: {}", contrast(chip.text, chip.fill));
                assert!(
                    contrast(chip.strong, theme.background()) >= 3.0,
                    "{hue:?}: {}",
                    contrast(chip.strong, theme.background())
                );
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

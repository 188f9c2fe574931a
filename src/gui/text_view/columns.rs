//! Where on its row each character stands.
//!
//! epaint gives one glyph for each character, in the order in which they are painted; but after every right-to-left run
//! it repeats all characters of the run except the first as glyphs without width. Both are undone here, so that boxes,
//! carets and selections follow the text.

use eframe::egui::Galley;

/// One character on a row: its sides, and whether the text runs to the left here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub left: f32,
    pub right: f32,
    pub rtl: bool,
}

impl Cell {
    /// Where a caret before (`false`) or after (`true`) the character stands.
    pub fn side(self, after: bool) -> f32 {
        if after == self.rtl { self.left } else { self.right }
    }
}

/// The cells of each row of a galley of `text`; a row has as many as it holds characters.
pub fn cells(text: &str, galley: &Galley) -> Vec<Vec<Cell>> {
    let glyphs = || {
        let rows = galley.rows.iter().enumerate();
        rows.flat_map(|(n, row)| row.glyphs.iter().map(move |g| (n, row.pos.x + g.pos.x, g)))
    };
    let mut rows: Vec<Vec<Cell>> = galley.rows.iter().map(|row| Vec::with_capacity(row.glyphs.len())).collect();
    let mut put = |row: &mut usize, (n, x, width): (usize, f32, f32), rtl: bool| {
        // Rows only ever go down, also where a right-to-left run was broken.
        *row = n.max(*row);
        if let Some(cells) = rows.get_mut(*row) {
            cells.push(Cell { left: x, right: x + width, rtl });
        }
    };
    let mut row = 0;
    if !text.chars().any(is_rtl) {
        for ((n, x, glyph), _) in glyphs().zip(text.chars()) {
            put(&mut row, (n, x, glyph.advance_width), false);
        }
        return rows;
    }
    let chars: Vec<char> = text.chars().collect();
    let drawn: Vec<(char, f32)> = glyphs().map(|(_, _, g)| (g.chr, g.advance_width)).collect();
    let places: Vec<(usize, f32, f32)> = glyphs().map(|(n, x, g)| (n, x, g.advance_width)).collect();
    for (glyph, rtl) in order(&chars, &drawn) {
        if let Some(place) = places.get(glyph) {
            put(&mut row, *place, rtl);
        }
    }
    rows
}

/// For each character the glyph that shows it, and whether it is part of a right-to-left run.
fn order(chars: &[char], glyphs: &[(char, f32)]) -> Vec<(usize, bool)> {
    let mut order = Vec::with_capacity(chars.len());
    let mut at = 0;
    while order.len() < chars.len() {
        let rest = &chars[order.len()..];
        let here = glyphs.get(at..).unwrap_or_default();
        match rest.first() {
            Some(first) if is_rtl(*first) => {
                let (shown, length) = run(rest, here);
                order.extend((0..length).map(|k| (at + shown - 1 - k.min(shown - 1), true)));
                at += shown + length - 1;
            }
            _ => {
                order.push((at.min(glyphs.len().saturating_sub(1)), false));
                at += 1;
            }
        }
    }
    order
}

/// How many glyphs show the run that starts here, and how many characters it has; both at least 1.
fn run(chars: &[char], glyphs: &[(char, f32)]) -> (usize, usize) {
    // A run is painted from its last character to its first, and no run is longer than the text that is left.
    let limit = glyphs.len().min(chars.len());
    for last in 0..limit {
        if Some(&glyphs[last].0) != chars.first() {
            continue;
        }
        let repeated = glyphs[last + 1..].iter().zip(&chars[1..]).take_while(|(g, c)| g.1 == 0.0 && g.0 == **c);
        let repeated = repeated.count();
        if repeated >= last {
            return (last + 1, repeated + 1);
        }
    }
    (1, 1)
}

/// Hebrew, Arabic and their neighbours, and the forms kept for old encodings.
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(shown: &str, repeated: &str) -> Vec<(char, f32)> {
        shown.chars().map(|c| (c, 1.0)).chain(repeated.chars().map(|c| (c, 0.0))).collect()
    }

    #[test]
    fn right_to_left_runs_are_turned_round_and_repetitions_skipped() {
        let chars: Vec<char> = "a אבג ד.".chars().collect();
        let mut drawn = glyphs("a ", "");
        drawn.extend(glyphs("גבא", "בג"));
        drawn.extend(glyphs(" ד.", ""));
        let places: Vec<usize> = order(&chars, &drawn).into_iter().map(|(glyph, _)| glyph).collect();
        assert_eq!(places, [0, 1, 4, 3, 2, 7, 8, 9]);
    }

    #[test]
    fn ligatures_share_a_glyph_and_short_glyph_lists_are_survived() {
        // Three characters shown by two glyphs.
        let chars: Vec<char> = "לאם".chars().collect();
        assert_eq!(order(&chars, &glyphs("םל", "אם")), [(1, true), (0, true), (0, true)]);
        assert_eq!(order(&chars, &[]).len(), 3);
        assert_eq!(order(&['a', 'b'], &glyphs("a", "")), [(0, false), (0, false)]);
    }
}

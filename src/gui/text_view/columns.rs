//! Where on its row each character stands.
//!
//! epaint gives one glyph for each character, in the order in which they are painted; but after every right-to-left run
//! it repeats all characters of the run except the first as glyphs without width. Both are undone here, so that boxes,
//! carets and selections follow the text.

use eframe::egui::Galley;

/// One character on a row: its sides, the glyph of the row that shows it, and whether the text runs to the left here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub left: f32,
    pub right: f32,
    pub glyph: u32,
    pub rtl: bool,
}

impl Cell {
    /// Where a caret before (`false`) or after (`true`) the character stands.
    pub fn side(self, after: bool) -> f32 {
        if after == self.rtl { self.left } else { self.right }
    }
}

/// The cells of each row of a galley of `text`; a row has as many as it holds characters. `sections`: where the sections
/// begin that were shaped each by itself, in bytes, ascending.
pub fn cells(text: &str, sections: &[usize], galley: &Galley) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = galley.rows.iter().map(|row| Vec::with_capacity(row.glyphs.len())).collect();
    let places = galley.rows.iter().enumerate().flat_map(|(n, row)| {
        (0..).zip(&row.glyphs).map(move |(glyph, g)| {
            let left = row.pos.x + g.pos.x;
            (n, g, Cell { left, right: left + g.advance_width, glyph, rtl: false })
        })
    });
    let mut row = 0;
    let mut put = |n: usize, cell: Cell| {
        // Rows only ever go down, also where a right-to-left run was broken.
        row = n.max(row);
        if let Some(cells) = rows.get_mut(row) {
            cells.push(cell);
        }
    };
    if !text.chars().any(is_rtl) {
        places.zip(text.chars()).for_each(|((n, _, cell), _)| put(n, cell));
        return rows;
    }
    let places: Vec<_> = places.collect();
    let drawn: Vec<(char, f32)> = places.iter().map(|(_, g, _)| (g.chr, g.advance_width)).collect();
    let starts = sections.iter().copied().chain([text.len()]);
    let lengths = starts.clone().zip(starts.skip(1)).filter_map(|(from, to)| Some(text.get(from..to)?.chars().count()));
    let chars: Vec<char> = text.chars().collect();
    for (glyph, rtl) in order(&chars, &lengths.collect::<Vec<_>>(), &drawn) {
        if let Some((n, _, cell)) = places.get(glyph) {
            put(*n, Cell { rtl, ..*cell });
        }
    }
    rows
}

/// For each character the glyph that shows it, and whether it is part of a right-to-left run. `sections`: how many
/// characters were shaped together; no run reaches beyond.
fn order(chars: &[char], sections: &[usize], glyphs: &[(char, f32)]) -> Vec<(usize, bool)> {
    let mut order = Vec::with_capacity(chars.len());
    let (mut at, mut end) = (0, 0);
    let mut sections = sections.iter();
    while order.len() < chars.len() {
        while end <= order.len() {
            end = sections.next().map_or(chars.len(), |length| end + length).min(chars.len());
        }
        let rest = &chars[order.len()..end];
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
pub fn is_rtl(c: char) -> bool {
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
        let places: Vec<usize> = order(&chars, &[chars.len()], &drawn).into_iter().map(|(glyph, _)| glyph).collect();
        assert_eq!(places, [0, 1, 4, 3, 2, 7, 8, 9]);
    }

    #[test]
    fn ligatures_share_a_glyph_and_short_glyph_lists_are_survived() {
        // Three characters shown by two glyphs.
        let chars: Vec<char> = "לאם".chars().collect();
        assert_eq!(order(&chars, &[3], &glyphs("םל", "אם")), [(1, true), (0, true), (0, true)]);
        assert_eq!(order(&chars, &[3], &[]).len(), 3);
        assert_eq!(order(&['a', 'b'], &[2], &glyphs("a", "")), [(0, false), (0, false)]);
    }

    #[test]
    fn runs_end_where_their_sections_do() {
        // Two words without anything between them, shaped each by itself.
        let chars: Vec<char> = "אבגד".chars().collect();
        let mut drawn = glyphs("בא", "ב");
        drawn.extend(glyphs("דג", "ד"));
        let places: Vec<usize> = order(&chars, &[2, 2], &drawn).into_iter().map(|(glyph, _)| glyph).collect();
        assert_eq!(places, [1, 0, 4, 3]);
    }
}

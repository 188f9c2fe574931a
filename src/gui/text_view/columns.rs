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
                let run = Run::find(rest, here);
                order.extend(run.glyphs(rest, here).into_iter().map(|glyph| (at + glyph, true)));
                at += run.glyphs;
            }
            _ => {
                order.push((at.min(glyphs.len().saturating_sub(1)), false));
                at += 1;
            }
        }
    }
    order
}

/// A run that is painted from its last character to its first.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Run {
    chars: usize,
    /// Glyphs that are painted, and those with the repetitions.
    shown: usize,
    glyphs: usize,
}

impl Run {
    /// The longest run that starts here; at least one character.
    fn find(chars: &[char], glyphs: &[(char, f32)]) -> Self {
        let lengths = (2..=chars.len()).rev();
        lengths.filter_map(|length| Self::of_length(&chars[..length], glyphs)).next().unwrap_or(Self {
            chars: 1,
            shown: 1,
            glyphs: 1,
        })
    }

    /// Behind the painted glyphs stand the characters that the glyphs of the first character do not account for: all but
    /// the first, or all behind its marks.
    fn of_length(chars: &[char], glyphs: &[(char, f32)]) -> Option<Self> {
        let is_first = |glyph: &(char, f32)| Some(&glyph.0) == chars.first();
        for last in 0..glyphs.len().min(2 * chars.len()) {
            if !glyphs.get(last).is_some_and(is_first) {
                continue;
            }
            let own = glyphs[..=last].iter().rev().take_while(|glyph| is_first(glyph)).count();
            for own in 1..=own.min(chars.len() - 1) {
                let repeated = &chars[own..];
                let there = glyphs.get(last + 1..last + 1 + repeated.len()).unwrap_or_default();
                if there.len() == repeated.len() && there.iter().zip(repeated).all(|(g, c)| g.0 == *c && g.1 == 0.0) {
                    return Some(Self { chars: chars.len(), shown: last + 1, glyphs: last + 1 + repeated.len() });
                }
            }
        }
        None
    }

    /// For each character the glyph that shows it; marks and parts of ligatures are shown by that of their letter.
    fn glyphs(self, chars: &[char], glyphs: &[(char, f32)]) -> Vec<usize> {
        let mut next = self.shown;
        let mut last = self.shown.saturating_sub(1);
        let of = |c: &char| {
            let before = glyphs.get(..next).unwrap_or_default();
            // Further glyphs of the same letter are its marks.
            let letter = glyphs.get(last).map(|glyph| glyph.0);
            let skipped = before.iter().rev().take_while(|g| g.0 != *c && Some(g.0) == letter).count();
            if before.len().checked_sub(skipped + 1).and_then(|at| before.get(at)).is_some_and(|glyph| glyph.0 == *c) {
                last = before.len() - skipped - 1;
                next = last;
            }
            last
        };
        chars.iter().take(self.chars).map(of).collect()
    }
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

    /// Which glyph shows which character.
    fn places(text: &str, sections: &[usize], drawn: &[(char, f32)]) -> Vec<usize> {
        let chars: Vec<char> = text.chars().collect();
        order(&chars, sections, drawn).into_iter().map(|(glyph, _)| glyph).collect()
    }

    #[test]
    fn right_to_left_runs_are_turned_round_and_repetitions_skipped() {
        let mut drawn = glyphs("a ", "");
        drawn.extend(glyphs("גבא", "בג"));
        drawn.extend(glyphs(" ד.", ""));
        assert_eq!(places("a אבג ד.", &[2, 3, 1, 1, 1], &drawn), [0, 1, 4, 3, 2, 7, 8, 9]);
    }

    #[test]
    fn words_that_begin_and_end_with_the_same_letter_are_one_run() {
        let mut drawn = glyphs("הקלחמה", "מחלקה");
        drawn.extend(glyphs("הה", "ה"));
        drawn.extend(glyphs("x", ""));
        assert_eq!(places("המחלקהההx", &[6, 2, 1], &drawn), [5, 4, 3, 2, 1, 0, 12, 11, 14]);
    }

    #[test]
    fn marks_are_shown_with_their_letters() {
        // The shaper names every glyph of a letter with marks after the letter.
        let drawn: Vec<(char, f32)> = glyphs("לששש", "ל").into_iter().collect();
        assert_eq!(places("ש\u{5c1}\u{5b8}ל", &[4], &drawn), [3, 3, 3, 0]);
    }

    #[test]
    fn ligatures_share_a_glyph_and_short_glyph_lists_are_survived() {
        // Three characters shown by two glyphs.
        assert_eq!(places("לאם", &[3], &glyphs("םל", "אם")), [1, 1, 0]);
        assert_eq!(places("לאם", &[3], &[]).len(), 3);
        assert_eq!(places("ab", &[2], &glyphs("a", "")), [0, 0]);
    }

    #[test]
    fn runs_end_where_their_sections_do() {
        // Two words without anything between them, shaped each by itself.
        let mut drawn = glyphs("בא", "ב");
        drawn.extend(glyphs("דג", "ד"));
        assert_eq!(places("אבגד", &[2, 2], &drawn), [1, 0, 4, 3]);
        // Arabic digits are shaped from left to right.
        assert_eq!(places("٢٠٠٥", &[4], &glyphs("٢٠٠٥", "")), [0, 1, 2, 3]);
    }
}

//! Text that runs to the left, or both ways: which stretches run which way (Unicode Standard Annex #9), and how they
//! stand on a row.
//!
//! epaint shapes each section of a layout by itself and puts sections from left to right. So a block with right-to-left
//! text is cut into sections that run one way each (a word, or a sign between words), rows are broken in the order of the
//! text, and then the sections of each row are put where they belong (rule L2).

use std::borrow::Cow;
use std::sync::Arc;

use eframe::egui::Galley;
use unicode_bidi::{BidiClass, BidiInfo};
use unicode_bidi_mirroring::get_mirrored;

use super::columns::{Cell, is_rtl};

/// How a block of text runs.
pub struct Flow {
    /// The text as it is shown: brackets that run to the left are their mirror images. As long as the block, byte for
    /// byte.
    pub shown: String,
    /// Whether the paragraph itself runs to the left, and so begins at the right.
    rtl: bool,
    /// For each byte, how deep it is nested in changes of direction; odd levels run to the left.
    levels: Vec<u8>,
    /// Where a section must begin, in bytes, ascending.
    cuts: Vec<usize>,
}

/// `None` where everything runs to the right.
pub fn flow(text: &str) -> Option<Flow> {
    // What runs to the left begins with bytes from here on; Latin, Greek and Cyrillic do not.
    if !text.bytes().any(|byte| byte >= 0xD6) || !text.chars().any(is_rtl) {
        return None;
    }
    let info = BidiInfo::new(text, None);
    let paragraph = info.paragraphs.first()?;
    // Characters that end a paragraph are on no line of their own here: the block is shown as one.
    let levels: Vec<u8> = info.levels.iter().map(|level| level.number()).collect();
    let (mut shown, mut cuts) = (String::with_capacity(text.len()), Vec::new());
    let mut before: Option<(u8, bool)> = None;
    for (at, c) in text.char_indices() {
        let level = levels.get(at).copied().unwrap_or_default();
        let joins = match info.original_classes.get(at) {
            Some(BidiClass::R | BidiClass::AL) => true,
            // Marks and joiners belong to the letter before them.
            Some(BidiClass::NSM | BidiClass::BN) => before.is_some_and(|(_, joins)| joins),
            _ => false,
        };
        let runs_left = level % 2 == 1;
        let goes_on = before == Some((level, joins)) && (joins || !runs_left);
        if !goes_on {
            cuts.push(at);
        }
        before = Some((level, joins));
        let mirror = get_mirrored(c).filter(|m| runs_left && m.len_utf8() == c.len_utf8());
        shown.push(mirror.unwrap_or(c));
    }
    Some(Flow { shown, rtl: paragraph.level.is_rtl(), levels, cuts })
}

impl Flow {
    /// Where a section must begin, in bytes of the block.
    pub fn cuts(&self) -> &[usize] {
        &self.cuts
    }

    /// Moves the sections of each row to where they belong: `cells` of each row, and the glyphs of its picture.
    /// `sections`: where each begins, in bytes of `text`, ascending.
    pub fn order(&self, text: &str, sections: &[usize], rows: &mut [Vec<Cell>], galley: &mut Galley, width: f32) {
        let mut chars = text.char_indices();
        for (cells, placed) in rows.iter_mut().zip(&mut galley.rows) {
            let here: Vec<(usize, char)> = chars.by_ref().take(cells.len()).collect();
            let mut pieces = self.pieces(&here, sections, cells);
            let shift = self.place(&mut pieces, width);
            if shift.iter().all(|by| by.abs() < 0.01) {
                turn(&pieces, cells);
                continue;
            }
            let row = Arc::make_mut(&mut placed.row);
            let mut by_glyph = vec![None; row.glyphs.len()];
            for (piece, by) in pieces.iter().zip(&shift) {
                for cell in cells.iter_mut().skip(piece.first).take(piece.count) {
                    cell.left += by;
                    cell.right += by;
                    if let Some(glyph) = by_glyph.get_mut(cell.glyph as usize) {
                        *glyph = Some(*by);
                    }
                }
            }
            turn(&pieces, cells);
            // A glyph that stands for no character of its own goes with its neighbour.
            let mut last = shift.first().copied().unwrap_or_default();
            for (glyph, by) in row.glyphs.iter_mut().zip(by_glyph) {
                last = by.unwrap_or(last);
                glyph.pos.x += last;
                if !glyph.uv_rect.is_nothing() {
                    let first = glyph.first_vertex as usize;
                    let corners = row.visuals.mesh.vertices.iter_mut().skip(first).take(4);
                    corners.for_each(|vertex| vertex.pos.x += last);
                }
            }
            row.visuals.mesh_bounds = row.visuals.mesh.calc_bounds();
        }
    }

    /// The sections, or what of them is on a row.
    fn pieces(&self, here: &[(usize, char)], sections: &[usize], cells: &[Cell]) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut section = usize::MAX;
        let mut edge = 0.0;
        for (n, ((at, c), cell)) in here.iter().zip(cells).enumerate() {
            let within = sections.partition_point(|start| start <= at);
            if within != section || pieces.is_empty() {
                let level = self.levels.get(*at).copied().unwrap_or_default();
                pieces.push(Piece {
                    first: n,
                    count: 0,
                    left: cell.left,
                    right: cell.right,
                    gap: 0.0,
                    level,
                    blank: true,
                });
                section = within;
            }
            if let Some(piece) = pieces.last_mut() {
                piece.count += 1;
                piece.left = piece.left.min(cell.left);
                piece.right = piece.right.max(cell.right);
                piece.blank &= c.is_whitespace();
            }
        }
        for piece in &mut pieces {
            piece.gap = (piece.left - edge).max(0.0);
            edge = piece.right;
        }
        // Rule L1: what is blank at the end of a row runs as the paragraph does.
        for piece in pieces.iter_mut().rev().take_while(|piece| piece.blank) {
            piece.level = u8::from(self.rtl);
        }
        pieces
    }

    /// By how much each piece moves.
    fn place(&self, pieces: &mut [Piece], width: f32) -> Vec<f32> {
        let levels: Vec<u8> = pieces.iter().map(|piece| piece.level).collect();
        let mut x = 0.0;
        let mut shift = vec![0.0; pieces.len()];
        // The row's end, without what is blank there: of a row that begins at the right, that is on the left.
        let (mut left, mut right) = (f32::INFINITY, 0.0_f32);
        for at in visual(&levels) {
            let piece = &pieces[at];
            let runs_left = piece.level % 2 == 1;
            x += if runs_left { 0.0 } else { piece.gap };
            shift[at] = x - piece.left;
            let start = x;
            x += piece.right - piece.left + if runs_left { piece.gap } else { 0.0 };
            if !piece.blank {
                (left, right) = (left.min(start), right.max(x));
            }
        }
        if self.rtl && left < right {
            // The right edge of the first word stands where rows end that run to the right.
            let by = width - right.max(x);
            shift.iter_mut().for_each(|shift| *shift += by);
        }
        shift
    }
}

/// Stretches that run to the left say so to carets and selections.
fn turn(pieces: &[Piece], cells: &mut [Cell]) {
    for piece in pieces {
        cells.iter_mut().skip(piece.first).take(piece.count).for_each(|cell| cell.rtl = piece.level % 2 == 1);
    }
}

/// What of a section is on one row: its characters on it, its sides, the room before it.
struct Piece {
    first: usize,
    count: usize,
    left: f32,
    right: f32,
    gap: f32,
    level: u8,
    blank: bool,
}

/// A short text as it is to be given to the toolkit where it stands on one line (a name in a list, a title): words that
/// run to the left follow each other to the left. The toolkit turns the letters of each word round by itself.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let Some(flow) = flow(text) else { return Cow::Borrowed(text) };
    let ends = flow.cuts.iter().skip(1).copied().chain([text.len()]);
    let pieces: Vec<&str> = flow.cuts.iter().zip(ends).filter_map(|(start, end)| flow.shown.get(*start..end)).collect();
    let levels: Vec<u8> = flow.cuts.iter().filter_map(|start| flow.levels.get(*start).copied()).collect();
    Cow::Owned(visual(&levels).into_iter().filter_map(|at| pieces.get(at).copied()).collect())
}

/// Rule L2: from left to right, which comes when. Every stretch of a level or higher ones is turned round, from the
/// highest level down to the lowest odd one.
fn visual(levels: &[u8]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..levels.len()).collect();
    let highest = levels.iter().copied().max().unwrap_or_default();
    for level in (1..=highest).rev() {
        let mut at = 0;
        while at < order.len() {
            let end = order[at..].iter().position(|n| levels[*n] < level).map_or(order.len(), |n| at + n);
            order[at..end].reverse();
            at = end + 1;
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_runs_to_the_right_has_no_flow() {
        for text in ["", "Lee Oswald", "Анна — в Риме", "東京", "e\u{301} 👩‍👩‍👧"] {
            assert!(flow(text).is_none(), "{text}");
        }
    }

    #[test]
    fn sections_run_one_way_and_brackets_are_turned() {
        let text = "נועה (כהן) גרה in Paris ב-1948.";
        let flow = flow(text).expect("Hebrew");
        assert!(flow.rtl);
        assert_eq!(flow.shown, text.replace('(', "\u{1}").replace(')', "(").replace('\u{1}', ")"));
        let ends = flow.cuts().iter().skip(1).copied().chain([text.len()]);
        let sections: Vec<&str> = flow.cuts().iter().zip(ends).map(|(start, end)| &text[*start..end]).collect();
        assert_eq!(sections, ["נועה", " ", "(", "כהן", ")", " ", "גרה", " ", "in Paris", " ", "ב", "-", "1948", "."]);
        assert!(!super::flow("in נועה").expect("Hebrew").rtl);
    }

    #[test]
    fn names_are_given_in_the_order_in_which_they_are_seen() {
        assert_eq!(one_line("Lee Oswald"), "Lee Oswald");
        assert_eq!(one_line("נועה כהן"), "כהן נועה");
        assert_eq!(one_line("נועה (בת 30) ב־IBM"), "IBMב־ (30 בת) נועה", "letters of a word are turned round later");
        assert_eq!(one_line("in נועה כהן"), "in כהן נועה");
    }

    #[test]
    fn marks_and_joiners_stay_with_their_letters() {
        let text = "שָׁלוֹם می‌روم";
        assert_eq!(flow(text).expect("Hebrew and Persian").cuts().len(), 3);
    }

    #[test]
    fn levels_are_turned_round_from_the_highest_down() {
        assert_eq!(visual(&[]), [] as [usize; 0]);
        assert_eq!(visual(&[0, 0, 0]), [0, 1, 2]);
        assert_eq!(visual(&[1, 1, 1]), [2, 1, 0]);
        // "he said TSRIF 123 DNOCES." with numbers inside a Hebrew phrase.
        assert_eq!(visual(&[0, 1, 1, 2, 2, 1, 0]), [0, 5, 3, 4, 2, 1, 6]);
        assert_eq!(visual(&[2, 1, 2]), [2, 1, 0]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_whatever_the_text(text in "[ a-c(א-ג)ء-ي0-3\u{301}\u{200f}‌👍]{0,40}") {
            if let Some(flow) = flow(&text) {
                proptest::prop_assert_eq!(flow.shown.len(), text.len());
                proptest::prop_assert_eq!(flow.cuts().first(), Some(&0));
                proptest::prop_assert!(flow.cuts().iter().all(|cut| text.is_char_boundary(*cut)));
                let mut order = visual(&flow.levels);
                order.sort_unstable();
                proptest::prop_assert!(order.into_iter().eq(0..flow.levels.len()));
            }
        }
    }
}

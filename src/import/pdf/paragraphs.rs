//! Pieces in reading order become lines, and lines paragraphs.

use std::ops::Range;

use super::columns::in_order;
use super::glyphs::Piece;
use super::words::{Vocabulary, begins_item, clean, is_divided};

/// A line of a column, or a row of a table.
#[derive(Clone, Debug)]
struct Line {
    left: f64,
    right: f64,
    base: f64,
    size: f64,
    text: String,
    is_row: bool,
}

/// The lines of a part of a page: what runs in one direction.
#[derive(Debug)]
pub(super) struct Lines(Vec<Line>);

impl Lines {
    pub(super) fn new(pieces: Vec<Piece>, words: &mut Vocabulary) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for piece in in_order(pieces) {
            let text = clean(&piece.text);
            if text.is_empty() {
                continue;
            }
            if let Some(line) = lines.last_mut()
                && (line.base - piece.base).abs() <= line.size.max(piece.size) * 0.5
                && piece.left > line.right - piece.size
            {
                line.text.push_str(if piece.is_cell { " | " } else { " " });
                line.text.push_str(&text);
                line.is_row |= piece.is_cell;
                (line.right, line.size) = (piece.right, line.size.max(piece.size));
                continue;
            }
            let Piece { left, right, base, size, .. } = piece;
            lines.push(Line { left, right, base, size, text, is_row: false });
        }
        for line in &lines {
            words.add(&line.text);
        }
        Self(lines)
    }

    pub(super) fn paragraphs(&self, words: &Vocabulary) -> Vec<String> {
        let lines = &self.0;
        let mut steps: Vec<f64> = lines.windows(2).map(|w| w[0].base - w[1].base).filter(|step| *step > 0.0).collect();
        steps.sort_by(f64::total_cmp);
        let step = steps.get(steps.len() / 2).copied().unwrap_or(0.0);
        let mut paragraphs: Vec<String> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| lines.get(before));
            match (before, paragraphs.last_mut()) {
                (Some(before), Some(paragraph)) => match gap(lines, at, before, line, step) {
                    Gap::Joined => words.join(paragraph, &line.text),
                    Gap::Line => {
                        paragraph.push('\n');
                        paragraph.push_str(&line.text);
                    }
                    Gap::Blank => paragraphs.push(line.text.clone()),
                },
                _ => paragraphs.push(line.text.clone()),
            }
        }
        paragraphs
    }
}

enum Gap {
    /// The line goes on with the sentence of the one before.
    Joined,
    Line,
    Blank,
}

fn gap(lines: &[Line], at: usize, before: &Line, line: &Line, step: f64) -> Gap {
    /// Lines above and below that show how wide a column is.
    const NEIGHBOURS: usize = 12;
    let down = before.base - line.base;
    let size = before.size.max(line.size);
    let same_size = (before.size - line.size).abs() <= size * 0.15;
    let is_word = is_divided(&before.text, &line.text) && !before.is_row && !line.is_row && same_size;
    // The next column begins farther up: a sentence goes on there, if it does, in lower case.
    if down <= 0.0 && (is_word || overleaf(&before.text, &line.text)) && same_size && line.left > before.left + size {
        return Gap::Joined;
    }
    if down <= 0.0 || down > step * 1.45 + 0.1 || !same_size {
        return Gap::Blank;
    }
    if before.is_row || line.is_row {
        return Gap::Line;
    }
    if is_word {
        return Gap::Joined;
    }
    let near = at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS).min(lines.len());
    let block = block(lines, at, near.clone(), step);
    // Too few lines do not show how wide a column is.
    let near = lines.get(if block.len() > 2 { block } else { near }).unwrap_or_default();
    let column = near.iter().filter(|l| (l.left - before.left).abs() <= size * 4.0).map(|l| l.right);
    let right = column.fold(before.right, f64::max);
    let is_full = before.right >= right - (right - before.left) * 0.18;
    let is_indented = line.left > before.left + size * 0.8;
    if is_full && !is_indented && !begins_item(&line.text) { Gap::Joined } else { Gap::Line }
}

/// The lines around one that no larger gap divides from it.
fn block(lines: &[Line], at: usize, near: Range<usize>, step: f64) -> Range<usize> {
    let is_close = |below: usize| {
        let pair = lines.get(below.wrapping_sub(1)).zip(lines.get(below));
        pair.is_some_and(|(above, below)| {
            let down = above.base - below.base;
            down > 0.0 && down <= step * 1.45 + 0.1 && (above.size - below.size).abs() <= above.size * 0.15
        })
    };
    let start = (near.start + 1..=at).rev().find(|below| !is_close(*below)).unwrap_or(near.start);
    let end = (at + 1..near.end).find(|below| !is_close(*below)).unwrap_or(near.end);
    start..end
}

/// Whether a sentence goes on in the next column or on the next page.
pub(super) fn overleaf(before: &str, after: &str) -> bool {
    let is_unfinished = before.ends_with(|c: char| c.is_lowercase() || matches!(c, ',' | '-' | '\u{2010}' | '\u{ad}'));
    is_unfinished && after.starts_with(char::is_lowercase)
}

//! Columns that a file draws row by row are taken apart; the cells of tables are told from them.

use super::glyphs::Piece;
use super::words::{begins_item, goes_on};

/// The narrowest gap between columns, in heights of the letters.
const NARROWEST: f64 = 0.8;
/// Rows with something on both sides that show that there are two sides.
const ROWS: usize = 3;
/// Shorter pieces, in code points, are cells and no lines.
const SHORTEST_LINE: usize = 14;

/// The pieces of a page in the order in which they are read.
pub(super) fn in_order(pieces: Vec<Piece>) -> Vec<Piece> {
    let places = order(&pieces);
    let mut pieces: Vec<Option<Piece>> = pieces.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(pieces.len());
    for (place, is_cell) in places {
        if let Some(mut piece) = pieces.get_mut(place).and_then(Option::take) {
            piece.is_cell = is_cell;
            ordered.push(piece);
        }
    }
    ordered
}

/// Rows from the top down, each from the left to the right, as places in the list.
pub(super) fn rows(pieces: &[Piece]) -> Vec<Vec<usize>> {
    let mut places: Vec<usize> = (0..pieces.len()).collect();
    let at = |place: usize| pieces.get(place);
    places.sort_by(|a, b| {
        at(*b).map(|p| p.base).partial_cmp(&at(*a).map(|p| p.base)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for place in places {
        let first = rows.last().and_then(|row| row.first()).and_then(|first| at(*first));
        match (first, at(place), rows.last_mut()) {
            (Some(first), Some(piece), Some(row)) if first.is_level_with(piece) => row.push(place),
            _ => rows.push(vec![place]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| {
            at(*a).map(|p| p.left).partial_cmp(&at(*b).map(|p| p.left)).unwrap_or(std::cmp::Ordering::Equal)
        });
    }
    rows
}

/// Rows that one gap runs through.
struct Band {
    left: f64,
    right: f64,
    rows: Vec<Vec<usize>>,
    /// Rows with something on both sides.
    both: usize,
}

/// Places in reading order, and whether each is a cell that another stands before.
fn order(pieces: &[Piece]) -> Vec<(usize, bool)> {
    let mut bands: Vec<Band> = Vec::new();
    let mut open: Option<Band> = None;
    for row in rows(pieces) {
        let narrowest = row.iter().filter_map(|at| pieces.get(*at)).map(|p| p.size).fold(0.0, f64::max) * NARROWEST;
        if let Some(band) = &mut open
            && let Some((left, right, is_between)) = passage(pieces, &row, band, narrowest)
        {
            (band.left, band.right) = (left, right);
            band.both += usize::from(is_between);
            band.rows.push(row);
            continue;
        }
        bands.extend(open.take());
        open = widest_gap(pieces, &row).map(|(left, right)| Band { left, right, rows: vec![row], both: 1 });
    }
    bands.extend(open);
    bands.retain(|band| band.both >= ROWS);
    let mut result: Vec<(usize, bool)> = Vec::with_capacity(pieces.len());
    // Which band each piece is in; a band is read as a whole where its first piece is drawn.
    let mut band_of = vec![None; pieces.len()];
    for (number, band) in bands.iter().enumerate() {
        for place in band.rows.iter().flatten() {
            if let Some(slot) = band_of.get_mut(*place) {
                *slot = Some(number);
            }
        }
    }
    let mut is_done = vec![false; bands.len()];
    for (place, band) in band_of.iter().enumerate() {
        let Some(number) = band else {
            result.push((place, false));
            continue;
        };
        let (Some(done), Some(band)) = (is_done.get_mut(*number), bands.get(*number)) else { continue };
        if !std::mem::replace(done, true) {
            result.extend(band.order(pieces));
        }
    }
    result
}

/// Where the gap of a band goes on through a row, and whether something stands on both sides of it there.
fn passage(pieces: &[Piece], row: &[usize], band: &Band, narrowest: f64) -> Option<(f64, f64, bool)> {
    let mut best: Option<(f64, f64, bool)> = None;
    let mut from = f64::NEG_INFINITY;
    let ends = row.iter().filter_map(|at| pieces.get(*at)).map(|piece| (piece.left, piece.right));
    let count = row.len();
    for (place, (left, right)) in ends.chain([(f64::INFINITY, f64::INFINITY)]).enumerate() {
        let (start, end) = (from.max(band.left), left.min(band.right));
        if end - start >= narrowest && best.is_none_or(|(l, r, _)| end - start > r - l) {
            best = Some((start, end, place > 0 && place < count));
        }
        from = from.max(right);
    }
    best
}

/// The widest gap between two neighbours of a row.
fn widest_gap(pieces: &[Piece], row: &[usize]) -> Option<(f64, f64)> {
    let row: Vec<&Piece> = row.iter().filter_map(|at| pieces.get(*at)).collect();
    let mut best: Option<(f64, f64)> = None;
    let mut from = f64::NEG_INFINITY;
    for pair in row.windows(2) {
        let [before, after] = pair else { continue };
        from = from.max(before.right);
        let is_gap = after.left - from >= before.size.max(after.size) * NARROWEST;
        if is_gap && best.is_none_or(|(left, right)| after.left - from > right - left) {
            best = Some((from, after.left));
        }
    }
    best
}

impl Band {
    fn order(&self, pieces: &[Piece]) -> Vec<(usize, bool)> {
        let middle = f64::midpoint(self.left, self.right);
        let is_left = |place: &usize| pieces.get(*place).is_some_and(|piece| piece.left < middle);
        let mut drawn: Vec<usize> = self.rows.iter().flatten().copied().collect();
        drawn.sort_unstable();
        let switches = drawn.windows(2).filter(|pair| pair.first().map(is_left) != pair.last().map(is_left)).count();
        let is_by_row = switches >= ROWS && switches * 2 >= self.both;
        if !is_by_row {
            return drawn.into_iter().map(|place| (place, false)).collect();
        }
        let (left, right): (Vec<usize>, Vec<usize>) = drawn.iter().partition(|place| is_left(place));
        if self.is_running_text(pieces, is_left) {
            return [left, right]
                .into_iter()
                .flat_map(|side| {
                    let its: Vec<Piece> = side.iter().filter_map(|at| pieces.get(*at).cloned()).collect();
                    let inner = order(&its);
                    inner.into_iter().filter_map(move |(at, cell)| Some((*side.get(at)?, cell))).collect::<Vec<_>>()
                })
                .collect();
        }
        let is_table = self.both * 10 >= self.rows.len() * 6
            && left.iter().filter_map(|at| pieces.get(*at)).filter(|p| begins_item(&p.text)).count() * 2 < left.len();
        let rows = self.rows.iter().flat_map(|row| row.iter().enumerate());
        rows.map(|(at, place)| (*place, is_table && at > 0)).collect()
    }

    /// Whether sentences go on from line to line on each side, and not from side to side.
    fn is_running_text(&self, pieces: &[Piece], is_left: impl Fn(&usize) -> bool) -> bool {
        let (mut down, mut across, mut lines) = (0_usize, 0_usize, 0_usize);
        let mut widths: [Vec<f64>; 2] = Default::default();
        let mut lengths: [Vec<usize>; 2] = Default::default();
        let mut before: [Option<&Piece>; 2] = [None, None];
        for row in &self.rows {
            let mut last_left = None;
            for side in [0, 1] {
                let its = row.iter().filter(|place| is_left(place) == (side == 0)).filter_map(|at| pieces.get(*at));
                let its: Vec<&Piece> = its.collect();
                let (Some(first), Some(last)) = (its.first(), its.last()) else { continue };
                lines += 1;
                let (Some(widths), Some(lengths), Some(before)) =
                    (widths.get_mut(side), lengths.get_mut(side), before.get_mut(side))
                else {
                    continue;
                };
                widths.push(last.right - first.left);
                lengths.push(its.iter().map(|piece| piece.length()).sum());
                down += usize::from(before.is_some_and(|before| goes_on(&before.text, &first.text)));
                *before = Some(last);
                match side {
                    0 => last_left = Some(*last),
                    _ => across += usize::from(last_left.is_some_and(|left: &Piece| goes_on(&left.text, &first.text))),
                }
            }
        }
        let is_long = lengths.iter_mut().all(|lengths| {
            lengths.sort_unstable();
            lengths.get(lengths.len() / 2).is_some_and(|median| *median >= SHORTEST_LINE)
        });
        let is_full = widths.iter().all(|widths| {
            let widest = widths.iter().copied().fold(0.0, f64::max);
            widths.iter().sum::<f64>() >= widest * widths.len() as f64 * 0.7
        });
        // Scripts without small letters show only how full their lines are.
        let goes_down = down > across && down * 5 >= lines || down == 0 && across == 0 && is_full && lines >= 8;
        is_long && goes_down
    }
}

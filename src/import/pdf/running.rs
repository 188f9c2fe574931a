//! What stands above and below the text of pages: running heads and feet, page numbers.
//!
//! They are no part of any sentence. They stand at the edge of the page or well away from the text: what returns at the end
//! of short letters is their text. A head that returns on other pages is kept once, where it stands first; page
//! numbers are left out; a head that counts with the pages (it may be a heading) is kept, beside the text.

use std::collections::HashSet;

use super::columns::rows;
use super::glyphs::{Extent, Piece};
use super::words::clean;

/// Rows above and below the text that may belong to the page.
const ROWS: usize = 3;
/// How far pages with the same head are apart: left and right pages have heads of their own.
const PAGES: usize = 2;
/// How much of a page's height its edges are, above and below.
const EDGE: f64 = 0.12;
/// A row that stands farther from the text than so many heights of its letters …
const APART: f64 = 3.0;
/// … and than so many lines of the page is no line of it.
const LINES: f64 = 2.25;
/// Words beside a page's number.
const PAGE_WORDS: [&str; 14] =
    ["page", "pages", "p", "pp", "pg", "of", "seite", "von", "с", "стр", "страница", "из", "лист", "листов"];

/// A page's heads, what stands between them and its feet.
#[derive(Debug, Default)]
pub(super) struct Parted {
    pub heads: Vec<String>,
    pub body: Vec<Piece>,
    pub feet: Vec<String>,
    /// Rows that are in none of these.
    pub left_out: usize,
}

/// What a row of a margin is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Margin {
    Number,
    /// Stood there on a page before already.
    Known,
    Kept,
}

/// Parts every page: of each, the pieces that run in its main direction.
pub(super) fn part(pages: Vec<(Vec<Piece>, Extent)>) -> Vec<Parted> {
    let texts: Vec<Vec<(f64, f64, String)>> = pages
        .iter()
        .map(|(pieces, _)| pieces.iter().map(|piece| (piece.base, piece.size, clean(&piece.text))).collect())
        .collect();
    let mut book = Book { texts: &texts, known: HashSet::new() };
    pages.into_iter().enumerate().map(|(number, (pieces, extent))| book.part(number, pieces, extent)).collect()
}

struct Book<'a> {
    /// Base, height of the letters and text of each page's pieces.
    texts: &'a [Vec<(f64, f64, String)>],
    /// Heads that stand in the text already.
    known: HashSet<String>,
}

impl Book<'_> {
    fn part(&mut self, number: usize, pieces: Vec<Piece>, extent: Extent) -> Parted {
        let rows = rows(&pieces);
        let line = line(&rows, &pieces);
        let mut left_out = 0;
        let mut is_taken = vec![false; pieces.len()];
        let mut found = [Vec::new(), Vec::new()];
        // One row at least is the text.
        let mut most = rows.len().saturating_sub(1);
        for (list, from_below) in found.iter_mut().zip([false, true]) {
            let at = |place: usize| rows.get(if from_below { rows.len().checked_sub(place + 1)? } else { place });
            for place in 0..ROWS.min(most) {
                let (Some(row), Some(next)) = (at(place), at(place + 1)) else { break };
                if !is_outside(row, next, &pieces, extent, line) {
                    break;
                }
                let Some(margin) = self.margin(number, row, next, &pieces) else { break };
                most -= 1;
                for place in row {
                    if let Some(taken) = is_taken.get_mut(*place) {
                        *taken = true;
                    }
                }
                if margin != Margin::Kept {
                    left_out += 1;
                } else {
                    let texts = row.iter().filter_map(|at| pieces.get(*at)).map(|piece| clean(&piece.text));
                    list.push(texts.filter(|text| !is_number(text)).collect::<Vec<_>>().join(" "));
                }
            }
        }
        let [heads, mut feet] = found;
        feet.reverse();
        let kept = pieces.into_iter().zip(is_taken).filter(|(_, taken)| !taken);
        Parted { heads, body: kept.map(|(piece, _)| piece).collect(), feet, left_out }
    }

    /// What a row is, `next` being the one towards the text; `None` for a row of the text.
    fn margin(&mut self, number: usize, row: &[usize], next: &[usize], pieces: &[Piece]) -> Option<Margin> {
        let next = next.iter().filter_map(|at| pieces.get(*at)).next()?;
        let others: Vec<usize> = (number.saturating_sub(PAGES)..(number + PAGES + 1).min(self.texts.len()))
            .filter(|other| *other != number)
            .collect();
        let (mut numbers, mut is_kept, mut is_head) = (0, false, false);
        let mut heads = Vec::new();
        for piece in row.iter().filter_map(|at| pieces.get(*at)) {
            let text = clean(&piece.text);
            let is_counted =
                others.iter().any(|other| self.at(*other, piece).any(|found| counts(&text, number, found, *other)));
            if is_number(&text) {
                let is_year = text.len() == 4 && text.chars().all(|c| c.is_ascii_digit());
                let is_apart = (piece.base - next.base).abs() > piece.size.max(next.size) * 2.0;
                numbers += 1;
                // A row of numbers belongs to a table, a year may be a heading.
                if numbers > 1 || !is_counted && (is_year || !is_apart) {
                    return None;
                }
            } else if others.iter().any(|other| self.at(*other, piece).any(|found| found == text)) {
                is_head = true;
                is_kept |= !self.known.contains(&text);
                heads.push(text);
            } else if is_counted {
                (is_head, is_kept) = (true, true);
            } else {
                return None;
            }
        }
        self.known.extend(heads);
        Some(match (is_head, is_kept) {
            (_, true) => Margin::Kept,
            (true, false) => Margin::Known,
            (false, false) => Margin::Number,
        })
    }

    /// What another page has at the height of a piece.
    fn at<'b>(&'b self, page: usize, piece: &'b Piece) -> impl Iterator<Item = &'b str> {
        let texts = self.texts.get(page).map(Vec::as_slice).unwrap_or_default();
        let is_near = |base: f64, size: f64| {
            (base - piece.base).abs() <= piece.size * 0.6 && (size - piece.size).abs() <= piece.size * 0.15
        };
        texts.iter().filter(move |(base, size, _)| is_near(*base, *size)).map(|(.., text)| text.as_str())
    }
}

/// From a row of a page to the next, in points: as in the closer ones.
fn line(rows: &[Vec<usize>], pieces: &[Piece]) -> f64 {
    let bases = rows.iter().filter_map(|row| pieces.get(*row.first()?)).map(|piece| piece.base);
    let bases: Vec<f64> = bases.collect();
    let mut distances: Vec<f64> = bases.iter().zip(bases.iter().skip(1)).map(|(a, b)| (a - b).abs()).collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() / 4).copied().unwrap_or_default()
}

/// Whether a row stands where no text does, `next` being the one towards the text.
fn is_outside(row: &[usize], next: &[usize], pieces: &[Piece], extent: Extent, line: f64) -> bool {
    let first = |row: &[usize]| row.first().and_then(|at| pieces.get(*at));
    let (Some(row), Some(next)) = (first(row), first(next)) else { return false };
    let is_at_edge = extent.is_some_and(|(low, high)| {
        let edge = (high - low) * EDGE;
        row.base <= low + edge || row.base >= high - edge
    });
    is_at_edge || (row.base - next.base).abs() > (row.size.max(next.size) * APART).max(line * LINES)
}

/// Whether two texts differ in one number alone, by as much as their pages do.
fn counts(text: &str, page: usize, other: &str, other_page: usize) -> bool {
    let words = |text: &'_ str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let (ours, theirs) = (words(text), words(other));
    if ours.len() != theirs.len() {
        return false;
    }
    let mut differing = ours.iter().zip(&theirs).filter(|(a, b)| a != b);
    let (Some((a, b)), None) = (differing.next(), differing.next()) else { return false };
    let (Ok(a), Ok(b)) = (a.parse::<i64>(), b.parse::<i64>()) else { return false };
    let pages = i64::try_from(page).ok().zip(i64::try_from(other_page).ok());
    pages.is_some_and(|(page, other)| a.checked_sub(b) == page.checked_sub(other))
}

/// `12`, `- 12 -`, `Page 3 of 10`, `xiv`.
fn is_number(text: &str) -> bool {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let is_figure = |word: &String| word.len() <= 4 && word.chars().all(|c| c.is_ascii_digit());
    let is_roman =
        |word: &String| (2..=6).contains(&word.len()) && word.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l'));
    let figures = words.iter().filter(|word| is_figure(word) || is_roman(word)).count();
    let others = words.iter().filter(|word| PAGE_WORDS.contains(&word.as_str())).count();
    (1..=2).contains(&figures)
        && figures + others == words.len()
        && (figures == 1 || others > 0 || text.contains(['/', '(']))
}

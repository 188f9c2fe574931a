//! Glyphs where a page shows them become pieces of lines.

/// A larger gap, in heights of the letters, begins another piece: what stands there may be another column.
const WIDE: f64 = 1.25;
/// A larger gap, in heights of the letters, is a blank.
const BLANK: f64 = 0.12;
/// The same again that is no farther away, in heights of the letters, is the same.
const SHADOW: f64 = 0.1;
/// How many pieces back the same piece may stand.
const SHADOW_PIECES: usize = 16;

/// Where a page ends below and above its text, in points; `None` where the file does not say it.
pub(super) type Extent = Option<(f64, f64)>;

/// A glyph on an upright page, in points, upwards.
pub(super) struct Glyph<'a> {
    /// `None` where the file does not say which letter it is.
    pub letters: Option<&'a str>,
    pub x: f64,
    pub y: f64,
    /// The direction of writing.
    pub along: (f64, f64),
    /// In that direction.
    pub width: f64,
    /// Height of the letters.
    pub size: f64,
}

/// Letters that stand close together on a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Piece {
    pub left: f64,
    pub right: f64,
    /// Upwards from the bottom of the page, as PDF counts.
    pub base: f64,
    /// Height of the letters.
    pub size: f64,
    pub text: String,
    /// Where its last glyph begins.
    last: f64,
    /// Begins a cell of a table: another cell stands before it in its row.
    pub is_cell: bool,
}

impl Piece {
    pub(super) fn is_level_with(&self, other: &Self) -> bool {
        (self.base - other.base).abs() <= self.size.max(other.size) * 0.5
    }

    /// Whether it is the same text at the same place again: drawn twice, to look bold or to cast a shadow.
    fn is_shadow_of(&self, other: &Self) -> bool {
        let near = self.size.min(other.size) * SHADOW;
        self.text == other.text && (self.base - other.base).abs() < near && (self.left - other.left).abs() < near
    }

    /// Code points.
    pub(super) fn length(&self) -> usize {
        self.text.chars().count()
    }
}

/// The pieces of a page in the order in which the file draws them; those that run up, down or upside down apart.
#[derive(Debug, Default)]
pub(super) struct Glyphs {
    /// By quarter turns to the left; coordinates are turned with them, so that all run to the right.
    quarters: [Vec<Piece>; 4],
    /// By the same turns.
    pub extents: [Extent; 4],
    length: usize,
    pub known: usize,
    /// Glyphs that the file gives no letters for.
    pub unknown: usize,
}

impl Glyphs {
    /// Bytes of text.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    pub(super) fn is_empty(&self) -> bool {
        self.quarters.iter().all(Vec::is_empty)
    }

    /// What runs the way most of the page does comes first.
    pub(super) fn into_directions(self) -> Vec<(Vec<Piece>, Extent)> {
        let quarters = self.quarters.into_iter().zip(self.extents).filter(|(pieces, _)| !pieces.is_empty());
        let mut directions: Vec<_> = quarters.map(|(pieces, extent)| (without_shadows(pieces), extent)).collect();
        directions
            .sort_by_key(|(pieces, _)| std::cmp::Reverse(pieces.iter().map(|piece| piece.text.len()).sum::<usize>()));
        directions
    }

    pub(super) fn put(&mut self, glyph: Glyph<'_>) {
        let Some(letters) = glyph.letters else {
            self.unknown += 1;
            return;
        };
        self.known += 1;
        let is_placed = [glyph.x, glyph.y, glyph.width, glyph.size, glyph.along.0, glyph.along.1];
        if !is_placed.into_iter().all(f64::is_finite) {
            return;
        }
        let quarter = (glyph.along.1.atan2(glyph.along.0) / std::f64::consts::FRAC_PI_2).round().rem_euclid(4.0);
        let (quarter, left, base) = match quarter {
            1.0 => (1, glyph.y, -glyph.x),
            2.0 => (2, -glyph.x, -glyph.y),
            3.0 => (3, -glyph.y, glyph.x),
            _ => (0, glyph.x, glyph.y),
        };
        self.length += letters.len();
        let [first, second, third, fourth] = &mut self.quarters;
        let pieces = [first, second, third, fourth].into_iter().nth(quarter);
        if let Some(pieces) = pieces {
            let right = left + glyph.width;
            add(
                pieces,
                Piece { left, right, base, size: glyph.size, text: letters.to_owned(), last: left, is_cell: false },
            );
        }
    }
}

fn without_shadows(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if !kept.iter().rev().take(SHADOW_PIECES).any(|before| piece.is_shadow_of(before)) {
            kept.push(piece);
        }
    }
    kept
}

fn add(pieces: &mut Vec<Piece>, glyph: Piece) {
    let is_blank = glyph.text.trim().is_empty();
    if let Some(piece) = pieces.last_mut() {
        let gap = glyph.left - piece.right;
        let size = glyph.size.max(piece.size);
        if piece.is_level_with(&glyph) && gap > -size && gap <= size * WIDE {
            // A blank takes no room: where the next letter stands says how wide the gap is.
            if (is_blank || gap > size * BLANK) && !piece.text.ends_with(' ') {
                piece.text.push(' ');
            }
            // Fonts without widths put all letters of a word at one place.
            let has_width = glyph.right - glyph.left > size * SHADOW;
            let is_shadow = has_width && (glyph.left - piece.last).abs() < size * SHADOW;
            if is_blank || is_shadow && piece.text.ends_with(&glyph.text) {
                return;
            }
            piece.text.push_str(&glyph.text);
            (piece.right, piece.size, piece.last) = (glyph.right, size, glyph.left);
            return;
        }
    }
    if !is_blank {
        pieces.push(glyph);
    }
}

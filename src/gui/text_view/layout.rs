//! One block laid out: its rows, and the boxes of the mentions in it. All coordinates are points from the block's top
//! left corner; all offsets are bytes of the document's text.

use std::sync::Arc;

use eframe::egui::text::{ByteIndex, LayoutJob, LayoutSection};
use eframe::egui::{Color32, Galley, Pos2, Rect, TextFormat, pos2, vec2};

use super::bidi::{self, Flow};
use super::columns::{self, Cell};
use super::index::{Fragment, MentionIndex};
use super::lanes;
use super::metrics::Metrics;
use super::words::{floor_char, floor_grapheme, next_grapheme};
use crate::domain::{Document, MentionId};
use crate::gui::Theme;
use crate::text::Span;

pub struct Row {
    /// Bytes of the row, and the `y` ranges of the row with all boxes, and of its text alone.
    pub span: Span,
    pub top: f32,
    pub text_top: f32,
    pub text_bottom: f32,
    pub bottom: f32,
    /// One for each character.
    pub cells: Vec<Cell>,
}

/// A mention's box on one row.
#[derive(Clone, Debug)]
pub struct Piece {
    pub mention: MentionId,
    pub rect: Rect,
    pub row: usize,
    pub level: usize,
    /// Whether the fragment starts (ends) here, rather than on another row.
    pub starts: bool,
    pub ends: bool,
    /// Whether it starts on its right side.
    pub rtl: bool,
    /// Place among the mention's fragments, and how many there are.
    pub number: usize,
    pub of: usize,
    /// How wide a label may be before it runs into the next box.
    pub room: f32,
}

impl Piece {
    /// Where the mention begins, for the label and for arcs.
    pub fn is_head(&self) -> bool {
        self.starts && self.number == 0
    }
}

pub struct BlockLayout {
    pub span: Span,
    pub job: LayoutJob,
    /// As the fonts gave it: another one means that the font atlas was rebuilt.
    pub source: Arc<Galley>,
    /// The same rows moved apart to make room for boxes.
    pub placed: Arc<Galley>,
    pub rows: Vec<Row>,
    pub pieces: Vec<Piece>,
    pub height: f32,
}

/// What a block's layout depends on.
pub struct Source<'a> {
    pub document: &'a Document,
    pub index: &'a MentionIndex,
    pub theme: Theme,
    pub metrics: Metrics,
}

struct Clipped {
    fragment: Fragment,
    span: Span,
    level: usize,
}

impl BlockLayout {
    pub fn new(source: &Source<'_>, span: Span, fonts: &mut dyn FnMut(LayoutJob) -> Arc<Galley>) -> Self {
        let clipped = clip(source, span);
        let flow = bidi::flow(source.document.slice(span));
        let job = build_job(source, span, &clipped, flow.as_ref());
        let galley = fonts(job.clone());
        Self::place(source, span, job, galley, &clipped, flow.as_ref())
    }

    /// Lays out anew from a galley that the fonts made again.
    pub fn replace(&mut self, source: &Source<'_>, galley: Arc<Galley>) {
        let clipped = clip(source, self.span);
        let flow = bidi::flow(source.document.slice(self.span));
        *self = Self::place(source, self.span, std::mem::take(&mut self.job), galley, &clipped, flow.as_ref());
    }

    fn place(
        source: &Source<'_>,
        span: Span,
        job: LayoutJob,
        galley: Arc<Galley>,
        clipped: &[Clipped],
        flow: Option<&Flow>,
    ) -> Self {
        let (text, metrics) = (&*source.document.text, &source.metrics);
        let mut rows = Vec::with_capacity(galley.rows.len());
        let mut at = span.start;
        let mut placed = (*galley).clone();
        let shown = flow.map_or_else(|| span.slice(text).unwrap_or_default(), |flow| &flow.shown);
        let sections: Vec<usize> = job.sections.iter().map(|section| section.byte_range.start.0).collect();
        let mut cells = columns::cells(shown, &sections, &galley);
        if let Some(flow) = flow {
            flow.order(shown, &sections, &mut cells, &mut placed, metrics.width);
        }
        for (cells, row) in cells.into_iter().zip(&galley.rows) {
            let rest = text.get(at..span.end).unwrap_or_default();
            let end = at + rest.char_indices().nth(cells.len()).map_or(rest.len(), |(i, _)| i);
            let span = Span::new(at, end);
            rows.push(Row { span, top: 0.0, text_top: 0.0, text_bottom: row.size.y, bottom: 0.0, cells });
            at = end;
        }
        let mut pieces = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            for c in clipped.iter().filter(|c| touches(c.span, row.span)) {
                pieces.extend(piece(text, metrics, row, number, c, clipped));
            }
        }
        let scale = galley.pixels_per_point.max(0.1);
        let round = |y: f32| (y * scale).round() / scale;
        let mut y = 0.0;
        for (number, row) in rows.iter_mut().enumerate() {
            let level = pieces.iter().filter(|p| p.row == number).map(|p| p.level + 1).max().unwrap_or(0);
            row.top = y;
            row.text_top = round(y + metrics.gap + metrics.header * level as f32);
            row.text_bottom += row.text_top;
            row.bottom = row.text_bottom + metrics.pad_y * level as f32;
            y = row.bottom;
            if let Some(moved) = placed.rows.get_mut(number) {
                moved.pos.y = row.text_top;
            }
        }
        for piece in &mut pieces {
            let Some(row) = rows.get(piece.row) else { continue };
            let up = metrics.header * (piece.level + 1) as f32;
            let down = metrics.pad_y * (piece.level as f32 + 0.4);
            piece.rect.min.y = row.text_top - up;
            piece.rect.max.y = row.text_bottom + down;
        }
        leave_room(&mut pieces, metrics);
        let last = text.as_bytes().get(span.end).is_none_or(|b| matches!(b, b'\n' | b'\r'));
        let height = match (span.is_empty(), last) {
            // An empty line only sets paragraphs apart.
            (true, _) => metrics.paragraph_gap,
            (false, true) => y + metrics.paragraph_gap,
            (false, false) => y,
        };
        placed.rect = Rect::from_min_size(Pos2::ZERO, vec2(galley.rect.width(), height));
        // Only used to cull: as large as anything in it can be.
        placed.mesh_bounds = Rect::from_min_max(pos2(-metrics.width, -height), pos2(2.0 * metrics.width, 2.0 * height));
        Self { span, job, source: galley, placed: Arc::new(placed), rows, pieces, height }
    }

    pub fn row_at(&self, y: f32) -> Option<usize> {
        let below = self.rows.partition_point(|row| row.bottom <= y);
        (!self.rows.is_empty()).then(|| below.min(self.rows.len() - 1))
    }

    /// The offset whose caret is nearest to `x` on a row; never inside a grapheme.
    pub fn offset_at(&self, text: &str, row: usize, x: f32) -> usize {
        let Some(r) = self.rows.get(row) else { return self.span.start };
        // Sides are rounded to pixels, so neighbours may overlap a little: the nearer centre decides.
        let away = |cell: &Cell| {
            let outside = if x < cell.left { cell.left - x } else { (x - cell.right).max(0.0) };
            (outside, (x - (cell.left + cell.right) / 2.0).abs())
        };
        let closer = |a: (f32, f32), b: (f32, f32)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
        let nearest = r.cells.iter().enumerate().min_by(|a, b| closer(away(a.1), away(b.1)));
        let Some((chars, cell)) = nearest else { return r.span.start };
        let slice = r.span.slice(text).unwrap_or_default();
        let hit = r.span.start + slice.char_indices().nth(chars).map_or(slice.len(), |(i, _)| i);
        let start = floor_grapheme(text, hit);
        let whole = Span::new(start.max(r.span.start), next_grapheme(text, start).min(r.span.end));
        let (left, right) = extent(text, r, whole).unwrap_or((cell.left, cell.right));
        let right_half = x > (left + right) / 2.0;
        let at = if right_half == cell.rtl { whole.start } else { whole.end };
        let wraps = row + 1 < self.rows.len();
        let at = if wraps && at == r.span.end { self.before_break(text, r.span) } else { at };
        floor_grapheme(text, at).max(self.span.start)
    }

    /// The last caret place that still stands on a wrapped row: before the space it was broken at.
    fn before_break(&self, text: &str, row: Span) -> usize {
        let slice = row.slice(text).unwrap_or_default();
        row.start + slice.trim_end().len()
    }

    /// The row of an offset, and the `x` of a caret there.
    pub fn caret(&self, text: &str, offset: usize) -> Option<(usize, f32)> {
        let row = self.rows.partition_point(|r| r.span.start <= offset).saturating_sub(1);
        let r = self.rows.get(row)?;
        let chars = text.get(r.span.start..floor_char(text, offset.clamp(r.span.start, r.span.end)))?.chars().count();
        let x = match (r.cells.get(chars), r.cells.last()) {
            (Some(cell), _) => cell.side(false),
            (None, Some(last)) => last.side(true),
            (None, None) => 0.0,
        };
        Some((row, x))
    }

    /// The rectangles of a stretch of text, from top to bottom: one for each row that it touches, or more where a row
    /// runs both ways.
    pub fn rects(&self, text: &str, span: Span) -> Vec<Rect> {
        let mut rects = Vec::new();
        for row in self.rows.iter().filter(|row| row.span.overlaps(span)) {
            let part = Span::new(span.start.max(row.span.start), span.end.min(row.span.end));
            let rect = |(left, right)| Rect::from_min_max(pos2(left, row.text_top), pos2(right, row.text_bottom));
            let cells = cells_of(text, row, part);
            if cells.is_empty() || cells.iter().all(|cell| cell.rtl == cells[0].rtl) {
                rects.extend(extent(text, row, part).map(rect));
            } else {
                rects.extend(stretches(cells).into_iter().map(rect));
            }
        }
        rects
    }

    /// Whether the text runs to the left at an offset.
    pub fn runs_left(&self, text: &str, offset: usize) -> bool {
        let row = self.rows.partition_point(|r| r.span.start <= offset).saturating_sub(1);
        let Some(row) = self.rows.get(row) else { return false };
        let here = cells_of(text, row, Span::new(offset.min(row.span.end), row.span.end));
        here.first().or(row.cells.last()).is_some_and(|cell| cell.rtl)
    }
}

/// A label may run on to the next box that stands as high as it does.
fn leave_room(pieces: &mut [Piece], metrics: &Metrics) {
    let rects: Vec<(usize, Rect)> = pieces.iter().map(|p| (p.row, p.rect)).collect();
    for piece in pieces {
        let header = piece.rect.top() + metrics.header * 0.5;
        let behind = rects.iter().filter(|(row, rect)| {
            *row == piece.row && rect.left() > piece.rect.left() && rect.y_range().contains(header)
        });
        let next = behind.map(|(_, rect)| rect.left()).fold(metrics.width + 20.0, f32::min);
        piece.room = next - piece.rect.left() - 2.0;
    }
}

fn touches(fragment: Span, row: Span) -> bool {
    fragment.overlaps(row) || (fragment.is_empty() && row.start <= fragment.start && fragment.end <= row.end)
}

fn clip(source: &Source<'_>, block: Span) -> Vec<Clipped> {
    let text = &*source.document.text;
    let found: Vec<(Fragment, Span)> = source
        .index
        .overlapping(block)
        .map(|f| {
            let start = floor_char(text, f.span.start.clamp(block.start, block.end));
            let end = floor_char(text, f.span.end.clamp(block.start, block.end));
            (*f, Span::new(start, end.max(start)))
        })
        .collect();
    // Levels come from the whole fragments, so that a box keeps its level on every block it crosses.
    let levels = lanes::levels(&found.iter().map(|(f, _)| f.span).collect::<Vec<_>>());
    found.into_iter().zip(levels).map(|((fragment, span), level)| Clipped { fragment, span, level }).collect()
}

fn build_job(source: &Source<'_>, block: Span, clipped: &[Clipped], flow: Option<&Flow>) -> LayoutJob {
    let Source { document, theme, metrics, .. } = source;
    let mut cuts: Vec<usize> = clipped.iter().flat_map(|c| [c.span.start, c.span.end]).collect();
    cuts.extend([block.start, block.end]);
    cuts.extend(flow.iter().flat_map(|flow| flow.cuts()).map(|cut| block.start + cut));
    cuts.sort_unstable();
    cuts.dedup();
    let text = flow.map_or_else(|| document.slice(block).to_owned(), |flow| flow.shown.clone());
    let mut job = LayoutJob { text, break_on_newline: false, ..Default::default() };
    job.wrap.max_width = metrics.width;
    let mut open: Vec<&Clipped> = Vec::new();
    let mut coming = clipped.iter().peekable();
    for pair in cuts.windows(2) {
        let &[start, end] = pair else { continue };
        let closed = open.iter().filter(|c| c.span.end == start).count();
        open.retain(|c| c.span.end > start);
        let mut opened = 0;
        while let Some(c) = coming.next_if(|c| c.span.start <= start) {
            opened += 1;
            if c.span.end > start {
                open.push(c);
            }
        }
        let inner = open.iter().min_by_key(|c| (c.level, c.span.len()));
        let colour = inner.and_then(|c| document.annotations.mention(c.fragment.mention));
        let colour = colour.map_or(theme.text(), |m| theme.entity(&document.schema, &m.kind).text);
        let steps = if start == block.start { opened } else { opened + closed };
        job.sections.push(LayoutSection {
            leading_space: metrics.pad_x * steps as f32,
            byte_range: ByteIndex(start - block.start)..ByteIndex(end - block.start),
            format: TextFormat::simple(metrics.font(), colour),
        });
    }
    if job.sections.is_empty() {
        let format = TextFormat::simple(metrics.font(), Color32::PLACEHOLDER);
        let byte_range = ByteIndex(0)..ByteIndex(job.text.len());
        job.sections.push(LayoutSection { leading_space: 0.0, byte_range, format });
    }
    job
}

/// The cells of `part` on a row.
fn cells_of<'r>(text: &str, row: &'r Row, part: Span) -> &'r [Cell] {
    let count = |from: usize, to: usize| text.get(from..to).map_or(0, |slice| slice.chars().count());
    let first = count(row.span.start, part.start).min(row.cells.len());
    let end = (first + count(part.start, part.end)).min(row.cells.len());
    &row.cells[first..end]
}

/// Neighbouring cells as one stretch; room for the sides of boxes does not part them.
fn stretches(cells: &[Cell]) -> Vec<(f32, f32)> {
    const ROOM: f32 = 16.0;
    let mut sides: Vec<(f32, f32)> = cells.iter().map(|cell| (cell.left, cell.right)).collect();
    sides.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut stretches: Vec<(f32, f32)> = Vec::new();
    for (left, right) in sides {
        match stretches.last_mut() {
            Some(last) if left <= last.1 + ROOM => last.1 = last.1.max(right),
            _ => stretches.push((left, right)),
        }
    }
    stretches
}

/// Leftmost and rightmost `x` of the characters of `part` on a row; right-to-left text included.
fn extent(text: &str, row: &Row, part: Span) -> Option<(f32, f32)> {
    let skip = text.get(row.span.start..part.start)?.chars().count();
    let (left, right) = cells_of(text, row, part)
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(l, r), cell| (l.min(cell.left), r.max(cell.right)));
    if left <= right {
        return Some((left, right));
    }
    let x = row.cells.get(skip).map(|c| c.side(false)).or(row.cells.last().map(|c| c.side(true))).unwrap_or(0.0);
    Some((x, x))
}

fn piece(text: &str, metrics: &Metrics, on: &Row, number: usize, c: &Clipped, all: &[Clipped]) -> Option<Piece> {
    let row = on.span;
    let mut part = Span::new(c.span.start.max(row.start), c.span.end.min(row.end));
    if part.end < c.span.end {
        // The space a row was broken at belongs to no box.
        part.end = part.start + part.slice(text)?.trim_end().len();
        if part.is_empty() && c.span.start < row.start {
            return None;
        }
    }
    let (left, right) = extent(text, on, part)?;
    let rtl = cells_of(text, on, part).first().is_some_and(|cell| cell.rtl);
    let inside = |same_edge: &dyn Fn(&Clipped) -> bool| {
        let lower = |o: &&Clipped| o.level < c.level && touches(o.span, c.span) && same_edge(o);
        all.iter().filter(lower).count()
    };
    let starts = c.fragment.span.start >= row.start;
    let ends = c.fragment.span.end <= row.end;
    let steps_left = if starts { inside(&|o| o.span.start == c.span.start) } else { c.level };
    let steps_right = if ends { inside(&|o| o.span.end == c.span.end) } else { c.level };
    let pad = |steps: usize| metrics.pad_x * (1 + steps) as f32 - 0.5;
    let (steps_left, steps_right) = if rtl { (steps_right, steps_left) } else { (steps_left, steps_right) };
    let rect = Rect::from_x_y_ranges(left - pad(steps_left)..=right + pad(steps_right), 0.0..=0.0);
    Some(Piece {
        mention: c.fragment.mention,
        rect,
        row: number,
        level: c.level,
        starts,
        ends,
        rtl,
        number: c.fragment.number,
        of: c.fragment.of,
        room: 0.0,
    })
}

//! What the view remembers between frames, and when it forgets.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{self, Id, Pos2, Rect, pos2};

use super::arcs::PaintedArc;
use super::blocks::{self, Block};
use super::heights::Heights;
use super::hints::Hints;
use super::index::MentionIndex;
use super::layout::{BlockLayout, Piece, Source};
use super::menu::MenuOf;
use super::metrics::Metrics;
use super::mouse::Drag;
use super::{RelationsShown, TextViewInput};
use crate::domain::{ItemId, MentionId, RelationId, Visibility, turned_mentions};
use crate::gui::Theme;
use crate::text::Span;

/// Free space around the text; the left one also takes the arcs between distant lines.
pub const MARGIN_LEFT: f32 = 64.0;
const MARGIN_RIGHT: f32 = 26.0;
/// The arcs of the first line stand in it.
pub const MARGIN_TOP: f32 = 34.0;
const MARGIN_BOTTOM: f32 = 80.0;
/// Lines longer than this tire the eye.
const MAX_WIDTH: f32 = 980.0;
/// Laid out blocks beyond this number are dropped when they are out of sight.
const MAX_CACHED: usize = 160;

/// The text of one document with its entities. Keep one for each pane.
#[derive(Default)]
pub struct TextView {
    pub(super) id: Option<Id>,
    seen: Option<Seen>,
    indexed: Indexed,
    pub(super) metrics: Metrics,
    pub(super) index: MentionIndex,
    pub(super) units: Vec<Span>,
    pub(super) blocks: Vec<Block>,
    pub(super) heights: Heights,
    pub(super) layouts: HashMap<usize, BlockLayout>,
    pub(super) unfolded: BTreeSet<usize>,
    /// Top of the viewport in the content, and the viewport on the screen, as of the last frame.
    pub(super) offset: f32,
    pub(super) viewport: Option<Rect>,
    /// The content's top left corner on the screen.
    pub(super) origin: Pos2,
    pub(super) visible: Range<usize>,
    pub(super) reveal: Option<Span>,
    /// A place that has to stay at the top of the view: its offset, and the share of its block above the view.
    pub(super) keep: Option<(usize, f32)>,
    /// A scroll offset asked for by a key.
    pub(super) jump: Option<f32>,
    pub(super) hovered: Option<MentionId>,
    pub(super) hovered_relation: Option<RelationId>,
    pub(super) drag: Drag,
    /// The moving end of a text selection, and the end that stays.
    pub(super) caret: Option<usize>,
    pub(super) anchor: Option<usize>,
    pub(super) hints: Option<Hints>,
    /// What a right click was on.
    pub(super) menu: Option<MenuOf>,
    pub(super) arcs: Vec<PaintedArc>,
}

/// Everything that layouts depend on, as of the last frame.
#[derive(Clone, PartialEq)]
struct Seen {
    key: u64,
    content: u64,
    theme: Theme,
    metrics: Metrics,
    fold: Option<(bool, Vec<Span>)>,
    unfolded: usize,
    text_at: (usize, usize),
    types: (usize, usize),
}

/// What the index was made from; only compared when the content is another.
#[derive(Clone, Default, PartialEq)]
struct Indexed {
    revision: u64,
    visibility: Visibility,
    hidden: BTreeSet<Arc<str>>,
}

impl TextView {
    pub fn new() -> Self {
        Self::default()
    }

    /// Drops what the input has made wrong, and nothing else.
    pub(super) fn sync(&mut self, ui: &egui::Ui, input: &TextViewInput<'_>) {
        let width = (ui.available_width() - MARGIN_LEFT - MARGIN_RIGHT).min(MAX_WIDTH * input.zoom.max(0.5));
        let metrics = Metrics::new(width, input.zoom, input.relations != RelationsShown::Selected);
        if self.seen.as_ref().is_none_or(|seen| seen.key != input.key) {
            *self = Self { reveal: self.reveal.take(), ..Self::default() };
        }
        let text = &input.document.text;
        let schema = &input.document.schema;
        let now = Seen {
            key: input.key,
            content: input.content,
            theme: input.theme,
            metrics,
            fold: input.fold.then(|| (input.only_selected, self.selected_places(input))),
            unfolded: self.unfolded.len(),
            text_at: (text.as_ptr() as usize, text.len()),
            types: (schema.entities.len(), schema.relations.len()),
        };
        if self.seen.as_ref() == Some(&now) {
            return;
        }
        let old = self.seen.replace(now.clone());
        let same_text = old.as_ref().is_some_and(|o| o.text_at == now.text_at);
        let places = match &old {
            Some(o) if same_text && o.content == now.content => Some(Vec::new()),
            Some(_) if same_text => self.update_index(input),
            _ => None,
        };
        if places.is_none() {
            self.index = MentionIndex::new(input.document, input.visibility, input.hidden);
            let (visibility, hidden) = (input.visibility.clone(), input.hidden.clone());
            self.indexed = Indexed { revision: input.document.annotations.revision(), visibility, hidden };
        }
        if !same_text {
            self.caret = None;
            self.anchor = None;
            self.drag = Drag::None;
        }
        let same_look = old.as_ref().is_some_and(|o| {
            (o.theme, o.metrics, o.types) == (now.theme, now.metrics, now.types)
                && o.fold.is_none()
                && now.fold.is_none()
        });
        match places {
            // Only the blocks around an edit are laid out anew.
            Some(places) if same_look => {
                if !places.is_empty() {
                    self.hints = None;
                }
                for block in places.iter().flat_map(|place| blocks::touched_by(&self.blocks, *place)) {
                    self.layouts.remove(&block);
                }
                return;
            }
            _ => {}
        }
        self.metrics = metrics;
        self.layouts.clear();
        self.hints = None;
        let place = self.reading_place();
        let rebuilt = self.rebuild_blocks(input);
        let same_size = old.is_some_and(|o| o.metrics == metrics);
        if rebuilt || !same_size {
            self.reset_heights(input);
            self.keep = place.filter(|_| same_text);
        }
    }

    /// Brings the index up to date with the last edits and gives the places that look different now; `None` when it has to
    /// be made anew.
    fn update_index(&mut self, input: &TextViewInput<'_>) -> Option<Vec<Span>> {
        let annotations = &input.document.annotations;
        let revision = annotations.revision();
        let same_view = self.indexed.visibility == *input.visibility;
        // Neither edited nor filtered: something that is not in the annotations looks different.
        let unknown = revision == self.indexed.revision && same_view;
        if unknown || self.indexed.hidden != *input.hidden {
            return None;
        }
        let changed = annotations.changed_since(self.indexed.revision)?;
        let edited = changed.filter_map(|id| if let ItemId::Mention(id) = id { Some(id) } else { None });
        let old = &self.indexed.visibility;
        let turned = (!same_view).then(|| turned_mentions(annotations, old, input.visibility));
        let mentions: Vec<MentionId> = edited.chain(turned.into_iter().flatten().map(|m| m.id)).collect();
        let places = self.index.update(input.document, input.visibility, input.hidden, mentions.into_iter());
        self.indexed.revision = revision;
        if !same_view {
            self.indexed.visibility = input.visibility.clone();
        }
        Some(places)
    }

    /// What is at the top of the view: a place of the text, and how much of its block is above the view.
    fn reading_place(&self) -> Option<(usize, f32)> {
        let top = self.offset - MARGIN_TOP;
        let block = self.heights.at(top);
        let into = top - self.heights.top(block);
        if top <= 0.0 {
            return None;
        }
        let share = into / self.heights.get(block)?.max(1.0);
        Some((self.blocks.get(block)?.span().start, share.clamp(0.0, 1.0)))
    }

    /// Returns whether the blocks are others than before.
    fn rebuild_blocks(&mut self, input: &TextViewInput<'_>) -> bool {
        let text = &*input.document.text;
        let mut blocks = Vec::new();
        if input.fold {
            self.units = blocks::units(text, input.sentences);
            let selected = self.selected_places(input);
            let only = input.only_selected && !selected.is_empty();
            let keep = |unit: Span| {
                (!only && self.index.overlapping(unit).next().is_some()) || selected.iter().any(|s| s.overlaps(unit))
            };
            blocks::fold(text, &self.units, keep, &self.unfolded, &mut blocks);
        } else {
            blocks::split(text, Span::new(0, text.len()), &mut blocks);
        }
        let changed = blocks != self.blocks;
        self.blocks = blocks;
        changed
    }

    fn reset_heights(&mut self, input: &TextViewInput<'_>) {
        let text = &*input.document.text;
        let bytes = text.len().max(1) as f32;
        let chars_per_byte = text.chars().count() as f32 / bytes;
        let chips_per_char = input.document.annotations.mention_count() as f32 / (bytes * chars_per_byte).max(1.0);
        let metrics = self.metrics;
        self.heights.reset(self.blocks.iter().map(|block| match block {
            Block::Text(span) => metrics.estimate(span.len() as f32 * chars_per_byte, chips_per_char),
            Block::Fold { .. } => metrics.fold_height(),
        }));
    }

    /// Stretches of text that the selection touches.
    fn selected_places(&self, input: &TextViewInput<'_>) -> Vec<Span> {
        let annotations = &input.document.annotations;
        let ids = input.selection.mentions(annotations);
        ids.iter().filter_map(|id| annotations.mention(*id)).map(|m| m.cover()).collect()
    }

    pub(super) fn source<'a>(&'a self, input: &TextViewInput<'a>) -> Source<'a> {
        Source { document: input.document, index: &self.index, theme: input.theme, metrics: self.metrics }
    }

    /// Lays out a block unless its layout is still good; returns whether its height is news. The fonts are asked again
    /// for what is in view, because they may have rebuilt the texture that the glyphs are in.
    pub(super) fn ensure(&mut self, ui: &egui::Ui, input: &TextViewInput<'_>, block: usize, in_view: bool) -> bool {
        if !in_view && self.layouts.contains_key(&block) {
            return false;
        }
        let Some(Block::Text(span)) = self.blocks.get(block).copied() else { return false };
        let mut fonts = |job| ui.ctx().fonts_mut(|fonts| fonts.layout_job(job));
        let made = match self.layouts.remove(&block) {
            Some(mut layout) => {
                let galley = fonts(layout.job.clone());
                if !std::sync::Arc::ptr_eq(&galley, &layout.source) {
                    layout.replace(&self.source(input), galley);
                }
                layout
            }
            None => BlockLayout::new(&self.source(input), span, &mut fonts),
        };
        let height = made.height;
        self.layouts.insert(block, made);
        self.heights.set(block, height)
    }

    /// Forgets layouts far from what is in view.
    pub(super) fn evict(&mut self, keep: &Range<usize>) {
        if self.layouts.len() > MAX_CACHED.max(2 * keep.len()) {
            self.layouts.retain(|block, _| keep.contains(block));
        }
    }

    pub(super) fn visible_layouts(&self) -> impl Iterator<Item = (usize, &BlockLayout)> + '_ {
        self.visible.clone().filter_map(|block| self.layouts.get(&block).map(|layout| (block, layout)))
    }

    /// Boxes in view with their place on the screen, in reading order.
    pub(super) fn visible_pieces(&self) -> impl Iterator<Item = (&Piece, Rect)> + '_ {
        self.visible_layouts().flat_map(move |(block, layout)| {
            let corner = self.block_corner(block).to_vec2();
            layout.pieces.iter().map(move |piece| (piece, piece.rect.translate(corner)))
        })
    }

    /// The top left corner of a block's text on the screen.
    pub(super) fn block_corner(&self, block: usize) -> Pos2 {
        pos2(self.origin.x + MARGIN_LEFT, self.origin.y + MARGIN_TOP + self.heights.top(block))
    }

    pub(super) fn content_height(&self) -> f32 {
        self.heights.total() + MARGIN_TOP + MARGIN_BOTTOM
    }

    pub(super) fn kind_label<'a>(&self, input: &TextViewInput<'a>, kind: &'a str) -> &'a str {
        input.document.schema.entity(kind).map_or(kind, |t| if t.short.is_empty() { &t.label } else { &t.short })
    }
}

//! Keeps graph and places in step with the documents.

use std::collections::HashSet;
use std::sync::Arc;

use eframe::egui::Context;
use petgraph::graph::{EdgeIndex, NodeIndex};

use super::making::{Making, free, is_large};
use super::{GraphView, GraphViewInput, Scope};
use crate::map::Source;
use crate::map::model::{ConceptId, MapModel, MapScope};
use crate::map::picture::{Measure, Motion};
use crate::text::Span;

/// What the graph was built from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    pub(super) key: u64,
    content: u64,
    pub(super) within: Option<Span>,
    pub(super) single_mentions: bool,
    pub(super) unconnected: bool,
    /// Documents of the folder are still being read.
    pub(super) reading: bool,
}

impl Built {
    /// Whether several documents stand on the map.
    fn is_of_folder(&self, input: &GraphViewInput<'_>) -> bool {
        self.key != input.current
    }
}

/// What an edge is recognised by when the graph is built again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeName {
    pub head: ConceptId,
    pub tail: ConceptId,
    pub kind: Arc<str>,
}

impl EdgeName {
    pub fn of(model: &MapModel, edge: EdgeIndex) -> Option<Self> {
        let (head, tail) = model.graph.edge_endpoints(edge)?;
        let (head, tail) = (model.node(head)?.id.clone(), model.node(tail)?.id.clone());
        Some(Self { head, tail, kind: model.edge(edge)?.kind.clone() })
    }

    pub fn find(&self, model: &MapModel) -> Option<EdgeIndex> {
        let (head, tail) = (model.node_of(&self.head)?, model.node_of(&self.tail)?);
        model.graph.edges_connecting(head, tail).find(|edge| edge.weight().kind == self.kind).map(|edge| {
            use petgraph::visit::EdgeRef;
            edge.id()
        })
    }
}

impl GraphView {
    /// Builds again if something changed; places stay.
    pub(super) fn sync(&mut self, input: &GraphViewInput<'_>, measure: &mut dyn Measure) {
        let wanted = self.wanted(input);
        if self.built == Some(wanted) {
            return;
        }
        self.making = None;
        self.board.remember(&self.model, input.key);
        let scope = MapScope {
            schema: input.schema,
            hidden: input.hidden,
            hidden_relations: input.hidden_relations,
            single_mentions: wanted.single_mentions,
            unconnected: wanted.unconnected,
        };
        let sources = Source::narrowed(input.sources, input.current, wanted.within);
        Arc::make_mut(&mut self.model).sync(&sources, scope);
        self.settle(wanted, input, measure);
    }

    /// As [`GraphView::sync`], but a large map is built on a thread, and the one before stays until it is there.
    pub(super) fn sync_soon(&mut self, input: &GraphViewInput<'_>, ctx: &Context) {
        let wanted = self.wanted(input);
        if self.built == Some(wanted) {
            return;
        }
        if !is_large(input.sources) {
            return self.sync(input, &mut ctx.clone());
        }
        match self.making.as_ref().map(|making| (making.built(), making.poll())) {
            Some((_, Ok(None))) => return,
            Some((built, Ok(Some(model)))) => {
                self.making = None;
                if built.key == wanted.key {
                    self.board.remember(&self.model, wanted.key);
                    free(std::mem::replace(&mut self.model, Arc::new(model)));
                    self.settle(built, input, &mut ctx.clone());
                }
            }
            Some((_, Err(()))) => return self.sync(input, &mut ctx.clone()),
            None => {}
        }
        if self.built == Some(wanted) {
            return;
        }
        if self.built.is_none_or(|built| built.key != wanted.key) {
            // Of another map nothing stays.
            self.board.remember(&self.model, wanted.key);
            free(std::mem::take(&mut self.model));
            self.built = None;
            self.board.settle_in(&self.model, input.schema, &mut ctx.clone());
            self.forget_gone(true);
            self.motion = Motion::Rest;
        }
        self.making = Making::start(wanted, &self.model, input, ctx);
        if self.making.is_none() {
            self.sync(input, &mut ctx.clone());
        }
    }

    /// Whether a graph is being built.
    pub fn is_making(&self) -> bool {
        self.making.is_some()
    }

    fn wanted(&mut self, input: &GraphViewInput<'_>) -> Built {
        self.find_sentence(input);
        Built {
            key: input.key,
            content: input.content,
            within: self.sentence.filter(|_| self.options.scope == Scope::Sentence),
            single_mentions: self.options.single_mentions,
            unconnected: self.options.unconnected,
            reading: input.reading.is_some(),
        }
    }

    /// Gives what the graph holds now its places.
    fn settle(&mut self, built: Built, input: &GraphViewInput<'_>, measure: &mut dyn Measure) {
        let before = self.built.replace(built);
        let other_map = before.is_none_or(|before| before.key != built.key);
        let was_moving = !self.motion.is_rest();
        self.still.forget();
        let fresh = self.board.settle_in(&self.model, input.schema, measure);
        self.forget_gone(other_map);
        self.fold();
        self.legend = None;
        self.drawn_edges = self.model.graph.edge_count();
        self.unkept |= !fresh.is_empty();
        let known = self.board.places.len() - fresh.len();
        self.squeezed_in += fresh.len();
        // What came document by document was squeezed in where there was room; once all are there, all find their places.
        let is_patchwork = !built.reading && self.squeezed_in * 3 > self.board.places.len();
        if other_map && fresh.is_empty() {
            self.squeezed_in = 0;
        }
        // A map that was being laid out from nothing is so again: half-way, nothing stands where it should.
        self.from_nothing &= was_moving && !other_map;
        if fresh.len() > known || self.from_nothing || (is_patchwork && built.is_of_folder(input)) {
            self.squeezed_in = 0;
            self.from_nothing = true;
            self.motion = self.arranged(true);
            self.camera.auto = true;
        } else if built.reading {
            // More comes in a moment.
            self.motion = Motion::Rest;
        } else if was_moving && !other_map {
            self.motion = self.arranged(false);
        } else {
            self.motion = match fresh.is_empty() {
                true => Motion::Rest,
                false => Motion::fit_in(&self.board, &self.model, &fresh, &self.folded.hidden),
            };
            let other_sentence = before.is_some_and(|before| before.within != built.within);
            self.camera.auto |= other_map || other_sentence;
        }
    }

    /// The sentence of the selection; the last one stays while nothing of the text is selected.
    fn find_sentence(&mut self, input: &GraphViewInput<'_>) {
        if self.options.scope != Scope::Sentence {
            self.sentence = None;
            return;
        }
        let Some(source) = Source::find(input.sources, input.current) else { return };
        let annotations = &input.document.annotations;
        let place = match input.selection {
            crate::gui::Selection::Text(span) => Some(*span),
            crate::gui::Selection::None => None,
            // A concept was chosen on the map: its mentions stand in many sentences.
            crate::gui::Selection::Concept(_) => None,
            other => {
                let mentions = other.mentions(annotations);
                let covers = mentions.iter().filter_map(|id| annotations.mention(*id)).map(|mention| mention.cover());
                covers.reduce(|all, cover| all.cover(cover))
            }
        };
        let sentence_at = |place: Span| {
            let touched = source.sentences.iter().filter(|s| s.overlaps(place) || s.contains(place));
            touched.copied().reduce(|all, sentence| all.cover(sentence))
        };
        let other = self.built.is_none_or(|built| built.key != input.key);
        let first = || {
            let first = source.visibility.mentions(annotations).map(|mention| mention.cover()).min();
            first.and_then(sentence_at)
        };
        let kept = self.sentence.filter(|_| !other);
        self.sentence = place.and_then(sentence_at).or(kept).or_else(first);
    }

    fn forget_gone(&mut self, other_map: bool) {
        let gone = |node: &NodeIndex| other_map || !self.model.graph.contains_node(*node);
        let (cursor, root, shown) = (self.cursor.filter(|n| !gone(n)), self.root.filter(|n| !gone(n)), self.shown);
        let shown = shown.filter(|(node, _)| !gone(node));
        (self.cursor, self.root, self.shown) = (cursor, root, shown);
        self.hover = None;
        self.menu = None;
        if other_map {
            self.drag = Default::default();
            self.options.focus = 0;
            self.chosen = None;
            self.folds = Default::default();
        }
    }

    /// Shows the next hit of the search (or the one before), large enough to be read; the best connected ones come first.
    pub(super) fn step_search(&mut self, view: eframe::egui::Rect, step: isize) {
        let mut hits = self.matches();
        hits.retain(|node| !self.folded.hidden.contains(node));
        let degree = |node: &NodeIndex| self.board.places.get(node).map_or(0, |place| place.degree);
        hits.sort_by_key(|node| (std::cmp::Reverse(degree(node)), *node));
        if hits.is_empty() {
            return;
        }
        let count = hits.len();
        let at = self.found.map_or(0, |at| (at + count).wrapping_add_signed(step) % count);
        self.found = Some(at);
        let node = hits[at];
        (self.cursor, self.root) = (Some(node), Some(node));
        if let Some(place) = self.board.places.get(&node) {
            let (pos, font) = (place.pos, place.font);
            let readable = 11.0 / font;
            if self.camera.zoom < readable {
                self.camera.zoom = readable;
                self.camera.centre = pos;
            }
            self.camera.auto = false;
            let rect = self.board.bounds_of(std::iter::once(node));
            self.camera.show(view, rect);
        }
    }

    /// Nodes that the search finds.
    pub(super) fn matches(&self) -> Vec<NodeIndex> {
        let wanted = self.options.search.trim().to_lowercase();
        if wanted.is_empty() {
            return Vec::new();
        }
        let fits = |node: &NodeIndex| {
            self.model
                .node(*node)
                .is_some_and(|c| c.label.to_lowercase().contains(&wanted) || c.id.key.contains(&wanted))
        };
        self.model.graph.node_indices().filter(fits).collect()
    }

    /// The nodes that focus mode and folds leave; `None` for all.
    pub fn visible(&self) -> Option<HashSet<NodeIndex>> {
        let near = self.root.filter(|_| self.options.focus > 0).map(|root| self.model.within(root, self.options.focus));
        match (near, self.folded.hidden.is_empty()) {
            (near, true) => near,
            (Some(near), false) => Some(near.difference(&self.folded.hidden).copied().collect()),
            (None, false) => {
                Some(self.model.graph.node_indices().filter(|node| !self.folded.hidden.contains(node)).collect())
            }
        }
    }
}

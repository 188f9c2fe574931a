//! Keeps graph and places in step with the document, and changes them on request.

use std::collections::HashSet;

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::emphasis::Emphasis;
use super::label::Measure;
use super::model::MapScope;
use super::motion::Motion;
use super::{GraphView, GraphViewInput};
use crate::domain::{MentionId, RelationId};
use crate::gui::{Action, Selection};

/// What the graph was built from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    key: u64,
    content: u64,
    single_mentions: bool,
    unconnected: bool,
}

impl GraphView {
    /// Builds again if something changed; places stay.
    pub(super) fn sync(&mut self, input: &GraphViewInput<'_>, measure: &mut dyn Measure) {
        let wanted = Built {
            key: input.key,
            content: input.content,
            single_mentions: self.options.single_mentions,
            unconnected: self.options.unconnected,
        };
        let before = self.built.replace(wanted);
        if before == Some(wanted) {
            return;
        }
        let other_document = before.is_none_or(|before| before.key != wanted.key);
        let was_moving = !self.motion.is_rest();
        self.board.remember(&self.model, input.key);
        self.model.sync(
            input.document,
            MapScope {
                visibility: input.visibility,
                hidden: input.hidden,
                hidden_relations: input.hidden_relations,
                single_mentions: wanted.single_mentions,
                unconnected: wanted.unconnected,
            },
        );
        let fresh = self.board.settle_in(&self.model, &input.document.schema, measure);
        self.forget_gone(other_document);
        self.legend = None;
        let known = self.board.places.len() - fresh.len();
        if fresh.len() > known {
            self.motion = self.arranged(true);
            self.camera.auto = true;
        } else if was_moving && !other_document {
            self.motion = self.arranged(false);
        } else {
            self.motion = match fresh.is_empty() {
                true => Motion::Rest,
                false => Motion::fit_in(&self.board, &self.model, &fresh),
            };
            self.camera.auto |= other_document;
        }
    }

    fn forget_gone(&mut self, other_document: bool) {
        let gone = |node: &NodeIndex| other_document || !self.model.graph.contains_node(*node);
        let (cursor, root, shown) = (self.cursor.filter(|n| !gone(n)), self.root.filter(|n| !gone(n)), self.shown);
        let shown = shown.filter(|(node, _)| !gone(node));
        (self.cursor, self.root, self.shown) = (cursor, root, shown);
        self.hover = None;
        self.menu = None;
        if other_document {
            self.drag = Default::default();
            self.options.focus = 0;
        }
    }

    /// A motion that lays out the whole map.
    pub(super) fn arranged(&mut self, scatter: bool) -> Motion {
        Motion::arrange(&mut self.board, &self.model, self.options.layout, self.root, scatter)
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

    /// The nodes that focus mode leaves; `None` for all.
    pub(super) fn focused(&self) -> Option<HashSet<NodeIndex>> {
        let root = self.root.filter(|_| self.options.focus > 0)?;
        Some(self.model.within(root, self.options.focus))
    }

    pub(super) fn focus_on(&mut self, node: NodeIndex, depth: usize) {
        self.root = Some(node);
        self.options.focus = depth;
        self.camera.auto = true;
    }

    pub(super) fn toggle_pin(&mut self, node: NodeIndex) {
        if let Some(place) = self.board.places.get_mut(&node) {
            place.pinned = !place.pinned;
        }
    }

    /// Selects a concept and shows its first mention; again, its next one.
    pub(super) fn select_node(&mut self, input: &GraphViewInput<'_>, node: NodeIndex, actions: &mut Vec<Action>) {
        let Some(concept) = self.model.node(node) else { return };
        let next = match self.shown {
            Some((shown, place)) if shown == node => (place + 1) % concept.mentions.len().max(1),
            _ => 0,
        };
        let selection = Selection::Concept(concept.mentions.iter().copied().collect());
        let mention = concept.mentions.get(next).and_then(|id| input.document.annotations.mention(*id));
        let reveal = mention.map(|mention| Action::Reveal(mention.cover()));
        self.shown = Some((node, next));
        self.cursor = Some(node);
        self.root = Some(node);
        self.own = Some(selection.clone());
        actions.push(Action::Select(selection));
        actions.extend(reveal);
    }

    pub(super) fn select_edge(&mut self, edge: EdgeIndex, actions: &mut Vec<Action>) {
        let Some(bundle) = self.model.edge(edge) else { return };
        let selection = Selection::Bundle(bundle.relations.iter().copied().collect());
        self.shown = None;
        self.dismissed = None;
        self.own = Some(selection.clone());
        actions.push(Action::Select(selection));
    }

    /// The two mentions of two concepts that stand nearest to each other in the text.
    pub(super) fn nearest_pair(
        &self,
        input: &GraphViewInput<'_>,
        head: NodeIndex,
        tail: NodeIndex,
    ) -> Option<(MentionId, MentionId)> {
        let annotations = &input.document.annotations;
        let cover = |id: &MentionId| annotations.mention(*id).map(|mention| (*id, mention.cover()));
        let heads: Vec<_> = self.model.node(head)?.mentions.iter().filter_map(cover).collect();
        let tails: Vec<_> = self.model.node(tail)?.mentions.iter().filter_map(cover).collect();
        let pairs = heads.iter().flat_map(|head| tails.iter().map(move |tail| (head, tail)));
        let gap = |((_, a), (_, b)): &(&(MentionId, crate::text::Span), &(MentionId, crate::text::Span))| {
            a.start.max(b.start).saturating_sub(a.end.min(b.end))
        };
        pairs.filter(|(head, tail)| head.0 != tail.0).min_by_key(gap).map(|(head, tail)| (head.0, tail.0))
    }

    /// Relations whose evidence the card shows: the selected ones that are on the map.
    pub(super) fn evidence(&self, input: &GraphViewInput<'_>) -> Vec<RelationId> {
        if self.dismissed.as_ref() == Some(input.selection) {
            return Vec::new();
        }
        let relations = input.selection.relations().into_iter();
        relations.filter(|id| self.model.edge_of_relation(*id).is_some()).collect()
    }

    /// A selection made elsewhere comes into view; focus mode goes along.
    pub(super) fn follow(&mut self, input: &GraphViewInput<'_>, view: eframe::egui::Rect) {
        if self.followed == *input.selection {
            return;
        }
        self.followed = input.selection.clone();
        if self.dismissed.as_ref() != Some(input.selection) {
            self.dismissed = None;
        }
        let own = self.own.take().is_some_and(|own| own == *input.selection);
        let emphasis = self.selected(input);
        let node = emphasis.core_nodes().next();
        if let Some(node) = node.filter(|_| !own) {
            self.root = Some(node);
            self.cursor = Some(node);
        }
        let ends = input.selection.relations();
        let ends = ends.iter().filter_map(|id| self.model.graph.edge_endpoints(self.model.edge_of_relation(*id)?));
        let nodes: Vec<NodeIndex> = emphasis.core_nodes().chain(ends.flat_map(|(head, tail)| [head, tail])).collect();
        let bounds = self.board.bounds_of(nodes.into_iter());
        if bounds.is_positive() && !self.camera.auto {
            self.camera.show(view, bounds);
        }
    }

    pub(super) fn selected(&self, input: &GraphViewInput<'_>) -> Emphasis {
        let mentions = input.selection.mentions(&input.document.annotations);
        Emphasis::of_selection(&self.model, &mentions, &input.selection.relations())
    }
}

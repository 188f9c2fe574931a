//! Choosing concepts and relations, and following what is chosen elsewhere.

use std::collections::BTreeSet;

use eframe::egui::Rect;
use petgraph::graph::{EdgeIndex, NodeIndex};

use super::sync::EdgeName;
use super::{GraphView, GraphViewInput};
use crate::domain::MentionId;
use crate::gui::{Action, Selection};
use crate::map::picture::{Emphasis, Spot};
use crate::map::{MentionAt, RelationAt, Source};
use crate::text::Span;

impl GraphView {
    /// Selects a concept and shows its first mention in the current document, else in the first that has one; again, its
    /// next one, wherever that is.
    pub(super) fn select_node(&mut self, input: &GraphViewInput<'_>, node: NodeIndex, actions: &mut Vec<Action>) {
        let Some(concept) = self.model.node(node) else { return };
        let here = concept.mentions.iter().position(|at| at.source == input.current).unwrap_or(0);
        let last = self.shown.filter(|(shown, _)| *shown == node).map(|(_, at)| at);
        let next = match last.and_then(|last| concept.mentions.iter().position(|at| *at == last)) {
            Some(place) => (place + 1) % concept.mentions.len().max(1),
            None => here,
        };
        let Some(at) = concept.mentions.get(next).copied() else { return };
        let in_document: BTreeSet<MentionId> =
            concept.mentions.iter().filter(|mention| mention.source == at.source).map(|mention| mention.id).collect();
        let selection = Selection::Concept(in_document);
        let span = Source::mention(input.sources, at).map(|mention| mention.cover());
        self.shown = Some((node, at));
        self.cursor = Some(node);
        self.root = Some(node);
        self.chosen = None;
        self.own = Some(selection.clone());
        self.go(input, at.source, selection, span, actions);
    }

    /// Selects something of a document, which is opened if it is another than the current one.
    fn go(
        &self,
        input: &GraphViewInput<'_>,
        source: u64,
        selection: Selection,
        span: Option<Span>,
        actions: &mut Vec<Action>,
    ) {
        if source != input.current {
            actions.push(Action::Visit { source, selection, span });
            return;
        }
        actions.push(Action::Select(selection));
        actions.extend(span.map(Action::Reveal));
    }

    /// Selects an edge: its relations in the current document, and the evidence of all.
    pub(super) fn select_edge(&mut self, input: &GraphViewInput<'_>, edge: EdgeIndex, actions: &mut Vec<Action>) {
        let Some(bundle) = self.model.edge(edge) else { return };
        let here: BTreeSet<_> =
            bundle.relations.iter().filter(|at| at.source == input.current).filter_map(|at| at.relation()).collect();
        let selection = if here.is_empty() { Selection::None } else { Selection::Bundle(here) };
        self.shown = None;
        self.dismissed = None;
        self.chosen = EdgeName::of(&self.model, edge);
        self.own = Some(selection.clone());
        actions.push(Action::Select(selection));
    }

    /// The two mentions of two concepts that stand nearest to each other in the text of the current document.
    pub(super) fn nearest_pair(
        &self,
        input: &GraphViewInput<'_>,
        head: NodeIndex,
        tail: NodeIndex,
    ) -> Option<(MentionId, MentionId)> {
        let annotations = &input.document.annotations;
        let cover = |at: &MentionAt| {
            let mention = annotations.mention(at.id).filter(|_| at.source == input.current)?;
            Some((at.id, mention.cover()))
        };
        let heads: Vec<_> = self.model.node(head)?.mentions.iter().filter_map(cover).collect();
        let tails: Vec<_> = self.model.node(tail)?.mentions.iter().filter_map(cover).collect();
        let pairs = heads.iter().flat_map(|head| tails.iter().map(move |tail| (head, tail)));
        let gap = |((_, a), (_, b)): &(&(MentionId, Span), &(MentionId, Span))| {
            a.start.max(b.start).saturating_sub(a.end.min(b.end))
        };
        pairs.filter(|(head, tail)| head.0 != tail.0).min_by_key(gap).map(|(head, tail)| (head.0, tail.0))
    }

    /// Relations whose evidence the card shows: those of the chosen edge, else the selected ones that are on the map.
    pub(super) fn evidence(&self, input: &GraphViewInput<'_>) -> Vec<RelationAt> {
        if self.dismissed.as_ref() == Some(input.selection) {
            return Vec::new();
        }
        let chosen = self.chosen.as_ref().and_then(|name| self.model.edge(name.find(&self.model)?));
        if let Some(bundle) = chosen {
            return bundle.relations.clone();
        }
        // Every sentence supports the edge; those that were selected come first.
        let mut relations: Vec<RelationAt> = Vec::new();
        let selected: Vec<RelationAt> = input.selected_relations().into_iter().collect();
        let along = selected.iter().filter_map(|at| self.model.edge(self.model.edge_of_relation(*at)?));
        let along: Vec<RelationAt> = along.flat_map(|bundle| bundle.relations.iter().copied()).collect();
        for at in selected.into_iter().chain(along) {
            if self.model.edge_of_relation(at).is_some() && !relations.contains(&at) {
                relations.push(at);
            }
        }
        relations
    }

    /// A selection made elsewhere comes into view; focus mode goes along.
    pub(super) fn follow(&mut self, input: &GraphViewInput<'_>, view: Rect) {
        if self.followed == *input.selection {
            return;
        }
        self.followed = input.selection.clone();
        if self.dismissed.as_ref() != Some(input.selection) {
            self.dismissed = None;
        }
        let own = self.own.take().is_some_and(|own| own == *input.selection);
        if !own {
            self.chosen = None;
        }
        let emphasis = self.selected(input);
        let node = emphasis.core_nodes().next();
        if let Some(node) = node.filter(|_| !own) {
            self.root = Some(node);
            self.cursor = Some(node);
        }
        let ends = input.selected_relations().into_iter();
        let ends = ends.filter_map(|at| self.model.graph.edge_endpoints(self.model.edge_of_relation(at)?));
        let nodes: Vec<NodeIndex> = emphasis.core_nodes().chain(ends.flat_map(|(head, tail)| [head, tail])).collect();
        let bounds = self.board.bounds_of(nodes.into_iter());
        if bounds.is_positive() && !self.camera.auto {
            self.camera.show(view, bounds);
        }
    }

    /// The chosen edge or concept.
    pub fn chosen_spot(&self, input: &GraphViewInput<'_>) -> Option<Spot> {
        let edge = |at: &RelationAt| self.model.edge_of_relation(*at).map(Spot::Edge);
        let chosen = self.chosen.as_ref().and_then(|name| name.find(&self.model)).map(Spot::Edge);
        let relation = || input.selected_relations().iter().find_map(edge);
        let concept = || {
            let mentions = input.selection.mentions(&input.document.annotations);
            mentions.iter().find_map(|id| self.model.node_of_mention(input.mention_at(*id))).map(Spot::Node)
        };
        chosen.or_else(relation).or_else(concept)
    }

    pub(super) fn selected(&self, input: &GraphViewInput<'_>) -> Emphasis {
        let mentions = input.selection.mentions(&input.document.annotations);
        let mentions = mentions.into_iter().map(|id| input.mention_at(id)).collect();
        let mut relations = input.selected_relations();
        if let Some(bundle) = self.chosen.as_ref().and_then(|name| self.model.edge(name.find(&self.model)?)) {
            relations.extend(&bundle.relations);
        }
        Emphasis::of_selection(&self.model, &mentions, &relations)
    }
}

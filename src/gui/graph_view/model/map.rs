//! The graph, kept in step with the document.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::stable_graph::StableDiGraph;
use petgraph::visit::{EdgeRef, IntoEdgeReferences};

use super::bundle::bundles;
use super::concept::concepts;
use super::{Bundle, Concept, ConceptId};
use crate::domain::{Document, Mention, MentionId, RelationId, Visibility};

pub type MapGraph = StableDiGraph<Concept, Bundle>;

/// What of the document the map shows.
#[derive(Clone, Copy, Debug)]
pub struct MapScope<'a> {
    pub visibility: &'a Visibility,
    pub hidden: &'a BTreeSet<Arc<str>>,
    pub hidden_relations: &'a BTreeSet<Arc<str>>,
    /// A node for each mention rather than for each concept.
    pub single_mentions: bool,
    /// Also concepts that no relation touches.
    pub unconnected: bool,
}

/// The graph and the ways into it. Node indices stay what they are for as long as their concept exists.
#[derive(Clone, Debug, Default)]
pub struct MapModel {
    pub graph: MapGraph,
    by_id: HashMap<ConceptId, NodeIndex>,
    by_mention: HashMap<MentionId, NodeIndex>,
    by_relation: HashMap<RelationId, EdgeIndex>,
}

impl MapModel {
    /// Brings the graph in step with the document; nodes that are still there keep their index.
    pub fn sync(&mut self, document: &Document, scope: MapScope<'_>) {
        let annotations = &document.annotations;
        let mentions: Vec<&Mention> =
            scope.visibility.mentions(annotations).filter(|m| !scope.hidden.contains(&m.kind)).collect();
        let visible: HashSet<MentionId> = mentions.iter().map(|m| m.id).collect();
        let relations: Vec<_> = scope
            .visibility
            .relations(annotations)
            .filter(|r| !scope.hidden_relations.contains(&r.kind))
            .filter(|r| visible.contains(&r.head) && visible.contains(&r.tail))
            .collect();
        let connected: HashSet<MentionId> = relations.iter().flat_map(|r| [r.head, r.tail]).collect();
        let wanted = concepts(document, &mentions, scope.single_mentions)
            .into_iter()
            .filter(|concept| scope.unconnected || concept.mentions.iter().any(|id| connected.contains(id)));
        self.sync_nodes(wanted);
        self.graph.clear_edges();
        self.by_relation.clear();
        let ends =
            relations.iter().filter_map(|r| Some((*self.by_mention.get(&r.head)?, *self.by_mention.get(&r.tail)?, *r)));
        for ((head, tail, _), bundle) in bundles(&document.schema, ends) {
            let ids = bundle.relations.clone();
            let edge = self.graph.add_edge(head, tail, bundle);
            self.by_relation.extend(ids.into_iter().map(|id| (id, edge)));
        }
    }

    fn sync_nodes(&mut self, wanted: impl Iterator<Item = Concept>) {
        let mut gone = std::mem::take(&mut self.by_id);
        self.by_mention.clear();
        for concept in wanted {
            let id = concept.id.clone();
            let mentions = concept.mentions.clone();
            let node = match gone.remove(&id).filter(|node| self.graph.contains_node(*node)) {
                Some(node) => {
                    self.graph[node] = concept;
                    node
                }
                None => self.graph.add_node(concept),
            };
            self.by_id.insert(id, node);
            self.by_mention.extend(mentions.into_iter().map(|mention| (mention, node)));
        }
        for node in gone.into_values() {
            self.graph.remove_node(node);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.graph.node_count() == 0
    }

    pub fn node(&self, index: NodeIndex) -> Option<&Concept> {
        self.graph.node_weight(index)
    }

    pub fn edge(&self, index: EdgeIndex) -> Option<&Bundle> {
        self.graph.edge_weight(index)
    }

    pub fn node_of_mention(&self, mention: MentionId) -> Option<NodeIndex> {
        self.by_mention.get(&mention).copied()
    }

    pub fn edge_of_relation(&self, relation: RelationId) -> Option<EdgeIndex> {
        self.by_relation.get(&relation).copied()
    }

    /// Head, tail and bundle of every edge, in index order.
    pub fn edges(&self) -> impl Iterator<Item = (EdgeIndex, NodeIndex, NodeIndex, &Bundle)> {
        self.graph.edge_references().map(|edge| (edge.id(), edge.source(), edge.target(), edge.weight()))
    }

    pub fn neighbours(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        self.graph.neighbors_undirected(node)
    }

    pub fn edges_at(&self, node: NodeIndex) -> impl Iterator<Item = EdgeIndex> + '_ {
        let out = self.graph.edges_directed(node, Direction::Outgoing);
        let into = self.graph.edges_directed(node, Direction::Incoming);
        out.chain(into).map(|edge| edge.id())
    }

    /// Nodes at most `depth` edges away from `root`, the root included.
    pub fn within(&self, root: NodeIndex, depth: usize) -> HashSet<NodeIndex> {
        let mut seen = HashSet::from([root]);
        let mut ring = vec![root];
        for _ in 0..depth {
            ring = ring
                .iter()
                .flat_map(|node| self.graph.neighbors_undirected(*node))
                .filter(|node| seen.insert(*node))
                .collect();
        }
        seen
    }
}

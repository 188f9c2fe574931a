//! The graph, kept in step with the documents.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::stable_graph::StableDiGraph;
use petgraph::visit::{EdgeRef, IntoEdgeReferences};

use super::bundle::bundles;
use super::concept::concepts;
use super::digest::Digest;
use super::{Bundle, Concept, ConceptId};
use crate::domain::{Document, Schema, Visibility};
use crate::map::{MentionAt, RelationAt, Source};
use crate::text::Span;

pub type MapGraph = StableDiGraph<Concept, Bundle>;

/// What of the documents the map shows.
#[derive(Clone, Copy, Debug)]
pub struct MapScope<'a> {
    /// The types of all documents.
    pub schema: &'a Schema,
    pub hidden: &'a BTreeSet<Arc<str>>,
    pub hidden_relations: &'a BTreeSet<Arc<str>>,
    /// A node for each mention rather than for each concept.
    pub single_mentions: bool,
    /// Also concepts that no relation touches.
    pub unconnected: bool,
}

/// What a digest was made from.
type Read = (u64, Option<Span>);

/// A document as a model on another thread takes it in: what is known of it, or what must be read.
#[derive(Clone, Debug)]
pub struct Piece {
    key: u64,
    read: Read,
    part: Part,
}

#[derive(Clone, Debug)]
enum Part {
    Known(Arc<Digest>),
    Fresh(Box<(Document, Visibility)>),
}

impl Piece {
    fn digest(self) -> (u64, (Read, Arc<Digest>)) {
        let digest = match self.part {
            Part::Known(digest) => digest,
            Part::Fresh(fresh) => {
                let (document, visibility) = (&fresh.0, &fresh.1);
                let (content, within) = self.read;
                Arc::new(Digest::of(&Source { key: self.key, content, document, visibility, sentences: &[], within }))
            }
        };
        (self.key, (self.read, digest))
    }
}

/// The graph and the ways into it. Node indices stay what they are for as long as their concept exists.
#[derive(Clone, Debug, Default)]
pub struct MapModel {
    pub graph: MapGraph,
    by_id: HashMap<ConceptId, NodeIndex>,
    by_mention: HashMap<MentionAt, NodeIndex>,
    by_relation: HashMap<RelationAt, EdgeIndex>,
    digests: HashMap<u64, (Read, Arc<Digest>)>,
}

impl MapModel {
    /// Brings the graph in step with the documents; nodes that are still there keep their index. Documents whose content
    /// is the same as before are not read again.
    pub fn sync(&mut self, sources: &[Source<'_>], scope: MapScope<'_>) {
        let mut before = std::mem::take(&mut self.digests);
        for source in sources {
            let read = (source.content, source.within);
            let known = before.remove(&source.key).filter(|(known, _)| *known == read);
            self.digests.insert(source.key, known.unwrap_or_else(|| (read, Arc::new(Digest::of(source)))));
        }
        self.build(sources.iter().map(|source| source.key), scope);
    }

    /// What a copy of this model needs to be brought in step on another thread, with [`MapModel::sync_pieces`].
    pub fn pieces(&self, sources: &[Source<'_>]) -> Vec<Piece> {
        let piece = |source: &Source<'_>| {
            let read = (source.content, source.within);
            let known = self.digests.get(&source.key).filter(|(known, _)| *known == read);
            let fresh = || Part::Fresh(Box::new((source.document.clone(), source.visibility.clone())));
            Piece { key: source.key, read, part: known.map_or_else(fresh, |(_, digest)| Part::Known(digest.clone())) }
        };
        sources.iter().map(piece).collect()
    }

    /// As [`MapModel::sync`].
    pub fn sync_pieces(&mut self, pieces: Vec<Piece>, scope: MapScope<'_>) {
        let order: Vec<u64> = pieces.iter().map(|piece| piece.key).collect();
        self.digests = pieces.into_iter().map(Piece::digest).collect();
        self.build(order.into_iter(), scope);
    }

    fn build(&mut self, order: impl Iterator<Item = u64>, scope: MapScope<'_>) {
        let digests: Vec<(u64, Arc<Digest>)> =
            order.filter_map(|key| Some((key, self.digests.get(&key)?.1.clone()))).collect();
        let digests: Vec<(u64, &Digest)> = digests.iter().map(|(key, digest)| (*key, &**digest)).collect();
        let shown = |kind: &str| !scope.hidden.contains(kind);
        let concepts = concepts(&digests, shown, scope.single_mentions);
        let there: HashSet<MentionAt> = concepts.iter().flat_map(|concept| concept.mentions.iter().copied()).collect();
        let relations: Vec<_> = digests
            .iter()
            .flat_map(|(source, digest)| digest.relations.iter().map(move |link| (*source, link)))
            .filter(|(_, link)| !scope.hidden_relations.contains(&link.kind))
            .map(|(source, link)| (source, link, [link.head, link.tail].map(|id| MentionAt { source, id })))
            .filter(|(_, _, ends)| ends.iter().all(|end| there.contains(end)))
            .collect();
        let connected: HashSet<MentionAt> = relations.iter().flat_map(|(_, _, ends)| *ends).collect();
        let is_connected = |concept: &Concept| concept.mentions.iter().any(|at| connected.contains(at));
        self.sync_nodes(concepts.into_iter().filter(|concept| scope.unconnected || is_connected(concept)));
        self.graph.clear_edges();
        self.by_relation.clear();
        let ends = relations.iter().filter_map(|(source, link, [head, tail])| {
            Some((*self.by_mention.get(head)?, *self.by_mention.get(tail)?, *source, *link))
        });
        let kind_of = |node: NodeIndex| self.graph.node_weight(node).map(|concept| concept.kind().clone());
        for ((head, tail, _), bundle) in bundles(scope.schema, kind_of, ends) {
            let all = bundle.relations.clone();
            let edge = self.graph.add_edge(head, tail, bundle);
            self.by_relation.extend(all.into_iter().map(|at| (at, edge)));
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

    pub fn node_of(&self, concept: &ConceptId) -> Option<NodeIndex> {
        self.by_id.get(concept).copied()
    }

    pub fn node_of_mention(&self, mention: MentionAt) -> Option<NodeIndex> {
        self.by_mention.get(&mention).copied()
    }

    pub fn edge_of_relation(&self, relation: RelationAt) -> Option<EdgeIndex> {
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

    /// Nodes that can be reached from `from` without going through `without`; `from` included.
    pub fn reach(&self, from: NodeIndex, without: Option<NodeIndex>) -> HashSet<NodeIndex> {
        let mut seen = HashSet::from([from]);
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            open.extend(
                self.graph.neighbors_undirected(node).filter(|next| Some(*next) != without && seen.insert(*next)),
            );
        }
        seen
    }

    /// Nodes that are connected in some way, part by part; each in index order.
    pub fn parts(&self) -> Vec<Vec<NodeIndex>> {
        let mut seen: HashSet<NodeIndex> = HashSet::new();
        let mut parts = Vec::new();
        for node in self.graph.node_indices() {
            if !seen.contains(&node) {
                let mut part: Vec<NodeIndex> = self.reach(node, None).into_iter().collect();
                part.sort_unstable();
                seen.extend(&part);
                parts.push(part);
            }
        }
        parts
    }

    /// The best connected of these nodes; the first among equals.
    pub fn hub(&self, nodes: &[NodeIndex]) -> Option<NodeIndex> {
        nodes.iter().copied().max_by_key(|node| (self.edges_at(*node).count(), std::cmp::Reverse(*node)))
    }
}

//! What stands out, and what steps back.

use std::collections::{BTreeSet, HashSet};

use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::map::model::MapModel;
use crate::map::{MentionAt, RelationAt};

/// A thing on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    Node(NodeIndex),
    Edge(EdgeIndex),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Normal,
    /// Hovered, selected or found.
    Core,
    /// Beside a core.
    Near,
    Dim,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emphasis {
    core_nodes: HashSet<NodeIndex>,
    core_edges: HashSet<EdgeIndex>,
    near_nodes: HashSet<NodeIndex>,
    near_edges: HashSet<EdgeIndex>,
}

impl Emphasis {
    pub fn of_spot(model: &MapModel, spot: Spot) -> Self {
        let mut emphasis = Self::default();
        match spot {
            Spot::Node(node) => emphasis.add_node(model, node),
            Spot::Edge(edge) => emphasis.add_edge(model, edge),
        }
        emphasis
    }

    pub fn of_selection(model: &MapModel, mentions: &BTreeSet<MentionAt>, relations: &BTreeSet<RelationAt>) -> Self {
        let mut emphasis = Self::default();
        if relations.is_empty() {
            for node in mentions.iter().filter_map(|mention| model.node_of_mention(*mention)) {
                emphasis.add_node(model, node);
            }
        }
        for edge in relations.iter().filter_map(|relation| model.edge_of_relation(*relation)) {
            emphasis.add_edge(model, edge);
        }
        emphasis
    }

    /// Found nodes stand alone: their neighbours were not asked for.
    pub fn of_matches(nodes: impl IntoIterator<Item = NodeIndex>) -> Self {
        Self { core_nodes: nodes.into_iter().collect(), ..Self::default() }
    }

    fn add_node(&mut self, model: &MapModel, node: NodeIndex) {
        self.core_nodes.insert(node);
        self.near_nodes.extend(model.neighbours(node));
        self.near_edges.extend(model.edges_at(node));
    }

    fn add_edge(&mut self, model: &MapModel, edge: EdgeIndex) {
        self.core_edges.insert(edge);
        if let Some((head, tail)) = model.graph.edge_endpoints(edge) {
            self.near_nodes.extend([head, tail]);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.core_nodes.is_empty() && self.core_edges.is_empty()
    }

    pub fn core_nodes(&self) -> impl Iterator<Item = NodeIndex> + '_ {
        self.core_nodes.iter().copied()
    }

    pub fn node(&self, node: NodeIndex) -> Weight {
        self.weigh(self.core_nodes.contains(&node), self.near_nodes.contains(&node))
    }

    pub fn edge(&self, edge: EdgeIndex) -> Weight {
        self.weigh(self.core_edges.contains(&edge), self.near_edges.contains(&edge))
    }

    fn weigh(&self, core: bool, near: bool) -> Weight {
        match (core, near) {
            _ if self.is_empty() => Weight::Normal,
            (true, _) => Weight::Core,
            (false, true) => Weight::Near,
            (false, false) => Weight::Dim,
        }
    }
}

//! What is out of sight because the concept it hangs on is folded.

use std::collections::{HashMap, HashSet};

use petgraph::graph::NodeIndex;

use super::{ConceptId, MapModel};

/// What the user has folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds {
    /// Concepts whose subtree is out of sight.
    pub concepts: HashSet<ConceptId>,
    /// Concepts with a single neighbour are out of sight.
    pub leaves: bool,
}

/// The outcome for one graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    pub hidden: HashSet<NodeIndex>,
    /// How many concepts are hidden behind a visible one.
    pub behind: HashMap<NodeIndex, usize>,
}

impl Folds {
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty() && !self.leaves
    }

    /// Folds a concept, or unfolds it.
    pub fn toggle(&mut self, concept: &ConceptId) {
        if !self.concepts.remove(concept) {
            self.concepts.insert(concept.clone());
        }
    }

    /// What a graph shows with these folds. A part keeps its middle (`root`, where it lies in that part, else its best
    /// connected concept); folding a concept hides all that is connected to the middle only through it, and folding the
    /// middle hides everything around it.
    pub fn of(&self, model: &MapModel, root: Option<NodeIndex>) -> Folded {
        let mut folded = Folded::default();
        if self.is_empty() {
            return folded;
        }
        for part in model.parts() {
            let middle = root.filter(|root| part.contains(root)).or_else(|| model.hub(&part));
            let Some(middle) = middle else { continue };
            let is_folded =
                |node: &NodeIndex| model.node(*node).is_some_and(|concept| self.concepts.contains(&concept.id));
            for node in part.iter().copied().filter(is_folded) {
                // Unreachable from the middle without the node; all but the middle, when that is folded itself.
                let kept = if node == middle { HashSet::from([middle]) } else { model.reach(middle, Some(node)) };
                let gone: Vec<NodeIndex> =
                    part.iter().copied().filter(|other| *other != node && !kept.contains(other)).collect();
                if !gone.is_empty() {
                    folded.behind.insert(node, gone.len());
                    folded.hidden.extend(gone);
                }
            }
            if self.leaves && part.len() > 2 {
                let shown: Vec<NodeIndex> =
                    part.iter().copied().filter(|node| *node != middle && !folded.hidden.contains(node)).collect();
                for leaf in shown {
                    let mut around = model.neighbours(leaf).filter(|other| *other != leaf);
                    let Some(holder) = around.next() else { continue };
                    if around.all(|other| other == holder) {
                        folded.hidden.insert(leaf);
                        *folded.behind.entry(holder).or_default() += 1;
                    }
                }
            }
        }
        folded.behind.retain(|node, _| !folded.hidden.contains(node));
        folded
    }
}

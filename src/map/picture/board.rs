//! Where each concept lies on the map, remembered across edits, filters and documents.

use std::collections::{HashMap, HashSet};

use emath::{Pos2, Rect, Vec2, pos2};
use petgraph::graph::{EdgeIndex, NodeIndex};

use super::label::{EDGE_FONT, EDGE_PADDING, FORBIDDEN, Measure, Widths, node_font, node_size, wrap};
use super::memory::{self, Kept};
use crate::domain::Schema;
use crate::map::MentionAt;
use crate::map::layout::{Body, Problem, Spring};
use crate::map::model::{ConceptId, MapModel};

/// Maps of other documents that are kept.
const SHELVES: usize = 32;
/// Where the smallest names are just large enough.
const READABLE_ZOOM: f32 = 0.74;
/// What a line shows beside its name: its ends, and the arrow head.
const ARROW_ROOM: f32 = 26.0;
/// Larger maps are too dense for names to grow.
const GROWTH_LIMIT: usize = 150;

#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub pos: Pos2,
    pub pinned: bool,
    pub size: Vec2,
    pub lines: Vec<String>,
    pub font: f32,
    /// How many lines end here.
    pub degree: usize,
}

impl Place {
    /// A pill for one line, a rounded box for two.
    pub fn radius(&self) -> f32 {
        if self.lines.len() < 2 { self.size.y / 2.0 } else { 14.0 }
    }
}

/// What an edge says, and which of the parallel lines it is.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeLabel {
    pub text: String,
    /// The pill around the text.
    pub size: Vec2,
    pub lane: f32,
}

type Memory = HashMap<ConceptId, (Pos2, bool)>;

#[derive(Clone, Debug, Default)]
pub struct Board {
    pub places: HashMap<NodeIndex, Place>,
    pub labels: HashMap<EdgeIndex, EdgeLabel>,
    memory: Memory,
    mentions: HashMap<MentionAt, Pos2>,
    shelves: HashMap<u64, Memory>,
    document: Option<u64>,
    widths: Widths,
    /// Width by height of the room that the map is for, where it is known.
    pub aspect: Option<f32>,
    /// How much larger than measured nodes and labels are drawn, less one; see [`Board::grow`].
    growth: f32,
}

impl Board {
    /// Notes where everything lies; to be called before the model changes.
    pub fn remember(&mut self, model: &MapModel, document: u64) {
        self.mentions.clear();
        for (node, place) in &self.places {
            if let Some(concept) = model.node(*node) {
                self.memory.insert(concept.id.clone(), (place.pos, place.pinned));
                self.mentions.extend(concept.mentions.iter().map(|mention| (*mention, place.pos)));
            }
        }
        if self.document != Some(document) {
            let old = std::mem::take(&mut self.memory);
            if let Some(old_document) = self.document.replace(document) {
                if self.shelves.len() >= SHELVES {
                    self.shelves.clear();
                }
                self.shelves.insert(old_document, old);
            }
            self.memory = self.shelves.remove(&document).unwrap_or_default();
            self.mentions.clear();
        }
        self.places.clear();
    }

    /// Where everything lies now, to be kept between runs; also what other views of the same map have placed (all
    /// concepts, while the map shows one sentence).
    pub fn kept(&self, model: &MapModel) -> Kept {
        let mut all = self.memory.clone();
        let places = self.places.iter();
        all.extend(places.filter_map(|(node, place)| Some((model.node(*node)?.id.clone(), (place.pos, place.pinned)))));
        all.iter().map(|(id, (pos, pinned))| (memory::name(id, *pinned), (pos.x, pos.y))).collect()
    }

    /// Whether places of this map are known, or it is the one that is shown.
    pub fn knows(&self, map: u64) -> bool {
        self.document == Some(map) || self.shelves.contains_key(&map)
    }

    /// Places of a map from an earlier run; they count when that map is shown for the first time.
    pub fn recall(&mut self, map: u64, kept: &Kept) {
        if self.knows(map) {
            return;
        }
        let places = kept.iter().filter_map(|(name, at)| memory::concept(name, *at));
        self.shelves.insert(map, places.collect());
    }

    /// Gives every node of the model a place; returns the nodes that had none before.
    pub fn settle_in(&mut self, model: &MapModel, schema: &Schema, measure: &mut dyn Measure) -> Vec<NodeIndex> {
        let mut widths = std::mem::take(&mut self.widths);
        let measure = &mut widths.with(measure);
        let mut fresh = Vec::new();
        for node in model.graph.node_indices() {
            let Some(concept) = model.node(node) else { continue };
            let (lines, font) = (wrap(&concept.label), node_font(concept.mentions.len()));
            let size = node_size(&lines, font, measure);
            let known = self.memory.get(&concept.id).copied();
            // A retagged or renamed concept is a new one at the place of the old.
            let moved = || concept.mentions.iter().find_map(|m| self.mentions.get(m)).map(|pos| (*pos, false));
            let (pos, pinned) = known.or_else(moved).unwrap_or_else(|| {
                fresh.push(node);
                (Pos2::ZERO, false)
            });
            let degree = model.edges_at(node).count();
            self.places.insert(node, Place { pos, pinned, size, lines, font, degree });
        }
        self.label_edges(model, schema, measure);
        self.begin_beside_neighbours(model, &fresh);
        self.widths = widths;
        fresh
    }

    fn label_edges(&mut self, model: &MapModel, schema: &Schema, measure: &mut dyn Measure) {
        self.labels.clear();
        let mut parallel: HashMap<(NodeIndex, NodeIndex), Vec<EdgeIndex>> = HashMap::new();
        for (edge, head, tail, bundle) in model.edges() {
            let name = schema.relation_label(&bundle.kind);
            let mut text = bundle.layer.map_or(name.to_owned(), |layer| format!("{}  {name}", layer + 1));
            if bundle.forbidden {
                text = format!("{FORBIDDEN} {text}");
            }
            // Names and numbers are measured apart: there are few of either, but many pairs of them.
            let mut width = measure.width(&text, EDGE_FONT);
            let mut add = |part: String| {
                width += measure.width(&part, EDGE_FONT);
                text.push_str(&part);
            };
            if bundle.relations.len() > 1 {
                add(format!(" ×{}", bundle.relations.len()));
            }
            if let Some(score) = bundle.score.filter(|_| !bundle.confirmed) {
                add(format!(" {score:.2}"));
            }
            let size = Vec2::new(width, EDGE_FONT * 1.25) + EDGE_PADDING * 2.0;
            self.labels.insert(edge, EdgeLabel { text, size, lane: 0.0 });
            parallel.entry((head.min(tail), head.max(tail))).or_default().push(edge);
        }
        for ((low, high), edges) in parallel {
            for (place, edge) in edges.iter().enumerate() {
                let lane = if low == high { place as f32 } else { place as f32 - (edges.len() - 1) as f32 / 2.0 };
                // Lanes are sides of the pair, not of the edge: a line back runs beside the line forth.
                let forth = model.graph.edge_endpoints(*edge).is_none_or(|(head, _)| head == low);
                if let Some(label) = self.labels.get_mut(edge) {
                    label.lane = if forth || low == high { lane } else { -lane };
                }
            }
        }
    }

    /// New nodes start near what they are connected to, else below the map.
    fn begin_beside_neighbours(&mut self, model: &MapModel, fresh: &[NodeIndex]) {
        if fresh.len() == self.places.len() {
            return;
        }
        let new: HashSet<NodeIndex> = fresh.iter().copied().collect();
        let known =
            |board: &Self, node| (!new.contains(&node)).then(|| board.places.get(&node).map(|p| p.pos)).flatten();
        let bounds = self.bounds_of(self.places.keys().copied().filter(|node| !new.contains(node)));
        let mut below = pos2(bounds.left(), bounds.bottom() + 70.0);
        for node in fresh {
            let around: Vec<Pos2> = model.neighbours(*node).filter_map(|other| known(self, other)).collect();
            let pos = match around.is_empty() {
                false => {
                    let sum = around.iter().fold(Vec2::ZERO, |sum, pos| sum + pos.to_vec2());
                    let middle = (sum / around.len() as f32).to_pos2();
                    // Outwards, where there is room.
                    let out = (middle - bounds.center()).normalized();
                    middle + if out == Vec2::ZERO { Vec2::new(0.0, 90.0) } else { out * 120.0 }
                }
                true => {
                    below.x += 150.0;
                    below
                }
            };
            if let Some(place) = self.places.get_mut(node) {
                place.pos = pos;
            }
        }
    }

    /// How much larger than measured nodes and labels are drawn.
    pub fn magnification(&self) -> f32 {
        1.0 + self.growth
    }

    /// Seen from far away, names grow into the room between the nodes, so that they can be read as long as they fit.
    pub fn grow(&mut self, zoom: f32) {
        let wanted = READABLE_ZOOM / zoom;
        let most = if wanted > 1.0 && self.places.len() <= GROWTH_LIMIT { self.elbow_room() * 0.92 } else { 1.0 };
        self.growth = wanted.min(most).max(1.0) - 1.0;
    }

    /// For pictures: names grow into the room between the nodes, as far as the names on the lines leave it to them. One
    /// line in four may be short.
    pub fn grow_for_picture(&mut self, model: &MapModel) {
        let mut factors: Vec<f32> = model
            .edges()
            .filter_map(|(edge, head, tail, _)| {
                let (head, tail) = (self.places.get(&head)?, self.places.get(&tail)?);
                let way = tail.pos - head.pos;
                let far = way.length();
                let direction = way / far.max(1.0);
                // From the middle to the border, along the line.
                let reach = |size: Vec2| 0.5 / (direction.x.abs() / size.x).max(direction.y.abs() / size.y).max(1e-4);
                let label = self.labels.get(&edge)?.size;
                let label = label.x * direction.x.abs() + label.y * direction.y.abs();
                (far > 1.0).then(|| (far - ARROW_ROOM) / (reach(head.size) + reach(tail.size) + label))
            })
            .collect();
        factors.sort_by(f32::total_cmp);
        let most = factors.get(factors.len() / 4).copied().unwrap_or(1.0);
        let most = if self.places.len() <= GROWTH_LIMIT { most.min(self.elbow_room() * 0.92) } else { 1.0 };
        self.growth = most.clamp(1.0, 1.5) - 1.0;
    }

    /// The factor at which the first two nodes touch.
    fn elbow_room(&self) -> f32 {
        let places: Vec<&Place> = self.places.values().collect();
        let room = |a: &Place, b: &Place| {
            let (between, reach) = ((a.pos - b.pos).abs(), (a.size + b.size) / 2.0);
            (between.x / reach.x).max(between.y / reach.y)
        };
        let pairs = places.iter().enumerate().flat_map(|(i, a)| places[..i].iter().map(move |b| room(a, b)));
        pairs.fold(3.0, f32::min)
    }

    /// As drawn, with the radius of the corners.
    pub fn rect(&self, node: NodeIndex) -> Option<(Rect, f32)> {
        let factor = self.magnification();
        let place = self.places.get(&node)?;
        Some((Rect::from_center_size(place.pos, place.size * factor), place.radius() * factor))
    }

    pub fn bounds_of(&self, nodes: impl Iterator<Item = NodeIndex>) -> Rect {
        nodes.filter_map(|node| self.rect(node)).fold(Rect::NOTHING, |all, (rect, _)| all.union(rect))
    }

    /// The layout's view of the map, and which node each body is. `free`: only these may move. `hidden` nodes take no
    /// room.
    pub fn problem(
        &self,
        model: &MapModel,
        free: Option<&[NodeIndex]>,
        hidden: &HashSet<NodeIndex>,
    ) -> (Problem, Vec<NodeIndex>) {
        let free: Option<HashSet<NodeIndex>> = free.map(|free| free.iter().copied().collect());
        let shown = |node: &NodeIndex| self.places.contains_key(node) && !hidden.contains(node);
        let order: Vec<NodeIndex> = model.graph.node_indices().filter(shown).collect();
        let number: HashMap<NodeIndex, usize> = order.iter().enumerate().map(|(i, node)| (*node, i)).collect();
        let bodies = order
            .iter()
            .map(|node| {
                let place = &self.places[node];
                let held = place.pinned || free.as_ref().is_some_and(|free| !free.contains(node));
                let seed = model.node(*node).map_or(0, |concept| seed(&concept.id));
                Body { pos: place.pos, size: place.size, held, seed }
            })
            .collect();
        let springs = model
            .edges()
            .filter(|(_, head, tail, _)| head != tail)
            .filter_map(|(edge, head, tail, _)| {
                let label = self.labels.get(&edge).map_or(0.0, |label| label.size.x);
                Some(Spring { head: *number.get(&head)?, tail: *number.get(&tail)?, label })
            })
            .collect();
        let aspect = self.aspect.unwrap_or(1.45).clamp(0.55, 2.2);
        (Problem { bodies, springs, aspect, packs: free.is_none() }, order)
    }
}

/// FNV-1a over type and key.
fn seed(id: &ConceptId) -> u32 {
    let bytes = id.kind.bytes().chain([0]).chain(id.key.bytes());
    bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

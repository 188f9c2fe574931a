//! The picture in map units: what the screen, SVG and PNG all draw.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use ecolor::Color32;
use emath::{Pos2, Rect, Vec2};
use petgraph::graph::{EdgeIndex, NodeIndex};

use super::board::{Board, Place};
use super::curve::{Path, around, between, rough};
use super::emphasis::{Emphasis, Spot, Weight};
use crate::domain::Schema;
use crate::map::model::MapModel;
use crate::palette::{ChipColours, Theme, mix};

/// Share of the background in what steps back.
const DIM: f32 = 0.66;

#[derive(Clone, Debug)]
pub struct NodeShape<'a> {
    pub node: NodeIndex,
    pub rect: Rect,
    pub radius: f32,
    pub lines: &'a [String],
    pub font: f32,
    pub mentions: usize,
    /// Lines that end here.
    pub degree: usize,
    /// Concepts folded behind this one.
    pub behind: usize,
    pub pinned: bool,
    pub fill: Color32,
    pub border: Color32,
    /// Under the number of mentions.
    pub badge: Color32,
    pub ink: Color32,
    pub weight: Weight,
}

#[derive(Clone, Debug)]
pub struct EdgeShape<'a> {
    pub edge: EdgeIndex,
    pub path: Path,
    pub colour: Color32,
    pub width: f32,
    pub dashed: bool,
    pub weight: Weight,
    pub text: &'a str,
    /// Where the label stands; also what is clicked.
    pub label: Rect,
    pub label_fill: Color32,
    pub label_ink: Color32,
}

/// One line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    pub label: String,
    pub colour: Color32,
    pub count: usize,
}

#[derive(Clone, Debug, Default)]
pub struct Legend {
    pub entities: Vec<LegendEntry>,
    pub relations: Vec<LegendEntry>,
}

#[derive(Clone, Debug, Default)]
pub struct Scene<'a> {
    pub nodes: Vec<NodeShape<'a>>,
    pub edges: Vec<EdgeShape<'a>>,
}

/// What a scene is made from.
pub struct SceneInput<'a> {
    pub model: &'a MapModel,
    pub board: &'a Board,
    pub schema: &'a Schema,
    pub theme: Theme,
    pub emphasis: &'a Emphasis,
    /// Only these nodes (focus mode).
    pub only: Option<&'a HashSet<NodeIndex>>,
    /// How many concepts are folded behind one.
    pub behind: &'a HashMap<NodeIndex, usize>,
    /// Leave out what lies outside.
    pub seen: Option<Rect>,
    /// Arrow heads, and lines that end at the borders of nodes; without, large maps are drawn faster, from middle to
    /// middle under the nodes.
    pub detail: bool,
    /// Take the trouble to find free places for labels.
    pub place_labels: bool,
}

impl<'a> Scene<'a> {
    pub fn new(input: &SceneInput<'a>) -> Self {
        let shown = |node: &NodeIndex| input.only.is_none_or(|only| only.contains(node));
        let seen = |rect: Rect| input.seen.is_none_or(|seen| seen.intersects(rect));
        let mut chips: HashMap<Arc<str>, ChipColours> = HashMap::new();
        let mut nodes = Vec::new();
        for node in input.model.graph.node_indices().filter(shown) {
            let (Some(concept), Some(place)) = (input.model.node(node), input.board.places.get(&node)) else {
                continue;
            };
            let Some(drawn) = input.board.rect(node).filter(|(rect, _)| seen(rect.expand(12.0))) else { continue };
            let kind = concept.kind();
            let chip = *chips.entry(kind.clone()).or_insert_with(|| input.theme.entity(input.schema, kind));
            let chip = match concept.layer.map(|layer| input.theme.layer(usize::from(layer))) {
                Some(colour) => ChipColours { border: colour, strong: colour, ..chip },
                None => chip,
            };
            nodes.push(NodeShape::new(input, node, (place, drawn), chip, concept.mentions.len()));
        }
        let mut lines: HashMap<Arc<str>, Color32> = HashMap::new();
        let mut edges = Vec::new();
        let mut labels = LabelPlaces::default();
        if input.place_labels {
            nodes.iter().for_each(|node| labels.take(node.rect));
        }
        for (edge, head, tail, bundle) in input.model.edges() {
            let (Some(label), true) = (input.board.labels.get(&edge), shown(&head) && shown(&tail)) else { continue };
            let (Some(from), Some(to)) = (input.board.rect(head), input.board.rect(tail)) else { continue };
            if !seen(from.0.union(to.0).expand(40.0)) {
                continue;
            }
            let path = match head == tail {
                true => Some(around(from, label.lane, input.detail && !bundle.symmetric)),
                false if input.detail => between(from, to, label.lane, !bundle.symmetric),
                false => Some(rough(from.0.center(), to.0.center(), label.lane)),
            };
            let Some(path) = path else { continue };
            let colour =
                *lines.entry(bundle.kind.clone()).or_insert_with(|| input.theme.relation(input.schema, &bundle.kind));
            let colour = if bundle.forbidden { input.theme.error() } else { colour };
            let colour = bundle.layer.map_or(colour, |layer| input.theme.layer(usize::from(layer)));
            let size = label.size * input.board.magnification();
            let rect = match input.place_labels {
                true => labels.place(&path, size),
                false => Rect::from_center_size(path.line.at(0.5), size),
            };
            let width = 1.5 + (bundle.relations.len() as f32).ln().min(2.5) * 0.6;
            edges.push(EdgeShape::new(input, edge, path, colour, (width, !bundle.confirmed), (&label.text, rect)));
        }
        // What stands out is drawn last.
        let order = |weight: Weight| {
            [Weight::Dim, Weight::Normal, Weight::Near, Weight::Core].iter().position(|w| *w == weight)
        };
        nodes.sort_by_key(|node| order(node.weight));
        edges.sort_by_key(|edge| order(edge.weight));
        Self { nodes, edges }
    }

    pub fn bounds(&self) -> Rect {
        let nodes = self.nodes.iter().fold(Rect::NOTHING, |all, node| all.union(node.rect));
        self.edges.iter().fold(nodes, |all, edge| {
            edge.path.line.points(8).fold(all.union(edge.label), |all, pos| all.union(Rect::from_pos(pos)))
        })
    }
}

impl<'a> NodeShape<'a> {
    fn new(
        input: &SceneInput<'a>,
        node: NodeIndex,
        (place, (rect, radius)): (&'a Place, (Rect, f32)),
        chip: ChipColours,
        mentions: usize,
    ) -> Self {
        let weight = input.emphasis.node(node);
        let ground = input.theme.background();
        let fade = |colour: Color32| if weight == Weight::Dim { mix(colour, ground, DIM) } else { colour };
        Self {
            node,
            rect,
            radius,
            lines: &place.lines,
            font: place.font * input.board.magnification(),
            mentions,
            degree: place.degree,
            behind: input.behind.get(&node).copied().unwrap_or(0),
            pinned: place.pinned,
            fill: fade(chip.fill),
            border: fade(if weight == Weight::Core { chip.strong } else { chip.border }),
            badge: fade(chip.label),
            ink: fade(chip.text),
            weight,
        }
    }
}

impl<'a> EdgeShape<'a> {
    fn new(
        input: &SceneInput<'a>,
        edge: EdgeIndex,
        path: Path,
        colour: Color32,
        (width, dashed): (f32, bool),
        (text, label): (&'a str, Rect),
    ) -> Self {
        let weight = input.emphasis.edge(edge);
        let (ground, ink) = (input.theme.background(), input.theme.text());
        let fade = |colour: Color32| if weight == Weight::Dim { mix(colour, ground, DIM + 0.06) } else { colour };
        Self {
            edge,
            path,
            colour: fade(if weight == Weight::Core { colour } else { mix(colour, ground, 0.18) }),
            width: if weight == Weight::Core { width + 1.2 } else { width },
            dashed,
            weight,
            text,
            label,
            label_fill: if weight == Weight::Core { mix(ground, colour, 0.22) } else { mix(ground, colour, 0.05) },
            label_ink: fade(mix(colour, ink, 0.45)),
        }
    }
}

/// Places that labels have taken, in a grid.
#[derive(Default)]
struct LabelPlaces(HashMap<(i32, i32), Vec<Rect>>);

impl LabelPlaces {
    const CELL: f32 = 96.0;

    fn cells(rect: Rect) -> impl Iterator<Item = (i32, i32)> {
        let cell = |v: f32| (v / Self::CELL).floor() as i32;
        let (x, y) = (cell(rect.left())..=cell(rect.right()), cell(rect.top())..=cell(rect.bottom()));
        x.flat_map(move |x| y.clone().map(move |y| (x, y)))
    }

    fn take(&mut self, rect: Rect) {
        for cell in Self::cells(rect) {
            self.0.entry(cell).or_default().push(rect);
        }
    }

    /// The place on the path, nearest to its middle, that covers least of nodes and other labels.
    fn place(&mut self, path: &Path, size: Vec2) -> Rect {
        let mut best: Option<(f32, Rect)> = None;
        for t in [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74] {
            let rect = Rect::from_center_size(path.line.at(t), size);
            let covered: f32 = Self::cells(rect)
                .flat_map(|cell| self.0.get(&cell).into_iter().flatten())
                .map(|other| rect.intersect(other.expand(2.0)))
                .filter(|rect| rect.is_positive())
                .map(|rect| rect.area())
                .sum();
            if best.is_none_or(|(least, _)| covered < least) {
                best = Some((covered, rect));
            }
            if covered == 0.0 {
                break;
            }
        }
        let rect = best.map_or(Rect::from_center_size(path.line.at(0.5), size), |(_, rect)| rect);
        self.take(rect);
        rect
    }
}

impl Legend {
    /// Types on the map with their counts, in schema order.
    pub fn new(model: &MapModel, schema: &Schema, theme: Theme) -> Self {
        let (mut nodes, mut edges) = (BTreeMap::<Arc<str>, usize>::new(), BTreeMap::<Arc<str>, usize>::new());
        model.graph.node_weights().for_each(|concept| *nodes.entry(concept.kind().clone()).or_default() += 1);
        model.edges().for_each(|(_, _, _, bundle)| *edges.entry(bundle.kind.clone()).or_default() += 1);
        let mut entities: Vec<_> = nodes.into_iter().collect();
        entities.sort_by_key(|(kind, _)| schema.entity_index(kind));
        let mut relations: Vec<_> = edges.into_iter().collect();
        relations.sort_by_key(|(kind, _)| schema.relation_index(kind));
        let entity = |(kind, count): (Arc<str>, usize)| LegendEntry {
            label: schema.entity_label(&kind).to_owned(),
            colour: theme.entity(schema, &kind).strong,
            count,
        };
        let relation = |(kind, count): (Arc<str>, usize)| LegendEntry {
            label: schema.relation_label(&kind).to_owned(),
            colour: theme.relation(schema, &kind),
            count,
        };
        Self {
            entities: entities.into_iter().map(entity).collect(),
            relations: relations.into_iter().map(relation).collect(),
        }
    }
}

/// What lies at `pos` (map units); `reach` is how near to a line counts.
pub fn hit(scene: &Scene<'_>, pos: Pos2, reach: f32) -> Option<Spot> {
    let node = scene.nodes.iter().rev().find(|node| node.rect.contains(pos));
    let label = || scene.edges.iter().rev().find(|edge| edge.label.contains(pos));
    let line = || {
        let near = scene.edges.iter().filter(|edge| edge.path.line.bounds().expand(reach).contains(pos));
        let measured = near.map(|edge| (edge.path.line.distance(pos), edge)).filter(|(d, _)| *d <= reach);
        measured.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, edge)| edge)
    };
    node.map(|node| Spot::Node(node.node)).or_else(|| label().or_else(line).map(|edge| Spot::Edge(edge.edge)))
}

//! What is shown, one after another.

use std::sync::Arc;

use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::gui::graph_view::GraphViewInput;
use crate::map::model::MapModel;
use crate::map::{Part, Quote, RelationAt, Source, quote};

/// Quotations of one relation that fit on a screen.
const QUOTATIONS: usize = 3;
/// Relations of one concept that fit on a screen.
const LINES: usize = 7;

/// What the steps go through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Course {
    #[default]
    Relations,
    Concepts,
}

/// A name with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub label: String,
    pub kind: Arc<str>,
}

/// A quotation with its source.
#[derive(Clone, Debug, PartialEq)]
pub struct Quoted {
    pub quote: Quote,
    pub head: Arc<str>,
    pub tail: Arc<str>,
    pub document: String,
}

impl Quoted {
    /// The stretch of text alone, to tell whether it was said before.
    fn plain(&self) -> String {
        self.quote.parts.iter().filter(|(part, _)| *part == Part::Plain).map(|(_, text)| text.as_str()).collect()
    }
}

/// How one concept is related to another, seen from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub relation: Name,
    pub other: Name,
    /// The other one is the head.
    pub inwards: bool,
    pub symmetric: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The whole map.
    Overview,
    Relation {
        edge: EdgeIndex,
        head: Name,
        relation: Name,
        tail: Name,
        symmetric: bool,
        quotations: Vec<Quoted>,
        more: usize,
    },
    Concept {
        node: NodeIndex,
        name: Name,
        kind: String,
        mentions: usize,
        lines: Vec<Line>,
        more: usize,
        quotation: Option<Quoted>,
    },
}

impl Step {
    /// What the map shows large.
    pub fn nodes(&self, model: &MapModel) -> Vec<NodeIndex> {
        match self {
            Self::Overview => Vec::new(),
            Self::Relation { edge, .. } => {
                model.graph.edge_endpoints(*edge).map(|(head, tail)| vec![head, tail]).unwrap_or_default()
            }
            Self::Concept { node, .. } => model.within(*node, 1).into_iter().collect(),
        }
    }
}

/// The whole map first, then everything `shown` in the order in which the texts say it.
pub fn steps(
    model: &MapModel,
    input: &GraphViewInput<'_>,
    course: Course,
    shown: impl Fn(NodeIndex) -> bool,
) -> Vec<Step> {
    let mut found: Vec<(usize, usize, Step)> = match course {
        Course::Relations => model
            .edges()
            .filter(|(_, head, tail, _)| shown(*head) && shown(*tail))
            .filter_map(|(edge, ..)| relation(model, input, edge))
            .collect(),
        Course::Concepts => model
            .graph
            .node_indices()
            .filter(|node| shown(*node))
            .filter_map(|node| concept(model, input, node))
            .collect(),
    };
    found.sort_by_key(|(document, at, _)| (*document, *at));
    std::iter::once(Step::Overview).chain(found.into_iter().map(|(_, _, step)| step)).collect()
}

fn relation(model: &MapModel, input: &GraphViewInput<'_>, edge: EdgeIndex) -> Option<(usize, usize, Step)> {
    let bundle = model.edge(edge)?;
    let (head, tail) = model.graph.edge_endpoints(edge)?;
    let all: Vec<(usize, Quoted)> = bundle.relations.iter().filter_map(|at| quoted(input, *at)).collect();
    let (document, first) = all.iter().map(|(document, quoted)| (*document, quoted.quote.span.start)).min()?;
    let mut quotations: Vec<Quoted> = Vec::new();
    for (_, quoted) in &all {
        if quotations.len() < QUOTATIONS && quotations.iter().all(|known| known.plain() != quoted.plain()) {
            quotations.push(quoted.clone());
        }
    }
    let more = all.len().saturating_sub(quotations.len());
    let (head, tail) = (name(model, head)?, name(model, tail)?);
    let (relation, symmetric) = (relation_name(input, &bundle.kind), bundle.symmetric);
    Some((document, first, Step::Relation { edge, head, relation, tail, symmetric, quotations, more }))
}

fn concept(model: &MapModel, input: &GraphViewInput<'_>, node: NodeIndex) -> Option<(usize, usize, Step)> {
    let concept = model.node(node)?;
    let first = *concept.mentions.first()?;
    let document = input.sources.iter().position(|source| source.key == first.source)?;
    let at = Source::mention(input.sources, first)?.cover().start;
    let mut lines = Vec::new();
    let mut quotation = None;
    for edge in model.edges_at(node) {
        let (Some(bundle), Some((head, tail))) = (model.edge(edge), model.graph.edge_endpoints(edge)) else { continue };
        let Some(other) = name(model, if head == node { tail } else { head }) else { continue };
        quotation = quotation.or_else(|| bundle.relations.first().and_then(|at| quoted(input, *at)));
        let line = Line {
            relation: relation_name(input, &bundle.kind),
            other,
            inwards: tail == node && head != node,
            symmetric: bundle.symmetric,
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.sort_by_key(|line| line.inwards);
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    let kind = input.schema.entity_label(concept.kind()).to_owned();
    let (name, mentions) = (name(model, node)?, concept.mentions.len());
    let quotation = quotation.map(|(_, quoted)| quoted);
    Some((document, at, Step::Concept { node, name, kind, mentions, lines, more, quotation }))
}

fn name(model: &MapModel, node: NodeIndex) -> Option<Name> {
    let concept = model.node(node)?;
    Some(Name { label: concept.label.clone(), kind: concept.kind().clone() })
}

fn relation_name(input: &GraphViewInput<'_>, kind: &Arc<str>) -> Name {
    let label = input.schema.relation_label(kind).to_owned();
    Name { label, kind: kind.clone() }
}

/// The quotation behind a relation, and the place of its document.
fn quoted(input: &GraphViewInput<'_>, at: RelationAt) -> Option<(usize, Quoted)> {
    let place = input.sources.iter().position(|source| source.key == at.source)?;
    let source = &input.sources[place];
    let annotations = &source.document.annotations;
    let relation = source.relation(at.id)?;
    let kind = |id| annotations.mention(id).map(|mention| mention.kind.clone());
    let quote = quote(source.document, source.sentences, &relation)?;
    let (head, tail, document) = (kind(relation.head)?, kind(relation.tail)?, source.document.name.clone());
    Some((place, Quoted { quote, head, tail, document }))
}

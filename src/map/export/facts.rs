//! What a map says, in the order and the units of files: offsets are code points of the document's text.

use std::collections::HashMap;

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::Sheet;
use crate::domain::{Mention, MentionId, Origin};
use crate::map::quote::passage;
use crate::map::{Part, Source, quote};
use crate::palette::Theme;
use crate::text::{OffsetMap, Span};

/// One document.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    pub name: String,
    /// Its length in code points.
    pub characters: usize,
}

/// A node of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Concept {
    /// `c1`, `c2` …, in the order of first appearance.
    pub id: String,
    pub node: NodeIndex,
    pub label: String,
    /// The stored name of the type, and the one for people.
    pub kind: String,
    pub kind_label: String,
    /// `#rrggbb`, of the light theme.
    pub colour: String,
    pub fill: String,
    pub mentions: Vec<Place>,
    /// What attributes say of it.
    pub attributes: Vec<String>,
    /// Middle on the map, in points; y grows downwards.
    pub at: (f32, f32),
}

/// A mention.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The document's place in [`Facts::texts`].
    pub document: usize,
    pub mention: MentionId,
    /// `[start, end)` of each piece, in code points.
    pub pieces: Vec<(usize, usize)>,
    /// The covered text on one line.
    pub text: String,
}

/// An edge of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// `r1`, `r2` …, by head, tail and type.
    pub id: String,
    pub edge: EdgeIndex,
    /// Places in [`Facts::concepts`].
    pub head: usize,
    pub tail: usize,
    pub kind: String,
    pub kind_label: String,
    pub colour: String,
    pub symmetric: bool,
    pub confirmed: bool,
    pub score: Option<f32>,
    /// At least one.
    pub evidence: Vec<Evidence>,
}

/// One relation of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub head: Place,
    pub tail: Place,
    /// Where head and tail stand, as places in [`Facts::sentences`].
    pub sentences: [usize; 2],
    /// `[start, end)` of the quotation in code points.
    pub from: usize,
    pub to: usize,
    pub parts: Vec<(Part, String)>,
    pub cut_before: bool,
    pub cut_after: bool,
    pub confirmed: bool,
    pub score: Option<f32>,
    /// `person`, `file`, or the model's name.
    pub by: String,
}

/// A sentence that holds an end of some relation. Many relations may refer to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// The document's place in [`Facts::texts`].
    pub document: usize,
    /// `[start, end)` in code points.
    pub start: usize,
    pub end: usize,
    /// As it stands in the text.
    pub text: String,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub texts: Vec<Text>,
    /// Each once, in the order in which relations refer to them.
    pub sentences: Vec<Sentence>,
    pub concepts: Vec<Concept>,
    pub relations: Vec<Fact>,
}

impl Place {
    /// From the first to the last code point.
    pub fn cover(&self) -> (usize, usize) {
        let start = self.pieces.first().map_or(0, |piece| piece.0);
        (start, self.pieces.last().map_or(start, |piece| piece.1))
    }
}

impl Evidence {
    /// The quotation without marks, on one line.
    pub fn quotation(&self) -> String {
        let words: String = self.parts.iter().map(|(_, text)| text.as_str()).collect();
        let (before, after) = (if self.cut_before { "… " } else { "" }, if self.cut_after { " …" } else { "" });
        format!("{before}{words}{after}")
    }
}

/// A document, its number and its offsets.
struct Reader<'a> {
    number: usize,
    source: &'a Source<'a>,
    offsets: OffsetMap,
}

impl Reader<'_> {
    fn chars(&self, span: Span) -> (usize, usize) {
        self.offsets.chars_of_span(span).map_or((0, 0), |(start, end)| (start.into(), end.into()))
    }

    fn place(&self, mention: &Mention) -> Place {
        let text = mention.text(&self.source.document.text);
        Place {
            document: self.number,
            mention: mention.id,
            pieces: mention.fragments.iter().map(|span| self.chars(span)).collect(),
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

impl Facts {
    /// The name of the document that says so.
    pub fn document(&self, evidence: &Evidence) -> Option<&str> {
        self.texts.get(evidence.head.document).map(|text| text.name.as_str())
    }

    pub(super) fn of(sheet: &Sheet<'_>) -> Self {
        let readers: HashMap<u64, Reader<'_>> = sheet
            .sources
            .iter()
            .enumerate()
            .map(|(number, source)| {
                (source.key, Reader { number, source, offsets: OffsetMap::new(source.document.text.clone()) })
            })
            .collect();
        let texts = sheet.sources.iter().map(|source| Text {
            name: source.document.name.clone(),
            characters: readers.get(&source.key).map_or(0, |reader| reader.offsets.len_chars()),
        });
        let mut facts = Self { texts: texts.collect(), ..Self::default() };
        let number_of = facts.add_concepts(sheet, &readers);
        facts.add_relations(sheet, &readers, &number_of);
        facts
    }

    fn add_concepts(&mut self, sheet: &Sheet<'_>, readers: &HashMap<u64, Reader<'_>>) -> HashMap<NodeIndex, usize> {
        let mut nodes: Vec<(usize, usize, NodeIndex)> = Vec::new();
        for node in sheet.model.graph.node_indices().filter(|node| sheet.shows(*node)) {
            let first = sheet.model.node(node).and_then(|concept| concept.mentions.first().copied());
            let Some(reader) = first.and_then(|at| readers.get(&at.source)) else { continue };
            let mention = first.and_then(|at| reader.source.document.annotations.mention(at.id));
            nodes.push((reader.number, mention.map_or(0, |mention| mention.cover().start), node));
        }
        nodes.sort_unstable();
        let mut number_of = HashMap::new();
        for (_, _, node) in nodes {
            let Some(concept) = sheet.model.node(node) else { continue };
            let mentions = concept.mentions.iter().filter_map(|at| {
                let reader = readers.get(&at.source)?;
                Some(reader.place(reader.source.document.annotations.mention(at.id)?))
            });
            let chip = Theme::LIGHT.entity(sheet.schema, concept.kind());
            let at = sheet.board.places.get(&node).map_or((0.0, 0.0), |place| (place.pos.x, place.pos.y));
            number_of.insert(node, self.concepts.len());
            self.concepts.push(Concept {
                id: format!("c{}", self.concepts.len() + 1),
                node,
                label: concept.label.clone(),
                kind: concept.kind().to_string(),
                kind_label: sheet.schema.entity_label(concept.kind()).to_owned(),
                colour: super::xml::hex(chip.strong),
                fill: super::xml::hex(chip.fill),
                mentions: mentions.collect(),
                attributes: concept.attributes.clone(),
                at,
            });
        }
        number_of
    }

    fn add_relations(
        &mut self,
        sheet: &Sheet<'_>,
        readers: &HashMap<u64, Reader<'_>>,
        number_of: &HashMap<NodeIndex, usize>,
    ) {
        let mut edges: Vec<_> = sheet
            .model
            .edges()
            .filter_map(|(edge, head, tail, bundle)| {
                Some((*number_of.get(&head)?, *number_of.get(&tail)?, bundle, edge))
            })
            .collect();
        edges.sort_by(|a, b| (a.0, a.1, &a.2.kind).cmp(&(b.0, b.1, &b.2.kind)));
        let mut known = Known::default();
        for (head, tail, bundle, edge) in edges {
            let evidence = bundle.relations.iter().filter_map(|at| evidence(readers.get(&at.source)?, *at, &mut known));
            let kind = sheet.schema.relation(&bundle.kind);
            self.relations.push(Fact {
                id: format!("r{}", self.relations.len() + 1),
                edge,
                head,
                tail,
                kind: bundle.kind.to_string(),
                kind_label: kind.map_or_else(|| bundle.kind.to_string(), |kind| kind.label.clone()),
                colour: super::xml::hex(Theme::LIGHT.relation(sheet.schema, &bundle.kind)),
                symmetric: bundle.symmetric,
                confirmed: bundle.confirmed,
                score: bundle.score,
                evidence: evidence.collect(),
            });
        }
        self.sentences = known.sentences;
    }
}

/// Sentences that relations refer to, and the number of each.
#[derive(Default)]
struct Known {
    sentences: Vec<Sentence>,
    number_of: HashMap<(usize, Span), usize>,
}

impl Known {
    fn number(&mut self, reader: &Reader<'_>, mention: &Mention) -> usize {
        let text = &reader.source.document.text;
        let span = passage(text, reader.source.sentences, mention.cover());
        *self.number_of.entry((reader.number, span)).or_insert_with(|| {
            let (start, end) = reader.chars(span);
            let text = span.slice(text).unwrap_or_default().to_owned();
            self.sentences.push(Sentence { document: reader.number, start, end, text });
            self.sentences.len() - 1
        })
    }
}

fn evidence(reader: &Reader<'_>, at: crate::map::RelationAt, known: &mut Known) -> Option<Evidence> {
    let annotations = &reader.source.document.annotations;
    let relation = reader.source.relation(at.id)?;
    let found = quote(reader.source.document, reader.source.sentences, &relation)?;
    let (from, to) = reader.chars(found.span);
    let (head, tail) = (annotations.mention(relation.head)?, annotations.mention(relation.tail)?);
    Some(Evidence {
        head: reader.place(head),
        tail: reader.place(tail),
        sentences: [known.number(reader, head), known.number(reader, tail)],
        from,
        to,
        parts: found.parts,
        cut_before: found.cut_before,
        cut_after: found.cut_after,
        confirmed: relation.is_confirmed(),
        score: relation.origin.score(),
        by: match &relation.origin {
            Origin::Human => "person".to_owned(),
            Origin::File => "file".to_owned(),
            Origin::Model { model, .. } => model.to_string(),
            Origin::Proposal { by, .. } => by.to_string(),
        },
    })
}

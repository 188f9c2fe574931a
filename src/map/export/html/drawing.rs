//! The map as a drawing whose parts can be clicked; colours come from the style sheet.

use std::collections::HashMap;
use std::fmt::Write as _;

use emath::{Pos2, Rect};
use petgraph::graph::{EdgeIndex, NodeIndex};

use super::super::facts::{Concept, Fact, Facts};
use super::super::xml::escape;
use super::Kinds;
use crate::map::picture::{Curve, EDGE_FONT, EDGE_PADDING, EdgeShape, LINE_HEIGHT, NodeShape, Scene};

const MARGIN: f32 = 24.0;
/// Share of the font size from the middle of a line down to its base line.
const BASELINE: f32 = 0.35;

pub fn write(scene: &Scene<'_>, bounds: Rect, facts: &Facts, kinds: &Kinds) -> String {
    let view = bounds.expand(MARGIN);
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        r#"<svg id="map" viewBox="{:.0} {:.0} {:.0} {:.0}" role="group" aria-label="Map of concepts and relations">"#,
        view.left(),
        view.top(),
        view.width(),
        view.height()
    );
    let concepts: HashMap<NodeIndex, &Concept> = facts.concepts.iter().map(|c| (c.node, c)).collect();
    let relations: HashMap<EdgeIndex, &Fact> = facts.relations.iter().map(|r| (r.edge, r)).collect();
    let edges: Vec<(&EdgeShape<'_>, &Fact)> =
        scene.edges.iter().filter_map(|edge| Some((edge, *relations.get(&edge.edge)?))).collect();
    svg.push_str("<g>\n");
    edges.iter().for_each(|(edge, fact)| line(&mut svg, edge, fact, facts, kinds));
    svg.push_str("</g>\n<g>\n");
    edges.iter().for_each(|(edge, fact)| label(&mut svg, edge, fact, facts, kinds));
    svg.push_str("</g>\n<g>\n");
    for node in &scene.nodes {
        if let Some(concept) = concepts.get(&node.node) {
            pill(&mut svg, node, concept, kinds);
        }
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

fn line(svg: &mut String, edge: &EdgeShape<'_>, fact: &Fact, facts: &Facts, kinds: &Kinds) {
    let Curve([a, b, c, d]) = edge.path.line;
    let path = format!("M{} C{} {} {}", at(a), at(b), at(c), at(d));
    let (head, tail) = (&facts.concepts[fact.head].id, &facts.concepts[fact.tail].id);
    let _ = write!(
        svg,
        r#"<g class="line {}{}" data-r="{}" data-head="{head}" data-tail="{tail}"><path class="reach" d="{path}"/><path class="stroke" d="{path}" stroke-width="{:.2}"/>"#,
        kinds.relation(&fact.kind),
        if edge.dashed { " open" } else { "" },
        fact.id,
        edge.width
    );
    if let Some([tip, left, right]) = edge.path.arrow {
        let _ = write!(svg, r#"<path class="tip" d="M{} L{} L{} Z"/>"#, at(tip), at(left), at(right));
    }
    svg.push_str("</g>\n");
}

fn label(svg: &mut String, edge: &EdgeShape<'_>, fact: &Fact, facts: &Facts, kinds: &Kinds) {
    let (head, tail) = (&facts.concepts[fact.head], &facts.concepts[fact.tail]);
    let count = fact.evidence.len();
    let name = format!(
        "{}: {} {} {}, {count} quotation{}",
        fact.kind_label,
        head.label,
        if fact.symmetric { "↔" } else { "→" },
        tail.label,
        if count == 1 { "" } else { "s" }
    );
    let _ = write!(
        svg,
        r#"<g class="label {}" data-r="{}" data-head="{}" data-tail="{}" role="button" aria-label="{}">"#,
        kinds.relation(&fact.kind),
        fact.id,
        head.id,
        tail.id,
        escape(&name)
    );
    rounded(svg, edge.label, edge.label.height() / 2.0, "pill");
    let room = edge.label.width() - 2.0 * EDGE_PADDING.x;
    text(svg, edge.label.center(), EDGE_FONT, edge.text, Some(room), "");
    svg.push_str("</g>\n");
}

fn pill(svg: &mut String, node: &NodeShape<'_>, concept: &Concept, kinds: &Kinds) {
    let count = concept.mentions.len();
    let name =
        format!("{}: {}, {count} mention{}", concept.kind_label, concept.label, if count == 1 { "" } else { "s" });
    let _ = write!(
        svg,
        r#"<g class="node {}" data-c="{}" role="button" aria-label="{}"><title>{}</title>"#,
        kinds.entity(&concept.kind),
        concept.id,
        escape(&name),
        escape(&concept.label)
    );
    rounded(svg, node.rect, node.radius, "box");
    let height = node.font * LINE_HEIGHT;
    let top = node.rect.center().y - height * node.lines.len() as f32 / 2.0;
    for (row, words) in node.lines.iter().enumerate() {
        let middle = Pos2::new(node.rect.center().x, top + height * (row as f32 + 0.5));
        text(svg, middle, node.font, words, None, "");
    }
    if count > 1 {
        let digits = count.to_string();
        let wide = (8.0 + 5.6 * digits.len() as f32).max(14.0);
        let centre = Pos2::new(node.rect.right() - 7.0, node.rect.top());
        rounded(svg, Rect::from_center_size(centre, emath::vec2(wide, 14.0)), 7.0, "badge");
        text(svg, centre, 9.5, &digits, None, "count");
    }
    svg.push_str("</g>\n");
}

fn rounded(svg: &mut String, rect: Rect, radius: f32, class: &str) {
    let (width, height) = (rect.width(), rect.height());
    let radius = radius.min(height / 2.0).min(width / 2.0);
    let (x, y) = (rect.left(), rect.top());
    let _ = write!(
        svg,
        r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="{radius:.1}"/>"#
    );
}

/// A line of text around the height `at.y`. `room`: its width, whatever font the reader has.
fn text(svg: &mut String, at: Pos2, size: f32, words: &str, room: Option<f32>, class: &str) {
    let room = room.map(|room| format!(r#" textLength="{room:.1}" lengthAdjust="spacingAndGlyphs""#));
    let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
    let _ = write!(
        svg,
        r#"<text{class} x="{:.1}" y="{:.1}" font-size="{size:.1}"{}>{}</text>"#,
        at.x,
        at.y + size * BASELINE,
        room.unwrap_or_default(),
        escape(words)
    );
}

fn at(pos: Pos2) -> String {
    format!("{:.1} {:.1}", pos.x, pos.y)
}

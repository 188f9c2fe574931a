//! The scene as SVG text.

use std::fmt::Write as _;

use ecolor::Color32;
use emath::{Pos2, Rect, pos2, vec2};

use super::xml::{escape, hex};
use crate::map::picture::{Curve, EDGE_FONT, EdgeShape, LINE_HEIGHT, Legend, LegendEntry, NodeShape, Scene};
use crate::palette::Theme;

/// The first choice; the one that the application itself shows and the PNG uses.
const FAMILIES: &str = "'Noto Sans', 'DejaVu Sans', Arial, sans-serif";
const MARGIN: f32 = 36.0;
const TITLE: f32 = 44.0;
const LEGEND_ROW: f32 = 22.0;
/// Share of the font size from the middle of a line down to its base line.
const BASELINE: f32 = 0.35;

pub fn write(scene: &Scene<'_>, bounds: Rect, legend: &Legend, title: &str, theme: Theme) -> String {
    let width = bounds.width().max(320.0) + 2.0 * MARGIN;
    let rows = legend_rows(legend, width - 2.0 * MARGIN);
    let height = bounds.height() + 2.0 * MARGIN + TITLE + rows.len() as f32 * LEGEND_ROW + 12.0;
    let mut svg = String::new();
    let ground = hex(theme.background());
    let _ = writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" font-family="{FAMILIES}">"#
    );
    let _ = writeln!(svg, "<title>{}</title>", escape(title));
    let _ = writeln!(svg, r#"<rect width="100%" height="100%" fill="{ground}"/>"#);
    text(&mut svg, pos2(MARGIN, MARGIN + 8.0), 20.0, theme.text(), "start", title);
    let offset = pos2(width / 2.0, TITLE + MARGIN + bounds.height() / 2.0) - bounds.center();
    let _ = writeln!(svg, r#"<g transform="translate({:.2} {:.2})">"#, offset.x, offset.y);
    scene.edges.iter().for_each(|edge| line(&mut svg, edge));
    scene.edges.iter().for_each(|edge| label(&mut svg, edge));
    scene.nodes.iter().for_each(|node| pill(&mut svg, node, theme));
    svg.push_str("</g>\n");
    let mut top = height - MARGIN - rows.len() as f32 * LEGEND_ROW + LEGEND_ROW / 2.0;
    for row in rows {
        legend_row(&mut svg, &row, top, theme);
        top += LEGEND_ROW;
    }
    svg.push_str("</svg>\n");
    svg
}

fn line(svg: &mut String, edge: &EdgeShape<'_>) {
    let Curve([a, b, c, d]) = edge.path.line;
    let colour = hex(edge.colour);
    let dashes = if edge.dashed { r#" stroke-dasharray="7 5""# } else { "" };
    let _ = writeln!(
        svg,
        r#"<path d="M{} C{} {} {}" fill="none" stroke="{colour}" stroke-width="{:.2}"{dashes}/>"#,
        at(a),
        at(b),
        at(c),
        at(d),
        edge.width
    );
    if let Some([tip, left, right]) = edge.path.arrow {
        let _ = writeln!(svg, r#"<path d="M{} L{} L{} Z" fill="{colour}"/>"#, at(tip), at(left), at(right));
    }
}

fn label(svg: &mut String, edge: &EdgeShape<'_>) {
    rounded(svg, edge.label, edge.label.height() / 2.0, &format!(r#"fill="{}""#, hex(edge.label_fill)));
    text(svg, edge.label.center(), EDGE_FONT, edge.label_ink, "middle", edge.text);
}

fn pill(svg: &mut String, node: &NodeShape<'_>, theme: Theme) {
    let shade = if theme.dark { 0.27 } else { 0.08 };
    let under = node.rect.translate(vec2(0.0, 1.8));
    rounded(svg, under, node.radius, &format!(r##"fill="#000000" fill-opacity="{shade}""##));
    let paint = format!(r#"fill="{}" stroke="{}" stroke-width="1.2""#, hex(node.fill), hex(node.border));
    rounded(svg, node.rect.shrink(0.6), node.radius, &paint);
    let height = node.font * LINE_HEIGHT;
    let top = node.rect.center().y - height * node.lines.len() as f32 / 2.0;
    for (row, words) in node.lines.iter().enumerate() {
        let middle = pos2(node.rect.center().x, top + height * (row as f32 + 0.5));
        text(svg, middle, node.font, node.ink, "middle", words);
    }
    if node.mentions > 1 {
        let count = node.mentions.to_string();
        let wide = (8.0 + 5.6 * count.len() as f32).max(14.0);
        let centre = pos2(node.rect.right() - 7.0, node.rect.top());
        let place = Rect::from_center_size(centre, vec2(wide, 14.0));
        let paint = format!(r#"fill="{}" stroke="{}" stroke-width="1""#, hex(node.badge), hex(theme.background()));
        rounded(svg, place, 7.0, &paint);
        text(svg, centre, 9.5, theme.background(), "middle", &count);
    }
}

/// Entries with their left edges, broken into rows of at most `room`.
fn legend_rows(legend: &Legend, room: f32) -> Vec<Vec<(f32, bool, &LegendEntry)>> {
    let mut rows: Vec<Vec<(f32, bool, &LegendEntry)>> = Vec::new();
    for (line, entries) in [(false, &legend.entities), (true, &legend.relations)] {
        let mut left = f32::INFINITY;
        for entry in entries {
            // Widths are not measured here; 7 points a character is more than the font needs.
            let width = 46.0 + 7.0 * (entry.label.chars().count() + 3) as f32;
            if left + width > room {
                rows.push(Vec::new());
                left = 0.0;
            }
            if let Some(row) = rows.last_mut() {
                row.push((left, line, entry));
            }
            left += width;
        }
    }
    rows
}

fn legend_row(svg: &mut String, row: &[(f32, bool, &LegendEntry)], middle: f32, theme: Theme) {
    for (left, line, entry) in row {
        let (x, colour) = (MARGIN + left, hex(entry.colour));
        let _ = match line {
            true => writeln!(svg, r#"<path d="M{x:.1} {middle:.1} h16" stroke="{colour}" stroke-width="2.4"/>"#),
            false => writeln!(svg, r#"<circle cx="{:.1}" cy="{middle:.1}" r="5" fill="{colour}"/>"#, x + 8.0),
        };
        let words = format!("{} ({})", entry.label, entry.count);
        text(svg, pos2(x + 23.0, middle), 12.5, theme.faint(), "start", &words);
    }
}

fn rounded(svg: &mut String, rect: Rect, radius: f32, paint: &str) {
    let (width, height) = (rect.width(), rect.height());
    let radius = radius.min(height / 2.0).min(width / 2.0);
    let (x, y) = (rect.left(), rect.top());
    let _ = writeln!(
        svg,
        r#"<rect x="{x:.2}" y="{y:.2}" width="{width:.2}" height="{height:.2}" rx="{radius:.2}" {paint}/>"#
    );
}

/// A line of text around the height `at.y`.
fn text(svg: &mut String, at: Pos2, size: f32, colour: Color32, anchor: &str, words: &str) {
    let (x, y, colour, words) = (at.x, at.y + size * BASELINE, hex(colour), escape(words));
    let _ = writeln!(
        svg,
        r#"<text x="{x:.2}" y="{y:.2}" font-size="{size:.1}" fill="{colour}" text-anchor="{anchor}">{words}</text>"#
    );
}

fn at(pos: Pos2) -> String {
    format!("{:.2} {:.2}", pos.x, pos.y)
}

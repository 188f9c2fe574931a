//! DOT: <https://graphviz.org/doc/info/lang.html>.

use std::fmt::Write as _;

use super::facts::Facts;

pub fn write(facts: &Facts, title: &str) -> String {
    let mut dot = format!("digraph {} {{\n", quoted(title));
    dot.push_str("  graph [overlap=false, splines=true, rankdir=LR];\n");
    dot.push_str("  node [shape=box, style=\"rounded,filled\", fontname=\"Noto Sans\"];\n");
    dot.push_str("  edge [fontname=\"Noto Sans\", fontsize=10];\n");
    for concept in &facts.concepts {
        let count = concept.mentions.len();
        let tip = format!("{}, {count} mention{}", concept.kind_label, if count == 1 { "" } else { "s" });
        // Points, y upwards; neato -n keeps these places.
        let (x, y) = (concept.at.0, -concept.at.1);
        let _ = writeln!(
            dot,
            "  {} [label={}, class={}, tooltip={}, color={}, fillcolor={}, pos=\"{x:.1},{y:.1}\"];",
            concept.id,
            quoted(&concept.label),
            quoted(&concept.kind),
            quoted(&tip),
            quoted(&concept.colour),
            quoted(&concept.fill),
        );
    }
    for relation in &facts.relations {
        let quotations: Vec<String> = relation.evidence.iter().map(|found| found.quotation()).collect();
        let _ = write!(
            dot,
            "  {} -> {} [label={}, class={}, color={}, weight={}, tooltip={}",
            facts.concepts[relation.head].id,
            facts.concepts[relation.tail].id,
            quoted(&relation.kind_label),
            quoted(&relation.kind),
            quoted(&relation.colour),
            relation.evidence.len(),
            quoted(&quotations.join("\n")),
        );
        if relation.symmetric {
            dot.push_str(", dir=none");
        }
        if !relation.confirmed {
            dot.push_str(", style=dashed");
        }
        dot.push_str("];\n");
    }
    dot.push_str("}\n");
    dot
}

/// A quoted identifier. A backslash begins an escape in labels, so it is doubled.
fn quoted(words: &str) -> String {
    let mut quoted = String::from("\"");
    for c in words.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

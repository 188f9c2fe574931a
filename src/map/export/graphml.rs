//! GraphML: <http://graphml.graphdrawing.org/primer/graphml-primer.html>.

use std::fmt::Write as _;

use super::facts::Facts;
use super::xml::{escape, escape_lines};

/// Attributes: identifier, owner, name, type.
const KEYS: [(&str, &str, &str, &str); 14] = [
    ("label", "node", "label", "string"),
    ("type", "node", "type", "string"),
    ("count", "node", "mentions", "int"),
    ("colour", "node", "color", "string"),
    ("x", "node", "x", "double"),
    ("y", "node", "y", "double"),
    ("e_label", "edge", "label", "string"),
    ("e_type", "edge", "type", "string"),
    ("e_count", "edge", "weight", "int"),
    ("e_confirmed", "edge", "confirmed", "boolean"),
    ("e_score", "edge", "score", "double"),
    ("e_colour", "edge", "color", "string"),
    ("e_documents", "edge", "documents", "string"),
    ("e_evidence", "edge", "evidence", "string"),
];

pub fn write(facts: &Facts, title: &str) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        xml,
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    );
    for (id, owner, name, kind) in KEYS {
        let _ = writeln!(xml, r#"  <key id="{id}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>"#);
    }
    let _ = writeln!(xml, "  <graph id=\"map\" edgedefault=\"directed\">\n    <desc>{}</desc>", escape(title));
    for concept in &facts.concepts {
        let _ = writeln!(xml, r#"    <node id="{}">"#, concept.id);
        data(&mut xml, "label", &concept.label);
        data(&mut xml, "type", &concept.kind);
        data(&mut xml, "count", &concept.mentions.len().to_string());
        data(&mut xml, "colour", &concept.colour);
        data(&mut xml, "x", &format!("{:.1}", concept.at.0));
        data(&mut xml, "y", &format!("{:.1}", concept.at.1));
        xml.push_str("    </node>\n");
    }
    for relation in &facts.relations {
        let directed = if relation.symmetric { r#" directed="false""# } else { "" };
        let (head, tail) = (&facts.concepts[relation.head].id, &facts.concepts[relation.tail].id);
        let _ = writeln!(xml, r#"    <edge id="{}" source="{head}" target="{tail}"{directed}>"#, relation.id);
        data(&mut xml, "e_label", &relation.kind_label);
        data(&mut xml, "e_type", &relation.kind);
        data(&mut xml, "e_count", &relation.evidence.len().to_string());
        data(&mut xml, "e_confirmed", if relation.confirmed { "true" } else { "false" });
        if let Some(score) = relation.score {
            data(&mut xml, "e_score", &format!("{score:.4}"));
        }
        data(&mut xml, "e_colour", &relation.colour);
        let mut names: Vec<&str> = relation.evidence.iter().filter_map(|e| facts.document(e)).collect();
        names.dedup();
        data(&mut xml, "e_documents", &names.join("\n"));
        let quotations: Vec<String> = relation.evidence.iter().map(|found| found.quotation()).collect();
        data(&mut xml, "e_evidence", &quotations.join("\n"));
        xml.push_str("    </edge>\n");
    }
    xml.push_str("  </graph>\n</graphml>\n");
    xml
}

fn data(xml: &mut String, key: &str, value: &str) {
    let _ = writeln!(xml, r#"      <data key="{key}">{}</data>"#, escape_lines(value));
}

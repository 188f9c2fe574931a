//! What `relata resolve` prints.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::DocumentThings;
use crate::cli::concepts_file::ConceptsFile;
use crate::resolve::Considered;
use crate::text::counting::{agreed, counted};

pub(super) fn print(documents: &[DocumentThings], concepts: &ConceptsFile, as_json: bool) -> anyhow::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if as_json {
        serde_json::to_writer_pretty(&mut out, &whole(documents, concepts)?)?;
        out.write_all(b"\n")?;
    } else {
        write(&mut out, documents, concepts)?;
    }
    out.flush()?;
    Ok(())
}

fn whole(documents: &[DocumentThings], concepts: &ConceptsFile) -> anyhow::Result<Value> {
    let documents: Vec<Value> = documents
        .iter()
        .map(|document| {
            let clusters = document.clusters.iter().zip(&document.mentions).map(|(cluster, mentions)| {
                json!({
                    "name": cluster.name,
                    "type": &*cluster.kind,
                    "mentions": mentions,
                    "probability": (f64::from(cluster.probability) * 1e4).round() / 1e4,
                })
            });
            json!({ "file": document.file, "clusters": clusters.collect::<Vec<_>>() })
        })
        .collect();
    Ok(json!({ "documents": documents, "concepts": serde_json::to_value(&concepts.concepts)? }))
}

/// A line a thing, and why its names are one.
fn write(out: &mut impl Write, documents: &[DocumentThings], concepts: &ConceptsFile) -> io::Result<()> {
    let mentions = |concept: &crate::cli::concepts_file::ConceptRecord| -> usize {
        concept.members.iter().map(|member| member.mentions.len()).sum()
    };
    let total: usize = concepts.concepts.iter().map(mentions).sum();
    let (things, are) = (counted(concepts.concepts.len(), "thing"), agreed(total, "is", "are"));
    writeln!(out, "{} in {} {are} {things}\n", counted(total, "mention"), counted(documents.len(), "document"))?;
    let by_file: HashMap<&str, &DocumentThings> = documents.iter().map(|d| (d.file.as_str(), d)).collect();
    for concept in &concepts.concepts {
        let link = concept.link.as_ref().map_or_else(String::new, |link| format!(", {link}"));
        let (count, places) = (counted(mentions(concept), "mention"), counted(concept.members.len(), "document"));
        writeln!(out, "{} ({}{link}): {count} in {places}", concept.name, concept.kind)?;
        for member in &concept.members {
            let Some(document) = by_file.get(member.file.as_str()) else { continue };
            let at = document.mentions.iter().position(|mentions| *mentions == member.mentions);
            let pairs = at.and_then(|at| document.clusters.get(at)).map_or(&[][..], |cluster| &cluster.pairs);
            for Considered { names: [one, other], probability, reasons } in pairs {
                let sign = if *probability >= 0.5 { "=" } else { "≠" };
                writeln!(out, "  {}: {one} {sign} {other}, {probability:.2} ({})", member.file, reasons.join(", "))?;
            }
        }
    }
    Ok(())
}

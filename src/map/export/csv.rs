//! Triples as a table.

use super::facts::{Facts, Place};
use crate::io::Table;

/// Columns of the table. Starts and ends are code points of the document's text, ends exclusive.
const HEADER: [&str; 18] = [
    "document",
    "head",
    "head_type",
    "relation",
    "tail",
    "tail_type",
    "score",
    "confirmed",
    "by",
    "head_text",
    "head_start",
    "head_end",
    "tail_text",
    "tail_start",
    "tail_end",
    "evidence_start",
    "evidence_end",
    "evidence",
];

/// A row for each quotation; `head` and `tail` are the concepts, `head_text` and `tail_text` the words there.
pub fn write(facts: &Facts) -> Result<String, csv::Error> {
    let mut table = Table::new();
    table.row(HEADER)?;
    for relation in &facts.relations {
        let (head, tail) = (&facts.concepts[relation.head], &facts.concepts[relation.tail]);
        for found in &relation.evidence {
            let start = |place: &Place| place.cover().0.to_string();
            let end = |place: &Place| place.cover().1.to_string();
            let document = facts.document(found).unwrap_or_default();
            table.row([
                document,
                &head.label,
                &head.kind,
                &relation.kind,
                &tail.label,
                &tail.kind,
                &found.score.map(|score| format!("{score:.4}")).unwrap_or_default(),
                if found.confirmed { "yes" } else { "no" },
                &found.by,
                &found.head.text,
                &start(&found.head),
                &end(&found.head),
                &found.tail.text,
                &start(&found.tail),
                &end(&found.tail),
                &found.from.to_string(),
                &found.to.to_string(),
                &found.quotation(),
            ])?;
        }
    }
    Ok(String::from_utf8_lossy(&table.into_bytes()?).into_owned())
}

//! Types of other tools as brat can write them: a name of brat holds no blanks and is not empty.

use std::collections::BTreeMap;

use crate::domain::{Document, Edit, EditError, Mention, Relation};

/// What a type is called in brat; `None` where its own name will do.
pub fn brat_name(kind: &str) -> Option<String> {
    if kind.trim().is_empty() {
        return Some("_".to_owned());
    }
    let made = || kind.chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
    kind.contains(char::is_whitespace).then(made)
}

/// The document with types that brat takes; what became of which name is added to `renamed`.
///
/// # Errors
/// When the document does not take its own annotations under other names, which would be a fault of the program.
pub fn named_for_brat(mut document: Document, renamed: &mut BTreeMap<String, String>) -> Result<Document, EditError> {
    let mut name = |kind: &str| -> Option<String> {
        let made = brat_name(kind)?;
        renamed.insert(kind.to_owned(), made.clone());
        Some(made)
    };
    let mut edits = Vec::new();
    for mention in document.annotations.mentions() {
        if let Some(kind) = name(&mention.kind) {
            edits.push(Edit::Replace(Mention { kind: kind.into(), ..mention.clone() }.into()));
        }
    }
    for relation in document.annotations.relations() {
        if let Some(kind) = name(&relation.kind) {
            edits.push(Edit::Replace(Relation { kind: kind.into(), ..relation.clone() }.into()));
        }
    }
    document.apply(edits)?;
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_brat_cannot_write_change() {
        assert_eq!(brat_name("Person"), None);
        assert_eq!(brat_name("part of").as_deref(), Some("part_of"));
        assert_eq!(brat_name(" ").as_deref(), Some("_"));
    }
}

//! SpERT JSON as a document: tokens joined by one space, one sentence a line.

use std::sync::Arc;

use super::Sentence;
use crate::domain::{Document, Edit, Fragments, Mention, MentionId, Origin, Relation, Review};
use crate::text::Span;

/// The text of the sentences with their annotations.
///
/// # Errors
/// When positions do not fit the tokens; never for sentences that [`super::read`] has checked.
pub fn document(name: &str, sentences: &[Sentence]) -> Result<Document, crate::domain::EditError> {
    let mut text = String::new();
    let mut words: Vec<Vec<Span>> = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let mut spans = Vec::with_capacity(sentence.tokens.len());
        for (at, token) in sentence.tokens.iter().enumerate() {
            if at > 0 {
                text.push(' ');
            }
            let start = text.len();
            // A line break of any kind inside a token would end the sentence's line.
            text.extend(token.chars().map(|c| if ends_a_line(c) { ' ' } else { c }));
            spans.push(Span::new(start, text.len()));
        }
        text.push('\n');
        words.push(spans);
    }
    let mut document = Document::new(name, text);
    let mut edits = Vec::new();
    for (sentence, spans) in sentences.iter().zip(&words) {
        let mut ids: Vec<Option<MentionId>> = Vec::with_capacity(sentence.entities.len());
        for entity in &sentence.entities {
            let (Some(first), Some(last)) = (spans.get(entity.start), spans.get(entity.end.wrapping_sub(1))) else {
                ids.push(None);
                continue;
            };
            let id = document.annotations.fresh_mention();
            let fragments = Fragments::one(first.cover(*last));
            let kind: Arc<str> = entity.kind.as_str().into();
            let mention = Mention { id, kind, fragments, origin: Origin::of_score(entity.score), review: Review::Open };
            edits.push(Edit::Insert(mention.into()));
            ids.push(Some(id));
        }
        for relation in &sentence.relations {
            let end = |index: usize| ids.get(index).copied().flatten();
            if let (Some(head), Some(tail)) = (end(relation.head), end(relation.tail)) {
                let id = document.annotations.fresh_relation();
                let kind: Arc<str> = relation.kind.as_str().into();
                let origin = Origin::of_score(relation.score);
                let relation = Relation { id, kind, head, tail, origin, review: Review::Open };
                edits.push(Edit::Insert(relation.into()));
            }
        }
    }
    document.apply(edits)?;
    document.schema.complete(&document.annotations);
    Ok(document)
}

/// Where Python's `splitlines` breaks, which brat reads its files with.
fn ends_a_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Entity, Relation as Link};

    #[test]
    fn words_become_places_in_the_text() {
        let sentence = Sentence {
            tokens: ["Anna", "met", "Борис", "."].map(str::to_owned).to_vec(),
            entities: vec![
                Entity { kind: "Peop".into(), start: 0, end: 1, score: None },
                Entity { kind: "Peop".into(), start: 2, end: 3, score: None },
            ],
            relations: vec![Link { kind: "Knows".into(), head: 0, tail: 1, score: None }],
            orig_id: None,
        };
        let document = document("d", &[sentence.clone(), sentence]).expect("fits");
        assert_eq!(&*document.text, "Anna met Борис .\nAnna met Борис .\n");
        let said: Vec<String> = document.annotations.mentions().map(|m| m.text(&document.text)).collect();
        assert_eq!(said, ["Anna", "Борис", "Anna", "Борис"]);
        assert_eq!(document.annotations.relation_count(), 2);
    }
}

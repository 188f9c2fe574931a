//! What is odd in SpERT JSON that can be read all the same.

use super::Sentence;
use super::check::loop_of;

/// What is odd, by sentence (from 0), with what to do.
pub fn oddities(sentences: &[Sentence]) -> Vec<(usize, String)> {
    let numbered = sentences.iter().enumerate();
    numbered.flat_map(|(at, sentence)| of(sentence).into_iter().map(move |what| (at, what))).collect()
}

fn of(sentence: &Sentence) -> Vec<String> {
    let empty = sentence.tokens.iter().enumerate().filter(|(_, token)| token.trim().is_empty());
    let mut found: Vec<String> = empty
        .map(|(at, _)| {
            format!("token {at} is empty: give it its text, or delete it and count the positions behind it anew")
        })
        .collect();
    found.extend(loop_of(sentence));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Relation;

    #[test]
    fn empty_tokens_and_relations_of_one_entity_are_named_with_their_sentence() {
        let tokens = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let loops = vec![Relation { kind: "R".into(), head: 0, tail: 0, score: None }];
        let sentences = [
            Sentence { tokens: tokens(&["Anna", "left"]), ..Sentence::default() },
            Sentence { tokens: tokens(&["", "Anna"]), relations: loops, ..Sentence::default() },
        ];
        let found = oddities(&sentences);
        assert_eq!(found.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [1, 1]);
        assert!(found[0].1.starts_with("token 0 is empty") && found[1].1.contains("with itself"), "{found:?}");
    }
}

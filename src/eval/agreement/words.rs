//! What each annotation says of every word.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Kappa, Layer};
use crate::text::{Sentence, Span};

/// Labels of all words of the sentences, in their order: the types of the mentions that touch the word, joined by `+`
/// where they nest, and the empty label outside of all.
pub(super) fn labels(layer: Layer, sentences: &[Sentence]) -> Vec<Arc<str>> {
    let mut pieces: Vec<(Span, &Arc<str>)> = Vec::new();
    for mention in layer.visibility.mentions(&layer.document.annotations) {
        pieces.extend(mention.fragments.iter().map(|span| (span, &mention.kind)));
    }
    pieces.sort_unstable_by_key(|(span, _)| *span);
    let outside: Arc<str> = "".into();
    let mut labels = Vec::new();
    // Pieces that begin before the present word ends and may still reach into it.
    let (mut next, mut open): (usize, Vec<(Span, &Arc<str>)>) = (0, Vec::new());
    for word in sentences.iter().flat_map(|sentence| &sentence.words) {
        while let Some(piece) = pieces.get(next).filter(|(span, _)| span.start < word.end) {
            open.push(*piece);
            next += 1;
        }
        open.retain(|(span, _)| span.end > word.start);
        let kinds: BTreeSet<&str> =
            open.iter().filter(|(span, _)| span.overlaps(*word)).map(|(_, kind)| &***kind).collect();
        labels.push(match kinds.len() {
            0 => outside.clone(),
            _ => kinds.into_iter().collect::<Vec<_>>().join("+").into(),
        });
    }
    labels
}

/// κ on the words of a text.
pub(super) fn kappa(left: Layer, right: Layer, sentences: &[Sentence]) -> Kappa {
    let mut kappa = Kappa::default();
    for (l, r) in labels(left, sentences).into_iter().zip(labels(right, sentences)) {
        kappa.add(l, r);
    }
    kappa
}

//! Scores of inputs, brought to their sentences.

use std::ops::Range;

use crate::nlp::SentenceScores;
use crate::nlp::context::{PlacedPair, Windows, split};

/// What has come in of a run.
pub(super) struct Gathered<'a> {
    documents: &'a [Range<usize>],
    windows: &'a [Windows],
    /// For every sentence its parts, by first word: one, or those of its windows where it is cut.
    pub(super) parts: Vec<Vec<(usize, SentenceScores)>>,
    /// Pairs across sentences.
    pub(super) placed: Vec<PlacedPair>,
}

impl<'a> Gathered<'a> {
    pub(super) fn new(documents: &'a [Range<usize>], windows: &'a [Windows], sentences: usize) -> Self {
        Self { documents, windows, parts: vec![Vec::new(); sentences], placed: Vec::new() }
    }

    /// Takes the scores of an input that begins with sentence `first` and holds `held`; none for one sentence, of which the
    /// input begins with `first_word`.
    pub(super) fn add(&mut self, scores: SentenceScores, held: &[Range<usize>], first: usize, first_word: usize) {
        let at = self.documents.partition_point(|document| document.end <= first);
        let (Some(document), Some(windows)) = (self.documents.get(at), self.windows.get(at)) else { return };
        let own = first - document.start;
        if held.is_empty() {
            // A sentence alone in one window may stand in another one with more of its neighbours.
            if windows.home(own).and_then(|home| windows.all().get(home)) == Some(&(own..own + 1)) {
                self.parts[first].push((first_word, scores));
            }
            return;
        }
        let here =
            |home: Option<usize>| home.and_then(|home| windows.all().get(home)) == Some(&(own..own + held.len()));
        let (sentences, placed) = split(scores, held, own);
        for (number, scores) in (own..).zip(sentences) {
            if here(windows.home(number)) {
                self.parts[document.start + number].push((0, scores));
            }
        }
        let placed = placed.into_iter().filter(|pair| {
            let (a, b) = (pair.head.0, pair.tail.0);
            here(windows.home_of_pair(a.min(b), a.max(b)))
        });
        let shift = |(sentence, start, end): (usize, u32, u32)| (document.start + sentence, start, end);
        self.placed.extend(placed.map(|pair| PlacedPair { head: shift(pair.head), tail: shift(pair.tail), ..pair }));
    }
}

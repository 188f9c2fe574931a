//! Relations between entities that a person vouches for.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Inputs, RunStats, Spert};
use crate::model::encoder::Input;
use crate::model::error::ModelError;
use crate::model::heads::spert::States;
use crate::nlp::{EncodedSentence, GivenSpan, SentenceScores, context, window};

impl Spert {
    /// See [`super::Extractor::relate`].
    pub(super) fn relations_between(
        &mut self,
        words: &[String],
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ModelError> {
        let Inputs { inputs, origins, .. } =
            self.inputs(&[words.to_vec()], std::slice::from_ref(&(0..1)), &mut RunStats::default())?;
        let (info, encoder, heads) = self.heads_and_encoder();
        let failure = |reason| ModelError::Backend { device: info.device.clone(), reason };
        let mut parts = Vec::with_capacity(inputs.len());
        for (input, (_, first)) in inputs.iter().zip(origins) {
            if cancel.load(Ordering::Relaxed) {
                return Err(ModelError::Cancelled);
            }
            let here = within(given, first, input.words.len());
            let hidden = encoder.states(&[Input { ids: &input.ids, types: &input.cases }]).map_err(failure)?;
            if hidden.len() != input.ids.len() * info.encoder.hidden_size {
                return Err(failure(format!("{} values for {} subwords", hidden.len(), input.ids.len())));
            }
            parts.push((first, heads.relate(States { hidden: &hidden, words: &input.words, sentences: &[] }, &here)));
        }
        let mut scores = window::merge(parts);
        self.rules().apply_to_given(&mut scores, words);
        Ok(scores)
    }
}

impl Spert {
    /// See [`super::Extractor::relate_in_context`].
    pub(super) fn relations_in_context(
        &mut self,
        document: &[Vec<String>],
        asked: usize,
        given: &[GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ModelError> {
        let Some(words) = document.get(asked) else { return Ok(SentenceScores::default()) };
        let whole = 0..document.len();
        let Inputs { inputs, origins, windows, .. } =
            self.inputs(document, std::slice::from_ref(&whole), &mut RunStats::default())?;
        let home = windows.first().and_then(|windows| windows.all().get(windows.home(asked)?));
        let Some(home) = home.filter(|home| home.len() > 1) else {
            return self.relations_between(words, given, cancel);
        };
        let held = |input: &&EncodedSentence| input.sentences.len() == home.len();
        let found = inputs.iter().zip(&origins).find(|(input, (first, _))| *first == home.start && held(input));
        let own = asked - home.start;
        let Some((input, range)) = found.and_then(|(input, _)| Some((input, input.sentences.get(own)?))) else {
            return self.relations_between(words, given, cancel);
        };
        if cancel.load(Ordering::Relaxed) {
            return Err(ModelError::Cancelled);
        }
        let (info, encoder, heads) = self.heads_and_encoder();
        let failure = |reason| ModelError::Backend { device: info.device.clone(), reason };
        let hidden = encoder.states(&[Input { ids: &input.ids, types: &input.cases }]).map_err(failure)?;
        if hidden.len() != input.ids.len() * info.encoder.hidden_size {
            return Err(failure(format!("{} values for {} subwords", hidden.len(), input.ids.len())));
        }
        let (start, end) =
            (u32::try_from(range.start).unwrap_or(u32::MAX), u32::try_from(range.end).unwrap_or(u32::MAX));
        let here = given.iter().filter(|span| span.start < span.end && span.end <= end - start);
        let here: Vec<GivenSpan> =
            here.map(|span| GivenSpan { start: span.start + start, end: span.end + start, ..*span }).collect();
        let states = States { hidden: &hidden, words: &input.words, sentences: &input.sentences };
        let (mut sentences, _) = context::split(heads.relate(states, &here), &input.sentences, home.start);
        let mut scores = sentences.swap_remove(own);
        self.rules().apply_to_given(&mut scores, words);
        Ok(scores)
    }
}

/// The spans that a window of `count` words from `first` holds, counted from its first word.
fn within(given: &[GivenSpan], first: usize, count: usize) -> Vec<GivenSpan> {
    let shift = |word: u32| (word as usize).checked_sub(first).filter(|word| *word <= count);
    let word = |word: usize| u32::try_from(word).ok();
    given
        .iter()
        .filter(|span| span.start < span.end)
        .filter_map(|span| {
            let (start, end) = (word(shift(span.start)?)?, word(shift(span.end)?)?);
            Some(GivenSpan { start, end, class: span.class })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::{DeviceChoice, Extractor};

    fn tiny() -> Spert {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/tiny");
        Spert::load(&dir, &DeviceChoice::CPU).unwrap_or_else(|error| panic!("{error}"))
    }

    fn sentences() -> Vec<Vec<String>> {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tiny.json");
        let golden: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(golden).unwrap()).unwrap();
        let words = |s: &serde_json::Value| serde_json::from_value(s["tokens"].clone()).unwrap();
        golden["sentences"].as_array().unwrap().iter().map(words).collect()
    }

    #[test]
    fn the_predicted_spans_given_back_have_the_same_pair_scores() {
        let (mut model, never) = (tiny(), AtomicBool::new(false));
        let sentences = sentences();
        let full = model.predict(&sentences, &mut |_, _| {}, &never).unwrap();
        let mut pairs = 0;
        for (words, full) in sentences.iter().zip(full) {
            let given: Vec<GivenSpan> =
                full.spans.iter().map(|s| GivenSpan { start: s.start, end: s.end, class: s.class }).collect();
            let again = model.relate(words, &given, &never).unwrap();
            let places = |s: &SentenceScores| s.spans.iter().map(|s| (s.start, s.end, s.class)).collect::<Vec<_>>();
            assert_eq!(places(&again), places(&full));
            assert_eq!(again.pairs.len(), full.pairs.len());
            for (again, full) in again.pairs.iter().zip(&full.pairs) {
                assert_eq!((again.head, again.tail), (full.head, full.tail));
                // The same arithmetic; only the batch around the sentence is another.
                let apart = again.probs.iter().zip(&full.probs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(apart < 1e-5, "{apart}");
                pairs += 1;
            }
        }
        assert!(pairs > 0, "the toy predicts no two spans in any sentence");
    }

    #[test]
    fn spans_the_model_would_not_have_found_are_scored_and_nonsense_is_left_out() {
        let mut model = tiny();
        let words: Vec<String> = sentences().remove(0);
        let count = u32::try_from(words.len()).unwrap();
        let span = |start, end| GivenSpan { start, end, class: 1 };
        let given = [span(0, 1), span(count - 1, count), span(0, count), span(1, 1), span(0, count + 5)];
        let scores = model.relate(&words, &given, &AtomicBool::new(false)).unwrap();
        assert_eq!((scores.spans.len(), scores.pairs.len()), (3, 6));
        assert!(scores.pairs.iter().flat_map(|pair| &pair.probs).all(|p| (0.0..=1.0).contains(p)));
        assert!(matches!(model.relate(&words, &given, &AtomicBool::new(true)), Err(ModelError::Cancelled)));
    }

    #[test]
    fn windows_take_the_spans_they_hold() {
        let span = |start, end| GivenSpan { start, end, class: 2 };
        assert_eq!(within(&[span(0, 2), span(4, 6), span(9, 12)], 3, 8), [span(1, 3)]);
    }
}

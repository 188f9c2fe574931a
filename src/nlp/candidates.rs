//! The spans a model scores.

/// Number of spans of width 1 to `max_width` in a sentence of `words` words.
#[must_use]
pub fn span_count(words: usize, max_width: usize) -> usize {
    (1..=max_width.min(words)).map(|width| words - width + 1).sum()
}

/// All spans `(start, end)` of width 1 to `max_width`, width-major: every span of width 1 from left to right, then 2, …
pub fn spans(words: usize, max_width: usize) -> impl Iterator<Item = (usize, usize)> {
    (1..=max_width.min(words)).flat_map(move |width| (0..=words - width).map(move |start| (start, start + width)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn narrow_spans_come_first() {
        assert_eq!(spans(3, 2).collect::<Vec<_>>(), [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3)]);
        assert_eq!(spans(0, 10).count(), 0);
    }

    proptest! {
        #[test]
        fn every_span_up_to_the_width_is_there_once(words in 0_usize..40, max_width in 1_usize..12) {
            let all: Vec<_> = spans(words, max_width).collect();
            prop_assert_eq!(all.len(), span_count(words, max_width));
            let unique: std::collections::HashSet<_> = all.iter().collect();
            prop_assert_eq!(unique.len(), all.len());
            prop_assert!(all.iter().all(|&(start, end)| start < end && end <= words && end - start <= max_width));
        }
    }
}

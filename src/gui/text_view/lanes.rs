//! How nested and crossing mentions share the space around a line: each gets a level, 0 next to the text.

use crate::text::Span;

/// Deeper nesting than this shares the outermost level.
pub const MAX_LEVEL: usize = 5;

/// A level for each span: one above every shorter span it overlaps, so that a box of a higher level can enclose the
/// boxes of lower ones. Spans of equal length stack in the order given.
pub fn levels(spans: &[Span]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|i| (spans[*i].len(), *i));
    let mut levels = vec![0; spans.len()];
    for (rank, i) in order.iter().enumerate() {
        let below = order[..rank].iter().filter(|j| spans[**j].overlaps(spans[*i])).map(|j| levels[*j] + 1).max();
        levels[*i] = below.unwrap_or(0).min(MAX_LEVEL);
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nesting_crossing_and_equal_spans_stack() {
        let spans = [Span::new(0, 20), Span::new(5, 10), Span::new(6, 8), Span::new(15, 18), Span::new(30, 33)];
        assert_eq!(levels(&spans), [3, 1, 0, 0, 0].map(|l| if l == 3 { 2 } else { l }));
        assert_eq!(levels(&[Span::new(0, 5), Span::new(3, 9)]), [0, 1]);
        assert_eq!(levels(&[Span::new(0, 5), Span::new(0, 5)]), [0, 1]);
        let deep: Vec<Span> = (0..9).map(|i| Span::new(i, 40 - i)).collect();
        assert_eq!(levels(&deep)[0], MAX_LEVEL);
    }

    proptest! {
        #[test]
        fn what_overlaps_never_shares_a_level_below_the_cap(
            spans in prop::collection::vec((0_usize..60, 1_usize..20), 0..20),
        ) {
            let spans: Vec<Span> = spans.into_iter().map(|(s, l)| Span::new(s, s + l)).collect();
            let levels = levels(&spans);
            for i in 0..spans.len() {
                for j in 0..i {
                    if spans[i].overlaps(spans[j]) && levels[i].max(levels[j]) < MAX_LEVEL {
                        prop_assert_ne!(levels[i], levels[j]);
                    }
                }
            }
        }
    }
}

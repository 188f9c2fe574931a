//! How two spans stand to each other: which comes first, what lies inside what, how far apart they are.
//!
//! The states of two spans and the maximum between them do not say it, and nested names (a country in a profession) and
//! directed relations depend on it.

/// Number of classes of [`place`].
pub const PLACES: usize = 22;

/// Upper ends of the classes of words between two spans; more are the last class.
const GAPS: [usize; 6] = [0, 1, 2, 4, 8, 16];

/// The class of an ordered pair of spans `(start, end)` of words, 0 to [`PLACES`] − 1.
///
/// 0–2 the tail lies in the head (at its start, its end, between); 3–5 the head in the tail; 6 and 7 they overlap
/// otherwise; 8–14 the head comes first, 0, 1, 2, 3–4, 5–8, 9–16 or more words before the tail; 15–21 the tail does.
#[must_use]
pub fn place(head: (usize, usize), tail: (usize, usize)) -> usize {
    let within = |inner: (usize, usize), outer: (usize, usize)| outer.0 <= inner.0 && inner.1 <= outer.1;
    let edge = |inner: (usize, usize), outer: (usize, usize)| match (inner.0 == outer.0, inner.1 == outer.1) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    };
    let gap = |first: usize, second: usize| {
        let words = second - first;
        GAPS.iter().position(|most| words <= *most).unwrap_or(GAPS.len())
    };
    if within(tail, head) {
        edge(tail, head)
    } else if within(head, tail) {
        3 + edge(head, tail)
    } else if head.1 <= tail.0 {
        8 + gap(head.1, tail.0)
    } else if tail.1 <= head.0 {
        15 + gap(tail.1, head.0)
    } else {
        6 + usize::from(tail.0 < head.0)
    }
}

/// Number of classes of [`distance`].
pub const DISTANCES: usize = 4;

/// The class of a pair of spans by the sentences between their starts: 0 inside one, then 1, 2, and 3 for more.
#[must_use]
pub fn distance(head: usize, tail: usize) -> usize {
    head.abs_diff(tail).min(DISTANCES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn order_nesting_and_distance_are_told_apart() {
        let all = [
            ((0, 5), (0, 2), 0),
            ((0, 5), (3, 5), 1),
            ((0, 5), (1, 3), 2),
            ((0, 2), (0, 5), 3),
            ((3, 5), (0, 5), 4),
            ((1, 3), (0, 5), 5),
            ((0, 3), (2, 5), 6),
            ((2, 5), (0, 3), 7),
            ((0, 2), (2, 3), 8),
            ((0, 2), (5, 6), 11),
            ((0, 2), (30, 31), 14),
            ((2, 3), (0, 2), 15),
            ((30, 31), (0, 2), 21),
        ];
        for (head, tail, class) in all {
            assert_eq!(place(head, tail), class, "{head:?} {tail:?}");
        }
    }

    proptest! {
        #[test]
        fn every_pair_has_a_class_and_its_reverse_another(
            a in 0_usize..40, b in 1_usize..9, c in 0_usize..40, d in 1_usize..9,
        ) {
            let (head, tail) = ((a, a + b), (c, c + d));
            prop_assume!(head != tail);
            prop_assert!(place(head, tail) < PLACES);
            prop_assert_ne!(place(head, tail), place(tail, head));
        }
    }
}

//! Which places share something, in one pass over them in the order of the text.

/// Pairs of places that overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Overlaps {
    /// One holds the other, or they are the same.
    pub nested: usize,
    /// Each has a part of its own.
    pub crossing: usize,
    /// The longest chain of places of which each holds the next.
    pub depth: usize,
}

/// Counts over half-open ranges.
pub(super) fn overlaps(places: &[(usize, usize)]) -> Overlaps {
    let mut sorted = places.to_vec();
    sorted.sort_unstable_by_key(|&(start, end)| (start, std::cmp::Reverse(end)));
    let mut found = Overlaps::default();
    // Places that reach beyond the start of the present one, with the length of their chain.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (start, end) in sorted {
        open.retain(|&(other, _)| other > start);
        let holding = open.iter().filter(|&&(other, _)| other >= end);
        let depth = 1 + holding.clone().map(|&(_, depth)| depth).max().unwrap_or(0);
        let nested = holding.count();
        found.nested += nested;
        found.crossing += open.len() - nested;
        found.depth = found.depth.max(depth);
        open.push((end, depth));
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn chains_crossings_and_equals() {
        // (0,5) crosses (3,8); both hold (4,5); (4,5) is there twice; (9,10) is alone.
        let found = overlaps(&[(3, 8), (0, 5), (4, 5), (9, 10), (4, 5)]);
        assert_eq!(found, Overlaps { nested: 5, crossing: 1, depth: 3 });
        assert_eq!(overlaps(&[]), Overlaps::default());
    }

    proptest! {
        #[test]
        fn the_pass_finds_what_comparing_all_finds(raw in prop::collection::vec((0usize..30, 1usize..9), 0..25)) {
            let places: Vec<_> = raw.iter().map(|&(start, len)| (start, start + len)).collect();
            let (mut nested, mut crossing) = (0, 0);
            for (at, a) in places.iter().enumerate() {
                for b in &places[..at] {
                    let holds = |a: &(usize, usize), b: &(usize, usize)| a.0 <= b.0 && b.1 <= a.1;
                    if holds(a, b) || holds(b, a) {
                        nested += 1;
                    } else if a.0 < b.1 && b.0 < a.1 {
                        crossing += 1;
                    }
                }
            }
            let found = overlaps(&places);
            prop_assert_eq!((found.nested, found.crossing), (nested, crossing));
        }
    }
}

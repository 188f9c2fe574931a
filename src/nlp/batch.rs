//! Which sentences go through the encoder together.

/// Groups sentences of similar length, longest first, so that a group holds at most `budget` subwords.
///
/// `lengths` are subwords per sentence; a sentence longer than the budget is alone in its group. Every index is in
/// exactly one group. Longest first lets several workers end at about the same time, and shows at once whether memory suffices.
#[must_use]
pub fn by_length(lengths: &[usize], budget: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(lengths[index]));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut room = 0;
    for index in order {
        let length = lengths[index];
        match groups.last_mut() {
            Some(group) if length <= room => {
                group.push(index);
                room -= length;
            }
            _ => {
                groups.push(vec![index]);
                room = budget.saturating_sub(length);
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_sentences_come_first_and_equal_ones_keep_their_order() {
        assert_eq!(by_length(&[3, 9, 3, 4], 8), vec![vec![1], vec![3, 0], vec![2]]);
        assert!(by_length(&[], 8).is_empty());
    }

    proptest! {
        #[test]
        fn every_sentence_is_in_one_group_within_the_budget(
            lengths in prop::collection::vec(1_usize..200, 0..60), budget in 1_usize..500,
        ) {
            let groups = by_length(&lengths, budget);
            let mut seen: Vec<usize> = groups.iter().flatten().copied().collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
            for group in groups {
                let total: usize = group.iter().map(|&i| lengths[i]).sum();
                prop_assert!(group.len() == 1 || total <= budget);
            }
        }
    }
}

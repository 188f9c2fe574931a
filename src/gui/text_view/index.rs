//! Visible mentions by place in the text.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::domain::{Document, MentionId, Visibility};
use crate::text::Span;

/// One fragment of a visible mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment {
    pub span: Span,
    pub mention: MentionId,
    /// Place among the mention's fragments, and how many there are.
    pub number: usize,
    pub of: usize,
}

/// Fragments sorted by start (longer first), with the furthest end so far, so that a query touches only its answer's
/// neighbourhood; and mentions in reading order.
#[derive(Default)]
pub struct MentionIndex {
    fragments: Vec<Fragment>,
    max_end: Vec<usize>,
    order: Vec<MentionId>,
    place: HashMap<MentionId, usize>,
}

impl MentionIndex {
    pub fn new(document: &Document, visibility: &Visibility, hidden: &BTreeSet<Arc<str>>) -> Self {
        let shown = visibility.mentions(&document.annotations).filter(|m| !hidden.contains(&m.kind));
        let len = document.text.len();
        Self::from_fragments(shown.flat_map(|m| {
            let of = m.fragments.as_slice().len();
            m.fragments
                .iter()
                .enumerate()
                .filter(move |(_, span)| span.end <= len)
                .map(move |(number, span)| Fragment { span, mention: m.id, number, of })
        }))
    }

    fn from_fragments(fragments: impl Iterator<Item = Fragment>) -> Self {
        let mut fragments: Vec<Fragment> = fragments.collect();
        fragments.sort_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end), f.mention));
        let mut furthest = 0;
        let max_end = fragments
            .iter()
            .map(|f| {
                furthest = furthest.max(f.span.end);
                furthest
            })
            .collect();
        let order: Vec<MentionId> = fragments.iter().filter(|f| f.number == 0).map(|f| f.mention).collect();
        let place = order.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        Self { fragments, max_end, order, place }
    }

    /// Fragments that share text with `span`, or stand in it without covering any text.
    pub fn overlapping(&self, span: Span) -> impl Iterator<Item = &Fragment> + '_ {
        let from = self.max_end.partition_point(|end| *end < span.start);
        self.fragments.get(from..).unwrap_or_default().iter().take_while(move |f| f.span.start <= span.end).filter(
            move |f| {
                f.span.overlaps(span) || (f.span.is_empty() && span.start <= f.span.start && f.span.end <= span.end)
            },
        )
    }

    pub fn contains(&self, mention: MentionId) -> bool {
        self.place.contains_key(&mention)
    }

    /// The mention after (or before) another in reading order, going round at the ends; from a caret, the nearest one.
    pub fn neighbour(&self, from: Option<MentionId>, caret: usize, forward: bool) -> Option<MentionId> {
        let n = self.order.len();
        if n == 0 {
            return None;
        }
        let at = match from.and_then(|id| self.place.get(&id)) {
            Some(i) if forward => (i + 1) % n,
            Some(i) => (i + n - 1) % n,
            None => {
                let firsts = self.fragments.iter().filter(|f| f.number == 0);
                let after = firsts.take_while(|f| f.span.start < caret).count();
                if forward { after % n } else { (after + n - 1) % n }
            }
        };
        self.order.get(at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn index(spans: &[(usize, usize)]) -> MentionIndex {
        MentionIndex::from_fragments(spans.iter().enumerate().map(|(i, (start, end))| Fragment {
            span: Span::new(*start, *end),
            mention: MentionId(i as u32),
            number: 0,
            of: 1,
        }))
    }

    #[test]
    fn neighbours_follow_the_text_and_go_round() {
        let index = index(&[(10, 12), (0, 5), (0, 2)]);
        assert_eq!(index.neighbour(Some(MentionId(1)), 0, true), Some(MentionId(2)));
        assert_eq!(index.neighbour(Some(MentionId(0)), 0, true), Some(MentionId(1)));
        assert_eq!(index.neighbour(Some(MentionId(1)), 0, false), Some(MentionId(0)));
        assert_eq!(index.neighbour(None, 6, true), Some(MentionId(0)));
        assert_eq!(index.neighbour(None, 6, false), Some(MentionId(2)));
        assert_eq!(MentionIndex::default().neighbour(None, 0, true), None);
    }

    proptest! {
        #[test]
        fn a_query_finds_what_a_scan_finds(
            spans in prop::collection::vec((0_usize..200, 0_usize..40), 0..60), start in 0_usize..200, len in 1_usize..50,
        ) {
            let spans: Vec<_> = spans.into_iter().map(|(s, l)| (s, s + l)).collect();
            let asked = Span::new(start, start + len);
            let mut found: Vec<u32> = index(&spans).overlapping(asked).map(|f| f.mention.0).collect();
            found.sort_unstable();
            let scan: Vec<u32> = (0..spans.len()).filter(|i| {
                let span = Span::new(spans[*i].0, spans[*i].1);
                span.overlaps(asked) || (span.is_empty() && asked.start <= span.start && span.end <= asked.end)
            }).map(|i| i as u32).collect();
            prop_assert_eq!(found, scan);
        }
    }
}

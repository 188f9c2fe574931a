//! Visible mentions by place in the text.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::domain::{Document, Mention, MentionId, Visibility};
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
/// neighbourhood and an edit only its own place.
#[derive(Default)]
pub struct MentionIndex {
    fragments: Vec<Fragment>,
    max_end: Vec<usize>,
    /// The first fragment of each mention, and how many it has.
    first: HashMap<MentionId, (Span, usize)>,
}

/// More changed mentions than this are replaced in one go.
const ONE_BY_ONE: usize = 8;

/// Places in the order of reading.
type Key = (usize, Reverse<usize>, MentionId, usize);

fn key(f: &Fragment) -> Key {
    (f.span.start, Reverse(f.span.end), f.mention, f.number)
}

impl MentionIndex {
    pub fn new(document: &Document, visibility: &Visibility, hidden: &BTreeSet<Arc<str>>) -> Self {
        let shown = visibility.mentions(&document.annotations).filter(|m| !hidden.contains(&m.kind));
        let len = document.text.len();
        Self::from_fragments(shown.flat_map(|m| fragments_of(m, len)))
    }

    fn from_fragments(fragments: impl Iterator<Item = Fragment>) -> Self {
        let mut fragments: Vec<Fragment> = fragments.collect();
        fragments.sort_unstable_by_key(key);
        let first = fragments.iter().filter(|f| f.number == 0).map(|f| (f.mention, (f.span, f.of))).collect();
        let mut index = Self { fragments, max_end: Vec::new(), first };
        index.measure_from(0);
        index
    }

    /// Furthest ends from a place on.
    fn measure_from(&mut self, from: usize) {
        self.max_end.truncate(from);
        let mut furthest = self.max_end.last().copied().unwrap_or(0);
        self.max_end.extend(self.fragments.iter().skip(from).map(|f| {
            furthest = furthest.max(f.span.end);
            furthest
        }));
    }

    /// Looks at some mentions again, and says which places of the text look different now.
    pub fn update(
        &mut self,
        document: &Document,
        visibility: &Visibility,
        hidden: &BTreeSet<Arc<str>>,
        changed: impl Iterator<Item = MentionId>,
    ) -> Vec<Span> {
        let ids: BTreeSet<MentionId> = changed.collect();
        let fresh = ids.iter().filter_map(|id| document.annotations.mention(*id));
        let fresh = fresh.filter(|m| visibility.mention(m) && !hidden.contains(&m.kind));
        let fresh: Vec<Fragment> = fresh.flat_map(|m| fragments_of(m, document.text.len())).collect();
        let mut places: Vec<Span> = fresh.iter().map(|f| f.span).collect();
        let lowest = if ids.len() > ONE_BY_ONE {
            let gone: BTreeSet<usize> = ids.iter().flat_map(|id| self.places_of(*id)).collect();
            places.extend(gone.iter().filter_map(|at| self.fragments.get(*at)).map(|f| f.span));
            let (mut at, mut gone) = (0, gone.into_iter().peekable());
            self.fragments.retain(|_| {
                let goes = gone.next_if_eq(&at).is_some();
                at += 1;
                !goes
            });
            self.fragments.extend(&fresh);
            // Almost sorted, which this sort is quick at.
            self.fragments.sort_by_key(key);
            0
        } else {
            self.replace_one_by_one(&ids, &fresh, &mut places)
        };
        for id in &ids {
            self.first.remove(id);
        }
        self.first.extend(fresh.iter().filter(|f| f.number == 0).map(|f| (f.mention, (f.span, f.of))));
        if !places.is_empty() {
            self.measure_from(lowest.min(self.max_end.len()));
        }
        places
    }

    /// Returns the lowest place that has changed.
    fn replace_one_by_one(&mut self, ids: &BTreeSet<MentionId>, fresh: &[Fragment], places: &mut Vec<Span>) -> usize {
        let mut lowest = usize::MAX;
        for place in ids.iter().flat_map(|id| self.places_of(*id)).collect::<BTreeSet<usize>>().into_iter().rev() {
            lowest = lowest.min(place);
            places.push(self.fragments.remove(place).span);
        }
        for fragment in fresh {
            let place = self.fragments.partition_point(|f| key(f) < key(fragment));
            self.fragments.insert(place, *fragment);
            lowest = lowest.min(place);
        }
        lowest
    }

    /// Where the fragments of a mention stand.
    fn places_of(&self, id: MentionId) -> Vec<usize> {
        let Some((span, of)) = self.first.get(&id) else { return Vec::new() };
        let first = self.place(id, *span);
        let mut places = vec![first];
        // Fragments ascend, so the others stand behind the first.
        let rest = self.fragments.iter().enumerate().skip(first + 1).filter(|(_, f)| f.mention == id);
        places.extend(rest.take(of - 1).map(|(place, _)| place));
        places
    }

    /// Where a mention's first fragment stands.
    fn place(&self, id: MentionId, span: Span) -> usize {
        self.fragments.partition_point(|f| key(f) < (span.start, Reverse(span.end), id, 0))
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
        self.first.contains_key(&mention)
    }

    /// The mention after (or before) another in reading order, going round at the ends; from a caret, the nearest one.
    pub fn neighbour(&self, from: Option<MentionId>, caret: usize, forward: bool) -> Option<MentionId> {
        let selected = from.and_then(|id| Some(self.place(id, self.first.get(&id)?.0)));
        // Where the search begins, and where the caret is when nothing is selected.
        let at = selected.unwrap_or_else(|| self.fragments.partition_point(|f| f.span.start < caret));
        let is_first = |f: &&Fragment| f.number == 0;
        let (before, after) = self.fragments.split_at(at.min(self.fragments.len()));
        let found = if forward {
            let skip = usize::from(selected.is_some());
            after.iter().skip(skip).find(is_first).or_else(|| self.fragments.iter().find(is_first))
        } else {
            before.iter().rev().find(is_first).or_else(|| self.fragments.iter().rev().find(is_first))
        };
        found.map(|f| f.mention)
    }
}

fn fragments_of(mention: &Mention, len: usize) -> impl Iterator<Item = Fragment> + '_ {
    // All or nothing: a mention whose first fragment is missing could be neither found nor removed.
    let fits = mention.fragments.cover().end <= len;
    let of = mention.fragments.as_slice().len();
    let spans = mention.fragments.iter().enumerate().filter(move |_| fits);
    spans.map(move |(number, span)| Fragment { span, mention: mention.id, number, of })
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
    proptest! {
        #[test]
        fn an_updated_index_is_one_made_anew(
            steps in prop::collection::vec((0_usize..20, 0_usize..60, 1_usize..20, 0_usize..3, any::<bool>()), 1..40),
        ) {
            use crate::domain::{Edit, Fragments, Origin, Review, change};
            let (mut document, visibility) = (Document::new("t", "x".repeat(200)), Visibility::default());
            let hidden = BTreeSet::from([Arc::from("H")]);
            let mut updated = MentionIndex::default();
            for (which, start, len, pieces, remove) in steps {
                let revision = document.annotations.revision();
                let ids: Vec<MentionId> = document.annotations.mentions().map(|m| m.id).collect();
                let spans = (0..=pieces).map(|i| Span::new(start + 30 * i, start + 30 * i + len.min(29)));
                let fragments = Fragments::new(spans.collect()).expect("ascending");
                let edits = match ids.get(which) {
                    Some(id) if remove => change::delete(&document.annotations, *id),
                    Some(id) if len % 5 == 0 => change::retag_mention(&document.annotations, *id, "H".into()),
                    Some(id) => change::resize_mention(&document.annotations, *id, fragments),
                    None => {
                        let id = document.annotations.fresh_mention();
                        let (kind, origin) = ("A".into(), Origin::File);
                        vec![Edit::Insert(Mention { id, kind, fragments, origin, review: Review::Open }.into())]
                    }
                };
                document.apply(edits).expect("fits");
                let changed = document.annotations.changed_since(revision).expect("not long ago");
                let mentions = changed.filter_map(|id| if let crate::domain::ItemId::Mention(id) = id { Some(id) } else { None });
                let everything = (len % 7 == 0).then(|| document.annotations.mentions().map(|m| m.id));
                updated.update(&document, &visibility, &hidden, mentions.chain(everything.into_iter().flatten()));
                let anew = MentionIndex::new(&document, &visibility, &hidden);
                prop_assert_eq!(&updated.fragments, &anew.fragments);
                prop_assert_eq!(&updated.max_end, &anew.max_end);
                prop_assert_eq!(&updated.first, &anew.first);
            }
        }
    }
}

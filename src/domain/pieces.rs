//! Mentions of several pieces: adding and removing one, taking a mention apart, joining two. Groups of edits, as in
//! [`super::change`].

use super::change::resize_mention;
use super::doubles::absorb;
use super::{Annotations, Edit, Fragments, Mention, MentionId, Origin, Review};
use crate::text::Span;

/// All text of both; pieces that overlap or touch become one.
pub fn union(a: &Fragments, b: &Fragments) -> Fragments {
    let mut spans: Vec<Span> = a.iter().chain(b.iter()).collect();
    spans.sort();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    // Sorted, apart and at least one: always well formed.
    Fragments::new(joined).unwrap_or_else(|| a.clone())
}

/// More text for a mention; its relations and all else stay.
pub fn add_piece(annotations: &Annotations, id: MentionId, piece: &Fragments) -> Vec<Edit> {
    let Some(mention) = annotations.mention(id) else { return Vec::new() };
    resize_mention(annotations, id, union(&mention.fragments, piece))
}

/// Without the piece of this number; nothing where it is the only one.
pub fn remove_piece(annotations: &Annotations, id: MentionId, number: usize) -> Vec<Edit> {
    let Some(mention) = annotations.mention(id) else { return Vec::new() };
    let rest = mention.fragments.iter().enumerate().filter(|(at, _)| *at != number).map(|(_, span)| span).collect();
    Fragments::new(rest).map(|rest| resize_mention(annotations, id, rest)).unwrap_or_default()
}

/// Each piece becomes a mention of its own; the first keeps the id, relations and notes.
pub fn split(annotations: &mut Annotations, id: MentionId) -> Vec<Edit> {
    let Some(mention) = annotations.mention(id).filter(|m| m.fragments.is_discontinuous()).cloned() else {
        return Vec::new();
    };
    let mut spans = mention.fragments.iter();
    let first = spans.next().map(Fragments::one);
    let mut edits: Vec<Edit> = first.into_iter().flat_map(|first| resize_mention(annotations, id, first)).collect();
    edits.extend(spans.map(|span| {
        let (id, kind) = (annotations.fresh_mention(), mention.kind.clone());
        let fragments = Fragments::one(span);
        Edit::Insert(Mention { id, kind, fragments, origin: Origin::Human, review: Review::Accepted }.into())
    }));
    edits
}

/// Makes one mention of two: `keep` gets the text of `other`, its relations, attributes, notes and all else. Relations
/// between the two, and those that `keep` has already, go.
pub fn join(annotations: &Annotations, keep: MentionId, other: MentionId) -> Vec<Edit> {
    let (Some(kept), Some(gone)) = (annotations.mention(keep), annotations.mention(other)) else { return Vec::new() };
    if keep == other {
        return Vec::new();
    }
    let mut edits = absorb(annotations, keep, other).edits;
    let fragments = union(&kept.fragments, &gone.fragments);
    edits.push(Edit::Replace(Mention { fragments, review: Review::Accepted, ..kept.clone() }.into()));
    edits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Document, Extra, ExtraBody, Target, change, describe};

    fn fragments(spans: &[(usize, usize)]) -> Fragments {
        Fragments::new(spans.iter().map(|(s, e)| Span::new(*s, *e)).collect()).expect("ascending")
    }

    fn add(document: &mut Document, spans: &[(usize, usize)]) -> MentionId {
        let (id, edits) = change::add_mention(&mut document.annotations, "T".into(), fragments(spans));
        document.apply(edits).expect("in the text");
        id
    }

    fn relate(document: &mut Document, kind: &str, head: MentionId, tail: MentionId) {
        let (_, edits) = change::add_relation(&mut document.annotations, kind.into(), head, tail);
        document.apply(edits).expect("ends exist");
    }

    fn covered(document: &Document, id: MentionId) -> String {
        document.annotations.mention(id).map(|m| m.text(&document.text)).unwrap_or_default()
    }

    #[test]
    fn pieces_come_and_go() {
        let mut document = Document::new("t", "left and right lung");
        let id = add(&mut document, &[(0, 4)]);
        let edits = add_piece(&document.annotations, id, &fragments(&[(15, 19)]));
        document.apply(edits).expect("fits");
        assert_eq!(covered(&document, id), "left lung");
        let edits = add_piece(&document.annotations, id, &fragments(&[(4, 14)]));
        document.apply(edits).expect("fits");
        assert_eq!(covered(&document, id), "left and right lung");
        assert_eq!(document.annotations.mention(id).map(|m| m.fragments.as_slice().len()), Some(2));
        let edits = remove_piece(&document.annotations, id, 0);
        document.apply(edits).expect("fits");
        assert_eq!(covered(&document, id), "lung");
        assert!(remove_piece(&document.annotations, id, 0).is_empty(), "something has to be left");
    }

    #[test]
    fn taken_apart_and_joined_again_the_relations_stay() {
        let mut document = Document::new("t", "left and right lung of him");
        let (id, him) = (add(&mut document, &[(0, 4), (9, 14), (15, 19)]), add(&mut document, &[(23, 26)]));
        relate(&mut document, "Part_of", id, him);
        let before = document.annotations.clone();
        let edits = split(&mut document.annotations, id);
        let undo = document.apply(edits).expect("fits");
        let parts: Vec<MentionId> = document.annotations.mentions().map(|m| m.id).collect();
        assert_eq!(parts.len(), 4);
        assert_eq!(covered(&document, id), "left");
        for other in &parts[2..] {
            relate(&mut document, "Part_of", *other, him);
            relate(&mut document, "Beside", *other, id);
        }
        for other in &parts[2..] {
            let edits = join(&document.annotations, id, *other);
            document.apply(edits).expect("fits");
        }
        assert_eq!(document.annotations, before, "doubles and relations to itself are gone");
        let (mut other, mut again) = (Document::new("t", document.text.clone()), undo);
        other.annotations = before.clone();
        let edits = split(&mut other.annotations, id);
        again.clone_from(&other.apply(edits).expect("fits"));
        other.apply(again).expect("fits");
        assert_eq!(other.annotations, before);
    }

    proptest! {
        #[test]
        fn a_join_leaves_nothing_dangling_and_can_be_undone(
            relations in prop::collection::vec((0_usize..4, 0_usize..4, 0_usize..2), 0..8),
            extras in prop::collection::vec((0_usize..4, 0_usize..4, 0_usize..3), 0..6),
        ) {
            let mut document = Document::new("t", "abcdefgh");
            let m: Vec<MentionId> = (0..4).map(|i| add(&mut document, &[(2 * i, 2 * i + 1)])).collect();
            for (head, tail, kind) in relations {
                relate(&mut document, ["A", "B"][kind], m[head], m[tail]);
            }
            for (a, b, kind) in extras {
                let edits = match kind {
                    0 => describe::equate(&mut document.annotations, m[a], m[b]),
                    1 => {
                        let body = ExtraBody::Attribute { name: "N".into(), value: None };
                        describe::add(&mut document.annotations, m[a].into(), body).1
                    }
                    _ => {
                        let body = ExtraBody::Event { event_type: "E".into(), has_trigger: true, roles: vec!["R".into()] };
                        let id = document.annotations.fresh_extra();
                        let targets = vec![Target::Item(m[a].into()), Target::Item(m[b].into())];
                        vec![Edit::Insert(Extra { id, targets, body }.into())]
                    }
                };
                document.apply(edits).expect("fits");
            }
            let before = document.annotations.clone();
            let edits = join(&document.annotations, m[0], m[1]);
            let undo = document.apply(edits).expect("fits");
            prop_assert!(document.annotations.mention(m[1]).is_none());
            prop_assert_eq!(covered(&document, m[0]), "a c");
            document.apply(undo).expect("fits");
            prop_assert_eq!(&document.annotations, &before);
        }

        #[test]
        fn a_union_covers_what_both_cover(
            a in prop::collection::vec((0_usize..60, 1_usize..9), 1..5), b in prop::collection::vec((0_usize..60, 1_usize..9), 1..5),
        ) {
            let make = |list: &[(usize, usize)]| {
                let one = |(s, l): &(usize, usize)| Fragments::one(Span::new(*s, s + l));
                list.iter().map(one).reduce(|a, b| union(&a, &b)).expect("at least one")
            };
            let (a, b) = (make(&a), make(&b));
            let both = union(&a, &b);
            for at in 0..70 {
                let inside = |f: &Fragments| f.iter().any(|s| s.contains_offset(at));
                prop_assert_eq!(inside(&both), inside(&a) || inside(&b));
            }
        }
    }
}

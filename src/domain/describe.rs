//! brat's other annotations as people make them: attributes, notes, and "these mean the same". Groups of edits, as in
//! [`super::change`].

use super::change::{confirm_ends, delete};
use super::{Annotations, Edit, Extra, ExtraBody, ExtraId, Item, ItemId, MentionId, Target};

/// A new attribute, note or other line about one item.
pub fn add(annotations: &mut Annotations, target: ItemId, body: ExtraBody) -> (ExtraId, Vec<Edit>) {
    let id = annotations.fresh_extra();
    let extra = Extra { id, targets: vec![Target::Item(target)], body };
    (id, vec![Edit::Insert(extra.into())])
}

/// What the line says instead; what it is about stays.
pub fn rewrite(annotations: &Annotations, id: ExtraId, body: ExtraBody) -> Vec<Edit> {
    match annotations.extra(id) {
        Some(extra) if extra.body != body => vec![Edit::Replace(Extra { body, ..extra.clone() }.into())],
        _ => Vec::new(),
    }
}

/// The groups of mentions of one thing that a mention belongs to.
pub fn groups_of(annotations: &Annotations, mention: MentionId) -> impl Iterator<Item = &Extra> {
    annotations.extras_of(mention).filter(|extra| matches!(extra.body, ExtraBody::Equiv { .. }))
}

/// The other mentions that are said to mean the same.
pub fn same_as(annotations: &Annotations, mention: MentionId) -> Vec<MentionId> {
    let members = groups_of(annotations, mention).flat_map(|group| &group.targets).filter_map(Target::item);
    let mut others: Vec<MentionId> = members
        .filter_map(|id| if let ItemId::Mention(id) = id { Some(id) } else { None })
        .filter(|id| *id != mention)
        .collect();
    others.sort_unstable();
    others.dedup();
    others
}

/// Says that two mentions mean the same thing; groups that both belong to become one. Open predictions are confirmed:
/// only what is there can be equal. Nothing for what is one group already.
pub fn equate(annotations: &mut Annotations, a: MentionId, b: MentionId) -> Vec<Edit> {
    if a == b || same_as(annotations, a).contains(&b) {
        return Vec::new();
    }
    let mut edits = confirm_ends(annotations, [a, b]);
    let group = |m| groups_of(annotations, m).next().cloned();
    match (group(a), group(b)) {
        (Some(mut kept), Some(gone)) => {
            for target in &gone.targets {
                if !kept.targets.contains(target) {
                    kept.targets.push(target.clone());
                }
            }
            edits.extend(delete(annotations, gone.id));
            edits.push(Edit::Replace(kept.into()));
        }
        (Some(mut group), None) => {
            group.targets.push(Target::Item(b.into()));
            edits.push(Edit::Replace(group.into()));
        }
        (None, Some(mut group)) => {
            group.targets.push(Target::Item(a.into()));
            edits.push(Edit::Replace(group.into()));
        }
        (None, None) => {
            let targets = vec![Target::Item(a.into()), Target::Item(b.into())];
            let (id, body) = (annotations.fresh_extra(), ExtraBody::Equiv { name: "Equiv".to_owned() });
            edits.push(Edit::Insert(Extra { id, targets, body }.into()));
        }
    }
    edits
}

/// Takes a mention out of its groups; a group of one is none.
pub fn separate(annotations: &Annotations, mention: MentionId) -> Vec<Edit> {
    let mut edits = Vec::new();
    for group in groups_of(annotations, mention) {
        let mut rest = group.clone();
        rest.targets.retain(|target| target.item() != Some(mention.into()));
        if rest.targets.len() < 2 {
            edits.extend(delete(annotations, group.id));
        } else {
            edits.push(Edit::Replace(Item::Extra(rest)));
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Document, Fragments, change};
    use crate::text::Span;

    fn four() -> (Document, Vec<MentionId>) {
        let mut document = Document::new("t", "a b c d");
        let ids = (0..4).map(|i| {
            let fragments = Fragments::one(Span::new(2 * i, 2 * i + 1));
            let (id, edits) = change::add_mention(&mut document.annotations, "T".into(), fragments);
            document.apply(edits).expect("in the text");
            id
        });
        let ids = ids.collect();
        (document, ids)
    }

    fn equal(document: &mut Document, a: MentionId, b: MentionId) {
        let edits = equate(&mut document.annotations, a, b);
        document.apply(edits).expect("fits");
    }

    #[test]
    fn equal_mentions_become_one_group_and_leave_it_again() {
        let (mut document, m) = four();
        let before = document.annotations.clone();
        equal(&mut document, m[0], m[1]);
        equal(&mut document, m[2], m[3]);
        assert_eq!(document.annotations.extras().count(), 2);
        equal(&mut document, m[1], m[2]);
        assert_eq!(document.annotations.extras().count(), 1);
        assert_eq!(same_as(&document.annotations, m[0]), [m[1], m[2], m[3]]);
        assert!(equate(&mut document.annotations, m[0], m[3]).is_empty(), "they are one group already");
        for (i, left) in [(1, 2), (2, 1), (3, 0)] {
            let edits = separate(&document.annotations, m[i]);
            document.apply(edits).expect("fits");
            assert_eq!(same_as(&document.annotations, m[0]).len(), left);
        }
        assert_eq!(document.annotations, before);
        assert!(equate(&mut document.annotations, m[0], m[0]).is_empty());
    }

    #[test]
    fn notes_and_attributes_come_change_and_go() {
        let (mut document, m) = four();
        let note = |text: &str| ExtraBody::Note { name: "AnnotatorNotes".into(), text: text.into() };
        let (id, edits) = add(&mut document.annotations, m[0].into(), note("first"));
        document.apply(edits).expect("fits");
        assert!(rewrite(&document.annotations, id, note("first")).is_empty());
        let edits = rewrite(&document.annotations, id, note("second"));
        let undo = document.apply(edits).expect("fits");
        assert_eq!(document.annotations.extra(id).map(|x| x.body.clone()), Some(note("second")));
        document.apply(undo).expect("fits");
        assert_eq!(document.annotations.extra(id).map(|x| x.body.clone()), Some(note("first")));
        let edits = change::delete(&document.annotations, m[0]);
        document.apply(edits).expect("fits");
        assert!(document.annotations.extra(id).is_none(), "a note goes with what it is about");
    }
}

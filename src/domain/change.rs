//! What people do to annotations, as groups of [`Edit`]s. Nothing here changes anything: the caller applies the group
//! as one undoable step.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{
    Annotations, Document, Edit, Extra, ExtraBody, Fragments, Item, ItemId, Mention, MentionId, Origin, Relation,
    RelationId, Review,
};

/// A new mention made by a person, and its id.
pub fn add_mention(annotations: &mut Annotations, kind: Arc<str>, fragments: Fragments) -> (MentionId, Vec<Edit>) {
    let id = annotations.fresh_mention();
    let mention = Mention { id, kind, fragments, origin: Origin::Human, review: Review::Accepted };
    (id, vec![Edit::Insert(mention.into())])
}

/// A new relation made by a person, and its id. Unconfirmed ends are accepted with it.
pub fn add_relation(
    annotations: &mut Annotations,
    kind: Arc<str>,
    head: MentionId,
    tail: MentionId,
) -> (RelationId, Vec<Edit>) {
    let id = annotations.fresh_relation();
    let relation = Relation { id, kind, head, tail, origin: Origin::Human, review: Review::Accepted };
    // A relation needs ends that stay: drawing one from an open prediction confirms that prediction.
    let mut edits = confirm_ends(annotations, [head, tail]);
    edits.push(Edit::Insert(relation.into()));
    (id, edits)
}

/// Changes the type. A corrected prediction is a person's own work from then on: the model said something else.
pub fn retag_mention(annotations: &Annotations, id: MentionId, kind: Arc<str>) -> Vec<Edit> {
    replace_mention(annotations, id, |m| m.kind = kind)
}

/// Changes the covered text; relations, notes and all else stay attached.
pub fn resize_mention(annotations: &Annotations, id: MentionId, fragments: Fragments) -> Vec<Edit> {
    replace_mention(annotations, id, |m| m.fragments = fragments)
}

/// Another type and other covered text at once.
pub fn reshape_mention(annotations: &Annotations, id: MentionId, kind: Arc<str>, fragments: Fragments) -> Vec<Edit> {
    replace_mention(annotations, id, |m| (m.kind, m.fragments) = (kind, fragments))
}

/// Records a person's decision; its relations keep theirs. No edit where nothing changes or the mention is gone.
pub fn review_mention(annotations: &Annotations, id: MentionId, review: Review) -> Vec<Edit> {
    match annotations.mention(id) {
        Some(mention) if mention.review != review => {
            vec![Edit::Replace(Item::Mention(Mention { review, ..mention.clone() }))]
        }
        _ => Vec::new(),
    }
}

/// Changes the type. It is a person's own work from then on; unconfirmed ends are accepted with it.
pub fn retype_relation(annotations: &Annotations, id: RelationId, kind: Arc<str>) -> Vec<Edit> {
    replace_relation(annotations, id, |r| r.kind = kind)
}

/// Swaps head and tail, otherwise as [`retype_relation`]; a loop stays as it is.
pub fn reverse_relation(annotations: &Annotations, id: RelationId) -> Vec<Edit> {
    replace_relation(annotations, id, |r| std::mem::swap(&mut r.head, &mut r.tail))
}

/// Accepting a relation accepts its two ends with it: an edge cannot be true between entities that are not there.
pub fn review_relation(annotations: &Annotations, id: RelationId, review: Review) -> Vec<Edit> {
    match annotations.relation(id) {
        Some(relation) if relation.review != review => {
            let mut edits = match review {
                Review::Accepted => confirm_ends(annotations, [relation.head, relation.tail]),
                Review::Open | Review::Rejected => Vec::new(),
            };
            edits.push(Edit::Replace(Item::Relation(Relation { review, ..relation.clone() })));
            edits
        }
        _ => Vec::new(),
    }
}

/// Removes the item and everything that makes no sense without it: relations, attributes, notes, normalizations,
/// events, and what hangs on those. Equiv groups shrink.
pub fn delete(annotations: &Annotations, id: impl Into<ItemId>) -> Vec<Edit> {
    let id = id.into();
    if !annotations.contains(id) {
        return Vec::new();
    }
    let mut doomed = BTreeSet::from([id]);
    // Users first: an item may only go once nothing refers to it.
    let mut order = Vec::new();
    let mut shrunk: Vec<Extra> = Vec::new();
    collect(annotations, id, &mut doomed, &mut order, &mut shrunk);
    shrunk.retain(|extra| !doomed.contains(&extra.id.into()));
    shrunk
        .into_iter()
        .map(|extra| Edit::Replace(Item::Extra(extra)))
        .chain(order.into_iter().map(Edit::Remove))
        .collect()
}

fn collect(
    annotations: &Annotations,
    id: ItemId,
    doomed: &mut BTreeSet<ItemId>,
    order: &mut Vec<ItemId>,
    shrunk: &mut Vec<Extra>,
) {
    for user in annotations.users(id) {
        if doomed.contains(&user) {
            continue;
        }
        if let ItemId::Extra(extra_id) = user
            && let Some(extra) = annotations.extra(extra_id)
        {
            let at = shrunk.iter().position(|x| x.id == extra_id);
            let mut rest = at.map_or_else(|| extra.clone(), |i| shrunk[i].clone());
            if matches!(rest.body, ExtraBody::Equiv { .. }) && !rest.dies_with(id) {
                rest.targets.retain(|target| target.item() != Some(id));
                match at {
                    Some(i) => shrunk[i] = rest,
                    None => shrunk.push(rest),
                }
                continue;
            }
        }
        doomed.insert(user);
        collect(annotations, user, doomed, order, shrunk);
    }
    order.push(id);
}

/// Removes open predictions, except those that something else refers to: before a new reading, or because a person does
/// not want them.
pub fn discard_predictions(annotations: &Annotations) -> Vec<Edit> {
    let stale_relation = |id: &ItemId| matches!(id, ItemId::Relation(r) if annotations.relation(*r).is_some_and(Relation::is_prediction));
    let unused = |r: &&Relation| r.is_prediction() && annotations.users(r.id).next().is_none();
    let mut edits: Vec<Edit> = annotations.relations().filter(unused).map(|r| Edit::Remove(r.id.into())).collect();
    for mention in annotations.mentions().filter(|m| m.is_prediction()) {
        if annotations.users(mention.id).all(|user| stale_relation(&user) && annotations.users(user).next().is_none()) {
            edits.push(Edit::Remove(mention.id.into()));
        }
    }
    edits
}

/// Leaves what people and files vouch for, and says how many predictions nobody had reviewed: for right answers, of which
/// they are none. What hangs on them goes along.
pub fn keep_confirmed(document: &mut Document) -> usize {
    let annotations = &document.annotations;
    let relations = annotations.relations().filter(|r| r.is_prediction()).map(|r| ItemId::from(r.id));
    let mentions = annotations.mentions().filter(|m| m.is_prediction()).map(|m| ItemId::from(m.id));
    let open: Vec<ItemId> = relations.chain(mentions).collect();
    for id in &open {
        let edits = delete(&document.annotations, *id);
        // A deletion fits the annotations that it was made for.
        let done = document.apply(edits);
        debug_assert!(done.is_ok(), "{done:?}");
    }
    open.len()
}

/// Another relation between the same mentions in the same direction with the same type.
pub fn duplicate_of(annotations: &Annotations, kind: &str, head: MentionId, tail: MentionId) -> Option<RelationId> {
    annotations
        .relations_of(head)
        .find(|r| r.head == head && r.tail == tail && &*r.kind == kind && r.review != Review::Rejected)
        .map(|r| r.id)
}

fn replace_mention(annotations: &Annotations, id: MentionId, change: impl FnOnce(&mut Mention)) -> Vec<Edit> {
    let Some(old) = annotations.mention(id) else { return Vec::new() };
    let mut new = old.clone();
    change(&mut new);
    if new == *old {
        return Vec::new();
    }
    (new.review, new.origin) = (Review::Accepted, Origin::Human);
    vec![Edit::Replace(new.into())]
}

fn replace_relation(annotations: &Annotations, id: RelationId, change: impl FnOnce(&mut Relation)) -> Vec<Edit> {
    let Some(old) = annotations.relation(id) else { return Vec::new() };
    let mut new = old.clone();
    change(&mut new);
    if new == *old {
        return Vec::new();
    }
    (new.review, new.origin) = (Review::Accepted, Origin::Human);
    let mut edits = confirm_ends(annotations, [new.head, new.tail]);
    edits.push(Edit::Replace(new.into()));
    edits
}

pub(super) fn confirm_ends(annotations: &Annotations, ends: [MentionId; 2]) -> Vec<Edit> {
    let ends = if ends[0] == ends[1] { &ends[..1] } else { &ends[..] };
    ends.iter()
        .filter(|id| annotations.mention(**id).is_some_and(|m| !m.is_confirmed()))
        .flat_map(|id| review_mention(annotations, *id, Review::Accepted))
        .collect()
}

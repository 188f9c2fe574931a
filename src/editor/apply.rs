//! Actions become edits here, and nowhere else.

use std::sync::Arc;

use super::action::BundleChange;
use super::attributes;
use super::documents::{Editor, Tone};
use super::touched::touched;
use super::words::counted;
use super::{Action, Command, Selection};
use crate::domain::{Edit, Fragments, ItemId, Mention, MentionId, Relation, RelationId, Review, change};
use crate::session::{DocumentId, OpenDocument};
use crate::text::Span;

/// What remains for the app to do: questions that need a popup, and scrolling.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    Picker(Action),
    Reveal(Span),
    Command(Command),
    /// A note about an item is to be written.
    Note(ItemId),
    Visit {
        source: u64,
        selection: Selection,
        span: Option<Span>,
    },
    ReadFolder,
    StopReading,
}

/// Applies an action to the document it is about; what is shown, and selected there, stays if that is another one. Refusals
/// become notices.
pub fn apply(editor: &mut Editor, of: Option<DocumentId>, action: Action) -> Option<Request> {
    if of == editor.current {
        // What a piece of text may be added to when something else is selected now.
        editor.recent.mention = editor.selection.mention().or(editor.recent.mention);
    }
    match action {
        Action::Select(selection) => {
            editor.select_in(of, selection);
            None
        }
        Action::WriteNote(item) => Some(Request::Note(item)),
        Action::Reveal(span) => Some(Request::Reveal(span)),
        Action::Visit { source, selection, span } => Some(Request::Visit { source, selection, span }),
        Action::ReadFolder => Some(Request::ReadFolder),
        Action::StopReading => Some(Request::StopReading),
        Action::ShowEntities { kind, shown } => {
            editor.legend.show_type(true, kind, shown);
            None
        }
        Action::ShowRelations { kind, shown } => {
            editor.legend.show_type(false, kind, shown);
            None
        }
        Action::Command(command) => Some(Request::Command(command)),
        Action::PickMentionType(_) | Action::PickRetag(_) | Action::PickRelationType { .. } | Action::PickRetype(_) => {
            Some(Request::Picker(action))
        }
        action => {
            if let Some(id) = of {
                edit(editor, id, action);
            }
            None
        }
    }
}

/// The actions that change a document.
fn edit(editor: &mut Editor, of: DocumentId, action: Action) {
    match action {
        Action::AddMention { span, kind } => {
            add_mention(editor, of, span, kind);
        }
        Action::Retag { mention, kind } => {
            editor.settings.last_entity_type = Some(kind.to_string());
            with_edits(editor, of, format!("Change type to {}", entity_label(editor, of, &kind)), |d| {
                change::retag_mention(&d.document.annotations, mention, kind)
            });
        }
        Action::Resize { mention, fragments } => {
            with_edits(editor, of, "Resize entity".into(), |d| {
                change::resize_mention(&d.document.annotations, mention, fragments)
            });
        }
        Action::AddRelation { head, tail, kind } => {
            add_relation(editor, of, head, tail, kind);
        }
        Action::Retype { relation, kind } => {
            editor.settings.last_relation_type = Some(kind.to_string());
            with_edits(editor, of, format!("Change relation to {}", relation_label(editor, of, &kind)), |d| {
                change::retype_relation(&d.document.annotations, relation, kind)
            });
            warn_of_rules(editor, of, relation);
        }
        Action::Reverse(relation) => {
            with_edits(editor, of, "Reverse relation".into(), |d| {
                change::reverse_relation(&d.document.annotations, relation)
            });
            warn_of_rules(editor, of, relation);
        }
        Action::Delete(item) => {
            delete(editor, of, item);
        }
        Action::ChangeAll { relations, change } => {
            change_all(editor, of, &relations, &change);
        }
        Action::Review { item, review } => {
            self::review(editor, of, item, review);
        }
        other => attributes::apply(editor, of, other),
    }
}

pub(super) fn with_edits(
    editor: &mut Editor,
    of: DocumentId,
    label: String,
    edits: impl FnOnce(&mut OpenDocument) -> Vec<Edit>,
) -> bool {
    let Some(document) = editor.document_mut(of) else { return false };
    let edits = edits(document);
    if let Err(error) = perform(editor, of, label, edits) {
        editor.notify(Tone::Error, error);
        return false;
    }
    true
}

/// One step of a person in a document, which need not be the shown one.
///
/// # Errors
/// In plain words; nothing has changed then.
pub fn perform(editor: &mut Editor, of: DocumentId, label: String, edits: Vec<Edit>) -> Result<(), String> {
    let Some(document) = editor.document_mut(of) else { return Ok(()) };
    let places = touched(&document.document.annotations, &edits);
    let result = document.perform(label, edits).map_err(|error| format!("That cannot be done: {error}"));
    if result.is_ok() {
        say_joined(editor, of);
        editor.analyses.touched.extend(places.into_iter().map(|span| (of, span)));
    }
    editor.retain_selection();
    result
}

/// Says that entities became one, and selects the one that is left.
pub(super) fn say_joined(editor: &mut Editor, id: DocumentId) {
    let Some(joined) = editor.document(id).map(|open| open.joined().clone()) else { return };
    let Some((_, kept)) = joined.pairs.first().copied() else { return };
    if editor.current == Some(id)
        && let Selection::Mention(selected) = editor.selection
    {
        editor.selection = Selection::Mention(joined.heir(selected));
    }
    let name =
        editor.document(id).and_then(|open| Some(open.document.annotations.mention(kept)?.text(&open.document.text)));
    let what = match joined.pairs.len() {
        1 => format!("“{}” was there already: the two are one now", name.unwrap_or_default()),
        n => format!("{n} entities were there already: the equal ones are one now"),
    };
    let between = match joined.between {
        0 => String::new(),
        1 => " But a relation between the two is gone.".to_owned(),
        n => format!(" But {n} relations between equal ones are gone."),
    };
    let text = format!("{what}. Relations, attributes and notes of both are kept.{between} Ctrl+Z takes it back");
    editor.notify(if joined.between > 0 { Tone::Warning } else { Tone::Info }, text);
}

/// What people call a type.
fn entity_label(editor: &Editor, of: DocumentId, kind: &str) -> String {
    editor.document(of).map_or(kind, |open| open.document.schema.entity_label(kind)).to_owned()
}

fn relation_label(editor: &Editor, of: DocumentId, kind: &str) -> String {
    editor.document(of).map_or(kind, |open| open.document.schema.relation_label(kind)).to_owned()
}

fn add_mention(editor: &mut Editor, of: DocumentId, span: Span, kind: Arc<str>) {
    let Some(document) = editor.document_mut(of) else { return };
    let Some(fragments) = fragments_of(&document.document.text, span) else {
        editor.notify(Tone::Warning, "Select some text first: white space alone cannot be an entity");
        return;
    };
    let equal = |m: &&Mention| m.fragments == fragments && m.kind == kind;
    let equals: Vec<&Mention> = document.document.annotations.mentions_at(fragments.cover()).filter(equal).collect();
    let same = equals.iter().find(|m| m.review != Review::Rejected).or(equals.first());
    if let Some((id, is_confirmed)) = same.map(|m| (m.id, m.review != Review::Rejected && m.is_confirmed())) {
        // The same entity again: a prediction is right, be it rejected or below the threshold; anything else is shown.
        editor.select_in(Some(of), Selection::Mention(id));
        if !is_confirmed {
            review(editor, of, id.into(), Review::Accepted);
        }
        return;
    }
    let (id, edits) = change::add_mention(&mut document.document.annotations, kind.clone(), fragments);
    let label = format!("Add {}", entity_label(editor, of, &kind));
    match perform(editor, of, label, edits) {
        Ok(()) => {
            editor.select_in(Some(of), Selection::Mention(id));
            editor.settings.last_entity_type = Some(kind.to_string());
        }
        Err(error) => editor.notify(Tone::Error, error),
    }
}

fn add_relation(editor: &mut Editor, of: DocumentId, head: MentionId, tail: MentionId, kind: Arc<str>) {
    let Some(document) = editor.document_mut(of) else { return };
    let annotations = &mut document.document.annotations;
    if let Some(existing) = change::duplicate_of(annotations, &kind, head, tail) {
        // Most likely a prediction below the threshold, which the person has just confirmed.
        editor.select_in(Some(of), Selection::Relation(existing));
        review(editor, of, existing.into(), Review::Accepted);
        return;
    }
    let (id, edits) = change::add_relation(annotations, kind.clone(), head, tail);
    let label = format!("Add {}", relation_label(editor, of, &kind));
    match perform(editor, of, label, edits) {
        Ok(()) => {
            editor.select_in(Some(of), Selection::Relation(id));
            editor.settings.last_relation_type = Some(kind.to_string());
            warn_of_rules(editor, of, id);
        }
        Err(error) => editor.notify(Tone::Error, error),
    }
}

/// Says so when the schema does not allow a relation between its ends; it is kept, because schemas are often behind.
fn warn_of_rules(editor: &mut Editor, of: DocumentId, id: RelationId) {
    let Some(document) = editor.document(of) else { return };
    let (annotations, schema) = (&document.document.annotations, &document.document.schema);
    let Some(relation) = annotations.relation(id) else { return };
    let (Some(head), Some(tail)) = (annotations.mention(relation.head), annotations.mention(relation.tail)) else {
        return;
    };
    if !schema.forbids(&head.kind, &relation.kind, &tail.kind) {
        return;
    }
    let (kind, label) = (schema.relation_label(&relation.kind), |kind: &str| schema.entity_label(kind).to_owned());
    let text = match schema.written_relation(&relation.kind) {
        Some(_) => format!("The schema allows no {kind} from {} to {}", label(&head.kind), label(&tail.kind)),
        None => format!("The schema does not know the relation type {kind}"),
    };
    editor.notify(Tone::Warning, format!("{text}. It is kept; Ctrl+Z takes it back"));
}

fn delete(editor: &mut Editor, of: DocumentId, item: ItemId) {
    let Some(document) = editor.document(of) else { return };
    let annotations = &document.document.annotations;
    let edits = change::delete(annotations, item);
    let along = attributes::what_goes_along(document, item, &edits);
    let what = match item {
        ItemId::Mention(_) => "entity",
        ItemId::Relation(_) => "relation",
        ItemId::Extra(_) => "annotation",
    };
    if edits.is_empty() {
        return;
    }
    match perform(editor, of, format!("Delete {what}"), edits) {
        Ok(()) if !along.is_empty() => {
            editor.notify(Tone::Info, format!("Deleted the {what} and {along}. Undo brings all back"));
        }
        Ok(()) => {}
        Err(error) => editor.notify(Tone::Error, error),
    }
}

fn change_all(editor: &mut Editor, of: DocumentId, relations: &[RelationId], change: &BundleChange) {
    let count = relations.len();
    let what = if count == 1 { "relation".to_owned() } else { format!("{count} relations") };
    let label = match change {
        BundleChange::Review(Review::Accepted) => format!("Accept {what}"),
        BundleChange::Review(Review::Rejected) => format!("Reject {what}"),
        BundleChange::Review(Review::Open) => format!("Reopen {what}"),
        BundleChange::Reverse => format!("Reverse {what}"),
        BundleChange::Delete => format!("Delete {what}"),
    };
    with_edits(editor, of, label, |open| {
        let annotations = &open.document.annotations;
        let mut edits: Vec<Edit> = Vec::new();
        for id in relations {
            let more = match change {
                BundleChange::Review(review) => change::review_relation(annotations, *id, *review),
                BundleChange::Reverse => change::reverse_relation(annotations, *id),
                BundleChange::Delete => change::delete(annotations, *id),
            };
            // Two relations may take the same note along, or confirm the same end.
            edits.extend(more.into_iter().filter(|edit| !edits.contains(edit)).collect::<Vec<_>>());
        }
        edits
    });
}

fn review(editor: &mut Editor, of: DocumentId, item: ItemId, review: Review) {
    let label = match review {
        Review::Accepted => "Accept",
        Review::Rejected => "Reject",
        Review::Open => "Reopen",
    };
    with_edits(editor, of, label.into(), |d| match item {
        ItemId::Mention(id) => change::review_mention(&d.document.annotations, id, review),
        ItemId::Relation(id) => change::review_relation(&d.document.annotations, id, review),
        ItemId::Extra(_) => Vec::new(),
    });
    if review == Review::Rejected {
        editor.select_in(Some(of), Selection::None);
    }
}

/// Accepts everything that is shown and open, as one step.
pub fn accept_all(editor: &mut Editor) {
    let Some(document) = editor.current() else { return };
    let annotations = &document.document.annotations;
    let visibility = &document.visibility;
    let mut edits: Vec<Edit> = visibility
        .mentions(annotations)
        .filter(|m| !m.is_confirmed())
        .flat_map(|m| change::review_mention(annotations, m.id, Review::Accepted))
        .collect();
    let mentions = edits.len();
    for relation in visibility.relations(annotations).filter(|r| !r.is_confirmed()) {
        edits.push(Edit::Replace(crate::domain::Relation { review: Review::Accepted, ..relation.clone() }.into()));
    }
    let relations = edits.len() - mentions;
    if edits.is_empty() {
        editor.notify(Tone::Info, "Nothing is open: every shown item is confirmed already");
        return;
    }
    let id = document.id;
    match perform(editor, id, "Accept all".into(), edits) {
        Ok(()) => editor.notify(
            Tone::Good,
            format!("Accepted {} and {}", counted(mentions, "entity"), counted(relations, "relation")),
        ),
        Err(error) => editor.notify(Tone::Error, error),
    }
}

/// Takes out what the model says and nobody has decided about, shown or not, as one step.
pub fn discard_predictions(editor: &mut Editor) {
    let Some(document) = editor.current() else { return };
    let edits = change::discard_predictions(&document.document.annotations);
    if edits.is_empty() {
        editor.notify(Tone::Info, "Nothing is open here: there is no prediction to discard");
        return;
    }
    let (id, open) = (document.id, document.summary().open());
    match perform(editor, id, "Discard predictions".into(), edits) {
        Ok(()) => {
            editor.notify(
                Tone::Good,
                format!("Discarded {}. Ctrl+Z brings back what was taken out", counted(open, "prediction")),
            );
        }
        Err(error) => editor.notify(Tone::Error, error),
    }
}

/// A selection as fragments: trimmed, and cut at line breaks, because a standoff span holds none.
pub(super) fn fragments_of(text: &str, span: Span) -> Option<Fragments> {
    let chosen = span.slice(text)?;
    let mut spans = Vec::new();
    let mut at = span.start;
    for line in chosen.split_inclusive('\n') {
        let bare = line.trim();
        if !bare.is_empty() {
            let start = at + (line.len() - line.trim_start().len());
            spans.push(Span::new(start, start + bare.len()));
        }
        at += line.len();
    }
    Fragments::new(spans)
}

/// Selects the open prediction with the lowest score that is shown, and says where it stands; as long as the one that was
/// selected last in this way is selected and still open, the next one follows.
pub fn next_uncertain(editor: &mut Editor) -> Option<Span> {
    let (selection, span) = least_certain(editor, editor.recent.uncertain.as_ref())?;
    editor.recent.uncertain = Some(selection.clone());
    editor.selection = selection;
    Some(span)
}

/// The open prediction with the lowest score that is shown, and where it stands. `after`: the one that was shown last.
fn least_certain(editor: &Editor, after: Option<&Selection>) -> Option<(Selection, Span)> {
    let document = editor.current()?;
    let annotations = &document.document.annotations;
    type Key = (f32, Span, ItemId);
    let of_mention = |m: &Mention| {
        let shown = !m.is_confirmed() && document.visibility.mention(m);
        Some((m.origin.score().filter(|_| shown)?, m.cover(), ItemId::Mention(m.id)))
    };
    let of_relation = |r: &Relation| {
        let shown = !r.is_confirmed() && document.visibility.relation(annotations, r);
        let score = r.origin.score().filter(|_| shown)?;
        let (head, tail) = (annotations.mention(r.head)?, annotations.mention(r.tail)?);
        Some((score, head.cover().cover(tail.cover()), ItemId::Relation(r.id)))
    };
    let order = |a: &Key, b: &Key| a.0.total_cmp(&b.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2)));
    let here: Option<Key> = match editor.selection {
        _ if after != Some(&editor.selection) => None,
        Selection::Mention(id) => annotations.mention(id).and_then(of_mention),
        Selection::Relation(id) => annotations.relation(id).and_then(of_relation),
        _ => None,
    };
    // One pass, also where tens of thousands are open.
    let (mut first, mut next): (Option<Key>, Option<Key>) = (None, None);
    for key in annotations.mentions().filter_map(of_mention).chain(annotations.relations().filter_map(of_relation)) {
        let less = |other: &Option<Key>| other.as_ref().is_none_or(|other| order(&key, other).is_lt());
        if less(&first) {
            first = Some(key);
        }
        if here.as_ref().is_some_and(|here| order(&key, here).is_gt()) && less(&next) {
            next = Some(key);
        }
    }
    next.or(first).map(|(_, span, id)| match id {
        ItemId::Relation(id) => (Selection::Relation(id), span),
        ItemId::Mention(id) => (Selection::Mention(id), span),
        ItemId::Extra(_) => (Selection::None, span),
    })
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;

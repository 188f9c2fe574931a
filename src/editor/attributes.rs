//! Attributes, notes, equal mentions, and mentions of several pieces: actions become edits.

use super::apply::{fragments_of, perform, with_edits};
use super::documents::{Editor, Tone};
use super::{Action, Selection};
use crate::domain::{Edit, ExtraBody, ItemId, MentionId, RelationId, describe, doubles, pieces};
use crate::session::{DocumentId, OpenDocument};
use crate::text::Span;

pub fn apply(editor: &mut Editor, of: DocumentId, action: Action) {
    match action {
        Action::Describe { target, body } => {
            with_edits(editor, of, format!("Add {}", noun(&body)), |d| {
                describe::add(&mut d.document.annotations, target, body).1
            });
        }
        Action::Rewrite { extra, body } => {
            with_edits(editor, of, format!("Change {}", noun(&body)), |d| {
                describe::rewrite(&d.document.annotations, extra, body)
            });
        }
        Action::AddPiece { mention, span } => add_piece(editor, of, mention, span),
        Action::RemovePiece { mention, piece } => {
            with_edits(editor, of, "Remove a piece".into(), |d| {
                pieces::remove_piece(&d.document.annotations, mention, piece)
            });
        }
        Action::SplitPieces(mention) => {
            with_edits(editor, of, "Split into pieces".into(), |d| pieces::split(&mut d.document.annotations, mention));
        }
        Action::Join { mention, other } => join(editor, of, mention, other),
        Action::SameAs { mention, other } => {
            let before = editor.document(of).map(OpenDocument::position);
            with_edits(editor, of, "Same as".into(), |d| describe::equate(&mut d.document.annotations, mention, other));
            if editor.document(of).map(OpenDocument::position) == before {
                editor.notify(Tone::Info, "These two are marked as the same already");
            }
        }
        Action::NotSame(mention) => {
            with_edits(editor, of, "Not the same".into(), |d| describe::separate(&d.document.annotations, mention));
        }
        _ => {}
    }
}

fn add_piece(editor: &mut Editor, of: DocumentId, mention: MentionId, span: Span) {
    let Some(document) = editor.document(of) else { return };
    let Some(piece) = fragments_of(&document.document.text, span) else {
        editor.notify(Tone::Warning, "Select some text first: white space alone cannot be a part of an entity");
        return;
    };
    if with_edits(editor, of, "Add a piece".into(), |d| pieces::add_piece(&d.document.annotations, mention, &piece)) {
        editor.select_in(Some(of), Selection::Mention(mention));
    }
}

fn join(editor: &mut Editor, of: DocumentId, mention: MentionId, other: MentionId) {
    let Some(document) = editor.document(of) else { return };
    let annotations = &document.document.annotations;
    let kind = |id| annotations.mention(id).map(|m| m.kind.clone());
    let (kept, gone) = (kind(mention), kind(other));
    let shown = |id: &&RelationId| {
        annotations.relation(**id).is_some_and(|relation| document.visibility.relation(annotations, relation))
    };
    let between = annotations.mention(other).map(|_| doubles::absorb(annotations, mention, other).between);
    let between = between.unwrap_or_default().iter().filter(shown).count();
    let edits = pieces::join(annotations, mention, other);
    match perform(editor, of, "Join entities".into(), edits) {
        Ok(()) => {
            editor.select_in(Some(of), Selection::Mention(mention));
            if let (Some(kept), Some(gone)) = (kept, gone)
                && kept != gone
            {
                editor.notify(Tone::Info, format!("Joined; the type is {kept}, not {gone}"));
            }
            if between > 0 {
                let (s, was) = if between == 1 { ("A relation", "is") } else { ("The relations", "are") };
                let text = format!("{s} between the two {was} gone with the joining. Ctrl+Z takes it back");
                editor.notify(Tone::Warning, text);
            }
        }
        Err(error) => editor.notify(Tone::Error, error),
    }
}

fn noun(body: &ExtraBody) -> String {
    match body {
        ExtraBody::Note { .. } => "a note".into(),
        ExtraBody::Attribute { name, value: Some(value) } => format!("{name}: {value}"),
        ExtraBody::Attribute { name, .. } => name.clone(),
        ExtraBody::Normalization { .. } => "a link".into(),
        ExtraBody::Event { event_type, .. } => event_type.clone(),
        ExtraBody::Relation { relation_type, .. } => relation_type.clone(),
        ExtraBody::Equiv { .. } => "equal entities".into(),
    }
}

/// What a deletion takes with it, in words: visible relations, notes, attributes and the rest.
pub fn what_goes_along(document: &OpenDocument, item: ItemId, edits: &[Edit]) -> String {
    let annotations = &document.document.annotations;
    let mut counts: [(usize, &str, &str); 5] = [
        (0, "relation", "relations"),
        (0, "note", "notes"),
        (0, "attribute", "attributes"),
        (0, "event", "events"),
        (0, "other line", "other lines"),
    ];
    for edit in edits {
        let Edit::Remove(id) = edit else { continue };
        let kind = match id {
            id if *id == item => None,
            ItemId::Relation(id) => {
                let shown = |r: &&crate::domain::Relation| document.visibility.relation(annotations, r);
                annotations.relation(*id).filter(shown).map(|_| 0)
            }
            ItemId::Extra(id) => annotations.extra(*id).map(|extra| match extra.body {
                ExtraBody::Relation { .. } => 0,
                ExtraBody::Note { .. } => 1,
                ExtraBody::Attribute { .. } => 2,
                ExtraBody::Event { .. } => 3,
                ExtraBody::Normalization { .. } | ExtraBody::Equiv { .. } => 4,
            }),
            ItemId::Mention(_) => None,
        };
        if let Some(count) = kind.and_then(|kind: usize| counts.get_mut(kind)) {
            count.0 += 1;
        }
    }
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    match parts.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

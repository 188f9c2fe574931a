//! Taking steps back and doing them again, wherever they were, and showing what they were about.

use super::{Editor, Selection, Tone};
use crate::domain::{Edit, Item, ItemId};
use crate::session::workspace::Moved;
use crate::session::{DocumentId, Workspace};
use crate::text::Span;

/// Steps of more edits concern no single place.
const LARGE_STEP: usize = 24;

/// Takes the latest step back, wherever it was, shows that document and says what was undone. What the step was about is
/// selected; its place is to be brought into view.
pub fn undo(editor: &mut Editor) -> Option<Span> {
    step(editor, true)
}

/// As [`undo`]: does the step again that was last taken back.
pub fn redo(editor: &mut Editor) -> Option<Span> {
    step(editor, false)
}

/// `back`: a step is taken back, not done again.
fn step(editor: &mut Editor, back: bool) -> Option<Span> {
    let shown = editor.current;
    let (said, nothing) = match back {
        true => ("Undone", "Nothing to undo"),
        false => ("Done again", "Nothing to redo"),
    };
    let moved = match editor.across(if back { Workspace::undo } else { Workspace::redo }) {
        Ok(Some(moved)) => moved,
        Ok(None) => {
            editor.notify(Tone::Info, nothing);
            return None;
        }
        Err(error) => {
            editor.notify(Tone::Error, error);
            return None;
        }
    };
    editor.show(moved.document);
    editor.retain_selection();
    let place = place_of(editor, shown, &moved);
    editor.notify(Tone::Info, format!("{said}{place}: {}", moved.label));
    let changed = select_what_changed(editor, moved.document, back);
    for missing in moved.missing {
        let text = format!("That step also changed {missing}, which cannot be reached: it stays as it is");
        editor.notify(Tone::Warning, text);
    }
    changed
}

/// Where a step was, unless in the document that was `shown`.
fn place_of(editor: &Editor, shown: Option<DocumentId>, moved: &Moved) -> String {
    match moved.documents {
        0 | 1 if Some(moved.document) == shown => String::new(),
        0 | 1 => {
            let name = editor.document(moved.document).map(|open| open.document.name.clone()).unwrap_or_default();
            format!(" in {name}")
        }
        n => format!(" in {n} documents"),
    }
}

/// Selects what a step was about that was taken back (or done again); its place.
fn select_what_changed(editor: &mut Editor, id: DocumentId, back: bool) -> Option<Span> {
    let open = editor.document(id).filter(|open| Some(open.id) == editor.current)?;
    let annotations = &open.document.annotations;
    let step = if back { open.history().next_undone() } else { open.history().last_done() };
    let edits = step.map_or(&[][..], |step| if back { &step.inverse } else { &step.forward });
    // A step over the whole document has no place.
    if edits.len() > LARGE_STEP {
        return None;
    }
    let ids = || edits.iter().map(Edit::id).filter(|id| annotations.contains(*id));
    let mention = ids().find_map(|id| if let ItemId::Mention(id) = id { annotations.mention(id) } else { None });
    let relation = ids().find_map(|id| if let ItemId::Relation(id) = id { annotations.relation(id) } else { None });
    // A relation that was accepted has taken its ends along, and is what the step was about.
    let about_relation = edits.iter().any(|edit| matches!(edit, Edit::Replace(Item::Relation(_))));
    let (selection, span) = match (mention.filter(|_| !about_relation), relation) {
        (Some(mention), _) if open.visibility.mention(mention) => (Selection::Mention(mention.id), mention.cover()),
        (_, Some(relation)) if open.visibility.relation(annotations, relation) => {
            (Selection::Relation(relation.id), annotations.mention(relation.head)?.cover())
        }
        _ => return None,
    };
    editor.selection = selection;
    Some(span)
}

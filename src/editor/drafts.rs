//! What is being typed and is in no document yet: a new text, a note. It is on the disk soon after every letter, so that a
//! crash takes none of it.

use serde::{Deserialize, Serialize};

use super::{Action, Editor, Selection, apply};
use crate::domain::{Annotations, ExtraBody, ExtraId, ItemId};
use crate::session::{DocumentId, Keeper};

/// Names under which the store keeps them.
const TEXT: &str = "new-text";
const NOTE: &str = "note";

/// What brat calls the notes that people write.
const BRAT_NOTE: &str = "AnnotatorNotes";

/// A line about an item that is being written and is not in the document yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    #[serde(skip)]
    pub document: DocumentId,
    pub target: ItemId,
    /// The note that it changes; a new one where there is none.
    pub extra: Option<ExtraId>,
    pub kind: DraftKind,
    pub text: String,
    /// The field has not got the keyboard yet.
    #[serde(skip, default = "is_fresh")]
    pub fresh: bool,
}

fn is_fresh() -> bool {
    true
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DraftKind {
    Note,
    Attribute,
}

impl Draft {
    /// A new note about an item.
    pub fn note(document: DocumentId, target: ItemId) -> Self {
        Self { document, target, extra: None, kind: DraftKind::Note, text: String::new(), fresh: true }
    }

    /// The action that brings it into the document; nothing for an empty new one.
    pub fn finished(self, annotations: &Annotations) -> Option<Action> {
        let text = self.text.trim().to_owned();
        if !annotations.contains(self.target) {
            return None;
        }
        match (self.kind, self.extra) {
            (_, None) if text.is_empty() => None,
            (DraftKind::Note, None) => {
                Some(Action::Describe { target: self.target, body: ExtraBody::Note { name: BRAT_NOTE.into(), text } })
            }
            (DraftKind::Note, Some(id)) if text.is_empty() => Some(Action::Delete(id.into())),
            (DraftKind::Note, Some(extra)) => match &annotations.extra(extra)?.body {
                ExtraBody::Note { name, text: old } if *old != text => {
                    Some(Action::Rewrite { extra, body: ExtraBody::Note { name: name.clone(), text } })
                }
                _ => None,
            },
            (DraftKind::Attribute, _) => {
                // `Certainty: high`, or a name alone; brat's names hold no white space.
                let (name, value) = text.split_once(':').map_or((text.as_str(), None), |(n, v)| (n, Some(v.trim())));
                let name = name.split_whitespace().collect::<Vec<_>>().join("_");
                let value = value.filter(|v| !v.is_empty()).map(str::to_owned);
                (!name.is_empty())
                    .then_some(Action::Describe { target: self.target, body: ExtraBody::Attribute { name, value } })
            }
        }
    }
}

/// A note of an earlier run, and the document that it belongs to: its store, and its name there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct KeptNote {
    home: std::path::PathBuf,
    key: String,
    draft: Draft,
}

/// What is being written, what of it is on the disk, and what has been brought back.
#[derive(Default)]
pub struct Drafts {
    /// A note or attribute that is being written.
    pub draft: Option<Draft>,
    written: Option<Draft>,
    /// Looked for once.
    looked: bool,
    kept: Option<KeptNote>,
}

/// The text that was being typed, in this run or an earlier one, and has become no document.
pub fn typed_text(editor: &Editor) -> Option<String> {
    editor.workspace.typed(TEXT)
}

/// Keeps a text that is being typed; an empty one is forgotten.
pub fn keep_typed_text(editor: &Editor, text: &str) {
    editor.workspace.keep_typed(TEXT, Some(text).filter(|text| !text.is_empty()));
}

/// Brings what is being written about an item into its document, before that is saved or left.
pub fn keep_draft(editor: &mut Editor) {
    let Some(draft) = editor.drafts.draft.take() else { return };
    // It belongs to its own document, whatever is shown now.
    let of = draft.document;
    if let Some(action) = editor.document(of).and_then(|open| draft.finished(&open.document.annotations)) {
        apply(editor, Some(of), action);
    }
}

/// Begins a note about an item of a document; one about another item is kept.
pub fn begin_note(editor: &mut Editor, of: Option<DocumentId>, item: ItemId) {
    editor.settings.show_inspector = true;
    keep_draft(editor);
    editor.drafts.draft = of.map(|id| Draft::note(id, item));
}

/// Keeps the note that is being written, and brings one back whose document is shown. Once a frame.
pub(super) fn tick(editor: &mut Editor) {
    if !std::mem::replace(&mut editor.drafts.looked, true) {
        editor.drafts.kept = editor.workspace.typed(NOTE).and_then(|json| serde_json::from_str(&json).ok());
    }
    if editor.drafts.written != editor.drafts.draft {
        let draft = editor.drafts.draft.clone();
        let json = draft.as_ref().and_then(|draft| {
            let keeper = editor.document(draft.document)?.keeper()?;
            let (home, key) = (keeper.store().home().to_owned(), keeper.key().to_owned());
            serde_json::to_string(&KeptNote { home, key, draft: draft.clone() }).ok()
        });
        editor.workspace.keep_typed(NOTE, json.as_deref());
        editor.drafts.written = draft;
    }
    bring_note_back(editor);
}

fn bring_note_back(editor: &mut Editor) {
    let (Some(kept), None) = (&editor.drafts.kept, &editor.drafts.draft) else { return };
    let Some(open) = editor.current() else { return };
    let same = |keeper: &Keeper| keeper.store().home() == kept.home && keeper.key() == kept.key;
    if !open.keeper().is_some_and(same) {
        return;
    }
    let id = open.id;
    let there = open.document.annotations.contains(kept.draft.target);
    let Some(kept) = editor.drafts.kept.take().filter(|_| there) else { return };
    editor.selection = match kept.draft.target {
        ItemId::Mention(id) => Selection::Mention(id),
        ItemId::Relation(id) => Selection::Relation(id),
        ItemId::Extra(_) => return,
    };
    editor.settings.show_inspector = true;
    editor.drafts.draft = Some(Draft { document: id, ..kept.draft });
}

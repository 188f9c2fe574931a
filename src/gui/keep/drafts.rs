//! What is being typed and is in no document yet: a new text, a note. It is on the disk with every letter, so that a
//! crash takes none of it.

use serde::{Deserialize, Serialize};

use crate::domain::ItemId;
use crate::editor::Editor;
use crate::gui::Selection;
use crate::gui::app::App;
use crate::gui::panels::Draft;

/// Names under which the store keeps them.
const TEXT: &str = "new-text";
const NOTE: &str = "note";

/// A note of an earlier run, and the document that it belongs to: its store, and its name there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct KeptNote {
    home: std::path::PathBuf,
    key: String,
    draft: Draft,
}

/// What is on the disk, and what has been brought back.
#[derive(Default)]
pub struct Drafts {
    written: Option<Draft>,
    /// Looked for once.
    looked: bool,
    kept: Option<KeptNote>,
}

impl Editor {
    /// Keeps what stands in the dialog for a new text.
    pub fn keep_typed_text(&self, text: &str) {
        self.workspace.keep_typed(TEXT, Some(text).filter(|text| !text.is_empty()));
    }

    pub fn forget_typed_text(&self) {
        self.workspace.keep_typed(TEXT, None);
    }
}

impl App {
    pub(in crate::gui) fn open_new_text(&mut self) {
        let kept = self.editor.workspace.typed(TEXT);
        self.dialogs.open_new_text(kept);
    }

    /// Keeps the note that is being written, and brings one back whose document is shown. Once a frame.
    pub(in crate::gui) fn drafts_tick(&mut self) {
        if !std::mem::replace(&mut self.drafts.looked, true) {
            self.drafts.kept = self.editor.workspace.typed(NOTE).and_then(|json| serde_json::from_str(&json).ok());
        }
        if self.drafts.written != self.views.draft {
            self.drafts.written = self.views.draft.clone();
            let json = self.views.draft.as_ref().and_then(|draft| {
                let keeper = self.editor.document(draft.document)?.keeper()?;
                let kept = KeptNote {
                    home: keeper.store().home().to_owned(),
                    key: keeper.key().to_owned(),
                    draft: draft.clone(),
                };
                serde_json::to_string(&kept).ok()
            });
            self.editor.workspace.keep_typed(NOTE, json.as_deref());
        }
        self.bring_note_back();
    }

    fn bring_note_back(&mut self) {
        let (Some(kept), None) = (&self.drafts.kept, &self.views.draft) else { return };
        let Some(open) = self.editor.current() else { return };
        let same = |keeper: &crate::session::Keeper| keeper.store().home() == kept.home && keeper.key() == kept.key;
        if !open.keeper().is_some_and(same) {
            return;
        }
        let id = open.id;
        let there = open.document.annotations.contains(kept.draft.target);
        let Some(kept) = self.drafts.kept.take().filter(|_| there) else { return };
        self.editor.selection = match kept.draft.target {
            ItemId::Mention(id) => Selection::Mention(id),
            ItemId::Relation(id) => Selection::Relation(id),
            ItemId::Extra(_) => return,
        };
        self.editor.settings.show_inspector = true;
        let mut draft = kept.draft;
        draft.document = id;
        self.views.draft = Some(draft);
    }
}

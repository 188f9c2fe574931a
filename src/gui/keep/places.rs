//! Where the concepts of a map stand, from one run to the next.

use std::sync::Arc;

use crate::editor::Editor;
use crate::gui::graph_view::Scope;
use crate::gui::views::Views;
use crate::session::DocumentId;
use crate::session::store::Store;

/// Under this name the store of a folder has the map of the whole folder. No document is called so.
const FOLDER_MAP: &str = "/";

impl Views {
    /// Gives the map the places of an earlier run; before it is shown.
    pub(in crate::gui) fn recall_places(&mut self, editor: &Editor) {
        let key = match (self.map.scope(), editor.current) {
            (Scope::Folder, _) => self.folder.key_of(editor),
            (_, Some(id)) => id.0,
            (_, None) => return,
        };
        if self.map.knows(key) {
            return;
        }
        let kept = self.place_of_places(editor, key).map(|(store, name)| store.layout(&name)).unwrap_or_default();
        self.map.recall(key, &kept);
    }

    /// Keeps where everything stands once it has come to rest. Once a frame.
    pub(in crate::gui) fn keep_places(&mut self, editor: &Editor) {
        let Some((key, kept)) = self.map.take_places() else { return };
        if let Some((store, name)) = self.place_of_places(editor, key) {
            store.set_layout(&name, &kept);
        }
    }

    /// Where the places of a map are kept; nowhere for those of the samples.
    fn place_of_places(&self, editor: &Editor, key: u64) -> Option<(Arc<Store>, String)> {
        if key == self.folder.key_of(editor) {
            return Some((editor.folder.store.clone()?, FOLDER_MAP.to_owned()));
        }
        let id = DocumentId(key);
        let keeper = editor.document(id).filter(|_| !editor.analyses.is_disposable(id))?.keeper()?;
        Some((keeper.store().clone(), keeper.key().to_owned()))
    }
}

//! Where the concepts of a map stand, from one run to the next.

use std::sync::Arc;

use crate::gui::app::App;
use crate::gui::graph_view::Scope;
use crate::session::DocumentId;
use crate::session::store::Store;

/// Under this name the store of a folder has the map of the whole folder. No document is called so.
const FOLDER_MAP: &str = "/";

impl App {
    /// Gives the map the places of an earlier run; before it is shown.
    pub(in crate::gui) fn recall_places(&mut self) {
        let key = match (self.graph_view.scope(), self.editor.current) {
            (Scope::Folder, _) => self.corpus.key_of(&self.editor),
            (_, Some(id)) => id.0,
            (_, None) => return,
        };
        if self.graph_view.knows(key) {
            return;
        }
        let kept = self.place_of_places(key).map(|(store, name)| store.layout(&name)).unwrap_or_default();
        self.graph_view.recall(key, &kept);
    }

    /// Keeps where everything stands once it has come to rest. Once a frame.
    pub(in crate::gui) fn keep_places(&mut self) {
        let Some((key, kept)) = self.graph_view.take_places() else { return };
        if let Some((store, name)) = self.place_of_places(key) {
            store.set_layout(&name, &kept);
        }
    }

    /// Where the places of a map are kept; nowhere for those of the samples.
    fn place_of_places(&self, key: u64) -> Option<(Arc<Store>, String)> {
        if key == self.corpus.key_of(&self.editor) {
            return Some((self.editor.folder.store.clone()?, FOLDER_MAP.to_owned()));
        }
        let id = DocumentId(key);
        let keeper = self.editor.document(id).filter(|_| !self.editor.analyses.is_disposable(id))?.keeper()?;
        Some((keeper.store().clone(), keeper.key().to_owned()))
    }
}

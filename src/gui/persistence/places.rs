//! Where the concepts of a map stand, from one run to the next.

use std::sync::Arc;

use crate::editor::Editor;
use crate::gui::folder_map::FolderMap;
use crate::gui::graph_view::{GraphView, Scope};
use crate::session::DocumentId;
use crate::session::store::Store;

/// Under this name the store of a folder has the map of the whole folder. No document is called so.
const FOLDER_MAP: &str = "/";

/// Gives the map the places of an earlier run; before it is shown.
pub fn recall_places(editor: &Editor, folder: &FolderMap, map: &mut GraphView) {
    let of_folder = folder.key_of(editor);
    let key = match (map.scope(), editor.current) {
        (Scope::Folder, _) => of_folder,
        (_, Some(id)) => id.0,
        (_, None) => return,
    };
    if map.knows(key) {
        return;
    }
    let kept = place_of_places(editor, of_folder, key).map(|(store, name)| store.layout(&name)).unwrap_or_default();
    map.recall(key, &kept);
}

/// Keeps where everything stands once it has come to rest. Once a frame.
pub fn keep_places(editor: &Editor, folder: &FolderMap, map: &mut GraphView) {
    let Some((key, kept)) = map.take_places() else { return };
    if let Some((store, name)) = place_of_places(editor, folder.key_of(editor), key) {
        store.set_layout(&name, &kept);
    }
}

/// Where the places of a map are kept; nowhere for those of the samples.
fn place_of_places(editor: &Editor, of_folder: u64, key: u64) -> Option<(Arc<Store>, String)> {
    if key == of_folder {
        return Some((editor.folder.store.clone()?, FOLDER_MAP.to_owned()));
    }
    let id = DocumentId(key);
    let keeper = editor.document(id).filter(|_| !editor.analyses.is_disposable(id))?.keeper()?;
    Some((keeper.store().clone(), keeper.key().to_owned()))
}

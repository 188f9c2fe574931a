//! What shows documents: the text, the map, the list and the legend, the inspector, the presentation.

use super::folder_map::FolderMap;
use super::graph_view::GraphView;
use super::panels::DocumentList;
use super::present::Presenter;
use super::text_view::{RelationsShown, TextView};

#[derive(Default)]
pub struct Views {
    pub text: TextView,
    pub map: GraphView,
    /// The documents of the map of a folder.
    pub folder: FolderMap,
    pub presenter: Option<Presenter>,
    pub relations_shown: RelationsShown,
    /// Only sentences with annotations are shown.
    pub fold: bool,
    /// Only the sentences of the selection are shown.
    pub only_selected: bool,
    pub documents: DocumentList,
}

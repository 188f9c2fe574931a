//! The map of concepts and relations: an interactive mind map in which a quotation stands behind every edge.
//!
//! The picture is painted on egui's painter over a petgraph. A graph widget that repaints every frame would keep a core
//! busy for a map at rest; here a frame is asked for only while something moves. What the map shows and how it looks is
//! made in [`crate::map`]; here it meets pointer, keys and screen.

mod access;
mod arrange;
mod camera;
mod choose;
mod evidence;
mod export;
mod input;
mod making;
mod menu;
mod options;
pub(super) mod paint;
mod still;
mod sync;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod toolbar;
mod view;
mod words;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use eframe::egui::{Id, Rect};
use petgraph::graph::NodeIndex;

use crate::domain::{Document, MentionId, Schema};
use crate::gui::{Selection, Theme};
use crate::map::model::{Folded, Folds, MapModel};
use crate::map::picture::{Board, Kept, Legend, Motion, Spot};
use crate::map::{MentionAt, RelationAt, Source};
use crate::text::Span;

use input::Drag;
use making::Making;
use options::Options;
use still::Still;
use sync::{Built, EdgeName};
use toolbar::UsedKinds;

pub use camera::Camera;
pub use export::Look;
pub use options::{KEYS, Scope};

/// What the map shows this frame.
#[derive(Clone, Copy)]
pub struct GraphViewInput<'a> {
    /// The document that is open in the text.
    pub document: &'a Document,
    /// Its key among the sources.
    pub current: u64,
    /// The documents on the map, the current one among them.
    pub sources: &'a [Source<'a>],
    /// The types of all of them.
    pub schema: &'a Schema,
    pub title: &'a str,
    pub selection: &'a Selection,
    pub theme: Theme,
    /// Entity types that are not shown.
    pub hidden: &'a BTreeSet<Arc<str>>,
    pub hidden_relations: &'a BTreeSet<Arc<str>>,
    /// The mention under the pointer in the text.
    pub hovered: Option<MentionId>,
    /// Which map this is (a document, a folder): places are remembered for each.
    pub key: u64,
    /// Changes whenever annotations, visibility or hidden types do: only then the graph is built again.
    pub content: u64,
    /// Documents of the folder that were read, and how many there are, while they are being read.
    pub reading: Option<(usize, usize)>,
}

impl GraphViewInput<'_> {
    /// A mention of the current document.
    fn mention_at(&self, id: MentionId) -> MentionAt {
        MentionAt { source: self.current, id }
    }

    /// Relations selected in the current document.
    fn selected_relations(&self) -> BTreeSet<RelationAt> {
        let source = self.current;
        self.selection.relations().into_iter().map(|id| RelationAt { source, id: id.into() }).collect()
    }
}

/// The state of the map: graph, places, camera, what moves.
#[derive(Default)]
pub struct GraphView {
    /// Of the picture, which takes the keyboard.
    id: Option<Id>,
    pub(super) model: Arc<MapModel>,
    /// The graph that comes next, while it is being built.
    making: Option<Making>,
    pub(super) board: Board,
    pub(super) folded: Folded,
    folds: Folds,
    camera: Camera,
    options: Options,
    motion: Motion,
    built: Option<Built>,
    hover: Option<Spot>,
    drag: Drag,
    /// What the context menu is about.
    menu: Option<Spot>,
    /// The node the arrow keys stand on.
    cursor: Option<NodeIndex>,
    /// The middle of radial layout and focus mode.
    root: Option<NodeIndex>,
    /// Lay out anew in the next frame.
    arrange: bool,
    /// The last clicked node, and which of its mentions was shown.
    shown: Option<(NodeIndex, MentionAt)>,
    /// The last clicked edge; its relations may stand in several documents.
    chosen: Option<EdgeName>,
    /// The sentence of the last selection, for the map of one sentence.
    sentence: Option<Span>,
    /// A selection whose evidence the user has closed.
    dismissed: Option<Selection>,
    /// The selection of the last frame, to notice one that comes from elsewhere.
    followed: Selection,
    /// Counted once for each graph and theme.
    legend: Option<(Theme, Legend)>,
    /// Where the legend was painted, from the lower left corner of the map.
    legend_area: Option<Rect>,
    /// Types in use, for the content they were gathered from.
    used_kinds: Option<(u64, Rc<UsedKinds>)>,
    /// Edges in view in the last frame.
    drawn_edges: usize,
    /// Where the camera was last, and when it or the layout moved.
    moved_from: Option<Camera>,
    moved_at: f64,
    /// The selection that this map has asked for itself.
    own: Option<Selection>,
    has_keyboard: bool,
    /// The mention under the pointer in the text, and since when; the one that lights up for that.
    pointed_in_text: (Option<MentionId>, f64),
    lingering: Option<MentionId>,
    /// Nodes that were placed beside others since the whole map was laid out.
    squeezed_in: usize,
    /// The motion lays the whole map out, wherever things were.
    from_nothing: bool,
    /// Which hit of the search was shown last.
    found: Option<usize>,
    /// The last picture, while nothing changes it.
    still: Still,
    /// Something was placed, pinned or moved since [`GraphView::take_places`] last gave the places.
    unkept: bool,
}

impl GraphView {
    /// Shows the whole map, and keeps doing so until the user pans or zooms.
    pub fn fit(&mut self) {
        self.camera.auto = true;
    }

    /// Of the picture, which takes the keyboard, once the map was shown.
    pub fn id(&self) -> Option<Id> {
        self.id
    }

    pub fn has_focus(&self, ctx: &eframe::egui::Context) -> bool {
        self.id.is_some_and(|id| ctx.memory(|memory| memory.has_focus(id)))
    }

    /// Whether another frame is needed because something moves.
    pub fn is_moving(&self) -> bool {
        !self.motion.is_rest() || self.arrange
    }

    /// Which map is shown, and where everything lies on it, once for each time that something has moved and come to
    /// rest; to be kept between runs.
    pub fn take_places(&mut self) -> Option<(u64, Kept)> {
        let built = self.built.filter(|_| self.unkept && !self.is_moving() && self.drag == Drag::None)?;
        self.unkept = false;
        Some((built.key, self.board.kept(&self.model)))
    }

    /// Whether this map was shown before or was given places to recall.
    pub fn knows(&self, key: u64) -> bool {
        self.board.knows(key)
    }

    /// Whether a thread is still at the graph or at the places of its concepts.
    pub fn is_waiting(&self) -> bool {
        self.making.is_some() || matches!(self.motion, Motion::Waiting { .. })
    }

    /// Lays the map out anew in the next frame.
    pub fn arrange_anew(&mut self) {
        self.arrange = true;
    }

    /// Places of a map from an earlier run; to be called before the map is shown for the first time.
    pub fn recall(&mut self, key: u64, kept: &Kept) {
        self.board.recall(key, kept);
    }

    /// Which documents the map is about.
    pub fn scope(&self) -> Scope {
        self.options.scope
    }

    pub fn set_scope(&mut self, scope: Scope) {
        self.options.scope = scope;
    }
}

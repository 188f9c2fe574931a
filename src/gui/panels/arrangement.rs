//! Where the panes stand and how large they are. What a person has dragged is remembered; a window that is too small
//! for it makes the panes smaller, and forgets nothing.

use std::collections::BTreeMap;

use eframe::egui::accesskit::Role;
use eframe::egui::{self, EventFilter, Id, Key, Modifiers, Panel, Rect};

use crate::session::Panes;

/// What the text always keeps, in points.
const TEXT: f32 = 240.0;
/// The smallest pane beside it.
const BESIDE: f32 = 220.0;
/// How far a key moves a divider.
const STEP: f32 = 40.0;

/// A pane whose size is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    Documents,
    /// The map, or what stands in its place.
    Beside,
    Inspector,
}

impl Pane {
    fn size(self, panes: &mut Panes) -> &mut Option<f32> {
        match self {
            Self::Documents => &mut panes.documents,
            Self::Beside => &mut panes.map,
            Self::Inspector => &mut panes.inspector,
        }
    }

    fn divider_name(self) -> &'static str {
        match self {
            Self::Documents => "Divider of the documents",
            Self::Beside => "Divider beside the text",
            Self::Inspector => "Divider of the inspector",
        }
    }
}

/// How large the panes are, and what keys have done to them.
#[derive(Default)]
pub struct Arrangement {
    /// By how many points a key has made a pane larger.
    divider: Option<(Pane, f32)>,
    /// How much room each pane had to share in the last frame.
    rooms: BTreeMap<Pane, f32>,
}

impl Arrangement {
    /// The left pane in a window that has this much room.
    pub fn documents_panel(&mut self, panes: &mut Panes, room: f32) -> Panel {
        let most = (room - TEXT - BESIDE - 20.0).clamp(140.0, 420.0);
        self.sized(panes, Panel::left("documents"), Pane::Documents, room, (230.0, 140.0, most))
    }

    /// The pane that shares the room with the text: the map, or what stands in its place. `share`: what of the room it
    /// takes before somebody drags the divider.
    pub fn beside_panel(&mut self, panes: &mut Panes, name: &'static str, room: f32, share: f32) -> Panel {
        let most = (room - TEXT).max(BESIDE);
        let left = panes.map_on_left;
        let panel = if left { Panel::left(name) } else { Panel::right(name) };
        self.sized(panes, panel, Pane::Beside, room, (room * share, BESIDE, most))
    }

    pub fn inspector_panel(&mut self, panes: &mut Panes, height: f32) -> Panel {
        let most = (height * 0.6).clamp(84.0, 420.0);
        self.sized(panes, Panel::bottom("inspector").resizable(true), Pane::Inspector, height, (190.0, 84.0, most))
    }

    /// As large as somebody has dragged it, else as large as usual: then it follows the window's room, which in the first
    /// frames, before the scale counts and the window has its size, is another one.
    fn sized(
        &mut self,
        panes: &mut Panes,
        panel: Panel,
        pane: Pane,
        room: f32,
        (usual, least, most): (f32, f32, f32),
    ) -> Panel {
        let before = self.rooms.insert(pane, room);
        let stored = pane.size(panes);
        let follows = stored.is_none() && before.is_none_or(|before| (before - room).abs() > 0.5);
        let wanted = stored.unwrap_or(usual).clamp(least, most);
        match self.divider.take_if(|(moved, _)| *moved == pane) {
            Some((_, step)) => {
                let size = (wanted + step).clamp(least, most);
                *stored = Some(size);
                panel.exact_size(size)
            }
            None if follows => panel.exact_size(wanted),
            None => panel.default_size(wanted).size_range(least..=most),
        }
    }

    /// After a pane was shown: notes its size while the person drags its edge, and lets keys and screen readers at that.
    pub fn divider_ui(
        &mut self,
        panes: &mut Panes,
        ctx: &egui::Context,
        (pane, id): (Pane, &'static str),
        shown: Rect,
    ) {
        // The toolkit's name for the edge of a panel.
        let edge = Id::new(id).with("__resize");
        let size = if pane == Pane::Inspector { shown.height() } else { shown.width() };
        if ctx.is_being_dragged(edge) {
            *pane.size(panes) = Some(size.round());
        }
        ctx.accesskit_node_builder(edge, |node| {
            node.set_role(Role::Splitter);
            node.set_label(pane.divider_name());
            node.set_numeric_value(size.round().into());
        });
        if !ctx.memory(|memory| memory.has_focus(edge)) {
            return;
        }
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ctx.memory_mut(|memory| memory.set_focus_lock_filter(edge, filter));
        let (back, forth) =
            if pane == Pane::Inspector { (Key::ArrowDown, Key::ArrowUp) } else { (Key::ArrowLeft, Key::ArrowRight) };
        let mirrored = pane == Pane::Beside && !panes.map_on_left;
        let pressed = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let step = match (pressed(back), pressed(forth)) {
            (true, false) => -STEP,
            (false, true) => STEP,
            _ => return,
        };
        self.divider = Some((pane, if mirrored { -step } else { step }));
        ctx.request_repaint();
    }

    /// Moves the divider between text and map with a command.
    pub(in crate::gui) fn move_divider(&mut self, panes: &Panes, right: bool) {
        let grows = right == panes.map_on_left;
        self.divider = Some((Pane::Beside, if grows { STEP } else { -STEP }));
    }
}

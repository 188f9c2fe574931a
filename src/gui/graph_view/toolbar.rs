//! The row above the map.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use eframe::egui::{self, Key, TextEdit, Ui, WidgetInfo, WidgetType};
use petgraph::graph::NodeIndex;

use super::{GraphView, GraphViewInput, Scope};
use crate::gui::Action;
use crate::map::layout::LayoutKind;

/// Concepts that are offered as the centre of a radial map.
const CENTRES: usize = 12;

/// What was asked for, beyond the options themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    pub fit: bool,
    pub zoom: Option<f32>,
    /// Lay out anew.
    pub arrange: bool,
    /// The search text changed.
    pub find: bool,
    /// Enter was pressed in it: to the next hit, or with Shift to the one before.
    pub step: Option<isize>,
}

impl GraphView {
    pub(super) fn toolbar(&mut self, ui: &mut Ui, input: &GraphViewInput<'_>, actions: &mut Vec<Action>) -> Asked {
        let mut asked = Asked::default();
        let margin = egui::Margin::symmetric(6, 4);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| self.tools(ui, input, actions, &mut asked));
        asked
    }

    fn tools(&mut self, ui: &mut Ui, input: &GraphViewInput<'_>, actions: &mut Vec<Action>, asked: &mut Asked) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            self.search(ui, input, asked);
            self.scope_menu(ui, input, actions);
            self.layout_menu(ui, asked);
            self.focus_menu(ui, asked);
            self.show_menu(ui, input, actions);
            asked.fit |= ui.button("Fit").on_hover_text("Fit the map to the view (F)").clicked();
            for (sign, name, factor) in [("−", "Zoom out", 1.0 / 1.25), ("+", "Zoom in", 1.25)] {
                let button = ui.button(sign).on_hover_text(name);
                button.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, name));
                if button.clicked() {
                    asked.zoom = Some(factor);
                }
            }
        });
    }

    fn search(&mut self, ui: &mut Ui, input: &GraphViewInput<'_>, asked: &mut Asked) {
        let search = TextEdit::singleline(&mut self.options.search)
            .hint_text("Search the map")
            .desired_width(120.0)
            .vertical_align(egui::Align::Center)
            .min_size(egui::vec2(0.0, ui.spacing().interact_size.y))
            .background_color(input.theme.panel());
        let search = ui.add(search).on_hover_text("Enter goes to the next hit, Shift+Enter to the one before");
        search.widget_info(|| WidgetInfo::labeled(WidgetType::TextEdit, true, "Search the map"));
        let enter = search.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        asked.find = search.changed();
        if search.changed() {
            self.found = None;
        }
        if enter {
            asked.step = Some(if ui.input(|input| input.modifiers.shift) { -1 } else { 1 });
            search.request_focus();
        }
        if !self.options.search.is_empty() {
            let matches = self.matches().len();
            let text = match (matches, self.found) {
                (0, _) => "none".to_owned(),
                (all, Some(at)) => format!("{} / {all}", at + 1),
                (all, None) => all.to_string(),
            };
            ui.weak(text);
        }
    }

    fn scope_menu(&mut self, ui: &mut Ui, input: &GraphViewInput<'_>, actions: &mut Vec<Action>) {
        let name = match (self.options.scope, input.reading) {
            (Scope::Folder, Some((done, total))) => format!("Folder {done}/{total} ⏷"),
            (scope, _) => format!("{} ⏷", scope.name()),
        };
        let button = ui.menu_button(name, |ui| {
            for scope in Scope::ALL {
                if ui.radio(self.options.scope == scope, scope.name()).on_hover_text(scope.help()).clicked() {
                    self.options.scope = scope;
                    ui.close();
                }
            }
            if self.options.scope == Scope::Folder {
                ui.separator();
                if ui.button("Read the folder again").on_hover_text("After another program changed it").clicked() {
                    actions.push(Action::ReadFolder);
                    ui.close();
                }
                if input.reading.is_some() && ui.button("Stop reading").clicked() {
                    actions.push(Action::StopReading);
                    ui.close();
                }
            }
        });
        button.response.on_hover_text("What the map is about: a sentence, the document, or the folder");
    }

    fn layout_menu(&mut self, ui: &mut Ui, asked: &mut Asked) {
        let button = ui.menu_button(format!("{} ⏷", self.options.layout.name()), |ui| {
            for kind in LayoutKind::ALL {
                if ui.radio(self.options.layout == kind, kind.name()).on_hover_text(kind.help()).clicked() {
                    asked.arrange = true;
                    self.options.layout = kind;
                    ui.close();
                }
            }
            ui.separator();
            ui.menu_button("Radial around", |ui| self.centres(ui));
            if ui.button("Arrange anew").on_hover_text("Forget the present places, except of pinned concepts").clicked()
            {
                asked.arrange = true;
                ui.close();
            }
        });
        button.response.on_hover_text("Layout of the map");
    }

    /// The best connected concepts, to be put in the middle.
    fn centres(&mut self, ui: &mut Ui) {
        let mut nodes: Vec<NodeIndex> = self.model.graph.node_indices().collect();
        nodes.sort_by_key(|node| (std::cmp::Reverse(self.model.edges_at(*node).count()), *node));
        let mut chosen = None;
        for node in nodes.into_iter().take(CENTRES) {
            let Some(concept) = self.model.node(node) else { continue };
            let is_root = self.root == Some(node) && self.options.layout == LayoutKind::Radial;
            if ui.radio(is_root, crate::gui::picker::clip(&concept.label, 40)).clicked() {
                chosen = Some(node);
            }
        }
        ui.weak("Others: right click, or C on the map");
        if let Some(node) = chosen {
            self.centre_on(node);
            ui.close();
        }
    }

    fn focus_menu(&mut self, ui: &mut Ui, asked: &mut Asked) {
        let focus = match self.options.focus {
            0 => "Focus off ⏷".to_owned(),
            depth => format!("Focus {depth} ⏷"),
        };
        let button = ui.menu_button(focus, |ui| {
            for (depth, name) in ["Whole map", "Direct neighbours", "Two steps", "Three steps"].into_iter().enumerate()
            {
                if ui.radio(self.options.focus == depth, name).clicked() {
                    self.options.focus = depth;
                    if self.root.is_none() {
                        // Nothing was selected: around the best connected concept.
                        let all: Vec<NodeIndex> = self.model.graph.node_indices().collect();
                        self.root = self.model.hub(&all);
                    }
                    asked.fit = true;
                    ui.close();
                }
            }
        });
        button.response.on_hover_text("Show only what is near the selected concept");
    }

    fn show_menu(&mut self, ui: &mut Ui, input: &GraphViewInput<'_>, actions: &mut Vec<Action>) {
        let hidden = input.hidden.len() + input.hidden_relations.len();
        let name = if hidden == 0 { "Show ⏷".to_owned() } else { format!("Show, {hidden} hidden ⏷") };
        ui.menu_button(name, |ui| {
            ui.checkbox(&mut self.options.single_mentions, "Single mentions")
                .on_hover_text("A node for each mention rather than for each concept");
            ui.checkbox(&mut self.options.unconnected, "Unconnected concepts")
                .on_hover_text("Also concepts that no relation touches");
            let mut leaves = !self.folds.leaves;
            let help = "Concepts with a single neighbour; folded, their neighbour shows how many there are";
            if ui.checkbox(&mut leaves, "Leaves").on_hover_text(help).changed() {
                self.fold_leaves(!leaves);
            }
            ui.checkbox(&mut self.options.legend, "Legend");
            if !self.folds.is_empty() && ui.button("Unfold all").clicked() {
                self.unfold_all();
            }
            let kinds = self.used_kinds(input);
            types(ui, input, &kinds, actions);
        });
    }

    /// The types that the documents use, gathered once for each change.
    fn used_kinds(&mut self, input: &GraphViewInput<'_>) -> Rc<UsedKinds> {
        match &self.used_kinds {
            Some((content, kinds)) if *content == input.content => kinds.clone(),
            _ => {
                let kinds = Rc::new(UsedKinds::of(input));
                self.used_kinds = Some((input.content, kinds.clone()));
                kinds
            }
        }
    }
}

/// Entity types and relation types.
#[derive(Debug, Default)]
pub struct UsedKinds {
    entities: BTreeSet<Arc<str>>,
    relations: BTreeSet<Arc<str>>,
}

impl UsedKinds {
    fn of(input: &GraphViewInput<'_>) -> Self {
        let mut used = Self::default();
        for source in input.sources {
            used.entities.extend(source.document.annotations.mentions().map(|mention| mention.kind.clone()));
            used.relations.extend(source.document.annotations.relations().map(|relation| relation.kind.clone()));
        }
        used
    }
}

/// A box to tick for each type that the documents use.
fn types(ui: &mut Ui, input: &GraphViewInput<'_>, used: &UsedKinds, actions: &mut Vec<Action>) {
    let UsedKinds { entities, relations } = used;
    ui.separator();
    egui::ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
        for kind in input.schema.entities.iter().filter(|kind| entities.contains(&kind.name)) {
            let mut shown = !input.hidden.contains(&kind.name);
            if ui.checkbox(&mut shown, &kind.label).changed() {
                actions.push(Action::ShowEntities { kind: kind.name.clone(), shown });
            }
        }
        if !relations.is_empty() {
            ui.separator();
        }
        for kind in input.schema.relations.iter().filter(|kind| relations.contains(&kind.name)) {
            let mut shown = !input.hidden_relations.contains(&kind.name);
            if ui.checkbox(&mut shown, &kind.label).changed() {
                actions.push(Action::ShowRelations { kind: kind.name.clone(), shown });
            }
        }
    });
}

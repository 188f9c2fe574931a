//! What a right click offers.

use eframe::egui::Ui;
use petgraph::graph::{EdgeIndex, NodeIndex};

use super::emphasis::Spot;
use super::layout::LayoutKind;
use super::{GraphView, GraphViewInput};
use crate::domain::Review;
use crate::gui::{Action, Selection};

pub fn menu(view: &mut GraphView, ui: &mut Ui, input: &GraphViewInput<'_>, actions: &mut Vec<Action>) {
    match view.menu {
        Some(Spot::Node(node)) => node_menu(view, ui, input, node, actions),
        Some(Spot::Edge(edge)) => edge_menu(view, ui, input, edge, actions),
        None => {
            if ui.button("Fit").clicked() {
                view.fit();
            }
            if ui.button("Arrange anew").clicked() {
                view.arrange = true;
            }
        }
    }
}

fn node_menu(
    view: &mut GraphView,
    ui: &mut Ui,
    input: &GraphViewInput<'_>,
    node: NodeIndex,
    actions: &mut Vec<Action>,
) {
    let Some(concept) = view.model.node(node).cloned() else { return };
    ui.strong(&concept.label);
    let pinned = view.board.places.get(&node).is_some_and(|place| place.pinned);
    if ui.button("Show in text").clicked() {
        view.select_node(input, node, actions);
    }
    if ui.button(if pinned { "Unpin" } else { "Pin" }).clicked() {
        view.toggle_pin(node);
    }
    if ui.button("Put in the centre (radial)").clicked() {
        actions.push(Action::Select(Selection::Concept(concept.mentions.iter().copied().collect())));
        view.options.layout = LayoutKind::Radial;
        view.root = Some(node);
        view.arrange = true;
    }
    if ui.button("Focus on neighbours").clicked() {
        actions.push(Action::Select(Selection::Concept(concept.mentions.iter().copied().collect())));
        view.focus_on(node, 1);
    }
    if let [only] = concept.mentions[..] {
        if ui.button("Change type…").clicked() {
            actions.push(Action::PickRetag(only));
        }
        if ui.button("Delete").clicked() {
            actions.push(Action::Delete(only.into()));
        }
    }
}

fn edge_menu(
    view: &mut GraphView,
    ui: &mut Ui,
    input: &GraphViewInput<'_>,
    edge: EdgeIndex,
    actions: &mut Vec<Action>,
) {
    let Some(bundle) = view.model.edge(edge).cloned() else { return };
    if let Some(name) = super::access::name(&view.model, &input.document.schema, Spot::Edge(edge)) {
        ui.strong(name);
    }
    if ui.button("Show the evidence").clicked() {
        view.select_edge(edge, actions);
    }
    let all = |review| bundle.relations.iter().map(move |id| Action::Review { item: (*id).into(), review });
    if !bundle.confirmed && ui.button("Accept").clicked() {
        actions.extend(all(Review::Accepted));
    }
    if ui.button("Reject").clicked() {
        actions.extend(all(Review::Rejected));
    }
    if let [only] = bundle.relations[..] {
        if ui.button("Reverse").clicked() {
            actions.push(Action::Reverse(only));
        }
        if ui.button("Change type…").clicked() {
            actions.push(Action::PickRetype(only));
        }
        if ui.button("Delete").clicked() {
            actions.push(Action::Delete(only.into()));
        }
    }
}

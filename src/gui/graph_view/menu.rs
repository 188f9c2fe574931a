//! What a right click offers.

use eframe::egui::Ui;
use petgraph::graph::{EdgeIndex, NodeIndex};

use super::{GraphView, GraphViewInput};
use crate::domain::{RelationId, Review};
use crate::editor::{Action, BundleChange};
use crate::map::picture::Spot;

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
            if !view.folds.is_empty() && ui.button("Unfold all").clicked() {
                view.unfold_all();
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
    let folded = view.folds.concepts.contains(&concept.id);
    if ui.button(if folded { "Unfold" } else { "Fold what hangs on it" }).clicked() {
        view.toggle_fold(node);
    }
    if ui.button("Put in the centre (radial)").clicked() {
        view.select_node(input, node, actions);
        view.centre_on(node);
    }
    if ui.button("Focus on neighbours").clicked() {
        view.select_node(input, node, actions);
        view.focus_on(node, 1);
    }
    let kind = input.schema.entity_label(concept.kind());
    if ui.button(format!("Hide all {kind}")).clicked() {
        actions.push(Action::ShowEntities { kind: concept.kind().clone(), shown: false });
    }
    if let [only] = concept.mentions[..]
        && only.source == input.current
    {
        if ui.button("Change type…").clicked() {
            actions.push(Action::PickRetag(only.id));
        }
        if ui.button("Delete").clicked() {
            actions.push(Action::Delete(only.id.into()));
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
    if let Some(name) = super::access::name(&view.model, input.schema, Spot::Edge(edge)) {
        ui.strong(name);
    }
    if ui.button("Show the evidence").clicked() {
        view.select_edge(input, edge, actions);
    }
    let kind = input.schema.relation_label(&bundle.kind);
    if ui.button(format!("Hide all {kind}")).clicked() {
        actions.push(Action::ShowRelations { kind: bundle.kind.clone(), shown: false });
    }
    let here: Vec<RelationId> =
        bundle.relations.iter().filter(|at| at.source == input.current).filter_map(|at| at.relation()).collect();
    if here.is_empty() {
        return;
    }
    let mut change = |ui: &mut Ui, name: &str, change: BundleChange| {
        if ui.button(name).clicked() {
            actions.push(Action::ChangeAll { relations: here.clone(), change });
        }
    };
    if !bundle.confirmed {
        change(ui, "Accept", BundleChange::Review(Review::Accepted));
    }
    change(ui, "Reject", BundleChange::Review(Review::Rejected));
    change(ui, "Reverse", BundleChange::Reverse);
    change(ui, "Delete", BundleChange::Delete);
    if let [only] = here[..]
        && ui.button("Change type…").clicked()
    {
        actions.push(Action::PickRetype(only));
    }
}

//! What screen readers are told. Nothing here costs anything while none listens.

use eframe::egui::accesskit::{Action, Rect as AccessRect, Role};
use eframe::egui::{Context, Id, Rect};

use super::paint::Canvas;
use crate::domain::Schema;
use crate::gui::words::counted;
use crate::map::model::{ConceptId, MapModel};
use crate::map::picture::{Scene, Spot};

pub fn node_id(base: Id, concept: &ConceptId) -> Id {
    base.with(("concept", &*concept.kind, concept.key.as_str()))
}

/// "Peop: Lee Harvey Oswald, 3 mentions"; "Kill: Oswald → Kennedy, not allowed by the schema".
pub fn name(model: &MapModel, schema: &Schema, spot: Spot) -> Option<String> {
    match spot {
        Spot::Node(node) => {
            let concept = model.node(node)?;
            let kind = schema.entity_label(concept.kind());
            let count = concept.mentions.len();
            let mentions = counted(count, "mention");
            let attributes: String = concept.attributes.iter().map(|said| format!(", {said}")).collect();
            Some(format!("{kind}: {}, {mentions}{attributes}", concept.label))
        }
        Spot::Edge(edge) => {
            let bundle = model.edge(edge)?;
            let (head, tail) = model.graph.edge_endpoints(edge)?;
            let kind = schema.relation_label(&bundle.kind);
            let arrow = if bundle.symmetric { "↔" } else { "→" };
            let mark = if bundle.forbidden { ", not allowed by the schema" } else { "" };
            Some(format!("{kind}: {} {arrow} {}{mark}", model.node(head)?.label, model.node(tail)?.label))
        }
    }
}

/// Announces every node and edge in view as a button, and returns the one that was pressed that way.
pub fn announce(
    ctx: &Context,
    base: Id,
    canvas: &Canvas<'_>,
    scene: &Scene<'_>,
    model: &MapModel,
    schema: &Schema,
) -> Option<Spot> {
    ctx.accesskit_node_builder(base, |_| ())?;
    let nodes = scene
        .nodes
        .iter()
        .filter_map(|node| Some((Spot::Node(node.node), node_id(base, &model.node(node.node)?.id), node.rect)));
    let edges = scene.edges.iter().filter_map(|edge| {
        let (head, tail) = model.graph.edge_endpoints(edge.edge)?;
        let ends = (node_id(base, &model.node(head)?.id), node_id(base, &model.node(tail)?.id));
        let id = base.with(("relation", ends, &*model.edge(edge.edge)?.kind));
        // The middle of the label is on the line, so that a click there meets the edge at any zoom.
        Some((Spot::Edge(edge.edge), id, edge.label))
    });
    let mut pressed = None;
    for (spot, id, rect) in nodes.chain(edges) {
        let rect = canvas.camera.rect_to_screen(canvas.view, rect);
        if !canvas.view.contains(rect.center()) {
            continue;
        }
        let Some(label) = name(model, schema, spot) else { continue };
        ctx.accesskit_node_builder(id, |builder| {
            builder.set_role(Role::Button);
            builder.set_label(label);
            builder.set_bounds(bounds(rect));
            builder.add_action(Action::Click);
        });
        if ctx.input(|input| input.has_accesskit_action_request(id, Action::Click)) {
            pressed = Some(spot);
        }
    }
    pressed
}

/// Reads painted words out.
pub fn say(ctx: &Context, id: Id, view: Rect, words: &str) {
    ctx.accesskit_node_builder(id, |builder| {
        builder.set_role(Role::Label);
        builder.set_value(words);
        builder.set_bounds(bounds(view));
    });
}

fn bounds(rect: Rect) -> AccessRect {
    AccessRect { x0: rect.min.x.into(), y0: rect.min.y.into(), x1: rect.max.x.into(), y1: rect.max.y.into() }
}

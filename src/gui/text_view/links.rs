//! What is drawn as a line between two mentions: relations, and the parts of events and groups of equal mentions.

use std::collections::BTreeSet;

use eframe::egui::Color32;

use super::{RelationsShown, TextView, TextViewInput};
use crate::domain::{
    Annotations, Document, Extra, ExtraBody, ExtraId, MentionId, RelationId, Roles, Target, event_relation,
};
use crate::gui::theme::mix;
use crate::map::picture::FORBIDDEN;

/// Which annotation a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkOf {
    Relation(RelationId),
    /// An argument of an event, by its place among the roles.
    Role(ExtraId, usize),
    /// Two neighbours in a group of equal mentions.
    Equal(ExtraId, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub of: LinkOf,
    pub head: MentionId,
    pub tail: MentionId,
}

/// How a line looks.
pub struct Look {
    pub colour: Color32,
    /// Lengths of dash and gap; solid without.
    pub dash: Option<[f32; 2]>,
    /// Arrow heads at the tail and at the head.
    pub arrows: [bool; 2],
    pub label: String,
    pub strong: bool,
}

/// More lines than this cannot be told apart.
const MAX_LINKS: usize = 240;

impl TextView {
    /// Lines to draw, those that were asked for first.
    pub(super) fn links_to_draw(&self, input: &TextViewInput<'_>) -> Vec<Link> {
        let annotations = &input.document.annotations;
        let chosen: Vec<RelationId> = input.selection.relations().into_iter().collect();
        let focus = if chosen.is_empty() { input.selection.mentions(annotations) } else { BTreeSet::new() };
        let mut mentions: Vec<MentionId> = focus.into_iter().chain(self.hovered).collect();
        match input.relations {
            RelationsShown::Selected => {}
            RelationsShown::Sentence => {
                if let Some(place) = self.current_sentence(input) {
                    mentions.extend(self.index.overlapping(place).map(|f| f.mention));
                }
            }
            RelationsShown::All => {
                mentions.extend(self.visible_pieces().filter(|(p, _)| p.is_head()).map(|(p, _)| p.mention));
            }
        }
        let mut links: Vec<Link> = Vec::new();
        let of_chosen = chosen.into_iter().filter_map(|id| annotations.relation(id));
        let of_mentions = mentions.iter().flat_map(|id| annotations.relations_of(*id));
        let shown = of_chosen.chain(of_mentions).filter(|r| self.relation_shown(input, r));
        links.extend(shown.map(|r| Link { of: LinkOf::Relation(r.id), head: r.head, tail: r.tail }));
        for extra in mentions.iter().flat_map(|id| annotations.extras_of(*id)) {
            self.links_of(input.document, extra, &mut links);
        }
        let mut seen = BTreeSet::new();
        links.retain(|link| seen.insert(link.of));
        links.truncate(MAX_LINKS);
        links
    }

    /// The lines of an event or of a group of equal mentions.
    fn links_of(&self, document: &Document, extra: &Extra, links: &mut Vec<Link>) {
        let annotations = &document.annotations;
        let here = |id: &MentionId| self.index.contains(*id);
        match &extra.body {
            ExtraBody::Event { has_trigger: true, .. } => {
                let mut ends = extra.targets.iter().map(|target| mention_of(annotations, target));
                let Some(head) = ends.next().flatten().filter(here) else { return };
                let roles = ends.enumerate().filter_map(|(i, tail)| Some((i, tail.filter(here)?)));
                links.extend(roles.map(|(i, tail)| Link { of: LinkOf::Role(extra.id, i), head, tail }));
            }
            ExtraBody::Relation { .. } => {
                let of_event = event_relation(annotations, extra, &Roles::of(&document.schema));
                let ends: Vec<MentionId> = match of_event {
                    Some(relation) => {
                        [relation.head, relation.tail].into_iter().filter_map(|end| annotations.anchor(end)).collect()
                    }
                    None => extra.targets.iter().filter_map(|target| mention_of(annotations, target)).collect(),
                };
                if let [head, tail, ..] = ends[..]
                    && here(&head)
                    && here(&tail)
                {
                    links.push(Link { of: LinkOf::Role(extra.id, 0), head, tail });
                }
            }
            ExtraBody::Equiv { .. } => {
                let members = extra.targets.iter().filter_map(|target| mention_of(annotations, target)).filter(here);
                let mut members: Vec<_> =
                    members.filter_map(|id| Some((annotations.mention(id)?.cover().start, id))).collect();
                members.sort_unstable();
                let pairs = members.windows(2).enumerate();
                links.extend(pairs.filter_map(|(i, pair)| {
                    let &[(_, head), (_, tail)] = pair else { return None };
                    Some(Link { of: LinkOf::Equal(extra.id, i), head, tail })
                }));
            }
            ExtraBody::Event { .. }
            | ExtraBody::Attribute { .. }
            | ExtraBody::Normalization { .. }
            | ExtraBody::Note { .. } => {}
        }
    }

    /// `None` for what is gone.
    pub(super) fn look(&self, input: &TextViewInput<'_>, of: LinkOf) -> Option<Look> {
        let (annotations, schema) = (&input.document.annotations, &input.document.schema);
        match of {
            LinkOf::Relation(id) => {
                let relation = annotations.relation(id)?;
                let kind = schema.relation(&relation.kind);
                let strong = input.selection.relations().contains(&id) || self.hovered_relation == Some(id);
                let mut label = kind.map_or(&*relation.kind, |t| t.label.as_str()).to_owned();
                if let Some(score) = relation.origin.score().filter(|_| strong && !relation.is_confirmed()) {
                    label.push_str(&format!(" {:.0}%", score * 100.0));
                }
                let mut colour = input.theme.relation(schema, &relation.kind);
                if let Some(layer) = relation.proposed_by() {
                    colour = input.theme.layer(usize::from(layer));
                    label = format!("{}  {label}", layer + 1);
                }
                let nearly = input.visibility.is_nearly_relation(annotations, relation);
                if is_forbidden(input, of) {
                    colour = input.theme.error();
                    label = format!("{FORBIDDEN} {label}");
                }
                if nearly {
                    colour = mix(input.theme.background(), colour, 0.5);
                }
                let dash = if nearly { [1.5, 3.0] } else { [5.0, 3.5] };
                Some(Look {
                    colour,
                    dash: (!relation.is_confirmed()).then_some(dash),
                    arrows: [true, kind.is_some_and(|t| t.symmetric)],
                    label,
                    strong,
                })
            }
            LinkOf::Role(id, number) => {
                let (mut colour, mut label) = match &annotations.extra(id)?.body {
                    ExtraBody::Event { event_type, roles, .. } => {
                        (input.theme.entity(schema, event_type).strong, roles.get(number)?.clone())
                    }
                    ExtraBody::Relation { relation_type: kind, .. } => {
                        (input.theme.relation(schema, kind), schema.relation_label(kind).to_owned())
                    }
                    _ => return None,
                };
                if is_forbidden(input, of) {
                    colour = input.theme.error();
                    label = format!("{FORBIDDEN} {label}");
                }
                Some(Look { colour, dash: Some([1.5, 3.0]), arrows: [true, false], label, strong: false })
            }
            LinkOf::Equal(..) => Some(Look {
                colour: input.theme.faint(),
                dash: Some([1.5, 4.0]),
                arrows: [false, false],
                label: "same".to_owned(),
                strong: false,
            }),
        }
    }
}

/// Whether the schema does not allow what a line stands for.
pub(super) fn is_forbidden(input: &TextViewInput<'_>, of: LinkOf) -> bool {
    let (annotations, schema) = (&input.document.annotations, &input.document.schema);
    let forbids = |head, kind: &str, tail| {
        let ends = (annotations.kind_of(head), annotations.kind_of(tail));
        matches!(ends, (Some(head), Some(tail)) if schema.forbids(head, kind, tail))
    };
    match of {
        LinkOf::Relation(id) => {
            annotations.relation(id).is_some_and(|r| forbids(r.head.into(), &r.kind, r.tail.into()))
        }
        LinkOf::Role(id, _) => {
            let relation = annotations.extra(id).and_then(|x| event_relation(annotations, x, &Roles::of(schema)));
            relation.is_some_and(|r| forbids(r.head, r.kind, r.tail))
        }
        LinkOf::Equal(..) => false,
    }
}

/// The mention that a target is, or the trigger of the event that it is.
fn mention_of(annotations: &Annotations, target: &Target) -> Option<MentionId> {
    annotations.anchor(target.item()?)
}

/// Attributes and notes of a mention, short, for behind its type: ` · Negation` and a pencil.
pub fn marks(annotations: &Annotations, mention: MentionId) -> String {
    let mut marks = String::new();
    let mut noted = false;
    for extra in annotations.extras_of(mention) {
        match &extra.body {
            ExtraBody::Attribute { name, value } => {
                marks.push_str(" · ");
                marks.push_str(value.as_deref().unwrap_or(name));
            }
            ExtraBody::Note { .. } => noted = true,
            ExtraBody::Event { .. }
            | ExtraBody::Relation { .. }
            | ExtraBody::Normalization { .. }
            | ExtraBody::Equiv { .. } => {}
        }
    }
    if noted {
        marks.push_str(" ✏");
    }
    marks
}

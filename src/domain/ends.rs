//! What arguments point at when they point at events: types, triggers, and how much of a document hangs on events.

use std::fmt;
use std::ops::AddAssign;

use serde::Serialize;

use super::{Annotations, Extra, ExtraBody, ExtraId, ItemId, MentionId, Roles, Target};

impl Annotations {
    /// The mention that an item is, or the trigger of the event that it is.
    pub fn anchor(&self, item: ItemId) -> Option<MentionId> {
        match item {
            ItemId::Mention(id) => self.mention(id).map(|mention| mention.id),
            ItemId::Relation(_) => None,
            ItemId::Extra(id) => {
                let extra = self.extra(id)?;
                let has_trigger = matches!(extra.body, ExtraBody::Event { has_trigger: true, .. });
                match extra.targets.first().filter(|_| has_trigger)?.item()? {
                    ItemId::Mention(id) => self.mention(id).map(|mention| mention.id),
                    ItemId::Relation(_) | ItemId::Extra(_) => None,
                }
            }
        }
    }

    /// The stored type of a mention, a relation or an event; other lines have none.
    pub fn kind_of(&self, item: ItemId) -> Option<&str> {
        match item {
            ItemId::Mention(id) => self.mention(id).map(|mention| &*mention.kind),
            ItemId::Relation(id) => self.relation(id).map(|relation| &*relation.kind),
            ItemId::Extra(id) => match &self.extra(id)?.body {
                ExtraBody::Event { event_type: kind, .. } | ExtraBody::Relation { relation_type: kind, .. } => {
                    Some(kind)
                }
                _ => None,
            },
        }
    }

    /// Whether it is there and an event; the trigger of one is none.
    pub fn is_event(&self, item: ItemId) -> bool {
        let ItemId::Extra(id) = item else { return false };
        self.extra(id).is_some_and(|extra| matches!(extra.body, ExtraBody::Event { .. }))
    }
}

/// A relation of which at least one end is an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRelation<'a> {
    /// That of the line: such a relation is one of brat's other annotations here.
    pub id: ExtraId,
    /// The stored type.
    pub kind: &'a str,
    /// A mention or an event.
    pub head: ItemId,
    /// As `head`.
    pub tail: ItemId,
}

/// The relation that a line says between two things of which one is an event; `None` for all other lines, and where an
/// end is missing or there are more than two.
pub fn event_relation<'a>(annotations: &Annotations, extra: &'a Extra, roles: &Roles) -> Option<EventRelation<'a>> {
    let ExtraBody::Relation { relation_type: kind, roles: names } = &extra.body else { return None };
    let ([first, second], [first_role, second_role]) = (extra.targets.as_slice(), names.as_slice()) else {
        return None;
    };
    let ends = [first.item()?, second.item()?];
    let is_end = |end: &ItemId| matches!(end, ItemId::Mention(_)) || annotations.is_event(*end);
    if !ends.iter().all(is_end) {
        return None;
    }
    let [head, tail] = match roles.is_tail_first(kind, [first_role, second_role]) {
        true => [ends[1], ends[0]],
        false => ends,
    };
    Some(EventRelation { id: extra.id, kind, head, tail })
}

/// All relations with an event as an end, by id.
pub fn event_relations<'a>(
    annotations: &'a Annotations,
    roles: &'a Roles,
) -> impl Iterator<Item = EventRelation<'a>> + 'a {
    annotations.extras().filter_map(|extra| event_relation(annotations, extra, roles))
}

/// What speaks of events: models, figures and comparisons cannot use it, so it is counted and said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OfEvents {
    /// All of them, with or without a trigger.
    pub events: usize,
    /// Relations whose ends are not two entities.
    pub relations: usize,
    /// Attributes of events.
    pub attributes: usize,
}

impl OfEvents {
    /// Counts those of one document.
    pub fn of(annotations: &Annotations) -> Self {
        let mut found = Self::default();
        for extra in annotations.extras() {
            let of_event = || extra.targets.iter().filter_map(Target::item).any(|item| annotations.is_event(item));
            match extra.body {
                ExtraBody::Event { .. } => found.events += 1,
                ExtraBody::Relation { .. } => found.relations += 1,
                ExtraBody::Attribute { .. } if of_event() => found.attributes += 1,
                _ => {}
            }
        }
        found
    }

    /// Whether nothing speaks of events.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl AddAssign for OfEvents {
    fn add_assign(&mut self, other: Self) {
        self.events += other.events;
        self.relations += other.relations;
        self.attributes += other.attributes;
    }
}

impl fmt::Display for OfEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let (events, relations) = (count(self.events, "event"), count(self.relations, "relation"));
        write!(f, "{events}, {relations} and {} of events", count(self.attributes, "attribute"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Document, Edit, Fragments, RelationType, Schema, change};
    use crate::text::Span;

    #[test]
    fn an_event_stands_for_its_trigger_and_roles_say_who_is_head() {
        let mut document = Document::new("d", "Anna shot");
        let mut ids = Vec::new();
        for (kind, start, end) in [("Person", 0, 4), ("Shooting", 5, 9)] {
            let fragments = Fragments::one(Span::new(start, end));
            let (id, edits) = change::add_mention(&mut document.annotations, kind.into(), fragments);
            document.apply(edits).expect("in the text");
            ids.push(ItemId::from(id));
        }
        let mut add = |targets: &[ItemId], body: ExtraBody| {
            let id = document.annotations.fresh_extra();
            let targets = targets.iter().map(|id| Target::Item(*id)).collect();
            document.apply(vec![Edit::Insert(Extra { id, targets, body }.into())]).expect("all there");
            id
        };
        let event = ExtraBody::Event { event_type: "Shooting".into(), has_trigger: true, roles: Vec::new() };
        let event = add(&[ids[1]], event);
        let names = ["Effect".to_owned(), "Cause".to_owned()].to_vec();
        let relation = ExtraBody::Relation { relation_type: "Causes".into(), roles: names };
        add(&[event.into(), ids[0]], relation);
        add(&[event.into()], ExtraBody::Attribute { name: "Negation".into(), value: None });
        add(&[ids[0]], ExtraBody::Attribute { name: "Famous".into(), value: None });
        let annotations = &document.annotations;
        assert_eq!(annotations.anchor(event.into()).map(ItemId::from), Some(ids[1]));
        let mut causes = RelationType::named("Causes");
        causes.roles = ["Cause".into(), "Effect".into()];
        let roles = Roles::of(&Schema { relations: vec![causes], ..Schema::default() });
        let found: Vec<_> = event_relations(annotations, &roles).collect();
        assert_eq!(found.iter().map(|r| (r.head, r.tail)).collect::<Vec<_>>(), [(ids[0], event.into())]);
        assert_eq!(annotations.kind_of(event.into()), Some("Shooting"));
        let counted = OfEvents::of(annotations);
        assert_eq!(counted, OfEvents { events: 1, relations: 1, attributes: 1 });
        assert_eq!(counted.to_string(), "1 event, 1 relation and 1 attribute of events");
    }
}

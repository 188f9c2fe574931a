//! How events and attributes are used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::{AttributeType, EventRole, EventType};

/// How the events of one type look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventUse {
    pub count: usize,
    roles: BTreeMap<String, RoleUse>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct RoleUse {
    of: BTreeSet<Arc<str>>,
    /// Events that have it.
    events: usize,
    /// The most of it in one event.
    most: usize,
}

impl EventUse {
    /// Counts one event with its arguments and their types.
    pub(super) fn add<'a>(&mut self, arguments: impl Iterator<Item = (&'a str, Option<Arc<str>>)>) {
        self.count += 1;
        let arguments: Vec<(&str, Option<Arc<str>>)> = arguments.collect();
        let mut here: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, kind) in &arguments {
            // `Theme2` beside a `Theme` is the second one.
            let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
            let is_second = !stem.is_empty() && stem != *name && arguments.iter().any(|(other, _)| *other == stem);
            let name = if is_second { stem } else { name };
            *here.entry(name).or_default() += 1;
            self.roles.entry(name.to_owned()).or_default().of.extend(kind.clone());
        }
        for (name, times) in here {
            if let Some(role) = self.roles.get_mut(name) {
                role.events += 1;
                role.most = role.most.max(times);
            }
        }
    }

    /// The type that allows what occurs.
    pub fn event_type(&self, name: &Arc<str>) -> EventType {
        let role = |(name, used): (&String, &RoleUse)| EventRole {
            name: name.clone(),
            of: used.of.clone(),
            least: usize::from(used.events == self.count),
            most: (used.most < 2).then_some(1),
        };
        EventType { name: name.clone(), roles: self.roles.iter().map(role).collect() }
    }
}

/// How an attribute is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeUse {
    values: BTreeSet<String>,
    of: BTreeSet<Arc<str>>,
    of_relations: bool,
}

impl AttributeUse {
    pub(super) fn add(&mut self, kind: Option<Arc<str>>, is_relation: bool, value: Option<&str>) {
        self.values.extend(value.map(str::to_owned));
        if is_relation {
            self.of_relations = true;
        } else {
            self.of.extend(kind);
        }
    }

    /// The type that allows what occurs.
    pub fn attribute_type(&self, name: &Arc<str>) -> AttributeType {
        let mut of = self.of.clone();
        if of.is_empty() && self.of_relations {
            of.insert(crate::domain::NOTHING.into());
        }
        let values = self.values.iter().cloned().collect();
        AttributeType { name: name.clone(), values, of, of_relations: self.of_relations }
    }
}

//! What can be wrong, in words.

use std::fmt;
use std::sync::Arc;

/// A section of `annotation.conf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Types of mentions.
    Entities,
    /// Types of relations and of groups.
    Relations,
    /// Types of events.
    Events,
    /// Names of attributes.
    Attributes,
}

impl Part {
    fn section(self) -> &'static str {
        match self {
            Self::Entities => "entities",
            Self::Relations => "relations",
            Self::Events => "events",
            Self::Attributes => "attributes",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Entities => "the entity type",
            Self::Relations => "the relation type",
            Self::Events => "the event type",
            Self::Attributes => "the attribute",
        }
    }
}

/// What is wrong with one item. Types are stored names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A name that the schema does not have, and the one that is meant, as it seems.
    Unknown {
        /// Where the schema would say it.
        part: Part,
        /// As the file has it.
        name: Arc<str>,
        /// The known name that is near, or whose other name this is; `None` where there is none.
        meant: Option<Arc<str>>,
    },
    /// A relation, or a group, that the schema does not allow between these types.
    Pair {
        /// The type of the head, or of one member of a group.
        head: Arc<str>,
        /// The type of the relation or the group.
        kind: Arc<str>,
        /// The type of the tail, or of another member of the group.
        tail: Arc<str>,
    },
    /// An argument name that relations of this type do not have, and those that they have.
    UnknownArgument {
        /// The type of the relation.
        relation: Arc<str>,
        /// As the file has it.
        name: String,
        /// The schema's first two, the head's first.
        names: Vec<String>,
    },
    /// A relation of something to itself.
    ToItself {
        /// The type of the relation.
        kind: Arc<str>,
    },
    /// An argument that events of this type do not have.
    UnknownRole {
        /// The type of the event.
        event: Arc<str>,
        /// As the file has it, with its number (`Theme2`).
        role: String,
        /// The nearest of its arguments; `None` where none is near.
        meant: Option<String>,
    },
    /// A type that may not be this argument.
    RoleType {
        /// The type of the event.
        event: Arc<str>,
        /// As the file has it, with its number (`Theme2`).
        role: String,
        /// The type of what stands there.
        kind: Arc<str>,
    },
    /// An argument too often or not often enough.
    RoleCount {
        /// The type of the event.
        event: Arc<str>,
        /// The schema's name, without a number.
        role: String,
        /// How often the event has it, under all numbers.
        count: usize,
        /// How often it must.
        least: usize,
        /// How often it may; `None` for as often as it likes.
        most: Option<usize>,
    },
    /// A value that an attribute may not have; `None` for none.
    Value {
        /// The name of the attribute.
        attribute: Arc<str>,
        /// As the file has it.
        value: Option<String>,
        /// Those that it may have; empty for one that is there or is not.
        values: Vec<String>,
    },
    /// An attribute that may not be said of this type.
    Target {
        /// The name of the attribute.
        attribute: Arc<str>,
        /// The type of the entity, event or relation that it is said of.
        kind: Arc<str>,
    },
    /// An entity of this type stands in the same place already.
    EntityTwice {
        /// The type of both.
        kind: Arc<str>,
    },
    /// A relation of this type stands between the same two entities already.
    RelationTwice {
        /// The type of both.
        kind: Arc<str>,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { part, name, .. } => write!(f, "annotation.conf does not know {} {name}", part.noun()),
            Self::Pair { head, kind, tail } => write!(f, "annotation.conf allows no {kind} from {head} to {tail}"),
            Self::UnknownArgument { relation, name, .. } => write!(f, "annotation.conf knows no {name} of {relation}"),
            Self::ToItself { kind } => write!(f, "this {kind} stands between something and itself"),
            Self::UnknownRole { event, role, .. } => write!(f, "annotation.conf knows no {role} of {event}"),
            Self::RoleType { event, role, kind } => write!(f, "annotation.conf allows no {kind} as {role} of {event}"),
            Self::RoleCount { event, role, count: 0, .. } => write!(f, "{event} has no {role}, and needs one"),
            Self::RoleCount { event, role, count, least, most } => {
                write!(f, "{event} has {role} {count} times, and annotation.conf wants ")?;
                match most {
                    Some(most) if most == least => write!(f, "{most}"),
                    Some(most) => write!(f, "{least} to {most}"),
                    None => write!(f, "{least} or more"),
                }
            }
            Self::Value { attribute, value: Some(value), .. } => {
                write!(f, "annotation.conf knows no value {value} of {attribute}")
            }
            Self::Value { attribute, value: None, .. } => write!(f, "{attribute} has no value"),
            Self::Target { attribute, kind } => write!(f, "annotation.conf allows no {attribute} of {kind}"),
            Self::EntityTwice { kind } => write!(f, "an entity {kind} covers the same text already"),
            Self::RelationTwice { kind } => write!(f, "this {kind} stands between the same two entities already"),
        }
    }
}

impl Problem {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Unknown { meant: Some(meant), .. } => format!("write {meant}, if that is meant"),
            Self::Unknown { part, .. } => format!("add it to [{}], or correct the name", part.section()),
            Self::Pair { .. } => "correct it or its ends, or add the pair to [relations]".to_owned(),
            Self::UnknownArgument { names, .. } => {
                format!("write {}, or add the name to [relations]", names.join(" or "))
            }
            Self::ToItself { .. } => "correct one of its ends, or delete it".to_owned(),
            Self::UnknownRole { meant: Some(meant), .. } => format!("write {meant}, if that is meant"),
            Self::UnknownRole { .. } | Self::RoleType { .. } | Self::RoleCount { .. } => {
                "correct the event, or its line in [events]".to_owned()
            }
            Self::Value { values, .. } if values.is_empty() => {
                "take the value away, or add Value:… to its line in [attributes]".to_owned()
            }
            Self::Value { values, .. } => format!("choose one of {}", values.join(", ")),
            Self::Target { .. } => "say it of something else, or add the type to its line in [attributes]".to_owned(),
            Self::EntityTwice { .. } | Self::RelationTwice { .. } => "delete one of the two".to_owned(),
        }
    }
}

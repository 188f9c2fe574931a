//! What a document says: mentions, relations, brat's other annotations, and how they change.
//!
//! Everything refers to mentions by id, never by text, so that an entity can be moved or retyped without losing its
//! relations. Every change is an [`Edit`]; applying one returns its inverse.

#![warn(missing_docs)]

mod annotations;
mod document;
mod edit;
mod ends;
mod extra;
mod ids;
mod item;
mod mention;
mod relation;
mod roles;
mod schema;
mod schema_change;
mod spelling;
mod unite;
mod view;

pub mod change;
pub mod check;
pub mod describe;
pub mod doubles;
#[cfg(test)]
mod edit_tests;
pub mod pieces;

pub use annotations::Annotations;
pub use document::Document;
pub use edit::{Edit, EditError};
pub use ends::{EventRelation, OfEvents, event_relation, event_relations};
pub use extra::{Extra, ExtraBody};
pub use ids::{ExtraId, ItemId, MentionId, RelationId, Target};
pub use item::Item;
pub use mention::{Fragments, Mention, Origin, Review};
pub use relation::Relation;
pub use roles::Roles;
pub use schema::{AttributeType, EntityType, EventRole, EventType, NOTHING, RelationRule, RelationType, Schema};
pub use schema_change::{SchemaChange, is_type_name};
pub use spelling::{edit_distance, nearest_name};
pub use view::{Visibility, turned_mentions, turned_relations};

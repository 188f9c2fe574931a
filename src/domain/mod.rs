//! What a document says: mentions, relations, brat's other annotations, and how they change.
//!
//! Everything refers to mentions by id, never by text, so that an entity can be moved or retyped without losing its
//! relations. Every change is an [`Edit`]; applying one returns its inverse.

mod annotations;
mod document;
mod edit;
mod extra;
mod ids;
mod item;
mod mention;
mod normal;
mod relation;
mod schema;
mod schema_change;
mod view;

pub mod change;
pub mod describe;
#[cfg(test)]
mod edit_tests;
pub mod pieces;

pub use annotations::Annotations;
pub use document::Document;
pub use edit::{Edit, EditError};
pub use extra::{Extra, ExtraBody};
pub use ids::{ExtraId, ItemId, MentionId, RelationId, Target};
pub use item::Item;
pub use mention::{Fragments, Mention, Origin, Review};
pub use normal::concept_key;
pub use relation::Relation;
pub use schema::{AttributeType, EntityType, RelationRule, RelationType, Schema};
pub use schema_change::{SchemaChange, is_type_name};
pub use view::{Visibility, turned_mentions, turned_relations};

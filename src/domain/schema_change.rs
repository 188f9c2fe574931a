//! What people do to the types of a document.

use std::sync::Arc;

use super::RelationRule;

/// One change of the types. Names are stored names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaChange {
    /// Nothing happens where there is one of that name.
    AddEntity {
        /// The new one.
        name: Arc<str>,
        /// The type that it stands below; `None` is the top.
        parent: Option<Arc<str>>,
    },
    /// To a new name, or into a type that is there already (a merge): what may be said of either may then be said of it.
    RenameEntity {
        /// The present name.
        from: Arc<str>,
        /// The new one, or the type that stays.
        to: Arc<str>,
    },
    /// Types below it move up to its parent.
    DeleteEntity(Arc<str>),
    /// Moves a type with all below it; `None` is the top.
    SetParent {
        /// The type that moves.
        name: Arc<str>,
        /// Neither `name` nor a type below it: nothing happens then.
        parent: Option<Arc<str>>,
    },
    /// Nothing happens where there is one of that name.
    AddRelation {
        /// The new one.
        name: Arc<str>,
        /// As of [`SchemaChange::SetRules`].
        rules: Vec<RelationRule>,
        /// Whether it holds in both directions.
        symmetric: bool,
    },
    /// To a new name, or into a type that is there already; the rules and argument names of both hold then.
    RenameRelation {
        /// The present name.
        from: Arc<str>,
        /// The new one, or the type that stays.
        to: Arc<str>,
    },
    /// Takes all its relations with it.
    DeleteRelation(Arc<str>),
    /// Which types a relation may hold between; no rule at all allows every pair.
    SetRules {
        /// Of the relation type.
        name: Arc<str>,
        /// In place of all present ones.
        rules: Vec<RelationRule>,
        /// Whether it holds in both directions; without that it is not transitive either.
        symmetric: bool,
    },
    /// What people read, of an entity or a relation type.
    SetLabel {
        /// Of every type that is called so.
        name: Arc<str>,
        /// In place of the label, and of a short one that is no abbreviation.
        label: String,
    },
    /// `#rrggbb`; `None` for the colour that the place in the schema gives.
    SetColour {
        /// Of every type that is called so.
        name: Arc<str>,
        /// In `visual.conf`: `bgColor` of an entity type, `color` of a relation type.
        colour: Option<String>,
    },
    /// The key that assigns an entity type; a type that had it loses it.
    SetKey {
        /// Of the entity type.
        name: Arc<str>,
        /// `None` for no key.
        key: Option<char>,
    },
}

/// Whether brat takes a name for a type.
pub fn is_type_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

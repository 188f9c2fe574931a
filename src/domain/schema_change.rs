//! What people do to the types of a document.

use std::sync::Arc;

use super::RelationRule;

/// One change of the types. Names are stored names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaChange {
    AddEntity {
        name: Arc<str>,
        parent: Option<Arc<str>>,
    },
    /// To a new name, or into a type that is there already (a merge).
    RenameEntity {
        from: Arc<str>,
        to: Arc<str>,
    },
    /// Types below it move up to its parent.
    DeleteEntity(Arc<str>),
    /// Moves a type with all below it; `None` is the top.
    SetParent {
        name: Arc<str>,
        parent: Option<Arc<str>>,
    },
    AddRelation {
        name: Arc<str>,
        rules: Vec<RelationRule>,
        symmetric: bool,
    },
    /// To a new name, or into a type that is there already; the rules of both hold then.
    RenameRelation {
        from: Arc<str>,
        to: Arc<str>,
    },
    DeleteRelation(Arc<str>),
    /// Which types a relation may hold between; no rule at all allows every pair.
    SetRules {
        name: Arc<str>,
        rules: Vec<RelationRule>,
        symmetric: bool,
    },
    /// What people read, of an entity or a relation type.
    SetLabel {
        name: Arc<str>,
        label: String,
    },
    /// `#rrggbb`; `None` for the colour that the place in the schema gives.
    SetColour {
        name: Arc<str>,
        colour: Option<String>,
    },
    SetKey {
        name: Arc<str>,
        key: Option<char>,
    },
}

/// Whether brat takes a name for a type.
pub fn is_type_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

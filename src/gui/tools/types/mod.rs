//! The types of the current document: seen, inferred, changed; what a change means is shown before it is made.
//!
//! Changes are collected in a draft. Applying it changes the annotations of the document as one step, and the `.conf`
//! files where the person wants that.

mod apply;
mod details;
mod draft;
mod folder;
mod infer;
mod list;
mod pane;
mod pending;

#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;

pub use tool::{EDIT_TYPES, ENTRY};

use crate::domain::Schema;
use crate::schema::Change;

use draft::Draft;
use folder::Others;
use infer::Count;

#[derive(Default)]
pub struct TypesTool {
    draft: Draft,
    /// What the changes mean for the folder's other documents.
    others: Others,
    /// Whether the changes are written to a file, once somebody has said so.
    write: Option<bool>,
    /// Counts the folder.
    count: Option<Count>,
}

/// A change in words.
fn said(change: &Change, known: &Schema) -> String {
    match change {
        Change::AddEntity { name, parent: Some(parent) } => format!("New entity type {name} below {parent}"),
        Change::AddEntity { name, parent: None } => format!("New entity type {name}"),
        Change::RenameEntity { from, to } if known.entity(to).is_some() => format!("Merge {from} into {to}"),
        Change::RenameRelation { from, to } if known.relation(to).is_some() => format!("Merge {from} into {to}"),
        Change::RenameEntity { from, to } | Change::RenameRelation { from, to } => format!("Rename {from} to {to}"),
        Change::DeleteEntity(name) | Change::DeleteRelation(name) => format!("Delete {name} and its annotations"),
        Change::SetParent { name, parent: Some(parent) } => format!("{name} belongs below {parent}"),
        Change::SetParent { name, parent: None } => format!("{name} belongs to the top"),
        Change::AddRelation { name, .. } => format!("New relation type {name}"),
        Change::SetRules { name, .. } => format!("New arguments of {name}"),
        Change::SetLabel { name, label } => format!("{name} reads “{label}”"),
        Change::SetColour { name, colour: Some(colour) } => format!("Colour of {name}: {colour}"),
        Change::SetColour { name, colour: None } => format!("{name} has no colour of its own"),
        Change::SetKey { name, key: Some(key) } => format!("Key of {name}: {key}"),
        Change::SetKey { name, key: None } => format!("{name} has no key"),
    }
}

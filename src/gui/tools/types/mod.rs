//! The types of the current document: seen, inferred, changed; what a change means is shown before it is made.
//!
//! Changes are collected in a draft. Applying it changes the annotations of the document as one step, and the `.conf`
//! files where the person wants that.

mod apply;
mod details;
mod folder;
mod infer;
mod pane;
mod pending;

#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;

pub use tool::{EDIT_TYPES, ENTRY};

use std::sync::Arc;

use crate::domain::Schema;
use crate::schema::{self, Change, Impact, Occurrences};
use crate::session::DocumentId;

use folder::{InFolder, Search};

pub use infer::Job;

/// The type that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Chosen {
    Entity(Arc<str>),
    Relation(Arc<str>),
}

/// The state of the pane.
#[derive(Default)]
pub struct Types {
    /// The document that the draft is of.
    of: Option<DocumentId>,
    draft: Schema,
    /// The types that the draft began with.
    before: Schema,
    changes: Vec<Change>,
    chosen: Option<Chosen>,
    /// What is being typed as the chosen type's name and label.
    name: String,
    label: String,
    new_name: String,
    /// What the changes mean, and of which content and how many changes.
    impact: Option<(u64, usize, Impact)>,
    /// What occurs in the document, and of which content.
    occurs: Option<(u64, Occurrences)>,
    /// What occurs in the folder.
    in_folder: Option<Occurrences>,
    write: Option<bool>,
    others: Option<InFolder>,
    search: Option<Search>,
    pub(super) job: Option<Job>,
}

impl Types {
    /// Begins anew with a document's types.
    fn begin(&mut self, id: DocumentId, schema: &Schema) {
        let job = self.job.take();
        *self = Self { of: Some(id), draft: schema.clone(), before: schema.clone(), job, ..Self::default() };
    }

    fn add(&mut self, change: Change) {
        schema::apply(&mut self.draft, &change);
        if let Some(chosen) = &mut self.chosen {
            match (&change, chosen) {
                (Change::RenameEntity { from, to }, Chosen::Entity(name)) if name == from => *name = to.clone(),
                (Change::RenameRelation { from, to }, Chosen::Relation(name)) if name == from => *name = to.clone(),
                _ => {}
            }
        }
        // Moving one slider ten times is one change.
        let again = self.changes.last().is_some_and(|last| is_the_same_field(last, &change));
        if again {
            self.changes.pop();
        }
        self.changes.push(change);
        self.impact = None;
        // What was found is of other changes.
        self.others = None;
        self.search = None;
        let gone = match &self.chosen {
            Some(Chosen::Entity(name)) => self.draft.entity(name).is_none(),
            Some(Chosen::Relation(name)) => self.draft.relation(name).is_none(),
            None => false,
        };
        if gone {
            self.chosen = None;
        }
    }

    /// Takes the last change back.
    fn take_back(&mut self, schema: &Schema) {
        self.changes.pop();
        (self.others, self.search) = (None, None);
        self.draft = schema.clone();
        for change in &self.changes {
            schema::apply(&mut self.draft, change);
        }
        self.impact = None;
        self.choose(None);
    }

    fn choose(&mut self, chosen: Option<Chosen>) {
        let said = match &chosen {
            Some(Chosen::Entity(name)) => self.draft.entity(name).map(|t| (name.to_string(), t.label.clone())),
            Some(Chosen::Relation(name)) => self.draft.relation(name).map(|t| (name.to_string(), t.label.clone())),
            None => None,
        };
        (self.name, self.label) = said.unwrap_or_default();
        self.chosen = chosen;
    }
}

fn is_the_same_field(a: &Change, b: &Change) -> bool {
    match (a, b) {
        (Change::SetColour { name: a, .. }, Change::SetColour { name: b, .. })
        | (Change::SetLabel { name: a, .. }, Change::SetLabel { name: b, .. })
        | (Change::SetKey { name: a, .. }, Change::SetKey { name: b, .. })
        | (Change::SetRules { name: a, .. }, Change::SetRules { name: b, .. }) => a == b,
        _ => false,
    }
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

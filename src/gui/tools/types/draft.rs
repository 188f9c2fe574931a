//! Changes of types that are not made yet, and what is typed to make more of them.

use std::sync::Arc;

use super::said;
use crate::domain::Schema;
use crate::schema::{self, Change, Impact, Occurrences};
use crate::session::{DocumentId, OpenDocument};

/// The type that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    Entity(Arc<str>),
    Relation(Arc<str>),
}

#[derive(Default)]
pub(super) struct Draft {
    /// The document that it is of.
    pub of: Option<DocumentId>,
    /// The types as they would be.
    pub types: Schema,
    /// The types that it began with.
    pub before: Schema,
    pub changes: Vec<Change>,
    /// How often the changes became others; what was found about them is out of date then.
    pub revision: u64,
    pub chosen: Option<Chosen>,
    /// What is being typed as the chosen type's name and label.
    pub name: String,
    pub label: String,
    pub new_name: String,
    /// What the changes mean, and of which content and how many changes.
    pub impact: Option<(u64, usize, Impact)>,
    /// What occurs in the document, and of which content.
    pub occurs: Option<(u64, Occurrences)>,
}

impl Draft {
    /// Begins with a document's types.
    pub fn new(of: DocumentId, types: &Schema) -> Self {
        Self { of: Some(of), types: types.clone(), before: types.clone(), ..Self::default() }
    }

    /// Counts what occurs in the document, unless it is counted.
    pub fn count(&mut self, open: &OpenDocument) {
        let content = open.content();
        if self.occurs.as_ref().is_none_or(|(of, _)| *of != content) {
            let mut occurs = Occurrences::default();
            occurs.add(&open.document, &open.visibility);
            self.occurs = Some((content, occurs));
        }
    }

    pub fn add(&mut self, change: Change) {
        schema::apply(&mut self.types, &change);
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
        self.revision += 1;
        let gone = match &self.chosen {
            Some(Chosen::Entity(name)) => self.types.entity(name).is_none(),
            Some(Chosen::Relation(name)) => self.types.relation(name).is_none(),
            None => false,
        };
        if gone {
            self.chosen = None;
        }
    }

    /// Takes the last change back; the types are those of the document.
    pub fn take_back(&mut self, types: &Schema) {
        self.changes.pop();
        self.revision += 1;
        self.types = types.clone();
        for change in &self.changes {
            schema::apply(&mut self.types, change);
        }
        self.impact = None;
        self.choose(None);
    }

    pub fn choose(&mut self, chosen: Option<Chosen>) {
        let typed = match &chosen {
            Some(Chosen::Entity(name)) => self.types.entity(name).map(|t| (name.to_string(), t.label.clone())),
            Some(Chosen::Relation(name)) => self.types.relation(name).map(|t| (name.to_string(), t.label.clone())),
            None => None,
        };
        (self.name, self.label) = typed.unwrap_or_default();
        self.chosen = chosen;
    }

    /// Takes over what occurs as what is allowed: types that are missing, and rules that fit exactly.
    pub fn allow(&mut self, occurs: &Occurrences) {
        let inferred = occurs.schema(&self.types);
        for kind in &inferred.entities {
            if self.types.entity(&kind.name).is_none() {
                self.add(Change::AddEntity { name: kind.name.clone(), parent: kind.parent.clone() });
            }
        }
        for kind in inferred.relations {
            let (name, rules, symmetric) = (kind.name, kind.rules, kind.symmetric);
            match self.types.relation(&name) {
                None => self.add(Change::AddRelation { name, rules, symmetric }),
                Some(known) if known.rules != rules => self.add(Change::SetRules { name, rules, symmetric }),
                Some(_) => {}
            }
        }
    }

    /// What the step is called that makes the changes.
    pub fn step_label(&self, known: &Schema) -> String {
        match self.changes.as_slice() {
            [only] => said(only, known),
            _ => "Change types".to_owned(),
        }
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

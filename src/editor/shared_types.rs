//! Which types a document offers besides its own, and in which order: hot keys and colours follow from the order, so it
//! must be the same in every document and after every restart.
//!
//! Where an `annotation.conf` declares the types, that is all there is. Everywhere else a document offers the model's
//! types and, in an opened folder, those of its other documents; the order is that in which relata has first seen them.

use std::sync::Arc;

use super::state::State;
use crate::domain::Schema;
use crate::session::{DocumentId, TypeOrder};

/// What was shared out last; nothing is done as long as it stays the same.
#[derive(Debug, Default, PartialEq)]
pub struct Shared {
    documents: Vec<(DocumentId, (usize, usize))>,
    model: (usize, usize),
    folder: u64,
}

impl State {
    /// Gives every open document its types. Once a frame; costs nothing when none is new.
    pub fn share_types(&mut self) {
        let size = |schema: &Schema| (schema.entities.len(), schema.relations.len());
        let now = |state: &Self| Shared {
            documents: state.documents.iter().map(|d| (d.id, size(&d.document.schema))).collect(),
            model: size(&state.model_schema),
            folder: state.folder_revision,
        };
        if self.types_shared == now(self) {
            return;
        }
        if self.types_shared.folder != self.folder_revision {
            self.folder_types = Schema::default();
        }
        let folder = self.folder.as_ref().map(|(folder, _)| folder.clone());
        let inside = |path: Option<&std::path::Path>| {
            folder.as_ref().zip(path).is_some_and(|(folder, path)| path.starts_with(folder))
        };
        let order = &mut self.settings.types;
        learn(order, &self.model_schema);
        for open in self.documents.iter().filter(|open| !open.document.schema.declared) {
            learn(order, &open.document.schema);
            if inside(open.path()) {
                self.folder_types.merge(&open.document.schema);
            }
        }
        let mut changed = false;
        for open in &mut self.documents {
            let is_inside = inside(open.path());
            let schema = &mut open.document.schema;
            let before = names(schema);
            if schema.declared {
                schema.take_labels(&self.model_schema);
            } else {
                schema.merge(&self.model_schema);
                if is_inside {
                    schema.merge(&self.folder_types);
                }
                schema.order_by(&order.entities, &order.relations);
            }
            changed |= before != names(schema);
        }
        self.filter_revision += u64::from(changed);
        self.types_shared = now(self);
    }
}

fn names(schema: &Schema) -> (Vec<Arc<str>>, Vec<Arc<str>>) {
    (
        schema.entities.iter().map(|t| t.name.clone()).collect(),
        schema.relations.iter().map(|t| t.name.clone()).collect(),
    )
}

/// Adds what is new at the end.
fn learn(order: &mut TypeOrder, schema: &Schema) {
    let entities = schema.entities.iter().map(|kind| &*kind.name);
    let relations = schema.relations.iter().map(|kind| &*kind.name);
    order.learn(entities, relations);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EntityType, RelationType};
    use crate::session::OpenDocument;

    fn schema(entities: &[&str], relations: &[&str]) -> Schema {
        Schema {
            entities: entities.iter().map(|name| EntityType::named(*name)).collect(),
            relations: relations.iter().map(|name| RelationType::named(*name)).collect(),
            ..Schema::default()
        }
    }

    fn offered(state: &State, id: DocumentId) -> Vec<String> {
        let schema = &state.document(id).expect("open").document.schema;
        schema.entities.iter().map(|kind| kind.name.to_string()).collect()
    }

    fn add(state: &mut State, ann: &str) -> DocumentId {
        let id = state.fresh_id();
        state.add(OpenDocument::from_standoff(id, "d", "Anna met Boris", ann.as_bytes()))
    }

    #[test]
    fn types_keep_their_places_whatever_is_opened_first() {
        let mut state = State { model_schema: schema(&["Loc", "Org", "Peop"], &["Kill"]), ..State::default() };
        let first = add(&mut state, "T1\tPeop 0 4\tAnna\nT2\tShip 9 14\tBoris\n");
        state.share_types();
        assert_eq!(offered(&state, first), ["Loc", "Org", "Peop", "Ship"]);
        // The next run opens another document first, and the model comes later.
        let mut again = State { settings: state.settings.clone(), ..State::default() };
        let other = add(&mut again, "T1\tShip 0 4\tAnna\nT2\tAge 5 8\tmet\nT3\tPeop 9 14\tBoris\n");
        again.share_types();
        assert_eq!(offered(&again, other), ["Peop", "Ship", "Age"]);
        again.model_schema = state.model_schema.clone();
        again.share_types();
        assert_eq!(offered(&again, other), ["Loc", "Org", "Peop", "Ship", "Age"]);
    }

    #[test]
    fn declared_types_are_left_alone() {
        let mut state = State { model_schema: schema(&["Loc", "Peop"], &["Kill"]), ..State::default() };
        let id = state.fresh_id();
        let mut open = OpenDocument::from_text(id, "d", "Anna", true);
        open.document.schema = Schema { declared: true, ..schema(&["PERSON"], &["MEETS"]) };
        state.add(open);
        state.share_types();
        assert_eq!(offered(&state, id), ["PERSON"]);
        assert!(!state.settings.types.entities.contains(&"PERSON".to_owned()));
    }
}

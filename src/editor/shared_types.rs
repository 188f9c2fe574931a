//! Which types a document offers besides its own, and in which order: hot keys and colours follow from the order, so it
//! must be the same in every document and after every restart.
//!
//! Where an `annotation.conf` declares the types, that is all there is. Everywhere else a document offers the model's
//! types and, in an opened folder, those of its other documents; the order is that in which relata has first seen them.

use std::path::Path;
use std::sync::Arc;

use super::folder::OpenedFolder;
use crate::domain::Schema;
use crate::session::{DocumentId, OpenDocument, TypeOrder};

/// What was shared out last; nothing is done as long as it stays the same.
#[derive(Debug, Default, PartialEq)]
pub struct Shared {
    documents: Vec<(DocumentId, (usize, usize))>,
    model: (usize, usize),
    folder: u64,
}

/// The types that documents are offered besides their own.
#[derive(Default)]
pub struct OfferedTypes {
    /// The loaded model's; they complete every document's schema.
    pub model: Schema,
    /// Those of the folder's documents, as far as they were opened and no `annotation.conf` declares them.
    folder: Schema,
    shared: Shared,
}

impl OfferedTypes {
    /// Gives every open document its types; true when one was given others. Costs nothing when none is new.
    pub fn share(&mut self, documents: &mut [OpenDocument], folder: &OpenedFolder, order: &mut TypeOrder) -> bool {
        let size = |schema: &Schema| (schema.entities.len(), schema.relations.len());
        let now = |documents: &[OpenDocument], model: &Schema| Shared {
            documents: documents.iter().map(|d| (d.id, size(&d.document.schema))).collect(),
            model: size(model),
            folder: folder.revision,
        };
        if self.shared == now(documents, &self.model) {
            return false;
        }
        if self.shared.folder != folder.revision {
            self.folder = Schema::default();
        }
        let inside = |path: Option<&Path>| folder.root().zip(path).is_some_and(|(root, path)| path.starts_with(root));
        learn(order, &self.model);
        for open in documents.iter().filter(|open| !open.document.schema.declared) {
            learn(order, &open.document.schema);
            if inside(open.path()) {
                self.folder.merge(&open.document.schema);
            }
        }
        let mut changed = false;
        for open in documents.iter_mut() {
            let is_inside = inside(open.path());
            let schema = &mut open.document.schema;
            let before = names(schema);
            if schema.declared {
                schema.take_labels(&self.model);
            } else {
                schema.merge(&self.model);
                if is_inside {
                    schema.merge(&self.folder);
                }
                schema.order_by(&order.entities, &order.relations);
            }
            changed |= before != names(schema);
        }
        self.shared = now(documents, &self.model);
        changed
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
    use crate::editor::Editor;

    fn schema(entities: &[&str], relations: &[&str]) -> Schema {
        Schema {
            entities: entities.iter().map(|name| EntityType::named(*name)).collect(),
            relations: relations.iter().map(|name| RelationType::named(*name)).collect(),
            ..Schema::default()
        }
    }

    fn offered(editor: &Editor, id: DocumentId) -> Vec<String> {
        let schema = &editor.document(id).expect("open").document.schema;
        schema.entities.iter().map(|kind| kind.name.to_string()).collect()
    }

    fn add(editor: &mut Editor, ann: &str) -> DocumentId {
        let id = editor.fresh_id();
        editor.add(OpenDocument::from_standoff(id, "d", "Anna met Boris", ann.as_bytes()))
    }

    #[test]
    fn types_keep_their_places_whatever_is_opened_first() {
        let mut editor = Editor::default();
        editor.legend.offered.model = schema(&["Loc", "Org", "Peop"], &["Kill"]);
        let first = add(&mut editor, "T1\tPeop 0 4\tAnna\nT2\tShip 9 14\tBoris\n");
        editor.share_types();
        assert_eq!(offered(&editor, first), ["Loc", "Org", "Peop", "Ship"]);
        // The next run opens another document first, and the model comes later.
        let mut again = Editor::new(editor.settings.clone(), None, crate::session::Workspace::default());
        let other = add(&mut again, "T1\tShip 0 4\tAnna\nT2\tAge 5 8\tmet\nT3\tPeop 9 14\tBoris\n");
        again.share_types();
        assert_eq!(offered(&again, other), ["Peop", "Ship", "Age"]);
        again.legend.offered.model = editor.legend.offered.model.clone();
        again.share_types();
        assert_eq!(offered(&again, other), ["Loc", "Org", "Peop", "Ship", "Age"]);
    }

    #[test]
    fn declared_types_are_left_alone() {
        let mut editor = Editor::default();
        editor.legend.offered.model = schema(&["Loc", "Peop"], &["Kill"]);
        let id = editor.fresh_id();
        let mut open = OpenDocument::from_text(id, "d", "Anna", true);
        open.document.schema = Schema { declared: true, ..schema(&["PERSON"], &["MEETS"]) };
        editor.add(open);
        editor.share_types();
        assert_eq!(offered(&editor, id), ["PERSON"]);
        assert!(!editor.settings.types.entities.contains(&"PERSON".to_owned()));
    }
}

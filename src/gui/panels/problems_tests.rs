use egui_kittest::kittest::{NodeT, Queryable};

use crate::domain::RelationId;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, act, settle, window_with};
use crate::gui::{Action, Selection};

const CONF: &str = "[entities]\nPeop\nLoc\n[relations]\nLive_In\tArg1:Peop, Arg2:Loc\n[attributes]\nFamous\tArg:Peop\n";
const ANN: &str = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nR1\tLive_In Arg1:T1 Arg2:T2\nR2\tHaunts Arg1:T2 Arg2:T1\n\
    odd line\n";

fn opened() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a", "b"] {
        std::fs::write(folder.path().join(format!("{name}.txt")), "Anna met Boris.\n").expect("writable");
        std::fs::write(folder.path().join(format!("{name}.ann")), ANN).expect("writable");
    }
    std::fs::write(folder.path().join("annotation.conf"), CONF).expect("writable");
    let paths = vec![folder.path().to_owned()];
    let harness = window_with([1280.0, 900.0], Start { paths, ..Start::default() });
    (folder, harness)
}

fn listed(harness: &Window, name: &str) -> String {
    harness.get_by_label(name).accesskit_node().description().unwrap_or_default()
}

fn relation(harness: &Window, kind: &str) -> RelationId {
    let open = harness.state().editor.current().expect("a document");
    open.document.annotations.relations().find(|r| &*r.kind == kind).expect("there").id
}

#[test]
fn the_list_and_the_inspector_show_what_the_checker_finds() {
    let (_folder, mut harness) = opened();
    assert_eq!(listed(&harness, "Document a"), "2 entities, 2 relations · 3 problems");
    assert!(harness.query_by_label_contains("odd line").is_some(), "how the file was read");
    assert!(harness.query_by_label_contains("R2: annotation.conf does not know the relation type Haunts").is_some());
    // A click shows the place, and what is wrong with it.
    harness.get_by_label_contains("R1: annotation.conf allows no Live_In from Peop to Peop").click();
    settle(&mut harness);
    assert_eq!(harness.state().editor.selection, Selection::Relation(relation(&harness, "Live_In")));
    assert!(harness.query_by_label_contains("R1: annotation.conf allows no Live_In from Peop to Peop").is_some());
    let gone = relation(&harness, "Live_In");
    act(&mut harness, Action::Delete(gone.into()));
    settle(&mut harness);
    assert_eq!(listed(&harness, "Document • a"), "2 entities, 1 relation · 2 problems", "as it stands now");
}

#[test]
fn a_relation_type_that_nobody_declared_is_marked_in_text_and_map() {
    let (_folder, mut harness) = opened();
    let mark = "not allowed by the schema";
    assert!(harness.query_by_label_contains(&format!("Haunts: Boris → Anna, {mark}")).is_some(), "on the map");
    let haunts = relation(&harness, "Haunts");
    act(&mut harness, Action::Select(Selection::Relation(haunts)));
    settle(&mut harness);
    let arcs: Vec<String> = harness
        .query_all_by_label_contains("Relation: Boris Haunts Anna")
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    assert!(arcs.iter().any(|label| label.ends_with(mark)), "{arcs:?}");
}

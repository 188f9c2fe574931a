use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::domain::*;
use crate::gui::graph_view::fixture::{self, Fixture};
use crate::text::Span;

fn scope<'a>(visibility: &'a Visibility, none: &'a BTreeSet<Arc<str>>) -> MapScope<'a> {
    MapScope { visibility, hidden: none, hidden_relations: none, single_mentions: false, unconnected: false }
}

fn labels(model: &MapModel) -> Vec<(String, usize)> {
    model.graph.node_weights().map(|n| (n.label.clone(), n.mentions.len())).collect()
}

#[test]
fn mentions_of_one_name_and_type_are_one_concept() {
    let document = fixture::oswald();
    let (visibility, none) = (Visibility::default(), BTreeSet::new());
    let mut model = MapModel::default();
    model.sync(&document, scope(&visibility, &none));
    let labels = labels(&model);
    assert!(labels.contains(&("Lee Harvey Oswald".to_owned(), 4)), "{labels:?}");
    assert!(labels.contains(&("Kennedy".to_owned(), 2)), "{labels:?}");
    let kill = model.edges().find(|(_, _, _, bundle)| &*bundle.kind == "Kill").expect("edge");
    assert_eq!(kill.3.relations.len(), 2, "two sentences say so, one edge shows it");
    assert!(kill.3.confirmed);
    assert_eq!(kill.3.score, Some(0.93));
}

#[test]
fn equiv_and_normalization_merge_within_a_type_and_null_does_not() {
    let mut f = Fixture::new("JFK Kennedy Dallas Moscow Texas");
    let jfk = f.mention("JFK", "Peop");
    let kennedy = f.mention("Kennedy", "Peop");
    let (dallas, moscow, texas) = (f.mention("Dallas", "Loc"), f.mention("Moscow", "Loc"), f.mention("Texas", "Loc"));
    f.extra(&[jfk, kennedy, texas], ExtraBody::Equiv { name: "Equiv".into() });
    let normalization = |reference: &str| ExtraBody::Normalization {
        name: "Reference".into(),
        reference: reference.into(),
        text: String::new(),
    };
    for id in [dallas, moscow] {
        f.extra(&[id], normalization("Wikidata:NULL"));
    }
    for id in [texas, moscow] {
        f.extra(&[id], normalization("Wikidata:Q1"));
    }
    let (visibility, none) = (Visibility::default(), BTreeSet::new());
    let mut model = MapModel::default();
    model.sync(&f.document, MapScope { unconnected: true, ..scope(&visibility, &none) });
    assert_eq!(model.node_of_mention(jfk), model.node_of_mention(kennedy));
    assert_eq!(model.node_of_mention(texas), model.node_of_mention(moscow));
    assert_ne!(model.node_of_mention(texas), model.node_of_mention(jfk), "types never merge");
    assert_ne!(model.node_of_mention(dallas), model.node_of_mention(moscow));
    model.sync(&f.document, MapScope { unconnected: true, single_mentions: true, ..scope(&visibility, &none) });
    assert_eq!(model.graph.node_count(), 5);
}

#[test]
fn symmetric_relations_ignore_direction_and_others_do_not() {
    let mut f = Fixture::new("Ann Bob");
    let (ann, bob) = (f.mention("Ann", "Peop"), f.mention("Bob", "Peop"));
    f.relation(ann, bob, "Spouse", Origin::Human);
    f.relation(bob, ann, "Spouse", Origin::Human);
    f.relation(ann, bob, "Likes", Origin::Human);
    f.relation(bob, ann, "Likes", Origin::Human);
    if let Some(kind) = f.document.schema.relations.iter_mut().find(|t| &*t.name == "Spouse") {
        kind.symmetric = true;
    }
    let (visibility, none) = (Visibility::default(), BTreeSet::new());
    let mut model = MapModel::default();
    model.sync(&f.document, scope(&visibility, &none));
    let count = |kind: &str| model.edges().filter(|(_, _, _, b)| &*b.kind == kind).count();
    assert_eq!((count("Spouse"), count("Likes")), (1, 2));
}

#[test]
fn the_threshold_and_hidden_types_decide_what_is_there() {
    let document = fixture::oswald();
    let none = BTreeSet::new();
    let strict = Visibility { relation: 0.95, ..Visibility::default() };
    let mut model = MapModel::default();
    model.sync(&document, scope(&strict, &none));
    let kinds: Vec<_> = model.edges().map(|(_, _, _, b)| b.kind.to_string()).collect();
    assert!(!kinds.contains(&"Live_In".to_owned()), "{kinds:?}");
    let hidden: BTreeSet<Arc<str>> = BTreeSet::from([Arc::from("Peop")]);
    let visibility = Visibility::default();
    model.sync(&document, MapScope { hidden: &hidden, ..scope(&visibility, &none) });
    assert!(model.graph.node_weights().all(|n| &**n.kind() != "Peop"));
    let hidden: BTreeSet<Arc<str>> = BTreeSet::from([Arc::from("Kill")]);
    model.sync(&document, MapScope { hidden_relations: &hidden, ..scope(&visibility, &none) });
    assert!(model.edges().all(|(_, _, _, b)| &*b.kind != "Kill"));
}

#[test]
fn an_edit_leaves_the_other_nodes_where_they_are() {
    let mut f = Fixture::of(fixture::oswald());
    let (visibility, none) = (Visibility::default(), BTreeSet::new());
    let mut model = MapModel::default();
    model.sync(&f.document, scope(&visibility, &none));
    let before: Vec<_> = model.graph.node_indices().map(|i| (i, model.graph[i].id.clone())).collect();
    let texas = f.mention_at(Span::new(0, 3), "Other");
    let oswald = before.iter().find(|(_, id)| id.key == "lee harvey oswald").expect("node").0;
    let first = model.graph[oswald].mentions[0];
    f.relation(texas, first, "Likes", Origin::Human);
    model.sync(&f.document, scope(&visibility, &none));
    for (index, id) in before {
        assert_eq!(model.graph[index].id, id);
    }
    assert_eq!(model.within(oswald, 0).len(), 1);
    assert!(model.within(oswald, 1).len() < model.graph.node_count());
}

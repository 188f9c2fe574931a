use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::*;
use crate::domain::*;
use crate::map::fixture::{self, Fixture};
use crate::map::{MentionAt, Source};
use crate::text::Span;

fn source<'a>(key: u64, content: u64, document: &'a Document, visibility: &'a Visibility) -> Source<'a> {
    Source { key, content, document, visibility, sentences: &[], within: None }
}

fn scope<'a>(schema: &'a Schema, none: &'a BTreeSet<Arc<str>>) -> MapScope<'a> {
    MapScope { schema, hidden: none, hidden_relations: none, single_mentions: false, unconnected: false }
}

/// The map of one document, of which `change` says what is shown.
fn map(document: &Document, visibility: &Visibility, change: impl Fn(&mut MapScope<'_>)) -> MapModel {
    let none = BTreeSet::new();
    let mut model = MapModel::default();
    let mut scope = scope(&document.schema, &none);
    change(&mut scope);
    model.sync(&[source(1, 0, document, visibility)], scope);
    model
}

fn plain(document: &Document) -> MapModel {
    map(document, &Visibility::default(), |_| {})
}

fn at(id: MentionId) -> MentionAt {
    MentionAt { source: 1, id }
}

fn labels(model: &MapModel) -> Vec<(String, usize)> {
    model.graph.node_weights().map(|n| (n.label.clone(), n.mentions.len())).collect()
}

#[test]
fn mentions_of_one_name_and_type_are_one_concept() {
    let document = fixture::oswald();
    let model = plain(&document);
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
    let model = map(&f.document, &Visibility::default(), |scope| scope.unconnected = true);
    assert_eq!(model.node_of_mention(at(jfk)), model.node_of_mention(at(kennedy)));
    assert_eq!(model.node_of_mention(at(texas)), model.node_of_mention(at(moscow)));
    assert_ne!(model.node_of_mention(at(texas)), model.node_of_mention(at(jfk)), "types never merge");
    assert_ne!(model.node_of_mention(at(dallas)), model.node_of_mention(at(moscow)));
    let model = map(&f.document, &Visibility::default(), |s| (s.unconnected, s.single_mentions) = (true, true));
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
    let model = plain(&f.document);
    let count = |kind: &str| model.edges().filter(|(_, _, _, b)| &*b.kind == kind).count();
    assert_eq!((count("Spouse"), count("Likes")), (1, 2));
}

#[test]
fn the_threshold_and_hidden_types_decide_what_is_there() {
    let document = fixture::oswald();
    let strict = Visibility { relation: 0.95, ..Visibility::default() };
    let model = map(&document, &strict, |_| {});
    let kinds: Vec<_> = model.edges().map(|(_, _, _, b)| b.kind.to_string()).collect();
    assert!(!kinds.contains(&"Live_In".to_owned()), "{kinds:?}");
    let (people, kill): (BTreeSet<Arc<str>>, BTreeSet<Arc<str>>) =
        ([Arc::from("Peop")].into(), [Arc::from("Kill")].into());
    let (visibility, none) = (Visibility::default(), BTreeSet::new());
    let mut model = MapModel::default();
    let sources = [source(1, 0, &document, &visibility)];
    model.sync(&sources, MapScope { hidden: &people, ..scope(&document.schema, &none) });
    assert!(model.graph.node_weights().all(|n| &**n.kind() != "Peop"));
    model.sync(&sources, MapScope { hidden_relations: &kill, ..scope(&document.schema, &none) });
    assert!(model.edges().all(|(_, _, _, b)| &*b.kind != "Kill"));
}

#[test]
fn an_edit_leaves_the_other_nodes_where_they_are() {
    let mut f = Fixture::of(fixture::oswald());
    let (visibility, none) = (Visibility::default(), BTreeSet::new());
    let mut model = MapModel::default();
    model.sync(&[source(1, 0, &f.document, &visibility)], scope(&f.document.schema, &none));
    let before: Vec<_> = model.graph.node_indices().map(|i| (i, model.graph[i].id.clone())).collect();
    let texas = f.mention_at(Span::new(0, 3), "Other");
    let oswald = before.iter().find(|(_, id)| id.key == "lee harvey oswald").expect("node").0;
    let first = model.graph[oswald].mentions[0].id;
    f.relation(texas, first, "Likes", Origin::Human);
    let schema = f.document.schema.clone();
    model.sync(&[source(1, 0, &f.document, &visibility)], scope(&schema, &none));
    assert_eq!(model.graph.node_count(), before.len(), "the same content is not read again");
    model.sync(&[source(1, 1, &f.document, &visibility)], scope(&schema, &none));
    assert_eq!(model.graph.node_count(), before.len() + 1);
    for (index, id) in before {
        assert_eq!(model.graph[index].id, id);
    }
    assert_eq!(model.within(oswald, 0).len(), 1);
    assert!(model.within(oswald, 1).len() < model.graph.node_count());
}

#[test]
fn a_sentence_is_a_map_of_its_own() {
    let document = fixture::oswald();
    let sentence = fixture::sentences(&document.text)[0];
    let (visibility, none) = (Visibility::default(), BTreeSet::new());
    let mut model = MapModel::default();
    let whole = source(1, 0, &document, &visibility);
    model.sync(&[Source { within: Some(sentence), ..whole }], scope(&document.schema, &none));
    let names: HashSet<String> = model.graph.node_weights().map(|n| n.label.clone()).collect();
    assert_eq!(names, ["Lee Harvey Oswald", "Kennedy", "Dallas", "Texas"].map(String::from).into());
    assert_eq!(model.edges().count(), 3);
}

#[test]
fn documents_share_concepts_and_the_edge_between_them() {
    let (one, two) = (fixture::oswald(), fixture::oswald());
    let (visibility, none) = (Visibility::default(), BTreeSet::new());
    let mut model = MapModel::default();
    let sources = [source(7, 0, &one, &visibility), source(3, 0, &two, &visibility)];
    model.sync(&sources, scope(&one.schema, &none));
    let alone = plain(&one);
    assert_eq!(model.graph.node_count(), alone.graph.node_count());
    let kill = model.edges().find(|(_, _, _, bundle)| &*bundle.kind == "Kill").expect("edge").3;
    assert_eq!(kill.relations.iter().map(|at| at.source).collect::<Vec<_>>(), [7, 7, 3, 3]);
    let oswald = model.graph.node_weights().find(|n| n.label == "Lee Harvey Oswald").expect("there");
    assert_eq!(oswald.mentions.len(), 8);
}

#[test]
fn folding_hides_what_hangs_on_a_concept() {
    // hub – a – b – c, hub – d, hub – e, and a pair of its own.
    let mut f = Fixture::new("hub a1 b1 c1 d1 e1 x1 y1");
    let ids: Vec<MentionId> = f.document.text.clone().split(' ').map(|name| f.mention(name, "N")).collect();
    for (head, tail) in [(0, 1), (1, 2), (2, 3), (0, 4), (0, 5), (6, 7)] {
        f.relation(ids[head], ids[tail], "to", Origin::Human);
    }
    let model = plain(&f.document);
    let node = |place: usize| model.node_of_mention(at(ids[place])).expect("there");
    let id = |place: usize| model.node(node(place)).expect("there").id.clone();
    let hidden = |folds: &Folds, root| {
        let folded = folds.of(&model, root);
        let mut places: Vec<usize> = (0..8).filter(|place| folded.hidden.contains(&node(*place))).collect();
        places.sort_unstable();
        (places, folded.behind)
    };
    let mut folds = Folds::default();
    assert!(hidden(&folds, None).0.is_empty());
    folds.toggle(&id(1));
    let (places, behind) = hidden(&folds, None);
    assert_eq!((places, behind.get(&node(1))), (vec![2, 3], Some(&2)));
    assert_eq!(hidden(&folds, Some(node(3))).0, [0, 4, 5], "seen from the other side, the hub hangs on it");
    folds.toggle(&id(2));
    assert_eq!(hidden(&folds, None).1.len(), 1, "a fold inside a fold says nothing");
    folds.toggle(&id(1));
    folds.toggle(&id(2));
    assert!(folds.is_empty());
    folds.leaves = true;
    let (places, behind) = hidden(&folds, None);
    assert_eq!((places, behind.get(&node(0))), (vec![3, 4, 5], Some(&2)), "a pair has no leaves");
    folds.leaves = false;
    folds.toggle(&id(0));
    assert_eq!(hidden(&folds, None).0, [1, 2, 3, 4, 5]);
}

#[test]
fn what_the_schema_forbids_is_marked_and_undeclared_pairs_are_not() {
    let mut f = Fixture::new("Ann Rome Bob");
    let (ann, rome, bob) = (f.mention("Ann", "Peop"), f.mention("Rome", "Loc"), f.mention("Bob", "Peop"));
    f.relation(ann, rome, "Lives", Origin::Human);
    f.relation(rome, bob, "Lives", Origin::Human);
    f.relation(rome, ann, "Likes", Origin::Human);
    let rule = RelationRule { heads: ["Peop".into()].into(), tails: ["Loc".into()].into() };
    f.document.schema.relations.iter_mut().filter(|t| &*t.name == "Lives").for_each(|t| t.rules.push(rule.clone()));
    let model = plain(&f.document);
    let marked: Vec<(String, bool)> = model
        .edges()
        .map(|(_, head, _, bundle)| (format!("{} {}", model.graph[head].label, bundle.kind), bundle.forbidden))
        .collect();
    assert_eq!(
        marked.iter().filter(|(_, forbidden)| *forbidden).map(|(name, _)| name).collect::<Vec<_>>(),
        ["Rome Lives"]
    );
}

#[test]
fn relations_and_attributes_of_events_are_on_the_map() {
    let mut f = Fixture::new("Rain caused floods");
    let (rain, caused, floods) = (f.mention("Rain", "N"), f.mention("caused", "Causing"), f.mention("floods", "N"));
    let event = f.document.annotations.fresh_extra();
    let mut insert = |id: ExtraId, targets: Vec<ItemId>, body: ExtraBody| {
        let targets = targets.into_iter().map(Target::Item).collect();
        f.document.apply(vec![Edit::Insert(Extra { id, targets, body }.into())]).expect("all there");
    };
    let body = ExtraBody::Event { event_type: "Causing".into(), has_trigger: true, roles: Vec::new() };
    insert(event, vec![caused.into()], body);
    let (second, third) = (ExtraId(event.0 + 1), ExtraId(event.0 + 2));
    let roles = vec!["Arg2".to_owned(), "Arg1".to_owned()];
    insert(second, vec![floods.into(), event.into()], ExtraBody::Relation { relation_type: "Of".into(), roles });
    insert(third, vec![event.into()], ExtraBody::Attribute { name: "Certainty".into(), value: Some("Low".into()) });
    f.relation(rain, floods, "Near", Origin::File);
    let (visibility, none) = (Visibility::default(), BTreeSet::new());
    let mut model = MapModel::default();
    let source = source(1, 0, &f.document, &visibility);
    model.sync(&[source], scope(&f.document.schema, &none));
    let edge = model.edges().find(|(_, _, _, bundle)| &*bundle.kind == "Of").expect("an edge");
    let ends = [edge.1, edge.2].map(|node| model.graph[node].label.clone());
    assert_eq!(ends, ["caused", "floods"], "the roles say which end is the head");
    assert_eq!(model.node(edge.1).expect("there").attributes, ["Certainty: Low"]);
    let line = edge.3.relations[0];
    assert_eq!((line.relation(), line.id), (None, ItemId::from(second)));
    let relation = source.relation(line.id).expect("the line is one");
    assert_eq!((relation.head, relation.tail), (caused, floods));
}

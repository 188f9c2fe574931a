//! From the map to the text: quotations, and what is done to relations there.

use super::*;
use crate::editor::BundleChange;

#[test]
fn a_selection_from_the_text_lights_its_node_and_shows_evidence() {
    let mut harness = oswald();
    let relation = harness.state().document.annotations.relations().next().expect("a relation").clone();
    harness.state_mut().selection = Selection::Mention(relation.head);
    harness.run();
    let view = &harness.state().view;
    assert_eq!(
        view.root,
        view.model.node_of_mention(MentionAt { source: 7, id: relation.head }),
        "also the middle of focus and radial layout"
    );
    harness.state_mut().selection = Selection::Relation(relation.id);
    harness.run();
    let edge =
        harness.state().view.model.edge_of_relation(RelationAt { source: 7, id: relation.id.into() }).expect("shown");
    let count = harness.state().view.model.edge(edge).expect("shown").relations.len();
    assert!(count > 1, "every sentence supports the edge, also when one of its relations is selected");
    assert_eq!(harness.query_all_by_label(&format!("Evidence: {count} quotations")).count(), 1);
}

#[test]
fn evidence_of_other_documents_names_them_and_leads_there() {
    let mut host = host(fixture::oswald(), Theme::LIGHT);
    let mut other = fixture::oswald();
    other.name = "Another source".into();
    host.others.push(other);
    let mut harness = Harness::builder()
        .with_size(vec2(900.0, 900.0))
        .with_step_dt(1.0 / 60.0)
        .with_max_steps(400)
        .build_ui_state(|ui, host: &mut Host| host.ui(ui), host);
    harness.run();
    assert_eq!(label(&harness, "Oswald, "), "Peop: Lee Harvey Oswald, 8 mentions");
    harness.get_by_label("Live In: Lee Harvey Oswald → New Orleans").click();
    harness.run();
    assert_eq!(harness.query_all_by_label("Evidence: 2 quotations").count(), 1);
    assert_eq!(harness.query_all_by_label("Another source").count(), 1);
    harness.get_by_label("Open there").click();
    harness.run();
    let Some(Action::Visit { source, selection, span }) = harness.state().actions.last() else {
        panic!("{:?}", harness.state().actions)
    };
    assert_eq!(*source, 8);
    assert!(matches!(selection, Selection::Relation(_)));
    let place = span.and_then(|span| span.slice(&fixture::oswald().text).map(str::to_owned)).unwrap_or_default();
    assert!(place.contains("Oswald was born in New Orleans"), "{place}");
}

#[test]
fn a_clicked_concept_walks_on_into_other_documents() {
    let mut host = host(fixture::oswald(), Theme::LIGHT);
    host.others.push(fixture::oswald());
    let mut harness = Harness::builder()
        .with_size(vec2(900.0, 900.0))
        .with_max_steps(400)
        .build_ui_state(|ui, host: &mut Host| host.ui(ui), host);
    harness.run();
    let name = label(&harness, "Boston, ");
    harness.get_by_label(&name).click();
    harness.run();
    assert!(matches!(harness.state().actions.last(), Some(Action::Reveal(_))));
    harness.run_steps(40);
    harness.get_by_label(&name).click();
    harness.run();
    assert!(matches!(harness.state().actions.last(), Some(Action::Visit { source: 8, .. })));
}

#[test]
fn a_clicked_edge_quotes_its_sentences_and_offers_corrections() {
    let mut harness = oswald();
    harness.get_by_label("Kill: Lee Harvey Oswald → Kennedy").click();
    harness.run();
    assert!(matches!(&harness.state().selection, Selection::Bundle(ids) if ids.len() == 2));
    assert_eq!(harness.query_all_by_label_contains("Lee Harvey Oswald killed Kennedy").count(), 1);
    assert_eq!(harness.query_all_by_label_contains("Lee Harvey Oswald shot Kennedy in Dallas, Texas.").count(), 1);
    harness.get_by_label("Accept").click();
    harness.run();
    let accepted = harness.state().actions.last().cloned();
    let open = harness.state().document.annotations.relations().find(|r| !r.is_confirmed() && &*r.kind == "Kill");
    let open = open.expect("the prediction").id;
    assert_eq!(accepted, Some(Action::Review { item: ItemId::Relation(open), review: Review::Accepted }));
    for (button, check) in [
        ("Reject", (|a: &Action| matches!(a, Action::Review { review: Review::Rejected, .. })) as fn(&Action) -> bool),
        ("Reverse", |a| matches!(a, Action::Reverse(_))),
        ("Change type…", |a| matches!(a, Action::PickRetype(_))),
        ("Delete", |a| matches!(a, Action::Delete(_))),
    ] {
        harness.get_all_by_label(button).next().expect("button").click();
        harness.run();
        assert!(harness.state().actions.last().is_some_and(check), "{button}");
    }
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(harness.query_all_by_label("Reverse").count(), 0, "Escape closes the evidence");
}

#[test]
fn all_relations_of_an_edge_are_changed_at_once() {
    let mut harness = oswald();
    harness.get_by_label("Kill: Lee Harvey Oswald → Kennedy").click();
    harness.run();
    harness.get_by_label("Reverse all").click();
    harness.run();
    let last = harness.state().actions.last();
    assert!(
        matches!(last, Some(Action::ChangeAll { relations, change: BundleChange::Reverse }) if relations.len() == 2),
        "{last:?}"
    );
}

#[test]
fn what_the_schema_forbids_is_marked_on_its_edge() {
    let mut f = Fixture::new("Ann lives in Rome with Bob.");
    let (ann, rome, bob) = (f.mention("Ann", "Peop"), f.mention("Rome", "Loc"), f.mention("Bob", "Peop"));
    f.relation(ann, rome, "Lives", Origin::Human);
    f.relation(bob, ann, "Lives", Origin::Human);
    let rule = crate::domain::RelationRule { heads: ["Peop".into()].into(), tails: ["Loc".into()].into() };
    f.document.schema.relations.iter_mut().for_each(|kind| kind.rules.push(rule.clone()));
    let harness = harness(f.document, Theme::LIGHT, vec2(900.0, 640.0));
    harness.get_by_label("Lives: Ann → Rome");
    harness.get_by_label("Lives: Bob → Ann, not allowed by the schema");
}

#[test]
fn a_relation_with_an_event_as_an_end_is_shown_with_its_quotation_and_nothing_to_change_it() {
    use crate::domain::{Edit, Extra, ExtraBody, Target};
    let mut f = Fixture::new("The flood was caused by rain.");
    let (flood, caused) = (f.mention("flood", "N"), f.mention("caused", "Causing"));
    let event = f.document.annotations.fresh_extra();
    let mut insert = |id, targets: Vec<ItemId>, body| {
        let targets = targets.into_iter().map(Target::Item).collect();
        f.document.apply(vec![Edit::Insert(Extra { id, targets, body }.into())]).expect("all there");
    };
    insert(
        event,
        vec![caused.into()],
        ExtraBody::Event { event_type: "Causing".into(), has_trigger: true, roles: vec![] },
    );
    let roles = vec!["Arg1".to_owned(), "Arg2".to_owned()];
    let line = crate::domain::ExtraId(event.0 + 1);
    insert(line, vec![event.into(), flood.into()], ExtraBody::Relation { relation_type: "Of".into(), roles });
    let negation = ExtraBody::Attribute { name: "Negation".into(), value: None };
    insert(crate::domain::ExtraId(event.0 + 2), vec![event.into()], negation);
    let mut harness = harness(f.document, Theme::LIGHT, vec2(900.0, 900.0));
    assert_eq!(label(&harness, "Causing: "), "Causing: caused, 1 mention, Negation");
    harness.get_by_label("Of: caused → flood").click();
    harness.run();
    harness.get_by_label("Evidence: 1 quotation");
    harness.get_by_label("Show in text");
    assert_eq!(harness.query_all_by_label("Delete").count(), 0);
}

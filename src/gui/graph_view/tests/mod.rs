//! The map as people and screen readers meet it: found by role and label, driven by clicks and keys.

mod export;
mod looks;

use std::collections::BTreeSet;

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::{GraphView, GraphViewInput};
use crate::domain::{Document, ItemId, Origin, Review, Visibility};
use crate::gui::action::{Action, BundleChange};
use crate::gui::{Selection, Theme};
use crate::map::fixture::{self, Fixture};
use crate::map::layout::LayoutKind;
use crate::map::{MentionAt, RelationAt, Source};
use crate::text::Span;

/// An app of nothing but the map; it applies selections, as the real one does, and keeps all actions.
struct Host {
    view: GraphView,
    document: Document,
    /// Other documents of the folder.
    others: Vec<Document>,
    selection: Selection,
    theme: Theme,
    content: u64,
    sentences: Vec<Span>,
    actions: Vec<Action>,
}

impl Host {
    /// Calls `use_it` with what the app would give the map.
    fn with_input<R>(&self, use_it: impl FnOnce(&GraphViewInput<'_>) -> R) -> R {
        let (none, visibility) = (BTreeSet::new(), Visibility::default());
        let source = Source {
            key: 7,
            content: self.content,
            document: &self.document,
            visibility: &visibility,
            sentences: &self.sentences,
            within: None,
        };
        let others =
            self.others.iter().zip(8..).map(|(document, key)| Source { key, document, sentences: &[], ..source });
        let sources: Vec<Source<'_>> = std::iter::once(source).chain(others).collect();
        use_it(&GraphViewInput {
            document: &self.document,
            current: 7,
            sources: &sources,
            schema: &self.document.schema,
            title: &self.document.name,
            selection: &self.selection,
            theme: self.theme,
            hidden: &none,
            hidden_relations: &none,
            hovered: None,
            key: 7,
            content: self.content,
            reading: None,
        })
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        let mut view = std::mem::take(&mut self.view);
        let actions = self.with_input(|input| view.ui(ui, input));
        self.view = view;
        for action in actions {
            if let Action::Select(selection) = &action {
                self.selection = selection.clone();
            }
            self.actions.push(action);
        }
    }
}

fn host(document: Document, theme: Theme) -> Host {
    Host {
        view: GraphView::default(),
        sentences: fixture::sentences(&document.text),
        document,
        others: Vec::new(),
        selection: Selection::None,
        theme,
        content: 1,
        actions: Vec::new(),
    }
}

fn harness(document: Document, theme: Theme, size: egui::Vec2) -> Harness<'static, Host> {
    let host = host(document, theme);
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(if theme.dark { egui::Theme::Dark } else { egui::Theme::Light })
        .with_step_dt(1.0 / 60.0)
        .with_max_steps(400)
        .build_ui_state(|ui, host: &mut Host| host.ui(ui), host);
    harness.run();
    harness
}

fn oswald() -> Harness<'static, Host> {
    harness(fixture::oswald(), Theme::LIGHT, vec2(900.0, 640.0))
}

fn label(harness: &Harness<'_, Host>, part: &str) -> String {
    let node = harness.get_by(|node| node.role() == Role::Button && node.label().is_some_and(|l| l.contains(part)));
    node.accesskit_node().label().unwrap_or_default().to_string()
}

#[test]
fn a_clicked_concept_is_selected_and_shown_in_the_text() {
    let mut harness = oswald();
    let name = label(&harness, "Oswald, ");
    assert_eq!(name, "Peop: Lee Harvey Oswald, 4 mentions");
    harness.get_by_label(&name).click();
    harness.run();
    let spans: Vec<_> = {
        let host = harness.state();
        let annotations = &host.document.annotations;
        let Selection::Concept(mentions) = &host.selection else { panic!("{:?}", host.selection) };
        assert_eq!(mentions.len(), 4);
        let mut spans: Vec<_> = mentions.iter().filter_map(|id| annotations.mention(*id)).map(|m| m.cover()).collect();
        spans.sort();
        spans
    };
    assert_eq!(harness.state().actions.last(), Some(&Action::Reveal(spans[0])));
    harness.run_steps(40);
    harness.get_by_label(&name).click();
    harness.run();
    assert_eq!(harness.state().actions.last(), Some(&Action::Reveal(spans[1])), "again: the next mention");
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
fn a_map_at_rest_asks_for_no_frame() {
    let mut harness = oswald();
    assert!(!harness.state().view.is_moving());
    harness.run_steps(3);
    let delay = harness.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min();
    assert_eq!(delay, Some(std::time::Duration::MAX), "nothing moves, nothing is painted");
}

#[test]
fn an_edit_leaves_every_node_where_it_is() {
    let mut harness = oswald();
    let places = |harness: &Harness<'_, Host>| {
        let view = &harness.state().view;
        let name = |node| view.model.node(node).map(|c| c.id.clone());
        let mut places: Vec<_> = view.board.places.iter().map(|(n, p)| (name(*n), p.pos)).collect();
        places.sort_by(|a, b| a.0.cmp(&b.0));
        places
    };
    let before = places(&harness);
    let host = harness.state_mut();
    let mut f = Fixture::of(host.document.clone());
    let (commission, oswald) = (f.mention("commission", "Org"), f.nth("Lee Harvey Oswald", 0, "Other"));
    f.relation(commission, oswald, "Accuse", Origin::Human);
    host.document = f.document;
    host.content += 1;
    harness.run();
    let after = places(&harness);
    assert_eq!(after.len(), before.len() + 2);
    assert!(before.iter().all(|place| after.contains(place)));
}

fn centre(harness: &Harness<'_, Host>, part: &str) -> Pos2 {
    harness.get_by_label(&label(harness, part)).rect().center()
}

fn drag(harness: &mut Harness<'_, Host>, from: Pos2, to: Pos2, button: PointerButton, modifiers: Modifiers) {
    let press = |pos, pressed| egui::Event::PointerButton { pos, button, pressed, modifiers };
    harness.hover_at(from);
    harness.run();
    harness.event_modifiers(press(from, true), modifiers);
    harness.step();
    for share in [0.2, 0.6, 1.0] {
        harness.event_modifiers(egui::Event::PointerMoved(from.lerp(to, share)), modifiers);
        harness.step();
    }
    harness.event_modifiers(press(to, false), modifiers);
    harness.run();
}

#[test]
fn dragging_with_shift_or_the_right_button_draws_a_relation() {
    for (button, modifiers) in [(PointerButton::Primary, Modifiers::SHIFT), (PointerButton::Secondary, Modifiers::NONE)]
    {
        let mut harness = oswald();
        let (from, to) = (centre(&harness, "Jack Ruby, "), centre(&harness, "Dallas, "));
        drag(&mut harness, from, to, button, modifiers);
        let Some(Action::PickRelationType { head, tail }) = harness.state().actions.last() else {
            panic!("{:?}", harness.state().actions)
        };
        let document = &harness.state().document;
        let text = |id| document.annotations.mention(id).map(|m| m.text(&document.text)).unwrap_or_default();
        assert_eq!((text(*head).as_str(), text(*tail).as_str()), ("Jack Ruby", "Dallas"));
    }
}

#[test]
fn a_dragged_node_stays_where_it_is_put_and_the_rest_stays_too() {
    let mut harness = oswald();
    let (boston, ruby) = (centre(&harness, "Boston, "), centre(&harness, "Jack Ruby, "));
    let zoom = harness.state().view.camera.zoom;
    drag(&mut harness, boston, boston + vec2(30.0, 40.0), PointerButton::Primary, Modifiers::NONE);
    assert_eq!(harness.state().view.camera.zoom, zoom);
    assert!(centre(&harness, "Boston, ").distance(boston + vec2(30.0, 40.0)) < 1.0);
    assert!(centre(&harness, "Jack Ruby, ").distance(ruby) < 1.0);
}

#[test]
fn keys_walk_select_pin_and_fit() {
    let mut harness = oswald();
    harness.get_by_label("Mind map").focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.key_press(Key::P);
    harness.key_press(Key::Enter);
    harness.run();
    assert!(matches!(harness.state().selection, Selection::Concept(_)));
    assert_eq!(harness.state().view.board.places.values().filter(|place| place.pinned).count(), 1);
    let first = harness.state().view.cursor;
    harness.key_press(Key::ArrowLeft);
    harness.run();
    assert_ne!(harness.state().view.cursor, first);
    harness.key_press(Key::Plus);
    harness.run();
    assert!(!harness.state().view.camera.auto);
    harness.key_press(Key::F);
    harness.run();
    assert!(harness.state().view.camera.auto);
}

#[test]
fn the_wheel_zooms_around_the_pointer() {
    let mut harness = oswald();
    let at = centre(&harness, "Boston, ");
    harness.hover_at(at);
    harness.run();
    let before = harness.state().view.camera.zoom;
    let wheel = egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, 60.0),
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::NONE,
    };
    harness.event(wheel);
    harness.run();
    assert!(harness.state().view.camera.zoom > before * 1.1);
    assert!(centre(&harness, "Boston, ").distance(at) < 2.0);
}

#[test]
fn search_finds_and_focus_hides() {
    let mut harness = oswald();
    harness.get_by_label("Search the map").click();
    harness.run();
    harness.get_by_label("Search the map").type_text("andrew");
    harness.run();
    assert_eq!(harness.state().view.matches().len(), 2);
    harness.state_mut().view.options.search.clear();
    let name = label(&harness, "Boston, ");
    harness.get_by_label(&name).click();
    harness.run();
    harness.get_by_label("Focus off ⏷").click();
    harness.run();
    harness.get_by_label("Direct neighbours").click();
    harness.run();
    assert_eq!(harness.state().view.visible().map(|shown| shown.len()), Some(2));
    assert_eq!(harness.query_all_by_label_contains("Jack Ruby").count(), 0);
}

#[test]
fn layouts_switch_and_come_to_rest() {
    let mut harness = oswald();
    let places = |harness: &Harness<'_, Host>| {
        let mut places: Vec<_> = harness.state().view.board.places.iter().map(|(n, p)| (*n, p.pos)).collect();
        places.sort_by_key(|(node, _)| *node);
        places
    };
    let force = places(&harness);
    harness.get_by_label("Force ⏷").click();
    harness.run();
    harness.get_by_label("Layered").click();
    harness.run();
    assert!(!harness.state().view.is_moving());
    assert_ne!(places(&harness), force);
}

#[test]
fn an_empty_map_says_what_to_do() {
    let mut harness = harness(Document::new("empty", "Nothing here."), Theme::LIGHT, vec2(500.0, 400.0));
    harness.run();
    assert!(harness.state().view.model.is_empty());
    assert_eq!(harness.query_all_by(|node| node.value().is_some_and(|v| v.starts_with("No map yet."))).count(), 1);
    assert!(harness.query_by_label("Mind map").is_some());
}

#[test]
fn the_context_menu_pins_and_the_show_menu_adds_what_stands_alone() {
    let mut harness = oswald();
    let name = label(&harness, "Boston, ");
    harness.get_by_label(&name).click_secondary();
    harness.run();
    harness.get_by_label("Pin").click();
    harness.run();
    assert_eq!(harness.state().view.board.places.values().filter(|place| place.pinned).count(), 1);
    let host = harness.state_mut();
    let mut f = Fixture::of(host.document.clone());
    f.mention("nightclub", "Org");
    (host.document, host.content) = (f.document, host.content + 1);
    harness.run();
    assert_eq!(harness.query_all_by_label_contains("nightclub, 1 mention").count(), 0);
    harness.get_by_label("Show ⏷").click();
    harness.run();
    harness.get_by_label("Unconnected concepts").click();
    harness.run();
    assert_eq!(harness.query_all_by_label_contains("nightclub, 1 mention").count(), 1);
}

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
    let edge = harness.state().view.model.edge_of_relation(RelationAt { source: 7, id: relation.id }).expect("shown");
    let count = harness.state().view.model.edge(edge).expect("shown").relations.len();
    assert!(count > 1, "every sentence supports the edge, also when one of its relations is selected");
    assert_eq!(harness.query_all_by_label(&format!("Evidence: {count} quotations")).count(), 1);
}

#[test]
fn a_button_press_of_a_screen_reader_selects() {
    let mut harness = oswald();
    let name = label(&harness, "Boston, ");
    harness.get_by_label(&name).click_accesskit();
    harness.run();
    assert!(matches!(harness.state().selection, Selection::Concept(_)));
}

#[test]
fn a_concept_is_folded_and_unfolded_with_its_subtree() {
    let mut harness = oswald();
    let count = |harness: &Harness<'_, Host>| harness.query_all_by_label_contains("mention").count();
    let all = count(&harness);
    let name = label(&harness, "Andrew Airlines, ");
    harness.get_by_label(&name).click_secondary();
    harness.run();
    harness.get_by_label("Fold what hangs on it").click();
    harness.run();
    assert_eq!(count(&harness), all - 3, "Boston, Mary Smith and Andrew Jones hang on it");
    let node = harness
        .state()
        .view
        .model
        .graph
        .node_indices()
        .find(|node| harness.state().view.folded.behind.contains_key(node));
    assert_eq!(node.map(|node| harness.state().view.folded.behind[&node]), Some(3));
    harness.get_by_label(&name).click_secondary();
    harness.run();
    harness.get_by_label("Unfold").click();
    harness.run();
    assert_eq!(count(&harness), all);
    harness.get_by_label("Show ⏷").click();
    harness.run();
    harness.get_by_label("Leaves").click();
    harness.run();
    assert!(count(&harness) < all - 3, "leaves are folded");
}

#[test]
fn keys_fold_and_put_in_the_centre() {
    let mut harness = oswald();
    harness.get_by_label("Mind map").focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    let node = harness.state().view.cursor.expect("a cursor");
    harness.key_press(Key::C);
    harness.run();
    assert_eq!((harness.state().view.root, harness.state().view.options.layout), (Some(node), LayoutKind::Radial));
    harness.key_press(Key::H);
    harness.run();
    assert!(!harness.state().view.folded.hidden.is_empty());
}

#[test]
fn the_centre_of_the_radial_layout_is_chosen_in_the_menu() {
    let mut harness = oswald();
    harness.get_by_label("Force ⏷").click();
    harness.run();
    harness.get_by_label_contains("Radial around").click();
    harness.run();
    harness.get_by_role_and_label(Role::RadioButton, "Andrew Airlines").click();
    harness.run();
    let view = &harness.state().view;
    let root = view.root.and_then(|node| view.model.node(node)).map(|concept| concept.label.as_str());
    assert_eq!((root, view.options.layout), (Some("Andrew Airlines"), LayoutKind::Radial));
}

#[test]
fn the_map_of_a_sentence_follows_the_selection() {
    let mut harness = oswald();
    harness.get_by_label("Document ⏷").click();
    harness.run();
    harness.get_by_role_and_label(Role::RadioButton, "Sentence").click();
    harness.run();
    let labels = |harness: &Harness<'_, Host>| {
        let view = &harness.state().view;
        let mut labels: Vec<String> = view.model.graph.node_weights().map(|n| n.label.clone()).collect();
        labels.sort();
        labels
    };
    assert_eq!(labels(&harness), ["Dallas", "Kennedy", "Lee Harvey Oswald", "Texas"]);
    let annotations = &harness.state().document.annotations;
    let ruby =
        annotations.mentions().find(|m| m.text(&harness.state().document.text) == "Jack Ruby").expect("there").id;
    harness.state_mut().selection = Selection::Mention(ruby);
    harness.run();
    assert_eq!(labels(&harness), ["Jack Ruby", "Oswald"]);
    harness.get_by_label_contains("Peop: Oswald").click();
    harness.run();
    assert_eq!(labels(&harness), ["Jack Ruby", "Oswald"], "a click on the map stays in its sentence");
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
fn types_are_hidden_from_the_map_itself() {
    let mut harness = oswald();
    harness.get_by_label("Show ⏷").click();
    harness.run();
    harness.get_by_role_and_label(Role::CheckBox, "Loc").click();
    harness.run();
    assert_eq!(harness.state().actions.last(), Some(&Action::ShowEntities { kind: "Loc".into(), shown: false }));
}

#[test]
fn places_and_pins_come_back_in_the_next_run() {
    let mut harness = oswald();
    let boston = centre(&harness, "Boston, ");
    drag(&mut harness, boston, boston + vec2(60.0, 50.0), PointerButton::Primary, Modifiers::NONE);
    let name = label(&harness, "Boston, ");
    harness.get_by_label(&name).click_secondary();
    harness.run();
    harness.get_by_label("Pin").click();
    harness.run();
    let (key, kept) = harness.state_mut().view.take_places().expect("it came to rest");
    assert_eq!(harness.state_mut().view.take_places(), None, "nothing has moved since");
    let mut host = host(fixture::oswald(), Theme::LIGHT);
    assert!(!host.view.knows(key));
    host.view.recall(key, &kept);
    let mut again =
        Harness::builder().with_size(vec2(900.0, 640.0)).build_ui_state(|ui, host: &mut Host| host.ui(ui), host);
    again.run();
    let view = &again.state().view;
    assert_eq!(view.board.kept(&view.model), kept);
    assert_eq!(view.board.places.values().filter(|place| place.pinned).count(), 1);
}

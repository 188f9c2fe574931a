//! The map as people and screen readers meet it: found by role and label, driven by clicks and keys.

mod arrangement;
mod evidence;
mod export;
mod looks;

use std::collections::BTreeSet;

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::{GraphView, GraphViewInput};
use crate::domain::{Document, ItemId, Origin, Review, Visibility};
use crate::editor::Action;
use crate::gui::{Selection, Theme};
use crate::map::fixture::{self, Fixture};
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
fn a_button_press_of_a_screen_reader_selects() {
    let mut harness = oswald();
    let name = label(&harness, "Boston, ");
    harness.get_by_label(&name).click_accesskit();
    harness.run();
    assert!(matches!(harness.state().selection, Selection::Concept(_)));
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
fn types_are_hidden_from_the_map_itself() {
    let mut harness = oswald();
    harness.get_by_label("Show ⏷").click();
    harness.run();
    harness.get_by_role_and_label(Role::CheckBox, "Loc").click();
    harness.run();
    assert_eq!(harness.state().actions.last(), Some(&Action::ShowEntities { kind: "Loc".into(), shown: false }));
}

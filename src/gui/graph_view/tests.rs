//! The map as people and screen readers meet it: found by role and label, driven by clicks and keys.

use std::collections::BTreeSet;

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::fixture::{self, Fixture};
use super::{GraphView, GraphViewInput};
use crate::domain::{Document, ItemId, Origin, Review, Visibility};
use crate::gui::{Action, Selection, Theme};
use crate::text::Span;

/// An app of nothing but the map; it applies selections, as the real one does, and keeps all actions.
struct Host {
    view: GraphView,
    document: Document,
    selection: Selection,
    theme: Theme,
    content: u64,
    sentences: Vec<Span>,
    actions: Vec<Action>,
}

impl Host {
    fn ui(&mut self, ui: &mut egui::Ui) {
        let none = BTreeSet::new();
        let input = GraphViewInput {
            document: &self.document,
            visibility: &Visibility::default(),
            selection: &self.selection,
            theme: self.theme,
            hidden: &none,
            hidden_relations: &none,
            sentences: &self.sentences,
            hovered: None,
            key: 7,
            content: self.content,
        };
        for action in self.view.ui(ui, &input) {
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
    assert_eq!(harness.state().view.focused().map(|shown| shown.len()), Some(2));
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

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib pictures -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn pictures() {
    let folder = std::path::PathBuf::from(std::env::var("RELATA_PICTURES").expect("RELATA_PICTURES names a folder"));
    for (theme, tone) in [(Theme::LIGHT, "light"), (Theme::DARK, "dark")] {
        for (name, document) in
            [("en", fixture::oswald()), ("ru", fixture::russian()), ("big", fixture::random(60, 90))]
        {
            let mut harness = harness(document, theme, vec2(1000.0, 700.0));
            let save = |harness: &mut Harness<'_, Host>, what: &str| {
                let picture = harness.render().expect("rendered");
                picture.save(folder.join(format!("{name}-{tone}{what}.png"))).expect("written");
            };
            save(&mut harness, "");
            if name == "en" {
                harness.get_by_label("Kill: Lee Harvey Oswald → Kennedy").click();
                harness.run();
                harness.remove_cursor();
                harness.run();
                save(&mut harness, "-evidence");
                harness.key_press(Key::Escape);
                harness.run();
            }
            harness.set_size(vec2(430.0, 560.0));
            harness.state_mut().view.arrange = true;
            harness.run();
            save(&mut harness, "-narrow");
            harness.set_size(vec2(1000.0, 700.0));
            harness.run();
            let hub = harness
                .state()
                .view
                .model
                .graph
                .node_indices()
                .max_by_key(|node| harness.state().view.model.edges_at(*node).count());
            let place = harness.state().view.board.places[&hub.expect("nodes")].pos;
            let camera = harness.state().view.camera;
            let view = harness.get_by_label("Mind map").rect();
            harness.hover_at(camera.to_screen(view, place));
            harness.run();
            save(&mut harness, "-hover");
            harness.remove_cursor();
            for layout in ["Radial", "Layered"] {
                let host = harness.state_mut();
                host.view.options.layout =
                    super::layout::LayoutKind::ALL.into_iter().find(|k| k.name() == layout).expect("kind");
                host.view.arrange = true;
                harness.run();
                save(&mut harness, &format!("-{layout}"));
            }
            let host = harness.state();
            let none = BTreeSet::new();
            let input = GraphViewInput {
                document: &host.document,
                visibility: &Visibility::default(),
                selection: &host.selection,
                theme,
                hidden: &none,
                hidden_relations: &none,
                sentences: &[],
                hovered: None,
                key: 7,
                content: host.content,
            };
            std::fs::write(
                folder.join(format!("{name}-{tone}-export.png")),
                GraphView::default().export_png(&input, 2.0).expect("drawn"),
            )
            .expect("written");
            std::fs::write(folder.join(format!("{name}-{tone}-export.svg")), GraphView::default().export_svg(&input))
                .expect("written");
        }
    }
}

/// CPU time of this thread: other load on the machine does not count. Wall time where the system does not tell.
fn cpu_ms() -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = spent.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.unwrap_or_else(|| std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos() as f64) / 1e6
}

/// `cargo test --release --features kittest --lib graph_view::tests::speed -- --ignored --nocapture`
#[test]
#[ignore = "measures time"]
fn speed_of_a_frame_with_a_thousand_nodes() {
    let mut host = host(fixture::random(1000, 3000), Theme::LIGHT);
    let ctx = egui::Context::default();
    let frame = |host: &mut Host, pointer: Option<Pos2>| {
        let start = cpu_ms();
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(Pos2::ZERO, vec2(1600.0, 1000.0))),
            events: pointer.into_iter().map(egui::Event::PointerMoved).collect(),
            ..Default::default()
        };
        let mut output = ctx.run_ui(input, |ui| host.ui(ui));
        output.textures_delta.clear();
        if std::env::var_os("RELATA_PARTS").is_some() {
            println!("ui {:.2} ms, {} shapes", cpu_ms() - start, output.shapes.len());
        }
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        assert!(!shapes.is_empty());
        cpu_ms() - start
    };
    let first = frame(&mut host, None);
    let (mut moving, start) = (Vec::new(), cpu_ms());
    while host.view.is_moving() {
        moving.push(frame(&mut host, None));
    }
    let settled = (cpu_ms() - start) / 1e3;
    let mut hovering: Vec<f64> =
        (0..200).map(|i| frame(&mut host, Some(egui::pos2(300.0 + 5.0 * i as f32, 500.0)))).collect();
    for times in [&mut moving, &mut hovering] {
        times.sort_by(f64::total_cmp);
    }
    let at = |times: &[f64], share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("first frame {first:.1} ms; {} frames until rest, {settled:.2} s of CPU", moving.len());
    let mean = |times: &[f64]| times.iter().sum::<f64>() / times.len().max(1) as f64;
    println!("moving: mean {:.2} ms, p95 {:.2} ms", mean(&moving), at(&moving, 0.95));
    println!("at rest, pointer moving: mean {:.2} ms, p95 {:.2} ms", mean(&hovering), at(&hovering, 0.95));
}

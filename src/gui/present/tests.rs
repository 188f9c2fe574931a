//! The presentation as a speaker meets it.

use eframe::egui::{self, Key, Modifiers, PointerButton, pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::gui::app::Start;
use crate::gui::app::tests::{Window, paste, window, window_with};
use crate::session::Settings;

const TEXT: &str = "Anna met Boris. Then nothing happened. Vera met Grisha.";

fn position(harness: &Window) -> Option<String> {
    let node = harness.query_by_label_contains("Presentation, ")?;
    Some(node.accesskit_node().label()?.trim_start_matches("Presentation, ").to_owned())
}

fn press(harness: &mut Window, key: Key) {
    harness.key_press(key);
    harness.run_ok();
}

fn presenting() -> Window {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, TEXT);
    press(&mut harness, Key::F11);
    harness
}

#[test]
fn a_clicker_walks_through_relations_and_escape_leaves() {
    let mut harness = presenting();
    assert_eq!(position(&harness).as_deref(), Some("the whole map"));
    press(&mut harness, Key::PageDown);
    assert_eq!(position(&harness).as_deref(), Some("1 of 2"));
    assert_eq!(harness.query_all_by_label("“Anna met Boris.”").count(), 1, "the quotation stands large");
    for key in [Key::Space, Key::ArrowRight] {
        press(&mut harness, key);
        assert_eq!(position(&harness).as_deref(), Some("2 of 2"), "the end is the end");
    }
    assert_eq!(harness.query_all_by_label("“Vera met Grisha.”").count(), 1);
    press(&mut harness, Key::PageUp);
    assert_eq!(position(&harness).as_deref(), Some("1 of 2"));
    press(&mut harness, Key::Home);
    assert_eq!(position(&harness).as_deref(), Some("the whole map"));
    press(&mut harness, Key::End);
    press(&mut harness, Key::Escape);
    assert_eq!(position(&harness), None);
    assert!(harness.query_by_label("Mind map").is_some(), "the window is as it was");
}

#[test]
fn black_and_white_screens_are_lifted_by_the_next_key() {
    let mut harness = presenting();
    press(&mut harness, Key::PageDown);
    for key in [Key::B, Key::W] {
        press(&mut harness, key);
        assert_eq!(harness.query_all_by_label("“Anna met Boris.”").count(), 0);
        press(&mut harness, Key::PageDown);
        assert_eq!(position(&harness).as_deref(), Some("1 of 2"), "the same step again");
        assert_eq!(harness.query_all_by_label("“Anna met Boris.”").count(), 1);
    }
    press(&mut harness, Key::B);
    press(&mut harness, Key::Escape);
    assert_eq!(position(&harness).as_deref(), Some("1 of 2"), "Escape lifts the screen first");
}

#[test]
fn the_mouse_alone_is_enough() {
    let mut harness = presenting();
    let at = pos2(310.0, 310.0);
    let click = |harness: &mut Window, button| {
        for pressed in [true, false] {
            let modifiers = Modifiers::NONE;
            harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
            harness.step();
        }
        harness.run_ok();
    };
    harness.hover_at(at);
    harness.step();
    for (button, step) in
        [(PointerButton::Primary, "1 of 2"), (PointerButton::Primary, "2 of 2"), (PointerButton::Secondary, "1 of 2")]
    {
        click(&mut harness, button);
        assert_eq!(position(&harness).as_deref(), Some(step));
    }
    // The buttons show while the mouse moves.
    let press = |harness: &mut Window, name: &str, jitter: f32| {
        harness.hover_at(at + vec2(jitter, 20.0));
        harness.step();
        harness.get_by_label(name).click();
        harness.step();
        harness.step();
    };
    for (name, step) in [
        ("Next step", "2 of 2"),
        ("Previous step", "1 of 2"),
        ("Go through concepts (C)", "the whole map"),
        ("Next step", "1 of 4"),
    ] {
        press(&mut harness, name, step.len() as f32 * 7.0);
        assert_eq!(position(&harness).as_deref(), Some(step), "{name}");
    }
    press(&mut harness, "Leave the presentation (Escape)", 3.0);
    assert_eq!(position(&harness), None);
}

#[test]
fn it_begins_with_what_is_selected() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, TEXT);
    let open = harness.state().editor.current().expect("a document");
    let last = open.visibility.relations(&open.document.annotations).last().map(|relation| relation.id);
    let action = crate::gui::Action::Select(crate::gui::Selection::Relation(last.expect("a relation")));
    crate::gui::app::tests::act(&mut harness, action);
    press(&mut harness, Key::F11);
    assert_eq!(position(&harness).as_deref(), Some("2 of 2"));
}

#[test]
fn nothing_to_present_is_said() {
    let mut harness = window([1280.0, 800.0]);
    paste(&mut harness, "nothing here.");
    press(&mut harness, Key::F11);
    assert_eq!(position(&harness), None);
    assert!(harness.state().shell.toasts.said.iter().any(|text| text.contains("no relation on the map")));
}

#[test]
fn a_resting_presentation_asks_for_no_frame() {
    let mut harness = presenting();
    press(&mut harness, Key::PageDown);
    // Position and pointer fade; the window's clock runs with the steps.
    harness.run_steps(400);
    let delay = harness.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min();
    assert!(delay.is_none_or(|delay| delay >= std::time::Duration::from_secs(1)), "{delay:?}");
}

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib pictures`
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("RELATA_PICTURES").map(std::path::PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    let samples = tempfile::tempdir().expect("a folder");
    for (name, document) in [("en", crate::map::fixture::oswald()), ("ru", crate::map::fixture::russian())] {
        let txt = samples.path().join(format!("{}.txt", document.name.replace(", ", "-")));
        std::fs::write(&txt, &*document.text).expect("writable");
        let visibility = crate::domain::Visibility::default();
        let (ann, _) = crate::brat::Standoff::default().write(&document.text, &document.annotations, &visibility);
        std::fs::write(txt.with_extension("ann"), ann).expect("writable");
        for (tone, dark) in [("light", false), ("dark", true)] {
            for (wide, size) in [("1280", [1280.0, 800.0]), ("1920", [1920.0, 1080.0])] {
                let settings = Settings { dark: Some(dark), ..Settings::default() };
                let start = Start { settings, paths: vec![txt.clone()], ..Start::default() };
                let mut harness = window_with(size, start);
                let ctx = harness.ctx.clone();
                harness.state().apply_theme(&ctx);
                let save = |harness: &mut Window, what: &str| {
                    let picture = harness.render().expect("rendered");
                    picture.save(folder.join(format!("present-{name}-{tone}-{wide}{what}.png"))).expect("written");
                };
                press(&mut harness, Key::F11);
                save(&mut harness, "-0");
                press(&mut harness, Key::PageDown);
                save(&mut harness, "-1");
                press(&mut harness, Key::PageDown);
                save(&mut harness, "-2");
                press(&mut harness, Key::C);
                press(&mut harness, Key::PageDown);
                harness.hover_at(pos2(500.0, 300.0));
                harness.step();
                harness.hover_at(pos2(520.0, 300.0));
                harness.step();
                save(&mut harness, "-concept");
            }
        }
    }
}

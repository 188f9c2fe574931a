//! The window at 200 % on a small screen: 1280 × 800 pixels are 640 × 400 points.

use std::path::PathBuf;

use eframe::egui::accesskit::{Action as AccessAction, Role};
use eframe::egui::{Key, Modifiers, Rect};
use egui_kittest::kittest::{By, NodeT, Queryable};

use super::app::Start;
use super::app::tests::{Window, act, settle, window_with};
use super::command::Command;
use super::{Action, Selection};
use crate::session::Settings;

const SMALL: [f32; 2] = [640.0, 400.0];

fn small(dark: bool) -> Window {
    let settings = Settings { dark: Some(dark), ..Settings::default() };
    let mut harness = window_with(SMALL, Start { settings, ..Start::default() });
    dressed(&mut harness);
    harness
}

/// The harness has a context of its own, which has to be told the theme.
fn dressed(harness: &mut Window) {
    let ctx = harness.ctx.clone();
    harness.state().apply_theme(&ctx);
    harness.state_mut().dismiss_toasts();
    harness.run_ok();
}

fn command(harness: &mut Window, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, command);
    harness.run_ok();
}

/// Buttons that stand in no scrolled list, with their places.
fn buttons(harness: &Window) -> Vec<(String, Rect)> {
    let pressable = By::new().predicate(|node| {
        let role = matches!(node.role(), Role::Button | Role::RadioButton | Role::CheckBox);
        role && node.data().supports_action(AccessAction::Click) && node.data().supports_action(AccessAction::Focus)
    });
    let found =
        harness.query_all(pressable).map(|node| (node.accesskit_node().label().unwrap_or_default(), node.rect()));
    found.collect()
}

#[test]
fn bars_fit_into_a_small_window_and_nothing_lies_on_top_of_anything() {
    let harness = small(false);
    let screen = Rect::from_min_size(eframe::egui::Pos2::ZERO, SMALL.into());
    // The bar of menus and tools; below it are lists that scroll.
    let in_bars: Vec<(String, Rect)> = buttons(&harness).into_iter().filter(|(_, rect)| rect.bottom() < 40.0).collect();
    assert!(in_bars.len() >= 5, "the menus are there: {in_bars:?}");
    for (i, (name, rect)) in in_bars.iter().enumerate() {
        assert!(screen.contains_rect(*rect), "{name} leaves the window: {rect:?}");
        for (other, place) in &in_bars[i + 1..] {
            let both = rect.intersect(*place);
            assert!(!both.is_positive() || both.area() < 2.0, "{name} lies on {other}");
        }
    }
    let text = harness.get_by_label("Text").rect();
    let map = harness.get_by_label("Mind map").rect();
    assert!(text.width() >= 220.0 && text.height() >= 120.0, "{text:?}");
    assert!(map.width() >= 200.0 && map.height() >= 100.0, "{map:?}");
    assert!(text.right() <= map.left() + 1.0, "{text:?} {map:?}");
}

#[test]
fn dialogs_fit_into_a_small_window() {
    let screen = Rect::from_min_size(eframe::egui::Pos2::ZERO, SMALL.into());
    for (dialog, last) in [
        (Command::NewText, "Close"),
        (Command::Help, "Close"),
        (Command::ChangeKeys, "Close"),
        (Command::Settings, "Close"),
    ] {
        let mut harness = small(false);
        command(&mut harness, dialog);
        let place = harness.get_by_role_and_label(Role::Button, last).rect();
        assert!(screen.contains_rect(place), "{dialog:?}: {last} is at {place:?}");
        let heading = harness.query_all(By::new().predicate(|node| node.role() == Role::Label)).next();
        assert!(heading.is_some());
    }
}

#[test]
fn scales_are_stepped_by_keys_and_kept_in_the_settings() {
    let mut harness = window_with([1280.0, 800.0], Start::default());
    let press = |harness: &mut Window, key| {
        harness.key_press_modifiers(Modifiers::ALT, key);
        harness.run_ok();
    };
    for _ in 0..12 {
        press(&mut harness, Key::Plus);
    }
    assert_eq!(harness.state().editor.settings.scale, 2.0);
    assert_eq!(harness.ctx.zoom_factor(), 2.0);
    for _ in 0..12 {
        press(&mut harness, Key::Minus);
    }
    assert_eq!(harness.state().editor.settings.scale, 0.75);
    press(&mut harness, Key::Num0);
    assert_eq!(harness.ctx.zoom_factor(), 1.0);
}

#[test]
fn panes_keep_the_size_and_the_side_that_they_were_given() {
    let settings = Settings::default();
    let mut harness = window_with([1280.0, 800.0], Start { settings, ..Start::default() });
    let divider = harness.get_by_label("Mind map").rect().left();
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowLeft);
    harness.run_ok();
    let moved = harness.get_by_label("Mind map").rect().left();
    assert!((divider - moved - 40.0).abs() < 2.0, "{divider} → {moved}");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F8);
    harness.run_ok();
    let (text, map) = (harness.get_by_label("Text").rect(), harness.get_by_label("Mind map").rect());
    assert!(map.right() <= text.left() + 1.0, "the map is on the left now");
    let width = map.width();
    // The next start has it as it was left.
    let settings = harness.state().editor.settings.clone();
    let again = window_with([1280.0, 800.0], Start { settings, ..Start::default() });
    let (text, map) = (again.get_by_label("Text").rect(), again.get_by_label("Mind map").rect());
    assert!(map.right() <= text.left() + 1.0);
    assert!((map.width() - width).abs() < 2.0, "{} → {}", width, map.width());
}

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib pictures`
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("RELATA_PICTURES").map(PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    let save = |harness: &mut Window, name: &str| {
        harness.run_ok();
        harness.render().expect("rendered").save(folder.join(format!("access-{name}.png"))).expect("written");
    };
    for (dark, tone) in [(false, "light"), (true, "dark")] {
        let settings = Settings { scale: 2.0, dark: Some(dark), ..Settings::default() };
        let mut harness = window_with([1280.0, 800.0], Start { settings, ..Start::default() });
        dressed(&mut harness);
        save(&mut harness, &format!("{tone}-200"));
        command(&mut harness, Command::Settings);
        save(&mut harness, &format!("{tone}-200-settings"));
        let settings = Settings { dark: Some(dark), ..Settings::default() };
        let mut harness = window_with([1280.0, 800.0], Start { settings, ..Start::default() });
        dressed(&mut harness);
        command(&mut harness, Command::OpenSamples);
        settle(&mut harness);
        command(&mut harness, Command::NextDocument);
        let first =
            harness.state().editor.current().and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
        act(&mut harness, Action::Select(Selection::Mention(first.expect("a mention"))));
        harness.state_mut().dismiss_toasts();
        save(&mut harness, &format!("{tone}-russian"));
        for _ in 0..9 {
            harness.key_press(Key::Tab);
        }
        save(&mut harness, &format!("{tone}-focus"));
        for (dialog, name) in [(Command::Settings, "settings"), (Command::ChangeKeys, "keys"), (Command::Help, "help")]
        {
            command(&mut harness, dialog);
            save(&mut harness, &format!("{tone}-{name}"));
            harness.key_press(Key::Escape);
            harness.run_ok();
        }
        command(&mut harness, Command::ChangeKeys);
        harness.get_by_label("Key of Save: Ctrl+S").click();
        harness.run_ok();
        harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
        save(&mut harness, &format!("{tone}-clash"));
    }
}

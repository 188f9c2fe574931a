//! Everything that can be pressed can be reached with the keyboard, and says what it is.

use super::tools::evaluation::EVALUATE;
use super::tools::improve::IMPROVE_MODEL;
use std::collections::BTreeSet;

use eframe::egui::accesskit::{Action as AccessAction, Role, Toggled};
use eframe::egui::{Key, Modifiers, Rect};
use egui_kittest::kittest::{By, NodeT, Queryable};

use super::app::tests::{Window, act, mentions, paste, settle, window};
use super::command::Command;
use super::{Action, Selection};
use crate::text::Span;

const SIZE: [f32; 2] = [1280.0, 800.0];

/// More controls than any of these windows has.
const LIMIT: usize = 400;

fn command(harness: &mut Window, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, command);
    harness.run_ok();
}

fn describe(role: Role, name: &str) -> String {
    format!("{role:?} “{name}”")
}

/// What takes the focus. The toolkit's areas (the ground of a menu) take it too, without being anything to press.
fn focusable(harness: &Window) -> Vec<(u64, Role, String)> {
    let all = By::new()
        .predicate(|node| node.data().supports_action(AccessAction::Focus) && !node.is_disabled() && !node.is_hidden());
    let found: Vec<_> = harness.query_all(all).collect();
    let places: Vec<Rect> = found.iter().map(|node| node.rect()).collect();
    let is_area = |place: &Rect| places.iter().filter(|other| place.contains(other.center())).count() > 2;
    let described = found.iter().zip(&places).map(|(node, place)| {
        let node = node.accesskit_node();
        let label = node.label().filter(|label| !label.trim().is_empty());
        (node.locate().0.0, node.role(), label.or_else(|| node.value()).unwrap_or_default(), *place)
    });
    let controls =
        described.filter(|(_, role, name, place)| !(*role == Role::Unknown && name.is_empty() && is_area(place)));
    controls.map(|(id, role, name, _)| (id, role, name)).collect()
}

fn focused(harness: &Window) -> Option<u64> {
    let found = harness.query_all(By::new().predicate(|node| node.is_focused())).next();
    found.map(|node| node.accesskit_node().locate().0.0)
}

/// Presses Tab until it leads nowhere new. The text keeps Tab for its entities, so it ends a walk, before it selects one.
fn walk(harness: &mut Window) -> BTreeSet<u64> {
    // A document that was opened has the keyboard; Ctrl+Tab leads out of it, which is another test's matter.
    harness.ctx.memory_mut(|memory| memory.focused().into_iter().for_each(|id| memory.surrender_focus(id)));
    let mut reached = BTreeSet::new();
    let mut same = 0;
    for _ in 0..LIMIT {
        harness.key_press(Key::Tab);
        harness.run_ok();
        same = match focused(harness) {
            Some(id) if reached.insert(id) => 0,
            _ => same + 1,
        };
        if same > 3 || harness.state().views.text.has_focus(&harness.ctx) {
            break;
        }
    }
    reached
}

/// Walks, and complains about every control that has no name or was not met. `outside`: what lies below a dialog.
fn check(harness: &mut Window, place: &str, outside: &BTreeSet<u64>) {
    let reached = walk(harness);
    let all = focusable(harness);
    let nameless: Vec<String> = all
        .iter()
        .filter(|(id, _, name)| name.trim().is_empty() && !outside.contains(id))
        .map(|(_, role, name)| describe(*role, name))
        .collect();
    assert!(nameless.is_empty(), "{place}: without a name: {nameless:?}");
    let missed: Vec<String> = all
        .iter()
        .filter(|(id, ..)| !reached.contains(id) && !outside.contains(id))
        .map(|(_, role, name)| describe(*role, name))
        .collect();
    assert!(missed.is_empty(), "{place}: Tab never comes to {missed:?}");
    assert!(all.iter().any(|(id, ..)| reached.contains(id)), "{place}: nothing was reached");
}

fn ids(harness: &Window) -> BTreeSet<u64> {
    focusable(harness).into_iter().map(|(id, ..)| id).collect()
}

#[test]
fn tab_comes_to_everything_in_the_main_window() {
    let mut harness = window(SIZE);
    harness.state_mut().dismiss_toasts();
    check(&mut harness, "main window", &BTreeSet::new());
    // With a prediction selected there is more in the inspector.
    let first = harness.state().editor.current().and_then(|d| d.document.annotations.relations().next().map(|r| r.id));
    act(&mut harness, Action::Select(Selection::Relation(first.expect("a relation"))));
    harness.ctx.memory_mut(|memory| memory.stop_text_input());
    check(&mut harness, "with a relation selected", &BTreeSet::new());
}

#[test]
fn tab_comes_to_everything_in_every_dialog() {
    let dialogs = [Command::NewText, Command::Help, Command::ChangeKeys, Command::Settings, IMPROVE_MODEL];
    for dialog in dialogs {
        let mut harness = window(SIZE);
        harness.state_mut().dismiss_toasts();
        harness.run_ok();
        let outside = ids(&harness);
        command(&mut harness, dialog);
        if ids(&harness) == outside {
            // Improving needs a model on the disk; its own tests have one.
            assert_eq!(dialog, IMPROVE_MODEL);
            continue;
        }
        check(&mut harness, dialog.label(), &outside);
    }
}

/// Its field keeps the keyboard, so that one can always go on writing.
#[test]
fn the_palette_is_walked_with_arrows() {
    let mut harness = window(SIZE);
    let outside = ids(&harness);
    command(&mut harness, Command::Palette);
    let rows: Vec<_> = focusable(&harness).into_iter().filter(|(id, ..)| !outside.contains(id)).collect();
    assert!(rows.len() > 30 && rows.iter().all(|(_, _, name)| !name.trim().is_empty()), "{rows:?}");
    let chosen = |harness: &Window| {
        let selected = By::new().predicate(|node| node.toggled() == Some(Toggled::True));
        let selected = harness.query_all(selected).map(|node| node.accesskit_node());
        let inside = selected.filter(|node| !outside.contains(&node.locate().0.0));
        inside.filter_map(|node| node.label()).collect::<Vec<_>>()
    };
    assert_eq!(chosen(&harness), ["New text… Ctrl+N"]);
    harness.key_press(Key::ArrowDown);
    harness.run_ok();
    assert_eq!(chosen(&harness), ["Open… Ctrl+O"]);
}

#[test]
fn dividers_are_moved_with_the_keyboard() {
    let mut harness = window(SIZE);
    for (divider, keys) in [
        ("Divider of the documents", [Key::ArrowRight, Key::ArrowLeft]),
        ("Divider beside the text", [Key::ArrowRight, Key::ArrowLeft]),
        ("Divider of the inspector", [Key::ArrowDown, Key::ArrowUp]),
    ] {
        let place = |harness: &Window| harness.get_by_label(divider).rect().center();
        let start = place(&harness);
        harness.get_by_label(divider).focus();
        harness.run_ok();
        harness.key_press(keys[0]);
        harness.run_ok();
        let moved = place(&harness) - start;
        assert!(moved.x + moved.y > 10.0, "{divider}: {moved:?}");
        harness.key_press(keys[1]);
        harness.run_ok();
        assert!(start.distance(place(&harness)) < 2.0, "{divider} came back");
    }
}

#[test]
fn tab_comes_to_everything_in_the_question_before_closing_and_in_the_evaluation() {
    let mut harness = window(SIZE);
    paste(&mut harness, "Anna met Boris.");
    harness.state_mut().dismiss_toasts();
    harness.run_ok();
    let outside = ids(&harness);
    command(&mut harness, Command::CloseDocument);
    check(&mut harness, "unsaved changes", &outside);
    harness.key_press(Key::Escape);
    harness.run_ok();
    command(&mut harness, Command::AcceptAll);
    command(&mut harness, EVALUATE);
    settle(&mut harness);
    harness.state_mut().dismiss_toasts();
    harness.run_ok();
    check(&mut harness, "evaluation", &BTreeSet::new());
}

#[test]
fn menus_are_opened_and_read_with_the_keyboard() {
    let mut harness = window(SIZE);
    harness.state_mut().dismiss_toasts();
    for menu in ["File", "Edit", "View", "Model", "Help"] {
        harness.run_ok();
        let outside = ids(&harness);
        harness.get_by_role_and_label(Role::Button, menu).focus();
        harness.run_ok();
        harness.key_press(Key::Enter);
        harness.run_ok();
        let items: Vec<_> = focusable(&harness).into_iter().filter(|(id, ..)| !outside.contains(id)).collect();
        assert!(items.len() >= 3, "{menu}: {items:?}");
        assert!(items.iter().all(|(_, _, name)| !name.trim().is_empty()), "{menu}: {items:?}");
        let reached = walk(&mut harness);
        for (id, role, name) in items {
            assert!(reached.contains(&id), "{menu}: Tab never comes to {}", describe(role, &name));
        }
        harness.key_press(Key::Escape);
        harness.run_ok();
    }
}

#[test]
fn a_key_leads_out_of_the_text_and_round_all_panes() {
    let mut harness = window(SIZE);
    let ctx = harness.ctx.clone();
    harness.state().views.text.request_focus(&ctx);
    harness.run_ok();
    let mut seen = Vec::new();
    for _ in 0..5 {
        let names = harness.query_all(By::new().predicate(|node| node.is_focused()));
        seen.extend(names.filter_map(|node| node.accesskit_node().label()));
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Tab);
        harness.run_ok();
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
    assert!(seen[0].starts_with("Text"), "{seen:?}");
    assert!(seen[1].starts_with("Mind map"), "{seen:?}");
    assert_eq!((&*seen[2], &*seen[3], &seen[4]), ("File", "Open folder…", &seen[0]));
}

#[test]
fn screen_readers_hear_text_entities_relations_and_the_selection() {
    let mut harness = window(SIZE);
    paste(&mut harness, "Anna met Boris.");
    assert_eq!(mentions(&harness).len(), 2);
    // Entities are buttons with type and text, and say what is known about them.
    let anna = harness.get_by_role_and_label(Role::Button, "Peop: Anna");
    assert_eq!(anna.accesskit_node().description().as_deref(), Some("not reviewed, 90 %, 1 relation"));
    let first = |harness: &Window| {
        let annotations = &harness.state().editor.current().expect("a document").document.annotations;
        (annotations.mentions().next().map(|m| m.id), annotations.relations().next().map(|r| r.id))
    };
    let (anna, knows) = first(&harness);
    act(&mut harness, Action::Select(Selection::Mention(anna.expect("Anna"))));
    assert!(harness.query_by_label("Selected: People Anna, not reviewed, 90 %, 1 relation").is_some());
    // Drawn relations are there by name, and can be chosen by name.
    harness.get_by_label("Relation: Anna Knows Boris, not reviewed, 80 %").click_accesskit();
    harness.run_ok();
    assert_eq!(harness.state().editor.selection, Selection::Relation(knows.expect("Knows")));
    assert!(harness.query_by_label("Selected: Anna Knows Boris, not reviewed, 80 %").is_some());
    act(&mut harness, Action::Select(Selection::Text(Span::new(5, 8))));
    assert!(harness.query_by_label("Selected: “met”").is_some());
}

//! How tools are laid out: a tree of roles, names and places, kept beside the tests, and rules that hold for every tool.
//!
//! `RELATA_WRITE=1 cargo test --features kittest --lib tools::layout` writes the trees anew.

use std::path::Path;

use eframe::egui::Rect;
use eframe::egui::accesskit::{Action as AccessAction, Role};
use egui_kittest::kittest::{By, NodeT, Queryable};

use super::{LIST, find, statistics, types};
use crate::gui::app::tests::{Window, settle, window};

const SIZES: [[f32; 2]; 2] = [[1280.0, 800.0], [1920.0, 1080.0]];
/// Height of the status bar; rows that are scrolled half out of the pane reach behind it.
const STATUS: f32 = 44.0;

fn opened(id: &'static str, size: [f32; 2], dark: bool) -> Window {
    let mut harness = window(size);
    harness.state_mut().editor.settings.dark = Some(dark);
    let ctx = harness.ctx.clone();
    harness.state().apply_theme(&ctx);
    let first = LIST.iter().find(|entry| entry.id == id).and_then(|entry| entry.commands.first());
    harness.state_mut().command(&ctx, first.expect("a tool has commands").command);
    settle(&mut harness);
    harness.state_mut().dismiss_toasts();
    harness.run_ok();
    harness
}

/// Everything with a role and a name right of the divider, as lines: role, name, left, top, width, height.
fn tree(harness: &Window, title: &str) -> String {
    let head = harness.get_by_label(&format!("Close {title}")).rect();
    let pane = Rect::everything_below(head.top() - 2.0);
    let left = harness.query_by_label("Divider beside the text").map_or(0.0, |divider| divider.rect().left());
    let named = By::new().predicate(|node| !node.is_hidden() && node.label().is_some_and(|label| !label.is_empty()));
    let mut lines: Vec<(i32, i32, String)> = harness
        .query_all(named)
        .map(|node| (node.rect(), node.accesskit_node().role(), node.accesskit_node().label().unwrap_or_default()))
        .filter(|(place, role, _)| {
            pane.intersects(*place)
                && place.bottom() < SIZES[0][1] - STATUS
                && place.left() >= left
                && !matches!(role, Role::Window | Role::Splitter)
        })
        .map(|(place, role, label)| {
            let [x, y, w, h] = [place.left(), place.top(), place.width(), place.height()].map(|v| v.round() as i32);
            (y, x, format!("{role:?} “{label}” {x},{y} {w}×{h}"))
        })
        .collect();
    lines.sort();
    lines.into_iter().map(|(_, _, line)| line + "\n").collect()
}

#[test]
fn the_layout_of_three_tools_is_what_it_was_in_both_themes() {
    for entry in [&find::ENTRY, &statistics::ENTRY, &types::ENTRY] {
        let [light, dark] = [false, true].map(|dark| tree(&opened(entry.id, SIZES[0], dark), entry.title));
        assert!(light.lines().count() > 5, "{}: {light}", entry.id);
        assert_eq!(light, dark, "{}: a theme moves nothing", entry.id);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/layout/{}.txt", entry.id));
        if std::env::var_os("RELATA_WRITE").is_some() {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
            std::fs::write(&path, light).expect("writable");
        } else {
            let kept = std::fs::read_to_string(&path).expect("RELATA_WRITE=1 writes it");
            assert_eq!(light, kept, "{}: RELATA_WRITE=1 writes it anew, if it is meant so", entry.id);
        }
    }
}

#[test]
fn what_can_be_pressed_in_a_tool_lies_in_the_window_and_under_nothing_else_that_can() {
    for (entry, size) in LIST.iter().flat_map(|entry| SIZES.map(|size| (entry, size))) {
        let harness = opened(entry.id, size, false);
        if harness.query_by_label(&format!("Close {}", entry.title)).is_none() {
            // It opens a dialog, or asks for a file.
            continue;
        }
        let pressable = By::new().predicate(|node| {
            let role = matches!(node.role(), Role::Button | Role::CheckBox | Role::RadioButton | Role::TextInput);
            role && node.data().supports_action(AccessAction::Focus) && !node.is_hidden()
        });
        let places: Vec<(String, Rect)> = harness
            .query_all(pressable)
            .map(|node| (node.accesskit_node().label().unwrap_or_default(), node.rect()))
            .filter(|(_, place)| place.is_positive() && place.bottom() < size[1] - STATUS)
            .collect();
        let screen = Rect::from_min_size(Default::default(), size.into());
        for (at, (name, place)) in places.iter().enumerate() {
            assert!(
                screen.left() <= place.left() && place.right() <= screen.right() + 1.0,
                "{}: {name} {place}",
                entry.id
            );
            for (other, there) in &places[at + 1..] {
                let shared = place.intersect(*there);
                let overlaps = shared.width() > 2.0 && shared.height() > 2.0;
                assert!(!overlaps, "{} at {size:?}: “{name}” {place} and “{other}” {there}", entry.id);
            }
        }
    }
}

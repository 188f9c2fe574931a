//! Pictures of the pane for people to look at; they wait to be asked for.

use std::path::PathBuf;

use eframe::egui::Key;
use egui_kittest::kittest::Queryable;

use super::tests::{NOTE, SIZE, click, evaluated, many_types};
use crate::gui::app::tests::{Window, settle, window};

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib pictures`
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("RELATA_PICTURES").map(PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    let save = |harness: &mut Window, name: &str| {
        harness.run_ok();
        harness.render().expect("rendered").save(folder.join(format!("evaluation-{name}.png"))).expect("written");
    };
    let (text, ann) = many_types();
    for (dark, tone) in [(false, "light"), (true, "dark")] {
        let themed = |mut harness: Window| {
            let ctx = harness.ctx.clone();
            harness.state_mut().editor.settings.dark = Some(dark);
            harness.state().apply_theme(&ctx);
            harness.state_mut().dismiss_toasts();
            harness.run_ok();
            harness
        };
        let (_folder, harness) = evaluated(&[NOTE]);
        let mut harness = themed(harness);
        save(&mut harness, &format!("{tone}-matrix"));
        click(&mut harness, "People, predicted Location: 1");
        harness.get_by_label_contains("Instance “Boris”").click();
        save(&mut harness, &format!("{tone}-instance"));
        click(&mut harness, "Relations");
        click(&mut harness, "Type of an end: 1");
        click(&mut harness, "By type");
        save(&mut harness, &format!("{tone}-relations"));
        let (_folder, harness) = evaluated(&[("many", &text, &ann)]);
        let mut harness = themed(harness);
        save(&mut harness, &format!("{tone}-many"));
        harness.get_by_label_contains("TYPE_OF_ENTITY_28, predicted Location").focus();
        harness.run_ok();
        harness.key_press(Key::Enter);
        save(&mut harness, &format!("{tone}-many-scrolled"));
        let mut harness = themed(window(SIZE));
        harness.key_press(Key::F6);
        settle(&mut harness);
        save(&mut harness, &format!("{tone}-none"));
    }
}

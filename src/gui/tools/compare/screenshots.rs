//! Pictures of the comparison for people to look at; they wait to be asked for.

use std::path::PathBuf;

use eframe::egui::Key;
use egui_kittest::kittest::Queryable;

use super::tests::{SIZE, click, compared, folder_compared, folders};
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, window_with};

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib pictures`
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("RELATA_PICTURES").map(PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    let save = |harness: &mut Window, name: &str| {
        harness.run_ok();
        harness.render().expect("rendered").save(folder.join(format!("compare-{name}.png"))).expect("written");
    };
    for (dark, tone) in [(false, "light"), (true, "dark")] {
        let themed = |harness: &mut Window| {
            let ctx = harness.ctx.clone();
            harness.state_mut().editor.settings.dark = Some(dark);
            harness.state().apply_theme(&ctx);
            harness.state_mut().dismiss_toasts();
            harness.run_ok();
        };
        let (_folder, mut harness) = compared();
        themed(&mut harness);
        save(&mut harness, &format!("{tone}-question"));
        click(&mut harness, "Only boris: 2");
        save(&mut harness, &format!("{tone}-listed"));
        for key in [Key::Num1, Key::Num2, Key::Num1, Key::Num0, Key::Num3] {
            harness.key_press(key);
            harness.run_ok();
        }
        harness.state_mut().dismiss_toasts();
        save(&mut harness, &format!("{tone}-done"));
        let (_folder, mut harness) = compared();
        themed(&mut harness);
        harness.key_press(Key::F8);
        save(&mut harness, &format!("{tone}-map"));
        let both = folders(6);
        let paths = vec![both.path().join("anna")];
        let mut harness = window_with(SIZE, Start { paths, ..Start::default() });
        folder_compared(&mut harness, both.path().join("boris"));
        themed(&mut harness);
        save(&mut harness, &format!("{tone}-folder"));
        harness.get_by_label("By type").click();
        save(&mut harness, &format!("{tone}-types"));
    }
}

//! Pictures of the questions, for people to look at.

use eframe::egui::{Key, Modifiers};

use super::tests::{Desk, add, press};
use crate::gui::app::tests::settle;

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib persistence::screenshots`
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("RELATA_PICTURES").map(std::path::PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
    for (dark, tone) in [(false, "light"), (true, "dark")] {
        let desk = Desk::new(&["harbour", "письмо", "minutes"]);
        let mut harness = desk.start_themed(&[desk.folder.path()], Some(dark));
        harness.ctx.set_theme(if dark { eframe::egui::Theme::Dark } else { eframe::egui::Theme::Light });
        let save = |harness: &mut crate::gui::app::tests::Window, name: &str| {
            harness.state_mut().dismiss_toasts();
            harness.run_ok();
            let picture = harness.render().expect("rendered");
            picture.save(folder.join(format!("persistence-{name}-{tone}.png"))).expect("written");
        };
        add(&mut harness, 5, 8);
        save(&mut harness, "list");
        press(&mut harness, Modifiers::COMMAND, Key::W);
        save(&mut harness, "close");
        harness.key_press(Key::Escape);
        settle(&mut harness);
        add(&mut harness, 0, 4);
        crate::gui::app::tests::act(
            &mut harness,
            crate::gui::Action::Retag { mention: crate::domain::MentionId(1), kind: "Org".into() },
        );
        std::fs::write(desk.ann("harbour"), "T1\tLoc 0 4\tanna\nT2\tPeop 9 14\tboris\n").expect("writable");
        press(&mut harness, Modifiers::COMMAND, Key::S);
        save(&mut harness, "outside");
    }
}

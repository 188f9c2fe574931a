//! Pictures for people to look at; they wait to be asked for.

use eframe::egui::{Key, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::{Host, harness};
use crate::gui::Theme;
use crate::map::fixture;
use crate::map::layout::LayoutKind;

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib pictures`
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("RELATA_PICTURES").map(std::path::PathBuf::from) else {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    };
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
                host.view.options.layout = LayoutKind::ALL.into_iter().find(|k| k.name() == layout).expect("kind");
                host.view.arrange = true;
                harness.run();
                save(&mut harness, &format!("-{layout}"));
            }
        }
    }
}

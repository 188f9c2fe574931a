//! Pictures for people to look at, and how long a frame takes. Both wait to be asked for.

use std::collections::BTreeSet;

use eframe::egui::{self, Key, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::{Host, harness, host};
use crate::domain::Visibility;
use crate::gui::Theme;
use crate::gui::graph_view::layout::LayoutKind;
use crate::gui::graph_view::{GraphView, GraphViewInput, fixture};

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

/// Build with `CARGO_PROFILE_DEV_OPT_LEVEL=3` or `--release`, features `kittest`, and run
/// `RELATA_SPEED=1 … graph_view::tests::looks::speed -- --nocapture`. Milliseconds of layout, painting and tessellation.
#[test]
fn speed_of_a_frame_with_a_thousand_nodes() {
    if std::env::var_os("RELATA_SPEED").is_none() {
        println!("skipped: RELATA_SPEED is not set, and this measures time");
        return;
    }
    let mut host = host(fixture::random(1000, 3000), Theme::LIGHT);
    let ctx = egui::Context::default();
    let frame = |host: &mut Host, pointer: Option<Pos2>| {
        let start = std::time::Instant::now();
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(Pos2::ZERO, vec2(1600.0, 1000.0))),
            events: pointer.into_iter().map(egui::Event::PointerMoved).collect(),
            ..Default::default()
        };
        let mut output = ctx.run_ui(input, |ui| host.ui(ui));
        output.textures_delta.clear();
        assert!(!ctx.tessellate(output.shapes, output.pixels_per_point).is_empty());
        start.elapsed().as_secs_f64() * 1e3
    };
    let first = frame(&mut host, None);
    let mut moving = Vec::new();
    while host.view.is_moving() {
        moving.push(frame(&mut host, None));
    }
    let mut hovering: Vec<f64> =
        (0..200).map(|i| frame(&mut host, Some(egui::pos2(300.0 + 5.0 * i as f32, 500.0)))).collect();
    println!("first frame {first:.1} ms; {} frames until rest", moving.len());
    for (what, times) in [("moving", &mut moving), ("at rest, pointer moving", &mut hovering)] {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!("{what}: median {:.2} ms, p90 {:.2} ms", at(0.5), at(0.9));
    }
}

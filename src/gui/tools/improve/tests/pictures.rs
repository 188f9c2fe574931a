//! Pictures of every step, for people to look at.

use egui_kittest::kittest::Queryable;

use super::{Fixture, improving, is_at};
use crate::engine::FakeTuner;

/// `RELATA_PICTURES=<folder> cargo test --features kittest --lib improve::tests::pictures`
#[test]
fn pictures() {
    if std::env::var_os("RELATA_PICTURES").is_none() {
        println!("skipped: RELATA_PICTURES names no folder to write pictures to");
        return;
    }
    for (dark, tone) in [(false, "light"), (true, "dark")] {
        let (tuner, gate) = FakeTuner::better().of(400).gated();
        let mut fixture = Fixture::themed(tuner, dark);
        fixture.open();
        fixture.picture(&format!("form-{tone}"));
        fixture.window.get_by_label("Advanced").click();
        fixture.window.run_ok();
        fixture.picture(&format!("advanced-{tone}"));
        fixture.press("Start training");
        gate.send(240).expect("it waits");
        fixture.until("240 updates", |app| is_at(app, 0.6));
        fixture.picture(&format!("running-{tone}"));
        let place = fixture.window.get_by_label_contains("Loss: ").rect().center();
        fixture.window.hover_at(place);
        fixture.window.run_ok();
        fixture.picture(&format!("hover-{tone}"));
        fixture.window.remove_cursor();
        gate.send(160).expect("it waits");
        fixture.until("the run is over", |app| !improving(app).is_running());
        fixture.picture(&format!("better-{tone}"));
        let mut fixture = Fixture::themed(FakeTuner::worse(), dark);
        fixture.run_to_the_end();
        fixture.picture(&format!("worse-{tone}"));
        let mut fixture =
            Fixture::themed(FakeTuner::failing("d/harbour.ann:3: Ship is no type of this model (rename it)"), dark);
        fixture.run_to_the_end();
        fixture.picture(&format!("error-{tone}"));
    }
}

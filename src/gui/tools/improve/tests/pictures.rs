//! Pictures of every step, for people to look at.

use egui_kittest::kittest::Queryable;

use super::Desk;
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
        let mut desk = Desk::themed(tuner, dark);
        desk.open();
        desk.picture(&format!("form-{tone}"));
        desk.window.get_by_label("Advanced").click();
        desk.window.run_ok();
        desk.picture(&format!("advanced-{tone}"));
        desk.press("Start training");
        gate.send(240).expect("it waits");
        desk.until("240 updates", |app| app.improve.brief().is_some_and(|brief| brief.share() == 0.6));
        desk.picture(&format!("running-{tone}"));
        let place = desk.window.get_by_label_contains("Loss: ").rect().center();
        desk.window.hover_at(place);
        desk.window.run_ok();
        desk.picture(&format!("hover-{tone}"));
        desk.window.remove_cursor();
        gate.send(160).expect("it waits");
        desk.until("the run is over", |app| !app.improve.is_running());
        desk.picture(&format!("better-{tone}"));
        let mut desk = Desk::themed(FakeTuner::worse(), dark);
        desk.run_to_the_end();
        desk.picture(&format!("worse-{tone}"));
        let mut desk =
            Desk::themed(FakeTuner::failing("d/harbour.ann:3: Ship is no type of this model (rename it)"), dark);
        desk.run_to_the_end();
        desk.picture(&format!("error-{tone}"));
    }
}

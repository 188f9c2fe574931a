//! The dialog driven as a person would, by role and label, with a stand-in for the trainer.

mod fixture;
mod pictures;

use eframe::egui::{self, Key, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};

use self::fixture::{Fixture, improving, is_at};
use crate::engine::FakeTuner;

#[test]
fn the_folder_of_the_open_documents_is_offered() {
    let mut fixture = Fixture::new(FakeTuner::better());
    fixture.open();
    let field = fixture.window.get_by_role_and_label(Role::TextInput, "Corrected documents");
    assert_eq!(field.value(), Some(fixture.folder.path().display().to_string()));
    assert!(fixture.shows("2 documents, 2 with annotations"));
    assert!(!fixture.shows("unsaved changes"));
    fixture.press("Close");
    assert!(!fixture.shows("Start training"));
}

#[test]
fn a_run_shows_how_far_it_is_and_goes_on_in_the_background() {
    let (tuner, gate) = FakeTuner::better().gated();
    let mut fixture = Fixture::new(tuner);
    fixture.open();
    fixture.press("Start training");
    gate.send(50).expect("it waits");
    fixture.until("50 updates", |app| is_at(app, 0.25));
    assert!(fixture.shows("160 sentences, 412 entities, 131 relations to learn from"));
    assert!(fixture.shows("Update 50 of 200"));
    assert!(fixture.shows("2 relations join sentences"), "what cannot be learned is said");
    for chart in ["Loss: ", "Learning rate: ", "Gradient norm: "] {
        assert!(fixture.shows(chart), "{chart}");
    }
    fixture.press("Go on in the background");
    assert!(!fixture.shows("Update 50 of 200"));
    fixture.press("Show");
    assert!(fixture.shows("Update 50 of 200"));
    gate.send(150).expect("it waits");
    fixture.until("the run is over", |app| !improving(app).is_running());
    assert!(fixture.shows("The new model is better"));
}

#[test]
fn the_chart_reads_out_what_is_pointed_at() {
    let mut fixture = Fixture::new(FakeTuner::better().of(100).gated().0);
    fixture.open();
    fixture.press("Start training");
    // The other end of the gate is gone, so it runs through; its curves stay to be read.
    fixture.until("the run is over", |app| !improving(app).is_running());
    fixture.window.get_by_label("Curves of the training").click();
    fixture.window.run_ok();
    fixture.window.get_by_label_contains("Loss: ").scroll_to_me();
    fixture.window.run_ok();
    let place = fixture.window.get_by_label_contains("Loss: ").rect().center();
    fixture.window.hover_at(place);
    fixture.window.run_ok();
    let middle = |what: &str| {
        let label = fixture.window.get_by_label_contains(what).accesskit_node().label().unwrap_or_default();
        let update: f64 = label.rsplit(' ').next().and_then(|number| number.parse().ok()).expect("an update");
        assert!((40.0..=60.0).contains(&update), "{label}");
    };
    middle("Loss: ");
    middle("Gradient norm: ");
}

#[test]
fn cancelling_leaves_the_model_and_says_how_to_go_on() {
    let (tuner, gate) = FakeTuner::better().gated();
    let mut fixture = Fixture::new(tuner);
    fixture.open();
    fixture.press("Start training");
    gate.send(10).expect("it waits");
    fixture.until("10 updates", |app| is_at(app, 0.05));
    fixture.press("Cancel training");
    assert!(fixture.shows("Stopping after this update"));
    gate.send(1).expect("it waits");
    fixture.until("it has stopped", |app| !improving(app).is_running());
    assert!(fixture.shows("Cancelled; the present model is as it was"));
    assert!(fixture.shows("Start training"));
}

#[test]
fn a_better_model_is_one_enter_away_and_is_remembered() {
    let mut fixture = Fixture::new(FakeTuner::better());
    fixture.run_to_the_end();
    assert!(fixture.shows("Better on 41 sentences of 3 held-out documents"));
    assert!(fixture.shows("75.9 → 85.7  +9.8"), "recall of entities");
    assert!(fixture.is_focused("Use the new model") && !fixture.is_focused("Keep the old model"));
    fixture.window.key_press(Key::Enter);
    fixture.window.run_ok();
    fixture.until("the new model reads", |app| !app.is_busy());
    assert!(fixture.said().contains("fake-tuned reads from now on"), "{}", fixture.said());
    assert!(fixture.shows("fake-tuned on CPU"), "the status bar names it");
    let remembered = fixture.window.state().editor.settings.model.clone().expect("remembered");
    assert!(remembered.is_absolute() && remembered.ends_with("models/fake-tuned/last"));
    assert!(!fixture.shows("Use the new model"));
}

#[test]
fn a_worse_model_is_not_the_default() {
    let mut fixture = Fixture::new(FakeTuner::worse());
    fixture.run_to_the_end();
    assert!(fixture.shows("The new model is worse") && fixture.shows("Worse on 41 sentences of 3 held-out documents"));
    assert!(fixture.is_focused("Keep the old model") && !fixture.is_focused("Use the new model"));
    fixture.window.key_press(Key::Enter);
    fixture.window.run_ok();
    assert!(fixture.said().contains("The old model stays"), "{}", fixture.said());
    assert!(fixture.shows("fake on CPU") && fixture.window.state().editor.settings.model.is_none());
}

#[test]
fn a_new_model_that_does_not_load_leaves_the_old_one_reading() {
    let mut fixture = Fixture::new(FakeTuner::better());
    crate::editor::use_model(&mut fixture.window.state_mut().editor, "models/broken".as_ref());
    fixture.until("the old model is back", |app| !app.is_busy());
    assert!(fixture.said().contains("model.safetensors is missing"), "{}", fixture.said());
    assert!(fixture.shows("fake on CPU") && fixture.window.state().editor.settings.model.is_none());
}

#[test]
fn changed_predictions_are_filtered_and_lead_to_their_sentence() {
    let mut fixture = Fixture::new(FakeTuner::better());
    fixture.run_to_the_end();
    assert!(fixture.shows("Found: Peop \"Vera Lindqvist\" (harbour, sentence 4)"));
    fixture.window.get_by_label("Losses 1").click();
    fixture.window.run_ok();
    assert!(!fixture.shows("Found: Peop") && fixture.shows("Lost: Org \"Nordlys\""));
    fixture.press("Lost: Org \"Nordlys\" (harbour, sentence 22)");
    let open = fixture.window.state().editor.current().map(|d| d.document.name.clone());
    assert_eq!(open.as_deref(), Some("harbour"));
}

#[test]
fn an_error_is_shown_with_its_remedy_and_another_try_is_offered() {
    let message = "d/a.ann:3: Org is no type of this model (rename it, or choose another model)";
    let mut fixture = Fixture::new(FakeTuner::failing(message));
    fixture.run_to_the_end();
    assert!(fixture.shows(message) && fixture.shows("Start training"));
    let mut fixture = Fixture::new(FakeTuner::panicking("out of luck"));
    fixture.run_to_the_end();
    assert!(fixture.shows("out of luck"));
}

#[test]
fn what_is_missing_is_said_before_anything_starts() {
    let mut fixture = Fixture::new(FakeTuner::better());
    let ctx = fixture.window.ctx.clone();
    let purpose = crate::gui::files::Purpose::Tool(&super::tool::CORRECTED);
    fixture.window.state_mut().chosen(&ctx, purpose, "no/such/folder".as_ref());
    fixture.open();
    fixture.press("Start training");
    assert!(fixture.shows("no/such/folder is not there"));
    assert!(!improving(fixture.window.state()).is_running());
}

#[test]
fn unsaved_corrections_are_pointed_out_and_can_be_saved() {
    let mut fixture = Fixture::new(FakeTuner::better());
    let ctx = fixture.window.ctx.clone();
    let id =
        fixture.window.state().editor.current().and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
    let delete = crate::gui::Action::Delete(id.expect("Vera").into());
    fixture.window.state_mut().act(&ctx, vec![delete]);
    fixture.open();
    assert!(fixture.shows("1 document has unsaved changes"));
    fixture.press("Save them");
    assert!(!fixture.shows("unsaved changes, which"));
    let ann = std::fs::read_to_string(fixture.folder.path().join("harbour.ann")).expect("there");
    assert!(!ann.contains("Vera"));
}

#[test]
fn unsaved_corrections_of_an_earlier_run_are_pointed_out_too() {
    let mut fixture = Fixture::new(FakeTuner::better());
    fixture.press("Document mill");
    let ctx = fixture.window.ctx.clone();
    let add = crate::gui::Action::AddMention { span: crate::text::Span::new(4, 8), kind: "Loc".into() };
    fixture.window.state_mut().act(&ctx, vec![add]);
    let mut fixture = fixture.restarted(FakeTuner::better());
    assert_eq!(fixture.window.state().editor.documents.len(), 1, "the mill is not open");
    fixture.open();
    assert!(fixture.shows("1 document has unsaved changes"));
    fixture.press("Save them");
    // The mill was read by the model, too.
    fixture.press("Only what is confirmed");
    fixture.until("all is saved", |app| !app.is_busy());
    assert!(!fixture.shows("unsaved changes, which"));
    assert_eq!(std::fs::read_to_string(fixture.folder.path().join("mill.ann")).expect("there"), "T1\tLoc 4 8\tmill\n");
}

#[test]
fn quitting_asks_while_a_model_is_improved() {
    let (tuner, gate) = FakeTuner::better().gated();
    let mut fixture = Fixture::new(tuner);
    fixture.open();
    fixture.press("Start training");
    fixture
        .window
        .input_mut()
        .viewports
        .entry(egui::ViewportId::ROOT)
        .or_default()
        .events
        .push(egui::ViewportEvent::Close);
    fixture.window.run_ok();
    assert!(fixture.shows("The model is still being improved"));
    fixture.press("Keep training");
    assert!(improving(fixture.window.state()).is_running());
    drop(gate);
}

//! The dialog driven as a person would, by role and label, with a stand-in for the trainer.

mod desk;
mod pictures;

use eframe::egui::{self, Key, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};

use self::desk::Desk;
use crate::engine::FakeTuner;

#[test]
fn the_folder_of_the_open_documents_is_offered() {
    let mut desk = Desk::new(FakeTuner::better());
    desk.open();
    let field = desk.window.get_by_role_and_label(Role::TextInput, "Corrected documents");
    assert_eq!(field.value(), Some(desk.folder.path().display().to_string()));
    assert!(desk.shows("2 documents, 2 with annotations"));
    assert!(!desk.shows("unsaved changes"));
    desk.press("Close");
    assert!(!desk.shows("Start training"));
}

#[test]
fn a_run_shows_how_far_it_is_and_goes_on_in_the_background() {
    let (tuner, gate) = FakeTuner::better().gated();
    let mut desk = Desk::new(tuner);
    desk.open();
    desk.press("Start training");
    gate.send(50).expect("it waits");
    desk.until("50 updates", |app| app.improve.brief().is_some_and(|brief| brief.share() == 0.25));
    assert!(desk.shows("160 sentences, 412 entities, 131 relations to learn from"));
    assert!(desk.shows("Update 50 of 200"));
    assert!(desk.shows("2 relations join sentences"), "what cannot be learned is said");
    for chart in ["Loss: ", "Learning rate: ", "Gradient norm: "] {
        assert!(desk.shows(chart), "{chart}");
    }
    desk.press("Go on in the background");
    assert!(!desk.shows("Update 50 of 200"));
    desk.press("Show");
    assert!(desk.shows("Update 50 of 200"));
    gate.send(150).expect("it waits");
    desk.until("the run is over", |app| !app.improve.is_running());
    assert!(desk.shows("The new model is better"));
}

#[test]
fn the_chart_reads_out_what_is_pointed_at() {
    let mut desk = Desk::new(FakeTuner::better().of(100).gated().0);
    desk.open();
    desk.press("Start training");
    // The other end of the gate is gone, so it runs through; its curves stay to be read.
    desk.until("the run is over", |app| !app.improve.is_running());
    desk.window.get_by_label("Curves of the training").click();
    desk.window.run_ok();
    desk.window.get_by_label_contains("Loss: ").scroll_to_me();
    desk.window.run_ok();
    let place = desk.window.get_by_label_contains("Loss: ").rect().center();
    desk.window.hover_at(place);
    desk.window.run_ok();
    let middle = |what: &str| {
        let label = desk.window.get_by_label_contains(what).accesskit_node().label().unwrap_or_default();
        let update: f64 = label.rsplit(' ').next().and_then(|number| number.parse().ok()).expect("an update");
        assert!((40.0..=60.0).contains(&update), "{label}");
    };
    middle("Loss: ");
    middle("Gradient norm: ");
}

#[test]
fn cancelling_leaves_the_model_and_says_how_to_go_on() {
    let (tuner, gate) = FakeTuner::better().gated();
    let mut desk = Desk::new(tuner);
    desk.open();
    desk.press("Start training");
    gate.send(10).expect("it waits");
    desk.until("10 updates", |app| app.improve.brief().is_some_and(|brief| brief.share() == 0.05));
    desk.press("Cancel training");
    assert!(desk.shows("Stopping after this update"));
    gate.send(1).expect("it waits");
    desk.until("it has stopped", |app| !app.improve.is_running());
    assert!(desk.shows("Cancelled; the present model is as it was"));
    assert!(desk.shows("Start training"));
}

#[test]
fn a_better_model_is_one_enter_away_and_is_remembered() {
    let mut desk = Desk::new(FakeTuner::better());
    desk.run_to_the_end();
    assert!(desk.shows("Better on 41 sentences of 3 held-out documents"));
    assert!(desk.shows("75.9 → 85.7  +9.8"), "recall of entities");
    assert!(desk.is_focused("Use the new model") && !desk.is_focused("Keep the old model"));
    desk.window.key_press(Key::Enter);
    desk.window.run_ok();
    desk.until("the new model reads", |app| !app.is_busy());
    assert!(desk.said().contains("fake-tuned reads from now on"), "{}", desk.said());
    assert!(desk.shows("fake-tuned on CPU"), "the status bar names it");
    let remembered = desk.window.state().editor.settings.model.clone().expect("remembered");
    assert!(remembered.is_absolute() && remembered.ends_with("models/fake-tuned/last"));
    assert!(!desk.shows("Use the new model"));
}

#[test]
fn a_worse_model_is_not_the_default() {
    let mut desk = Desk::new(FakeTuner::worse());
    desk.run_to_the_end();
    assert!(desk.shows("The new model is worse") && desk.shows("Worse on 41 sentences of 3 held-out documents"));
    assert!(desk.is_focused("Keep the old model") && !desk.is_focused("Use the new model"));
    desk.window.key_press(Key::Enter);
    desk.window.run_ok();
    assert!(desk.said().contains("The old model stays"), "{}", desk.said());
    assert!(desk.shows("fake on CPU") && desk.window.state().editor.settings.model.is_none());
}

#[test]
fn a_new_model_that_does_not_load_leaves_the_old_one_reading() {
    let mut desk = Desk::new(FakeTuner::better());
    crate::editor::use_model(&mut desk.window.state_mut().editor, "models/broken".as_ref());
    desk.until("the old model is back", |app| !app.is_busy());
    assert!(desk.said().contains("model.safetensors is missing"), "{}", desk.said());
    assert!(desk.shows("fake on CPU") && desk.window.state().editor.settings.model.is_none());
}

#[test]
fn changed_predictions_are_filtered_and_lead_to_their_sentence() {
    let mut desk = Desk::new(FakeTuner::better());
    desk.run_to_the_end();
    assert!(desk.shows("Found: Peop \"Vera Lindqvist\" (harbour, sentence 4)"));
    desk.window.get_by_label("Losses 1").click();
    desk.window.run_ok();
    assert!(!desk.shows("Found: Peop") && desk.shows("Lost: Org \"Nordlys\""));
    desk.press("Lost: Org \"Nordlys\" (harbour, sentence 22)");
    let open = desk.window.state().editor.current().map(|d| d.document.name.clone());
    assert_eq!(open.as_deref(), Some("harbour"));
}

#[test]
fn an_error_is_shown_with_its_remedy_and_another_try_is_offered() {
    let message = "d/a.ann:3: Org is no type of this model (rename it, or choose another model)";
    let mut desk = Desk::new(FakeTuner::failing(message));
    desk.run_to_the_end();
    assert!(desk.shows(message) && desk.shows("Start training"));
    let mut desk = Desk::new(FakeTuner::panicking("out of luck"));
    desk.run_to_the_end();
    assert!(desk.shows("out of luck"));
}

#[test]
fn what_is_missing_is_said_before_anything_starts() {
    let mut desk = Desk::new(FakeTuner::better());
    desk.window.state_mut().improve_folder(crate::gui::files::Folder::Corrected, "no/such/folder".as_ref());
    desk.open();
    desk.press("Start training");
    assert!(desk.shows("no/such/folder is not there"));
    assert!(!desk.window.state().improve.is_running());
}

#[test]
fn unsaved_corrections_are_pointed_out_and_can_be_saved() {
    let mut desk = Desk::new(FakeTuner::better());
    let ctx = desk.window.ctx.clone();
    let id = desk.window.state().editor.current().and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
    let delete = crate::gui::Action::Delete(id.expect("Vera").into());
    desk.window.state_mut().act(&ctx, vec![delete]);
    desk.open();
    assert!(desk.shows("1 document has unsaved changes"));
    desk.press("Save them");
    assert!(!desk.shows("unsaved changes, which"));
    let ann = std::fs::read_to_string(desk.folder.path().join("harbour.ann")).expect("there");
    assert!(!ann.contains("Vera"));
}

#[test]
fn unsaved_corrections_of_an_earlier_run_are_pointed_out_too() {
    let mut desk = Desk::new(FakeTuner::better());
    desk.press("Document mill");
    let ctx = desk.window.ctx.clone();
    let add = crate::gui::Action::AddMention { span: crate::text::Span::new(4, 8), kind: "Loc".into() };
    desk.window.state_mut().act(&ctx, vec![add]);
    let mut desk = desk.restarted(FakeTuner::better());
    assert_eq!(desk.window.state().editor.documents.len(), 1, "the mill is not open");
    desk.open();
    assert!(desk.shows("1 document has unsaved changes"));
    desk.press("Save them");
    // The mill was read by the model, too.
    desk.press("Only what is confirmed");
    desk.until("all is saved", |app| !app.is_busy());
    assert!(!desk.shows("unsaved changes, which"));
    assert_eq!(std::fs::read_to_string(desk.folder.path().join("mill.ann")).expect("there"), "T1\tLoc 4 8\tmill\n");
}

#[test]
fn quitting_asks_while_a_model_is_improved() {
    let (tuner, gate) = FakeTuner::better().gated();
    let mut desk = Desk::new(tuner);
    desk.open();
    desk.press("Start training");
    desk.window
        .input_mut()
        .viewports
        .entry(egui::ViewportId::ROOT)
        .or_default()
        .events
        .push(egui::ViewportEvent::Close);
    desk.window.run_ok();
    assert!(desk.shows("The model is still being improved"));
    desk.press("Keep training");
    assert!(desk.window.state().improve.is_running());
    drop(gate);
}

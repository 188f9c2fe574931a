//! The model at work without a window: what is read, what is suggested, and what others hear of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;
use crate::domain::Annotations;
use crate::engine::{FakeExtractor, Loader};
use crate::session::{Settings, Workspace};

fn editor() -> Editor {
    let mut editor = Editor::new(Settings::default(), None, Workspace::default());
    let loader: Loader = Box::new(|| Ok(Box::new(FakeExtractor::default())));
    editor.analyses =
        Analyses::new(Some(crate::engine::Engine::start(loader, Arc::new(|| ())).expect("a thread")), None);
    editor
}

/// What the model has done until it is idle.
fn settle(editor: &mut Editor) -> Vec<ModelEvent> {
    let limit = Instant::now() + Duration::from_secs(60);
    let mut events = Vec::new();
    loop {
        events.extend(poll_model(editor));
        editor.poll_listing();
        go_on_with_folder(editor, false);
        ask_for_suggestions(editor);
        let (analyses, folder) = (&editor.analyses, &editor.corpus.analysis);
        let is_busy = matches!(analyses.model, ModelState::Loading)
            || analyses.is_busy()
            || analyses.is_asked_for_suggestions()
            || folder.is_running()
            || folder.is_counting()
            || editor.folder.listing.is_some();
        if !is_busy {
            return events;
        }
        assert!(Instant::now() < limit, "the engine did not answer");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn annotations(editor: &Editor) -> &Annotations {
    &editor.current().expect("a document").document.annotations
}

/// Entities and relations that the thresholds show.
fn shown(editor: &Editor) -> (usize, usize) {
    let visibility = &editor.current().expect("a document").visibility;
    let annotations = annotations(editor);
    (visibility.mentions(annotations).count(), visibility.relations(annotations).count())
}

fn told(editor: &Editor) -> String {
    editor.host.notices.iter().map(|notice| notice.text.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_pasted_text_is_read_and_others_hear_of_it() {
    let mut editor = editor();
    editor.paste("Anna met Boris.");
    let id = editor.current.expect("shown");
    assert_eq!(settle(&mut editor), [ModelEvent::Loaded, ModelEvent::Analysed(id)]);
    assert_eq!(shown(&editor), (2, 1));
    assert!(editor.analyses.said_of(id).is_some());
    editor.close(id);
    assert!(editor.analyses.said_of(id).is_none(), "nothing is kept of what is closed");
}

#[test]
fn what_is_read_for_figures_leaves_the_annotations_alone() {
    let mut editor = editor();
    editor.paste("Анна встретила Бориса.");
    settle(&mut editor);
    let id = editor.current.expect("shown");
    assert!(told(&editor).contains("Analyse does it anyway"), "there are no keys here: {}", told(&editor));
    analyse_for_figures(&mut editor, id);
    assert_eq!(settle(&mut editor), [ModelEvent::Analysed(id)]);
    assert!(annotations(&editor).is_empty() && editor.analyses.said_of(id).is_some());
    analyse(&mut editor, id);
    settle(&mut editor);
    assert_eq!(annotations(&editor).mention_count(), 2);
}

#[test]
fn a_correction_is_followed_by_suggestions_in_the_same_step() {
    let mut editor = editor();
    editor.paste("Anna met boris.");
    settle(&mut editor);
    let id = editor.current;
    let span = crate::text::Span::new(9, 14);
    assert_eq!(apply(&mut editor, id, Action::AddMention { span, kind: "Peop".into() }), None);
    settle(&mut editor);
    assert_eq!(shown(&editor), (2, 1), "{}", told(&editor));
    super::undo(&mut editor);
    assert!(told(&editor).contains("Undone: "), "{}", told(&editor));
    assert_eq!(shown(&editor), (1, 0));
}

#[test]
fn a_folder_is_read_in_the_background_and_recalled_when_its_documents_are_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("a", "Anna met Boris."), ("b", "Vera saw Grisha."), ("c", "rain")] {
        std::fs::write(folder.path().join(name).with_extension("txt"), text).expect("writable");
    }
    let mut editor = editor();
    editor.open_path(folder.path());
    settle(&mut editor);
    assert_eq!(Scope::widest(&editor), Scope::Folder);
    let asked = editor.analyses.revision;
    analyse_folder(&mut editor);
    settle(&mut editor);
    assert!(
        told(&editor).contains("Read 3 documents") || told(&editor).contains("Read 2 documents; 1 was read before")
    );
    assert!(editor.analyses.revision > asked && editor.corpus.revision == 1);
    let read = editor.analyses.revision;
    let b = editor.open_found(&folder.path().join("b.txt")).expect("a text");
    assert_eq!(editor.document(b).expect("open").document.annotations.mention_count(), 2);
    settle(&mut editor);
    assert_eq!(editor.analyses.revision, read, "the model is not asked again");
    let next = DocumentEntry::beside(&editor, 1).expect("c");
    editor.go_to(next);
    assert_eq!(editor.current().map(|open| open.document.name.as_str()), Some("c"));
}

#[test]
fn without_a_model_that_is_said() {
    let mut editor = Editor::default();
    editor.paste("Anna met Boris.");
    assert!(told(&editor).contains("There is no model to read with: no model"));
    analyse_folder(&mut editor);
    use_model(&mut editor, "models/other".as_ref());
    assert!(told(&editor).contains("No model can be loaded here"));
}

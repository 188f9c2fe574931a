use super::*;
use crate::domain::{Mention, MentionId, Origin, Relation};

/// What a view of the shown document asks for.
fn apply(editor: &mut Editor, action: Action) -> Option<Request> {
    super::apply(editor, editor.current, action)
}

fn editor(text: &str) -> Editor {
    let mut editor = Editor::default();
    editor.add_text(text);
    editor
}

fn mention(editor: &mut Editor, start: usize, end: usize) -> MentionId {
    apply(editor, Action::AddMention { span: Span::new(start, end), kind: "Peop".into() });
    editor.selection.mention().expect("a new mention is selected")
}

fn predict(editor: &mut Editor, start: usize, end: usize, score: f32) -> MentionId {
    let document = editor.current_mut().expect("open");
    let id = document.document.annotations.fresh_mention();
    let origin = Origin::Model { model: "m".into(), score };
    let fragments = Fragments::one(Span::new(start, end));
    let mention = Mention { id, kind: "Peop".into(), fragments, origin, review: Review::Open };
    document.perform("predict", vec![Edit::Insert(mention.into())]).expect("in the text");
    id
}

#[test]
fn a_selection_is_trimmed_and_cut_at_line_breaks() {
    let text = " Anna \n  met\n\nBoris ";
    let fragments = fragments_of(text, Span::new(0, text.len())).expect("has letters");
    assert_eq!(fragments.text(text), "Anna met Boris");
    assert_eq!(fragments.as_slice().len(), 3);
    assert!(fragments_of(text, Span::new(5, 8)).is_none());
}

#[test]
fn deleting_says_what_went_along_and_undo_brings_it_back() {
    let mut editor = editor("Anna met Boris.");
    let (a, b) = (mention(&mut editor, 0, 4), mention(&mut editor, 9, 14));
    apply(&mut editor, Action::AddRelation { head: a, tail: b, kind: "Knows".into() });
    apply(&mut editor, Action::Delete(a.into()));
    assert!(editor.host.notices.last().is_some_and(|n| n.text.contains("1 relation")), "{:?}", editor.host.notices);
    let document = editor.current_mut().expect("open");
    assert_eq!(document.document.annotations.relation_count(), 0);
    document.undo().expect("undo");
    assert_eq!(document.document.annotations.relation_count(), 1);
}

#[test]
fn the_least_certain_comes_first_and_then_the_next() {
    let mut editor = editor("Anna met Boris and Vera.");
    let sure = predict(&mut editor, 0, 4, 0.9);
    let unsure = predict(&mut editor, 9, 14, 0.5);
    mention(&mut editor, 19, 23);
    let first = least_certain(&editor, Some(&editor.selection)).expect("two are open");
    assert_eq!(first.0, Selection::Mention(unsure));
    editor.selection = first.0;
    assert_eq!(least_certain(&editor, Some(&editor.selection)).map(|n| n.0), Some(Selection::Mention(sure)));
    accept_all(&mut editor);
    assert_eq!(least_certain(&editor, Some(&editor.selection)), None);
}

#[test]
fn drawing_a_relation_that_the_model_nearly_said_confirms_it() {
    let mut editor = editor("Anna met Boris.");
    let (a, b) = (predict(&mut editor, 0, 4, 0.9), predict(&mut editor, 9, 14, 0.9));
    let document = editor.current_mut().expect("open");
    let id = document.document.annotations.fresh_relation();
    let origin = Origin::Model { model: "m".into(), score: 0.1 };
    let hidden = Relation { id, kind: "Knows".into(), head: a, tail: b, origin, review: Review::Open };
    document.perform("predict", vec![Edit::Insert(hidden.into())]).expect("ends exist");
    apply(&mut editor, Action::AddRelation { head: a, tail: b, kind: "Knows".into() });
    let annotations = &editor.current().expect("open").document.annotations;
    assert_eq!(annotations.relation_count(), 1);
    assert!(annotations.relation(id).is_some_and(Relation::is_confirmed));
    assert!(annotations.mention(a).is_some_and(Mention::is_confirmed), "its ends are confirmed with it");
}

#[test]
fn the_same_entity_twice_is_one() {
    let mut editor = editor("Anna met Boris.");
    let a = mention(&mut editor, 0, 4);
    assert_eq!(mention(&mut editor, 0, 5), a);
    assert_eq!(editor.current().map(|d| d.document.annotations.mention_count()), Some(1));
}

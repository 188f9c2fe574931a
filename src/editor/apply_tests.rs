use super::*;
use crate::domain::{Mention, MentionId, Origin, Relation};

/// What a view of the shown document asks for.
fn apply(state: &mut State, action: Action) -> Option<Request> {
    super::apply(state, state.current, action)
}

fn state(text: &str) -> State {
    let mut state = State::default();
    state.add_text(text);
    state
}

fn mention(state: &mut State, start: usize, end: usize) -> MentionId {
    apply(state, Action::AddMention { span: Span::new(start, end), kind: "Peop".into() });
    state.selection.mention().expect("a new mention is selected")
}

fn predict(state: &mut State, start: usize, end: usize, score: f32) -> MentionId {
    let document = state.current_mut().expect("open");
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
    let mut state = state("Anna met Boris.");
    let (a, b) = (mention(&mut state, 0, 4), mention(&mut state, 9, 14));
    apply(&mut state, Action::AddRelation { head: a, tail: b, kind: "Knows".into() });
    apply(&mut state, Action::Delete(a.into()));
    assert!(state.notices.last().is_some_and(|n| n.text.contains("1 relation")), "{:?}", state.notices);
    let document = state.current_mut().expect("open");
    assert_eq!(document.document.annotations.relation_count(), 0);
    document.undo().expect("undo");
    assert_eq!(document.document.annotations.relation_count(), 1);
}

#[test]
fn the_least_certain_comes_first_and_then_the_next() {
    let mut state = state("Anna met Boris and Vera.");
    let sure = predict(&mut state, 0, 4, 0.9);
    let unsure = predict(&mut state, 9, 14, 0.5);
    mention(&mut state, 19, 23);
    let first = next_uncertain(&state, Some(&state.selection)).expect("two are open");
    assert_eq!(first.0, Selection::Mention(unsure));
    state.selection = first.0;
    assert_eq!(next_uncertain(&state, Some(&state.selection)).map(|n| n.0), Some(Selection::Mention(sure)));
    accept_all(&mut state);
    assert_eq!(next_uncertain(&state, Some(&state.selection)), None);
}

#[test]
fn drawing_a_relation_that_the_model_nearly_said_confirms_it() {
    let mut state = state("Anna met Boris.");
    let (a, b) = (predict(&mut state, 0, 4, 0.9), predict(&mut state, 9, 14, 0.9));
    let document = state.current_mut().expect("open");
    let id = document.document.annotations.fresh_relation();
    let origin = Origin::Model { model: "m".into(), score: 0.1 };
    let hidden = Relation { id, kind: "Knows".into(), head: a, tail: b, origin, review: Review::Open };
    document.perform("predict", vec![Edit::Insert(hidden.into())]).expect("ends exist");
    apply(&mut state, Action::AddRelation { head: a, tail: b, kind: "Knows".into() });
    let annotations = &state.current().expect("open").document.annotations;
    assert_eq!(annotations.relation_count(), 1);
    assert!(annotations.relation(id).is_some_and(Relation::is_confirmed));
    assert!(annotations.mention(a).is_some_and(Mention::is_confirmed), "its ends are confirmed with it");
}

#[test]
fn the_same_entity_twice_is_one() {
    let mut state = state("Anna met Boris.");
    let a = mention(&mut state, 0, 4);
    assert_eq!(mention(&mut state, 0, 5), a);
    assert_eq!(state.current().map(|d| d.document.annotations.mention_count()), Some(1));
}

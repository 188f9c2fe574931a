//! Pieces, joins, equal mentions, type keys, and what is done on a relation's own line.

use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::Queryable;

use super::*;

type Window = Harness<'static, World>;

fn window(select: impl FnOnce(&[MentionId], &[RelationId]) -> Selection) -> (Window, Vec<MentionId>, Vec<RelationId>) {
    let (document, mentions, relations) = sample();
    let selection = select(&mentions, &relations);
    let chosen = selection.mention();
    let mut harness = World { selection, chosen, ..World::new(document) }.harness();
    focus(&mut harness);
    (harness, mentions, relations)
}

fn press(harness: &mut Window, key: Key) -> Vec<Action> {
    harness.state_mut().actions.clear();
    harness.key_press_modifiers(Modifiers::NONE, key);
    harness.run();
    std::mem::take(&mut harness.state_mut().actions)
}

fn right_click(harness: &mut Window, at: Pos2) {
    harness.hover_at(at);
    for pressed in [true, false] {
        let modifiers = Modifiers::NONE;
        harness.event(Event::PointerButton { pos: at, button: PointerButton::Secondary, pressed, modifiers });
    }
    harness.run();
}

fn span(harness: &Window, words: &str) -> Span {
    let start = harness.state().document.text.find(words).expect("in the text");
    Span::new(start, start + words.len())
}

#[test]
fn plus_adds_selected_text_to_the_entity_chosen_before() {
    let (mut harness, m, _) = window(|m, _| Selection::Mention(m[0]));
    let arrested = span(&harness, "arrested");
    harness.state_mut().selection = Selection::Text(arrested);
    harness.run();
    assert_eq!(press(&mut harness, Key::Plus), [Action::AddPiece { mention: m[0], span: arrested }]);
    harness.state_mut().chosen = None;
    harness.state_mut().selection = Selection::Text(arrested);
    assert_eq!(press(&mut harness, Key::Plus), [], "nothing was chosen before");
}

#[test]
fn a_drag_with_ctrl_adds_a_piece() {
    let (mut harness, m, _) = window(|m, _| Selection::Mention(m[9]));
    // What was selected before has nothing to do with it.
    harness.state_mut().chosen = Some(m[0]);
    drag_with_ctrl(&mut harness);
    let Some(Action::AddPiece { mention, span }) = harness.state().actions.last().cloned() else {
        panic!("no piece in {:?}", harness.state().actions)
    };
    assert_eq!(mention, m[9]);
    assert!("married".contains(harness.state().document.slice(span).trim()), "{span:?}");
}

#[test]
fn a_drag_with_ctrl_while_no_entity_is_selected_selects_text() {
    let (mut harness, m, _) = window(|_, _| Selection::None);
    harness.state_mut().chosen = Some(m[0]);
    drag_with_ctrl(&mut harness);
    assert!(matches!(harness.state().actions.last(), Some(Action::PickMentionType(_))));
}

fn drag_with_ctrl(harness: &mut Window) {
    let rect = harness.get_by_label("Peop: Marina Prusakova").rect();
    let (from, to) = (rect.right_bottom() + vec2(4.0, -10.0), rect.right_bottom() + vec2(54.0, -10.0));
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::COMMAND,
    };
    harness.event(Event::PointerMoved(from));
    harness.event_modifiers(button(from, true), Modifiers::COMMAND);
    harness.run();
    for share in [0.5, 1.0] {
        harness.event_modifiers(Event::PointerMoved(from + (to - from) * share), Modifiers::COMMAND);
        harness.run();
    }
    harness.event_modifiers(button(to, false), Modifiers::COMMAND);
    harness.run();
}

#[test]
fn letters_also_choose_what_to_join_and_what_is_the_same() {
    let (mut harness, m, _) = window(|m, _| Selection::Mention(m[0]));
    for (key, wanted) in [
        (Key::J, Action::Join { mention: m[0], other: m[5] }),
        (Key::E, Action::SameAs { mention: m[0], other: m[5] }),
        (Key::R, Action::PickRelationType { head: m[0], tail: m[5] }),
    ] {
        assert_eq!(press(&mut harness, key), []);
        let letter = harness.state().view.hints.as_ref().and_then(|h| h.letter(m[5])).expect("in view").to_owned();
        assert_eq!(press(&mut harness, Key::from_name(&letter).expect("a letter")), [wanted]);
    }
}

#[test]
fn relations_that_are_offered_meanwhile_leave_the_letters_alone() {
    let (mut harness, m, _) = window(|m, _| Selection::Mention(m[0]));
    press(&mut harness, Key::R);
    let world = harness.state_mut();
    let id = world.document.annotations.fresh_relation();
    let (head, tail, origin) = (m[9], m[10], origin(Some(0.5)));
    let offered = Relation { id, kind: "Kill".into(), head, tail, origin, review: Review::Open };
    world.document.apply(vec![Edit::Insert(offered.into())]).expect("ends exist");
    world.content += 1;
    harness.run();
    let letter = harness.state().view.hints.as_ref().and_then(|h| h.letter(m[5])).expect("still shown").to_owned();
    let key = Key::from_name(&letter).expect("a letter");
    assert_eq!(press(&mut harness, key), [Action::PickRelationType { head: m[0], tail: m[5] }]);
}

#[test]
fn two_letters_are_typed_where_one_would_not_do() {
    let mut maker = Maker::new(&"word ".repeat(60));
    for i in 0..60 {
        maker.mention_at("T", vec![Span::new(5 * i, 5 * i + 4)], None);
    }
    let ids: Vec<MentionId> = maker.document.annotations.mentions().map(|m| m.id).collect();
    let mut harness = World { selection: Selection::Mention(ids[0]), ..World::new(maker.document) }.harness();
    focus(&mut harness);
    press(&mut harness, Key::R);
    let letters = harness.state().view.hints.as_ref().and_then(|h| h.letter(ids[40])).expect("in view").to_owned();
    assert_eq!(letters.len(), 2);
    let mut actions = Vec::new();
    for letter in letters.chars() {
        assert_eq!(actions, [], "one letter is not enough");
        actions = press(&mut harness, Key::from_name(&letter.to_string()).expect("a letter"));
    }
    assert_eq!(actions, [Action::PickRelationType { head: ids[0], tail: ids[40] }]);
}

#[test]
fn number_keys_and_the_schemas_keys_give_types() {
    let (mut harness, m, _) = window(|m, _| Selection::Mention(m[0]));
    let retag = |kind: &str| vec![Action::Retag { mention: m[0], kind: kind.into() }];
    assert_eq!(press(&mut harness, Key::Num2), retag("Loc"));
    assert_eq!(press(&mut harness, Key::Num9), [], "there are three types");
    harness.state_mut().document.schema.entities[2].key = Some('O');
    assert_eq!(press(&mut harness, Key::O), retag("Org"));
    let arrested = span(&harness, "arrested");
    harness.state_mut().selection = Selection::Text(arrested);
    assert_eq!(press(&mut harness, Key::O), [Action::AddMention { span: arrested, kind: "Org".into() }]);
}

#[test]
fn minus_takes_out_the_piece_at_the_caret() {
    let mut maker = Maker::new("left and right lung");
    let lung = maker.mention("Organ", &["left", "right", "lung"], None);
    let mut harness = World { selection: Selection::Mention(lung), ..World::new(maker.document) }.harness();
    focus(&mut harness);
    let remove = |piece| vec![Action::RemovePiece { mention: lung, piece }];
    assert_eq!(press(&mut harness, Key::Minus), remove(2));
    harness.state_mut().view.caret = Some(10);
    assert_eq!(press(&mut harness, Key::Minus), remove(1));
    let head = harness.get_by_label("Organ: left right lung").rect();
    right_click(&mut harness, head.center() + vec2(0.0, 8.0));
    harness.get_by_label("Remove this piece");
    harness.get_by_label("Split into entities").click();
    harness.run();
    assert!(harness.state().actions.contains(&Action::SplitPieces(lung)));
}

#[test]
fn the_line_of_a_relation_has_its_own_menu() {
    for (label, wanted) in [
        ("Reverse   X", Action::Reverse as fn(RelationId) -> Action),
        ("Change type…", Action::PickRetype),
        ("Delete", |id| Action::Delete(id.into())),
    ] {
        let (mut harness, _, r) = window(|m, _| Selection::Mention(m[0]));
        let arc = harness.state().view.arcs.iter().find(|arc| arc.relation() == Some(r[0])).expect("drawn");
        let at = arc.label.center();
        right_click(&mut harness, at);
        assert_eq!(harness.state().selection, Selection::Relation(r[0]));
        harness.get_by_label(label).click();
        harness.run();
        assert!(harness.state().actions.contains(&wanted(r[0])), "{label}: {:?}", harness.state().actions);
    }
}

#[test]
fn hidden_relation_types_are_not_drawn() {
    let (document, mentions, relations) = sample();
    let hidden = BTreeSet::from(["Kill".into()]);
    let selection = Selection::Mention(mentions[0]);
    let harness = World { hidden, selection: selection.clone(), ..World::new(document.clone()) }.harness();
    assert!(harness.state().view.arcs.is_empty(), "both relations of the selected mention are of that type");
    let harness = World { selection, ..World::new(document) }.harness();
    assert_eq!(harness.state().view.arcs.iter().filter(|arc| arc.relation() == Some(relations[0])).count(), 1);
}

#[test]
fn a_fold_to_the_selection_shows_its_sentences_alone() {
    let mut maker = Maker::new("Ruby slept.\nNothing here.\nRuby shot him.\nOswald died.\nThe end.");
    let ruby = maker.mention_at("Peop", vec![maker.find("Ruby shot")], None);
    let oswald = maker.mention("Peop", &["Oswald"], None);
    maker.mention("Peop", &["Ruby"], None);
    let kill = maker.relation("Kill", ruby, oswald, None);
    let selection = Selection::Relation(kill);
    let mut harness = World { fold: true, only_selected: true, selection, ..World::new(maker.document) }.harness();
    let shown = |h: &Window| h.state().view.visible_layouts().map(|(_, l)| l.span.start).collect::<Vec<_>>();
    assert_eq!(shown(&harness), [26, 41]);
    harness.state_mut().selection = Selection::None;
    harness.run();
    assert_eq!(shown(&harness), [0, 26, 41], "without a selection, all sentences with annotations");
    harness.state_mut().selection = Selection::Mention(oswald);
    harness.run();
    assert_eq!(shown(&harness), [41]);
}

#[test]
fn an_edit_lays_out_only_its_own_block() {
    let text = (0..30).map(|i| format!("Paragraph {i} about Ruby and nobody else.\n")).collect::<String>();
    let mut maker = Maker::new(&text);
    let first = maker.mention("Peop", &["Ruby"], None);
    let mut harness = World::new(maker.document).harness();
    let galleys = |h: &Window| -> Vec<(usize, *const egui::Galley)> {
        let mut all: Vec<_> = h.state().view.layouts.iter().map(|(b, l)| (*b, Arc::as_ptr(&l.placed))).collect();
        all.sort();
        all
    };
    let before = galleys(&harness);
    let world = harness.state_mut();
    let wider = Fragments::one(Span::new(0, "Paragraph 0 about Ruby".len()));
    let edits = crate::domain::change::resize_mention(&world.document.annotations, first, wider);
    world.document.apply(edits).expect("fits");
    world.content += 1;
    harness.run();
    let after = galleys(&harness);
    let changed: Vec<usize> = before.iter().zip(&after).filter(|(a, b)| a != b).map(|(a, _)| a.0).collect();
    assert_eq!((before.len(), changed), (after.len(), vec![0]));
    harness.get_by_label("Peop: Paragraph 0 about Ruby");
}

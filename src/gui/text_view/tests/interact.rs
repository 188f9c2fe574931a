//! What people do, by role and label.

use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, accesskit::Role, pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use super::*;
use crate::domain::ItemId;

type Window = Harness<'static, World>;

fn window(select: impl FnOnce(&[MentionId], &[RelationId]) -> Selection) -> (Window, Vec<MentionId>, Vec<RelationId>) {
    let (document, mentions, relations) = sample();
    let selection = select(&mentions, &relations);
    let mut harness = World { selection, ..World::new(document) }.harness();
    focus(&mut harness);
    (harness, mentions, relations)
}

fn chip(harness: &Window, label: &str) -> egui::Rect {
    harness.get_by_role_and_label(Role::Button, label).rect()
}

/// Where the text of a chip is, below its label.
fn on_text(harness: &Window, label: &str) -> Pos2 {
    let rect = chip(harness, label);
    pos2(rect.center().x, rect.bottom() - 10.0)
}

fn drag(harness: &mut Window, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.run();
    harness.drag_at(from);
    harness.run();
    harness.hover_at(from + (to - from) * 0.5);
    harness.run();
    harness.hover_at(to);
    harness.run();
    harness.drop_at(to);
    harness.run();
}

fn press(harness: &mut Window, modifiers: Modifiers, key: Key) -> Vec<Action> {
    harness.state_mut().actions.clear();
    harness.key_press_modifiers(modifiers, key);
    harness.run();
    std::mem::take(&mut harness.state_mut().actions)
}

fn text_of(harness: &Window, span: Span) -> String {
    harness.state().document.slice(span).to_owned()
}

#[test]
fn clicking_a_chip_selects_the_innermost_and_then_the_one_around_it() {
    let (mut harness, m, _) = window(|_, _| Selection::None);
    let police = chip(&harness, "Org: Dallas Police Headquarters");
    let inner = harness.get_all_by_label("Loc: Dallas").map(|n| n.rect()).find(|r| police.contains_rect(*r));
    let inner = inner.expect("the nested Dallas").center();
    for expected in [m[8], m[7], m[8]] {
        harness.hover_at(inner);
        harness.drag_at(inner);
        harness.drop_at(inner);
        harness.run();
        // Slow clicks, or they would count as a double click.
        harness.run_steps(40);
        assert_eq!(harness.state().selection, Selection::Mention(expected));
    }
    harness.get_by_label("Peop: Jack Ruby").click();
    harness.run();
    assert_eq!(harness.state().selection, Selection::Mention(m[5]));
    let empty = chip(&harness, "Peop: Marina Prusakova").left_bottom() + vec2(300.0, 100.0);
    harness.drag_at(empty);
    harness.drop_at(empty);
    harness.run();
    assert_eq!(harness.state().selection, Selection::None);
}

#[test]
fn screen_readers_can_click_chips_and_read_paragraphs() {
    let (mut harness, m, _) = window(|_, _| Selection::None);
    harness.get_by_label("Org: Warren Commission").click_accesskit();
    harness.run();
    assert_eq!(harness.state().selection, Selection::Mention(m[4]));
    let paragraphs = harness.get_all_by_role(Role::Label);
    assert!(paragraphs.into_iter().any(|n| n.value().is_some_and(|v| v.starts_with("Jack Ruby, owner"))
        || n.accesskit_node().label().is_some_and(|l| l.starts_with("Jack Ruby, owner"))));
}

#[test]
fn a_double_click_on_a_chip_asks_for_another_type_and_on_a_word_for_a_new_mention() {
    let (mut harness, m, _) = window(|_, _| Selection::None);
    let double = |harness: &mut Window, at: Pos2| {
        // Long after any click before, or it would be a triple click.
        harness.run_steps(40);
        harness.state_mut().actions.clear();
        harness.hover_at(at);
        for _ in 0..2 {
            harness.drag_at(at);
            harness.drop_at(at);
        }
        harness.run();
    };
    let ruby = on_text(&harness, "Peop: Jack Ruby");
    double(&mut harness, ruby);
    assert!(harness.state().actions.contains(&Action::PickRetag(m[5])), "{:?}", harness.state().actions);
    let owner = chip(&harness, "Peop: Jack Ruby").right_bottom() + vec2(25.0, -10.0);
    double(&mut harness, owner);
    let picked =
        harness.state().actions.iter().find_map(|a| if let Action::PickMentionType(s) = a { Some(*s) } else { None });
    assert_eq!(text_of(&harness, picked.expect("a word was picked")), "owner");
}

#[test]
fn dragging_over_text_picks_it() {
    let (mut harness, ..) = window(|_, _| Selection::None);
    let from = chip(&harness, "Peop: Marina Prusakova").right_bottom() + vec2(4.0, -10.0);
    let to = chip(&harness, "Loc: Soviet Union").left_bottom() + vec2(-3.0, -10.0);
    drag(&mut harness, from, to);
    let expected = "married Oswald in 1961; the couple left the";
    assert_eq!(
        harness.state().selection,
        Selection::Text(
            harness
                .state()
                .document
                .text
                .find(expected)
                .map(|start| Span::new(start, start + expected.len()))
                .expect("in the text")
        )
    );
    assert!(matches!(harness.state().actions.last(), Some(Action::PickMentionType(_))));
}

#[test]
fn dragging_from_chip_to_chip_asks_for_a_relation() {
    let (mut harness, m, _) = window(|_, _| Selection::None);
    let (from, to) = (on_text(&harness, "Peop: Marina Prusakova"), on_text(&harness, "Org: Carousel Club"));
    drag(&mut harness, from, to);
    assert_eq!(harness.state().actions.last(), Some(&Action::PickRelationType { head: m[9], tail: m[6] }));
}

#[test]
fn dragging_an_edge_resizes_to_whole_words() {
    let (mut harness, m, _) = window(|m, _| Selection::Mention(m[9]));
    let edge = chip(&harness, "Peop: Marina Prusakova").right_bottom() + vec2(0.0, -10.0);
    drag(&mut harness, edge, edge + vec2(52.0, 0.0));
    let Some(Action::Resize { mention, fragments }) = harness.state().actions.last().cloned() else {
        panic!("no resize in {:?}", harness.state().actions)
    };
    assert_eq!(mention, m[9]);
    assert_eq!(text_of(&harness, fragments.cover()), "Marina Prusakova married");
}

#[test]
fn the_context_menu_offers_what_can_be_done() {
    let (mut harness, m, _) = window(|_, _| Selection::None);
    let at = on_text(&harness, "Org: Carousel Club");
    harness.hover_at(at);
    for pressed in [true, false] {
        let modifiers = Modifiers::NONE;
        harness.event(Event::PointerButton { pos: at, button: PointerButton::Secondary, pressed, modifiers });
    }
    harness.run();
    harness.get_by_label("Accept").click();
    harness.run();
    let accepted = Action::Review { item: ItemId::Mention(m[6]), review: Review::Accepted };
    assert!(harness.state().actions.contains(&accepted), "{:?}", harness.state().actions);
    assert!(harness.query_by_label("Reject").is_none(), "the menu closes");
}

#[test]
fn tab_walks_through_the_mentions_and_escape_lets_go() {
    let (mut harness, m, _) = window(|_, _| Selection::None);
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert_eq!(harness.state().selection, Selection::Mention(m[0]));
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert_eq!(harness.state().selection, Selection::Mention(m[1]));
    press(&mut harness, Modifiers::SHIFT, Key::Tab);
    press(&mut harness, Modifiers::SHIFT, Key::Tab);
    assert_eq!(harness.state().selection, Selection::Mention(m[10]));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(harness.state().selection, Selection::None);
}

#[test]
fn brackets_move_the_ends_by_words_or_characters() {
    let (mut harness, m, _) = window(|m, _| Selection::Mention(m[1]));
    for (modifiers, key, text) in [
        (Modifiers::NONE, Key::CloseBracket, "Dallas, Texas"),
        (Modifiers::ALT, Key::CloseBracket, "Dallas,"),
        (Modifiers::ALT, Key::OpenBracket, "Dalla"),
        (Modifiers::SHIFT, Key::OpenBracket, "in Dallas"),
        (Modifiers::NONE, Key::OpenCurlyBracket, "in Dallas"),
    ] {
        let actions = press(&mut harness, modifiers, key);
        let [Action::Resize { mention, fragments }] = actions.as_slice() else { panic!("{key:?} gave {actions:?}") };
        assert_eq!(*mention, m[1]);
        assert_eq!(text_of(&harness, fragments.cover()), text, "{key:?}");
    }
}

#[test]
fn r_and_hint_letters_make_a_relation() {
    let (mut harness, m, _) = window(|m, _| Selection::Mention(m[0]));
    assert_eq!(press(&mut harness, Modifiers::NONE, Key::R), []);
    let hints = harness.state().view.hints.as_ref().expect("hints are shown");
    let letter = hints.letter(m[5]).expect("Jack Ruby is in view").to_owned();
    let actions = press(&mut harness, Modifiers::NONE, Key::from_name(&letter).expect("a letter key"));
    assert_eq!(actions, [Action::PickRelationType { head: m[0], tail: m[5] }]);
    assert!(harness.state().view.hints.is_none());
}

#[test]
fn keys_on_what_is_selected() {
    use Key::{Backspace, Delete, Enter, Space, X};
    let review = |item, review| vec![Action::Review { item, review }];
    let (mut harness, m, r) = window(|m, _| Selection::Mention(m[6]));
    let (sure, open) = (ItemId::Mention(m[0]), ItemId::Mention(m[6]));
    assert_eq!(press(&mut harness, Modifiers::NONE, Space), review(open, Review::Accepted));
    assert_eq!(press(&mut harness, Modifiers::NONE, Backspace), review(open, Review::Rejected));
    assert_eq!(press(&mut harness, Modifiers::NONE, Delete), [Action::Delete(open)]);
    assert_eq!(press(&mut harness, Modifiers::NONE, Enter), [Action::PickRetag(m[6])]);
    assert_eq!(press(&mut harness, Modifiers::CTRL, Enter), [], "Ctrl belongs to the application");
    harness.state_mut().selection = Selection::Mention(m[0]);
    assert_eq!(press(&mut harness, Modifiers::NONE, Space), []);
    assert_eq!(press(&mut harness, Modifiers::NONE, Backspace), [Action::Delete(sure)]);
    harness.state_mut().selection = Selection::Relation(r[2]);
    assert_eq!(press(&mut harness, Modifiers::NONE, X), [Action::Reverse(r[2])]);
    assert_eq!(press(&mut harness, Modifiers::NONE, Enter), [Action::PickRetype(r[2])]);
    assert_eq!(press(&mut harness, Modifiers::NONE, Space), review(r[2].into(), Review::Accepted));
}

#[test]
fn shift_and_arrows_select_graphemes_and_words() {
    let mut harness = World::new(Maker::new("👩‍👩‍👧 e\u{301}tude נועה 東京 text").document).harness();
    focus(&mut harness);
    press(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    assert_eq!(harness.state().selection, Selection::Text(Span::new(0, "👩‍👩‍👧".len())));
    press(&mut harness, Modifiers::SHIFT | Modifiers::CTRL, Key::ArrowRight);
    assert_eq!(harness.state().selection, Selection::Text(Span::new(0, "👩‍👩‍👧 e\u{301}tude".len())));
    let actions = press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(matches!(actions.as_slice(), [Action::PickMentionType(_)]));
    for key in [Key::ArrowDown, Key::ArrowUp, Key::End, Key::Home, Key::PageDown, Key::PageUp, Key::ArrowLeft] {
        press(&mut harness, Modifiers::SHIFT, key);
    }
}

#[test]
fn arcs_are_clickable_and_point_at_the_selected_relation() {
    let (mut harness, _, r) = window(|m, _| Selection::Mention(m[0]));
    let arc = harness.state().view.arcs.iter().find(|arc| arc.relation() == Some(r[0])).expect("Kill is drawn");
    let at = arc.label.center();
    harness.drag_at(at);
    harness.drop_at(at);
    harness.run();
    assert_eq!(harness.state().selection, Selection::Relation(r[0]));
}

#[test]
fn hidden_types_are_neither_drawn_nor_reached() {
    let (document, m, _) = sample();
    let mut harness = World { hidden: BTreeSet::from(["Peop".into()]), ..World::new(document) }.harness();
    assert!(harness.query_by_label("Peop: Jack Ruby").is_none());
    focus(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert_eq!(harness.state().selection, Selection::Mention(m[1]));
}

#[test]
fn folding_hides_empty_sentences_until_the_divider_is_clicked() {
    let mut maker = Maker::new("Nothing here.\nNor here.\nRuby shot him.\nThe end.");
    maker.mention("Peop", &["Ruby"], None);
    let mut harness = World { fold: true, ..World::new(maker.document) }.harness();
    assert_eq!(harness.state().view.laid_out(), 1);
    let chip = chip(&harness, "Peop: Ruby");
    let divider = pos2(chip.left() + 200.0, chip.top() - 25.0);
    harness.drag_at(divider);
    harness.drop_at(divider);
    harness.run();
    assert_eq!(harness.state().view.laid_out(), 3);
}

#[test]
fn tooltips_say_what_a_chip_and_an_arc_are() {
    let (mut harness, ..) = window(|m, _| Selection::Mention(m[0]));
    let club = on_text(&harness, "Org: Carousel Club");
    harness.hover_at(club);
    harness.run_steps(80);
    harness.get_by_label_contains("71.0%, not reviewed");
    let arc = harness.state().view.arcs.first().expect("an arc").label.center();
    harness.hover_at(arc);
    harness.run_steps(80);
    harness.get_by_label("Kill →");
}

#[test]
fn dragging_inside_a_chip_selects_text_in_it() {
    let (mut harness, ..) = window(|_, _| Selection::None);
    let rect = chip(&harness, "Peop: Marina Prusakova");
    let y = rect.bottom() - 10.0;
    drag(&mut harness, pos2(rect.left() + 3.5, y), pos2(rect.left() + 52.0, y));
    let Some(Action::PickMentionType(span)) = harness.state().actions.last().cloned() else {
        panic!("nothing picked: {:?}", harness.state().actions)
    };
    assert_eq!(text_of(&harness, span), "Marina");
}

#[test]
fn the_place_is_kept_when_the_zoom_changes() {
    let text = (0..400).map(|i| format!("Paragraph {i} says this and that at some length, again and again.\n"));
    let mut harness = World::new(Maker::new(&text.collect::<String>()).document).harness();
    let place = harness.state().document.text.find("Paragraph 200").expect("in the text");
    harness.state_mut().view.reveal(Span::new(place, place));
    harness.run();
    let top = |h: &Window| h.state().view.visible_layouts().next().map(|(_, layout)| layout.span.start);
    let before = top(&harness);
    harness.state_mut().zoom = 1.6;
    harness.run();
    assert_eq!(top(&harness), before);
}

#[test]
fn what_the_schema_forbids_is_marked_on_its_line_as_soon_as_it_is_there() {
    let mut m = Maker::new("Anna lives in Paris with Boris.");
    let (anna, paris) = (m.mention("Peop", &["Anna"], None), m.mention("Loc", &["Paris"], None));
    let boris = m.mention("Peop", &["Boris"], None);
    m.relation("Live_In", anna, paris, None);
    m.relation("Knows", anna, boris, None);
    let rule = crate::domain::RelationRule { heads: ["Peop".into()].into(), tails: ["Loc".into()].into() };
    m.document.schema.relations.iter_mut().filter(|t| &*t.name == "Live_In").for_each(|t| t.rules.push(rule.clone()));
    let mut harness = World { relations: RelationsShown::All, ..World::new(m.document) }.harness();
    harness.run();
    harness.get_by_label("Relation: Anna Live In Paris, confirmed");
    let (_, edits) = crate::domain::change::add_relation(
        &mut harness.state_mut().document.annotations,
        "Live_In".into(),
        boris,
        anna,
    );
    harness.state_mut().document.apply(edits).expect("both exist");
    harness.state_mut().content += 1;
    harness.run();
    harness.get_by_label("Relation: Boris Live In Anna, confirmed, not allowed by the schema");
    harness.get_by_label("Relation: Anna Knows Boris, confirmed");
}

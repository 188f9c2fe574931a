//! Where concepts stand: layouts, folding, the centre, places of an earlier run.

use super::*;
use crate::map::layout::LayoutKind;

#[test]
fn layouts_switch_and_come_to_rest() {
    let mut harness = oswald();
    let places = |harness: &Harness<'_, Host>| {
        let mut places: Vec<_> = harness.state().view.board.places.iter().map(|(n, p)| (*n, p.pos)).collect();
        places.sort_by_key(|(node, _)| *node);
        places
    };
    let force = places(&harness);
    harness.get_by_label("Force ⏷").click();
    harness.run();
    harness.get_by_label("Layered").click();
    harness.run();
    assert!(!harness.state().view.is_moving());
    assert_ne!(places(&harness), force);
}

#[test]
fn a_pin_and_a_new_arrangement_pile_nothing_up_in_any_layout() {
    for layout in ["Force", "Layered", "Radial"] {
        let mut harness = oswald();
        if layout != "Force" {
            harness.get_by_label("Force ⏷").click();
            harness.run();
            harness.get_by_label(layout).click();
            harness.run();
        }
        let name = label(&harness, "Boston, ");
        harness.get_by_label(&name).click_secondary();
        harness.run();
        harness.get_by_label("Pin").click();
        harness.run();
        harness.get_by_label(&format!("{layout} ⏷")).click();
        harness.run();
        harness.get_by_label("Arrange anew").click();
        harness.run();
        let places: Vec<Pos2> = harness.state().view.board.places.values().map(|place| place.pos).collect();
        let apart = |a: &Pos2, b: &Pos2| a.distance(*b) > 8.0;
        let is_apart = places.iter().enumerate().all(|(at, a)| places.iter().skip(at + 1).all(|b| apart(a, b)));
        assert!(places.len() > 3 && is_apart, "{layout}: {places:?}");
    }
}

#[test]
fn a_concept_is_folded_and_unfolded_with_its_subtree() {
    let mut harness = oswald();
    let count = |harness: &Harness<'_, Host>| harness.query_all_by_label_contains("mention").count();
    let all = count(&harness);
    let name = label(&harness, "Andrew Airlines, ");
    harness.get_by_label(&name).click_secondary();
    harness.run();
    harness.get_by_label("Fold what hangs on it").click();
    harness.run();
    assert_eq!(count(&harness), all - 3, "Boston, Mary Smith and Andrew Jones hang on it");
    let node = harness
        .state()
        .view
        .model
        .graph
        .node_indices()
        .find(|node| harness.state().view.folded.behind.contains_key(node));
    assert_eq!(node.map(|node| harness.state().view.folded.behind[&node]), Some(3));
    harness.get_by_label(&name).click_secondary();
    harness.run();
    harness.get_by_label("Unfold").click();
    harness.run();
    assert_eq!(count(&harness), all);
    harness.get_by_label("Show ⏷").click();
    harness.run();
    harness.get_by_label("Leaves").click();
    harness.run();
    assert!(count(&harness) < all - 3, "leaves are folded");
}

#[test]
fn keys_fold_and_put_in_the_centre() {
    let mut harness = oswald();
    harness.get_by_label("Mind map").focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    let node = harness.state().view.cursor.expect("a cursor");
    harness.key_press(Key::C);
    harness.run();
    assert_eq!((harness.state().view.root, harness.state().view.options.layout), (Some(node), LayoutKind::Radial));
    harness.key_press(Key::H);
    harness.run();
    assert!(!harness.state().view.folded.hidden.is_empty());
}

#[test]
fn the_centre_of_the_radial_layout_is_chosen_in_the_menu() {
    let mut harness = oswald();
    harness.get_by_label("Force ⏷").click();
    harness.run();
    harness.get_by_label_contains("Radial around").click();
    harness.run();
    harness.get_by_role_and_label(Role::RadioButton, "Andrew Airlines").click();
    harness.run();
    let view = &harness.state().view;
    let root = view.root.and_then(|node| view.model.node(node)).map(|concept| concept.label.as_str());
    assert_eq!((root, view.options.layout), (Some("Andrew Airlines"), LayoutKind::Radial));
}

#[test]
fn places_and_pins_come_back_in_the_next_run() {
    let mut harness = oswald();
    let boston = centre(&harness, "Boston, ");
    drag(&mut harness, boston, boston + vec2(60.0, 50.0), PointerButton::Primary, Modifiers::NONE);
    let name = label(&harness, "Boston, ");
    harness.get_by_label(&name).click_secondary();
    harness.run();
    harness.get_by_label("Pin").click();
    harness.run();
    let (key, kept) = harness.state_mut().view.take_places().expect("it came to rest");
    assert_eq!(harness.state_mut().view.take_places(), None, "nothing has moved since");
    let mut host = host(fixture::oswald(), Theme::LIGHT);
    assert!(!host.view.knows(key));
    host.view.recall(key, &kept);
    let mut again =
        Harness::builder().with_size(vec2(900.0, 640.0)).build_ui_state(|ui, host: &mut Host| host.ui(ui), host);
    again.run();
    let view = &again.state().view;
    assert_eq!(view.board.kept(&view.model), kept);
    assert_eq!(view.board.places.values().filter(|place| place.pinned).count(), 1);
}

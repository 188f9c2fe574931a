use super::*;

#[test]
fn generated_documents_are_of_the_promised_size_and_the_same_in_every_run() {
    for size in [Size::TEXT_68K, Size::MAP_1000] {
        let (one, two) = (generate::document(size), generate::document(size));
        assert_eq!(one.text, two.text);
        let characters = one.text.chars().count();
        assert!((size.characters..size.characters + 100).contains(&characters), "{characters} characters");
        let annotations = &one.annotations;
        assert_eq!((annotations.mention_count(), annotations.relation_count()), (size.mentions, size.relations));
        assert!(annotations.mentions().eq(two.annotations.mentions()));
        assert!(annotations.relations().eq(two.annotations.relations()));
        assert!(annotations.mentions().all(|m| !m.text(&one.text).is_empty()));
    }
}

/// The figures themselves belong to the machine; that every scene found its widgets does not.
#[test]
fn every_scene_reaches_what_it_is_about() {
    let small = Size { characters: 3_000, mentions: 150, relations: 60, names: 40, reach: 6 };
    let (mut driver, first) = Driver::open(&generate::document(small), true);
    assert!(first > 0.0);
    let before = driver.app.editor.current().expect("open").content();
    let scenes = text::scenes(&mut driver);
    assert_eq!(scenes.len(), 6);
    assert!(scenes.iter().all(|(name, frames)| frames.len() == FRAMES || panic!("{name}: {}", frames.len())));
    let open = driver.app.editor.current().expect("open");
    assert!(open.undo_label().is_some(), "something was edited");
    assert!(open.content() > before);
    assert!(open.visibility.entity > 0.3, "the threshold was moved: {}", open.visibility.entity);

    let (mut driver, _) = Driver::open(&generate::document(small), true);
    let scenes = map::scenes(&mut driver);
    let lengths: Vec<usize> = scenes.iter().map(|(_, frames)| frames.len()).collect();
    assert_eq!(lengths, [FRAMES; 7]);
}

#[test]
fn a_window_that_nobody_touches_makes_no_frames() {
    let idle = idle::measure(Duration::from_millis(300));
    assert_eq!(idle.frames, 0);
}

#[test]
fn a_save_is_measured() {
    let save = super::save::measure(Size { characters: 3_000, mentions: 150, relations: 60, names: 40, reach: 6 }, 3)
        .expect("writable");
    assert_eq!((save.wall.frames, save.cpu.frames), (3, 3));
    assert!(save.wall.p50_ms > 0.0);
}

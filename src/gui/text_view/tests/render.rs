//! Pictures of the view. With `RELATA_PICTURES` set to a folder they are saved there to look at.

use eframe::egui::Color32;

use egui_kittest::kittest::Queryable;

use super::*;

fn picture(name: &str, world: World, prepare: impl FnOnce(&mut Harness<'static, World>)) -> Option<image::RgbaImage> {
    picture_of(name, [900.0, 620.0], world, prepare)
}

fn picture_of(
    name: &str,
    size: [f32; 2],
    world: World,
    prepare: impl FnOnce(&mut Harness<'static, World>),
) -> Option<image::RgbaImage> {
    let mut harness = world.harness_of(size);
    prepare(&mut harness);
    harness.run();
    let image = match harness.render() {
        Ok(image) => image,
        Err(error) => {
            eprintln!("skipped: nothing here can render ({error})");
            return None;
        }
    };
    if let Ok(folder) = std::env::var("RELATA_PICTURES") {
        image.save(std::path::Path::new(&folder).join(format!("{name}.png"))).expect("the picture can be saved");
    }
    Some(image)
}

fn holds(image: &image::RgbaImage, colour: Color32) -> bool {
    image.pixels().any(|p| p.0[..3] == colour.to_array()[..3])
}

#[test]
fn chips_have_the_colour_of_their_type_in_both_themes() {
    for theme in [Theme::LIGHT, Theme::DARK] {
        let (document, ..) = sample();
        let fill = theme.entity(&document.schema, "Peop").fill;
        let name = if theme.dark { "sample_dark" } else { "sample_light" };
        let world = World { theme, ..World::new(document) };
        let Some(image) = picture(name, world, |_| {}) else { return };
        assert!(holds(&image, fill), "{name} shows no {fill:?}");
        assert!(holds(&image, theme.background()));
    }
}

#[test]
fn the_arcs_of_the_selected_mention_are_drawn() {
    for theme in [Theme::LIGHT, Theme::DARK] {
        let (document, mentions, _) = sample();
        let colour = theme.relation(&document.schema, "Kill");
        let select = Selection::Mention(mentions[0]);
        let name = if theme.dark { "selected_dark" } else { "selected_light" };
        let world = World { theme, selection: select, ..World::new(document.clone()) };
        let Some(image) = picture(name, world, |_| {}) else { return };
        assert!(holds(&image, colour));
        let Some(plain) = picture("plain", World { theme, ..World::new(document) }, |_| {}) else { return };
        assert!(!holds(&plain, colour), "no arcs without a selection");
    }
}

#[test]
fn all_arcs_and_deep_nesting_are_drawn() {
    let world = World { relations: RelationsShown::All, ..World::new(sample().0) };
    let Some(_) = picture("all_light", world, |_| {}) else { return };
    for theme in [Theme::LIGHT, Theme::DARK] {
        let document = russian();
        let fill = theme.entity(&document.schema, "PROFESSION").fill;
        let name = if theme.dark { "russian_dark" } else { "russian_light" };
        let world = World { theme, relations: RelationsShown::All, ..World::new(document) };
        let Some(image) = picture(name, world, |_| {}) else { return };
        assert!(holds(&image, fill));
    }
}

#[test]
fn hints_cover_the_chips_that_can_be_chosen() {
    let (document, mentions, _) = sample();
    let world = World { selection: Selection::Mention(mentions[5]), ..World::new(document) };
    let accent = world.theme.accent();
    let press = |harness: &mut Harness<'static, World>| {
        focus(harness);
        harness.key_press(egui::Key::R);
    };
    let Some(image) = picture("hints", world, press) else { return };
    assert!(image.pixels().filter(|p| p.0[..3] == accent.to_array()[..3]).count() > 500);
}

#[test]
fn any_script_can_be_marked_and_selected() {
    let mut m = Maker::new(
        "נועה כהן נולדה בתל אביב בשנת 1990 ולמדה באוניברסיטה העברית.\nولدت فاطمة في القاهرة ودرست في باريس.\n\
         東京大学の山田太郎教授は京都で講演した。\nFamily 👩‍👩‍👧 lives in Zu\u{308}rich 🇨🇭 and e\u{301}tude.",
    );
    m.mention("PERSON", &["נועה כהן"], None);
    m.mention("CITY", &["תל אביב"], None);
    m.mention("CITY", &["القاهرة"], Some(0.8));
    m.mention("ORG", &["東京大学"], None);
    m.mention("PERSON", &["山田太郎"], None);
    m.mention("CITY", &["Zu\u{308}rich"], None);
    let selection = Selection::Text(m.find("lives in"));
    let world = World { selection, zoom: 1.3, ..World::new(m.document) };
    let fill = world.theme.entity(&world.document.schema, "PERSON").fill;
    let Some(image) = picture("scripts", world, |_| {}) else { return };
    assert!(holds(&image, fill));
}

#[test]
fn folds_and_arcs_to_places_out_of_view() {
    let filler = "Nothing of note happened on that day, or on the one after it. ".repeat(6);
    let text = format!("Ruby met nobody.\n{filler}\n").repeat(30) + "Oswald was not there.";
    let mut m = Maker::new(&text);
    let ruby = m.mention("Peop", &["Ruby"], None);
    let oswald = m.mention("Peop", &["Oswald"], None);
    m.relation("Kill", ruby, oswald, None);
    let colour = Theme::LIGHT.relation(&m.document.schema, "Kill");
    let world = World { selection: Selection::Mention(ruby), ..World::new(m.document.clone()) };
    let Some(image) = picture("stub", world, |_| {}) else { return };
    let low = image.enumerate_pixels().filter(|(_, y, _)| *y > image.height() * 3 / 4);
    assert!(low.into_iter().any(|(_, _, p)| p.0[..3] == colour.to_array()[..3]), "the arc leads out of view");
    let world = World { fold: true, selection: Selection::Mention(ruby), ..World::new(m.document) };
    let Some(image) = picture("fold", world, |h| {
        let at = h.get_by_label("Peop: Oswald").rect().center();
        h.hover_at(at);
        h.run_steps(80);
    }) else {
        return;
    };
    assert!(holds(&image, colour));
}

#[test]
fn a_narrow_pane_still_shows_everything() {
    let document = russian();
    let fill = Theme::DARK.entity(&document.schema, "PROFESSION").fill;
    let world = World { theme: Theme::DARK, relations: RelationsShown::Sentence, zoom: 0.9, ..World::new(document) };
    let tab = |harness: &mut Harness<'static, World>| {
        focus(harness);
        harness.key_press(egui::Key::Tab);
        harness.run();
        harness.key_press(egui::Key::Tab);
    };
    let Some(image) = picture_of("narrow", [430.0, 700.0], world, tab) else { return };
    assert!(holds(&image, fill));
}

/// An event with two roles, equal mentions, attributes, a note and a discontinuous mention, six levels deep.
fn everything_of_brat() -> World {
    use crate::domain::{ExtraBody, ItemId, Target, describe};
    let mut m = Maker::new(
        "В 1891 году Пётр Чайковский дирижировал на открытии Карнеги-холла в Нью-Йорке; композитор был доволен.\n\n\
         Министр обороны правительства Российской Федерации Сергей Шойгу прибыл в Минск, левое и правое лёгкое здоровы.",
    );
    let date = m.mention("DATE", &["1891 году"], None);
    let person = m.mention("PERSON", &["Пётр Чайковский"], None);
    let trigger = m.mention("Conducting", &["дирижировал"], None);
    let hall = m.mention("FACILITY", &["Карнеги-холла"], Some(0.74));
    m.mention("CITY", &["Нью-Йорке"], None);
    let composer = m.mention("PROFESSION", &["композитор"], None);
    let nested = [
        ("PERSON", "Министр обороны правительства Российской Федерации Сергей Шойгу"),
        ("PROFESSION", "Министр обороны правительства Российской Федерации"),
        ("ORGANIZATION", "обороны правительства Российской Федерации"),
        ("GOVERNMENT", "правительства Российской Федерации"),
        ("COUNTRY", "Российской Федерации"),
        ("NATIONALITY", "Российской"),
    ];
    for (kind, words) in nested {
        m.mention(kind, &[words], None);
    }
    m.mention("ORGAN", &["левое", "лёгкое"], None);
    let mut document = m.document;
    let (person_id, composer_id) = (ItemId::from(person), ItemId::from(composer));
    let attribute =
        |name: &str, value: Option<&str>| ExtraBody::Attribute { name: name.into(), value: value.map(str::to_owned) };
    let annotations = &mut document.annotations;
    let mut edits = describe::add(annotations, person_id, attribute("Certainty", Some("High"))).1;
    edits.extend(describe::add(annotations, composer_id, attribute("Metonymy", None)).1);
    let note = ExtraBody::Note { name: "AnnotatorNotes".into(), text: "Тот же человек".into() };
    edits.extend(describe::add(annotations, composer_id, note).1);
    edits.extend(describe::equate(annotations, person, composer));
    let (id, item) = (annotations.fresh_extra(), |id: MentionId| Target::Item(id.into()));
    let roles = ["Who", "Where", "When"].map(str::to_owned).to_vec();
    let body = ExtraBody::Event { event_type: "Conducting".into(), has_trigger: true, roles };
    let targets = vec![item(trigger), item(person), item(hall), item(date)];
    edits.push(Edit::Insert(crate::domain::Extra { id, targets, body }.into()));
    document.apply(edits).expect("fits");
    World { relations: RelationsShown::All, ..World::new(document) }
}

#[test]
fn events_equal_mentions_attributes_and_six_levels_are_drawn() {
    for theme in [Theme::LIGHT, Theme::DARK] {
        let world = World { theme, ..everything_of_brat() };
        let colour = theme.entity(&world.document.schema, "Conducting").strong;
        let name = if theme.dark { "brat_dark" } else { "brat_light" };
        let mut lines = Vec::new();
        let Some(image) = picture(name, world, |harness| {
            lines = harness.state().view.arcs.iter().map(|arc| arc.link.of).collect();
            let levels = harness.state().view.visible_pieces().map(|(p, _)| p.level).max();
            assert_eq!(levels, Some(5), "six levels");
        }) else {
            return;
        };
        use super::super::links::LinkOf;
        assert_eq!(lines.iter().filter(|l| matches!(l, LinkOf::Role(..))).count(), 3);
        assert_eq!(lines.iter().filter(|l| matches!(l, LinkOf::Equal(..))).count(), 1);
        assert!(holds(&image, colour));
    }
}

//! Pictures of the view. With `RELATA_PICTURES` set to a folder they are saved there to look at.

use eframe::egui::Color32;

use super::*;

fn picture(name: &str, world: World, prepare: impl FnOnce(&mut Harness<'static, World>)) -> Option<image::RgbaImage> {
    let mut harness = world.harness_of([900.0, 620.0]);
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

//! Can everything be read, and told apart, by everybody? Computed over the colours that are really painted.

use eframe::egui::{Color32, Visuals};

use super::Theme;
use super::look;
use super::theme::{contrast, linear, mix};
use crate::domain::{EntityType, RelationType, Schema};

const THEMES: [Theme; 2] = [Theme::LIGHT, Theme::DARK];

/// Eight types without colours of their own, some that a brat project asks for, and what no list has.
fn schema() -> Schema {
    let own = ["#ffff00", "#ffffff", "#000000", "#ffccaa", "#7fa2ff", "#18c61a"];
    let entities = (0..16).map(|i| EntityType::named(format!("Type{i}")));
    let coloured = own.iter().map(|c| EntityType { colour: Some((*c).to_owned()), ..EntityType::named(*c) });
    let relations = (0..16).map(|i| RelationType::named(format!("Relation{i}")));
    let lines = own.iter().map(|c| RelationType { colour: Some((*c).to_owned()), ..RelationType::named(*c) });
    Schema {
        entities: entities.chain(coloured).collect(),
        relations: relations.chain(lines).collect(),
        ..Schema::default()
    }
}

fn grounds(theme: Theme) -> Vec<(&'static str, Color32)> {
    let (panel, line, selection) = (theme.panel(), theme.line(), theme.selection());
    vec![
        ("background", theme.background()),
        ("panel", panel),
        ("selection", selection),
        ("button", mix(panel, line, 0.5)),
        ("button under the pointer", mix(panel, line, 0.9)),
        ("pressed button", line),
        ("open menu", mix(panel, line, 0.8)),
        ("row under the pointer", mix(panel, line, 0.6)),
        ("striped row", mix(panel, line, 0.4)),
        ("chosen instance", mix(panel, selection, 0.55)),
        ("warning", mix(panel, theme.warning(), 0.10)),
        ("verdict", mix(theme.background(), theme.success(), 0.08)),
        ("chart", mix(theme.background(), panel, 0.75)),
    ]
}

fn visuals(theme: Theme) -> Visuals {
    let ctx = eframe::egui::Context::default();
    look::install(&ctx);
    let which = if theme.dark { eframe::egui::Theme::Dark } else { eframe::egui::Theme::Light };
    ctx.style_of(which).visuals.clone()
}

fn assert_readable(theme: Theme, what: &str, ink: Color32, ground: Color32) {
    let (ratio, name) = (contrast(ink, ground), if theme.dark { "dark" } else { "light" });
    assert!(ratio >= 4.5, "{name}: {what}: {ink:?} on {ground:?} has {ratio:.2}:1");
}

#[test]
fn words_are_readable_on_every_ground() {
    for theme in THEMES {
        let visuals = visuals(theme);
        let inks = [
            ("text", theme.text()),
            ("secondary text", theme.faint()),
            ("accent", theme.accent()),
            ("warning", theme.warning()),
            ("error", theme.error()),
            ("success", theme.success()),
            ("hints of fields", visuals.weak_text_color()),
            ("links", visuals.hyperlink_color),
            ("chosen button", visuals.selection.stroke.color),
            ("button", visuals.widgets.inactive.fg_stroke.color),
        ];
        for (on, ground) in grounds(theme) {
            for (what, ink) in inks {
                assert_readable(theme, &format!("{what} on {on}"), ink, ground);
            }
        }
        assert_readable(theme, "a progress bar", theme.text(), theme.bar());
        assert_readable(theme, "a primary button", theme.background(), theme.accent());
        // The fullest cell of a confusion matrix.
        for hue in [theme.success(), theme.error(), theme.accent()] {
            assert_readable(theme, "a full cell", theme.text(), mix(theme.background(), hue, 0.46));
        }
    }
}

#[test]
fn words_on_chips_pills_and_lines_are_readable_in_every_type_colour() {
    let schema = schema();
    for theme in THEMES {
        let (background, panel, text) = (theme.background(), theme.panel(), theme.text());
        for kind in &schema.entities {
            let (chip, name) = (theme.entity(&schema, &kind.name), &*kind.name);
            let open = mix(background, chip.fill, 0.3);
            let grounds = [chip.fill, theme.touched(chip.fill, chip.strong), open, theme.touched(open, chip.strong)];
            for ground in grounds {
                assert_readable(theme, &format!("{name}: running text"), text, ground);
                assert_readable(theme, &format!("{name}: type and score"), chip.label, ground);
            }
            assert_readable(theme, &format!("{name}: node of the map"), chip.text, chip.fill);
            assert_readable(theme, &format!("{name}: count at a node"), background, chip.label);
            assert_readable(theme, &format!("{name}: menu"), chip.label, background);
            let (pill, ink) = theme.pill(chip.strong);
            assert_readable(theme, &format!("{name}: pill"), ink, pill);
            assert!(contrast(chip.strong, panel) >= 3.0, "{name}: the legend's dot");
        }
        for kind in &schema.relations {
            let (line, name) = (theme.relation(&schema, &kind.name), &*kind.name);
            assert!(contrast(line, background) >= 3.0, "{name}: the line itself");
            let (pill, ink) = theme.pill(line);
            assert_readable(theme, &format!("{name}: pill"), ink, pill);
            assert_readable(theme, &format!("{name}: at its arc"), theme.readable(line, background), background);
            assert_readable(
                theme,
                &format!("{name}: in the inspector"),
                mix(text, line, 0.35),
                mix(panel, theme.line(), 0.9),
            );
            for share in [0.05, 0.22] {
                let ground = mix(background, line, share);
                assert_readable(theme, &format!("{name}: on the map"), mix(line, text, 0.45), ground);
            }
        }
    }
}

/// Linear RGB as seen without one of the three kinds of cones: Machado, Oliveira & Fernandes, “A Physiologically-based
/// Model for Simulation of Color Vision Deficiency”, IEEE TVCG 15(6), 2009, table 1, severity 1.0.
const VISION: [(&str, [[f32; 3]; 3]); 4] = [
    ("normal vision", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protanopia", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    (
        "deuteranopia",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    ("tritanopia", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

/// CIE L*a*b* (D65) of a colour as that vision sees it.
fn seen(colour: Color32, matrix: [[f32; 3]; 3]) -> [f32; 3] {
    let rgb = [linear(colour.r()), linear(colour.g()), linear(colour.b())];
    let dot = |row: [f32; 3], v: [f32; 3]| row[0] * v[0] + row[1] * v[1] + row[2] * v[2];
    let rgb = matrix.map(|row| dot(row, rgb).clamp(0.0, 1.0));
    let xyz = [[0.412_456, 0.357_576, 0.180_438], [0.212_673, 0.715_152, 0.072_175], [0.019_334, 0.119_192, 0.950_304]];
    let f = |t: f32| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let [x, y, z] = [(0, 0.950_47), (1, 1.0), (2, 1.088_83)].map(|(row, white)| f(dot(xyz[row], rgb) / white));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f32>().sqrt()
}

/// 2.3 is a just noticeable difference (Mahy et al. 1994); five times that is seen at a glance, also on small things.
const APART: f32 = 11.5;

#[test]
fn the_first_eight_types_stay_apart_for_people_with_any_colour_vision() {
    let schema = schema();
    for theme in THEMES {
        let entities: Vec<Color32> =
            schema.entities[..8].iter().map(|t| theme.entity(&schema, &t.name).strong).collect();
        let relations: Vec<Color32> = schema.relations[..8].iter().map(|t| theme.relation(&schema, &t.name)).collect();
        for (what, colours) in [("entity", entities), ("relation", relations)] {
            for (vision, matrix) in VISION {
                for (i, a) in colours.iter().enumerate() {
                    for (j, b) in colours.iter().enumerate().skip(i + 1) {
                        let apart = distance(seen(*a, matrix), seen(*b, matrix));
                        assert!(apart >= APART, "{vision}: {what} types {i} and {j} are {apart:.1} apart");
                    }
                }
            }
        }
    }
}

#[test]
fn the_simulation_sees_what_it_should() {
    let (red, green) = (Color32::from_rgb(200, 60, 40), Color32::from_rgb(96, 120, 30));
    let apart = |vision: usize| distance(seen(red, VISION[vision].1), seen(green, VISION[vision].1));
    assert!(apart(0) > 3.0 * apart(2), "red and green are near to each other for deuteranopes");
}

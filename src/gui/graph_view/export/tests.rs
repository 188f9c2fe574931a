use std::collections::BTreeSet;

use super::*;
use crate::domain::{Document, Origin, Visibility};
use crate::gui::graph_view::fixture::{self, Fixture};
use crate::gui::{Selection, Theme};

fn with<R>(document: &Document, theme: Theme, run: impl FnOnce(&GraphViewInput<'_>) -> R) -> R {
    let (visibility, none) = (Visibility::default(), BTreeSet::new());
    run(&GraphViewInput {
        document,
        visibility: &visibility,
        selection: &Selection::None,
        theme,
        hidden: &none,
        hidden_relations: &none,
        sentences: &[],
        hovered: None,
        key: 1,
        content: 1,
    })
}

#[test]
fn the_svg_is_well_formed_and_says_everything() {
    let mut f = Fixture::of(fixture::oswald());
    f.document.name = "A <b> & \"c\"".into();
    let svg = with(&f.document, Theme::LIGHT, |input| GraphView::default().export_svg(input));
    let tree = resvg::usvg::roxmltree::Document::parse(&svg).expect("well-formed XML");
    let texts: Vec<&str> = tree.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
    for expected in ["A <b> & \"c\"", "Lee Harvey Oswald", "Kill ×2", "Live In 0.87", "Andrew Airlines"] {
        assert!(texts.contains(&expected), "{expected}: {texts:?}");
    }
    let dashed = tree.descendants().filter(|n| n.attribute("stroke-dasharray").is_some()).count();
    assert_eq!(dashed, 5, "open predictions are dashed");
}

#[test]
fn names_cannot_break_the_svg() {
    let mut f = Fixture::new("<script>&x \u{b}Bob");
    let (script, bob) = (f.mention("<script>&x", "Ty<pe"), f.mention("\u{b}Bob", "Peop"));
    f.relation(script, bob, "A&B", Origin::Human);
    let svg = with(&f.document, Theme::DARK, |input| GraphView::default().export_svg(input));
    let tree = resvg::usvg::roxmltree::Document::parse(&svg).expect("well-formed XML");
    assert!(tree.descendants().any(|node| node.text() == Some("<script>&x")));
    assert!(!tree.descendants().any(|node| node.has_tag_name("script")));
}

#[test]
fn the_png_has_the_size_of_the_svg_times_the_scale() {
    let document = fixture::oswald();
    let (svg, png) = with(&document, Theme::LIGHT, |input| {
        let view = GraphView::default();
        (view.export_svg(input), view.export_png(input, 2.0).expect("drawn"))
    });
    let tree = resvg::usvg::roxmltree::Document::parse(&svg).expect("XML");
    let side = |name| tree.root_element().attribute(name).and_then(|v| v.parse::<u32>().ok()).expect("number");
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    assert_eq!((number(16), number(20)), (2 * side("width"), 2 * side("height")));
}

/// Letters leave ink: with the text removed, the same picture has fewer dark pixels.
#[test]
fn cyrillic_is_drawn_without_fonts_of_the_system() {
    let mut f = Fixture::new("Мария работает в Газпроме");
    let (who, firm) = (f.mention("Мария", "Peop"), f.mention("Газпроме", "Org"));
    f.relation(who, firm, "Work_For", Origin::Human);
    let svg = with(&f.document, Theme::LIGHT, |input| GraphView::default().export_svg(input));
    let blank = svg.replace("Мария", "");
    let ink = |svg: &str| {
        let png = png::render(svg, 1.0).expect("drawn");
        let picture = image::load_from_memory(&png).expect("a picture").to_luma8();
        picture.pixels().filter(|pixel| pixel.0[0] < 140).count()
    };
    assert!(ink(&svg) > ink(&blank) + 20, "{} {}", ink(&svg), ink(&blank));
}

#[test]
fn an_empty_map_is_an_error_as_png_and_valid_as_svg() {
    let document = Document::new("empty", "");
    with(&document, Theme::LIGHT, |input| {
        assert!(matches!(GraphView::default().export_png(input, 3.0), Err(ExportError::Empty)));
        assert!(resvg::usvg::roxmltree::Document::parse(&GraphView::default().export_svg(input)).is_ok());
    });
}

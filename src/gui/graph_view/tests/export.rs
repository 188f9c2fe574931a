//! The map as files.

use super::*;
use crate::gui::graph_view::Look;
use crate::map::export::Format;
use crate::map::export::{ExportError, png};

fn export(document: Document, format: Format, look: Look) -> Result<Vec<u8>, ExportError> {
    let host = host(document, look.theme);
    host.with_input(|input| GraphView::default().export(input, format, look))
}

fn svg(document: Document) -> String {
    String::from_utf8(export(document, Format::Svg, Look::default()).expect("drawn")).expect("UTF-8")
}

#[test]
fn the_png_has_the_size_of_the_svg_times_the_scale() {
    let svg = svg(fixture::oswald());
    let look = Look { scale: 2.0, ..Look::default() };
    let png = export(fixture::oswald(), Format::Png, look).expect("drawn");
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
    let svg = svg(f.document);
    let blank = svg.replace("Мария", "");
    let ink = |svg: &str| {
        let picture = image::load_from_memory(&png(svg, 1.0).expect("drawn")).expect("a picture").to_luma8();
        picture.pixels().filter(|pixel| pixel.0[0] < 140).count()
    };
    assert!(ink(&svg) > ink(&blank) + 20, "{} {}", ink(&svg), ink(&blank));
}

#[test]
fn an_empty_map_is_an_error() {
    for format in Format::ALL {
        let empty = export(Document::new("empty", ""), format, Look::default());
        assert!(matches!(empty, Err(ExportError::Empty)), "{format:?}");
    }
}

#[test]
fn every_format_holds_the_map_and_light_is_for_paper() {
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Png) {
        let bytes = export(fixture::russian(), format, Look::default()).expect("written");
        assert!(String::from_utf8(bytes).expect("UTF-8").contains("Мария Иванова"), "{format:?}");
    }
    let ground = |theme: Theme| {
        let c = theme.background();
        format!("#{:02x}{:02x}{:02x}", c.r(), c.g(), c.b())
    };
    assert!(svg(fixture::oswald()).contains(&ground(Theme::LIGHT)));
    let dark = export(fixture::oswald(), Format::Svg, Look { theme: Theme::DARK, scale: 1.0 }).expect("drawn");
    assert!(String::from_utf8_lossy(&dark).contains(&ground(Theme::DARK)));
}

#[test]
fn what_is_folded_or_out_of_focus_is_not_exported() {
    let mut harness = oswald();
    let name = label(&harness, "Andrew Airlines, ");
    harness.get_by_label(&name).click_secondary();
    harness.run();
    harness.get_by_label("Fold what hangs on it").click();
    harness.run();
    let host = harness.state();
    let bytes = host.with_input(|input| host.view.export(input, Format::Csv, Look::default())).expect("written");
    let table = String::from_utf8_lossy(&bytes);
    assert!(table.contains("Live_In") && !table.contains("OrgBased_In"), "{table}");
}

//! Every sign that the window writes has a glyph in the fonts that come with it.

use std::collections::BTreeMap;
use std::path::Path;

use ttf_parser::Face;

use crate::io::Folder;

/// Characters of a source file outside comments and tests.
fn written(source: &str) -> impl Iterator<Item = char> + '_ {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(str::chars).filter(|c| !c.is_ascii())
}

#[test]
fn no_sign_of_the_window_is_an_empty_box() {
    let fonts = super::look::fonts();
    let faces: Vec<Face<'_>> =
        fonts.font_data.values().map(|font| Face::parse(&font.font, font.index).expect("a font")).collect();
    let mut missing: BTreeMap<char, String> = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for folder in ["gui", "map", "engine", "analysis", "editor", "session", "import", "corpus"] {
        let listed = Folder::list(&root.join(folder)).expect("readable");
        for path in listed.with_extensions(&["rs"]) {
            let name = path.to_string_lossy();
            if name.contains("test") || name.contains("/bench/") || name.contains("fixture") {
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("readable");
            // The list of words and characters of other scripts is no text of the window.
            if name.ends_with("columns.rs") || name.ends_with("html/texts.rs") {
                continue;
            }
            for c in written(&source).filter(|c| !c.is_alphabetic()) {
                if !faces.iter().any(|face| face.glyph_index(c).is_some()) {
                    missing.entry(c).or_insert_with(|| name.clone().into_owned());
                }
            }
        }
    }
    assert!(missing.is_empty(), "no font has {missing:?}");
}

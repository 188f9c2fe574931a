//! XHTML as HTML: an element that closes itself is empty in one and open to the end in the other.

use std::borrow::Cow;

use super::tags::{Part, opened, parts};

/// Elements that are empty in HTML too.
const VOID: [&str; 16] = [
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// How far a page is read for what it says of itself.
const HEAD: usize = 4096;

/// The page for a reader of HTML.
pub(super) fn as_html(source: &str) -> Cow<'_, str> {
    if !is_xhtml(source) {
        return Cow::Borrowed(source);
    }
    let mut html = String::with_capacity(source.len() + source.len() / 16);
    for part in parts(source) {
        match part {
            Part::Text(text) | Part::Other(text) => html.push_str(text),
            Part::Literal(text) => html.push_str(&text.replace('&', "&amp;").replace('<', "&lt;")),
            Part::Tag(tag) => match (tag.strip_suffix("/>"), opened(tag)) {
                (Some(open), Some(name)) if !VOID.contains(&name.as_str()) => {
                    html.push_str(open.trim_end());
                    html.push_str("></");
                    html.push_str(&name);
                    html.push('>');
                }
                _ => html.push_str(tag),
            },
        }
    }
    Cow::Owned(html)
}

fn is_xhtml(source: &str) -> bool {
    let head = source.get(..source.floor_char_boundary(HEAD)).unwrap_or(source);
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    head.starts_with("<?xml") || head.contains("http://www.w3.org/1999/xhtml") || head.contains("//DTD XHTML")
}

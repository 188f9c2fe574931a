//! The encoding that a page says it is in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::tags::{Part, attributes, opened, parts};

/// How far a page is read for it.
const HEAD: usize = 4096;

/// What `<meta>` or an XML declaration names in a page's first kilobytes. Comments and other elements do not count.
pub(in crate::import) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    let label = parts(head.trim_start()).find_map(|part| match part {
        Part::Tag(tag) if opened(tag).is_some_and(|name| name == "meta") => of_meta(tag),
        Part::Other(other) if other.starts_with("<?xml") => {
            let named = attributes(other).into_iter().find(|(name, _)| name == "encoding");
            named.map(|(_, label)| label.to_owned())
        }
        _ => None,
    })?;
    let found = Encoding::for_label(label.trim().as_bytes())?;
    // A page that can say so in ASCII is not UTF-16.
    Some(if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found })
}

fn of_meta(tag: &str) -> Option<String> {
    let attributes = attributes(tag);
    let value = |name: &str| attributes.iter().find(|(found, _)| found == name).map(|(_, value)| *value);
    if let Some(label) = value("charset") {
        return Some(label.to_owned());
    }
    if !value("http-equiv").is_some_and(|what| what.eq_ignore_ascii_case("content-type")) {
        return None;
    }
    let content = value("content")?.to_ascii_lowercase();
    let label = content.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = label.trim_matches(['"', '\'']).split([';', ' ', '"', '\'']).next()?;
    Some(label.to_owned())
}

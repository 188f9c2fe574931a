//! The encoding that a page says it is in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::tags::{Part, attributes, first, opened};

/// How far a page is read for it.
const HEAD: usize = 4096;
/// Elements whose content is no markup.
const RAW: [&str; 6] = ["script", "style", "title", "textarea", "xmp", "iframe"];

/// What `<meta>` or an XML declaration names in a page's first kilobytes. Comments and other elements do not count.
pub(in crate::import) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    let label = label(head.trim_start())?;
    let found = Encoding::for_label(label.trim().as_bytes())?;
    // A page that can say so in ASCII is not UTF-16.
    Some(if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found })
}

fn label(head: &str) -> Option<String> {
    let mut rest = head;
    while !rest.is_empty() {
        let (part, after) = first(rest);
        rest = after;
        let found = match part {
            Part::Tag(tag) => match opened(tag) {
                Some(name) if name == "meta" => of_meta(tag),
                // In XHTML an element may close itself.
                Some(name) if RAW.contains(&name.as_str()) && !tag.ends_with("/>") => {
                    let end = rest.to_ascii_lowercase().find(&format!("</{name}"));
                    rest = end.and_then(|end| rest.get(end..)).unwrap_or("");
                    None
                }
                _ => None,
            },
            Part::Other(other) if other.starts_with("<?xml") => {
                let named = attributes(other).into_iter().find(|(name, _)| name == "encoding");
                named.map(|(_, label)| label.to_owned())
            }
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
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

//! The beginning of a file, looked at once for all formats.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt;
use std::path::Path;

use serde::Deserializer;
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde_json::Value;

use super::decode_json;
use crate::text::looks_binary;

/// Lines at the beginning that decide; formats of lines show themselves at once.
const LINES: usize = 60;

/// What is known of a file before it is read as anything.
pub(super) struct Probe<'a> {
    /// In lower case.
    pub extension: String,
    bytes: &'a [u8],
    /// Lines that are not blank and no comments; empty where the file is no text.
    pub lines: Vec<Cow<'a, str>>,
    /// The first line, comment or not.
    pub first_line: Cow<'a, str>,
    /// The first item of a JSON list, else the first JSON value of the file.
    pub item: Option<Value>,
    /// The second item of a JSON list.
    pub second: Option<Value>,
    /// Whether the JSON is a list.
    pub is_list: bool,
}

impl<'a> Probe<'a> {
    /// Looks at a file that is called so; nothing is read from the disk.
    pub fn new(path: &Path, bytes: &'a [u8]) -> Self {
        let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
        let text = decode_json(bytes).unwrap_or_default();
        let body = text.trim_start_matches('\u{feff}').trim_start();
        // A text may begin with a bracket; data of JSON end with one, too.
        let is_data = extension != "txt" || body.trim_end().ends_with([']', '}']);
        let ((item, second), is_list) = if is_data && body.starts_with(['[', '{']) {
            (first_items(body), body.starts_with('['))
        } else {
            ((None, None), false)
        };
        let (lines, first_line) = match &text {
            Cow::Borrowed(text) => (lines(text), Cow::Borrowed(first_line(text))),
            Cow::Owned(text) => {
                let owned = |line: Cow<'_, str>| Cow::Owned(line.into_owned());
                (lines(text).into_iter().map(owned).collect(), Cow::Owned(first_line(text).to_owned()))
            }
        };
        Self { extension, bytes, lines, first_line, item, second, is_list }
    }

    /// Whether the file begins with these bytes.
    pub fn begins(&self, signature: &[u8]) -> bool {
        self.bytes.starts_with(signature)
    }

    /// By [`looks_binary`], whatever its name.
    pub fn is_binary(&self) -> bool {
        looks_binary(self.bytes)
    }

    /// A member of the item.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.item.as_ref()?.get(key)
    }

    /// Whether the item has such a member, `null` among them.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The first element of a list that is a member of the item.
    pub fn first_of(&self, key: &str) -> Option<&Value> {
        self.get(key)?.get(0)
    }

    /// Whether the first `LINES` lines all have the same number of columns, which is returned.
    pub fn columns(&self) -> Option<usize> {
        let count = |line: &Cow<'_, str>| line.split_whitespace().count();
        let first = count(self.lines.first()?);
        self.lines.iter().all(|line| count(line) == first).then_some(first)
    }
}

fn lines(text: &str) -> Vec<Cow<'_, str>> {
    let counts = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    text.lines().filter(counts).take(LINES).map(Cow::Borrowed).collect()
}

fn first_line(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default()
}

/// The first two elements of a JSON list, or the first value; the rest of a large file is not looked at.
fn first_items(text: &str) -> (Option<Value>, Option<Value>) {
    let mut stream = serde_json::Deserializer::from_str(text);
    if text.starts_with('[') {
        let mut found = (None, None);
        // The rest of the list is an error to the parser, and of no interest here.
        let _ = FirstTwo(&mut found).deserialize(&mut stream);
        return found;
    }
    (stream.into_iter::<Value>().next().and_then(Result::ok), None)
}

struct FirstTwo<'a>(&'a mut (Option<Value>, Option<Value>));

impl<'de> DeserializeSeed<'de> for FirstTwo<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FirstTwo<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.0 = list.next_element()?;
        self.0.1 = list.next_element()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_item_is_found_whatever_follows() {
        for (text, expected) in [
            (r#"[{"a": 1}, {"#, Some(r#"{"a":1}"#)),
            (r#"[ "x", 3]"#, Some(r#""x""#)),
            ("[]", None),
            ("{\"a\": 1}\n{\"b\": ", Some(r#"{"a":1}"#)),
            ("{\"a\": ", None),
            ("[[1, 2", None),
        ] {
            assert_eq!(first_items(text).0.map(|item| item.to_string()).as_deref(), expected, "{text}");
        }
    }
}

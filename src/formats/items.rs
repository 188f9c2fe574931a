//! JSON values of a file: one a line, or the items of a list.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Lost, Parsed, Place, Problem, ReadError};
use crate::domain::Document;

/// The values of a file with their places. Lines that are no JSON are problems; a file of none is an error.
pub fn items(text: &str, problems: &mut Vec<Problem>) -> Result<Vec<(Place, Value)>, ReadError> {
    let body = text.trim_start_matches('\u{feff}');
    match serde_json::from_str::<Value>(body) {
        // A pair of a text and its annotations is an item itself.
        Ok(Value::Array(list)) if !list.first().is_some_and(Value::is_string) => {
            return Ok(list.into_iter().enumerate().map(|(at, value)| (Place::Item(at + 1), value)).collect());
        }
        Ok(value) => return Ok(vec![(Place::Item(1), value)]),
        Err(_) => {}
    }
    let mut found = Vec::new();
    for (at, line) in body.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(value) => found.push((Place::Line(at + 1), value)),
            Err(error) => {
                problems.push(Place::Line(at + 1).says(format!("no JSON ({}); left out", reason(&error))));
            }
        }
    }
    if found.is_empty() {
        let first = problems.first().map(|problem| format!(": {problem}")).unwrap_or_default();
        return Err(ReadError(format!("there is no JSON in it, neither a list nor a value a line{first}")));
    }
    Ok(found)
}

/// A document of each item, as `document` makes it; what it says against one is a problem, and the rest is read.
pub fn documents(
    text: &str,
    mut document: impl FnMut(&Value, Place, &mut HashSet<String>, &mut Parsed) -> Result<Document, String>,
) -> Result<Parsed, ReadError> {
    let mut parsed = Parsed::default();
    let mut used = HashSet::new();
    for (place, item) in items(text, &mut parsed.problems)? {
        match document(&item, place, &mut used, &mut parsed) {
            Ok(document) => parsed.documents.push(document),
            Err(what) => parsed.problems.push(place.says(what)),
        }
    }
    Ok(parsed)
}

/// What is wrong, without a line that would count inside one.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.split_once(" at line ") {
        Some((what, _)) => format!("{what} at column {}", error.column()),
        None => text,
    }
}

/// A whole number that is none below zero.
pub fn number(value: &Value, key: &str) -> Option<u64> {
    value.get(key).and_then(Value::as_u64)
}

/// A string, or a number as one.
pub fn name_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A member that is a list; empty for all else.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Counts keys that nobody here knows and that say something.
pub fn count_other_keys(object: &Map<String, Value>, known: &[&str], lost: &mut Lost) {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        _ => true,
    };
    for (key, _) in object.iter().filter(|(key, value)| !known.contains(&key.as_str()) && says(value)) {
        lost.add(1, format!("values of `{key}`"));
    }
}

/// A name for a document that no other of the file has, and that can be a file's.
pub fn document_name(stem: &str, id: Option<String>, place: Place, used: &mut HashSet<String>) -> String {
    let number = match place {
        Place::Line(n) | Place::Item(n) => n.to_string(),
    };
    let clean = |name: &str| -> String {
        name.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).take(80).collect()
    };
    let wanted = match id {
        Some(id) if id.parse::<f64>().is_ok() => format!("{stem}-{}", clean(&id)),
        Some(id) => clean(id.strip_suffix(".txt").unwrap_or(&id)).trim_matches(['.', '_']).to_owned(),
        None => format!("{stem}-{number}"),
    };
    let wanted = if wanted.is_empty() { format!("{stem}-{number}") } else { wanted };
    // Folders of some systems do not tell the case of letters.
    let mut name = wanted.clone();
    let mut copy = 2;
    while !used.insert(name.to_lowercase()) {
        name = format!("{wanted}-{copy}");
        copy += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_lines_and_pairs_are_items() {
        let places = |text: &str| -> Vec<Place> {
            items(text, &mut Vec::new())
                .map(|found| found.into_iter().map(|(place, _)| place).collect())
                .unwrap_or_default()
        };
        assert_eq!(places("{\"a\": 1}\n\n{\"b\": 2}\n"), [Place::Line(1), Place::Line(3)]);
        assert_eq!(places("[{\"a\": 1},\n {\"b\": 2}]"), [Place::Item(1), Place::Item(2)]);
        assert_eq!(places("[\"text\", {\"entities\": []}]"), [Place::Item(1)]);
        assert_eq!(places("[\"a\", {}]\n[\"b\", {}]"), [Place::Line(1), Place::Line(2)]);
        assert_eq!(places("{\n \"a\": 1\n}"), [Place::Item(1)]);
        let mut problems = Vec::new();
        let found = items("{\"a\": 1}\n{\"b\": \n", &mut problems).expect("a line is good");
        assert_eq!(found.len(), 1);
        assert!(problems[0].to_string().starts_with("line 2: no JSON ("), "{}", problems[0]);
        assert!(items("none", &mut Vec::new()).is_err());
    }

    #[test]
    fn names_are_files_of_their_own() {
        let mut used = HashSet::new();
        let mut name = |id: Option<&str>| document_name("all", id.map(str::to_owned), Place::Line(4), &mut used);
        assert_eq!(name(Some("7")), "all-7");
        assert_eq!(name(None), "all-4");
        assert_eq!(name(Some("A/B.txt")), "A_B");
        assert_eq!(name(Some("a_b")), "a_b-2");
        assert_eq!(name(Some("..")), "all-4-2");
    }
}

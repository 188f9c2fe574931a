//! Settings out of a file that people may have edited: a wrong value costs that value and no other.

use serde_json::Value;

use super::Settings;

/// What of a file can be used, and what is wrong with the rest, a line each: the name of the setting and why.
pub(super) fn read(text: &[u8]) -> (Settings, Vec<String>) {
    if let Ok(settings) = serde_json::from_slice(text) {
        return (settings, Vec::new());
    }
    let mut good = serde_json::to_value(Settings::default()).unwrap_or_default();
    let mut faults = Vec::new();
    match serde_json::from_slice(text) {
        Ok(Value::Object(members)) => {
            for (name, value) in members {
                lay_over(&mut good, "", Some(&name), value, &mut faults);
            }
        }
        Ok(_) => faults.push("there are no settings in it".to_owned()),
        Err(error) => faults.push(error.to_string()),
    }
    (serde_json::from_value(good).unwrap_or_default(), faults)
}

/// Puts `value` into what `parent` (a JSON pointer) points at, under `name` or else at its end: as a whole when it fits, else
/// those of its parts that do.
fn lay_over(good: &mut Value, parent: &str, name: Option<&str>, value: Value, faults: &mut Vec<String>) {
    let why = match with(good, parent, name, value.clone()) {
        Ok(better) => return *good = better,
        Err(why) => why,
    };
    let place = match name {
        Some(name) => format!("{parent}/{}", name.replace('~', "~0").replace('/', "~1")),
        None => parent.to_owned(),
    };
    match (value, good.pointer(&place)) {
        (Value::Object(members), Some(Value::Object(_))) => {
            for (name, value) in members {
                lay_over(good, &place, Some(&name), value, faults);
            }
        }
        (Value::Array(items), Some(Value::Array(_))) if name.is_some() => {
            let Ok(empty) = with(good, parent, name, Value::Array(Vec::new())) else { return faults.push(why) };
            *good = empty;
            for item in items {
                lay_over(good, &place, None, item, faults);
            }
        }
        _ => faults.push(format!("{}: {why}", place.trim_start_matches('/').replace('/', "."))),
    }
}

/// `good` with one value more, if these are still settings.
fn with(good: &Value, parent: &str, name: Option<&str>, value: Value) -> Result<Value, String> {
    let mut better = good.clone();
    match (better.pointer_mut(parent), name) {
        (Some(Value::Object(members)), Some(name)) => drop(members.insert(name.to_owned(), value)),
        (Some(Value::Array(items)), None) => items.push(value),
        _ => return Err("there is no place for it".to_owned()),
    }
    serde_json::from_value::<Settings>(better.clone()).map(|_| better).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_value_costs_that_value_alone() {
        let text = r#"{"dark": true, "scale": "big", "recent": ["a.txt", 7, "b.txt"], "keys": {"undo": "F2", "redo": 3},
            "panes": {"map": "wide", "map_on_left": true}, "window": [1, "x"], "of_tomorrow": {"a": 1}}"#;
        let (settings, faults) = read(text.as_bytes());
        assert_eq!((settings.dark, settings.scale), (Some(true), 1.0));
        assert_eq!(settings.recent, ["a.txt", "b.txt"].map(std::path::PathBuf::from));
        assert_eq!(settings.keys.iter().collect::<Vec<_>>(), [(&"undo".to_owned(), &"F2".to_owned())]);
        assert!(settings.panes.map_on_left && settings.panes.map.is_none() && settings.window.is_none());
        assert_eq!(settings.other.get("of_tomorrow"), Some(&serde_json::json!({"a": 1})));
        let named: Vec<&str> = faults.iter().filter_map(|fault| fault.split(':').next()).collect();
        assert_eq!(named, ["scale", "recent", "keys.redo", "panes.map", "window"]);
        assert!(faults[0].contains("\"big\""), "{}", faults[0]);
    }

    #[test]
    fn what_is_no_json_is_said() {
        for text in ["", "{", "[]", "\u{feff}{}", "{\"dark\": true}}"] {
            let (settings, faults) = read(text.as_bytes());
            assert_eq!((settings, faults.len()), (Settings::default(), 1), "{text}");
        }
    }
}

//! `visual.conf` and `kb_shortcuts.conf`.

use super::lines::Lines;
use crate::domain::SchemaChange as Change;

/// The text of a `visual.conf` after a change; `relation` says what kind of type a colour is for.
#[must_use]
pub fn visual(text: &str, change: &Change, relation: bool) -> String {
    let mut file = Lines::new(text);
    match change {
        Change::RenameEntity { from, to } | Change::RenameRelation { from, to } => {
            for (part, first) in [("labels", label_of as First), ("drawing", drawn)] {
                let taken = file.of_sections(&[part]).into_iter().any(|at| *first(file.content(at)) == **to);
                each(&mut file, part, first, from, |line| (!taken).then(|| line.replacen(&**from, to, 1)));
            }
        }
        Change::DeleteEntity(name) | Change::DeleteRelation(name) => {
            each(&mut file, "labels", label_of, name, |_| None);
            each(&mut file, "drawing", drawn, name, |_| None);
        }
        Change::SetLabel { name, label } => {
            let found = each(&mut file, "labels", label_of, name, |line| {
                let mut parts: Vec<&str> = line.split('|').collect();
                let said = format!(" {label}{}", if parts.len() > 2 { " " } else { "" });
                match parts.get_mut(1) {
                    Some(part) => *part = &said,
                    None => return Some(format!("{} | {label}", line.trim_end())),
                }
                Some(parts.join("|"))
            });
            if !found && !label.is_empty() {
                file.append(&["labels"], &format!("{name} | {label}"));
            }
        }
        Change::SetColour { name, colour } => {
            let key = if relation { "color" } else { "bgColor" };
            let found = each(&mut file, "drawing", drawn, name, |line| recoloured(line, key, colour.as_deref()));
            if let (false, Some(colour)) = (found, colour) {
                file.append(&["drawing"], &format!("{name}\t{key}:{colour}"));
            }
        }
        _ => {}
    }
    file.text()
}

type First = fn(&str) -> &str;

fn label_of(line: &str) -> &str {
    line.split('|').next().unwrap_or_default().trim()
}

fn drawn(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// Changes the lines of a section that are about a type; `None` takes a line out. Whether there was one.
fn each(file: &mut Lines, part: &str, first: First, name: &str, change: impl Fn(&str) -> Option<String>) -> bool {
    let places: Vec<usize> =
        file.of_sections(&[part]).into_iter().filter(|at| first(file.content(*at)) == name).collect();
    for at in places.iter().rev() {
        match change(file.content(*at)) {
            Some(line) => file.set(*at, &line),
            None => drop(file.lines.remove(*at)),
        }
    }
    !places.is_empty()
}

/// A line of `[drawing]` with another colour; nothing where it says no more than the colour that is taken away.
fn recoloured(line: &str, key: &str, colour: Option<&str>) -> Option<String> {
    let end = line.find(char::is_whitespace).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let is_it = |part: &str| part.split_once(':').is_some_and(|(k, _)| k.trim() == key);
    let parts: Vec<&str> = rest.split(',').filter(|part| !part.trim().is_empty()).collect();
    let mut made: Vec<String> = Vec::new();
    let mut done = false;
    for part in parts {
        match (is_it(part), colour) {
            (true, Some(colour)) => {
                let before = &part[..part.len() - part.trim_start().len()];
                made.push(format!("{before}{key}:{colour}"));
                done = true;
            }
            (true, None) => {}
            (false, _) => made.push(part.to_owned()),
        }
    }
    if let (false, Some(colour)) = (done, colour) {
        let before = if made.is_empty() { "\t" } else { " " };
        made.push(format!("{before}{key}:{colour}"));
    }
    // The white space behind the name stays.
    if let Some(first) = made.first_mut() {
        let before = &rest[..rest.len() - rest.trim_start().len()];
        *first = format!("{}{}", if before.is_empty() { "\t" } else { before }, first.trim_start());
    }
    (!made.is_empty()).then(|| format!("{name}{}", made.join(",")))
}

/// The text of a `kb_shortcuts.conf` after a change.
#[must_use]
pub fn keys(text: &str, change: &Change) -> String {
    let mut file = Lines::new(text);
    let words = |line: &str| -> Option<(String, String)> {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    };
    let places: Vec<usize> = (0..file.lines.len()).filter(|at| !file.is_silent(*at)).collect();
    match change {
        Change::RenameEntity { from, to } => {
            let taken = places.iter().any(|at| words(file.content(*at)).is_some_and(|(_, name)| *name == **to));
            for at in places.iter().rev() {
                let line = file.content(*at).to_owned();
                let Some((key, name)) = words(&line) else { continue };
                if *name == **from && taken {
                    file.lines.remove(*at);
                } else if *name == **from {
                    let start = line.find(&key).map_or(0, |start| start + key.len());
                    file.set(*at, &format!("{}{}", &line[..start], line[start..].replacen(&**from, to, 1)));
                }
            }
        }
        Change::DeleteEntity(gone) => {
            for at in places.iter().rev() {
                if words(file.content(*at)).is_some_and(|(_, name)| *name == **gone) {
                    file.lines.remove(*at);
                }
            }
        }
        Change::SetKey { name, key } => {
            let mut set = false;
            for at in places.iter().rev() {
                let line = file.content(*at).to_owned();
                let Some((old, kind)) = words(&line) else { continue };
                let clash = key.is_some_and(|key| old == key.to_string());
                match (*kind == **name, *key) {
                    (true, Some(key)) if !set => {
                        set = true;
                        if !clash {
                            file.set(*at, &line.replacen(&old, &key.to_string(), 1));
                        }
                    }
                    (true, _) => drop(file.lines.remove(*at)),
                    (false, _) if clash => drop(file.lines.remove(*at)),
                    (false, _) => {}
                }
            }
            if let (false, Some(key)) = (set, key) {
                file.insert(file.lines.len(), &format!("{key} {name}"));
            }
        }
        _ => {}
    }
    file.text()
}

//! What brat's own reader takes. It refuses a whole file for one line, and works with types of its own then; so what is
//! written here is held against its rules (brat 1.3, `projectconfig.py`).

use std::collections::{BTreeMap, BTreeSet};

use super::{is_silent, section};
use crate::domain::is_type_name;

/// Names in angle brackets that mean something.
const RESERVED: [&str; 15] = [
    "ANY",
    "ENTITY",
    "RELATION",
    "EVENT",
    "NONE",
    "EMPTY",
    "REL-TYPE",
    "URL",
    "URLBASE",
    "GLYPH-POS",
    "DEFAULT",
    "NORM",
    "OVERLAP",
    "OVL-TYPE",
    "INHERIT",
];

/// Line numbers, from 1, of what brat would not take or would take for something else, and why.
pub fn refused(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    let mut name = "general".to_owned();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        if let Some(inside) = section(line.trim()) {
            name = if inside == "spans" { "entities".to_owned() } else { inside.to_owned() };
        } else if !is_silent(line)
            && let Err(why) = parts.entry(name.clone()).or_default().line(&name, line)
        {
            found.push((at + 1, why));
        }
    }
    found
}

/// A section while it is read.
#[derive(Default)]
struct Part {
    macros: BTreeMap<String, String>,
    depths: BTreeSet<usize>,
}

impl Part {
    fn line(&mut self, part: &str, line: &str) -> Result<(), String> {
        if let Some((name, value)) = macro_of(line) {
            if RESERVED.contains(&name) {
                return Err(format!("<{name}> has a meaning of its own and cannot be defined"));
            }
            self.macros.insert(format!("<{name}>"), value.trim().to_owned());
            return Ok(());
        }
        let line = self.macros.iter().fold(line.to_owned(), |line, (name, value)| line.replace(name.as_str(), value));
        if let Some(name) = unknown_brackets(&line) {
            return Err(format!("{name} is not defined in this section"));
        }
        let bare = line.trim_start();
        let depth = line.chars().count() - bare.chars().count();
        if depth > 0 && !self.depths.contains(&(depth - 1)) {
            return Err("nothing stands one white space less deep above it".to_owned());
        }
        self.depths.insert(depth);
        let (word, rest) = bare.split_once(char::is_whitespace).unwrap_or((bare, ""));
        let stored = word.split('|').find(|name| !name.is_empty()).unwrap_or_default().trim_start_matches('!');
        if !is_type_name(stored) && stored != "<OVERLAP>" {
            return Err(format!("{stored} is not a name that brat stores: it takes A to Z, a to z, 0 to 9, _ and -"));
        }
        let mut roles = BTreeSet::new();
        for argument in
            rest.split(',').map(str::trim).filter(|argument| !argument.is_empty() && *argument != "<INHERIT>")
        {
            let (role, types) = argument
                .split_once(':')
                .filter(|_| !argument.contains(char::is_whitespace))
                .ok_or_else(|| format!("“{argument}” is not of the form Role:Type|Type"))?;
            if role.starts_with('<') && role.ends_with('>') {
                continue;
            }
            if types.split('|').any(str::is_empty) {
                return Err(format!("{role} has an empty type"));
            }
            let (name, is_repeated) = role_of(role).ok_or_else(|| format!("{role} is not the name of an argument"))?;
            if is_repeated && name.ends_with(|c: char| c.is_ascii_digit()) {
                return Err(format!("{name} ends in a digit, so it cannot be repeated"));
            }
            if !roles.insert(name.to_owned()) {
                return Err(format!("{name} stands there twice"));
            }
        }
        match part {
            "relations" if roles.len() != 2 => Err(format!("{stored} has {} arguments and needs two", roles.len())),
            "attributes" if !roles.contains("Arg") => Err(format!("{stored} does not say of what it is (Arg:…)")),
            _ => Ok(()),
        }
    }
}

fn macro_of(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix('<')?.split_once(">=")?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || c == '_' || c == '-');
    is_name.then_some((name, value))
}

/// The first name in angle brackets that means nothing.
fn unknown_brackets(line: &str) -> Option<String> {
    let mut rest = line;
    while let Some((_, behind)) = rest.split_once('<') {
        let (name, next) = behind.split_once('>')?;
        if !RESERVED.contains(&name) {
            return Some(format!("<{name}>"));
        }
        rest = next;
    }
    None
}

/// An argument's name, and whether it may occur more than once.
fn role_of(role: &str) -> Option<(&str, bool)> {
    let (name, is_repeated) = if let Some(name) = role.strip_suffix('?') {
        (name, false)
    } else if let Some(name) = role.strip_suffix(['*', '+']) {
        (name, true)
    } else if let Some((name, range)) = role.strip_suffix('}').and_then(|role| role.split_once('{')) {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        let (from, to): (usize, usize) = (from.parse().ok()?, to.parse().ok()?);
        if from > to || to == 0 {
            return None;
        }
        (name, to > 1)
    } else {
        (role, false)
    };
    (!name.is_empty() && !name.contains(['{', '}', '?', '*', '+'])).then_some((name, is_repeated))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_brat_reads_passes_and_what_it_refuses_has_its_line() {
        let sound = "# types\n[spans]\n!Thing\n\tPerson|Human\t<NORM>:Wikidata\n-----\nPlace\n[relations]\n<WHO>=Person|Place\n\
            Knows\tArg1:<WHO>, Arg2:Person, <REL-TYPE>:symmetric-transitive\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>\n\
            [events]\nMeet\tWho+:Person, Where?:Place, Theme{2-3}:<EVENT>\n[attributes]\nSure\tArg:<EVENT>|<RELATION>, Value:High|Low\n";
        assert_eq!(refused(sound), []);
        for bad in [
            "[entities]\nФото",
            "[entities]\n  Person",
            "[entities]\nA,B",
            "[relations]\nKnows\tArg1: Person, Arg2:Person",
            "[relations]\nKnows\tArg1:<WHO>, Arg2:Person",
            "[relations]\nKnows\tArg1:Person",
            "[relations]\nKnows\tArg1:, Arg2:Person",
            "[relations]\nKnows\tArg:A, Arg:B",
            "[events]\nMeet\tTheme2*:Person",
            "[events]\nMeet\tTheme{2}?:Person",
            "[attributes]\nSure\tValue:High",
            "[attributes]\nSure\tArg:A, Value:very high",
            "[entities]\n<ANY>=A",
        ] {
            let lines: Vec<usize> = refused(bad).into_iter().map(|(line, _)| line).collect();
            assert_eq!(lines, [2], "{bad}");
        }
    }
}

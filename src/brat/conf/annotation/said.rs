//! `[events]` and `[attributes]`: what may be said of what.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Parser, head, names};
use crate::domain::{AttributeType, EventRole, EventType, NOTHING};

impl Parser<'_> {
    /// `Meet⇥Who+:Person, Where?:Place`; `parent` is the event type above it, whose arguments `<INHERIT>` takes over.
    pub(super) fn event(&mut self, number: usize, line: &str, parent: Option<Arc<str>>) {
        let (word, rest) = head(line);
        let (name, _, _) = names(word);
        let mut roles: Vec<EventRole> = Vec::new();
        for part in self.expand(rest).split(',').map(str::trim).filter(|part| !part.is_empty()) {
            if part == "<INHERIT>" {
                let above = parent.as_ref().and_then(|parent| self.conf.schema.event(parent));
                roles.extend(above.into_iter().flat_map(|event| event.roles.iter().cloned()));
                continue;
            }
            let Some((role, types)) = part.split_once(':') else {
                let message = format!("{name}: “{part}” is not an argument");
                self.report(number, message, "write it as Role:Type|Type");
                continue;
            };
            if role.starts_with('<') {
                continue;
            }
            let of = self.types(number, name, types);
            let (written, (role, least, most)) = (role, repeated(role));
            if unmarked(written.trim()).and_then(unmarked).is_some() {
                let meant = match most {
                    Some(most) => format!("{{{least}-{most}}}"),
                    None if least == 0 => "*".to_owned(),
                    None => "+".to_owned(),
                };
                let message = format!("{name}: {written} says twice how often; brat takes a part of it for the name");
                self.report(number, message, &format!("write {role}{meant}"));
            }
            roles.push(EventRole { name: role.to_owned(), of, least, most });
        }
        if self.conf.schema.event(name).is_none() {
            self.conf.schema.events.push(EventType { name: name.into(), roles });
        }
    }

    /// `Confidence⇥Arg:<EVENT>, Value:High|Low`; without `Value` it is there or is not.
    pub(super) fn attribute(&mut self, number: usize, line: &str) {
        let (word, rest) = head(line);
        let (name, _, _) = names(word);
        if name.is_empty() {
            return;
        }
        let mut kind =
            AttributeType { name: name.into(), values: Vec::new(), of: BTreeSet::new(), of_relations: false };
        for part in self.expand(rest).split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part.split_once(':') {
                Some(("Arg", types)) => self.said_of(number, types, &mut kind),
                Some(("Value", values)) => {
                    kind.values = values.split('|').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect();
                }
                // `<DEFAULT>` and the like concern brat's dialogs.
                Some(_) => {}
                None => {
                    let message = format!("{name}: “{part}” is neither Arg nor Value");
                    self.report(number, message, "write it as Arg:Type|Type, Value:One|Other");
                }
            }
        }
        if self.conf.schema.attribute(name).is_none() {
            self.conf.schema.attributes.push(kind);
        }
    }

    fn said_of(&mut self, number: usize, types: &str, kind: &mut AttributeType) {
        let mut named: Vec<&str> = Vec::new();
        for word in types.split('|').map(str::trim) {
            match word {
                "<RELATION>" => kind.of_relations = true,
                "<ENTITY>" => kind.of.extend(self.entities()),
                "<ANY>" => {
                    (kind.of_relations, kind.of) = (true, BTreeSet::new());
                    return;
                }
                other if self.conf.schema.relation(other).is_some() => drop(kind.of.insert(other.into())),
                other => named.push(other),
            }
        }
        let name = kind.name.clone();
        let found = self.types(number, &name, &named.join("|"));
        // Of nothing that exists here: not of everything.
        kind.of.extend(found.into_iter().filter(|name| &**name != NOTHING));
        if kind.of.is_empty() {
            kind.of.insert(NOTHING.into());
        }
    }
}

/// An argument's name without the marks that say how often it occurs (`Theme?`, `Theme*`, `Theme+`, `Theme{2}`,
/// `Theme{1-3}`), the least times and the most.
pub(super) fn repeated(role: &str) -> (&str, usize, Option<usize>) {
    let (mut name, mut least, mut most, mut is_optional) = (role.trim(), 1, Some(1), false);
    loop {
        if let Some(rest) = name.strip_suffix('?') {
            (name, is_optional) = (rest, true);
        } else if let Some(rest) = name.strip_suffix('*') {
            (name, is_optional, most) = (rest, true, None);
        } else if let Some(rest) = name.strip_suffix('+') {
            (name, most) = (rest, None);
        } else if let Some((rest, range)) = name.strip_suffix('}').and_then(|name| name.rsplit_once('{')) {
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            (name, least, most) = (rest, from.trim().parse().unwrap_or(1), to.trim().parse().ok());
        } else {
            return (name, if is_optional { 0 } else { least }, most);
        }
    }
}

/// An argument's name without its last mark of that kind; `None` where it has none.
fn unmarked(role: &str) -> Option<&str> {
    let repeated = || role.strip_suffix('}')?.rsplit_once('{').map(|(name, _)| name);
    role.strip_suffix(['?', '*', '+']).or_else(repeated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_say_how_often_an_argument_occurs() {
        for (role, wanted) in [
            ("Theme", ("Theme", 1, Some(1))),
            ("Theme?", ("Theme", 0, Some(1))),
            ("Theme*", ("Theme", 0, None)),
            ("Theme+", ("Theme", 1, None)),
            ("Theme{2}", ("Theme", 2, Some(2))),
            ("Theme{1-3}", ("Theme", 1, Some(3))),
            ("Site{2}?", ("Site", 0, Some(2))),
            ("Theme{x}", ("Theme", 1, None)),
            ("}", ("}", 1, Some(1))),
        ] {
            assert_eq!(repeated(role), wanted, "{role}");
        }
    }
}

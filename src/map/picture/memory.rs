//! Places of a map as plain names and numbers, to be kept between runs.

use std::collections::HashMap;

use emath::{Pos2, pos2};

use crate::map::model::ConceptId;

/// Between the parts of a name; no type and no text holds it.
const SEPARATOR: char = '\u{1f}';
const PINNED: &str = "pinned";

/// Places by name.
pub type Kept = HashMap<String, (f32, f32)>;

pub fn name(concept: &ConceptId, pinned: bool) -> String {
    let mut name = format!("{}{SEPARATOR}{}", concept.kind, concept.key);
    if pinned {
        name.push(SEPARATOR);
        name.push_str(PINNED);
    }
    name
}

/// `None` for what is no place of a concept.
pub fn concept(name: &str, (x, y): (f32, f32)) -> Option<(ConceptId, (Pos2, bool))> {
    let mut parts = name.split(SEPARATOR);
    let (kind, key) = (parts.next()?, parts.next()?);
    let at = pos2(x, y);
    at.is_finite().then(|| (ConceptId { kind: kind.into(), key: key.to_owned() }, (at, parts.next() == Some(PINNED))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_and_nonsense_does_not() {
        let id = ConceptId { kind: "Город".into(), key: "нью-йорк, 2".into() };
        for pinned in [false, true] {
            let back = concept(&name(&id, pinned), (3.0, -4.5));
            assert_eq!(back, Some((id.clone(), (pos2(3.0, -4.5), pinned))));
        }
        assert_eq!(concept("no separator", (0.0, 0.0)), None);
        assert_eq!(concept(&name(&id, true), (f32::NAN, 0.0)), None);
    }
}

//! Which argument of a relation is its head.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Schema;

/// Argument names of relations whose schema names none.
pub const ARGUMENTS: [&str; 2] = ["Arg1", "Arg2"];

/// The argument names of relation types, head first, and the one place that says which of two arguments is the head.
///
/// A schema says so. What it does not name goes by the numbers at the end of the names (`Arg1`, `Arg2`), else by the
/// order of the line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles(BTreeMap<Arc<str>, Vec<[String; 2]>>);

impl Roles {
    /// What a schema says of its relation types; those with `Arg1` and `Arg2` need no entry.
    pub fn of(schema: &Schema) -> Self {
        let named = schema.relations.iter().filter(|kind| kind.roles != ARGUMENTS || !kind.other_roles.is_empty());
        let pairs = |kind: &super::RelationType| {
            std::iter::once(kind.roles.clone()).chain(kind.other_roles.iter().cloned()).collect()
        };
        Self(named.map(|kind| (kind.name.clone(), pairs(kind))).collect())
    }

    /// The names that a type's schema gives to head and tail; `None` for `Arg1` and `Arg2`.
    pub fn declared(&self, kind: &str) -> Option<[&str; 2]> {
        let [head, tail] = self.0.get(kind)?.first()?;
        Some([head, tail])
    }

    /// The names of head and tail in a new line.
    pub fn names(&self, kind: &str) -> [&str; 2] {
        self.declared(kind).unwrap_or(ARGUMENTS)
    }

    /// Whether the second of two arguments is the head.
    pub fn is_tail_first(&self, kind: &str, [first, second]: [&str; 2]) -> bool {
        for [head, tail] in self.0.get(kind).into_iter().flatten() {
            match (first == head && second == tail, second == head && first == tail) {
                (true, _) => return false,
                (_, true) => return true,
                _ => {}
            }
        }
        number(first) == "2" && number(second) == "1"
    }
}

/// The digits at the end of a name.
fn number(name: &str) -> &str {
    let digits = name.bytes().rev().take_while(u8::is_ascii_digit).count();
    name.get(name.len() - digits..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RelationType;

    #[test]
    fn the_schema_says_first_then_the_numbers_then_the_order() {
        let mut cause = RelationType::named("Cause");
        cause.roles = ["Reason".into(), "Effect".into()];
        cause.other_roles = vec![["From".into(), "To".into()]];
        let mut turned = RelationType::named("Turned");
        turned.roles = ["Arg2".into(), "Arg1".into()];
        let schema = Schema { relations: vec![cause, turned, RelationType::named("Knows")], ..Schema::default() };
        let roles = Roles::of(&schema);
        for (kind, line, tail_first) in [
            ("Cause", ["Reason", "Effect"], false),
            ("Cause", ["Effect", "Reason"], true),
            ("Cause", ["To", "From"], true),
            ("Cause", ["Arg2", "Arg1"], true),
            ("Cause", ["To", "Reason"], false),
            ("Turned", ["Arg2", "Arg1"], false),
            ("Turned", ["Arg1", "Arg2"], true),
            ("Knows", ["Arg2", "Arg1"], true),
            ("Knows", ["Effect", "Reason"], false),
            ("Unknown", ["Partner2", "Partner1"], true),
            ("Unknown", ["Arg12", "Arg11"], false),
            ("Unknown", ["B", "A"], false),
        ] {
            assert_eq!(roles.is_tail_first(kind, line), tail_first, "{kind} {line:?}");
        }
        assert_eq!((roles.names("Cause"), roles.names("Knows")), (["Reason", "Effect"], ARGUMENTS));
    }
}

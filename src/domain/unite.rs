//! Two types that become one: what either of them allowed is allowed then.

use std::iter::once;

use super::roles::ARGUMENTS;
use super::{EventRole, EventType, RelationRule, RelationType};

impl RelationType {
    /// Takes over what another type allows, how it holds and what its arguments are called; the name, the looks and the
    /// names in new lines stay.
    pub fn unite(&mut self, other: Self) {
        // One without rules allows every pair already. One that only occurs says nothing beside one that is written.
        let says_nothing = other.learned && !self.learned;
        if self.rules.is_empty() || (other.rules.is_empty() && !says_nothing) {
            self.rules.clear();
        } else {
            self.rules.extend(other.rules);
            self.drop_repeated_rules();
        }
        self.symmetric |= other.symmetric;
        self.transitive |= other.transitive;
        self.learned &= other.learned;
        for pair in once(other.roles).chain(other.other_roles) {
            // Those are known everywhere.
            if pair != ARGUMENTS && pair != self.roles && !self.other_roles.contains(&pair) {
                self.other_roles.push(pair);
            }
        }
    }

    /// Leaves the first of equal rules.
    pub fn drop_repeated_rules(&mut self) {
        let mut seen: Vec<RelationRule> = Vec::new();
        self.rules.retain(|rule| {
            let fresh = !seen.contains(rule);
            if fresh {
                seen.push(rule.clone());
            }
            fresh
        });
    }
}

impl EventType {
    /// Takes over the arguments of another type. What only one of the two has, or must have, no event must have.
    pub fn unite(&mut self, other: Self) {
        for role in &mut self.roles {
            match other.roles.iter().find(|there| there.name == role.name) {
                Some(there) => role.unite(there),
                None => role.least = 0,
            }
        }
        for role in other.roles {
            if self.roles.iter().all(|here| here.name != role.name) {
                self.roles.push(EventRole { least: 0, ..role });
            }
        }
    }
}

impl EventRole {
    fn unite(&mut self, other: &Self) {
        // An empty set allows all.
        if self.of.is_empty() || other.of.is_empty() {
            self.of.clear();
        } else {
            self.of.extend(other.of.iter().cloned());
        }
        self.least = self.least.min(other.least);
        self.most = self.most.zip(other.most).map(|(here, there)| here.max(there));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_either_type_fits_the_one_that_they_become() {
        let role = |name: &str, of: &[&str], least, most| EventRole {
            name: name.into(),
            of: of.iter().map(|name| (*name).into()).collect(),
            least,
            most,
        };
        let mut kept = EventType {
            name: "Meet".into(),
            roles: vec![role("Who", &["Person"], 2, Some(2)), role("Where", &["Place"], 1, Some(1))],
        };
        kept.unite(EventType {
            name: "Talk".into(),
            roles: vec![role("Who", &["Org"], 1, None), role("About", &[], 1, Some(1))],
        });
        let wanted = [
            role("Who", &["Org", "Person"], 1, None),
            role("Where", &["Place"], 0, Some(1)),
            role("About", &[], 0, Some(1)),
        ];
        assert_eq!(kept.roles, wanted);
    }

    #[test]
    fn a_type_that_only_occurs_opens_no_written_one() {
        let rule = RelationRule { heads: ["Person".into()].into(), tails: ["Place".into()].into() };
        let mut kept = RelationType { rules: vec![rule.clone()], ..RelationType::named("Lives_In") };
        kept.unite(RelationType { learned: true, ..RelationType::named("Lives") });
        assert_eq!((kept.rules.as_slice(), kept.learned), ([rule].as_slice(), false));
        kept.unite(RelationType::named("Knows"));
        assert_eq!(kept.rules, [], "one that is written so allows every pair");
    }
}

//! What the schema of a data set says relations may join.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::brat::conf;
use crate::nlp::Types;
use crate::nlp::decoding::ArgumentRule;

/// The rules of the `annotation.conf` nearest to a data set, for the types of a model; a type that is not in it is free.
#[must_use]
pub fn argument_rules(path: &Path, types: &Types) -> BTreeMap<String, Vec<ArgumentRule>> {
    // `nearest` wants a document, and begins to look in its folder.
    let inside = if path.is_dir() { path.join("document.txt") } else { path.to_owned() };
    let Some(schema) = conf::nearest(&inside).map(|conf| conf.schema).filter(|schema| schema.declared) else {
        return BTreeMap::new();
    };
    let entities: BTreeSet<&str> = types.entities.iter().map(|kind| kind.name.as_str()).collect();
    // A set whose types the model does not know must not become empty: that would allow everything.
    let known = |set: &BTreeSet<Arc<str>>| -> Option<BTreeSet<String>> {
        let known: BTreeSet<String> = set.iter().filter(|n| entities.contains(&***n)).map(|n| n.to_string()).collect();
        (set.is_empty() || !known.is_empty()).then_some(known)
    };
    let mut all = BTreeMap::new();
    for kind in types.relations.iter().filter_map(|kind| schema.relation(&kind.name)) {
        // A rule that allows everything makes the type as free as no rule at all.
        if kind.rules.iter().any(|rule| rule.heads.is_empty() && rule.tails.is_empty()) {
            continue;
        }
        let rules = kind.rules.iter().filter_map(|rule| {
            let (heads, tails) = (known(&rule.heads)?, known(&rule.tails)?);
            Some(ArgumentRule { heads, tails })
        });
        let rules: Vec<ArgumentRule> = rules.collect();
        if !rules.is_empty() {
            all.insert(kind.name.to_string(), rules);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_those_of_the_schema_as_far_as_the_model_knows_the_types() {
        let dir = tempfile::tempdir().unwrap();
        let conf = "[entities]\nPER\nORG\nDOG\n[relations]\nWORKS\tArg1:PER|DOG, Arg2:ORG\nPART\tArg1:<ENTITY>, Arg2:<ENTITY>\n\
            BARKS\tArg1:DOG, Arg2:<ENTITY>\nNAME\tArg1:<ENTITY>, Arg2:PER\n[events]\n[attributes]\n";
        std::fs::write(dir.path().join("annotation.conf"), conf).unwrap();
        let json =
            r#"{"entities": {"PER": {}, "ORG": {}}, "relations": {"WORKS": {}, "PART": {}, "BARKS": {}, "NAME": {}}}"#;
        let rules = argument_rules(dir.path(), &Types::from_json(json).unwrap());
        let set = |names: &[&str]| -> BTreeSet<String> { names.iter().map(|name| (*name).to_owned()).collect() };
        assert_eq!(rules.keys().collect::<Vec<_>>(), ["NAME", "WORKS"]);
        assert_eq!(rules["WORKS"], [ArgumentRule { heads: set(&["PER"]), tails: set(&["ORG"]) }]);
        assert!(rules["NAME"][0].tails.contains("PER"));
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(argument_rules(elsewhere.path(), &Types::from_json(json).unwrap()).is_empty());
    }
}

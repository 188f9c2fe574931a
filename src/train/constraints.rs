//! What relations may join, for the checkpoint: from the `annotation.conf` of the data, or of the model that is gone on from.

use std::collections::{BTreeMap, BTreeSet};

use super::{TrainConfig, TrainError};
use crate::dataset::{self, Entity, Sentence};
use crate::model::{read_decoding, read_types};
use crate::nlp::Types;
use crate::nlp::decoding::{ArgumentRule, Decoding};

/// Relations of a thing to itself that a type needs in the data before it is taken for one that allows them: a single one is
/// a slip.
const SEVERAL: usize = 2;

/// What the checkpoints of a run say about decoding: constraints and doubles, but no calibration, which belongs to weights.
///
/// # Errors
/// When a schema forbids every relation of a type that the data have, or the encoder's own file cannot be read.
pub fn decoding(config: &TrainConfig, types: &Types, train: &[Sentence]) -> Result<Decoding, TrainError> {
    let mut decoding = Decoding { join_edges: config.join_edges, ..Decoding::default() };
    if !config.constraints {
        return Ok(decoding);
    }
    // Those of a model that is gone on from; an encoder without heads, or with heads for other types, has none to give.
    let inherited = match read_types(&config.encoder) {
        Ok(own) if own == *types => read_decoding(&config.encoder, types)?,
        _ => Decoding::default(),
    };
    if inherited.arguments.is_empty() {
        for set in config.data_sets() {
            join(&mut decoding.arguments, dataset::argument_rules(&set.path, types));
        }
        refuse_contradictions(&decoding.arguments, types, train)?;
    } else {
        decoding.arguments = inherited.arguments;
    }
    decoding.same_thing = inherited.same_thing;
    if !decoding.arguments.is_empty() && decoding.same_thing.is_none() {
        decoding.same_thing = Some(of_themselves(types, train));
    }
    Ok(decoding)
}

/// What one of several data sets allows is allowed.
fn join(all: &mut BTreeMap<String, Vec<ArgumentRule>>, more: BTreeMap<String, Vec<ArgumentRule>>) {
    for (kind, rules) in more {
        let own = all.entry(kind).or_default();
        own.extend(rules.into_iter().filter(|rule| !own.contains(rule)).collect::<Vec<_>>());
    }
}

fn ends<'a>(sentence: &'a Sentence, relation: &crate::dataset::Relation) -> Option<[&'a Entity; 2]> {
    Some([sentence.entities.get(relation.head)?, sentence.entities.get(relation.tail)?])
}

fn refuse_contradictions(
    arguments: &BTreeMap<String, Vec<ArgumentRule>>,
    types: &Types,
    train: &[Sentence],
) -> Result<(), TrainError> {
    let mut counts: BTreeMap<&str, (usize, usize, [&str; 2])> = BTreeMap::new();
    for sentence in train {
        for relation in &sentence.relations {
            let (Some(rules), Some([head, tail])) = (arguments.get(&relation.kind), ends(sentence, relation)) else {
                continue;
            };
            let fits = |set: &BTreeSet<String>, kind: &String| set.is_empty() || set.contains(kind);
            let rule =
                |a: &Entity, b: &Entity| rules.iter().any(|r| fits(&r.heads, &a.kind) && fits(&r.tails, &b.kind));
            let symmetric = types.relations.iter().any(|t| t.name == relation.kind && t.symmetric);
            let allowed = rule(head, tail) || (symmetric && rule(tail, head));
            let count = counts.entry(relation.kind.as_str()).or_default();
            count.0 += 1;
            if !allowed {
                count.1 += 1;
                count.2 = [head.kind.as_str(), tail.kind.as_str()];
            }
        }
    }
    match counts.into_iter().find(|(_, (all, forbidden, _))| *all > 1 && all == forbidden) {
        Some((kind, (all, _, [head, tail]))) => Err(TrainError::Config {
            file: "annotation.conf".into(),
            what: format!(
                "it forbids all {all} relations {kind} of the data, the last of {head} with {tail}: mend its line {kind}, \
                 or train with --set constraints=false"
            ),
        }),
        None => Ok(()),
    }
}

/// Relation types that the data use between two names of one thing.
fn of_themselves(types: &Types, train: &[Sentence]) -> BTreeSet<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for sentence in train {
        for relation in &sentence.relations {
            let Some([head, tail]) = ends(sentence, relation) else { continue };
            let words = |entity: &Entity| sentence.tokens.get(entity.start..entity.end).unwrap_or_default().join(" ");
            let nested = (head.start <= tail.start && tail.end <= head.end)
                || (tail.start <= head.start && head.end <= tail.end);
            let equal = || words(head).to_lowercase() == words(tail).to_lowercase();
            if head.kind == tail.kind && (nested || equal()) {
                *counts.entry(relation.kind.as_str()).or_default() += 1;
            }
        }
    }
    let often = |name: &str| counts.get(name).is_some_and(|count| *count >= SEVERAL);
    types.relations.iter().filter(|kind| often(&kind.name)).map(|kind| kind.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const CONF: &str = "[entities]\nPER\nORG\n[relations]\nWORKS\tArg1:PER, Arg2:ORG\nPART\tArg1:<ENTITY>, Arg2:<ENTITY>\n[events]\n[attributes]\n";

    fn types() -> Types {
        Types::from_json(r#"{"entities": {"PER": {}, "ORG": {}}, "relations": {"WORKS": {}, "PART": {}}}"#).unwrap()
    }

    fn sentences(heads: [&str; 2]) -> Vec<Sentence> {
        let one = |head: &str| {
            let json = format!(
                r#"{{"tokens": ["Acme", "Bank", "Ann"], "entities": [{{"type": "{head}", "start": 2, "end": 3}},
                {{"type": "ORG", "start": 0, "end": 2}}, {{"type": "ORG", "start": 0, "end": 1}}],
                "relations": [{{"type": "WORKS", "head": 0, "tail": 1}}, {{"type": "PART", "head": 2, "tail": 1}}]}}"#
            );
            serde_json::from_str(&json).unwrap()
        };
        heads.map(one).into()
    }

    fn config(dir: &Path) -> TrainConfig {
        std::fs::write(dir.join("annotation.conf"), CONF).unwrap();
        TrainConfig { encoder: dir.join("encoder"), train: vec![dir.to_owned()], ..TrainConfig::default() }
    }

    #[test]
    fn the_schema_says_what_may_be_joined_and_the_data_what_a_thing_may_be_to_itself() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(dir.path());
        let made = decoding(&config, &types(), &sentences(["PER", "PER"])).unwrap();
        let set = |name: &str| BTreeSet::from([name.to_owned()]);
        let rule = ArgumentRule { heads: set("PER"), tails: set("ORG") };
        assert_eq!(made.arguments, BTreeMap::from([("WORKS".to_owned(), vec![rule])]));
        assert_eq!(made.same_thing, Some(set("PART")));
        let free = TrainConfig { constraints: false, join_edges: true, ..config };
        let made = decoding(&free, &types(), &sentences(["PER", "PER"])).unwrap();
        assert_eq!(made, Decoding { join_edges: true, ..Decoding::default() });
    }

    #[test]
    fn a_model_of_the_same_types_hands_its_rules_on_and_one_of_others_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(dir.path());
        std::fs::create_dir(&config.encoder).unwrap();
        let rule = ArgumentRule { heads: BTreeSet::from(["ORG".to_owned()]), tails: BTreeSet::new() };
        let own = Decoding { arguments: [("PART".to_owned(), vec![rule])].into(), ..Decoding::default() };
        crate::model::write_decoding(&config.encoder, &own).unwrap();
        let types_of = |json: &str| std::fs::write(config.encoder.join("types.json"), json).unwrap();
        types_of(&types().to_json());
        let made = decoding(&config, &types(), &sentences(["PER", "PER"])).unwrap();
        assert_eq!(made.arguments, own.arguments);
        types_of(r#"{"entities": {"X": {}}, "relations": {"PART": {}}}"#);
        let made = decoding(&config, &types(), &sentences(["PER", "PER"])).unwrap();
        assert_eq!(made.arguments.keys().collect::<Vec<_>>(), ["WORKS"]);
    }

    #[test]
    fn a_slip_in_the_data_is_no_contradiction_but_a_type_that_never_fits_is() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(dir.path());
        assert!(decoding(&config, &types(), &sentences(["PER", "ORG"])).is_ok());
        let message = decoding(&config, &types(), &sentences(["ORG", "ORG"])).unwrap_err().to_string();
        assert!(message.contains("annotation.conf") && message.contains("all 2 relations WORKS"), "{message}");
    }
}

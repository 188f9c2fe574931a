//! What occurs as the text of an `annotation.conf`: what the present one says stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::Occurrences;
use super::infer::rules_of;
use crate::brat::conf::{edit, types_of};
use crate::domain::{AttributeType, EventType, RelationType, SchemaChange as Change, is_type_name};
use crate::text::counting::counted;

/// The first line of what is written above the types, by which it is known again.
const MARK: &str = "# Inferred from ";

/// An `annotation.conf` that allows what occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inferred {
    pub text: String,
    /// Names that occur and that brat cannot store: they are in no line.
    pub left_out: BTreeSet<Arc<str>>,
}

/// Types and rules of what occurs beside what `known`, the texts of the documents' `annotation.conf`s, says already.
///
/// Types, events, attributes and comments stay as they are, and so does every relation with more than lists of types
/// (`<REL-TYPE>`, `<ANY>`, macros); the lists of the other relations become what occurs. What the first text lacks
/// comes from the others, and what all lack from the documents.
pub fn annotation_conf(found: &Occurrences, known: &[String]) -> Inferred {
    let mut known = known.iter().map(|text| without_mark(text));
    let first = known.next().unwrap_or_default();
    let mut text = edit::with_sections(&known.fold(first, |text, other| edit::merge(&text, &other)));
    let mut left_out = BTreeSet::new();
    let mut storable = |name: &Arc<str>| {
        let is_storable = is_type_name(name);
        if !is_storable {
            left_out.insert(name.clone());
        }
        is_storable
    };
    for name in by_frequency(&found.entities).filter(|name| storable(name)) {
        if types_of(&text).entity(name).is_none() && !found.events.contains_key(name) {
            text = edit::annotation(&text, &Change::AddEntity { name: name.clone(), parent: None });
        }
    }
    let events: Vec<_> = found.events.iter().filter(|(name, _)| storable(name)).collect();
    for (name, used) in events {
        if types_of(&text).event(name).is_none() {
            let EventType { name, mut roles } = used.event_type(name);
            roles.retain(|role| storable(&role.name.as_str().into()));
            roles.iter_mut().for_each(|role| role.of.retain(|kind| is_type_name(kind)));
            text = edit::with_event(&text, &EventType { name, roles });
        }
    }
    let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for ([_, kind, _], count) in &found.triples {
        *counts.entry(kind.clone()).or_default() += count;
    }
    for name in by_frequency(&counts).filter(|name| storable(name)) {
        let pairs = found.triples.keys().filter(|[_, kind, _]| kind == name);
        let pairs: Vec<_> = pairs.map(|[head, _, tail]| [head.clone(), tail.clone()]).collect();
        text = with_pairs(&text, &RelationType::named(name.clone()), pairs);
    }
    for (name, pairs) in found.groups.iter().filter(|(name, _)| storable(name)) {
        let kind = RelationType { symmetric: true, transitive: true, ..RelationType::named(name.clone()) };
        text = with_pairs(&text, &kind, pairs.iter().cloned().collect());
    }
    let attributes: Vec<_> = found.attributes.iter().filter(|(name, _)| storable(name)).collect();
    for (name, used) in attributes {
        if types_of(&text).attribute(name).is_none() {
            let kind = used.attribute_type(name);
            if kind.values.iter().any(|value| value.contains([' ', ',', '|', '<', '>'])) {
                left_out.insert(name.clone());
                continue;
            }
            let of = kind.of.iter().filter(|kind| is_type_name(kind) || kind.starts_with('<')).cloned().collect();
            text = edit::with_attribute(&text, &AttributeType { of, ..kind });
        }
    }
    Inferred { text: with_mark(&text, found), left_out }
}

/// The most frequent first, equals by name.
fn by_frequency(counts: &BTreeMap<Arc<str>, usize>) -> impl Iterator<Item = &Arc<str>> {
    let mut names: Vec<(&Arc<str>, &usize)> = counts.iter().collect();
    names.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    names.into_iter().map(|(name, _)| name)
}

/// A relation that holds between these types of head and tail.
fn with_pairs(text: &str, new: &RelationType, pairs: Vec<[Arc<str>; 2]>) -> String {
    let pairs = pairs.into_iter().filter(|pair| pair.iter().all(|kind| is_type_name(kind)));
    let types = types_of(text);
    let Some(known) = types.relation(&new.name) else {
        let rules = rules_of(pairs, new.symmetric);
        return rules.iter().fold(text.to_owned(), |text, rule| edit::with_rule(&text, new, rule));
    };
    if !edit::is_special(text, &new.name) && !new.is_equivalence() {
        let (name, rules, symmetric) = (new.name.clone(), rules_of(pairs, known.symmetric), known.symmetric);
        return if rules.is_empty() {
            text.to_owned()
        } else {
            edit::annotation(text, &Change::SetRules { name, rules, symmetric })
        };
    }
    let missing = pairs.filter(|[head, tail]| !known.allows(head, tail));
    rules_of(missing, known.symmetric).iter().fold(text.to_owned(), |text, rule| edit::with_rule(&text, known, rule))
}

fn without_mark(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    if !text.starts_with(MARK) {
        return text.to_owned();
    }
    let mut lines = text.split_inclusive('\n').skip(1).peekable();
    while lines.next_if(|line| line.starts_with("#   ")).is_some() {}
    let _ = lines.next_if(|line| line.trim().is_empty());
    lines.collect()
}

fn with_mark(text: &str, found: &Occurrences) -> String {
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut all = format!("{MARK}{}. How often each relation occurs:{eol}", counted(found.documents, "document"));
    for ([head, kind, tail], count) in &found.triples {
        // Writing to a string cannot fail.
        let _ = write!(all, "#   {kind}: {head} → {tail}: {count}{eol}");
    }
    all + eol + text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brat::conf::refused;
    use crate::brat::{self};
    use crate::domain::{Document, Roles, Visibility, check};

    const TEXT: &str = "Anna met Boris in Paris, and Vera slept.";
    const ANN: &str = "T1\tPerson 0 4\tAnna\nT2\tPerson 9 14\tBoris\nT3\tMeet 5 8\tmet\nT4\tPlace 18 23\tParis\n\
        T5\tСон 34 39\tslept\nE1\tMeet:T3 Who:T1 Who2:T2 Where:T4\nE2\tMeet:T3 Who:T1\nR1\tKnows Arg1:T1 Arg2:T2\n\
        R2\tCauses Arg1:E1 Arg2:T1\nR3\tNear Arg1:T4 Arg2:T1\nA1\tNegation E2\nA2\tSure T1 High\nA3\tSure R1 Low\nA4\tVague R1\n\
        A5\tSaid T1 with a blank\n*\tEquiv T1 T2\n*\tAlias T1 T4\n";

    fn found(schema: &str) -> (Document, Occurrences) {
        let mut document = Document::new("d", TEXT);
        document.schema = types_of(schema);
        document.schema.declared = !schema.is_empty();
        let roles = Roles::of(&document.schema);
        document.annotations =
            brat::read(&document.text, ANN.as_bytes(), std::path::Path::new("d.ann"), &roles).annotations;
        let mut occurrences = Occurrences::default();
        occurrences.add(&document, &Visibility::default());
        (document, occurrences)
    }

    #[test]
    fn what_is_inferred_is_what_brat_reads_and_forbids_nothing_that_occurs() {
        let (mut document, occurrences) = found("");
        let made = annotation_conf(&occurrences, &[]);
        assert_eq!(refused(&made.text), [], "{}", made.text);
        assert_eq!(made.left_out.iter().map(|name| &**name).collect::<Vec<_>>(), ["Said", "Сон"]);
        for line in [
            "Person\nPlace\n",
            "Meet\tWhere?:Place, Who+:Person\n",
            "Knows\tArg1:Person, Arg2:Person\n",
            "Causes\tArg1:Meet, Arg2:Person\n",
            "Alias\tArg1:Person, Arg2:Place, <REL-TYPE>:symmetric-transitive\n",
            "Equiv\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive\n",
            "Negation\tArg:Meet\n",
            "Sure\tArg:Person|<RELATION>, Value:High|Low\n",
            "Vague\tArg:<RELATION>\n",
        ] {
            assert!(made.text.contains(line), "{line} is not in\n{}", made.text);
        }
        document.schema = types_of(&made.text);
        document.schema.declared = true;
        let left: Vec<String> = check::findings(&document.annotations, &document.schema, TEXT)
            .iter()
            .map(|f| f.problem.to_string())
            .collect();
        assert!(left.iter().all(|problem| problem.contains("Сон") || problem.contains("Said")), "{left:?}");
        let again = annotation_conf(&occurrences, std::slice::from_ref(&made.text));
        assert_eq!(again.text, made.text, "inferring once more changes nothing");
    }

    #[test]
    fn what_the_present_file_says_stays() {
        let conf = "# ours\n[entities]\nPerson|Human\nPlace\nUnused\n-----\nOther\n[relations]\nKnows\tArg1:Person|Place, Arg2:Person\n\
            Equiv\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive\nNear\tArg1:Place, Arg2:<ANY>\nHate\tArg1:Person, Arg2:Person\n\
            Causes\tArg1:<EVENT>, Arg2:<EVENT>\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n[events]\nMeet|GO:1\tWho*:Person, Where?:Place\n\
            [attributes]\nNegation\tArg:<EVENT>\nSure\tArg:<ANY>, Value:High|Low\nVague\tArg:<RELATION>\n";
        let (_, occurrences) = found(conf);
        let made = annotation_conf(&occurrences, &[conf.to_owned()]);
        assert_eq!(refused(&made.text), [], "{}", made.text);
        let is_new =
            |line: &&str| !conf.lines().any(|known| known == *line) && !line.starts_with('#') && !line.is_empty();
        let new: Vec<&str> = made.text.lines().filter(is_new).collect();
        assert_eq!(
            new,
            [
                "Knows\tArg1:Person, Arg2:Person",
                "Causes\tArg1:Meet, Arg2:Person",
                "Alias\tArg1:Person, Arg2:Place, <REL-TYPE>:symmetric-transitive",
            ],
            "{}",
            made.text
        );
        let gone: Vec<&str> = conf.lines().filter(|line| !made.text.lines().any(|now| now == *line)).collect();
        assert_eq!(gone, ["Knows\tArg1:Person|Place, Arg2:Person"]);
    }

    #[test]
    fn several_files_become_one() {
        let first = "[entities]\nPerson\n[relations]\nKnows\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric\n";
        let second = "[spans]\nPlace\n\tCity\n[relations]\n<W>=Place|City\nIn\tArg1:<W>, Arg2:Place, <REL-TYPE>:transitive\nKnows\tArg1:Place, Arg2:Place\n\
            [events]\nMeet\tWho:Person\n[attributes]\nOld\tArg:<W>\n";
        let text = annotation_conf(&Occurrences::default(), &[first.to_owned(), second.to_owned()]).text;
        assert_eq!(refused(&text), [], "{text}");
        for line in [
            "\tCity\n",
            "In\tArg1:Place|City, Arg2:Place, <REL-TYPE>:transitive\n",
            "Meet\tWho:Person\n",
            "Old\tArg:Place|City\n",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
        assert_eq!(text.matches("Knows\t").count(), 1, "the first one counts");
    }
}

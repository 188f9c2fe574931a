//! `relata eval --clusters`: which mentions were taken for one thing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::json;

use super::EvalArgs;
use super::brat_pairs::{BratPair, BratPairs, brat_pairs};
use crate::cli::concepts_file::ConceptsFile;
use crate::cli::messages::{Outcome, say_note};
use crate::domain::Document;
use crate::eval::Figure;
use crate::eval::clusters::{
    ClusterCounts, ClusterScores, MentionKey, TwoClusterings, b_cubed_of, clusterings, mention_keys,
};
use crate::text::counting::{agreed, counted};

/// Document → mention → thing; the same thing has one name in all documents.
type Identities = BTreeMap<String, HashMap<String, String>>;

/// # Errors
/// When documents, identities or concepts cannot be read.
pub fn run(gold: &Path, pred: &Path, args: &EvalArgs) -> anyhow::Result<Outcome> {
    let identities = args.identities.as_deref().map(identities).transpose()?;
    let concepts = identities.is_some().then(|| ConceptsFile::read(pred)).transpose()?;
    let BratPairs { pairs, mut outcome } = brat_pairs(gold, pred)?;
    let missing: Vec<&str> = pairs.iter().filter(|p| p.pred.is_none()).map(|p| p.name.as_str()).collect();
    if let Some(first) = missing.first() {
        let (documents, have) = (counted(missing.len(), "document"), agreed(missing.len(), "has", "have"));
        say_note(&format!(
            "{documents} {have} no prediction, and their mentions count as missed; the first is {first}"
        ));
        outcome = Outcome::Problems;
    }
    let only: BTreeSet<&str> = args.only.iter().map(|kind| kind.trim()).collect();
    let counts = |kind: &str| only.is_empty() || only.contains(kind);
    for kind in &only {
        let occurs = |pair: &BratPair| pair.gold.annotations.mentions().any(|mention| &*mention.kind == *kind);
        if !pairs.iter().any(occurs) {
            say_note(&format!("{}: no mention is of the type {kind}", gold.display()));
        }
    }
    let nothing = Document::new("", "");
    let mut pooled = ClusterCounts::default();
    for pair in &pairs {
        pooled += ClusterCounts::of(&clusterings(&pair.gold, pair.pred.as_ref().unwrap_or(&nothing), &counts));
    }
    let across = match (&identities, &concepts) {
        (Some(identities), Some(concepts)) => Some(b_cubed_of(&across(&pairs, identities, concepts, &counts)?)),
        _ => None,
    };
    let scores = pooled.scores();
    let mut out = std::io::stdout().lock();
    if args.json {
        let mut value = serde_json::to_value(scores)?;
        if let (Some(map), Some(across)) = (value.as_object_mut(), across) {
            map.insert("across".into(), json!({ "b3": across }));
        }
        writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
    } else {
        write(&mut out, pairs.len(), &scores, across)?;
    }
    Ok(outcome)
}

fn write(
    out: &mut impl Write,
    documents: usize,
    scores: &ClusterScores,
    across: Option<Figure>,
) -> std::io::Result<()> {
    writeln!(out, "{}\n", counted(documents, "document"))?;
    writeln!(out, "{:<22} {:>7} {:>7} {:>7}", "", "P", "R", "F1")?;
    let rows = [("MUC", scores.muc), ("B³", scores.b_cubed), ("CEAF-e", scores.ceaf_e)];
    for (name, Figure { precision, recall, f1 }) in rows.into_iter().chain(across.map(|b3| ("B³ across documents", b3)))
    {
        writeln!(out, "{name:<22} {precision:>7.2} {recall:>7.2} {f1:>7.2}")?;
    }
    writeln!(out, "{:<22} {:>7} {:>7} {:>7.2}", "CoNLL F1", "", "", scores.conll_f1)
}

fn identities(path: &Path) -> anyhow::Result<Identities> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&bytes).with_context(|| {
        format!(
            "{}: identities are {{\"document\": {{\"T1\": \"thing\"}}}}, with one name for a thing in all documents",
            path.display()
        )
    })
}

/// The mentions of all documents: gold's things by the identities, the prediction's by its concepts. A mention that they
/// do not name is a thing by itself.
fn across(
    pairs: &[BratPair],
    identities: &Identities,
    concepts: &ConceptsFile,
    counts: &dyn Fn(&str) -> bool,
) -> anyhow::Result<TwoClusterings> {
    let concepts = ids_of_concepts(concepts);
    let (mut gold, mut pred) = (Numbers::default(), Numbers::default());
    let (mut gold_side, mut pred_side) = (Vec::new(), Vec::new());
    let mut named = 0;
    for (at, pair) in pairs.iter().enumerate() {
        let name = without_extension(&pair.name);
        let last = name.rsplit('/').next().unwrap_or(&name);
        let things = identities.get(&name).or_else(|| identities.get(last));
        named += usize::from(things.is_some());
        for (id, key) in mention_keys(&pair.gold, counts) {
            let thing = things.and_then(|things| things.get(pair.gold_ids.name(id)?));
            gold_side.push(((at, key), gold.number(thing.map(String::as_str))));
        }
        for (id, key) in pair.pred.iter().flat_map(|pred| mention_keys(pred, counts)) {
            let concept = pair.pred_ids.name(id).and_then(|id| concepts.get(&(name.clone(), id.to_owned())));
            pred_side.push(((at, key), pred.number(concept.map(String::as_str))));
        }
    }
    if named == 0 {
        bail!("the identities name none of the documents: they should be called as these are, like {}", pairs[0].name);
    }
    Ok(TwoClusterings::pair::<(usize, MentionKey)>(gold_side, pred_side))
}

/// A number for each name, and one of its own for each thing without a name.
#[derive(Default)]
struct Numbers {
    known: HashMap<String, usize>,
    next: usize,
}

impl Numbers {
    fn number(&mut self, name: Option<&str>) -> usize {
        if let Some(number) = name.and_then(|name| self.known.get(name)) {
            return *number;
        }
        let number = self.next;
        self.next += 1;
        if let Some(name) = name {
            self.known.insert(name.to_owned(), number);
        }
        number
    }
}

/// The concept of each mention, by document and id.
fn ids_of_concepts(file: &ConceptsFile) -> HashMap<(String, String), String> {
    let mut of = HashMap::new();
    let mut twice = 0;
    for (number, concept) in file.concepts.iter().enumerate() {
        for member in &concept.members {
            for mention in &member.mentions {
                let known = of.insert((without_extension(&member.file), mention.clone()), number.to_string());
                twice += usize::from(known.is_some());
            }
        }
    }
    if twice > 0 {
        let (mentions, stand) = (counted(twice, "mention"), agreed(twice, "stands", "stand"));
        say_note(&format!("concepts.json: {mentions} {stand} in several concepts; the last one counts"));
    }
    of
}

/// How documents are called on all systems: no `.txt` or `.ann`, and slashes.
fn without_extension(file: &str) -> String {
    let file = file.replace('\\', "/");
    [".txt", ".ann", ".TXT"].iter().find_map(|extension| file.strip_suffix(extension)).unwrap_or(&file).to_owned()
}

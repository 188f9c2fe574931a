//! `relata stats`: what data sets hold, and what in them is odd.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::documents::nothing_in;
use super::messages::{Outcome, ended, say, say_unread};
use super::table::{Table, thousands};
use crate::dataset::splits;
use crate::dataset::stats::{Counts, LENGTHS, Largest, Stats, WIDE};
use crate::io::Folder;

#[derive(Debug, Args)]
pub struct StatsArgs {
    /// SpERT JSON files, brat documents, or folders of either; each file or subfolder of a data set is counted by itself
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Count the distinct sentences that this data set holds, too
    #[arg(long, value_name = "PATH")]
    pub also_in: Vec<PathBuf>,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// # Errors
/// When standard output cannot be written, or a path of `--also-in` cannot be read.
pub fn run(args: &StatsArgs) -> anyhow::Result<Outcome> {
    use std::io::Write;
    let mut others = Vec::new();
    for path in &args.also_in {
        let mut other = Stats::of(path)?;
        other.name = path.display().to_string();
        others.push(other);
    }
    let (mut parts, mut outcome) = (Vec::new(), Outcome::Done);
    for path in &args.paths {
        let found = splits(path).unwrap_or_else(|_| vec![path.clone()]);
        if found.is_empty() {
            let folder = Folder::list(path).unwrap_or_default();
            say(&nothing_in(path, &folder, "a data set is a folder with .txt and .ann files or with SpERT JSON"));
            outcome = Outcome::Problems;
        }
        for part in found {
            match Stats::of(&part) {
                Ok(mut stats) => {
                    // Counted in the table too; the figures go on without them.
                    say_unread(&stats.issues);
                    if stats.failed > 0 {
                        outcome = Outcome::Problems;
                    }
                    let shared = |o: &Stats| Largest { count: stats.shared_with(o), name: o.name.clone() };
                    stats.also_in = others.iter().map(shared).collect();
                    parts.push(stats);
                }
                Err(error) => {
                    say(&error.into());
                    outcome = Outcome::Problems;
                }
            }
        }
    }
    if parts.is_empty() {
        return ended(0, outcome);
    }
    let total = total(&parts, &others);
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&json!({ "parts": parts, "total": total }))?)?;
    } else {
        write!(out, "{}", table(parts.iter().chain(&total)))?;
    }
    Ok(outcome)
}

/// The sum over folders of documents. Files of SpERT JSON are often parts of each other (`train_dev`), and have none.
fn total(parts: &[Stats], others: &[Stats]) -> Option<Stats> {
    if parts.len() < 2 || parts.iter().any(|p| p.documents == 0) {
        return None;
    }
    let mut total = Stats::default();
    "total".clone_into(&mut total.name);
    parts.iter().for_each(|part| total += part);
    total.also_in = others.iter().map(|o| Largest { count: total.shared_with(o), name: o.name.clone() }).collect();
    Some(total)
}

/// A figure of every data set.
struct Figures<'a> {
    parts: Vec<&'a Stats>,
    table: Table,
}

impl<'a> Figures<'a> {
    fn always(&mut self, name: &str, count: impl Fn(&Stats) -> usize) {
        let cells = self.parts.iter().map(|part| thousands(count(part))).collect();
        self.table.row(name, cells);
    }

    /// Shown where there is any.
    fn any(&mut self, name: &str, count: impl Fn(&Stats) -> usize) {
        if self.parts.iter().any(|part| count(part) > 0) {
            self.always(name, count);
        }
    }

    fn types(&mut self, title: &'static str, counts: impl Fn(&Stats) -> &Counts) {
        let mut names: Vec<(&str, usize)> = Vec::new();
        for part in self.parts.clone() {
            for name in counts(part).names() {
                let count = counts(part).get(name);
                match names.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, sum)) => *sum += count,
                    None => names.push((name, count)),
                }
            }
        }
        names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let names: Vec<String> = names.into_iter().map(|(name, _)| name.to_owned()).collect();
        self.table.title(title);
        for name in names {
            self.always(&format!("  {name}"), |part| counts(part).get(&name));
        }
    }
}

fn table<'a>(parts: impl Iterator<Item = &'a Stats>) -> Table {
    let parts: Vec<&Stats> = parts.collect();
    let columns = parts.iter().map(|part| part.name.clone()).collect();
    let mut figures = Figures { parts, table: Table::new(columns) };
    figures.table.title("Text");
    figures.any("  documents", |s| s.documents);
    figures.any("  longest document, characters", |s| s.longest_document.count);
    figures.any("  most annotations in one document", |s| s.most_annotations.count);
    figures.always("  sentences", |s| s.sentences);
    figures.always("  distinct sentences", |s| s.distinct_sentences);
    figures.always("  words", |s| s.tokens);
    figures.always("  longest sentence, words", |s| s.longest_sentence);
    for (class, name) in LENGTHS.iter().enumerate() {
        figures.always(&format!("  sentences of {name} words"), |s| s.sentence_lengths[class]);
    }
    figures.table.title("Entities");
    figures.always("  entities", |s| s.entities);
    figures.always("  widest, words", |s| s.widest_entity);
    figures.any(&format!("  wider than {WIDE} words"), |s| s.wide_entities);
    figures.any("  discontinuous", |s| s.discontinuous);
    figures.any("  overlapping pairs", |s| s.overlapping_pairs);
    figures.any("  … nested", |s| s.nested_pairs);
    figures.any("  … crossing", |s| s.crossing_pairs);
    figures.any("  nested so deep", |s| if s.nesting_depth > 1 { s.nesting_depth } else { 0 });
    figures.any("  across sentences", |s| s.entities_across_sentences);
    figures.any("  there twice", |s| s.repeated_entities);
    figures.any("  places with several types", |s| s.places_with_several_types);
    figures.table.title("Relations");
    figures.always("  relations", |s| s.relations);
    figures.any("  across sentences", |s| s.relations_across_sentences);
    if figures.parts.iter().any(|s| s.relations_across_sentences > 0) {
        let share = |s: &&Stats| format!("{:.1} %", s.share_across_sentences() * 100.0);
        let cells = figures.parts.iter().map(share).collect();
        figures.table.row("  … share", cells);
    }
    figures.any("  between overlapping entities", |s| s.relations_between_overlapping);
    figures.any("  there twice", |s| s.duplicate_relations);
    figures.any("  pairs with several types", |s| s.pairs_with_several_types);
    figures.any("  pairs related both ways", |s| s.pairs_related_both_ways);
    figures.any("  symmetric, tail first", |s| s.symmetric_tail_first);
    figures.any("  with an event as an end", |s| s.relations_of_events);
    figures.table.title("Other annotations");
    figures.any("  events", |s| s.events);
    figures.any("  attributes", |s| s.attributes);
    figures.any("  … of events", |s| s.attributes_of_events);
    figures.any("  normalizations", |s| s.normalizations);
    figures.any("  notes", |s| s.notes);
    figures.any("  equivs", |s| s.equivs);
    figures.any("  predictions, left out", |s| s.predictions);
    figures.any("  lines not understood", |s| s.unread_lines);
    figures.types("Entity types", |s| &s.entity_types);
    figures.types("Relation types", |s| &s.relation_types);
    figures.table.title("Distinct sentences also in");
    let names: Vec<String> =
        figures.parts.first().map(|s| s.also_in.iter().map(|o| o.name.clone()).collect()).unwrap_or_default();
    for (at, name) in names.iter().enumerate() {
        figures.always(&format!("  {name}"), |s| s.also_in.get(at).map_or(0, |o| o.count));
    }
    figures.table
}

//! `relata resolve`: which mentions are one thing, within documents and across them.

#[cfg(test)]
mod fit_tests;
mod output;
mod read;
mod write;

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::concepts_file::{ConceptRecord, ConceptsFile, MemberRecord};
use super::messages::{Outcome, ended, say_unread};
use super::outputs::Outputs;
use crate::brat::Issue;
use crate::resolve::{Lexicon, Resolved, resolve_document, things};
use read::Inputs;

#[derive(Debug, Args)]
pub struct ResolveArgs {
    /// brat documents (.txt with its .ann) or folders of them; names are resolved across all of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Take the entities of the files alone: no relation is read, and Equiv and N lines and relations between names of one
    /// thing (ALTERNATIVE_NAME, ABBREVIATION) are not written either
    #[arg(long)]
    pub gold_mentions: bool,
    /// With --gold-mentions: read and write all of these all the same
    #[arg(long)]
    pub keep: bool,
    /// A folder for the documents with an Equiv line for each thing, and concepts.json for the things of all documents
    #[arg(long, value_name = "OUT")]
    pub write: Option<PathBuf>,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
    /// Write into a folder that exists already; never over an input
    #[arg(long)]
    pub force: bool,
    /// The folder of the texts, where the annotations lie apart from them
    #[arg(long, value_name = "DIR")]
    pub text: Option<PathBuf>,
}

impl ResolveArgs {
    /// Whether lines that say which mentions are one thing are read and kept.
    fn keeps(&self) -> bool {
        !self.gold_mentions || self.keep
    }
}

/// The things of a document, and how its file calls their mentions.
struct DocumentThings {
    /// Its place below the folder that was given.
    file: String,
    clusters: Vec<Resolved>,
    /// In step with the clusters.
    mentions: Vec<Vec<String>>,
}

/// # Errors
/// When no document can be read, or the output cannot be written.
pub fn run(#[cfg(feature = "ml")] model: &super::model_args::ModelArgs, args: &ResolveArgs) -> anyhow::Result<Outcome> {
    if let Some(out) = &args.write
        && out.exists()
        && !args.force
    {
        bail!("{} exists already; --force writes into it", out.display());
    }
    let inputs = Inputs::find(args)?;
    let mut outputs = Outputs::new(args.force);
    inputs.files.iter().for_each(|(file, _)| outputs.reads_document(&file.txt, &file.beside));
    let mut issues = inputs.issues;
    let mut outcome = Outcome::Done;
    let lexicon = Lexicon::default();
    #[cfg(feature = "ml")]
    let mut reader = read::Reader::new(model);
    #[cfg(not(feature = "ml"))]
    let mut reader = read::Reader;
    let mut documents: Vec<DocumentThings> = Vec::new();
    for (file, place) in &inputs.files {
        let mut loaded = match file.load(None) {
            Ok(loaded) => loaded,
            // One bad file never stops the others.
            Err(error) => {
                issues.push(Issue::unread(&file.txt, &error));
                outcome = Outcome::Problems;
                continue;
            }
        };
        issues.append(&mut loaded.issues);
        let visibility = reader.read(&mut loaded, args.gold_mentions)?;
        if !args.keeps() {
            write::drop_what_is_said(&mut loaded.document)?;
        }
        let mentions = visibility.mentions(&loaded.document.annotations);
        let relations = visibility.relations(&loaded.document.annotations);
        let reading = crate::resolve::Reading { says: args.keeps() };
        let mut clusters = resolve_document(&loaded.document, mentions, relations, reading, &lexicon);
        if args.json {
            // Nobody sees why.
            clusters.iter_mut().for_each(|cluster| cluster.pairs = Vec::new());
        }
        let ids = write::write(&mut loaded, &clusters, &visibility, args.write.as_deref(), place, &mut outputs)?;
        documents.push(DocumentThings { file: place.clone(), clusters, mentions: ids });
    }
    // It goes on without what could not be read.
    say_unread(&issues);
    if documents.is_empty() {
        return ended(0, outcome);
    }
    let resolved: Vec<&[Resolved]> = documents.iter().map(|document| document.clusters.as_slice()).collect();
    let concepts = concepts(&documents, &things(&resolved, &lexicon));
    if let Some(out) = &args.write {
        let bytes = serde_json::to_vec_pretty(&concepts)?;
        outputs.write(&out.join(super::concepts_file::CONCEPTS), &bytes)?;
    }
    output::print(&documents, &concepts, args.json)?;
    Ok(outcome)
}

fn concepts(documents: &[DocumentThings], things: &[crate::resolve::Thing]) -> ConceptsFile {
    let concepts = things.iter().map(|thing| ConceptRecord {
        name: thing.name.clone(),
        kind: thing.kind.to_string(),
        link: thing.references.first().map(ToString::to_string),
        members: thing
            .clusters
            .iter()
            .map(|(document, cluster)| MemberRecord {
                file: documents[*document].file.clone(),
                mentions: documents[*document].mentions[*cluster].clone(),
            })
            .collect(),
    });
    ConceptsFile { concepts: concepts.collect() }
}

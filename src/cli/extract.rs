//! `relata extract`: texts in, entities and relations out.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::formats;
use super::inputs::{self, Input, Source};
use super::messages::{Outcome, ended, say, say_note, say_unread};
use super::model_args::ModelArgs;
use super::model_choice;
use super::outputs::Outputs;
use super::places::places;
use crate::brat::{self, Marks, Standoff};
use crate::dataset;
use crate::domain::{Document, Visibility};
use crate::engine::{Analysis, ExtractError, Extractor, ModelExtractor, analyse, merge_edits};
use crate::import::Encoding;
use crate::io::{Table, same_file};
use crate::nlp::{Thresholds, decode_across};
use crate::text::counting::{agreed, counted};
use crate::text::{OffsetMap, is_written_in};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Standoff (.ann); with -o FOLDER the text beside it
    Brat,
    /// A list of sentences with tokens, entities, relations and scores
    SpertJson,
    /// One JSON object a document, with offsets in code points; relations refer to their sentences by number, those across
    /// two sentences to that of the head and that of the tail
    Jsonl,
    /// One row a relation, with its evidence; long sentences are quoted around the two ends
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    None,
    Bar,
    Json,
}

/// Files that a note names.
const LISTED: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Predictions {
    Marked,
    Unmarked,
}

#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// Texts (.txt, .md, .html, .docx, .pdf), folders of .txt, SpERT JSON (.json, .jsonl: sentences as objects with tokens, as lists of tokens or as strings), or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Score a relation needs, 0 to 1 (default: the model's own)
    #[arg(long, value_name = "A")]
    pub threshold: Option<f32>,
    /// Also relations between types that the model's schema does not join
    #[arg(long)]
    pub no_constraints: bool,
    /// What is written (default: jsonl, or spert-json where all inputs are SpERT JSON, which has no text to point into)
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Output file; for brat a folder, in which folders keep their shape. Standard output without it
    #[arg(short, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// With brat: whether notes say that the model made the annotations and how sure it was, from which they are read as
    /// predictions again (default: unmarked)
    #[arg(long, value_enum, value_name = "HOW")]
    pub predictions: Option<Predictions>,
    /// The same as --predictions marked
    #[arg(long, conflicts_with = "predictions")]
    pub provenance_notes: bool,
    /// Write over files that exist already; never over an input
    #[arg(long)]
    pub force: bool,
    /// Encoding of the texts, such as windows-1251 (default: found out from the bytes)
    #[arg(long, value_name = "NAME", value_parser = inputs::encoding)]
    pub encoding: Option<&'static Encoding>,
    /// How progress is told on standard error (default: a bar on a terminal)
    #[arg(long, value_enum)]
    pub progress: Option<Progress>,
}

impl ExtractArgs {
    fn marked(&self) -> bool {
        self.provenance_notes || self.predictions == Some(Predictions::Marked)
    }
}

/// # Errors
/// When nothing can be done at all: no model, no device, an output that cannot be written.
pub fn run(model: &ModelArgs, args: &ExtractArgs) -> anyhow::Result<Outcome> {
    if let Some(threshold) = args.threshold
        && !(0.0..=1.0).contains(&threshold)
    {
        bail!("--threshold {threshold}: a score lies between 0 and 1");
    }
    if args.marked() && args.format != Some(Format::Brat) {
        bail!("only brat has notes that mark predictions: add --format brat. The other formats tell the scores anyway");
    }
    let mut outcome = Outcome::Done;
    let mut sources = Vec::new();
    for input in &args.inputs {
        match inputs::sources(input, args.output.as_deref()) {
            Ok(found) => {
                if say_unread(&found.issues) {
                    outcome = Outcome::Problems;
                }
                sources.extend(found.found);
            }
            Err(error) => {
                say(&error);
                outcome = Outcome::Problems;
            }
        }
    }
    if sources.is_empty() {
        return ended(0, outcome);
    }
    let are_tokenized = sources.iter().all(|source| matches!(source.from, Input::Tokenized(_)));
    let format = args.format.unwrap_or(if are_tokenized { Format::SpertJson } else { Format::Jsonl });
    if format == Format::Brat && args.output.is_none() && sources.len() > 1 {
        bail!("{} inputs and one standard output: give a folder for the .ann files with -o FOLDER", sources.len());
    }
    let mut outputs = Outputs::new(args.force);
    sources.iter().filter_map(Source::path).for_each(|path| outputs.reads_document(path, path));
    if let Some(output) = args.output.as_ref().filter(|_| format != Format::Brat) {
        outputs.check(output)?;
    }
    let mut extractor = model_choice::load(model)?;
    if args.no_constraints {
        extractor.without_constraints();
    }
    let thresholds = match args.threshold {
        Some(relation) => Thresholds { relation, ..Thresholds::default() },
        None => extractor.model().thresholds(),
    };
    if let Some(note) = extractor.info().note
        && args.progress != Some(Progress::Json)
    {
        eprintln!("relata: running on the CPU: {note}");
    }
    let mut job = Job {
        extractor,
        thresholds,
        args,
        format,
        outputs,
        out: Vec::new(),
        spert: Vec::new(),
        foreign: Vec::new(),
        read: 0,
        done: 0,
    };
    for (index, (source, place)) in sources.iter().zip(places(&sources)).enumerate() {
        let progress = Reporter::new(args.progress, source.name(), index + 1, sources.len());
        match job.read(source, &place, &progress) {
            Ok(()) => job.done += 1,
            Err(error) if super::messages::is_broken_pipe(&error) => return Err(error),
            Err(error) => {
                say(&error);
                outcome = Outcome::Problems;
            }
        }
    }
    job.say_foreign();
    let read = job.read;
    // Where nothing was done, nothing is written.
    if job.done > 0 {
        job.finish()?;
    }
    ended(read, outcome)
}

struct Job<'a> {
    extractor: ModelExtractor,
    thresholds: Thresholds,
    args: &'a ExtractArgs,
    format: Format,
    outputs: Outputs,
    /// What goes into the output file, written once at the end so that a half-done file never stands there.
    out: Vec<u8>,
    spert: Vec<Value>,
    /// Inputs in a language that the model does not read.
    foreign: Vec<String>,
    /// Inputs that could be read.
    read: usize,
    /// Inputs whose output is there.
    done: usize,
}

impl Job<'_> {
    /// `place`: the `.txt` below the output folder that belongs to this source.
    fn read(&mut self, source: &Source, place: &Path, progress: &Reporter) -> anyhow::Result<()> {
        match &source.from {
            Input::Tokenized(path) => self.tokenized(path, progress),
            Input::Text(_) | Input::Stdin => self.text(source, place, progress),
        }
    }

    fn tokenized(&mut self, path: &Path, progress: &Reporter) -> anyhow::Result<()> {
        // What is no SpERT JSON at all is named first.
        let sentences = dataset::read_tokens(path)?;
        self.read += 1;
        self.look_at(&path.display().to_string(), &sentences.iter().flatten().map(String::as_str).collect::<String>());
        if self.format != Format::SpertJson {
            bail!(
                "{}: this is SpERT JSON, which has no text to point into; give it alone, or use --format spert-json",
                path.display()
            );
        }
        let never = AtomicBool::new(false);
        let scores = self
            .extractor
            .extract_each(&sentences, &mut |done, total| progress.tell(done, total), &never)
            .map_err(|error| failure(&path.display().to_string(), &error))?;
        progress.done();
        let types = self.extractor.types();
        let list = sentences
            .iter()
            .zip(&scores)
            .map(|(tokens, s)| formats::spert_sentence(tokens, s, types, &self.thresholds));
        self.spert.extend(list);
        Ok(())
    }

    fn text(&mut self, source: &Source, place: &Path, progress: &Reporter) -> anyhow::Result<()> {
        let name = source.name();
        let inputs::Text { text, notes } = inputs::read_text(source, self.args.encoding)?;
        self.read += 1;
        progress.notes(&notes);
        self.look_at(&name, &text);
        let target = self.target(source, place)?;
        let never = AtomicBool::new(false);
        let analysis = analyse(&mut self.extractor, &text, &mut |done, total| progress.tell(done, total), &never)
            .map_err(|error| failure(&name, &error))?;
        progress.done();
        match self.format {
            Format::Brat => self.brat(target.as_ref(), place, text, &analysis)?,
            Format::SpertJson => {
                for sentence in &analysis.sentences {
                    let tokens: Vec<String> =
                        sentence.words.iter().map(|w| w.slice(&text).unwrap_or_default().to_owned()).collect();
                    self.spert.push(formats::spert_sentence(
                        &tokens,
                        &sentence.scores,
                        &analysis.types,
                        &self.thresholds,
                    ));
                }
                let lost = decode_across(&analysis.scores(), &analysis.types, &self.thresholds).len();
                if lost > 0 {
                    let (relations, have) = (counted(lost, "relation"), agreed(lost, "has", "have"));
                    let note = format!(
                        "{relations} across sentences {have} no place in SpERT JSON; the other formats keep them"
                    );
                    progress.notes(&[note]);
                }
            }
            Format::Jsonl => {
                let map = OffsetMap::new(text);
                let line = formats::jsonl(&name, &analysis, &map, &self.thresholds);
                self.write_line(&line.to_string())?;
            }
            Format::Csv => {
                let map = OffsetMap::new(text);
                let mut table = Table::new();
                if self.done == 0 {
                    table.row(formats::CSV_HEADER)?;
                }
                for row in formats::csv_rows(&name, &analysis, &map, &self.thresholds) {
                    table.row(row)?;
                }
                self.write_bytes(&table.into_bytes()?)?;
            }
        }
        Ok(())
    }

    /// Remembers a text that is not in the model's language.
    fn look_at(&mut self, name: &str, text: &str) {
        let language = self.extractor.model().info().card.language.as_deref();
        if language.is_some_and(|language| !is_written_in(language, text)) {
            self.foreign.push(name.to_owned());
        }
    }

    /// Says once a run which texts they were.
    fn say_foreign(&self) {
        let [first, ..] = self.foreign.as_slice() else { return };
        let info = self.extractor.model().info();
        let language = match info.card.language.as_deref() {
            Some("en") => "English",
            Some("ru") => "Russian",
            other => other.unwrap_or_default(),
        };
        let named = self.foreign.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = match self.foreign.len().saturating_sub(LISTED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let note = format!(
            "the model {} reads {language}, and most letters of {named}{more} are of another script: what it says there \
             means little (--model DIR takes another one)",
            info.card.name
        );
        match self.args.progress {
            Some(Progress::Json) => eprintln!("{}", json!({"event": "note", "file": first, "note": note})),
            _ => say_note(&note),
        }
    }

    /// Where a brat document goes, and whether its text is to be written there; asked before the model reads.
    fn target(&self, source: &Source, place: &Path) -> anyhow::Result<Option<Target>> {
        let Some(folder) = self.args.output.as_ref().filter(|_| self.format == Format::Brat) else {
            return Ok(None);
        };
        let txt = folder.join(place);
        // Beside its own text only the annotations are new.
        let own = source.path().filter(|path| same_file(path, &txt) || same_file(path, &txt.with_extension("TXT")));
        let target = match own {
            Some(path) => Target { txt: path.to_owned(), is_new: false },
            None => Target { txt, is_new: true },
        };
        if target.is_new {
            self.outputs.check(&target.txt)?;
        }
        self.outputs.check(&brat::ann_path(&target.txt))?;
        Ok(Some(target))
    }

    fn brat(&mut self, target: Option<&Target>, place: &Path, text: String, analysis: &Analysis) -> anyhow::Result<()> {
        let name = place.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let mut document = Document::new(name, text);
        // What the thresholds that count here ask of a distance, a given one asks of none.
        let analysis = Analysis { distances: self.thresholds.per_distance.clone(), ..analysis.clone() };
        let edits = merge_edits(&mut document.annotations, &analysis);
        document.apply(edits).context("the model's spans do not fit the text")?;
        let own = analysis.types.relations.iter().zip(&self.thresholds.per_relation);
        let per_relation = own.filter_map(|(kind, own)| Some((kind.name.as_str().into(), (*own)?))).collect();
        let visibility = Visibility { relation: self.thresholds.relation, per_relation, ..Visibility::default() };
        let marks = if self.args.marked() { Marks::Add } else { Marks::Drop };
        let standoff = target.map_or_else(Standoff::default, |target| Standoff::new_at(&target.txt));
        let (ann, _) = standoff.write_marking(&document.text, &document.annotations, &visibility, marks);
        let Some(Target { txt, is_new }) = target else {
            std::io::stdout().lock().write_all(&ann)?;
            return Ok(());
        };
        if *is_new {
            self.outputs.write(txt, document.text.as_bytes())?;
        }
        self.outputs.write(&brat::ann_path(txt), &ann)
    }

    fn write_line(&mut self, line: &str) -> anyhow::Result<()> {
        self.write_bytes(format!("{line}\n").as_bytes())
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        if self.args.output.is_some() {
            self.out.extend_from_slice(bytes);
        } else {
            std::io::stdout().lock().write_all(bytes)?;
        }
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<()> {
        if self.format == Format::SpertJson {
            let list = Value::Array(std::mem::take(&mut self.spert)).to_string();
            self.write_line(&list)?;
        }
        match &self.args.output {
            Some(path) if self.format != Format::Brat => self.outputs.write(path, &self.out),
            _ => Ok(()),
        }
    }
}

/// The files of a brat document to be made.
struct Target {
    txt: PathBuf,
    /// Whether the text does not stand there yet.
    is_new: bool,
}

fn failure(name: &str, error: &ExtractError) -> anyhow::Error {
    anyhow::anyhow!("{name}: {error}")
}

struct Reporter {
    how: Progress,
    name: String,
    place: usize,
    count: usize,
    started: Instant,
}

impl Reporter {
    fn new(how: Option<Progress>, name: String, place: usize, count: usize) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let how = how.unwrap_or(if terminal { Progress::Bar } else { Progress::None });
        Self { how, name, place, count, started: Instant::now() }
    }

    fn notes(&self, notes: &[String]) {
        match self.how {
            Progress::None | Progress::Bar => super::messages::note(&self.name, notes),
            Progress::Json => {
                for note in notes {
                    eprintln!("{}", json!({"event": "note", "file": self.name, "note": note}));
                }
            }
        }
    }

    fn tell(&self, done: usize, total: usize) {
        match self.how {
            Progress::None => {}
            Progress::Json => {
                eprintln!("{}", json!({"event": "progress", "file": self.name, "done": done, "total": total}));
            }
            Progress::Bar => eprint!("\r[{}/{}] {}: {done}/{total} sentences ", self.place, self.count, self.name),
        }
    }

    fn done(&self) {
        match self.how {
            Progress::None => {}
            Progress::Json => {
                let seconds = self.started.elapsed().as_secs_f64();
                eprintln!("{}", json!({"event": "finished", "file": self.name, "seconds": seconds}));
            }
            Progress::Bar => eprintln!(),
        }
    }
}

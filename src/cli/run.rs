//! Arguments to commands.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use super::messages::{Outcome, is_broken_pipe, say};
use super::model_args::ModelArgs;

/// Who is connected to whom, and why: entities and relations of a text.
///
/// Without a command, the window opens on the bundled sample.
#[derive(Debug, Parser)]
#[command(name = "relata", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    model: ModelArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open texts, brat documents or folders in the window
    Open {
        /// Texts, brat documents (by any of their files) or a folder of them
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Find entities and relations in texts
    #[cfg(feature = "ml")]
    Extract(super::extract::ExtractArgs),
    /// Take the texts out of Word documents, PDFs, web pages and Markdown
    Import(super::import::ImportArgs),
    /// Convert between brat standoff and SpERT JSON
    Convert(super::convert::ConvertArgs),
    /// Sentence and word boundaries, one JSON line a file
    Split {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Problems of standoff files and their schema; exit code 1 when there are any
    Check(super::check::CheckArgs),
    /// The map of annotated documents: page, picture, graph or table
    Map(super::map::MapArgs),
    /// Which mentions are one thing, within documents and across them
    Resolve(super::resolve::ResolveArgs),
    /// Repairs of standoff files: shows what is wrong and what would stand there, and makes it so with --fix
    Doctor(super::doctor::DoctorArgs),
    /// Train a model on SpERT JSON or brat folders
    #[cfg(feature = "ml")]
    Train(Box<super::train::TrainArgs>),
    /// Fit a model's scores and thresholds to documents that it did not learn from
    #[cfg(feature = "ml")]
    Calibrate(super::calibrate::CalibrateArgs),
    /// Write a model in 8 bits, a quarter of the space
    #[cfg(feature = "ml")]
    Compress {
        from: PathBuf,
        to: PathBuf,
        /// Bits of a word embedding: 8, or 4 where the vocabulary is most of the model
        #[arg(long, value_name = "BITS", default_value = "8", value_parser = ["4", "8"])]
        embeddings: String,
        #[arg(long)]
        json: bool,
        /// Write over a model that is in the folder already; never over the one that is read
        #[arg(long)]
        force: bool,
    },
    /// Knowledge bases: made of what others publish or of a corpus, described, searched
    #[command(subcommand)]
    Kb(super::kb::KbCommand),
    /// Link the mentions of documents to a knowledge base
    Link(super::link::LinkArgs),
    /// Score a prediction and sort its errors
    Eval(super::eval::EvalArgs),
    /// How far annotators agree: Cohen's κ on words and F1 of entities and relations
    Agree(super::agree::AgreeArgs),
    /// Types, and what they may be related to
    #[command(subcommand)]
    Schema(super::schema::SchemaCommand),
    /// Counts of data sets, and what in them is odd: nested entities, duplicates, leaks
    Stats(super::stats::StatsArgs),
    /// A page of curves of training runs
    Report(super::report::ReportArgs),
    /// Measure the speed of the model and of the window
    #[cfg(any(feature = "ml", feature = "gui"))]
    #[command(subcommand)]
    Bench(super::bench::BenchCommand),
    /// Version, model and device
    #[cfg(feature = "ml")]
    Info {
        #[arg(long)]
        json: bool,
        /// Everything that a bug report should say: program, machine, model, the last lines of the log; no texts
        #[arg(long, conflicts_with = "json")]
        report: bool,
    },
    /// What a shell needs to complete commands and options, on standard output
    Completions { shell: clap_complete::Shell },
    /// Manual pages: one a command into a folder, or the main one on standard output
    Man {
        folder: Option<PathBuf>,
        /// One page of Markdown on standard output, every command in it
        #[arg(long, conflicts_with = "folder")]
        markdown: bool,
    },
}

/// Runs the command line; the exit code is 0, 1 or 2 (see [`Outcome`]).
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors.
            let outcome = if error.use_stderr() { Outcome::CouldNotRun } else { Outcome::Done };
            let _ = error.print();
            return outcome.into();
        }
    };
    let result = dispatch(cli);
    match result {
        Ok(outcome) => outcome.into(),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&error);
            Outcome::CouldNotRun.into()
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<Outcome> {
    let model = cli.model;
    match cli.command {
        None => open(&model, Vec::new()),
        Some(Command::Open { paths }) => open(&model, paths),
        #[cfg(feature = "ml")]
        Some(Command::Extract(args)) => super::extract::run(&model, &args),
        Some(Command::Import(args)) => super::import::run(&args),
        Some(Command::Convert(args)) => super::convert::run(&args),
        Some(Command::Split { files }) => super::split::run(&files),
        Some(Command::Check(args)) => super::check::run(&args),
        Some(Command::Map(args)) => super::map::run(&args),
        #[cfg(feature = "ml")]
        Some(Command::Resolve(args)) => super::resolve::run(&model, &args),
        #[cfg(not(feature = "ml"))]
        Some(Command::Resolve(args)) => super::resolve::run(&args),
        Some(Command::Doctor(args)) => super::doctor::run(&args),
        Some(Command::Completions { shell }) => super::manual::completions(shell, &mut Cli::command()),
        Some(Command::Man { markdown: true, .. }) => super::manual::markdown(&Cli::command()),
        Some(Command::Man { folder, .. }) => super::manual::man(folder.as_deref(), Cli::command()),
        #[cfg(feature = "ml")]
        Some(Command::Train(args)) => super::train::run(&model.device, &args),
        #[cfg(feature = "ml")]
        Some(Command::Calibrate(args)) => super::calibrate::run(&model, &args),
        #[cfg(feature = "ml")]
        Some(Command::Compress { from, to, embeddings, json, force }) => {
            super::compress::run(&from, &to, &embeddings, json, force)
        }
        #[cfg(feature = "ml")]
        Some(Command::Eval(args)) => super::eval::run(&model, &args),
        #[cfg(not(feature = "ml"))]
        Some(Command::Eval(args)) => super::eval::run(&args),
        Some(Command::Kb(command)) => super::kb::run(&command),
        Some(Command::Link(args)) => super::link::run(&args),
        Some(Command::Agree(args)) => super::agree::run(&args),
        Some(Command::Schema(command)) => super::schema::run(&command),
        Some(Command::Stats(args)) => super::stats::run(&args),
        Some(Command::Report(args)) => super::report::run(&args),
        #[cfg(any(feature = "ml", feature = "gui"))]
        Some(Command::Bench(command)) => super::bench::run(&model, &command),
        #[cfg(feature = "ml")]
        Some(Command::Info { report: true, .. }) => super::info::report(&model),
        #[cfg(feature = "ml")]
        Some(Command::Info { json, .. }) => super::info::run(&model, json),
    }
}

#[cfg(all(feature = "gui", feature = "ml"))]
fn open(model: &ModelArgs, paths: Vec<PathBuf>) -> anyhow::Result<Outcome> {
    crate::log::start();
    super::open::run(model, paths)
}

#[cfg(not(all(feature = "gui", feature = "ml")))]
fn open(_model: &ModelArgs, _paths: Vec<PathBuf>) -> anyhow::Result<Outcome> {
    anyhow::bail!("this build has no window; relata extract FILE runs the same model on the command line")
}

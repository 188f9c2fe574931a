//! `relata map`: the map of annotated documents as a picture, a page, a graph or a table.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::documents::{DocumentFile, documents};
use super::messages::{Outcome, ended, say_unread};
use super::outputs::Outputs;
use crate::brat::{Issue, Loaded, provenance};
use crate::domain::{Schema, Visibility};
use crate::map::Source;
use crate::map::export::Sheet;
use crate::map::layout::LayoutKind;
use crate::map::picture::{Drawn, Wanted};
use crate::palette::Theme;
use crate::text::counting::counted;
use crate::text::{Span, split};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// An interactive page in one file, for any browser
    Html,
    /// A drawing
    Svg,
    /// A picture, 3 pixels a point
    #[cfg(feature = "picture")]
    Png,
    /// For yEd, Gephi, Cytoscape, networkx
    Graphml,
    /// For Graphviz
    Dot,
    /// One row for each relation, with its quotation and offsets in code points
    Csv,
    /// Concepts, mentions, relations and quotations
    Json,
}

impl Format {
    /// Whether it is drawn in the colours of one theme.
    fn has_a_theme(self) -> bool {
        match self {
            Self::Svg => true,
            #[cfg(feature = "picture")]
            Self::Png => true,
            Self::Html | Self::Graphml | Self::Dot | Self::Csv | Self::Json => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// Related concepts stand near each other
    Force,
    /// Rings around the best connected concept
    Radial,
    /// From heads on the left to tails on the right
    Layered,
}

#[derive(Debug, Args)]
pub struct MapArgs {
    /// brat documents (.txt with its .ann) or folders of them: one map of all
    #[arg(required = true, value_name = "FILE")]
    pub inputs: Vec<PathBuf>,
    /// What is written
    #[arg(long, value_enum, default_value = "html")]
    pub format: Format,
    /// Output file; standard output without it
    #[arg(short, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// Write over a file that exists already; never over an input
    #[arg(long)]
    pub force: bool,
    /// The folder of the texts, where the annotations lie apart from them
    #[arg(long, value_name = "DIR")]
    pub text: Option<PathBuf>,
    /// Where the concepts stand
    #[arg(long, value_enum, default_value = "force")]
    pub layout: Layout,
    /// The colours of the dark theme (svg and png)
    #[arg(long)]
    pub dark: bool,
    /// A node for each mention rather than for each concept
    #[arg(long)]
    pub single: bool,
    /// Also concepts that no relation touches
    #[arg(long)]
    pub unconnected: bool,
    /// What the map is called (default: the name of the document or folder)
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
}

/// # Errors
/// When no document can be read, there is nothing to show, or the output cannot be written.
pub fn run(args: &MapArgs) -> anyhow::Result<Outcome> {
    if args.dark && !args.format.has_a_theme() {
        bail!(
            "--dark is for pictures: add --format svg or --format png. A page (html) has a switch of its own, and the other formats have no colours"
        );
    }
    let mut outcome = Outcome::Done;
    let mut loaded: Vec<Loaded> = Vec::new();
    let (files, mut issues) = all_documents(args)?;
    let mut outputs = Outputs::new(args.force);
    files.iter().for_each(|file| outputs.reads_document(&file.txt, &file.beside));
    if let Some(output) = &args.output {
        outputs.check(output)?;
    }
    for file in files {
        match file.load(None) {
            Ok(document) => {
                issues.extend(document.issues.iter().cloned());
                loaded.push(document);
            }
            Err(error) => {
                issues.push(Issue::unread(&file.txt, &error));
                outcome = Outcome::Problems;
            }
        }
    }
    // The map goes on without what could not be read.
    say_unread(&issues);
    if loaded.is_empty() {
        return ended(0, outcome);
    }
    let mut schema = Schema::default();
    loaded.iter().for_each(|loaded| schema.merge(&loaded.document.schema));
    let sentences: Vec<Vec<Span>> = loaded
        .iter()
        .map(|loaded| split(&loaded.document.text).into_iter().map(|sentence| sentence.span).collect())
        .collect();
    // Predictions that a file marks are drawn as such, however unsure a model was of them.
    let shown: Vec<Visibility> = loaded
        .iter()
        .map(|loaded| provenance::shows_all(&loaded.document.annotations, Visibility::default()))
        .collect();
    let sources: Vec<Source<'_>> = loaded
        .iter()
        .zip(&sentences)
        .zip(&shown)
        .zip(0..)
        .map(|(((loaded, sentences), visibility), key)| Source {
            key,
            content: 0,
            document: &loaded.document,
            visibility,
            sentences,
            within: None,
        })
        .collect();
    let wanted = Wanted {
        layout: match args.layout {
            Layout::Force => LayoutKind::Force,
            Layout::Radial => LayoutKind::Radial,
            Layout::Layered => LayoutKind::Layered,
        },
        single_mentions: args.single,
        unconnected: args.unconnected,
    };
    let Drawn { model, board, folded } = Drawn::new(&sources, &schema, wanted);
    let title = args.title.clone().unwrap_or_else(|| title(&args.inputs, &loaded));
    let sheet = Sheet {
        title: &title,
        sources: &sources,
        schema: &schema,
        model: &model,
        board: &board,
        only: None,
        behind: &folded.behind,
    };
    if sheet.is_empty() {
        bail!(
            "there is no relation in {}: annotate it, let relata extract --format brat find some, or show concepts alone with --unconnected",
            if loaded.len() == 1 { "this document" } else { "these documents" }
        );
    }
    let bytes = bytes(&sheet, args)?;
    match &args.output {
        Some(path) => outputs.write(path, &bytes)?,
        None => std::io::stdout().lock().write_all(&bytes)?,
    }
    Ok(outcome)
}

fn bytes(sheet: &Sheet<'_>, args: &MapArgs) -> anyhow::Result<Vec<u8>> {
    let theme = if args.dark { Theme::DARK } else { Theme::LIGHT };
    Ok(match args.format {
        Format::Html => sheet.html()?.into_bytes(),
        Format::Svg => sheet.svg(theme).into_bytes(),
        #[cfg(feature = "picture")]
        Format::Png => crate::map::export::png(&sheet.svg(theme), 3.0)?,
        Format::Graphml => sheet.graphml().into_bytes(),
        Format::Dot => sheet.dot().into_bytes(),
        Format::Csv => sheet.csv()?.into_bytes(),
        Format::Json => sheet.json()?.into_bytes(),
    })
}

/// The documents named, those of folders in the order of their paths, each once; and what folders hold beside them.
fn all_documents(args: &MapArgs) -> anyhow::Result<(Vec<DocumentFile>, Vec<Issue>)> {
    let (mut found, mut issues, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for input in &args.inputs {
        let here = documents(input, args.text.as_deref(), args.output.as_deref())?;
        issues.extend(here.issues);
        found.extend(here.found.into_iter().filter(|file| seen.insert(file.beside.clone())));
    }
    Ok((found, issues))
}

fn title(inputs: &[PathBuf], loaded: &[Loaded]) -> String {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    match (loaded, inputs) {
        ([only], _) => only.document.name.clone(),
        (_, [folder]) => folder.canonicalize().ok().and_then(|path| name(&path)).unwrap_or_else(|| "Map".to_owned()),
        _ => counted(loaded.len(), "document"),
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        map: MapArgs,
    }

    fn map(folder: &Path, rest: &[&str]) -> anyhow::Result<(Outcome, String)> {
        let out = folder.join("out");
        let mut line =
            vec!["map", folder.to_str().context("a path")?, "-o", out.to_str().context("a path")?, "--force"];
        line.extend(rest);
        let outcome = run(&Line::try_parse_from(line)?.map)?;
        Ok((outcome, std::fs::read_to_string(out)?))
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("writable");
        write("a.txt", "Анна встретила Бориса 🙂 в Риме.");
        write("a.ann", "T1\tPER 0 4\tАнна\nT2\tPER 15 21\tБориса\nR1\tMET Arg1:T1 Arg2:T2\n");
        write("b.txt", "Анна пишет.\r\nАнна живёт в Риме.");
        write("b.ann", "T1\tPER 13 17\tАнна\nT2\tLOC 26 30\tРиме\nR1\tLIVES Arg1:T1 Arg2:T2\n");
        folder
    }

    #[test]
    fn a_folder_is_one_map_and_every_row_names_its_document() {
        let folder = folder();
        let (outcome, table) = map(folder.path(), &["--format", "csv"]).expect("written");
        assert_eq!(outcome, Outcome::Done);
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
        let cells: Vec<Vec<&str>> =
            rows.iter().map(|row| [0, 1, 3, 4, 10, 11, 17].map(|cell| &row[cell]).to_vec()).collect();
        assert_eq!(
            cells,
            [
                ["a", "Анна", "MET", "Бориса", "0", "4", "Анна встретила Бориса 🙂 в Риме."],
                ["b", "Анна", "LIVES", "Риме", "13", "17", "Анна живёт в Риме."],
            ]
        );
    }

    #[test]
    fn every_format_is_written() {
        let folder = folder();
        for (format, sign) in [
            ("html", "<!doctype html>"),
            ("svg", "<svg"),
            ("graphml", "<graphml"),
            ("dot", "digraph"),
            ("json", "\"relata-map\""),
        ] {
            let (_, text) = map(folder.path(), &["--format", format]).expect("written");
            assert!(text.contains(sign) && text.contains("Анна"), "{format}");
        }
    }

    #[test]
    fn nothing_to_show_says_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(map(folder.path(), &[]).is_err_and(|error| error.to_string().contains("no document")));
        std::fs::write(folder.path().join("a.txt"), "Nothing.").expect("writable");
        assert!(map(folder.path(), &[]).is_err_and(|error| error.to_string().contains("--unconnected")));
    }
}

//! `relata agree`: how far people who annotated the same texts agree.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use anyhow::bail;
use clap::Args;

use super::messages::{Outcome, say_note};
use crate::eval::Figure;
use crate::eval::agreement::{Group, PairFigures, compare_folders, read_folders};
use crate::io::must_exist;
use crate::text::counting::{agreed, counted};

#[derive(Debug, Args)]
pub struct AgreeArgs {
    /// Folders of brat documents under the same names, or two or more .ann files of one text
    #[arg(required = true, num_args = 2.., value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The folder of the texts, where the annotations lie apart from them
    #[arg(long, value_name = "DIR")]
    pub text: Option<PathBuf>,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// # Errors
/// When a folder cannot be read, no two share a document, or standard output cannot be written.
pub fn run(args: &AgreeArgs) -> anyhow::Result<Outcome> {
    args.paths.iter().chain(&args.text).try_for_each(|path| must_exist(path))?;
    if args.paths.iter().any(|path| path.is_dir()) && !args.paths.iter().all(|path| path.is_dir()) {
        bail!("give either folders only or files only: a file and a folder have no documents in common");
    }
    let folders = read_folders(&args.paths, args.text.as_deref())?;
    if folders.alone > 0 {
        let (alone, are) = (counted(folders.alone, "document"), agreed(folders.alone, "is", "are"));
        eprintln!("{alone} {are} annotated in one place only and {are} left out");
    }
    let names = args.paths.iter().map(|path| path.display().to_string()).collect();
    let found = compare_folders(&folders, names, &mut |_, _| {}, &AtomicBool::new(false))?;
    found.notes.iter().for_each(|note| say_note(&note));
    found.problems.iter().for_each(|problem| say_note(&problem));
    if found.group.pairs.iter().all(|pair| pair.documents == 0) {
        bail!("no document could be compared");
    }
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &found.group)?;
        out.write_all(b"\n")?;
    } else {
        write(&mut out, &found.group)?;
    }
    Ok(if found.problems.is_empty() { Outcome::Done } else { Outcome::Problems })
}

fn write(out: &mut impl Write, group: &Group) -> io::Result<()> {
    for pair in &group.pairs {
        write_pair(out, pair)?;
    }
    if group.pairs.len() > 1 {
        let said = |value: Option<f64>, decimals: usize| value.map_or("–".to_owned(), |v| format!("{v:.decimals$}"));
        writeln!(
            out,
            "mean of {} pairs: κ {}, F1 NER {}, RE {}, RE+ {}",
            group.pairs.len(),
            said(group.mean_kappa, 3),
            said(group.mean_ner_f1, 2),
            said(group.mean_re_f1, 2),
            said(group.mean_re_plus_f1, 2)
        )?;
    }
    Ok(())
}

fn write_pair(out: &mut impl Write, pair: &PairFigures) -> io::Result<()> {
    let (documents, words) =
        (counted(pair.documents, "document"), counted(usize::try_from(pair.words).unwrap_or(usize::MAX), "word"));
    writeln!(out, "{} against {}: {documents}, {words}", pair.left, pair.right)?;
    match (pair.kappa, pair.same_words) {
        (Some(kappa), Some(same)) => {
            writeln!(out, "Cohen's κ on words {kappa:.3} ({:.1} % of them alike)", 100.0 * same)?;
        }
        _ => writeln!(out, "no words, so no κ")?,
    }
    if !pair.not_compared.is_empty() {
        writeln!(out, "not compared: {} of both", pair.not_compared)?;
    }
    let tasks = pair.scores.tasks();
    let names = tasks.iter().flat_map(|(_, task)| &task.types).map(|t| t.name.chars().count() + 2);
    let width = names.max().unwrap_or(0).max(8);
    for (name, task) in tasks {
        writeln!(
            out,
            "\n{name:<width$} {:>7} {:>7} {:>7} {:>8} {:>8} {:>8}",
            "P", "R", "F1", "second", "first", "both"
        )?;
        let lines = task.types.iter().map(|t| (format!("  {}", t.name), t.figure, t.counts));
        for (label, figure, counts) in std::iter::once(("micro".to_owned(), task.micro, task.counts)).chain(lines) {
            let Figure { precision, recall, f1 } = figure;
            let (second, first, both) = (counts.gold, counts.predicted, counts.correct);
            writeln!(out, "{label:<width$} {precision:>7.2} {recall:>7.2} {f1:>7.2} {second:>8} {first:>8} {both:>8}")?;
        }
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_kappa_and_every_type() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, ann) in [("a", "T1\tPeop 0 4\tAnna\n"), ("b", "T1\tLoc 0 4\tAnna\n")] {
            std::fs::create_dir(folder.path().join(name)).expect("writable");
            std::fs::write(folder.path().join(name).join("d.txt"), "Anna slept.").expect("writable");
            std::fs::write(folder.path().join(name).join("d.ann"), ann).expect("writable");
        }
        let folders = read_folders(&["a", "b"].map(|n| folder.path().join(n)), None).expect("readable");
        let names = ["a".to_owned(), "b".to_owned()].to_vec();
        let found = compare_folders(&folders, names, &mut |_, _| {}, &AtomicBool::new(false)).expect("runs");
        let mut out = Vec::new();
        write(&mut out, &found.group).expect("a vector");
        let said = String::from_utf8(out).expect("text");
        // Words: Anna slept . — p_o = 2/3, p_e = 4/9, κ = 2/5.
        assert!(said.contains("a against b: 1 document, 3 words"), "{said}");
        assert!(said.contains("κ on words 0.400 (66.7 % of them alike)"), "{said}");
        assert!(said.contains("  Loc") && said.contains("  Peop"), "{said}");
    }
}

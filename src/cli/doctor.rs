//! `relata doctor`: what is wrong with standoff files, what would stand there instead, and with `--fix` the repairs.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::messages::{Outcome, ended, say, say_unread};
use crate::brat::{self, Issue, conf, doctor};
use crate::io::{Encoding, How, twin};
use crate::text::counting::counted;

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Documents and folders
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Make the repairs that are beyond doubt; the old file stays as .ann.bak
    #[arg(long)]
    pub fix: bool,
    /// With --fix: the doubtful repairs too
    #[arg(long, requires = "fix")]
    pub all: bool,
    /// Encoding of the texts, such as windows-1251 (default: found out from the bytes; where that is a guess, --fix alone
    /// repairs nothing)
    #[arg(long, value_name = "NAME", value_parser = super::inputs::encoding)]
    pub encoding: Option<&'static Encoding>,
    /// One JSON object a file
    #[arg(long)]
    pub json: bool,
}

/// # Errors
/// When standard output cannot be written.
pub fn run(args: &DoctorArgs) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    let mut documents = Vec::new();
    for path in &args.paths {
        match super::documents::documents(path, None, None) {
            Ok(found) => {
                if say_unread(&found.issues) {
                    outcome = Outcome::Problems;
                }
                documents.extend(found.found.into_iter().map(|document| document.txt));
            }
            Err(error) => {
                say(&error);
                outcome = Outcome::Problems;
            }
        }
    }
    let mut total = Total::default();
    for document in &documents {
        match examine(args, document, &mut total) {
            Ok(true) => {}
            Ok(false) => outcome = Outcome::Problems,
            Err(error) if super::messages::is_broken_pipe(&error) => return Err(error),
            Err(error) => {
                say(&error);
                outcome = Outcome::Problems;
            }
        }
    }
    let Total { files, findings, repaired, unsaved } = total;
    let unsaved = if unsaved > 0 { format!(", {unsaved} not saved") } else { String::new() };
    eprintln!("{}, {}, {repaired} repaired{unsaved}", counted(files, "file"), counted(findings, "finding"));
    ended(files, outcome)
}

#[derive(Default)]
struct Total {
    files: usize,
    findings: usize,
    repaired: usize,
    /// Repairs of files that could not be written.
    unsaved: usize,
}

/// Whether nothing is wrong with the file any more.
fn examine(args: &DoctorArgs, path: &Path, total: &mut Total) -> anyhow::Result<bool> {
    let loaded = brat::load_decoded(path, None, args.encoding)?;
    let of_text: Vec<&Issue> = loaded.issues.iter().filter(|issue| issue.is_of_text()).collect();
    say_unread(of_text.iter().copied());
    total.files += 1;
    let like = loaded.encoding.map(How::encoding);
    let Some(files) = doctor::Files::of(&loaded.txt)?.map(|files| files.like(like)) else {
        return Ok(of_text.is_empty());
    };
    let schema = conf::nearest_like(&loaded.txt, like).map(|conf| conf.schema);
    // Annotations of two texts are repaired on neither.
    // What words a text has is no proof where its encoding is a guess.
    let is_shared = twin(&loaded.txt).is_some();
    let is_guess = matches!(loaded.encoding, Some(How::Guessed(_)));
    let choose = |_, is_sure| args.fix && !is_shared && (is_sure && !is_guess || args.all);
    let plan = files.plan(&loaded.document.text, schema.as_ref(), &choose);
    total.findings += plan.findings.len() + plan.unspoken.len();
    let saved = if plan.chosen() > 0 { files.save(&plan) } else { Ok(None) };
    match &saved {
        Ok(_) => total.repaired += plan.chosen(),
        Err(_) => total.unsaved += plan.chosen(),
    }
    let backup = saved?;
    let mut out = std::io::stdout().lock();
    let name = |part| files.path(part).display().to_string();
    if args.json {
        let report = json!({
            "file": name(0), "findings": plan.findings, "left": plan.left,
            "backup": backup.as_ref().map(|path| path.display().to_string()),
        });
        writeln!(out, "{report}")?;
    } else {
        for finding in &plan.findings {
            let state = match (finding.is_chosen, finding.is_sure && !is_guess, finding.changes.is_empty()) {
                (true, ..) => "repaired",
                (false, _, true) => "no repair known",
                (false, true, false) => "can be repaired",
                (false, false, false) => "doubtful, look first",
            };
            let line = if finding.key.line > 0 { format!(":{}", finding.key.line) } else { String::new() };
            writeln!(out, "{}{line}: {} [{state}]", name(finding.key.part), finding.reason)?;
            for change in finding.changes.iter().take(SHOWN) {
                writeln!(out, "  - {}", change.before)?;
                if let Some(after) = &change.after {
                    writeln!(out, "  + {}", after.replace('\n', "\n  + "))?;
                }
            }
            if finding.changes.len() > SHOWN {
                writeln!(out, "  … and {}", counted(finding.changes.len() - SHOWN, "more line"))?;
            }
        }
        for issue in &plan.unspoken {
            writeln!(out, "{issue}")?;
        }
        let (ann, repairs) = (files.ann().display(), counted(plan.chosen(), "repair"));
        match &backup {
            Some(backup) => writeln!(out, "{ann}: {repairs}; the old file is {}", backup.display())?,
            None if plan.chosen() > 0 => {
                writeln!(out, "{ann}: {repairs}; it holds the pair, which stays as it is")?;
            }
            None => {}
        }
    }
    Ok(of_text.is_empty() && plan.left.is_empty() && plan.findings.iter().all(|finding| finding.is_chosen))
}

/// Changed lines of a finding that are printed.
const SHOWN: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_changes_nothing_and_fixing_keeps_the_old_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let (txt, ann) = (folder.path().join("a.txt"), folder.path().join("a.ann"));
        std::fs::write(&txt, "Anna met Boris.").expect("writable");
        let damaged = "T1\tPeop 0 5\tAnna \nT2\tPeop 9 14\tBoris\nT3\tPeop 4 4\t\n";
        std::fs::write(&ann, damaged).expect("writable");
        let with =
            |fix, all| DoctorArgs { paths: vec![folder.path().to_owned()], fix, all, encoding: None, json: false };
        assert_eq!(run(&with(false, false)).expect("runs"), Outcome::Problems);
        assert_eq!(std::fs::read_to_string(&ann).expect("there"), damaged);
        assert_eq!(run(&with(true, false)).expect("runs"), Outcome::Problems, "an empty entity waits for a person");
        let fixed = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nT3\tPeop 4 4\t\n";
        assert_eq!(std::fs::read_to_string(&ann).expect("there"), fixed);
        assert_eq!(std::fs::read_to_string(folder.path().join("a.ann.bak")).expect("kept"), damaged);
        assert_eq!(run(&with(true, true)).expect("runs"), Outcome::Done);
        assert_eq!(run(&with(false, false)).expect("runs"), Outcome::Done);
    }
}

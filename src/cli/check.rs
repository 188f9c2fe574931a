//! `relata check`: what is wrong with standoff files and with what their schema allows.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::messages::Outcome;
use crate::brat::{self, Issue, Loaded, Severity, conf};
use crate::dataset;
use crate::domain::{ItemId, Schema};

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Documents, folders, SpERT JSON files
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// One JSON object a problem
    #[arg(long)]
    pub json: bool,
}

/// # Errors
/// When standard output cannot be written.
pub fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let (mut documents, mut problems) = (0, 0);
    for path in &args.paths {
        for issue in issues_of(path, &mut documents) {
            problems += 1;
            if args.json {
                writeln!(out, "{}", serde_json::to_string(&issue)?)?;
            } else {
                writeln!(out, "{issue}")?;
            }
        }
    }
    eprintln!("{documents} documents, {problems} problems");
    Ok(match (documents, problems) {
        (0, _) => Outcome::CouldNotRun,
        (_, 0) => Outcome::Done,
        _ => Outcome::Problems,
    })
}

fn issues_of(path: &Path, documents: &mut usize) -> Vec<Issue> {
    let failed = |path: &Path, message: String| {
        // Errors of readers begin with the file, as issues do.
        let message = message.strip_prefix(&format!("{}: ", path.display())).map_or(message.clone(), str::to_owned);
        Issue::new(path, 0, Severity::Error, message, "")
    };
    if !path.exists() && brat::txt_path(path) == path {
        return vec![failed(path, "there is no such file or folder".to_owned())];
    }
    if path.is_dir() {
        let mut issues = Vec::new();
        match brat::list_tree(path) {
            Ok(files) => {
                for txt in files {
                    issues.extend(issues_of(&txt, documents));
                }
            }
            Err(error) => issues.push(failed(path, error.to_string())),
        }
        issues.extend(orphans(path));
        return issues;
    }
    if path.extension().is_some_and(|e| e == "json") {
        return match dataset::read(path) {
            Ok(_) => {
                *documents += 1;
                Vec::new()
            }
            Err(error) => {
                *documents += usize::from(path.is_file());
                vec![failed(path, error.to_string())]
            }
        };
    }
    *documents += usize::from(path.exists());
    match brat::load_document(path) {
        Ok(loaded) => {
            let schema = conf::nearest(&loaded.txt).map(|conf| conf.schema);
            let mut issues = loaded.issues.clone();
            issues.extend(duplicates(&loaded));
            issues.extend(schema.iter().flat_map(|schema| against(&loaded, schema)));
            issues.sort_by_key(|issue| issue.line);
            issues
        }
        Err(error) => vec![failed(path, error.to_string())],
    }
}

/// `.ann` files without their text.
fn orphans(folder: &Path) -> Vec<Issue> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let anns = entries.filter(|e| e.file_type().is_file() && e.path().extension().is_some_and(|x| x == "ann"));
    let lonely = anns.filter(|e| !e.path().with_extension("txt").is_file());
    let issue = |e: walkdir::DirEntry| {
        let remedy = "put the text beside it under the same name; its offsets mean nothing without it";
        Issue::new(e.path(), 0, Severity::Error, "there is no .txt for these annotations", remedy)
    };
    lonely.map(issue).collect()
}

fn place(lines: &HashMap<ItemId, (Arc<Path>, usize)>, loaded: &Loaded, id: ItemId) -> (PathBuf, usize) {
    lines.get(&id).map_or_else(|| (loaded.txt.with_extension("ann"), 0), |(file, line)| (file.to_path_buf(), *line))
}

fn duplicates(loaded: &Loaded) -> Vec<Issue> {
    let lines = loaded.standoff.lines();
    let mut seen = HashSet::new();
    let again = loaded.document.annotations.relations().filter(|r| !seen.insert((r.kind.clone(), r.head, r.tail)));
    again
        .map(|r| {
            let (file, line) = place(&lines, loaded, r.id.into());
            let message = format!("this {} stands between the same two entities already", r.kind);
            Issue::new(file, line, Severity::Warning, message, "delete one of the two")
        })
        .collect()
}

fn against(loaded: &Loaded, schema: &Schema) -> Vec<Issue> {
    let lines = loaded.standoff.lines();
    let annotations = &loaded.document.annotations;
    let mut issues = Vec::new();
    let mut report = |id: ItemId, message: String, remedy: &str| {
        let (file, line) = place(&lines, loaded, id);
        issues.push(Issue::new(file, line, Severity::Warning, message, remedy));
    };
    for mention in annotations.mentions() {
        if schema.entity(&mention.kind).is_none() {
            let message = format!("annotation.conf does not know the entity type {}", mention.kind);
            report(mention.id.into(), message, "add it to [entities], or correct the type");
        }
    }
    for relation in annotations.relations() {
        let kind = |id| annotations.mention(id).map(|m| m.kind.clone()).unwrap_or_default();
        let (head, tail) = (kind(relation.head), kind(relation.tail));
        match schema.relation(&relation.kind) {
            None => {
                let message = format!("annotation.conf does not know the relation type {}", relation.kind);
                report(relation.id.into(), message, "add it to [relations], or correct the type");
            }
            Some(known) if !known.allows(&head, &tail) => {
                let message = format!("annotation.conf allows no {} from {head} to {tail}", relation.kind);
                report(relation.id.into(), message, "correct the relation or its ends, or add the pair to [relations]");
            }
            Some(_) => {}
        }
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_problem_is_found_at_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("writable");
        write("annotation.conf", "[entities]\nPeop\nLoc\n[relations]\nLive_In\tArg1:Peop, Arg2:Loc\n");
        write("a.txt", "Anna lives in Paris.");
        write(
            "a.ann",
            "T1\tPeop 0 4\tAnna\nT2\tLoc 14 19\tParis\nR1\tLive_In Arg1:T1 Arg2:T2\nR2\tLive_In Arg1:T1 Arg2:T2\n\
             R3\tLive_In Arg1:T2 Arg2:T1\nT3\tCity 14 19\tParis\nR4\tKnows Arg1:T1 Arg2:T2\nnonsense\n",
        );
        write("lonely.ann", "T1\tPeop 0 4\tAnna\n");
        let mut documents = 0;
        let issues = issues_of(folder.path(), &mut documents);
        assert_eq!(documents, 1);
        let lines: Vec<usize> = issues.iter().map(|i| i.line).collect();
        assert_eq!(lines, [4, 5, 6, 7, 8, 0], "{issues:#?}");
    }
}

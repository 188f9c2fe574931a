//! `relata check`: what is wrong with standoff files and with what their schema allows.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;

use super::documents::{nothing_in, say_loops};
use super::messages::{Outcome, say};
use crate::brat::{self, Issue, LoadError, Loaded, Severity, conf};
use crate::dataset::{self, DataError};
use crate::io::{Folder, How, is_json, must_exist};
use crate::text::counting::counted;

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Documents, folders, SpERT JSON files
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The folder of the texts, where the annotations lie apart from them
    #[arg(long, value_name = "DIR")]
    pub text: Option<PathBuf>,
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
        let issues = match &args.text {
            Some(texts) => issues_apart(path, texts, &mut documents),
            None => issues_of(path, &mut documents),
        };
        for issue in issues {
            problems += 1;
            if args.json {
                writeln!(out, "{}", serde_json::to_string(&issue)?)?;
            } else {
                writeln!(out, "{issue}")?;
            }
        }
    }
    eprintln!("{}, {}", counted(documents, "document"), counted(problems, "problem"));
    if documents == 0 {
        let folders = args.paths.iter().filter_map(|path| Some((path, Folder::list(path).ok()?)));
        let mut empty: Vec<(&PathBuf, Folder)> = folders.filter(|(path, _)| path.is_dir()).collect();
        // Annotations without their texts are what is wrong there, and not nothing.
        empty.sort_by_key(|(_, folder)| folder.orphans().is_empty());
        match empty.first() {
            Some((path, folder)) => {
                let why = nothing_in(path, folder, "a document is a .txt, with its .ann beside it");
                if folder.orphans().is_empty() {
                    bail!(why);
                }
                say(&why);
            }
            None => bail!("there is no document to check"),
        }
    }
    Ok(if problems == 0 { Outcome::Done } else { Outcome::Problems })
}

/// Of annotations whose texts lie elsewhere.
fn issues_apart(path: &Path, texts: &Path, documents: &mut usize) -> Vec<Issue> {
    let found = match super::documents::documents(path, Some(texts), None) {
        Ok(found) => found,
        Err(error) => return vec![Issue::unread(path, &error)],
    };
    let mut issues = Vec::new();
    for file in found.found {
        *documents += 1;
        match file.load(None) {
            Ok(loaded) => issues.extend(of_document(&loaded)),
            Err(error) => issues.push(Issue::unread(&file.txt, &error)),
        }
    }
    issues.extend(found.issues);
    issues
}

fn of_document(loaded: &Loaded) -> Vec<Issue> {
    let like = loaded.encoding.map(How::encoding);
    let schema = conf::nearest_like(&loaded.txt, like).map(|conf| conf.schema).unwrap_or_default();
    let mut issues = loaded.issues.clone();
    issues.extend(brat::check(&loaded.document, &loaded.standoff, &schema, &loaded.ann));
    issues.sort_by_key(|issue| issue.line);
    issues
}

fn issues_of(path: &Path, documents: &mut usize) -> Vec<Issue> {
    if let Err(error) = must_exist(path)
        && brat::txt_path(path) == path
    {
        return vec![Issue::unread(path, &error)];
    }
    if path.is_dir() {
        let mut issues = Vec::new();
        match Folder::list(path) {
            Ok(folder) => {
                say_loops(&folder);
                for txt in folder.texts() {
                    issues.extend(issues_of(&txt, documents));
                }
                issues.extend(dataset::folder_issues(&folder));
                // Data beside documents are a data set of their own, as in `stats`.
                match dataset::json_files(path) {
                    Ok(files) => files.iter().for_each(|file| issues.extend(issues_of(file, documents))),
                    Err(error) => issues.push(Issue::unread(path, &error)),
                }
            }
            Err(error) => issues.push(Issue::unread(path, &error)),
        }
        return issues;
    }
    if is_json(path) {
        return match dataset::read(path) {
            Ok(sentences) => {
                *documents += 1;
                let odd = |(at, what)| {
                    let message = format!("sentence {at} (from 0): {what}");
                    Issue::new(path, 0, Severity::Warning, message, "")
                };
                dataset::oddities(&sentences).into_iter().map(odd).collect()
            }
            Err(error) => {
                // Data of another tool are no document at all.
                let is_foreign = matches!(error, DataError::Foreign(_));
                *documents += usize::from(path.is_file() && !is_foreign);
                vec![Issue::unread(path, &error)]
            }
        };
    }
    let loaded = brat::load_decoded(path, None, None);
    *documents += usize::from(path.exists() && !matches!(loaded, Err(LoadError::Foreign(_))));
    match loaded {
        Ok(loaded) => of_document(&loaded),
        Err(error) => vec![Issue::unread(path, &error)],
    }
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

    /// What `relata check` says of one document, a line an issue.
    fn said(conf: &[u8], text: &str, ann: &str) -> Vec<(usize, String)> {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("writable");
        write("annotation.conf", conf);
        write("a.txt", text.as_bytes());
        write("a.ann", ann.as_bytes());
        let issues = issues_of(&folder.path().join("a.txt"), &mut 0);
        issues.into_iter().map(|issue| (issue.line, format!("{} ({})", issue.message, issue.remedy))).collect()
    }

    #[test]
    fn other_names_and_rows_of_hyphens_say_nothing_wrong() {
        let conf = "[entities]\nProtein|Prot|P\n[relations]\n-----\nBinds\tArg1:Protein, Arg2:Protein\n[events]\n\
            Methylation|GO:0006306\tTheme:Protein, Site{0-2}:Protein\n[attributes]\nNegation\tArg:<EVENT>\n";
        let ann = "T1\tProtein 0 3\tP53\nT2\tMethylation 4 15\tmethylation\nT3\tProtein 19 24\tBRCA1\n\
            E1\tMethylation:T2 Theme:T3\nR1\tBinds Arg1:T1 Arg2:T3\n";
        let text = "P53 methylation of BRCA1.\n";
        assert_eq!(said(conf.as_bytes(), text, ann), []);
        let other = said(conf.as_bytes(), text, &ann.replace("T1\tProtein", "T1\tProt"));
        assert!(other[0].1.contains("write Protein, if that is meant"), "{other:?}");
    }

    #[test]
    fn what_brat_takes_for_something_else_is_said_at_its_line() {
        let conf = b"[entities]\nProtein\n[events]\nMethylation\tTheme:Protein, Site{2}?:Protein\n";
        let found = said(conf, "P53", "T1\tProtein 0 3\tP53\n");
        assert!(found.len() == 1 && found[0].0 == 4 && found[0].1.contains("write Site{0-2}"), "{found:?}");
    }

    #[test]
    fn names_of_arguments_and_relations_to_itself_are_found() {
        let conf = b"[entities]\nReason\nResult\n[relations]\nCauses\tCause:Reason, Effect:Result\nNear\tArg1:Reason, Arg2:Reason\n";
        let ann = "T1\tReason 0 4\tRain\nT2\tResult 10 15\tflood\nR1\tCauses Cause:T1 Efect:T2\nR2\tNear Arg1:T1 Arg2:T1\n\
            R3\tNear From:T1 Arg2:T1\n";
        let found = said(conf, "Rain made flood", ann);
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 5, 5, 5], "{found:#?}");
        assert!(found[0].1.contains("knows no Efect of Causes (write Cause or Effect"), "{found:?}");
        assert!(found[1].1.contains("between something and itself"), "{found:?}");
        let found = said(b"", "Rain", "T1\tReason 0 4\tRain\nR2\tNear A:T1 B:T1\n");
        assert!(found.len() == 1 && found[0].0 == 2, "without a schema, too: {found:?}");
    }

    #[test]
    fn a_text_in_another_encoding_is_read_and_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let cyrillic = encoding_rs::WINDOWS_1251;
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), cyrillic.encode(text).0).expect("writable");
        };
        let text = "Анна Петрова приехала в Тверь вечером и сразу позвонила своему брату Борису.";
        write("a.txt", text);
        write("a.ann", "T1\tЛицо 0 12\tАнна Петрова\nT2\tГород 0 4\tАнна\n");
        write("annotation.conf", "[entities]\nЛицо\n");
        let found = issues_of(folder.path(), &mut 0);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found[0].to_string().contains("windows-1251, a guess"), "{found:?}");
        assert!(found[1].line == 2 && found[1].message.contains("Город"), "{found:?}");
        assert_eq!(std::fs::read(folder.path().join("a.txt")).expect("there"), cyrillic.encode(text).0.into_owned());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn two_texts_of_one_name_are_said() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.txt", "a.TXT", "a.ann"] {
            std::fs::write(folder.path().join(name), "").expect("writable");
        }
        let found = issues_of(folder.path(), &mut 0);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found.iter().all(|issue| issue.to_string().contains("the same annotations")), "{found:?}");
    }

    #[test]
    fn a_section_that_is_spelled_wrong_has_its_line_and_its_remedy() {
        let found = said(
            b"[entitites]\nDevice CVC\n[relations]\n[events]\n[attributes]\n",
            "The liver",
            "T1\tDevice 4 9\tliver\n",
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0 == 1 && found[0].1.contains("write [entities]"), "{found:?}");
    }

    #[test]
    fn attributes_events_and_groups_are_held_against_the_schema() {
        let conf = "[entities]\nPerson\n[relations]\nKnows\tArg1:Person, Arg2:Person\nEquiv\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive\n\
            <OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\nENTITY-NESTING\tArg1:Person, Arg2:Person\n\
            [events]\nMeet\tWho:Person\n[attributes]\nNegation\tArg:<EVENT>\nSure\tArg:<RELATION>, Value:High|Low\n";
        let ann = "T1\tPerson 0 4\tAnna\nT2\tPerson 9 12\tBob\nT3\tMeet 5 8\tmet\nE1\tMeet:T3 Who:T1\nE2\tMeet:T3 Whoo:T2\n\
            R1\tKnows Arg1:T1 Arg2:T2\nA1\tNegatoin E1\nA2\tNegation T1\n*\tEquiv T1 T3\nA3\tNegation E1\nA4\tSure R1 Low\n\
            A5\tSure R1 Middling\nR2\tKnows Arg1:T1 Arg2:E1\nE3\tMeet:T3 Who:T3\nE4\tMet:T3\n";
        let found = said(conf.as_bytes(), "Anna met Bob.", ann);
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [5, 5, 7, 8, 9, 12, 13, 14, 15], "{found:#?}");
        for (at, part) in [
            (0, "knows no Whoo of Meet (write Who, if that is meant)"),
            (1, "Meet has no Who"),
            (2, "does not know the attribute Negatoin (write Negation, if that is meant)"),
            (3, "allows no Negation of Person"),
            (4, "allows no Equiv from Person to Meet"),
            (5, "knows no value Middling of Sure (choose one of High, Low)"),
            (6, "allows no Knows from Person to Meet"),
            (7, "allows no Meet as Who of Meet"),
            (8, "does not know the event type Met (add it to [events]"),
        ] {
            assert!(found[at].1.contains(part), "{} does not say {part}", found[at].1);
        }
    }

    #[test]
    fn roles_decide_which_end_is_the_head() {
        let conf = b"[entities]\nReason\nResult\n[relations]\nCauses\tCause:Reason, Effect:Result\n";
        let ann = |line: &str| format!("T1\tReason 0 4\tRain\nT2\tResult 10 15\tflood\nR1\tCauses {line}\n");
        for line in ["Cause:T1 Effect:T2", "Effect:T2 Cause:T1", "Arg2:T2 Arg1:T1"] {
            assert_eq!(said(conf, "Rain made flood", &ann(line)), [], "{line}");
        }
        assert_eq!(said(conf, "Rain made flood", &ann("Cause:T2 Effect:T1")).len(), 1);
    }

    #[test]
    fn what_stands_there_twice_is_found_without_a_schema() {
        let ann = "T1\tCity 0 8\tNew York\nT2\tCity 0 3;4 8\tNew York\nT3\tPlace 0 8\tNew York\n";
        let found = said(b"", "New York", ann);
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2], "{found:?}");
    }

    #[test]
    fn types_of_a_conf_that_cannot_be_read_forbid_nothing() {
        let found = said(b"[entities]\n\xff\xfe\x00\xd8Other\n", "Anna", "T1\tPerson 0 4\tAnna\n");
        assert!(found.iter().all(|(_, message)| !message.contains("does not know")), "{found:?}");
    }
}

//! How a command ends, and how errors are said.

use std::process::ExitCode;

use crate::brat::{Issue, Severity};
use crate::io::explain;
use crate::text::counting::counted;

/// Exit codes: 0, 1 and 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Done,
    /// It ran, and something is wrong: a bad file among good ones, or problems that `check` found.
    Problems,
    /// It could not run at all.
    CouldNotRun,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Problems => Self::from(1),
            Outcome::CouldNotRun => Self::from(2),
        }
    }
}

/// Says an error with its causes on stderr.
pub fn say(error: &anyhow::Error) {
    let words = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<std::io::Error>() {
        Some(cause) => explain(cause),
        None => cause.to_string(),
    };
    let mut text = String::new();
    for cause in error.chain() {
        let cause = words(cause);
        if text.is_empty() {
            text = cause;
        // Many libraries repeat their cause in their own message.
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    eprintln!("relata: {text}");
}

/// Lines and files that are said one by one; `relata check` lists all.
const LISTED: usize = 20;

/// Says which files and lines could not be read: the first in full, then how many of each. Whether there are any. What a
/// text was taken for (its encoding, say) is said before them.
pub fn say_unread<'a>(issues: impl IntoIterator<Item = &'a Issue>) -> bool {
    let (unread, read): (Vec<&Issue>, Vec<&Issue>) =
        issues.into_iter().partition(|issue| issue.severity == Severity::Error);
    let texts: Vec<&Issue> = read.into_iter().filter(|issue| issue.is_of_text()).collect();
    for issue in texts.iter().take(LISTED) {
        eprintln!("relata: {issue}");
    }
    if let more @ 1.. = texts.len().saturating_sub(LISTED) {
        let more = counted(more, "more text");
        eprintln!("relata: the same of {more}; relata check lists everything");
    }
    for issue in unread.iter().take(LISTED) {
        eprintln!("relata: {issue}");
    }
    if unread.is_empty() {
        return false;
    }
    let lines = unread.iter().filter(|issue| issue.line > 0).count();
    let any = |count: usize, what: &str| (count > 0).then(|| counted(count, what));
    let both = [any(lines, "line"), any(unread.len() - lines, "file")];
    let both = both.into_iter().flatten().collect::<Vec<_>>().join(" and ");
    eprintln!("relata: {both} could not be read; relata check lists everything");
    true
}

/// How a command ends that has done so many things: with none at all it could not run, and says so.
///
/// # Errors
/// When nothing was done.
pub fn ended(done: usize, outcome: Outcome) -> anyhow::Result<Outcome> {
    match done {
        0 => anyhow::bail!("nothing could be read, so nothing was done"),
        _ => Ok(outcome),
    }
}

/// Says something that is no error.
pub fn say_note(note: &dyn std::fmt::Display) {
    eprintln!("relata: {note}");
}

/// Says what was odd about a file that was read all the same.
pub fn note(file: &str, notes: &[String]) {
    for note in notes {
        eprintln!("relata: {file}: {note}");
    }
}

/// Whether an error only means that the reader of our output has gone (`relata … | head`).
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

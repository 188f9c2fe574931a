//! How a command ends, and how errors are said.

use std::process::ExitCode;

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
    let mut text = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Many libraries repeat their cause in their own message.
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    eprintln!("relata: {text}");
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

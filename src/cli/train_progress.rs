//! What `relata train` says while it runs.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use super::messages::say_unread;
use crate::dataset;
use crate::report::Step;
use crate::text::counting::{agreed, counted};
use crate::train::Event;

/// A line that is written over on a terminal, and one line an evaluation elsewhere.
pub struct Progress {
    quiet: bool,
    terminal: bool,
    total: u64,
    begun: Instant,
    at: u64,
    shown: Option<Instant>,
    recent: Option<Step>,
}

impl Progress {
    pub fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self { quiet, terminal, total: 0, begun: Instant::now(), at: 0, shown: None, recent: None }
    }

    pub fn show(&mut self, event: &Event) {
        match event {
            Event::Data { data, unlearnable, cut } => {
                eprintln!(
                    "{}, {}, {} to learn from",
                    counted(data.sentences.len(), "sentence"),
                    counted(data.entities(), "entity"),
                    counted(data.relations(), "relation")
                );
                say_unread(&data.issues);
                if data.format == dataset::Format::Brat && data.left_out.mentions > 0 {
                    eprintln!("{}", data.left_out);
                }
                if !unlearnable.is_empty() {
                    eprintln!("left out: {unlearnable}");
                    unlearnable.examples.iter().for_each(|example| eprintln!("  {example}"));
                }
                if cut.across > 0 {
                    eprintln!(
                        "{} across sentences {} learned too",
                        counted(cut.across, "relation"),
                        agreed(cut.across, "is", "are")
                    );
                }
                if cut.long > 0 {
                    eprintln!(
                        "{} {} read in windows; {} {} lost between them",
                        counted(cut.long, "sentence"),
                        agreed(cut.long, "is", "are"),
                        counted(cut.relations, "relation"),
                        agreed(cut.relations, "is", "are")
                    );
                }
            }
            Event::Start { start, at } => {
                (self.total, self.at, self.begun) = (start.updates, *at, Instant::now());
                let updates = counted(usize::try_from(start.updates).unwrap_or(usize::MAX), "update");
                eprintln!("{} parameters, {updates}", start.parameters);
                if *at > 0 {
                    eprintln!("resuming after update {at}");
                }
            }
            Event::Step(step) => self.step(step),
            Event::Eval { eval, best } => {
                self.clear();
                let mark = if *best { ", the best so far" } else { "" };
                eprintln!(
                    "epoch {} (update {}): dev NER {:.2}, RE {:.2}, RE+ {:.2}{mark}",
                    eval.epoch, eval.update, eval.ner_f1, eval.re_f1, eval.re_plus_f1
                );
            }
            Event::Saved(_) => {
                if let (false, Some(step)) = (self.terminal || self.quiet, &self.recent) {
                    eprintln!("{}", self.line(step));
                }
            }
        }
    }

    fn step(&mut self, step: &Step) {
        self.recent = Some(step.clone());
        let now = Instant::now();
        let due = self.shown.is_none_or(|shown| now - shown > Duration::from_millis(200));
        if self.terminal && !self.quiet && due {
            self.shown = Some(now);
            eprint!("\r\x1b[2K{}", self.line(step));
            let _ = std::io::stderr().flush();
        }
    }

    fn line(&self, step: &Step) -> String {
        let done = step.update.saturating_sub(self.at).max(1) as f64;
        let left = self.begun.elapsed().as_secs_f64() / done * self.total.saturating_sub(step.update) as f64;
        format!(
            "update {}/{} · epoch {} · loss {:.4} · lr {:.2e} · |g| {:.2} · {:.0} ms · {} left",
            step.update,
            self.total,
            step.epoch,
            step.loss,
            step.learning_rate,
            step.gradient_norm,
            step.seconds * 1e3,
            clock(left)
        )
    }

    fn clear(&self) {
        if self.terminal && !self.quiet {
            eprint!("\r\x1b[2K");
        }
    }

    pub fn end(&self) {
        self.clear();
    }
}

fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_for_people() {
        assert_eq!((clock(59.6), clock(3723.0)), ("1:00".to_owned(), "1:02:03".to_owned()));
    }
}

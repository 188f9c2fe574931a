//! A stand-in for the trainer in tests of what surrounds it.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::{Change, Flip, Improvement, Measured, Tuner, TuningDefaults, TuningEvent, TuningJob};
use crate::eval::Counts;
use crate::report::Step;

/// How the run ends.
enum End {
    Improved(Box<Improvement>),
    Error(String),
    Panic(String),
}

/// Curves that fall as they should, and an end that was decided before.
pub struct FakeTuner {
    updates: u64,
    /// Updates wait for leave here, so that a test decides when it is in the middle.
    gate: Option<Mutex<Receiver<u64>>>,
    end: End,
}

impl FakeTuner {
    pub fn better() -> Self {
        Self::ending(End::Improved(Box::new(improvement(true))))
    }

    pub fn worse() -> Self {
        Self::ending(End::Improved(Box::new(improvement(false))))
    }

    pub fn failing(message: &str) -> Self {
        Self::ending(End::Error(message.to_owned()))
    }

    pub fn panicking(message: &str) -> Self {
        Self::ending(End::Panic(message.to_owned()))
    }

    fn ending(end: End) -> Self {
        Self { updates: 200, gate: None, end }
    }

    /// So many updates instead of 200.
    pub fn of(self, updates: u64) -> Self {
        Self { updates, ..self }
    }

    /// Makes no update before leave is given to so many.
    pub fn gated(self) -> (Self, Sender<u64>) {
        let (gate, leave) = channel();
        (Self { gate: Some(Mutex::new(leave)), ..self }, gate)
    }

    fn wait(&self) -> u64 {
        let Some(gate) = &self.gate else { return self.updates };
        // The test that held the other end is over.
        gate.lock().ok().and_then(|gate| gate.recv().ok()).unwrap_or(self.updates)
    }
}

impl Tuner for FakeTuner {
    fn defaults(&self, _from: &Path) -> Result<TuningDefaults, String> {
        Ok(TuningDefaults { epochs: 5, learning_rate: 5e-5 })
    }

    fn tune(
        &self,
        _job: &TuningJob,
        events: &mut dyn FnMut(TuningEvent),
        cancel: &AtomicBool,
    ) -> Result<Option<Improvement>, String> {
        let notes = vec!["2 relations join sentences and cannot be learned".to_owned()];
        events(TuningEvent::Read { sentences: 160, entities: 412, relations: 131, notes });
        match &self.end {
            End::Error(message) => return Err(message.clone()),
            End::Panic(message) => panic!("{message}"),
            End::Improved(_) => {}
        }
        events(TuningEvent::Begun { total: self.updates, at: 0 });
        let mut leave = 0;
        for update in 1..=self.updates {
            if leave == 0 {
                leave = self.wait();
            }
            leave -= 1;
            if cancel.load(Ordering::Relaxed) {
                return Ok(None);
            }
            events(TuningEvent::Step(step(update, self.updates)));
        }
        match &self.end {
            End::Improved(improvement) => Ok(Some(Improvement::clone(improvement))),
            End::Error(message) | End::Panic(message) => Err(message.clone()),
        }
    }
}

fn step(update: u64, total: u64) -> Step {
    let share = update as f64 / total as f64;
    // A rough curve without a random number: two waves that never meet.
    let noise = (update as f64 * 1.7).sin() * 0.5 + (update as f64 * 0.61).sin() * 0.5;
    let loss = 0.9 * (-3.0 * share).exp() + 0.08 + 0.1 * (1.0 - 0.7 * share) * noise;
    Step {
        update,
        epoch: 1 + (share * 4.999) as u64,
        loss,
        entity_loss: loss * 0.4,
        relation_loss: loss * 0.6,
        learning_rate: 5e-5 * if share < 0.1 { share * 10.0 } else { (1.0 - share) / 0.9 },
        gradient_norm: 2.5 * (-2.0 * share).exp() * (1.2 + noise) + 0.3,
        seconds: 0.2,
    }
}

fn improvement(better: bool) -> Improvement {
    let figure = |correct, predicted, gold| Counts { gold, predicted, correct }.figure();
    let low =
        Measured { entities: figure(85, 104, 112), relations: figure(24, 36, 41), typed_relations: figure(22, 36, 41) };
    let high =
        Measured { entities: figure(96, 109, 112), relations: figure(29, 37, 41), typed_relations: figure(29, 37, 41) };
    let flip = |sentence, change, what: &str, text: &str| Flip {
        document: "harbour".into(),
        sentence,
        change,
        what: what.into(),
        text: text.into(),
    };
    let (gain, gone) = if better { (Change::Found, Change::Removed) } else { (Change::Lost, Change::Invented) };
    let flips = vec![
        flip(3, gain, "Peop \"Vera Lindqvist\"", "Vera Lindqvist runs the harbour office in Tromsø ."),
        flip(
            3,
            gain,
            "Work_For: Peop \"Vera Lindqvist\" → Org \"harbour office\"",
            "Vera Lindqvist runs the harbour office in Tromsø .",
        ),
        flip(9, gone, "Loc \"May\"", "In May the ice had not gone ."),
        flip(14, Change::Found, "Loc \"Kirkenes\"", "Two ships from Kirkenes waited outside ."),
        flip(21, Change::Lost, "Org \"Nordlys\"", "Nordlys wrote about it on Monday ."),
    ];
    let (before, after) = if better { (low, high) } else { (high, low) };
    Improvement {
        model: PathBuf::from("models/fake-tuned/last"),
        sentences: 41,
        documents: 3,
        better,
        before,
        after,
        flips,
    }
}

#[cfg(test)]
pub(super) fn job() -> TuningJob {
    TuningJob {
        from: "models/fake".into(),
        data: "corrected".into(),
        mix: None,
        test: None,
        held_out: 0.2,
        out: "models/fake-tuned".into(),
        epochs: 5,
        learning_rate: 5e-5,
    }
}

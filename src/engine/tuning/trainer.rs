//! The trainer as the window sees it.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::{Change, Flip, Improvement, Measured, Tuner, TuningDefaults, TuningEvent, TuningJob};
use crate::eval::Scores;
use crate::model::ModelError;
use crate::train::{self, Event, FineTune, TrainError, Tuned};

/// Fine-tunes checkpoints of this crate.
#[derive(Clone, Debug)]
pub struct ModelTuner {
    /// Where it learns and is measured, see [`crate::model::DeviceChoice`].
    pub device: String,
}

impl Tuner for ModelTuner {
    fn defaults(&self, from: &Path) -> Result<TuningDefaults, String> {
        let config = train::settings(from).map_err(|error| error.to_string())?;
        Ok(TuningDefaults { epochs: config.epochs, learning_rate: config.learning_rate })
    }

    fn tune(
        &self,
        job: &TuningJob,
        events: &mut dyn FnMut(TuningEvent),
        cancel: &AtomicBool,
    ) -> Result<Option<Improvement>, String> {
        let plan = plan(job, &self.device).map_err(|error| error.to_string())?;
        let mut tell = |event| told(event).into_iter().for_each(&mut *events);
        match train::fine_tune(&plan, &mut tell, cancel) {
            Ok(tuned) => Ok(tuned.map(improvement)),
            // Stopped while a model was measured, before or after the updates.
            Err(TrainError::Model(ModelError::Cancelled)) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn plan(job: &TuningJob, device: &str) -> Result<FineTune, TrainError> {
    let mut config = train::settings(&job.from)?;
    device.clone_into(&mut config.device);
    config.epochs = job.epochs;
    config.learning_rate = job.learning_rate;
    // What the run's own copy of its settings says it learned from.
    config.train = std::iter::once(&job.data).chain(&job.mix).cloned().collect();
    config.test.clone_from(&job.test);
    Ok(FineTune {
        from: job.from.clone(),
        data: vec![job.data.clone()],
        mix: job.mix.iter().cloned().collect(),
        test: job.test.clone(),
        held_out: job.held_out,
        out: job.out.clone(),
        config,
    })
}

fn told(event: Event) -> Option<TuningEvent> {
    Some(match event {
        Event::Data { data, unlearnable, cut } => {
            let mut notes = Vec::new();
            if !unlearnable.is_empty() {
                notes.push(format!("Left out: {unlearnable}"));
            }
            if cut.long > 0 {
                let (long, lost) = (cut.long, cut.relations);
                notes.push(format!("{long} long sentences are read in parts; {lost} relations are lost between them"));
            }
            notes.extend(data.issues.first().map(|issue| match data.issues.len() {
                1 => issue.to_string(),
                count => format!("{issue} (and {} more problems)", count - 1),
            }));
            TuningEvent::Read {
                sentences: data.sentences.len(),
                entities: data.entities(),
                relations: data.relations(),
                notes,
            }
        }
        Event::Start { start, at } => TuningEvent::Begun { total: start.updates, at },
        Event::Step(step) => TuningEvent::Step(step),
        Event::Eval { eval, .. } => TuningEvent::Eval(eval),
        Event::Saved(_) => return None,
    })
}

fn improvement(tuned: Tuned) -> Improvement {
    let measured = |scores: &Scores| Measured {
        entities: scores.ner.micro,
        relations: scores.re.micro,
        typed_relations: scores.re_plus.micro,
    };
    let change = |change| match change {
        train::Change::Found => Change::Found,
        train::Change::Removed => Change::Removed,
        train::Change::Lost => Change::Lost,
        train::Change::Invented => Change::Invented,
    };
    let flips = tuned.flips.into_iter().map(|flip| Flip {
        document: flip.document,
        sentence: flip.sentence,
        change: change(flip.change),
        what: flip.what,
        text: flip.text,
    });
    Improvement {
        model: tuned.model,
        sentences: tuned.sentences,
        documents: tuned.documents.len(),
        better: tuned.better,
        before: measured(&tuned.before),
        after: measured(&tuned.after),
        flips: flips.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_learns_and_is_measured_on_the_device_that_was_chosen() {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/tiny");
        let job = TuningJob { from, ..super::super::fake::job() };
        assert_eq!(plan(&job, "cuda:4096").expect("the toy").config.device, "cuda:4096");
        let tuner = ModelTuner { device: "cuda:4096".into() };
        let folder = tempfile::tempdir().expect("a folder");
        let text = "Ann works for Acme.\n";
        for name in ["a", "b"] {
            std::fs::write(folder.path().join(format!("{name}.txt")), text).expect("writable");
            std::fs::write(folder.path().join(format!("{name}.ann")), "T1\tPerson 0 3\tAnn\n").expect("writable");
        }
        let job = TuningJob { data: folder.path().to_owned(), out: folder.path().join("out"), ..job };
        let refused = tuner.tune(&job, &mut |_| {}, &AtomicBool::new(false)).expect_err("no machine has it");
        assert!(refused.contains("cuda:4096"), "{refused}");
    }
}

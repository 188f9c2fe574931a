use std::time::{Duration, Instant};

use super::*;
use crate::engine::FakeExtractor;
use crate::nlp::SentenceScores;

fn wait(engine: &mut Engine, mut wanted: impl FnMut(&Event) -> bool) -> Event {
    let limit = Instant::now() + Duration::from_secs(30);
    while Instant::now() < limit {
        match engine.poll() {
            Some(event) if wanted(&event) => return event,
            Some(_) => {}
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    }
    panic!("no such event within 30 s");
}

fn start(loader: Loader) -> Engine {
    Engine::start(loader, Arc::new(|| {})).expect("a thread")
}

fn fake() -> Loader {
    Box::new(|| Ok(Box::new(FakeExtractor::default())))
}

#[test]
fn an_analysis_answers_with_its_ticket() {
    let mut engine = start(fake());
    let ticket = engine.analyse("Anna met Boris. Vera slept.".into());
    let event = wait(&mut engine, |e| matches!(e, Event::Finished { .. }));
    let Event::Finished { ticket: answered, analysis } = event else { panic!("{event:?}") };
    assert_eq!(answered, ticket);
    assert_eq!(analysis.sentences.len(), 2);
    assert_eq!(analysis.sentences[0].scores.spans.len(), 2);
    assert_eq!(engine.pending(), 0);
}

#[test]
fn a_panic_becomes_a_message_and_the_next_job_works() {
    let mut engine = start(fake());
    engine.analyse("PANIC now".into());
    let event = wait(&mut engine, |e| matches!(e, Event::Failed { .. }));
    let Event::Failed { message, .. } = event else { panic!("{event:?}") };
    assert!(message.contains("driver gone") && message.contains("--device cpu"), "{message}");
    engine.analyse("Anna slept.".into());
    wait(&mut engine, |e| matches!(e, Event::Finished { .. }));
}

#[test]
fn a_model_that_does_not_load_says_so_and_answers_jobs_with_the_reason() {
    let mut engine = start(Box::new(|| Err("models/x: config.json is missing".into())));
    wait(&mut engine, |e| matches!(e, Event::LoadFailed { .. }));
    engine.analyse("Anna".into());
    let event = wait(&mut engine, |e| matches!(e, Event::Failed { .. }));
    assert!(matches!(event, Event::Failed { message, .. } if message.contains("config.json")));
}

/// Waits at a gate inside `extract`, so that the test decides when it is in the middle.
struct Gated {
    inner: FakeExtractor,
    entered: Sender<()>,
    go_on: Receiver<()>,
}

impl Extractor for Gated {
    fn info(&self) -> ModelInfo {
        self.inner.info()
    }

    fn types(&self) -> &Types {
        self.inner.types()
    }

    fn extract(
        &mut self,
        sentences: &[Vec<String>],
        progress: &mut dyn FnMut(usize, usize),
        cancel: &AtomicBool,
    ) -> Result<crate::nlp::TextScores, ExtractError> {
        let _ = self.entered.send(());
        let _ = self.go_on.recv();
        self.inner.extract(sentences, progress, cancel)
    }

    fn relate(
        &mut self,
        words: &[String],
        given: &[crate::nlp::GivenSpan],
        cancel: &AtomicBool,
    ) -> Result<SentenceScores, ExtractError> {
        self.inner.relate(words, given, cancel)
    }
}

#[test]
fn cancel_stops_the_running_job_and_the_waiting_one() {
    let (entered, was_entered) = mpsc::channel();
    let (go, go_on) = mpsc::channel();
    let mut parts = Some((entered, go_on));
    let mut engine = start(Box::new(move || {
        let (entered, go_on) = parts.take().ok_or("loaded twice")?;
        Ok(Box::new(Gated { inner: FakeExtractor::default(), entered, go_on }))
    }));
    let (first, second) = (engine.analyse("Anna met Boris.".into()), engine.analyse("Vera slept.".into()));
    was_entered.recv().expect("the first job runs");
    engine.cancel(first);
    engine.cancel(second);
    go.send(()).expect("the gate is there");
    let mut cancelled = Vec::new();
    for _ in 0..2 {
        let event = wait(&mut engine, |e| matches!(e, Event::Cancelled { .. } | Event::Finished { .. }));
        if let Event::Cancelled { ticket } = event {
            cancelled.push(ticket);
        }
    }
    assert_eq!(cancelled, [first, second]);
}

#[test]
fn another_model_reads_after_a_switch_and_one_that_does_not_load_changes_nothing() {
    let mut engine = start(fake());
    engine.switch(Box::new(|| Err("models/x: config.json is missing".into())));
    wait(&mut engine, |e| matches!(e, Event::SwitchFailed { message } if message.contains("config.json")));
    wait(&mut engine, |e| matches!(e, Event::Ready { info, .. } if info.name == "fake"));
    let mut times = 0;
    engine.switch(Box::new(move || {
        times += 1;
        Ok(Box::new(FakeExtractor::named(&format!("other-{times}"))))
    }));
    wait(&mut engine, |e| matches!(e, Event::Switched { info, .. } if info.name == "other-1"));
    // After a crash the new model is loaded again, not the old one.
    engine.analyse("PANIC now".into());
    engine.analyse("Anna slept.".into());
    let event = wait(&mut engine, |e| matches!(e, Event::Finished { .. }));
    assert!(matches!(event, Event::Finished { analysis, .. } if analysis.model == "other-2"));
}

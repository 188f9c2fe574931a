//! The engine's thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender, TrySendError};
use std::thread::JoinHandle;

use serde::Serialize;

use super::{Analysis, ExtractError, Extractor, ModelInfo, Offers, Question, analyse, relate};
use crate::nlp::Types;
use crate::panics;

/// Makes the model; called on the engine's thread, and again after a panic.
pub type Loader = Box<dyn FnMut() -> Result<Box<dyn Extractor>, String> + Send>;

/// Called after every event, to wake the window.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

enum Job {
    Work(Work),
    /// Read with another model from now on.
    Switch(Loader),
}

struct Work {
    ticket: u64,
    task: Task,
    cancel: Arc<AtomicBool>,
}

enum Task {
    Analyse(Arc<str>),
    Relate(Question),
}

/// What the engine's thread reports.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Loading,
    Ready {
        info: ModelInfo,
        #[serde(skip)]
        types: Types,
    },
    LoadFailed {
        message: String,
    },
    /// Another model reads from now on, see [`Engine::switch`].
    Switched {
        info: ModelInfo,
        #[serde(skip)]
        types: Types,
    },
    /// The other model could not be loaded; the present one stays.
    SwitchFailed {
        message: String,
    },
    Progress {
        ticket: u64,
        done: usize,
        total: usize,
    },
    Finished {
        ticket: u64,
        #[serde(skip)]
        analysis: Box<Analysis>,
    },
    /// The answer to [`Engine::relate`].
    Related {
        ticket: u64,
        #[serde(skip)]
        offers: Box<Offers>,
    },
    Cancelled {
        ticket: u64,
    },
    Failed {
        ticket: u64,
        message: String,
    },
}

/// Events wait here while the window is busy; progress that finds it full is dropped, everything else waits.
const EVENT_CAPACITY: usize = 256;

/// The handle of the engine's thread. Dropping it cancels what runs and lets the thread end by itself.
pub struct Engine {
    jobs: Option<Sender<Job>>,
    events: Receiver<Event>,
    running: Vec<(u64, Arc<AtomicBool>)>,
    next_ticket: u64,
    _thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the thread, which loads the model at once.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(loader: Loader, wake: Wake) -> std::io::Result<Self> {
        let (jobs, inbox) = mpsc::channel();
        let (outbox, events) = mpsc::sync_channel(EVENT_CAPACITY);
        let thread = std::thread::Builder::new()
            .name("engine".into())
            .spawn(move || run(loader, &inbox, &Outbox { outbox, wake }))?;
        Ok(Self { jobs: Some(jobs), events, running: Vec::new(), next_ticket: 0, _thread: Some(thread) })
    }

    /// Asks for an analysis; the answer comes as an event with the ticket returned here.
    pub fn analyse(&mut self, text: Arc<str>) -> u64 {
        self.ask(Task::Analyse(text))
    }

    /// Asks for the relations between given entities; the answer comes as [`Event::Related`] with this ticket.
    pub fn relate(&mut self, question: Question) -> u64 {
        self.ask(Task::Relate(question))
    }

    fn ask(&mut self, task: Task) -> u64 {
        self.next_ticket += 1;
        let ticket = self.next_ticket;
        let cancel = Arc::new(AtomicBool::new(false));
        self.running.push((ticket, cancel.clone()));
        // A dead thread shows itself in `poll`, by the missing answer's `Failed`.
        if let Some(jobs) = &self.jobs
            && jobs.send(Job::Work(Work { ticket, task, cancel })).is_err()
        {
            self.jobs = None;
        }
        ticket
    }

    /// Loads another model, which answers what is asked after this. When it cannot be loaded, the present one stays.
    pub fn switch(&mut self, loader: Loader) {
        if let Some(jobs) = &self.jobs
            && jobs.send(Job::Switch(loader)).is_err()
        {
            self.jobs = None;
        }
    }

    pub fn cancel(&self, ticket: u64) {
        if let Some((_, flag)) = self.running.iter().find(|(t, _)| *t == ticket) {
            flag.store(true, Ordering::Relaxed);
        }
    }

    /// The next event, if one waits.
    pub fn poll(&mut self) -> Option<Event> {
        let event = match self.events.try_recv() {
            Ok(event) => Some(event),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => {
                let lost = self.running.first().map(|(ticket, _)| *ticket)?;
                let message = "the engine's thread has ended; start relata again".to_owned();
                Some(Event::Failed { ticket: lost, message })
            }
        };
        if let Some(
            Event::Finished { ticket, .. }
            | Event::Related { ticket, .. }
            | Event::Cancelled { ticket }
            | Event::Failed { ticket, .. },
        ) = &event
        {
            self.running.retain(|(t, _)| t != ticket);
        }
        event
    }

    /// How many questions wait or run.
    pub fn pending(&self) -> usize {
        self.running.len()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        for (_, flag) in &self.running {
            flag.store(true, Ordering::Relaxed);
        }
        self.jobs = None;
    }
}

struct Outbox {
    outbox: SyncSender<Event>,
    wake: Wake,
}

impl Outbox {
    fn send(&self, event: Event) {
        log(&event);
        // Nobody listens once the window is gone; then there is nobody to tell.
        let _ = self.outbox.send(event);
        (self.wake)();
    }

    fn try_progress(&self, event: Event) {
        if !matches!(self.outbox.try_send(event), Err(TrySendError::Full(_))) {
            (self.wake)();
        }
    }
}

/// What a bug report should know of the model's thread; nothing of texts.
fn log(event: &Event) {
    match event {
        Event::Ready { info, .. } => tracing::info!(model = info.name, device = info.device, "model ready"),
        Event::Switched { info, .. } => tracing::info!(model = info.name, device = info.device, "model changed"),
        Event::LoadFailed { message } | Event::SwitchFailed { message } => tracing::error!(message, "no model"),
        Event::Finished { ticket, analysis } => tracing::info!(ticket, sentences = analysis.sentences.len(), "read"),
        Event::Failed { ticket, message } => tracing::error!(ticket, message, "not read"),
        Event::Cancelled { ticket } => tracing::info!(ticket, "cancelled"),
        Event::Loading | Event::Progress { .. } | Event::Related { .. } => {}
    }
}

fn run(mut loader: Loader, inbox: &Receiver<Job>, out: &Outbox) {
    let mut extractor = load(&mut loader, out).ok();
    while let Ok(job) = inbox.recv() {
        let job = match job {
            Job::Work(job) => job,
            Job::Switch(other) => {
                switch(other, &mut loader, &mut extractor, out);
                continue;
            }
        };
        let ticket = job.ticket;
        if job.cancel.load(Ordering::Relaxed) {
            out.send(Event::Cancelled { ticket });
            continue;
        }
        if extractor.is_none() {
            match load(&mut loader, out) {
                Ok(loaded) => extractor = Some(loaded),
                Err(message) => {
                    out.send(Event::Failed { ticket, message });
                    continue;
                }
            }
        }
        let Some(model) = extractor.as_mut() else { continue };
        let mut progress = |done, total| out.try_progress(Event::Progress { ticket, done, total });
        let answer = catch_unwind(AssertUnwindSafe(|| match &job.task {
            Task::Analyse(text) => analyse(model.as_mut(), text, &mut progress, &job.cancel)
                .map(|analysis| Event::Finished { ticket, analysis: Box::new(analysis) }),
            Task::Relate(question) => relate(model.as_mut(), question, &job.cancel)
                .map(|offers| Event::Related { ticket, offers: Box::new(offers) }),
        }));
        out.send(match answer {
            Ok(Ok(event)) => event,
            Ok(Err(ExtractError::Cancelled)) => Event::Cancelled { ticket },
            Ok(Err(ExtractError::Failed(message))) => Event::Failed { ticket, message },
            Err(panic) => {
                // The model may be in any state now: the next job loads it anew.
                extractor = None;
                Event::Failed { ticket, message: panic_message("the model or its device driver crashed", &panic) }
            }
        });
    }
}

fn switch(mut other: Loader, loader: &mut Loader, extractor: &mut Option<Box<dyn Extractor>>, out: &Outbox) {
    out.send(Event::Loading);
    match make(&mut other) {
        Ok(model) => {
            out.send(Event::Switched { info: model.info(), types: model.types().clone() });
            *extractor = Some(model);
            *loader = other;
        }
        Err(message) => {
            out.send(Event::SwitchFailed { message });
            if let Some(model) = extractor {
                out.send(Event::Ready { info: model.info(), types: model.types().clone() });
            }
        }
    }
}

fn make(loader: &mut Loader) -> Result<Box<dyn Extractor>, String> {
    catch_unwind(AssertUnwindSafe(loader))
        .unwrap_or_else(|panic| Err(panic_message("loading the model crashed", &panic)))
}

fn load(loader: &mut Loader, out: &Outbox) -> Result<Box<dyn Extractor>, String> {
    out.send(Event::Loading);
    let loaded = make(loader);
    match &loaded {
        Ok(model) => out.send(Event::Ready { info: model.info(), types: model.types().clone() }),
        Err(message) => out.send(Event::LoadFailed { message: message.clone() }),
    }
    loaded
}

fn panic_message(what: &str, panic: &Box<dyn std::any::Any + Send>) -> String {
    let said = panics::message(panic.as_ref());
    format!("{what}: {said}. Your annotations are untouched; try again, or choose --device cpu")
}

#[cfg(test)]
#[path = "worker_tests.rs"]
mod tests;

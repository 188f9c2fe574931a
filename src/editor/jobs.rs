//! Work on threads: one way to start it, to see how far it is, to call it off, and to hear what came of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use crate::corpus::Wake;

/// What both sides of a job see.
#[derive(Default)]
struct State {
    done: AtomicUsize,
    total: AtomicUsize,
    cancelled: AtomicBool,
}

/// The thread's side of a job.
pub struct Task {
    state: Arc<State>,
    wake: Wake,
}

impl Task {
    /// So many steps are done, of so many. Whoever waits for the job is woken to show it.
    pub fn progress(&self, done: usize, total: usize) {
        self.state.done.store(done, Ordering::Relaxed);
        self.state.total.store(total, Ordering::Relaxed);
        (self.wake)();
    }

    /// Whether nobody wants the result any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled().load(Ordering::Relaxed)
    }

    /// Set when nobody wants the result any more, for work that looks itself.
    pub fn cancelled(&self) -> &AtomicBool {
        &self.state.cancelled
    }
}

/// The work of a job ended without a result: it panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokeOff;

/// Work on a thread of its own. Dropping the job calls it off.
pub struct Job<T> {
    state: Arc<State>,
    answer: Receiver<T>,
}

impl<T: Send + 'static> Job<T> {
    /// Starts work on a thread of this name; `wake` is called as it goes on, and at its end however it ends.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(name: &str, wake: &Wake, work: impl FnOnce(&Task) -> T + Send + 'static) -> std::io::Result<Self> {
        let (sender, answer) = channel();
        let state = Arc::<State>::default();
        let (task, at_end) = (Task { state: state.clone(), wake: wake.clone() }, WakeAtEnd(wake.clone()));
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _at_end = at_end;
            // Gone before anybody is woken: who polls then hears of the end, even where there is no result.
            let sender = sender;
            let _ = sender.send(work(&task));
        })?;
        Ok(Self { state, answer })
    }

    /// What came of it, once; `None` as long as nothing did.
    pub fn poll(&self) -> Option<Result<T, BrokeOff>> {
        match self.answer.try_recv() {
            Ok(result) => Some(Ok(result)),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(BrokeOff)),
        }
    }
}

impl<T> Job<T> {
    /// Steps that are done, of how many; zero of zero where there is nothing to count.
    pub fn progress(&self) -> (usize, usize) {
        (self.state.done.load(Ordering::Relaxed), self.state.total.load(Ordering::Relaxed))
    }

    /// Nobody wants the result any more.
    pub fn cancel(&self) {
        self.state.cancelled.store(true, Ordering::Relaxed);
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.cancel();
    }
}

struct WakeAtEnd(Wake);

impl Drop for WakeAtEnd {
    fn drop(&mut self) {
        (self.0)();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    /// Something to wake, and what hears of it.
    fn wake() -> (Wake, Receiver<()>) {
        let (sender, woken) = channel();
        let wake = move || {
            let _ = sender.send(());
        };
        (Arc::new(wake), woken)
    }

    #[test]
    fn a_job_tells_how_far_it_is_and_then_what_came_of_it() {
        let ((wake, woken), (go_on, wait)) = (wake(), channel());
        let job = Job::start("test", &wake, move |task| {
            task.progress(1, 2);
            wait.recv().expect("told");
            "done"
        });
        let job = job.expect("a thread");
        woken.recv_timeout(LIMIT).expect("woken for the progress");
        assert_eq!((job.progress(), job.poll()), ((1, 2), None));
        go_on.send(()).expect("it listens");
        woken.recv_timeout(LIMIT).expect("woken at the end");
        assert_eq!(job.poll(), Some(Ok("done")));
    }

    #[test]
    fn a_dropped_job_is_called_off() {
        let ((wake, woken), (sender, ended)) = (wake(), channel());
        let job = Job::start("test", &wake, move |task| {
            while !task.is_cancelled() {
                std::thread::yield_now();
            }
            sender.send(()).expect("it listens");
        });
        drop(job.expect("a thread"));
        ended.recv_timeout(LIMIT).expect("it ended");
        woken.recv_timeout(LIMIT).expect("woken at the end");
    }

    #[test]
    fn who_waits_for_work_that_panics_hears_of_it() {
        let (wake, woken) = wake();
        let job = Job::<()>::start("test", &wake, |_| panic!("as the test wants it")).expect("a thread");
        woken.recv_timeout(LIMIT).expect("woken at the end");
        assert_eq!(job.poll(), Some(Err(BrokeOff)));
    }
}

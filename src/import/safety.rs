//! A library that may panic, never end or fill the stack on a bad file, kept at arm's length: on a thread of its own.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::panics;

const THREAD: &str = "guarded-reader";

/// Nested content is read by recursion.
const STACK: usize = 64 * 1024 * 1024;

/// How often the waiting thread looks up.
const GLANCE: Duration = Duration::from_millis(50);

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The thread could not be started.
    NoThread(String),
    /// It panicked, and said this.
    Panicked(String),
    /// The caller did not want to wait any longer; the thread ends by itself when it next looks, or never.
    GivenUp,
}

/// Runs `work` on a guarded thread; `go_on` is asked every now and then whether to wait longer.
pub(super) fn guarded<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
    mut go_on: impl FnMut(Instant) -> bool,
) -> Result<T, Failure> {
    let (sender, answer) = channel();
    let body = move || {
        panics::quiet_here();
        let _ = sender.send(panic::catch_unwind(AssertUnwindSafe(work)));
    };
    let spawned = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK).spawn(body);
    spawned.map_err(|error| Failure::NoThread(error.to_string()))?;
    loop {
        match answer.recv_timeout(GLANCE) {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(panic)) => return Err(Failure::Panicked(panics::message(&*panic))),
            Err(RecvTimeoutError::Timeout) if go_on(Instant::now()) => {}
            Err(RecvTimeoutError::Timeout) => return Err(Failure::GivenUp),
            Err(RecvTimeoutError::Disconnected) => return Err(Failure::Panicked("it ended early".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_panics_and_endless_work_all_come_back() {
        assert_eq!(guarded(|| 7, |_| true), Ok(7));
        let panicked: Result<(), _> = guarded(|| panic!("bad font"), |_| true);
        assert_eq!(panicked, Err(Failure::Panicked("bad font".into())));
        let (hold, wait) = channel::<()>();
        let endless = guarded(move || wait.recv().is_ok(), |_| false);
        assert_eq!(endless, Err(Failure::GivenUp));
        drop(hold);
    }
}

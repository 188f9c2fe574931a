//! A window that nobody touches: it should ask for no frame and take no time.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::clock;
use super::driver::Driver;
use super::generate::{self, Size};

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Idle {
    pub seconds: f64,
    /// Frames that were asked for and made.
    pub frames: usize,
    /// Of the window's thread, frames included.
    pub cpu_ms: f64,
}

/// Waits as the desktop's event loop does, in real time, and makes each frame that is asked for.
pub fn measure(quiet: Duration) -> Idle {
    let (mut driver, _) = Driver::open(&generate::document(Size::TEXT_68K), true);
    driver.settle();
    let (asked, requests) = channel();
    driver.ctx.set_request_repaint_callback(move |request| {
        // A closed channel only means that the measurement is over.
        let _ = asked.send(request.delay);
    });
    let (start, cpu) = (Instant::now(), clock::now_ms());
    let mut frames = 0;
    let mut next = start.checked_add(driver.repaint_after);
    while let Some(left) = quiet.checked_sub(start.elapsed()) {
        let wait = next.map_or(left, |next| next.saturating_duration_since(Instant::now()).min(left));
        match requests.recv_timeout(wait) {
            Ok(delay) => {
                let asked = Instant::now().checked_add(delay);
                next = [next, asked].into_iter().flatten().min();
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                if next.is_some_and(|next| next <= Instant::now()) {
                    driver.frame(Vec::new());
                    frames += 1;
                    next = Instant::now().checked_add(driver.repaint_after);
                }
            }
        }
    }
    let cpu_ms = ((clock::now_ms() - cpu) * 1e3).round() / 1e3;
    Idle { seconds: quiet.as_secs_f64(), frames, cpu_ms }
}

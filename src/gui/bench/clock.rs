//! The time that this thread has spent on a processor. On a busy machine the clock on the wall also counts what other
//! programs took.

/// Milliseconds since some moment in the past.
#[cfg(unix)]
pub fn now_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// Milliseconds since the first call; the clock on the wall, as the system has no other without `unsafe`.
#[cfg(not(unix))]
pub fn now_ms() -> f64 {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e3
}

//! Panics that are answers: libraries and drivers that report trouble by panicking.

use std::any::Any;
use std::cell::Cell;
use std::panic;
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the panics of the present thread off standard error: they come back as messages that a person understands.
///
/// There is one hook for the whole process and it stays, so that threads which begin and end at the same time never take
/// each other's hook away.
pub fn quiet_here() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            tracing::error!(panic = %info);
            if !is_quiet() {
                others(info);
            }
        }));
    });
    QUIET.set(true);
}

fn is_quiet() -> bool {
    // A thread that is being taken down has nothing to hide.
    QUIET.try_with(Cell::get).unwrap_or(false)
}

/// What a panic said.
#[must_use]
pub fn message(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_that_are_quiet_at_the_same_time_leave_the_others_as_they_were() {
        let threads: Vec<_> = (0..32)
            .map(|number| {
                std::thread::spawn(move || {
                    quiet_here();
                    assert!(is_quiet());
                    panic!("number {number}");
                })
            })
            .collect();
        let said: Vec<String> = threads.into_iter().filter_map(|t| Some(message(t.join().err()?.as_ref()))).collect();
        let expected: Vec<String> = (0..32).map(|number| format!("number {number}")).collect();
        assert_eq!(said, expected);
        assert!(!is_quiet());
        assert!(!std::thread::spawn(is_quiet).join().expect("no panic"));
    }
}

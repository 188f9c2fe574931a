//! Nothing is lost: what comes back at the start, and what is asked before a file is written over.

mod autosave;
mod drafts;
mod places;
mod recover;
mod save;

#[cfg(all(test, feature = "kittest"))]
mod pictures;
#[cfg(all(test, feature = "kittest"))]
mod restart_tests;
#[cfg(all(test, feature = "kittest"))]
mod tests;

mod watch;

pub use autosave::Autosave;
pub use drafts::Drafts;
pub use save::Question;
pub use watch::Watch;

//! Nothing is lost: what comes back at the start, and what is asked before a file is written over.

mod autosave;
mod drafts;
mod places;
mod predictions;
mod recover;
mod save;
mod save_all;

#[cfg(all(test, feature = "kittest"))]
mod pictures;
#[cfg(all(test, feature = "kittest"))]
mod restart_tests;
#[cfg(all(test, feature = "kittest"))]
mod save_tests;
#[cfg(all(test, feature = "kittest"))]
mod tests;

mod watch;

pub use autosave::Autosave;
pub use drafts::Drafts;
pub use save::Question;
pub use save_all::Saving;
pub use watch::Watch;

//! Tools: work beside the text, each in a folder of its own. One at a time stands in the map's place; some open a dialog.
//!
//! A tool is named in [`LIST`], and nowhere else: its commands, their menus and keys, its head and its drawing follow from
//! its [`Entry`]. It keeps its state while it is closed, so that opening it again shows what it showed. What it wants of the
//! rest of the window it asks of its [`ToolContext`]. `docs/extending/tool.md` builds one.

pub mod compare;
mod context;
mod declare;
pub mod doctor;
pub mod evaluation;
pub mod exchange;
pub mod find;
mod held;
pub mod improve;
#[cfg(all(test, feature = "kittest"))]
mod layout_tests;
pub mod occurrences;
pub mod queue;
#[cfg(test)]
mod sample;
pub mod statistics;
pub mod types;

pub use context::{Event, Request, ToolContext};
pub use declare::{Brief, Choice, Entry, FileQuestion, Tool, Unfinished};
pub(in crate::gui) use held::Tools;

/// All tools.
pub static LIST: &[&Entry] = &[
    &find::ENTRY,
    &occurrences::ENTRY,
    &queue::ENTRY,
    &statistics::ENTRY,
    &types::ENTRY,
    &evaluation::ENTRY,
    &compare::ENTRY,
    &improve::ENTRY,
    &doctor::ENTRY,
    &exchange::ENTRY,
    #[cfg(test)]
    &sample::ENTRY,
];

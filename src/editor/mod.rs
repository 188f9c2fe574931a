//! The application without a window: open documents, the folder, the selection, and what a person does to them. No egui
//! here, so everything that a person can do can be done, and tested, without pictures.

mod action;
mod apply;
mod attributes;
mod command;
mod document_list;
mod folder;
mod selection;
mod shared_types;
mod state;
mod touched;
pub use crate::text::counting as words;

pub use action::{Action, BundleChange};
pub use apply::{Request, accept_all, apply, discard_predictions, next_uncertain, perform};
pub use command::Command;
pub use document_list::Stop;
pub use folder::is_source;
pub use selection::Selection;
pub use state::{Notice, State, Tone};

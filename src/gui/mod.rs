//! The window. Views read the state and answer with [`Action`]s; only the app changes anything.

pub mod action;
mod app;
mod apply;
pub mod bench;
pub mod command;
mod corpus;
mod describe;
mod dialogs;
mod dispatch;
mod documents;
mod evaluation;
mod exporting;
mod files;
mod find;
pub mod graph_view;
mod guard;
mod improve;
mod look;
mod mapping;
mod offers;
mod panels;
mod picker;
mod present;
mod propagate;
mod queue;
mod run;
pub mod selection;
mod state;
mod statistics;
pub mod text_view;
mod tool;

pub use crate::palette::{self as theme, Theme};
pub use action::Action;
pub use app::{App, Start};
pub use run::{RunError, run};
pub use selection::Selection;

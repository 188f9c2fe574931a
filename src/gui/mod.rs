//! The window. Views read the state and answer with [`Action`]s; only the app changes anything.

#[cfg(all(test, feature = "kittest"))]
mod access_tests;
mod app;
pub mod bench;
#[cfg(test)]
mod colour_tests;
pub mod command;
mod dialogs;
mod dispatch;
#[cfg(all(test, feature = "kittest"))]
mod doubles_tests;
mod exporting;
mod files;
mod focus;
mod folder_map;
mod fonts;
#[cfg(test)]
mod glyph_tests;
pub mod graph_view;
#[cfg(test)]
mod icon_tests;
mod importing;
mod keys;
mod look;
mod mapping;
mod modal;
mod model_label;
mod panels;
mod persistence;
mod picker;
mod present;
#[cfg(all(test, feature = "kittest"))]
mod reading_tests;
mod run;
#[cfg(all(test, feature = "kittest"))]
mod scale_tests;
mod settings_dialog;
mod shell;
#[cfg(all(test, feature = "kittest"))]
mod soak_tests;
#[cfg(all(test, feature = "kittest"))]
mod suggestions_tests;
pub mod text_view;
#[cfg(all(test, feature = "kittest"))]
mod threshold_tests;
mod toasts;
mod tool_pane;
pub mod tools;
mod type_picker;
mod views;

use crate::editor::words;
pub use crate::editor::{Action, Selection};
pub use crate::palette::{self as theme, Theme};
pub use app::{App, Start};
pub(crate) use model_label::model_label;
pub use run::{RunError, run};

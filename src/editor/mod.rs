//! The application without a window: open documents, the folder, the selection, the model at work, and what a person does
//! to them. No egui here, so everything that a person can do can be done, and tested, without pictures.

mod action;
mod analyses;
#[cfg(test)]
mod analyses_tests;
mod analysing;
mod analysis_cache;
mod apply;
mod attributes;
mod command;
mod document_list;
mod documents;
pub mod exchange;
mod folder;
mod folder_analysis;
mod host;
mod legend;
mod model_choice;
mod model_events;
mod opening;
mod scope;
mod selection;
mod shared_types;
#[cfg(test)]
pub mod soak_tests;
mod suggestions;
mod touched;
pub use crate::text::counting as words;

pub use action::{Action, BundleChange};
pub use analyses::{Analyses, ModelState, Running};
pub use analysing::{analyse, analyse_for_figures, analyse_if_bare, analyse_shown, keep_for_figures, merge_analysis};
pub use analysis_cache::AnalysisCache;
pub use apply::{Request, accept_all, apply, discard_predictions, next_uncertain, perform};
pub use command::Command;
pub use document_list::DocumentEntry;
pub use documents::{Editor, Notice, Recent, Tone};
pub use folder::{OpenedFolder, is_source};
pub use folder_analysis::{FolderAnalysis, analyse_folder, cancel_folder, go_on_with_folder};
pub use host::Host;
pub use legend::LegendFilter;
pub use model_choice::{use_bundled_model, use_model};
pub use model_events::{ModelEvent, poll_model};
pub use scope::{Corpus, Scope, reader};
pub use selection::Selection;
pub use shared_types::OfferedTypes;
pub use suggestions::ask_for_suggestions;

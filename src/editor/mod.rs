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
mod autosave;
mod closing;
mod command;
mod document_list;
mod documents;
mod drafts;
mod encodings;
pub mod exchange;
mod external;
mod folder;
mod folder_analysis;
mod host;
mod importing;
mod jobs;
mod legend;
mod model_choice;
mod model_events;
mod opening;
mod question;
mod recover;
mod save_all;
mod saving;
#[cfg(test)]
mod saving_tests;
mod scope;
mod selection;
mod shared_types;
#[cfg(test)]
pub mod soak_tests;
mod suggestions;
mod tick;
mod touched;
mod undo;
mod watch;
pub use crate::text::counting as words;

pub use action::{Action, BundleChange};
pub use analyses::{Analyses, ModelState, Running};
pub use analysing::{analyse, analyse_for_figures, analyse_if_bare, analyse_shown, keep_for_figures, merge_analysis};
pub use analysis_cache::AnalysisCache;
pub use apply::{Request, accept_all, apply, discard_predictions, next_uncertain, perform};
pub use closing::{AtStake, Leaving, SavedFirst, at_stake, close_folder, close_shown, discard, save_first};
pub use command::Command;
pub use document_list::DocumentEntry;
pub use documents::{Editor, Notice, Recent, Tone};
pub use drafts::{Draft, DraftKind, begin_note, keep_draft, keep_typed_text, typed_text};
pub use encodings::{EncodingSample, EncodingSamples, encoding_samples};
pub use folder::{OpenedFolder, is_source};
pub use folder_analysis::{FolderAnalysis, analyse_folder, cancel_folder, go_on_with_folder};
pub use host::{Host, write_settings};
pub use importing::{Clipboard, Importing, paste_formatted, read_again};
pub use jobs::{BrokeOff, Job, Task};
pub use legend::Legend;
pub use model_choice::{use_bundled_model, use_model};
pub use model_events::{ModelEvent, poll_model};
pub use question::{Answer, Question, Then, answer, ask_about_predictions, choose_predictions};
pub use recover::begin;
pub use save_all::{save_all, save_files, unsaved_files};
pub use saving::{Saving, save, save_as, save_document};
pub use scope::{Corpus, Scope, reader};
pub use selection::Selection;
pub use shared_types::OfferedTypes;
pub use suggestions::ask_for_suggestions;
#[cfg(test)]
pub use tick::is_busy;
pub use tick::{Frame, Ticked, tick};
pub use undo::{redo, undo};
pub use watch::look_anew;

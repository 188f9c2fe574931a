//! The command line: one file per subcommand. Results go to stdout, progress and messages to stderr.

mod agree;
mod check;
mod concepts_file;
mod convert;
mod convert_file;
mod doctor;
mod documents;
pub mod eval;
mod import;
pub mod split;

#[cfg(any(feature = "ml", feature = "gui"))]
mod bench;
#[cfg(feature = "embedded-model")]
mod bundled;
#[cfg(feature = "ml")]
mod calibrate;
#[cfg(feature = "ml")]
mod compress;
#[cfg(feature = "ml")]
mod extract;
#[cfg(feature = "ml")]
mod fine_tune;
#[cfg(feature = "ml")]
mod formats;
#[cfg(feature = "ml")]
mod info;
mod inputs;
mod kb;
mod link;
mod manual;
mod map;
mod messages;
mod model_args;
#[cfg(feature = "ml")]
mod model_choice;
mod norms;
#[cfg(all(feature = "gui", feature = "ml"))]
mod open;
mod outputs;
#[cfg(feature = "ml")]
mod places;
mod report;
mod resolve;
mod run;
mod schema;
mod stats;
mod table;
#[cfg(feature = "ml")]
mod train;
#[cfg(feature = "ml")]
mod train_progress;

pub use messages::Outcome;
pub use run::main;

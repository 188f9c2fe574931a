//! The options that name a model, the same for every command.

use std::path::PathBuf;

use clap::Args;

/// Which model, and where it runs.
#[derive(Clone, Debug, Args)]
pub struct ModelArgs {
    /// Checkpoint folder (default: $RELATA_MODEL, else the bundled model)
    #[arg(long, global = true, value_name = "DIR")]
    pub model: Option<PathBuf>,
    /// auto, cpu, cuda or cuda:N. auto takes a GPU that works, else the CPU, and says so
    #[arg(long, global = true, value_name = "D", default_value = "auto")]
    pub device: String,
}

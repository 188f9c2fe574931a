//! `relata bench`: how fast, and where the time goes.

#[cfg(feature = "gui")]
mod gui;
#[cfg(feature = "ml")]
mod model;

use clap::Subcommand;

use super::messages::Outcome;
use super::model_args::ModelArgs;

#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Sentences per second of the model
    #[cfg(feature = "ml")]
    Extract(model::ExtractBench),
    /// Milliseconds of a training update
    #[cfg(feature = "ml")]
    Train(model::TrainBench),
    /// Milliseconds of CPU a frame of the window takes, measured without a window
    #[cfg(feature = "gui")]
    Gui(gui::GuiBench),
}

/// # Errors
/// When data or model cannot be read.
pub fn run(model: &ModelArgs, command: &BenchCommand) -> anyhow::Result<Outcome> {
    #[cfg(not(feature = "ml"))]
    let _ = model;
    match command {
        #[cfg(feature = "ml")]
        BenchCommand::Extract(args) => self::model::extract(model, args),
        #[cfg(feature = "ml")]
        BenchCommand::Train(args) => self::model::train(&model.device, args),
        #[cfg(feature = "gui")]
        BenchCommand::Gui(args) => gui::run(args),
    }
}

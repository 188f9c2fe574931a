//! What a training run was: its metrics as JSON lines, and a page of curves.

pub mod curves;
mod error;
mod metric;

pub use curves::{html, svgs};
pub use error::ReportError;
pub use metric::{End, Eval, METRICS_FILE, Metric, Start, Step, read, run_name};

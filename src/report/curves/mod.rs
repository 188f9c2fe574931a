//! Training runs as one page that needs nothing else: curves, the best scores, the configuration.

mod chart;
mod escape;
mod page;
mod run;
pub mod scale;
pub mod series;
mod tables;

pub use page::{html, svgs};

//! One integration binary, so that the heavy dependencies are linked once.

#[cfg(all(feature = "ml", feature = "gui"))]
mod cli;
mod eval;
mod layering;
#[cfg(all(feature = "ml", feature = "gui"))]
mod meaning;
#[cfg(target_os = "linux")]
mod packages;
mod stats;
#[cfg(feature = "ml")]
mod train;

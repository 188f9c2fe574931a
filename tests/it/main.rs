//! One integration binary, so that the heavy dependencies are linked once.

#[cfg(all(feature = "ml", feature = "gui"))]
mod calibrate;
#[cfg(all(feature = "ml", feature = "gui"))]
mod cli;
mod doctor;
mod eval;
#[cfg(all(feature = "ml", feature = "gui"))]
mod files;
#[cfg(all(feature = "ml", feature = "gui"))]
mod formats;
#[cfg(all(feature = "ml", feature = "gui"))]
mod guide;
mod kb;
mod layering;
mod licences;
mod links;
#[cfg(all(feature = "ml", feature = "gui"))]
mod manual;
#[cfg(all(feature = "ml", feature = "gui"))]
mod meaning;
#[cfg(all(feature = "ml", feature = "gui"))]
mod missing;
#[cfg(target_os = "linux")]
mod packages;
#[cfg(all(feature = "ml", feature = "gui"))]
mod pages;
#[cfg_attr(
    not(all(feature = "ml", feature = "gui")),
    allow(dead_code, reason = "tests of other features use the rest")
)]
#[cfg(all(feature = "ml", feature = "gui"))]
mod report;
mod resolve;
mod shell;
mod stats;
mod texts;
#[cfg(feature = "ml")]
mod train;

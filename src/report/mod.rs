//! What a training run was: its metrics as JSON lines, and a page of curves.

mod error;
mod metric;

pub use error::ReportError;
pub use metric::{End, Eval, METRICS_FILE, Metric, Start, Step, read};
pub fn run_name(path: &std::path::Path) -> String {
    path.display().to_string()
}
pub fn html(_t: &str, _r: &[(String, Vec<Metric>)]) -> String {
    String::new()
}

use std::io;
use std::path::PathBuf;

use super::METRICS_FILE;
use crate::io::what;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("{}: {} (give the folder of a training run, which holds {METRICS_FILE})", file.display(), what(cause))]
    Read {
        file: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("{}:{line}: not a metric: {cause} (delete the line, or train again)", file.display())]
    Line { file: PathBuf, line: usize, cause: serde_json::Error },
    #[error("{}: holds no metric yet (wait for the first update of the run)", file.display())]
    Nothing { file: PathBuf },
}

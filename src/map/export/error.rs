//! Why a map could not be written.

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the map is empty: there is nothing to export yet")]
    Empty,
    #[cfg(feature = "picture")]
    #[error("the map could not be drawn: {0}")]
    Svg(#[from] resvg::usvg::Error),
    #[error("the picture of {width} × {height} pixels does not fit into memory: export a smaller scale, or SVG")]
    TooLarge { width: u32, height: u32 },
    #[error("the picture could not be written as PNG: {0}")]
    Encode(String),
    #[cfg(not(feature = "picture"))]
    #[error("this build of relata draws no PNG: export SVG")]
    NoPictures,
    #[error("the map could not be written: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the table could not be written: {0}")]
    Table(#[from] ::csv::Error),
}

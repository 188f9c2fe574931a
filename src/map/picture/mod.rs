//! How the map looks: places, names, lines and colours in map units. The screen, SVG, PNG and the web page all draw this.

mod board;
mod curve;
mod drawn;
mod emphasis;
mod label;
mod memory;
mod motion;
mod scene;

pub use board::{Board, EdgeLabel, Place};
pub use curve::{ARROW_LENGTH, Curve, Path};
pub use drawn::{Drawn, Wanted};
pub use emphasis::{Emphasis, Spot, Weight};
pub use label::{EDGE_FONT, EDGE_PADDING, FONT, FORBIDDEN, FontWidths, LINE_HEIGHT, Measure};
pub use memory::Kept;
pub use motion::Motion;
pub use scene::{EdgeShape, Legend, LegendEntry, NodeShape, Scene, SceneInput, hit};

//! Changes of types in the `.conf` files. Lines that a change does not concern stay what they are, byte for byte:
//! comments, macros, sections that nobody knows, indentation, line ends.

mod annotation;
mod arguments;
mod lines;
mod more;
mod relations;
mod render;
mod visual;

#[cfg(test)]
mod tests;

pub use annotation::annotation;
pub use more::{is_special, merge, with_attribute, with_event, with_rule, with_sections};
pub use render::render;
pub use visual::{keys, visual};

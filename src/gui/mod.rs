//! The window. Views read the state and answer with [`Action`]s; only the app changes anything.

pub mod action;
pub mod graph_view;
pub mod selection;
pub mod text_view;
pub mod theme;

pub use action::Action;
pub use selection::Selection;
pub use theme::Theme;

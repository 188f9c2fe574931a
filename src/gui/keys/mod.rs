//! Keys: what was pressed on which layout, what it means here and now, and how people change that.
//!
//! One frame goes: commands with Ctrl, Alt or a function key are taken from the events first; then, for the view that
//! has the keyboard, each chosen key becomes the key that the view reads; what no view has used may be a command with
//! a plain letter, or the key that `kb_shortcuts.conf` gives to a type.

mod bindings;
mod dialog;
mod help;
mod pressed;
mod stroke;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod types;
mod view_key;

pub use bindings::Bindings;
pub use dialog::{KeysDialog, keys_ui};
pub use help::{Asked, help_ui};
pub use pressed::{Keyboard, give_back, type_action};
pub use types::{character, chosen_type, type_key, type_of_character};
pub use view_key::{ViewKey, alt, ctrl, ctrl_shift, fixed, gesture, key, plain, shift};

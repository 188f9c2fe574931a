//! What scores stand on the encoder's states, a folder a kind.

pub mod spert;

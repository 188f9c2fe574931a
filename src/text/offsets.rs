//! Byte ↔ code point ↔ UTF-16 positions of one text.

/// Placeholder filled by the text layer.
#[derive(Clone, Debug, Default)]
pub struct OffsetMap {}

//! The typeface of the window and of pictures.

/// Its name; other programs look for it when they show a drawing.
pub const FAMILY: &str = "Noto Sans";

pub static REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");

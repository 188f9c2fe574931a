//! SVG to pixels, with the fonts the application carries.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::ExportError;
use super::font::{FAMILY, REGULAR};

/// Pixels of the largest picture (320 MB in memory).
const MOST_PIXELS: f32 = 80e6;

/// An SVG that relata wrote as PNG, `scale` pixels a point; very large pictures get fewer, so that they stay below 80
/// megapixels.
///
/// # Errors
/// When it is no SVG, or the picture does not fit into memory.
pub fn render(svg: &str, scale: f32) -> Result<Vec<u8>, ExportError> {
    let options = Options { fontdb: Arc::new(fonts(svg)), font_family: FAMILY.to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size();
    let most = (MOST_PIXELS / (size.width() * size.height())).sqrt();
    let scale = if scale.is_finite() { scale.clamp(0.1, most.max(0.1)) } else { 1.0 };
    let (width, height) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut pixels = Pixmap::new(width, height).ok_or(ExportError::TooLarge { width, height })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| ExportError::Encode(error.to_string()))
}

/// The window's fonts; those of the system only for scripts that these lack.
fn fonts(svg: &str) -> fontdb::Database {
    let mut fonts = fontdb::Database::new();
    // The signs that the typeface lacks are those of the window.
    let signs = [
        epaint_default_fonts::HACK_REGULAR,
        epaint_default_fonts::UBUNTU_LIGHT,
        epaint_default_fonts::NOTO_EMOJI_REGULAR,
        epaint_default_fonts::EMOJI_ICON,
    ];
    for font in std::iter::once(REGULAR).chain(signs) {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family(FAMILY);
    let bundled = |c: char| matches!(u32::from(c), 0..=0x24F | 0x370..=0x52F | 0x2000..=0x2BFF | 0x1F000..=0x1FAFF);
    if !svg.chars().all(bundled) {
        fonts.load_system_fonts();
    }
    fonts
}

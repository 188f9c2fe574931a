//! The icons of the desktop are the drawing at its sizes, and nothing else.

use std::path::{Path, PathBuf};

use resvg::{tiny_skia, usvg};

const SIZES: [u32; 6] = [16, 32, 48, 64, 128, 256];

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name)
}

fn drawn(size: u32) -> Vec<u8> {
    let svg = std::fs::read_to_string(file("icon.svg")).expect("readable");
    let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).expect("a drawing");
    let mut picture = tiny_skia::Pixmap::new(size, size).expect("memory");
    let scale = size as f32 / tree.size().width();
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().expect("encodable")
}

/// `RELATA_ICONS=1 cargo test --features kittest icon` writes them anew.
#[test]
fn every_size_is_the_drawing() {
    for size in SIZES {
        let path = file(&format!("icons/{size}.png"));
        if std::env::var_os("RELATA_ICONS").is_some() {
            std::fs::create_dir_all(file("icons")).expect("writable");
            std::fs::write(&path, drawn(size)).expect("writable");
        }
        let kept = tiny_skia::Pixmap::load_png(&path).expect("there; RELATA_ICONS=1 writes it");
        let fresh = tiny_skia::Pixmap::decode_png(&drawn(size)).expect("a PNG");
        assert_eq!((kept.width(), kept.height()), (size, size));
        let far = kept.data().iter().zip(fresh.data()).filter(|(a, b)| a.abs_diff(**b) > 8).count();
        assert!(far * 100 < kept.data().len(), "{size}: {far} values differ");
    }
}

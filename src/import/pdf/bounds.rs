//! Pictures, and streams that unpack without end, are emptied before anything unpacks them.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use pdf_extract::{Document, Object, Stream};

use super::LONGEST;

/// Deflate makes at most so many bytes of one.
const RATIO: u64 = 1032;

/// Empties pictures and what unpacks to more than a text can be: the reader would take them for text, and unpack them.
pub(super) fn drop_pictures(document: &mut Document) {
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        let is_picture = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
        if is_picture || unpacks_without_end(stream) {
            stream.dict.remove(b"Filter");
            stream.dict.remove(b"DecodeParms");
            stream.content = Vec::new();
        }
    }
}

fn unpacks_without_end(stream: &Stream) -> bool {
    let is_deflate = |name: &Object| name.as_name().is_ok_and(|name| name == b"FlateDecode");
    let packings = match stream.dict.get(b"Filter") {
        Ok(Object::Array(names)) => names.iter().take_while(|name| is_deflate(name)).count(),
        Ok(name) => usize::from(is_deflate(name)),
        Err(_) => 0,
    };
    let length = stream.content.len() as u64;
    if packings == 0 || packings == 1 && length.saturating_mul(RATIO) < LONGEST {
        return false;
    }
    let mut unpacked: Box<dyn Read + '_> = Box::new(stream.content.as_slice());
    for _ in 0..packings {
        unpacked = Box::new(ZlibDecoder::new(unpacked));
    }
    io::copy(&mut unpacked.take(LONGEST + 1), &mut io::sink()).is_ok_and(|length| length > LONGEST)
}

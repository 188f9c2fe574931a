//! What a file's text would be in each encoding, to choose the right one by.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Editor, Tone};
use crate::import::{self, ENCODINGS, Encoding, Kind};

/// How much of a file is looked at for the samples.
const PROBE: u64 = 256 * 1024;

/// Bytes of a sample.
const SAMPLE: usize = 90;

/// A file, and how it would read.
pub struct EncodingSamples {
    pub path: PathBuf,
    pub rows: Vec<EncodingSample>,
}

pub struct EncodingSample {
    pub name: &'static str,
    pub encoding: &'static Encoding,
    /// The first words that are not plain ASCII, read this way.
    pub sample: String,
    /// The sample has places that mean nothing in this encoding.
    pub fails: bool,
}

impl EncodingSamples {
    fn read(path: &Path) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(PROBE).read_to_end(&mut bytes)?;
        let strange = bytes.iter().position(|byte| !byte.is_ascii() || *byte == 0).unwrap_or(0);
        // From the start of the line, so that the first word is whole.
        let start = bytes.get(..strange).and_then(|b| b.iter().rposition(|b| *b == b'\n')).map_or(0, |at| at + 1);
        // UTF-16 counts in pairs.
        let start = start.max(strange.saturating_sub(SAMPLE)) & !1;
        let sample = bytes.get(start..(start + 2 * SAMPLE).min(bytes.len())).unwrap_or_default();
        let rows = ENCODINGS.iter().filter_map(|(label, name)| {
            let encoding = import::encoding_named(label)?;
            let (text, fails) = encoding.decode_without_bom_handling(sample);
            let shown: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SAMPLE).collect();
            // A sample may end in the middle of a character.
            let fails = fails && shown.trim_end_matches('\u{fffd}').contains('\u{fffd}');
            Some(EncodingSample { name, encoding, sample: shown, fails })
        });
        Ok(Self { path: path.to_owned(), rows: rows.collect() })
    }
}

/// The file of the shown document in all encodings, to choose one for [`super::read_again`]. Says why where there is nothing
/// to choose.
pub fn encoding_samples(editor: &mut Editor) -> Option<EncodingSamples> {
    let open = editor.current()?;
    let Some(path) = open.source().or(open.path()).map(Path::to_owned) else {
        editor.notify(Tone::Info, "This text did not come from a file, so there is nothing to read again");
        return None;
    };
    if matches!(Kind::of(&path), Some(Kind::Docx | Kind::Pdf)) {
        editor.notify(Tone::Info, "Word documents and PDFs say their encoding themselves");
        return None;
    }
    match EncodingSamples::read(&path) {
        Ok(samples) => Some(samples),
        Err(error) => {
            editor.notify(Tone::Error, format!("{}: {error}", path.display()));
            None
        }
    }
}

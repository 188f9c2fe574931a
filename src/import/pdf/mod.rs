//! The text of a PDF, page by page; a page that cannot be read costs no other.
//!
//! text operators (`plain`) → glyphs (`device`) → pieces of lines (`glyphs`) → without heads and feet (`running`) → in the order of reading
//! (`columns`) → lines and paragraphs (`paragraphs`, `words`).

mod bounds;
mod columns;
mod device;
mod glyphs;
mod paragraphs;
mod plain;
mod running;
mod words;

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pdf_extract::Document;

use device::Pages;
use glyphs::{Glyphs, Piece};
use paragraphs::{Lines, overleaf};
use running::Parted;
use words::Vocabulary;

use super::safety::{Failure, guarded};
use super::{ImportError, LONGEST, Progress};

/// Longest time for one page; the slowest sensible pages (maps, dense tables) take a few seconds.
const PAGE_LIMIT: Duration = Duration::from_secs(60);

/// A page is said to be unreadable in part when more than one in so many glyphs has no letters.
const UNKNOWN: usize = 20;

const DAMAGED: &str = "open it in a PDF viewer, print it to a new PDF, and use that";
const ENCRYPTED: &str = "print or export it from a PDF viewer to a new PDF without a password";

/// Numbers of pages count from 1.
#[derive(Default)]
struct Read {
    text: String,
    pages: usize,
    /// Pages that could not be read, and why the first could not.
    bad: Vec<u32>,
    reason: String,
    empty: Vec<u32>,
    /// Pages whose fonts do not say which letters their signs are.
    unknown: Vec<u32>,
    /// Rows above and below the text of pages that were left out.
    left_out: usize,
}

enum Refused {
    Encrypted,
    Damaged(String),
    NoPages,
    TooLong,
}

pub(super) fn text(
    path: &Path,
    bytes: Vec<u8>,
    progress: &Arc<Progress>,
    notes: &mut Vec<String>,
) -> Result<String, ImportError> {
    let stop = Arc::new(AtomicBool::new(false));
    let (theirs, seen) = (progress.clone(), stop.clone());
    let mut at = None;
    let mut since = Instant::now();
    let waited = guarded(
        move || read(&bytes, &theirs, &seen),
        |now| {
            if at != progress.pages() {
                (at, since) = (progress.pages(), now);
            }
            !progress.is_cancelled() && now.duration_since(since) < PAGE_LIMIT
        },
    );
    stop.store(true, Ordering::Relaxed);
    if progress.is_cancelled() {
        return Err(ImportError::cancelled(path));
    }
    let read = match waited {
        Ok(Ok(read)) => read,
        Ok(Err(Refused::Encrypted)) => return Err(ImportError::new(path, "the PDF is encrypted", ENCRYPTED)),
        Ok(Err(Refused::Damaged(why))) | Err(Failure::Panicked(why) | Failure::NoThread(why)) => {
            return Err(ImportError::new(path, format!("the PDF is damaged: {why}"), DAMAGED));
        }
        Ok(Err(Refused::NoPages)) => return Err(ImportError::new(path, "the PDF has no pages", DAMAGED)),
        Ok(Err(Refused::TooLong)) => {
            return Err(ImportError::new(path, "its text is longer than 256 MB", "divide the file"));
        }
        Err(Failure::GivenUp) => {
            let page = progress.pages().map_or_else(String::new, |(done, _)| format!(", at page {}", done + 1));
            let what = format!("reading took longer than {} seconds{page}", PAGE_LIMIT.as_secs());
            return Err(ImportError::new(path, what, DAMAGED));
        }
    };
    if read.bad.len() == read.pages && read.text.is_empty() {
        return Err(ImportError::new(path, format!("no page of the PDF can be read: {}", read.reason), DAMAGED));
    }
    if !read.bad.is_empty() {
        notes.push(format!("{} could not be read ({})", numbers(&read.bad, "page", "pages"), read.reason));
    }
    if !read.empty.is_empty() && !read.text.is_empty() {
        notes.push(format!("there is no text on {}: pictures, perhaps", numbers(&read.empty, "page", "pages")));
    }
    if !read.unknown.is_empty() {
        notes.push(format!(
            "the fonts on {} do not say which letters their signs are; these are missing. Text recognition (OCR) reads \
             them: ocrmypdf --force-ocr, for example",
            numbers(&read.unknown, "page", "pages")
        ));
    }
    if read.left_out > 0 {
        notes.push(format!(
            "{} left out: page numbers, and heads and feet that stand on a page before already",
            match read.left_out {
                1 => "one row in the margins of pages was".to_owned(),
                rows => format!("{rows} rows in the margins of pages were"),
            }
        ));
    }
    Ok(read.text)
}

/// `pages 3, 4 and 9`; of many, how many.
fn numbers(list: &[u32], one: &str, many: &str) -> String {
    match list {
        [only] => format!("{one} {only}"),
        [first @ .., last] if list.len() <= 8 => {
            let first: Vec<String> = first.iter().map(u32::to_string).collect();
            format!("{many} {} and {last}", first.join(", "))
        }
        _ => format!("{} {many}", list.len()),
    }
}

fn read(bytes: &[u8], progress: &Progress, stop: &AtomicBool) -> Result<Read, Refused> {
    let says_encrypted = || memchr::memmem::find(bytes, b"/Encrypt").is_some();
    let mut document = Document::load_mem(bytes)
        .map_err(|error| if says_encrypted() { Refused::Encrypted } else { Refused::Damaged(error.to_string()) })?;
    // Without a password for reading, as many journals publish.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Refused::Encrypted);
    }
    bounds::drop_pictures(&mut document);
    let numbers = document.get_pages();
    if numbers.is_empty() {
        return Err(Refused::NoPages);
    }
    let mut pages = Pages::new(&mut document, stop);
    let mut read = Read { pages: numbers.len(), ..Read::default() };
    let (mut all, mut length) = (Vec::with_capacity(numbers.len()), 0);
    for (done, (number, id)) in numbers.iter().enumerate() {
        progress.tell(done, numbers.len());
        if progress.is_cancelled() || stop.load(Ordering::Relaxed) {
            break;
        }
        let number = *number;
        let mut glyphs = Glyphs::default();
        let failed = pages.read(number, *id, &mut glyphs).err();
        if glyphs.unknown * UNKNOWN > glyphs.known {
            read.unknown.push(number);
        } else if glyphs.is_empty() && failed.is_none() {
            read.empty.push(number);
        }
        if let Some(why) = failed {
            // What was read of it before is still worth having.
            if read.bad.is_empty() {
                read.reason = why;
            }
            read.bad.push(number);
        }
        length += glyphs.length();
        if length as u64 > LONGEST {
            return Err(Refused::TooLong);
        }
        all.push(glyphs);
    }
    progress.tell(numbers.len(), numbers.len());
    (read.text, read.left_out) = composed(all);
    Ok(read)
}

/// The text of all pages, and how many rows of their margins are not in it; a sentence that goes on overleaf is one
/// sentence.
fn composed(pages: Vec<Glyphs>) -> (String, usize) {
    let (mut mains, mut others) = (Vec::with_capacity(pages.len()), Vec::with_capacity(pages.len()));
    for page in pages {
        let mut directions = page.into_directions().into_iter();
        mains.push(directions.next().unwrap_or_default());
        others.push(directions.map(|(pieces, _)| pieces).collect::<Vec<_>>());
    }
    let mut words = Vocabulary::default();
    let mut lines = |pieces: Vec<Piece>| Lines::new(pieces, &mut words);
    let mut pages = Vec::with_capacity(others.len());
    let mut left = 0;
    for (Parted { heads, body, feet, left_out }, others) in running::part(mains).into_iter().zip(others) {
        let (body, others) = (lines(body), others.into_iter().map(&mut lines).collect::<Vec<_>>());
        left += left_out;
        pages.push((heads, body, others, feet));
    }
    let mut text = Text::default();
    for (heads, body, others, feet) in pages {
        text.beside.extend(heads);
        let mut paragraphs = body.paragraphs(&words).into_iter().peekable();
        if paragraphs.peek().is_some_and(|first| overleaf(&text.text, first)) {
            words.join(&mut text.text, &paragraphs.next().unwrap_or_default());
        }
        // What stands beside the text waits until no sentence runs past it.
        if paragraphs.peek().is_some() || text.text.is_empty() {
            text.flush();
        }
        paragraphs.for_each(|paragraph| text.push(&paragraph));
        text.beside.extend(others.iter().flat_map(|other| other.paragraphs(&words)));
        text.beside.extend(feet);
    }
    text.flush();
    if !text.text.is_empty() {
        text.text.push('\n');
    }
    (text.text, left)
}

#[derive(Default)]
struct Text {
    text: String,
    /// Heads, feet and marginal notes that wait for the end of a paragraph.
    beside: Vec<String>,
}

impl Text {
    fn push(&mut self, paragraph: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n\n" };
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{gap}{paragraph}");
    }

    fn flush(&mut self) {
        for paragraph in std::mem::take(&mut self.beside) {
            self.push(&paragraph);
        }
    }
}

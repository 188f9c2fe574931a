//! The text of a PDF, page by page; a page that cannot be read costs no other.

use std::collections::{HashMap, HashSet};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use flate2::read::ZlibDecoder;
use pdf_extract::{Document, Object, ObjectId, output_doc_page};

use super::pdf_page::{Lines, join_pages};
use super::safety::{Failure, guarded};
use super::{ImportError, LONGEST, Progress};
use crate::panics;

/// Longest time for one page; the slowest sensible pages (maps, dense tables) take a few seconds.
const PAGE_LIMIT: Duration = Duration::from_secs(60);

/// Deepest nesting of forms (pieces of pages that are used inside others); drawing programs use three or four.
const DEEPEST: usize = 24;

const DAMAGED: &str = "open it in a PDF viewer, print it to a new PDF, and use that";
const ENCRYPTED: &str = "print or export it from a PDF viewer to a new PDF without a password";

struct Read {
    pages: Vec<Lines>,
    /// Numbers of the pages that could not be read, from 1, and why the first could not.
    bad: Vec<u32>,
    reason: String,
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
        move || pages(&bytes, &theirs, &seen),
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
    if read.bad.len() == read.pages.len() {
        return Err(ImportError::new(path, format!("no page of the PDF can be read: {}", read.reason), DAMAGED));
    }
    if !read.bad.is_empty() {
        notes.push(format!("{} could not be read ({})", numbers(&read.bad, "page", "pages"), read.reason));
    }
    let empty: Vec<u32> = (1..)
        .zip(&read.pages)
        .filter(|(number, page)| page.is_empty() && !read.bad.contains(number))
        .map(|(number, _)| number)
        .collect();
    let text = join_pages(read.pages);
    if !empty.is_empty() && !text.trim().is_empty() {
        notes.push(format!("there is no text on {}: pictures, perhaps", numbers(&empty, "page", "pages")));
    }
    Ok(text)
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

fn pages(bytes: &[u8], progress: &Progress, stop: &Arc<AtomicBool>) -> Result<Read, Refused> {
    let says_encrypted = || memchr::memmem::find(bytes, b"/Encrypt").is_some();
    let mut document = Document::load_mem(bytes)
        .map_err(|error| if says_encrypted() { Refused::Encrypted } else { Refused::Damaged(error.to_string()) })?;
    // Without a password for reading, as many journals publish.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Refused::Encrypted);
    }
    drop_pictures(&mut document);
    let numbers = document.get_pages();
    if numbers.is_empty() {
        return Err(Refused::NoPages);
    }
    let mut read = Read { pages: Vec::with_capacity(numbers.len()), bad: Vec::new(), reason: String::new() };
    let mut length = 0;
    for (done, (number, id)) in numbers.iter().enumerate() {
        progress.tell(done, numbers.len());
        if progress.is_cancelled() || stop.load(Ordering::Relaxed) {
            break;
        }
        let mut lines = Lines::new(stop.clone());
        let result = panic::catch_unwind(AssertUnwindSafe(|| {
            if !is_sane(&document, *id) {
                return Err("it contains itself".to_owned());
            }
            output_doc_page(&document, &mut lines, *number).map_err(|error| error.to_string())
        }));
        let failed = match result {
            Ok(Ok(())) => None,
            Ok(Err(why)) => Some(why),
            Err(panic) => Some(panics::message(&*panic)),
        };
        if let Some(why) = failed {
            // What was read of it before is still worth having.
            if lines.is_empty() || read.bad.is_empty() {
                read.reason = why;
            }
            read.bad.push(*number);
        }
        length += lines.length();
        if length as u64 > LONGEST {
            return Err(Refused::TooLong);
        }
        read.pages.push(lines);
    }
    progress.tell(numbers.len(), numbers.len());
    Ok(read)
}

/// Empties pictures and what unpacks to more than a text can be: the reader would take them for text, and unpack them.
fn drop_pictures(document: &mut Document) {
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        let is_picture = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
        if is_picture || unpacks_without_end(stream.dict.get(b"Filter").ok(), &stream.content) {
            stream.dict.remove(b"Filter");
            stream.dict.remove(b"DecodeParms");
            stream.content = Vec::new();
        }
    }
}

fn unpacks_without_end(filter: Option<&Object>, content: &[u8]) -> bool {
    /// Deflate makes at most a thousand bytes of one.
    const RATIO: u64 = 1032;
    let deflated = match filter {
        Some(Object::Name(name)) => name == b"FlateDecode",
        Some(Object::Array(names)) => names.first().and_then(|n| n.as_name().ok()).is_some_and(|n| n == b"FlateDecode"),
        _ => false,
    };
    if !deflated || content.len() as u64 * RATIO < LONGEST {
        return false;
    }
    let mut bytes = std::io::Read::take(ZlibDecoder::new(content), LONGEST + 1);
    std::io::copy(&mut bytes, &mut std::io::sink()).is_ok_and(|length| length > LONGEST)
}

/// Whether page and forms lead to an end: the reader follows them by recursion.
fn is_sane(document: &Document, page: ObjectId) -> bool {
    let mut above = HashSet::new();
    let mut id = Some(page);
    while let Some(here) = id {
        if !above.insert(here) {
            return false;
        }
        id = document.get_dictionary(here).ok().and_then(|d| d.get(b"Parent").ok()).and_then(|p| p.as_reference().ok());
    }
    let mut depths = HashMap::new();
    let resources = above.iter().filter_map(|id| document.get_dictionary(*id).ok()?.get(b"Resources").ok());
    resources.into_iter().all(|object| depth(document, object, &mut depths, 0).is_some())
}

/// How deep forms are nested below resources; `None` where they go in a circle or too deep.
fn depth(
    document: &Document,
    resources: &Object,
    known: &mut HashMap<ObjectId, Option<usize>>,
    level: usize,
) -> Option<usize> {
    if level > DEEPEST {
        return None;
    }
    let (_, resources) = document.dereference(resources).ok()?;
    let Ok(resources) = resources.as_dict() else { return Some(0) };
    let forms = resources.get(b"XObject").and_then(|x| document.dereference(x)).and_then(|(_, x)| x.as_dict());
    let Ok(forms) = forms else { return Some(0) };
    let mut deepest = 0;
    for (_, form) in forms.iter() {
        let Ok(id) = form.as_reference() else { continue };
        let below = match known.get(&id) {
            Some(known) => (*known)?,
            None => {
                known.insert(id, None);
                let form = document.get_object(id).and_then(Object::as_stream).ok();
                let inner = form.and_then(|form| form.dict.get(b"Resources").ok());
                // A form without resources of its own uses those of its page, and so may use itself.
                let found = match inner {
                    Some(inner) => depth(document, inner, known, level + 1)?,
                    None if form.is_some_and(uses_forms) => return None,
                    None => 0,
                };
                known.insert(id, Some(found));
                found
            }
        };
        deepest = deepest.max(below + 1);
    }
    Some(deepest)
}

fn uses_forms(form: &pdf_extract::Stream) -> bool {
    let content = if form.dict.has(b"Filter") { form.decompressed_content() } else { Ok(form.content.clone()) };
    content.is_ok_and(|content| memchr::memmem::find(&content, b" Do").is_some())
}

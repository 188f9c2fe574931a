//! The text of a Word document: paragraphs, lists with their numbers, tables by rows, notes at the end.
//!
//! What Word shows is read: tracked changes count as accepted, hidden text is left out.

mod body;
mod notes;
mod numbering;
mod styles;

use std::io::{Cursor, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use body::Writer;
use notes::{Kind, Notes};
use numbering::Numbering;
use styles::Styles;

use super::{ImportError, LONGEST, Progress};

const DAMAGED: &str = "open it in a word processor and save it as .docx again";

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

pub(super) fn text(path: &Path, bytes: &[u8], progress: &Progress) -> Result<String, ImportError> {
    let damaged = |what: String| ImportError::new(path, what, DAMAGED);
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| damaged(format!("the Word document is damaged, its container cannot be opened: {error}")))?;
    let main = main_part(&mut archive).unwrap_or_else(|| "word/document.xml".to_owned());
    let body = match part(&mut archive, &main) {
        Ok(Some(body)) => body,
        Ok(None) => return Err(damaged(format!("this is no Word document: it holds no {main}"))),
        Err(what) => return Err(damaged(what)),
    };
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    // Missing or damaged, these cost only numbers, notes and what is hidden.
    let mut beside = |name: &str| part(&mut archive, &format!("{folder}/{name}")).ok().flatten().unwrap_or_default();
    let (numbering, styles, settings) = (beside("numbering.xml"), beside("styles.xml"), beside("settings.xml"));
    let (footnotes, endnotes) = (beside("footnotes.xml"), beside("endnotes.xml"));
    let styles_read = Styles::new(&styles);
    let mut writer = Writer::new(Numbering::new(&numbering, &styles), styles_read, Notes::new(&settings, &body));
    writer.read(&body, progress).map_err(|why| damaged(format!("the Word document is damaged: {main}: {why}")))?;
    for (kind, part) in [(Kind::Footnote, footnotes), (Kind::Endnote, endnotes)] {
        writer.write_notes(kind, &part, progress);
    }
    Ok(writer.finish())
}

/// A file of the container as text; `None` where there is none.
fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, String> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(ZipError::UnsupportedArchive(why)) => return Err(format!("{name} cannot be unpacked: {why}")),
        Err(error) => return Err(format!("{name} is damaged: {error}")),
    };
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| format!("{name} is damaged: {error}"))?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("{name} unpacks to more than {} MB", LONGEST >> 20));
    }
    let decoded = super::decode(&bytes, None, None).map_err(|why| format!("{name}: {why}"))?;
    Ok(Some(decoded.text))
}

/// The document's own file, as the container names it.
fn main_part(archive: &mut Archive<'_>) -> Option<String> {
    let relations = part(archive, "_rels/.rels").ok()??;
    let mut reader = Reader::from_str(&relations);
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element)
                if attribute(&element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) =>
            {
                return attribute(&element, "Target").map(|target| target.trim_start_matches('/').to_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The attribute of an element, whatever its prefix is.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name.as_bytes())?;
    Some(String::from_utf8_lossy(&found.value).into_owned())
}

/// Whether a property that is on or off is on: its element alone says yes.
fn is_on(element: &BytesStart<'_>) -> bool {
    !attribute(element, "val").is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off"))
}

/// Every element with where it begins, and the name of every one that ends, until the file ends or makes no sense.
fn walk(xml: &str, mut each: impl FnMut(Tag<'_, '_>)) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    loop {
        let from = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let Ok(event) = reader.read_event() else { return };
        let to = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Event::Start(element) => each(Tag::Start(&element, to)),
            Event::Empty(element) => {
                each(Tag::Start(&element, to));
                each(Tag::End(element.local_name().as_ref(), to));
            }
            Event::End(element) => each(Tag::End(element.local_name().as_ref(), from)),
            Event::Eof => return,
            _ => {}
        }
    }
}

/// A tag, and the byte where what is in its element begins or ends.
enum Tag<'a, 'b> {
    Start(&'a BytesStart<'b>, usize),
    End(&'a [u8], usize),
}

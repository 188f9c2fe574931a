//! The text of a Word document: paragraphs, lists with their numbers, tables by rows, footnotes at the end.

use std::io::{Cursor, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::numbering::{Numbering, Place, attribute};
use super::page::Page;
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
    // Missing or damaged, these cost only numbers and notes.
    let mut beside = |name: &str| part(&mut archive, &format!("{folder}/{name}")).ok().flatten().unwrap_or_default();
    let (numbering, styles, notes) = (beside("numbering.xml"), beside("styles.xml"), beside("footnotes.xml"));
    let mut writer =
        Writer { page: Page::default(), numbering: Numbering::new(&numbering, &styles), ..Writer::default() };
    writer.read(&body, progress).map_err(|why| damaged(format!("the Word document is damaged: {main}: {why}")))?;
    writer.page.blank();
    let _ = writer.read(&notes, progress);
    Ok(writer.page.finish())
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

#[derive(Default)]
struct Writer {
    page: Page,
    numbering: Numbering,
    /// The list of the paragraph that is being read.
    place: Option<Place>,
    /// The paragraph has no text yet.
    is_fresh: bool,
    /// Whether text is being read (`w:t`).
    in_text: bool,
    in_run: bool,
    /// How deep inside what is not shown: deleted text, and what older programs show in place of a drawing.
    unread: usize,
    tables: usize,
}

impl Writer {
    fn read(&mut self, xml: &str, progress: &Progress) -> Result<(), String> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = false;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => self.start(&element),
                Ok(Event::Empty(element)) => {
                    self.start(&element);
                    self.end(element.local_name().as_ref());
                }
                Ok(Event::End(element)) => self.end(element.local_name().as_ref()),
                Ok(Event::Text(text)) if self.in_text => {
                    let text = text.decode().map_err(|error| error.to_string())?;
                    self.page.inline(&text);
                }
                Ok(Event::CData(text)) if self.in_text => self.page.inline(&String::from_utf8_lossy(&text)),
                Ok(Event::GeneralRef(reference)) if self.in_text => {
                    let known = reference.resolve_char_ref().ok().flatten().map(String::from);
                    let name = reference.decode().unwrap_or_default().into_owned();
                    let text = known.or_else(|| quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned));
                    self.page.inline(&text.unwrap_or_default());
                }
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => {}
                Err(error) => return Err(format!("{error} at byte {}", reader.error_position())),
            }
            if progress.is_cancelled() {
                return Ok(());
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name = name.as_ref();
        if matches!(name, b"del" | b"moveFrom" | b"Fallback") {
            self.unread += 1;
        }
        if self.unread > 0 {
            return;
        }
        let value = |name| attribute(element, name);
        match name {
            b"p" => {
                self.is_fresh = true;
                self.place = None;
            }
            b"pStyle" => self.place = value("val").and_then(|style| self.numbering.of_style(&style)),
            b"ilvl" => {
                let level = value("val").and_then(|v| v.parse().ok()).unwrap_or(0);
                self.place.get_or_insert_default().level = level;
            }
            b"numId" => self.place.get_or_insert_default().list = value("val"),
            b"r" => {
                self.in_run = true;
                self.mark();
            }
            b"t" => self.in_text = true,
            // In a paragraph's properties the same name sets a tab stop.
            b"tab" | b"ptab" if self.in_run => self.page.inline(" "),
            b"br" | b"cr" if self.in_run => self.page.line(),
            b"noBreakHyphen" => self.page.inline("-"),
            b"sym" => {
                // Mostly arrows and bullets of symbol fonts, whose codes mean nothing elsewhere.
                self.page.inline(" ");
            }
            b"footnoteReference" => {
                if let Some(id) = value("id") {
                    self.page.inline(&format!("[{id}]"));
                }
            }
            b"footnote" => match (value("type"), value("id")) {
                (None, Some(id)) => {
                    self.page.blank();
                    self.page.item(&format!("[{id}]"), 0);
                }
                _ => self.unread += 1,
            },
            b"tbl" => {
                self.tables += 1;
                self.page.blank();
            }
            b"tr" if self.tables == 1 => self.page.start_row(),
            b"tc" if self.tables == 1 => self.page.cell(),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        if matches!(name, b"del" | b"moveFrom" | b"Fallback") || name == b"footnote" && self.unread > 0 {
            self.unread = self.unread.saturating_sub(1);
            return;
        }
        if self.unread > 0 {
            return;
        }
        match name {
            b"t" => self.in_text = false,
            b"r" => self.in_run = false,
            b"p" => {
                // An empty paragraph is a person's blank line.
                if self.place.take().is_some_and(|place| place.list.is_some()) && !self.is_fresh {
                    self.page.line();
                } else {
                    self.page.blank();
                }
            }
            b"tr" if self.tables == 1 => self.page.end_row(),
            b"tbl" => {
                self.tables = self.tables.saturating_sub(1);
                self.page.blank();
            }
            _ => {}
        }
    }

    /// What stands before a paragraph, once its text begins: a gap, and the bullet or number of a list.
    fn mark(&mut self) {
        if !std::mem::take(&mut self.is_fresh) {
            return;
        }
        let marker = self.place.as_ref().and_then(|place| Some((self.numbering.next(place)?, place.level)));
        match marker {
            Some((marker, depth)) => self.page.item(&marker, depth),
            None => self.page.blank(),
        }
    }
}

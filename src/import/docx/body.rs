//! The document's body as a page of text.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::notes::{Kind, Notes, contents};
use super::numbering::{Numbering, Place, level_of};
use super::styles::Styles;
use super::{attribute, is_on};
use crate::import::Progress;
use crate::import::page::Page;

/// Where something is read; a text box within a paragraph has a place of its own.
#[derive(Debug, Default)]
struct Spot {
    page: Page,
    /// The list of the paragraph that is being read.
    list: Option<Place>,
    /// The paragraph has no text yet.
    is_fresh: bool,
    /// The mark of the paragraph before is deleted or hidden: this one goes on with it.
    goes_on: bool,
    /// The mark of this paragraph is.
    has_no_mark: bool,
    /// Whether the style of the paragraph hides it.
    style_hides: bool,
    /// Whether text is being read (`w:t`).
    in_text: bool,
    in_run: bool,
    /// Properties of a paragraph are being read.
    in_properties: bool,
    in_row_properties: bool,
    is_run_hidden: bool,
    /// The row of a table that is being read is deleted.
    is_row_deleted: bool,
    tables: usize,
    /// Text boxes that stand beside the paragraph or table, which is not over yet.
    boxes: Vec<String>,
}

impl Spot {
    fn is_shown(&self) -> bool {
        !self.is_run_hidden && !self.is_row_deleted
    }
}

pub(super) struct Writer {
    numbering: Numbering,
    styles: Styles,
    notes: Notes,
    now: Spot,
    around: Vec<Spot>,
    /// How deep inside what is not shown.
    unread: usize,
    /// Whether one of the open alternatives was taken.
    is_chosen: Vec<bool>,
}

impl Writer {
    pub(super) fn new(numbering: Numbering, styles: Styles, notes: Notes) -> Self {
        Self { numbering, styles, notes, now: Spot::default(), around: Vec::new(), unread: 0, is_chosen: Vec::new() }
    }

    pub(super) fn finish(mut self) -> String {
        while self.close_box() {}
        self.boxes();
        self.now.page.finish()
    }

    /// Adds the notes that the text refers to, in its order.
    pub(super) fn write_notes(&mut self, kind: Kind, xml: &str, progress: &Progress) {
        let contents = contents(xml);
        let references = std::mem::take(&mut self.notes.references);
        let (ours, others) = references.into_iter().partition(|reference| reference.kind == kind);
        self.notes.references = others;
        self.end_paragraph();
        for reference in ours {
            let Some(content) = contents.get(&reference.id) else { continue };
            self.now.page.blank();
            if let Some(label) = &reference.label {
                self.now.page.item(&format!("[{label}]"), 0);
            }
            // A damaged note costs no other.
            let _ = self.read(content, progress);
        }
    }

    pub(super) fn read(&mut self, xml: &str, progress: &Progress) -> Result<(), String> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = false;
        (self.unread, self.is_chosen) = (0, Vec::new());
        loop {
            match reader.read_event() {
                Ok(Event::Start(_)) if self.unread > 0 => self.unread += 1,
                Ok(Event::End(_)) if self.unread > 0 => self.unread -= 1,
                Ok(Event::Eof) => return Ok(()),
                Ok(_) if self.unread > 0 => {}
                Ok(Event::Start(element)) => {
                    self.start(&element);
                    if self.is_unread(&element) {
                        self.unread = 1;
                    }
                }
                Ok(Event::Empty(element)) => {
                    self.start(&element);
                    if !self.is_unread(&element) {
                        self.end(element.local_name().as_ref());
                    }
                }
                Ok(Event::End(element)) => self.end(element.local_name().as_ref()),
                Ok(Event::Text(text)) if self.now.in_text => {
                    let text = text.decode().map_err(|error| error.to_string())?;
                    self.write(&text);
                }
                Ok(Event::CData(text)) if self.now.in_text => self.write(&String::from_utf8_lossy(&text)),
                Ok(Event::GeneralRef(reference)) if self.now.in_text => {
                    let known = reference.resolve_char_ref().ok().flatten().map(String::from);
                    let name = reference.decode().unwrap_or_default().into_owned();
                    let text = known.or_else(|| quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned));
                    self.write(&text.unwrap_or_default());
                }
                Ok(_) => {}
                Err(error) => return Err(format!("{error} at byte {}", reader.error_position())),
            }
            if progress.is_cancelled() {
                return Ok(());
            }
        }
    }

    /// Whether what is in an element is left out: deleted text, how something was before a tracked change, the reading
    /// above a word, and what other programs show in place of something.
    fn is_unread(&mut self, element: &BytesStart<'_>) -> bool {
        let name = element.local_name();
        match name.as_ref() {
            b"del" | b"moveFrom" | b"rt" | b"Fallback" => true,
            b"Choice" => self.is_chosen.last_mut().is_some_and(|chosen| std::mem::replace(chosen, true)),
            name => name.ends_with(b"PrChange"),
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let value = |name| attribute(element, name);
        let now = &mut self.now;
        match name.as_ref() {
            b"p" => {
                now.is_fresh = true;
                now.list = None;
                (now.has_no_mark, now.style_hides) = (false, false);
            }
            b"pPr" => now.in_properties = true,
            b"pStyle" => {
                let style = value("val").unwrap_or_default();
                now.list = self.numbering.of_style(&style);
                now.style_hides = self.styles.hides(&style).unwrap_or(false);
            }
            b"ilvl" => now.list.get_or_insert_default().level = level_of(&value("val").unwrap_or_default()),
            b"numId" => now.list.get_or_insert_default().list = value("val"),
            b"del" | b"moveFrom" if now.in_properties => now.has_no_mark = true,
            b"trPr" => now.in_row_properties = true,
            b"del" if now.in_row_properties => now.is_row_deleted = true,
            b"vanish" | b"specVanish" if now.in_properties => now.has_no_mark |= is_on(element),
            b"vanish" if now.in_run => now.is_run_hidden = is_on(element),
            b"rStyle" if now.in_run => {
                if let Some(hides) = self.styles.hides(&value("val").unwrap_or_default()) {
                    now.is_run_hidden = hides;
                }
            }
            b"r" => (now.in_run, now.is_run_hidden) = (true, now.style_hides),
            b"t" => now.in_text = true,
            // In a paragraph's properties the same name sets a tab stop.
            b"tab" | b"ptab" if now.in_run => self.write(" "),
            b"br" | b"cr" if now.in_run && now.is_shown() => now.page.line(),
            b"noBreakHyphen" => self.write("-"),
            // Mostly arrows and bullets of symbol fonts, whose codes mean nothing elsewhere.
            b"sym" => self.write(" "),
            b"footnoteReference" => self.refer(Kind::Footnote, element),
            b"endnoteReference" => self.refer(Kind::Endnote, element),
            b"txbxContent" => self.around.push(std::mem::take(&mut self.now)),
            b"AlternateContent" => self.is_chosen.push(false),
            b"tbl" => {
                now.tables += 1;
                now.goes_on = false;
                now.page.blank();
            }
            b"tr" => {
                now.is_row_deleted = false;
                if now.tables == 1 {
                    now.page.start_row();
                }
            }
            b"tc" if now.tables == 1 => now.page.cell(),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"t" => self.now.in_text = false,
            b"r" => (self.now.in_run, self.now.is_run_hidden) = (false, false),
            b"pPr" => self.now.in_properties = false,
            b"trPr" => self.now.in_row_properties = false,
            b"p" => self.end_paragraph(),
            b"sectPr" => self.notes.end_section(),
            b"AlternateContent" => drop(self.is_chosen.pop()),
            b"txbxContent" => drop(self.close_box()),
            b"tc" => self.now.goes_on = false,
            b"tr" => {
                self.now.is_row_deleted = false;
                if self.now.tables == 1 {
                    self.now.page.end_row();
                }
            }
            b"tbl" => {
                self.now.tables = self.now.tables.saturating_sub(1);
                self.now.goes_on = false;
                self.now.page.blank();
                if self.now.tables == 0 {
                    self.boxes();
                }
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let now = &mut self.now;
        let list = now.list.take().filter(|list| list.list.is_some());
        let is_empty = std::mem::take(&mut now.is_fresh);
        (now.in_properties, now.in_text) = (false, false);
        if std::mem::take(&mut now.has_no_mark) {
            now.goes_on |= !is_empty;
            return;
        }
        now.goes_on = false;
        match list {
            Some(_) if !is_empty => now.page.line(),
            // An item without a text has its number all the same.
            Some(list) => drop(self.numbering.next(&list)),
            // An empty paragraph is a person's blank line.
            None => now.page.blank(),
        }
        if self.now.tables == 0 {
            self.boxes();
        }
    }

    fn write(&mut self, text: &str) {
        if self.now.is_shown() && !text.is_empty() {
            self.mark();
            self.now.page.inline(text);
        }
    }

    fn refer(&mut self, kind: Kind, element: &BytesStart<'_>) {
        let is_typed =
            attribute(element, "customMarkFollows").is_some_and(|on| matches!(on.as_str(), "1" | "true" | "on"));
        let Some(id) = attribute(element, "id").filter(|_| self.now.is_shown()) else { return };
        if let Some(label) = self.notes.refer(kind, id, is_typed) {
            self.write(&format!("[{label}]"));
        }
    }

    /// What stands before a paragraph, once its text begins: a gap, and the bullet or number of a list.
    fn mark(&mut self) {
        let now = &mut self.now;
        if !std::mem::take(&mut now.is_fresh) || std::mem::take(&mut now.goes_on) {
            return;
        }
        let marker = now.list.as_ref().and_then(|list| Some((self.numbering.next(list)?, list.level)));
        match marker {
            Some((marker, depth)) => now.page.item(&marker, depth),
            None => now.page.blank(),
        }
    }

    /// The end of a text box: its text waits for the end of the paragraph that it stands beside.
    fn close_box(&mut self) -> bool {
        let Some(around) = self.around.pop() else { return false };
        self.boxes();
        let inner = std::mem::replace(&mut self.now, around);
        let text = inner.page.finish();
        if !text.trim().is_empty() && self.now.is_shown() {
            self.now.boxes.push(text);
        }
        true
    }

    /// Puts the text boxes where they stand: beside the paragraph that is over.
    fn boxes(&mut self) {
        for text in std::mem::take(&mut self.now.boxes) {
            self.now.page.blank();
            self.now.page.verbatim(text.trim_end());
            self.now.page.blank();
        }
    }
}

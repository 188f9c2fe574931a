//! Footnotes and endnotes: the numbers that Word shows, and where each note stands in its file.

use std::collections::HashMap;

use super::numbering::figure;
use super::{Tag, attribute, walk};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Footnote,
    Endnote,
}

/// How the notes of a section are numbered.
#[derive(Clone, Debug)]
struct Form {
    figures: String,
    first: usize,
    /// Each section begins anew.
    restarts: bool,
}

/// A place of the text where a note belongs.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub kind: Kind,
    pub id: String,
    /// `None` for a mark that a person typed: it stands in the note too.
    pub label: Option<String>,
}

#[derive(Debug)]
pub(super) struct Notes {
    /// Forms of footnotes and endnotes, by section; the last is that of the document.
    sections: Vec<[Form; 2]>,
    section: usize,
    counts: [usize; 2],
    pub references: Vec<Reference>,
}

impl Notes {
    pub(super) fn new(settings: &str, body: &str) -> Self {
        let form = |figures: &str| Form { figures: figures.to_owned(), first: 1, restarts: false };
        let mut document = [form("decimal"), form("lowerRoman")];
        read_forms(settings, b"settings", &document.clone(), |forms| document = forms);
        let mut sections = Vec::new();
        read_forms(body, b"sectPr", &document, |forms| sections.push(forms));
        sections.push(document);
        let counts = [first(&sections, 0, 0), first(&sections, 0, 1)];
        Self { sections, section: 0, counts, references: Vec::new() }
    }

    /// The section that was read ends.
    pub(super) fn end_section(&mut self) {
        self.section += 1;
        for (side, count) in self.counts.iter_mut().enumerate() {
            let section = self.sections.get(self.section).and_then(|forms| forms.get(side));
            if section.is_some_and(|form| form.restarts) {
                *count = first(&self.sections, self.section, side);
            }
        }
    }

    /// The mark of a note that the text comes to; `is_typed` when a person typed it.
    pub(super) fn refer(&mut self, kind: Kind, id: String, is_typed: bool) -> Option<String> {
        let side = kind as usize;
        let section = self.sections.get(self.section).or(self.sections.last());
        let figures = section.and_then(|forms| forms.get(side)).map_or("decimal", |form| form.figures.as_str());
        let label = match self.counts.get_mut(side) {
            Some(count) if !is_typed => {
                *count += 1;
                Some(figure(figures, *count - 1).unwrap_or_else(|| (*count - 1).to_string()))
            }
            _ => None,
        };
        self.references.push(Reference { kind, id, label: label.clone() });
        label
    }
}

fn first(sections: &[[Form; 2]], section: usize, side: usize) -> usize {
    sections.get(section).and_then(|forms| forms.get(side)).map_or(1, |form| form.first)
}

/// What each element of a name says about the notes in it.
fn read_forms(xml: &str, within: &[u8], otherwise: &[Form; 2], mut each: impl FnMut([Form; 2])) {
    let mut forms: Option<[Form; 2]> = None;
    let mut side: Option<usize> = None;
    // What a section was before a tracked change does not count.
    let mut old = 0_usize;
    walk(xml, |tag| match tag {
        Tag::Start(element, _) => {
            let name = element.local_name();
            let name = name.as_ref();
            let value = || attribute(element, "val").unwrap_or_default();
            match name {
                b"sectPrChange" => old += 1,
                _ if old > 0 => {}
                _ if name == within => forms = Some(otherwise.clone()),
                b"footnotePr" => side = Some(0),
                b"endnotePr" => side = Some(1),
                b"numFmt" | b"numStart" | b"numRestart" => {
                    let form = side.zip(forms.as_mut()).and_then(|(side, forms)| forms.get_mut(side));
                    let Some(form) = form else { return };
                    match name {
                        b"numFmt" => form.figures = value(),
                        b"numStart" => form.first = value().parse().unwrap_or(1).min(1 << 20),
                        _ => form.restarts = value() == "eachSect",
                    }
                }
                _ => {}
            }
        }
        Tag::End(b"sectPrChange", _) => old = old.saturating_sub(1),
        Tag::End(..) if old > 0 => {}
        Tag::End(b"footnotePr" | b"endnotePr", _) => side = None,
        Tag::End(name, _) if name == within => {
            if let Some(forms) = forms.take() {
                each(forms);
            }
        }
        Tag::End(..) => {}
    });
}

/// The content of each note of a file, by its id.
pub(super) fn contents(xml: &str) -> HashMap<String, &str> {
    let mut found = HashMap::new();
    let mut open: Option<(String, usize)> = None;
    walk(xml, |tag| match tag {
        Tag::Start(element, from) => {
            let name = element.local_name();
            // Separators have a type.
            let is_note = matches!(name.as_ref(), b"footnote" | b"endnote")
                && attribute(element, "type").is_none_or(|kind| kind == "normal");
            if is_note && open.is_none() {
                open = attribute(element, "id").map(|id| (id, from));
            }
        }
        Tag::End(b"footnote" | b"endnote", to) => {
            if let Some((id, from)) = open.take() {
                found.insert(id, xml.get(from..to).unwrap_or_default());
            }
        }
        Tag::End(..) => {}
    });
    found
}

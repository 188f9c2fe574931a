//! Glyphs as they come from the reader of fonts, page by page.

use std::collections::{HashMap, HashSet};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};

use pdf_extract::content::Content;
use pdf_extract::{
    Dictionary, Document, MediaBox, Object, ObjectId, OutputDev, OutputError, Stream, Transform, output_doc_page,
};

use super::glyphs::{Glyph, Glyphs};
use super::plain::{Plain, without_fonts};
use crate::panics;

/// The pages of a document, made plain one after the other.
pub(super) struct Pages<'d> {
    document: &'d mut Document,
    stop: &'d AtomicBool,
    /// Where the plain content of a page stands.
    content: ObjectId,
    /// Whether fonts can be read; those that stand in a page itself have no number.
    fonts: HashMap<ObjectId, bool>,
}

impl<'d> Pages<'d> {
    pub(super) fn new(document: &'d mut Document, stop: &'d AtomicBool) -> Self {
        let content = document.add_object(Stream::new(Dictionary::new(), Vec::new()));
        Self { document, stop, content, fonts: HashMap::new() }
    }

    /// # Errors
    /// Why the rest of a page could not be read; what was read of it stands in the glyphs.
    pub(super) fn read(&mut self, number: u32, page: ObjectId, glyphs: &mut Glyphs) -> Result<(), String> {
        let own = self.document.objects.get(&page).cloned();
        let mut plain = Plain::new(self.document, self.stop);
        glyphs.extents = plain.extents(page);
        let result = plain.page(page);
        let Plain { mut operations, fonts, .. } = plain;
        let bad: HashSet<Vec<u8>> = fonts
            .iter()
            .filter(|(name, font)| !self.is_usable(number, page, name, font))
            .map(|(name, _)| name.clone())
            .collect();
        glyphs.unknown += without_fonts(&mut operations, &bad);
        let shown = self.show(number, page, &Content { operations }, fonts, glyphs);
        // A page may stand in a document twice.
        if let Some(own) = own {
            self.document.objects.insert(page, own);
        }
        shown.and(result)
    }

    /// Whether a font can be read; one that cannot would take the rest of its page along.
    fn is_usable(&mut self, number: u32, page: ObjectId, name: &[u8], font: &Object) -> bool {
        let id = font.as_reference().ok();
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return *known;
        }
        let mut fonts = Dictionary::new();
        fonts.set(name.to_vec(), font.clone());
        let choose = pdf_extract::content::Operation::new("Tf", vec![Object::Name(name.to_vec()), Object::Integer(1)]);
        let is_usable =
            self.show(number, page, &Content { operations: vec![choose] }, fonts, &mut Glyphs::default()).is_ok();
        if let Some(id) = id {
            self.fonts.insert(id, is_usable);
        }
        is_usable
    }

    fn show(
        &mut self,
        number: u32,
        page: ObjectId,
        content: &Content,
        fonts: Dictionary,
        glyphs: &mut Glyphs,
    ) -> Result<(), String> {
        let content = content.encode().map_err(|error| error.to_string())?;
        let mut resources = Dictionary::new();
        resources.set("Font", Object::Dictionary(fonts));
        self.document.objects.insert(self.content, Object::Stream(Stream::new(Dictionary::new(), content)));
        let dictionary = self.document.get_object_mut(page).and_then(Object::as_dict_mut);
        let dictionary = dictionary.map_err(|error| error.to_string())?;
        dictionary.set("Contents", Object::Reference(self.content));
        dictionary.set("Resources", Object::Dictionary(resources));
        dictionary.set("MediaBox", Object::Array(vec![Object::Integer(0); 4]));
        dictionary.set("Rotate", Object::Integer(0));
        dictionary.remove(b"ArtBox");
        let mut device = Device { glyphs, stop: self.stop, string: Vec::new() };
        let document: &Document = self.document;
        let read =
            AssertUnwindSafe(|| output_doc_page(document, &mut device, number).map_err(|error| error.to_string()));
        panic::catch_unwind(read).unwrap_or_else(|panic| Err(panics::message(&*panic)))
    }
}

struct Device<'g> {
    glyphs: &'g mut Glyphs,
    stop: &'g AtomicBool,
    /// The glyphs of the string that is being shown.
    string: Vec<Shown>,
}

struct Shown {
    at: Transform,
    width: f64,
    spacing: f64,
    size: f64,
    letters: String,
}

/// Some programs write the blank between two letters as the spacing of a string of two; in longer strings the letters
/// of words are spaced.
const LETTERS: usize = 3;
/// A smaller spacing, in heights of the letters, is no blank.
const BLANK: f64 = 0.18;

impl OutputDev for Device<'_> {
    fn begin_page(&mut self, _: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        at: &Transform,
        width: f64,
        spacing: f64,
        size: f64,
        letters: &str,
    ) -> Result<(), OutputError> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        self.string.push(Shown { at: *at, width, spacing, size, letters: letters.to_owned() });
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.string.clear();
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        let is_short = self.string.len() <= LETTERS;
        for Shown { at, width, spacing, size, letters } in self.string.drain(..) {
            let is_nothing = letters.chars().all(|c| c == '\u{fffd}' || c.is_control() && !c.is_whitespace());
            let spacing = if is_short && spacing > size * BLANK { 0.0 } else { spacing };
            self.glyphs.put(Glyph {
                letters: (!is_nothing).then_some(letters.as_str()),
                x: at.m31,
                y: at.m32,
                along: (at.m11, at.m12),
                width: (at.m11.hypot(at.m12) * (width * size + spacing)).abs(),
                size: (at.m21.hypot(at.m22) * size).abs(),
            });
        }
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

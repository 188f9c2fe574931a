//! A page without all that is no text: the reader of glyphs knows few operators, and fails on what it does not know.
//!
//! Forms (pieces that are used inside others) are put where they are drawn, lines shown with `'` and `"` become lines
//! shown with `Tj`, and fonts get names that mean the same everywhere on the page.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

use super::glyphs::Extent;

/// Deepest nesting of forms; drawing programs use three or four.
const DEEPEST: usize = 24;
/// Deepest nesting of saved states; the format's own bound is 28.
const STATES: usize = 512;
/// Operators of a page; detailed maps have some hundred thousands. Forms that use forms can repeat a short content
/// without end.
const WORK: usize = 4_000_000;
/// Those that concern text; a dense page has some ten thousands.
const TEXT: usize = 500_000;

/// The text operators of a page, and the fonts that they name.
pub(super) struct Plain<'d> {
    document: &'d Document,
    stop: &'d AtomicBool,
    pub operations: Vec<Operation>,
    pub fonts: Dictionary,
    names: HashMap<usize, Vec<u8>>,
    forms: Vec<ObjectId>,
    work: usize,
}

impl<'d> Plain<'d> {
    pub(super) fn new(document: &'d Document, stop: &'d AtomicBool) -> Self {
        Self {
            document,
            stop,
            operations: Vec::new(),
            fonts: Dictionary::new(),
            names: HashMap::new(),
            forms: Vec::new(),
            work: 0,
        }
    }

    /// Where a page ends below and above text that runs along it, by quarter turns of the text to the left.
    pub(super) fn extents(&self, page: ObjectId) -> [Extent; 4] {
        let corners = |key: &[u8]| {
            let list = self.inherited(page, key)?.as_array().ok()?;
            let list: Vec<f64> = list.iter().filter_map(|n| self.followed(n)?.as_float().ok()).map(f64::from).collect();
            let [a, b, c, d] = list[..] else { return None };
            let is_page = list.iter().all(|n| n.is_finite()) && a != c && b != d;
            is_page.then_some([a.min(c), b.min(d), a.max(c), b.max(d)])
        };
        let Some([left, low, right, high]) = corners(b"CropBox").or_else(|| corners(b"MediaBox")) else {
            return [None; 4];
        };
        let mut turned = [(low, high), (-right, -left), (-high, -low), (left, right)].map(Some);
        turned.rotate_left(self.turns(page));
        turned
    }

    /// Quarter turns of a page.
    fn turns(&self, page: ObjectId) -> usize {
        let degrees = self.inherited(page, b"Rotate").and_then(|turn| turn.as_i64().ok()).unwrap_or(0);
        usize::try_from(degrees.rem_euclid(360) / 90).unwrap_or(0)
    }

    /// # Errors
    /// Why the rest of the page cannot be followed; what comes before stands in the operations.
    pub(super) fn page(&mut self, id: ObjectId) -> Result<(), String> {
        let content = self.document.get_page_content(id).map_err(|error| format!("its content is damaged: {error}"))?;
        if let Some(matrix) = [[1, 0, 0, 1], [0, -1, 1, 0], [-1, 0, 0, -1], [0, 1, -1, 0]].get(self.turns(id)) {
            let matrix: Vec<Object> = matrix.iter().chain(&[0, 0]).map(|n| Object::Integer(*n)).collect();
            self.operations.push(Operation::new("cm", matrix));
        }
        let resources = self.inherited(id, b"Resources").and_then(|resources| resources.as_dict().ok());
        self.content(&content, resources)
    }

    /// What a page or one of those above it has under a key.
    fn inherited(&self, page: ObjectId, key: &[u8]) -> Option<&'d Object> {
        let mut seen = HashSet::new();
        let mut id = page;
        while seen.insert(id) {
            let here = self.document.get_dictionary(id).ok()?;
            if let Some(found) = here.get(key).ok().and_then(|value| self.followed(value)) {
                return Some(found);
            }
            id = here.get(b"Parent").ok()?.as_reference().ok()?;
        }
        None
    }

    fn followed(&self, object: &'d Object) -> Option<&'d Object> {
        self.document.dereference(object).ok().map(|(_, object)| object)
    }

    /// What resources have under a name, and which object it is.
    fn resource(&self, resources: Option<&'d Dictionary>, kind: &[u8], name: &[u8]) -> Option<&'d Object> {
        let kind = self.followed(resources?.get(kind).ok()?)?.as_dict().ok()?;
        kind.get(name).ok()
    }

    fn spend(&mut self, work: usize) -> Result<(), String> {
        self.work += work;
        if self.work > WORK || self.operations.len() > TEXT {
            return Err("it repeats itself without end".to_owned());
        }
        if self.stop.load(Ordering::Relaxed) {
            return Err("reading was stopped".to_owned());
        }
        Ok(())
    }

    fn content(&mut self, content: &[u8], resources: Option<&'d Dictionary>) -> Result<(), String> {
        self.spend(content.len() / 64)?;
        let content = Content::decode(content).map_err(|error| format!("its content is damaged: {error}"))?;
        self.spend(content.operations.len())?;
        let mut saved = 0;
        let mut result = Ok(());
        for operation in content.operations {
            match operation.operator.as_str() {
                "q" if saved < STATES => {
                    saved += 1;
                    self.operations.push(operation);
                }
                "q" => result = Err("its states are nested too deep".to_owned()),
                "Q" if saved == 0 => {}
                "Q" => {
                    saved -= 1;
                    self.operations.push(operation);
                }
                _ => result = self.operation(operation, resources),
            }
            if result.is_err() {
                break;
            }
        }
        self.operations.extend((0..saved).map(|_| Operation::new("Q", Vec::new())));
        result
    }

    fn operation(&mut self, operation: Operation, resources: Option<&'d Dictionary>) -> Result<(), String> {
        let Operation { operator, mut operands } = operation;
        let are_numbers = |count: usize| operands.len() == count && operands.iter().all(is_number);
        let is_kept = match operator.as_str() {
            "BT" | "ET" | "T*" => true,
            "cm" | "Tm" => are_numbers(6),
            "Td" | "TD" => are_numbers(2),
            "Tc" | "Tw" | "Tz" | "TL" | "Ts" => are_numbers(1),
            "Tj" => matches!(operands.as_slice(), [Object::String(..)]),
            "TJ" => match operands.as_mut_slice() {
                [Object::Array(pieces)] => {
                    pieces.retain(|piece| is_number(piece) || matches!(piece, Object::String(..)));
                    true
                }
                _ => false,
            },
            "'" | "\"" => {
                self.next_line(operands);
                return Ok(());
            }
            "Tf" => {
                let [Object::Name(name), size] = operands.as_slice() else { return Ok(()) };
                let Some(name) = self.font(self.resource(resources, b"Font", name)) else { return Ok(()) };
                let size = if is_number(size) { size.clone() } else { Object::Integer(1) };
                operands = vec![Object::Name(name), size];
                true
            }
            "Do" => {
                let [Object::Name(name)] = operands.as_slice() else { return Ok(()) };
                return match self.resource(resources, b"XObject", name) {
                    Some(Object::Reference(id)) => self.form(*id, resources),
                    _ => Ok(()),
                };
            }
            _ => false,
        };
        if is_kept {
            self.operations.push(Operation { operator, operands });
        }
        Ok(())
    }

    /// `'`, and `"` with its two spacings.
    fn next_line(&mut self, mut operands: Vec<Object>) {
        let Some(text @ Object::String(..)) = operands.pop() else { return };
        for (spacing, operator) in operands.into_iter().zip(["Tw", "Tc"]) {
            if is_number(&spacing) {
                self.operations.push(Operation::new(operator, vec![spacing]));
            }
        }
        self.operations.extend([Operation::new("T*", Vec::new()), Operation::new("Tj", vec![text])]);
    }

    /// The name of a font on the page.
    fn font(&mut self, font: Option<&'d Object>) -> Option<Vec<u8>> {
        let font = font?;
        // Objects stay where they are while a page is followed.
        let dictionary = self.followed(font)?.as_dict().ok()?;
        let place = std::ptr::from_ref(dictionary) as usize;
        if let Some(name) = self.names.get(&place) {
            return Some(name.clone());
        }
        let name = format!("F{}", self.names.len()).into_bytes();
        self.fonts.set(name.clone(), font.clone());
        self.names.insert(place, name.clone());
        Some(name)
    }

    /// A piece of a page that is drawn as a whole.
    fn form(&mut self, id: ObjectId, resources: Option<&'d Dictionary>) -> Result<(), String> {
        let Ok(form) = self.document.get_object(id).and_then(Object::as_stream) else { return Ok(()) };
        if form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name != b"Form") {
            return Ok(());
        }
        if self.forms.contains(&id) {
            return Err("it contains itself".to_owned());
        }
        if self.forms.len() >= DEEPEST {
            return Err("its pieces are nested too deep".to_owned());
        }
        let own =
            form.dict.get(b"Resources").ok().and_then(|own| self.followed(own)).and_then(|own| own.as_dict().ok());
        let matrix = form.dict.get(b"Matrix").ok().and_then(|matrix| self.followed(matrix)?.as_array().ok());
        self.operations.push(Operation::new("q", Vec::new()));
        if let Some(matrix) = matrix.filter(|matrix| matrix.len() == 6 && matrix.iter().all(is_number)) {
            self.operations.push(Operation::new("cm", matrix.clone()));
        }
        self.forms.push(id);
        let result = self.content(&unpacked(form), own.or(resources));
        self.forms.pop();
        self.operations.push(Operation::new("Q", Vec::new()));
        result
    }
}

fn unpacked(stream: &Stream) -> Vec<u8> {
    let packed = stream.dict.has(b"Filter").then(|| stream.decompressed_content().ok()).flatten();
    packed.unwrap_or_else(|| stream.content.clone())
}

fn is_number(object: &Object) -> bool {
    matches!(object, Object::Integer(_) | Object::Real(_))
}

/// Takes out what is shown with fonts that cannot be read; how many bytes of it there were.
pub(super) fn without_fonts(operations: &mut Vec<Operation>, bad: &HashSet<Vec<u8>>) -> usize {
    let mut saved = Vec::new();
    let mut is_bad = true;
    let mut lost = 0;
    operations.retain(|operation| {
        match (operation.operator.as_str(), operation.operands.as_slice()) {
            ("q", _) => saved.push(is_bad),
            ("Q", _) => is_bad = saved.pop().unwrap_or(is_bad),
            ("Tf", [Object::Name(name), ..]) => {
                is_bad = bad.contains(name);
                return !is_bad;
            }
            ("Tj", [Object::String(text, _)]) if is_bad => {
                lost += text.len();
                return false;
            }
            ("TJ", [Object::Array(pieces)]) if is_bad => {
                lost += pieces.iter().filter_map(|piece| piece.as_str().ok()).map(<[u8]>::len).sum::<usize>();
                return false;
            }
            _ => {}
        }
        true
    });
    lost
}

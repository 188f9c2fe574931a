//! Scripts that the window's own fonts lack (Hebrew, Arabic, Chinese, Georgian …) are shown with fonts of the system,
//! which are looked for on a thread when a text holds such characters.

mod choose;

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use eframe::egui::{self, FontData, FontFamily};
use ttf_parser::Face;

use crate::editor::{Editor, Tone};
use crate::session::DocumentId;
use choose::Chosen;

/// What is known of the fonts; threads look one after the other.
#[derive(Default)]
struct Known {
    /// Fonts of the system that are in use.
    taken: Vec<Chosen>,
    /// Characters that no font here has.
    hopeless: BTreeSet<char>,
}

struct Found {
    fonts: Vec<Chosen>,
    /// Characters that no font here has, and of which that was not said before.
    without: BTreeSet<char>,
}

#[derive(Default)]
pub struct SystemFonts {
    known: Arc<Mutex<Known>>,
    looked: BTreeSet<DocumentId>,
    coming: Vec<Receiver<Found>>,
}

impl SystemFonts {
    /// Looks through documents that were opened, and uses the fonts that were found. Once a frame.
    pub fn tick(&mut self, ctx: &egui::Context, editor: &mut Editor) {
        let fresh = |id: &DocumentId| !self.looked.contains(id);
        let fresh: Vec<DocumentId> = editor.documents.iter().map(|open| open.id).filter(fresh).collect();
        for id in fresh {
            self.looked.insert(id);
            let Some(open) = editor.document(id) else { continue };
            let text = open.document.text.clone();
            let (known, wake) = (self.known.clone(), ctx.clone());
            let (sender, receiver) = channel();
            let started = std::thread::Builder::new().name("fonts".into()).spawn(move || {
                if let Some(found) = look(&text, &known) {
                    let _ = sender.send(found);
                    wake.request_repaint();
                }
            });
            if started.is_ok() {
                self.coming.push(receiver);
            }
        }
        let mut found = Vec::new();
        self.coming.retain(|receiver| match receiver.try_recv() {
            Ok(answer) => {
                found.push(answer);
                false
            }
            Err(error) => error == TryRecvError::Empty,
        });
        for Found { fonts, without } in found {
            fonts.into_iter().for_each(|font| ctx.add_font(insertion(font)));
            let said = &mut editor.settings.boxes_said;
            let fresh: BTreeSet<char> = without.into_iter().filter(|c| !said.contains(*c)).collect();
            if !fresh.is_empty() {
                said.extend(&fresh);
                editor.notify(Tone::Warning, apology(&fresh));
            }
        }
    }
}

fn insertion(font: Chosen) -> FontInsert {
    let mut data = FontData::from_owned(font.data);
    data.index = font.index;
    let last = |family| InsertFontFamily { family, priority: FontPriority::Lowest };
    FontInsert::new(&font.name, data, vec![last(FontFamily::Proportional), last(FontFamily::Monospace)])
}

fn apology(without: &BTreeSet<char>) -> String {
    let codes: Vec<String> = without.iter().take(4).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    let (count, more) = (without.len(), if without.len() > codes.len() { ", …" } else { "" });
    let s = if count == 1 { "character" } else { "characters" };
    format!(
        "No font of this system shows {count} {s} of the text ({}{more}): boxes stand for them. On Debian and Ubuntu the \
         packages fonts-noto-core and fonts-noto-cjk bring almost all scripts; start relata again after installing them",
        codes.join(", ")
    )
}

/// `None` when the fonts in use show all of the text.
fn look(text: &str, known: &Mutex<Known>) -> Option<Found> {
    let own = super::look::fonts();
    let parse = |data: &'static [u8], index| Face::parse(data, index).ok();
    let own: Vec<Face<'_>> = own
        .font_data
        .values()
        .filter_map(|font| match &font.font {
            std::borrow::Cow::Borrowed(data) => parse(data, font.index),
            std::borrow::Cow::Owned(_) => None,
        })
        .collect();
    let mut wanted = choose::missing(text, &own);
    if wanted.is_empty() {
        return None;
    }
    // Whatever another thread died of, fonts are taken whole.
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    for font in &known.taken {
        if let Ok(face) = Face::parse(&font.data, font.index) {
            wanted.retain(|c| face.glyph_index(*c).is_none());
        }
    }
    wanted.retain(|c| !known.hopeless.contains(c));
    if wanted.is_empty() {
        return None;
    }
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    let language =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let chosen = choose::choose(&fonts, &mut wanted, &language.unwrap_or_default());
    known.taken.extend(chosen.iter().cloned());
    known.hopeless.extend(wanted.iter().copied());
    Some(Found { fonts: chosen, without: wanted })
}

//! What a save takes: 1 MB of text with 50,000 annotations, of which one was changed since the last save.

use std::time::Instant;

use super::clock;
use super::figures::Figures;
use super::generate::{self, Size};
use crate::domain::{Edit, Item, change};
use crate::session::{DocumentId, OpenDocument};

/// Milliseconds of the clock on the wall, and of the processor.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Save {
    pub wall: Figures,
    pub cpu: Figures,
}

/// `None` where nothing can be written to the system's folder for temporary files.
pub fn measure(size: Size, saves: usize) -> Option<Save> {
    let folder = tempfile::tempdir().ok()?;
    let document = generate::document(size);
    let mut open = OpenDocument::from_text(DocumentId(1), "generated", &document.text, true);
    let annotations = &document.annotations;
    let mentions = annotations.mentions().map(|m| Item::Mention(m.clone()));
    let relations = annotations.relations().map(|r| Item::Relation(r.clone()));
    open.perform("Generated", mentions.chain(relations).map(Edit::Insert).collect()).ok()?;
    open.save_as(&folder.path().join("generated.txt")).ok()?;
    let ids: Vec<_> = open.document.annotations.mentions().map(|m| m.id).collect();
    let (mut wall, mut cpu) = (Vec::new(), Vec::new());
    for save in 0..saves {
        let id = *ids.get(save * 997 % ids.len().max(1))?;
        let edits = change::retag_mention(&open.document.annotations, id, "SAVED".into());
        open.perform("Retag", edits).ok()?;
        let (start, before) = (Instant::now(), clock::now_ms());
        open.save().ok()?;
        wall.push(start.elapsed().as_secs_f64() * 1e3);
        cpu.push(clock::now_ms() - before);
    }
    Some(Save { wall: Figures::of(wall), cpu: Figures::of(cpu) })
}

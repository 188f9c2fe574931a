//! Writing the files of a document, and what must not happen on the way.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::disk::Difference;
use super::{Disk, OpenDocument};
use crate::brat::{self, Predictions, Standoff};
use crate::domain::{ItemId, Review};

/// Annotations that a save would take out of the file though nobody deleted them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Annotations in the file now.
    pub on_disk: usize,
    /// Annotations that would be written.
    pub writing: usize,
    /// Of those that go: hidden by a threshold.
    pub hidden: usize,
    /// Of those that go: taken back by a new analysis.
    pub by_analysis: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("this document has no file yet: choose one with Save as…")]
    NoPath,
    #[error("{0}")]
    ReadOnly(String),
    #[error("{} was changed by another program since it was read: nothing was overwritten", ann.display())]
    ChangedOutside { ann: PathBuf },
    #[error(
        "{} is another text now, or gone: these annotations would not fit it. Save them with Save as… to keep them \
         with the text they belong to",
        txt.display()
    )]
    TextChanged { txt: PathBuf },
    #[error(
        "{} holds {} annotation{}, and only {} would be left, though you deleted fewer",
        ann.display(), loss.on_disk, if loss.on_disk == 1 { "" } else { "s" }, loss.writing
    )]
    WouldLose { ann: PathBuf, loss: Loss },
    #[error("{}: the text was not saved: {cause} (choose another place with Save as…)", path.display())]
    Text {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error(transparent)]
    Write(#[from] crate::io::SaveError),
}

impl OpenDocument {
    /// Writes the `.ann` beside its `.txt`, atomically.
    ///
    /// # Errors
    /// [`SaveError::NoPath`] for a text without a file; what another program did meanwhile; an unexplained loss, see
    /// [`OpenDocument::save_despite_loss`]; else what the disk says. The old file is intact then.
    pub fn save(&mut self) -> Result<PathBuf, SaveError> {
        self.save_checked(true)
    }

    /// As [`OpenDocument::save`], for a person who has seen what would go.
    ///
    /// # Errors
    /// As [`OpenDocument::save`].
    pub fn save_despite_loss(&mut self) -> Result<PathBuf, SaveError> {
        self.save_checked(false)
    }

    fn save_checked(&mut self, mind_losses: bool) -> Result<PathBuf, SaveError> {
        let txt = self.path.clone().ok_or(SaveError::NoPath)?;
        if let Some(why) = &self.read_only {
            return Err(SaveError::ReadOnly(why.clone()));
        }
        let ann = brat::ann_path(&txt);
        match self.disk.as_ref().map_or(Difference::None, Disk::difference) {
            Difference::None => {}
            Difference::Annotations => return Err(SaveError::ChangedOutside { ann }),
            Difference::Text => return Err(SaveError::TextChanged { txt }),
        }
        let (bytes, standoff) = self.to_write(self.predictions);
        if mind_losses && let Some(loss) = self.loss(&standoff) {
            return Err(SaveError::WouldLose { ann, loss });
        }
        brat::save_annotations(&txt, &bytes)?;
        self.written(standoff, &txt);
        self.rebase();
        Ok(txt)
    }

    /// Whether the file holds the present state though the store does not know: relata was killed after the file was
    /// written and before that was recorded. The save is then brought to its end.
    pub(super) fn finish_save(&mut self) -> bool {
        let Some(txt) = self.path.clone() else { return false };
        let choices = [Predictions::Marked, Predictions::None, Predictions::Unmarked].map(Some);
        for choice in choices.into_iter().chain([None]) {
            let (bytes, standoff) = self.to_write(choice);
            if self.disk.as_ref().is_some_and(|disk| disk.annotations() == Disk::of_ann(&bytes)) {
                self.written(standoff, &txt);
                self.rebase();
                return true;
            }
        }
        false
    }

    /// Writes text and annotations to a new place, which becomes the document's own. The store goes back to what the
    /// old place holds; the caller says where the new place is recorded.
    ///
    /// # Errors
    /// What the disk says.
    pub fn save_as(&mut self, path: &Path) -> Result<PathBuf, SaveError> {
        let txt = brat::txt_path(path);
        let (bytes, standoff) = self.to_write(self.predictions);
        brat::save_text(&txt, &self.document.text)?;
        brat::save_annotations(&txt, &bytes)?;
        self.discard_kept();
        self.keeper = None;
        self.read_only = None;
        self.written(standoff, &txt);
        self.document.name =
            txt.file_stem().map_or_else(|| self.document.name.clone(), |s| s.to_string_lossy().into_owned());
        (self.path, self.source) = (Some(txt.clone()), None);
        Ok(txt)
    }

    /// The bytes of the `.ann`, and the standoff of that file.
    fn to_write(&self, predictions: Option<Predictions>) -> (Vec<u8>, Standoff) {
        let (text, annotations) = (&self.document.text, &self.document.annotations);
        match predictions {
            None => self.standoff.write(text, annotations, &self.visibility),
            Some(choice) => {
                self.standoff.write_marking(text, annotations, &choice.of(&self.visibility), choice.marks())
            }
        }
    }

    fn written(&mut self, standoff: Standoff, txt: &Path) {
        self.standoff = standoff;
        self.needs_file = false;
        self.stands_as_saved();
        self.disk = Disk::look(txt).ok();
    }

    /// What would go that nobody deleted, where it is clearly more than a slip: three annotations and a tenth of all.
    fn loss(&self, next: &Standoff) -> Option<Loss> {
        let staying: HashSet<ItemId> = next.written_items().map(crate::domain::Item::id).collect();
        let on_disk = self.standoff.annotation_lines();
        let writing = next.annotation_lines();
        let annotations = &self.document.annotations;
        let going = self.standoff.written_items().map(crate::domain::Item::id).filter(|id| !staying.contains(id));
        let (mut hidden, mut by_analysis) = (0, 0);
        for id in going {
            // What somebody does not want in the file: rejected, or a prediction where only what is confirmed is saved.
            let confirmed_only = self.predictions == Some(Predictions::None);
            let unwanted = match id {
                ItemId::Mention(id) => annotations
                    .mention(id)
                    .map(|m| m.review == Review::Rejected || (confirmed_only && m.is_prediction())),
                ItemId::Relation(id) => annotations
                    .relation(id)
                    .map(|r| r.review == Review::Rejected || (confirmed_only && r.is_prediction())),
                ItemId::Extra(id) => annotations.extra(id).map(|_| false),
            };
            match unwanted {
                Some(false) => hidden += 1,
                None if self.taken_back.contains(&id) => by_analysis += 1,
                Some(true) | None => {}
            }
        }
        let unexplained = on_disk.saturating_sub(writing).min(hidden + by_analysis);
        let clearly = unexplained >= 3 && unexplained * 10 >= on_disk;
        clearly.then_some(Loss { on_disk, writing, hidden, by_analysis })
    }
}

//! What the draft means for the folder's other documents, looked through on a thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui::{self, ProgressBar, RichText, ScrollArea};

use super::draft::Draft;
use crate::domain::{Annotations, Document, Edit, Schema};
use crate::editor::{Editor, Tone};
use crate::gui::Theme;
use crate::gui::words::{agreed, counted};
use crate::schema::{self, Change, impact};
use crate::session::DocumentId;

/// A document that the changes concern.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Concerned {
    pub path: PathBuf,
    pub name: String,
    /// Empty where only rules are broken.
    pub edits: Vec<Edit>,
    pub touched: usize,
    pub deleted: usize,
    pub forbidden: usize,
}

/// What was found for the changes of a draft.
#[derive(Clone, Debug, Default)]
struct InFolder {
    /// Of which changes: [`Draft::revision`].
    revision: u64,
    looked_at: usize,
    concerned: Vec<Concerned>,
    unreadable: usize,
    /// Whether the person wants these changed, too.
    too: bool,
}

/// A folder that is being looked through.
struct Search {
    revision: u64,
    done: Arc<AtomicUsize>,
    total: usize,
    cancel: Arc<AtomicBool>,
    answer: Receiver<Option<InFolder>>,
}

/// The folder's other documents, as far as the changes concern them.
#[derive(Default)]
pub(super) struct Others {
    found: Option<InFolder>,
    search: Option<Search>,
}

impl Drop for Search {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

/// The edits of several changes, each on what the ones before it leave.
pub(super) fn all_edits(text: &str, annotations: &Annotations, types: &Schema, changes: &[Change]) -> Vec<Edit> {
    let (mut copy, mut types) = (annotations.clone(), types.clone());
    let mut all = Vec::new();
    for change in changes {
        let group = schema::edits(&copy, &types, change);
        if copy.apply_group(text, group.clone()).is_ok() {
            schema::apply(&mut types, change);
            all.extend(group);
        }
    }
    all
}

fn concerned(path: PathBuf, document: &Document, before: &Schema, changes: &[Change]) -> Option<Concerned> {
    let mut schema = before.clone();
    schema.complete(&document.annotations);
    let found = impact(&document.text, &document.annotations, &schema, changes);
    let edits = all_edits(&document.text, &document.annotations, &schema, changes);
    let (touched, deleted, forbidden) = (found.touched.len(), found.deleted, found.violations.len());
    let name = document.name.clone();
    (touched + forbidden > 0).then_some(Concerned { path, name, edits, touched, deleted, forbidden })
}

impl Others {
    /// Looks through the folder's documents that are not shown; open ones as they are, others as they are kept.
    pub fn look(&mut self, draft: &Draft, editor: &mut Editor) {
        let Some((_, files)) = editor.folder.opened() else { return };
        let shown = draft.of.and_then(|id| editor.document(id)).and_then(|d| d.path()).map(Path::to_owned);
        let files: Vec<PathBuf> = files.iter().filter(|file| Some(*file) != shown.as_ref()).cloned().collect();
        // What is open may hold unsaved changes.
        let open: Vec<(PathBuf, Document)> = editor
            .documents
            .iter()
            .filter_map(|d| Some((d.path()?.to_owned(), d.document.clone())))
            .filter(|(path, _)| files.contains(path))
            .collect();
        let (changes, before, revision) = (draft.changes.clone(), draft.before.clone(), draft.revision);
        let places = editor.workspace.places().clone();
        let (done, cancel) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (sender, answer) = channel();
        let (counter, stop, wake, total) = (done.clone(), cancel.clone(), editor.host.wake.clone(), files.len());
        let work = move || {
            let mut found = InFolder { revision, looked_at: files.len(), ..InFolder::default() };
            for (at, path) in files.into_iter().enumerate() {
                if stop.load(Ordering::Relaxed) {
                    let _ = sender.send(None);
                    wake();
                    return;
                }
                let known = open.iter().find(|(known, _)| *known == path).map(|(_, document)| document.clone());
                let fresh = DocumentId(u64::MAX - at as u64);
                match known.map_or_else(|| places.read(fresh, &path).map(|(read, _)| read.document), Ok) {
                    Ok(document) => found.concerned.extend(concerned(path, &document, &before, &changes)),
                    Err(_) => found.unreadable += 1,
                }
                counter.fetch_add(1, Ordering::Relaxed);
                wake();
            }
            found.concerned.sort_by_key(|c| std::cmp::Reverse(c.touched + c.forbidden));
            let _ = sender.send(Some(found));
            wake();
        };
        match std::thread::Builder::new().name("types in folder".into()).spawn(work) {
            Ok(_) => self.search = Some(Search { revision, done, total, cancel, answer }),
            Err(error) => editor.notify(Tone::Error, format!("No thread to look on: {error}. Try again")),
        }
    }

    /// Takes what the thread has found.
    pub fn poll(&mut self, editor: &mut Editor) {
        let Some(search) = &self.search else { return };
        match search.answer.try_recv() {
            Ok(found) => {
                self.search = None;
                self.found = found;
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => {
                self.search = None;
                editor.notify(Tone::Error, "Looking through the folder broke off. Please try it again");
            }
        }
    }

    /// Forgets what is of other changes than the present ones.
    pub fn forget_outdated(&mut self, revision: u64) {
        self.found = self.found.take().filter(|found| found.revision == revision);
        self.search = self.search.take().filter(|search| search.revision == revision);
    }

    #[cfg(all(test, feature = "kittest"))]
    pub fn is_looking(&self) -> bool {
        self.search.is_some()
    }

    /// The documents that are changed along with the shown one.
    pub fn along(&self) -> Vec<Concerned> {
        let wanted = self.found.as_ref().filter(|found| found.too);
        wanted
            .map(|found| found.concerned.iter().filter(|c| !c.edits.is_empty()).cloned().collect())
            .unwrap_or_default()
    }

    /// What the changes mean for the folder; whether it is to be looked through, and the path of a document to open.
    pub fn ui(&mut self, ui: &mut egui::Ui, theme: Theme, has_folder: bool) -> (bool, Option<PathBuf>) {
        let (mut look, mut open) = (false, None);
        if let Some(search) = &self.search {
            ui.horizontal(|ui| {
                let done = search.done.load(Ordering::Relaxed);
                let share = if search.total == 0 { 0.0 } else { done as f32 / search.total as f32 };
                let bar = ui.add(ProgressBar::new(share).desired_width(100.0).desired_height(8.0));
                bar.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::ProgressIndicator, true, "Looking"));
                ui.label(format!("{done} of {}", counted(search.total, "document")));
                if ui.button("Cancel looking").clicked() {
                    search.cancel.store(true, Ordering::Relaxed);
                }
            });
            return (false, None);
        }
        let Some(others) = &mut self.found else {
            let hint = "How many annotations of the folder's other documents these changes concern";
            look = has_folder && ui.button("Look through the folder").on_hover_text(hint).clicked();
            return (look, None);
        };
        let sum = |of: fn(&Concerned) -> usize| others.concerned.iter().map(of).sum::<usize>();
        let (touched, deleted, forbidden) = (sum(|c| c.touched), sum(|c| c.deleted), sum(|c| c.forbidden));
        let text = match others.concerned.len() {
            0 => format!("None of {} is concerned.", counted(others.looked_at, "other document")),
            n => format!(
                "{n} of {}: {} {}, {} {} deleted, {} {} not allowed any more.",
                counted(others.looked_at, "other document"),
                counted(touched - deleted, "annotation"),
                agreed(touched - deleted, "changes", "change"),
                counted(deleted, "annotation"),
                agreed(deleted, "is", "are"),
                counted(forbidden, "relation"),
                agreed(forbidden, "is", "are"),
            ),
        };
        ui.label(RichText::new(text).color(if deleted + forbidden > 0 { theme.warning() } else { theme.text() }));
        if others.unreadable > 0 {
            let (what, are) = (counted(others.unreadable, "document"), agreed(others.unreadable, "is", "are"));
            let text = format!("{what} could not be read and {are} left out.");
            ui.label(RichText::new(text).small().color(theme.warning()));
        }
        if others.concerned.is_empty() {
            return (false, None);
        }
        let height = ui.spacing().interact_size.y;
        let area = ScrollArea::vertical().id_salt("concerned").max_height(76.0);
        area.show_rows(ui, height, others.concerned.len(), |ui, rows| {
            for of in others.concerned.get(rows).unwrap_or_default() {
                let text = format!("{}: {}", of.name, of.touched + of.forbidden);
                if ui.selectable_label(false, text).on_hover_text("Show this document").clicked() {
                    open = Some(of.path.clone());
                }
            }
        });
        if touched > 0 {
            let hint = "One step over all of them: Ctrl+Z takes it back everywhere. They are opened, and not saved yet";
            ui.checkbox(&mut others.too, "Change these documents, too").on_hover_text(hint);
        }
        (look, open)
    }
}

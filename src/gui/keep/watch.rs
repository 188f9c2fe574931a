//! Files that other programs write while they are open here.
//!
//! A thread looks at sizes and times of the open documents' files every few seconds, and at once when the window gets
//! the focus. It reads no file and wakes the window only when something changed.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use eframe::egui;

use crate::gui::app::App;
use crate::session::{Disk, DocumentId};

const EVERY: Duration = Duration::from_secs(3);
/// How often the list of what to look at is written anew; a stale list costs one look too many.
const REFRESH: Duration = Duration::from_secs(1);

type Watched = Arc<Mutex<Vec<(DocumentId, Disk)>>>;

pub struct Watch {
    watched: Watched,
    refreshed: Option<Instant>,
    /// Asks for a look now; the thread ends when it is dropped.
    poke: Sender<()>,
    changed: Receiver<DocumentId>,
    had_focus: bool,
    /// Documents about whose files the person wants to decide later: on saving.
    pub(super) later: Vec<DocumentId>,
}

impl Watch {
    /// # Errors
    /// When the system gives no thread.
    fn start(ctx: &egui::Context) -> std::io::Result<Self> {
        let watched = Watched::default();
        let (poke, poked) = channel();
        let (sender, changed) = channel();
        let (list, wake) = (watched.clone(), ctx.clone());
        std::thread::Builder::new().name("watch".into()).spawn(move || watch(&list, &poked, &sender, &wake))?;
        Ok(Self { watched, refreshed: None, poke, changed, had_focus: true, later: Vec::new() })
    }
}

fn watch(list: &Watched, poked: &Receiver<()>, changed: &Sender<DocumentId>, wake: &egui::Context) {
    loop {
        match poked.recv_timeout(EVERY) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let watched = list.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut any = false;
        for (id, disk) in watched {
            if disk.is_stale() {
                any = true;
                if changed.send(id).is_err() {
                    return;
                }
            }
        }
        if any {
            wake.request_repaint();
        }
    }
}

impl App {
    /// Looks at what the thread has found; once a frame.
    pub(in crate::gui) fn watch_tick(&mut self, ctx: &egui::Context) {
        if self.watch.is_none() {
            if self.editor.documents.iter().all(|d| d.disk().is_none()) {
                return;
            }
            // Without a thread files are still looked at before they are written.
            self.watch = Watch::start(ctx).ok();
        }
        let Some(watch) = &mut self.watch else { return };
        if watch.refreshed.is_none_or(|at| at.elapsed() > REFRESH) {
            let documents = self.editor.documents.iter();
            let disks = documents.filter_map(|d| Some((d.id, d.disk()?.clone()))).collect();
            *watch.watched.lock().unwrap_or_else(PoisonError::into_inner) = disks;
            watch.refreshed = Some(Instant::now());
        }
        let focus = ctx.input(|i| i.focused);
        if focus && !std::mem::replace(&mut watch.had_focus, focus) {
            let _ = watch.poke.send(());
        }
        watch.had_focus = focus;
        let mut found: Vec<DocumentId> = watch.changed.try_iter().collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|id| !watch.later.contains(id));
        if !found.is_empty() {
            watch.refreshed = None;
        }
        for id in found {
            if self.question.is_none() {
                self.look_outside(id, false);
            }
        }
    }

    /// The person does not want to be asked again about this document until it is saved.
    pub(super) fn decide_later(&mut self, id: DocumentId) {
        if let Some(watch) = &mut self.watch {
            watch.later.push(id);
        }
    }

    /// The files of this document were written or read anew.
    pub(in crate::gui) fn watch_anew(&mut self, id: DocumentId) {
        if let Some(watch) = &mut self.watch {
            watch.later.retain(|known| *known != id);
            watch.refreshed = None;
        }
        self.text_changes_said.retain(|known| *known != id);
    }
}

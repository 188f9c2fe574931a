//! Files that other programs write while they are open here.
//!
//! A thread looks at sizes and times of the open documents' files every few seconds, and at once when the person comes back
//! from another program. It reads no file and wakes the host only when something changed.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{Editor, Frame, external};
use crate::corpus::Wake;
use crate::session::{Disk, DocumentId};

const EVERY: Duration = Duration::from_secs(3);
/// Seconds after which the list of what to look at is written anew; a stale list costs one look too many.
const REFRESH: f64 = 1.0;

type Watched = Arc<Mutex<Vec<(DocumentId, Disk)>>>;

/// The files that are looked at, and what is known of them.
#[derive(Default)]
pub(super) struct Watch {
    /// None until a document has a file.
    thread: Option<Thread>,
    /// When the list of files was written last.
    refreshed: Option<f64>,
    /// The person was in another program.
    was_away: bool,
    /// Documents about whose files the person wants to decide later: on saving.
    later: Vec<DocumentId>,
}

struct Thread {
    watched: Watched,
    /// Asks for a look now; the thread ends when it is dropped.
    poke: Sender<()>,
    changed: Receiver<DocumentId>,
}

impl Thread {
    /// # Errors
    /// When the system gives no thread.
    fn start(wake: &Wake) -> std::io::Result<Self> {
        let watched = Watched::default();
        let (poke, poked) = channel();
        let (sender, changed) = channel();
        let (list, wake) = (watched.clone(), wake.clone());
        std::thread::Builder::new().name("watch".into()).spawn(move || watch(&list, &poked, &sender, &wake))?;
        Ok(Self { watched, poke, changed })
    }
}

fn watch(list: &Watched, poked: &Receiver<()>, changed: &Sender<DocumentId>, wake: &Wake) {
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
            wake();
        }
    }
}

impl Watch {
    /// The person does not want to be asked again about this document until it is saved.
    pub(super) fn decide_later(&mut self, id: DocumentId) {
        self.later.push(id);
    }
}

/// Looks at what the thread has found. Once a frame.
pub(super) fn tick(editor: &mut Editor, frame: Frame) {
    let watch = &mut editor.saving.watch;
    if watch.thread.is_none() {
        if editor.documents.iter().all(|open| open.disk().is_none()) {
            return;
        }
        // Without a thread files are still looked at before they are written.
        watch.thread = Thread::start(&editor.host.wake).ok();
    }
    let Some(thread) = &watch.thread else { return };
    if watch.refreshed.is_none_or(|at| frame.time - at > REFRESH) {
        let disks = editor.documents.iter().filter_map(|open| Some((open.id, open.disk()?.clone()))).collect();
        *thread.watched.lock().unwrap_or_else(PoisonError::into_inner) = disks;
        watch.refreshed = Some(frame.time);
    }
    if std::mem::replace(&mut watch.was_away, !frame.has_focus) && frame.has_focus {
        let _ = thread.poke.send(());
    }
    let mut found: Vec<DocumentId> = thread.changed.try_iter().collect();
    found.sort_unstable();
    found.dedup();
    found.retain(|id| !watch.later.contains(id));
    if !found.is_empty() {
        watch.refreshed = None;
    }
    for id in found {
        if editor.saving.question.is_none() {
            external::look_outside(editor, id, false);
        }
    }
}

/// The files of this document were written or read anew.
pub fn look_anew(editor: &mut Editor, id: DocumentId) {
    let saving = &mut editor.saving;
    saving.watch.later.retain(|known| *known != id);
    saving.watch.refreshed = None;
    saving.text_changes_said.retain(|known| *known != id);
}

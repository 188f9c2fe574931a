//! One question asked of many documents, on a thread, with progress and cancel.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::time::{Duration, Instant};

use super::source::{Depth, Desk, Read, Source};

/// Answers wait here while the window is busy; a thread that finds it full waits.
const CAPACITY: usize = 64;
/// How often the window is woken for the sake of progress alone.
const PROGRESS: Duration = Duration::from_millis(100);

/// Called when there is something to poll.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// An answer, with the source's place in [`Scan::sources`].
#[derive(Debug, PartialEq)]
pub enum Step<T> {
    Found(usize, T),
    /// This document could not be read; the others go on.
    Failed(usize, String),
}

/// A scan that runs, or has ended. Dropping it cancels it.
pub struct Scan<T> {
    sources: Arc<[Source]>,
    answers: Receiver<Step<T>>,
    done: Arc<AtomicUsize>,
    cancel: Arc<AtomicBool>,
    is_running: bool,
    since: Instant,
}

impl<T: Send + 'static> Scan<T> {
    /// Asks `look` about every source, in their order; what it answers `None` about is passed over.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(
        sources: Vec<Source>,
        depth: Depth,
        desk: Desk,
        wake: Wake,
        mut look: impl FnMut(&Source, &Arc<Read>) -> Option<T> + Send + 'static,
    ) -> std::io::Result<Self> {
        let sources: Arc<[Source]> = sources.into();
        let (sender, answers) = sync_channel(CAPACITY);
        let (done, cancel) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (theirs, counted, cancelled) = (sources.clone(), done.clone(), cancel.clone());
        std::thread::Builder::new().name("find".into()).spawn(move || {
            let mut woken = Instant::now();
            for (at, source) in theirs.iter().enumerate() {
                if cancelled.load(Ordering::Relaxed) {
                    break;
                }
                let step = match source.read(depth, &desk) {
                    Ok(read) => look(source, &read).map(|value| Step::Found(at, value)),
                    Err(message) => Some(Step::Failed(at, message)),
                };
                counted.store(at + 1, Ordering::Relaxed);
                let said = step.is_some();
                if step.is_some_and(|step| sender.send(step).is_err()) {
                    // Nobody listens any more.
                    return;
                }
                if said || woken.elapsed() > PROGRESS {
                    woken = Instant::now();
                    wake();
                }
            }
            drop(sender);
            wake();
        })?;
        Ok(Self { sources, answers, done, cancel, is_running: true, since: Instant::now() })
    }

    /// The next answer, if one waits.
    pub fn poll(&mut self) -> Option<Step<T>> {
        match self.answers.try_recv() {
            Ok(step) => Some(step),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                self.is_running = false;
                None
            }
        }
    }
}

impl<T> Scan<T> {
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Whether more may come.
    pub fn is_running(&self) -> bool {
        self.is_running
    }

    /// Documents looked at, and all of them.
    pub fn progress(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.sources.len())
    }

    pub fn since(&self) -> Instant {
        self.since
    }

    /// Ends the scan after the present document; what was found stays.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl<T> Drop for Scan<T> {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{FakeExtractor, analyse};
    use crate::corpus::{Place, Recall};
    use crate::session::{DocumentId, OpenDocument};

    fn folder(count: usize) -> (tempfile::TempDir, Vec<Source>) {
        let folder = tempfile::tempdir().expect("a folder");
        let sources = (0..count)
            .map(|i| {
                let path = folder.path().join(format!("{i:04}.txt"));
                std::fs::write(&path, format!("Anna met Boris. Text {i}")).expect("writable");
                std::fs::write(path.with_extension("ann"), "T1\tPeop 0 4\tAnna\n").expect("writable");
                Source::file(path, format!("{i:04}"))
            })
            .collect();
        (folder, sources)
    }

    fn all<T: Send + 'static>(mut scan: Scan<T>) -> Vec<Step<T>> {
        let mut steps = Vec::new();
        while scan.is_running() {
            steps.extend(scan.poll());
        }
        steps
    }

    #[test]
    fn every_document_is_asked_open_ones_as_they_stand() {
        let (_folder, mut sources) = folder(3);
        let open = OpenDocument::from_text(DocumentId(7), "open", "Vera was never saved.", false);
        sources.push(super::super::Snapshots::default().of(&open));
        let names = |_: &Source, read: &Arc<Read>| Some(read.document.annotations.mention_count());
        let steps =
            all(Scan::start(sources, Depth::Annotations, Desk::default(), Arc::new(|| {}), names).expect("a thread"));
        assert_eq!(steps, [Step::Found(0, 1), Step::Found(1, 1), Step::Found(2, 1), Step::Found(3, 0)]);
    }

    #[test]
    fn a_text_in_another_encoding_is_looked_through_like_any_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, text) =
            (folder.path().join("a.txt"), "Анна встретила Бориса в Москве, и они долго гуляли по городу.");
        std::fs::write(&path, encoding_rs::WINDOWS_1251.encode(text).0).expect("writable");
        std::fs::write(path.with_extension("ann"), "T1\tPeop 0 4\tАнна\n").expect("writable");
        let source = Source::file(path, "a".into());
        for depth in [Depth::Text, Depth::Annotations] {
            let read = source.read(depth, &Desk::default()).expect("readable");
            assert_eq!(&*read.document.text, text);
            assert_eq!(read.document.annotations.mention_count(), usize::from(depth == Depth::Annotations));
        }
    }

    #[test]
    fn an_unreadable_document_is_named_and_the_others_go_on() {
        let (folder, mut sources) = folder(2);
        sources.insert(1, Source::file(folder.path().join("gone.txt"), "gone".into()));
        let steps =
            all(Scan::start(sources, Depth::Text, Desk::default(), Arc::new(|| {}), |s, _| Some(s.name.clone()))
                .expect("a thread"));
        assert_eq!(steps.len(), 3);
        assert!(matches!(&steps[1], Step::Failed(1, message) if message.contains("gone.txt")), "{steps:?}");
    }

    #[test]
    fn what_the_model_said_earlier_is_recalled() {
        let (folder, sources) = folder(2);
        std::fs::remove_file(folder.path().join("0001.ann")).expect("there");
        let recall: Recall = Arc::new(|_, text| {
            analyse(&mut FakeExtractor::default(), text, &mut |_, _| {}, &AtomicBool::new(false)).ok().map(Arc::new)
        });
        let desk = Desk { recall: Some(recall), ..Desk::default() };
        let open = |_: &Source, read: &Arc<Read>| {
            Some(read.document.annotations.mentions().filter(|m| !m.is_confirmed()).count())
        };
        let steps = all(Scan::start(sources, Depth::Predictions, desk, Arc::new(|| {}), open).expect("a thread"));
        // Somebody has annotated the first text: what the model said does not come into it.
        assert_eq!(steps, [Step::Found(0, 0), Step::Found(1, 3)]);
    }

    #[test]
    fn a_cancelled_scan_ends_early() {
        let (_folder, sources) = folder(300);
        let mut scan =
            Scan::start(sources, Depth::Text, Desk::default(), Arc::new(|| {}), |s, _| Some(s.place.clone()))
                .expect("a thread");
        scan.cancel();
        let mut count = 0;
        while scan.is_running() {
            count += usize::from(matches!(scan.poll(), Some(Step::Found(_, Place::File(_)))));
        }
        // The channel holds 64, so that the thread cannot have run to the end before it was told.
        assert!(count < 300, "{count}");
    }
}

//! The files of a folder, found on a thread: a walk, no file is read.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use crate::io::{Folder, FolderError};

/// A walk that goes on. Dropping it lets the thread end by itself.
pub struct Listing {
    folder: PathBuf,
    answer: Receiver<Result<Folder, FolderError>>,
}

impl Listing {
    /// `wake` is called when the list is there.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(folder: &Path, wake: impl FnOnce() + Send + 'static) -> std::io::Result<Self> {
        let (sender, answer) = channel();
        let place = folder.to_owned();
        std::thread::Builder::new().name("folder".into()).spawn(move || {
            // Who asked may have chosen another folder since.
            let _ = sender.send(Folder::list(&place));
            wake();
        })?;
        Ok(Self { folder: folder.to_owned(), answer })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files once they are known; waits for them at most this long.
    pub fn poll(&self, wait: Duration) -> Option<Result<Folder, FolderError>> {
        match self.answer.recv_timeout(wait) {
            Ok(files) => Some(files),
            Err(RecvTimeoutError::Timeout) => None,
            // The thread is gone without an answer: look here.
            Err(RecvTimeoutError::Disconnected) => Some(Folder::list(&self.folder)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_listed_and_the_window_woken() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("b.txt"), "").expect("writable");
        std::fs::write(folder.path().join("a.txt"), "").expect("writable");
        let (sender, woken) = channel();
        let listing = Listing::start(folder.path(), move || sender.send(()).unwrap_or_default()).expect("a thread");
        woken.recv().expect("woken");
        let files = listing.poll(Duration::ZERO).expect("there").expect("readable");
        assert_eq!(files.texts(), [folder.path().join("a.txt"), folder.path().join("b.txt")]);
    }

    #[test]
    fn a_missing_folder_says_so() {
        let listing = Listing::start(Path::new("/no/such/folder"), || ()).expect("a thread");
        assert!(listing.poll(Duration::from_secs(30)).expect("an answer").is_err());
    }
}

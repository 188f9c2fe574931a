//! Writing files so that a crash, a full disk or a read-only folder leaves the old one whole.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::what;

/// A file was not written; what stood there before still does.
#[derive(Debug, thiserror::Error)]
#[error("{} was not saved: {} ({remedy})", path.display(), what(cause))]
pub struct SaveError {
    /// Of the file that was to be written.
    pub path: PathBuf,
    /// As the system says it.
    #[source]
    pub cause: io::Error,
    /// What to do about it.
    pub remedy: &'static str,
}

impl SaveError {
    /// With the remedy for this cause.
    fn new(path: &Path, cause: io::Error) -> Self {
        let remedy = match cause.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                "make the file and its folder writable, or save to another place"
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space on this disk, or save to another one",
            ErrorKind::NotFound | ErrorKind::NotADirectory => "make the folder first, or save to another place",
            _ => "save to another place",
        };
        Self { path: path.to_owned(), cause, remedy }
    }
}

/// Writes a file whole or not at all: to a temporary file in the same folder, through to the disk, then in place of the
/// old one, whose permissions it takes over. A link is followed.
///
/// # Errors
/// With the path, the cause and what to do; the old file is untouched then.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    replace(path, bytes).map_err(|cause| SaveError::new(path, cause))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let old = fs::metadata(&target).ok().map(|metadata| metadata.permissions());
    if old.as_ref().is_some_and(fs::Permissions::readonly) {
        // A rename would replace it all the same, against its owner's will.
        return Err(io::Error::new(ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".relata-").suffix(".tmp");
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        // What an ordinary new file gets: the umask takes its share.
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old)?;
    }
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    // The new name should outlive a power cut too; not every file system lets a folder be synced.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ann");
        write_atomically(&path, b"one").unwrap();
        write_atomically(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(folder.path()), ["a.ann"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.ann"), folder.path().join("link.ann"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn a_read_only_file_is_refused_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ann");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let message = write_atomically(&path, b"new").unwrap_err().to_string();
        assert!(message.contains("a.ann") && message.contains("read-only") && message.contains("another place"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a.ann"]);
    }

    #[test]
    fn a_missing_folder_is_named_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let message = write_atomically(&folder.path().join("no/a.ann"), b"").unwrap_err().to_string();
        assert!(message.contains("a.ann") && message.contains("make the folder first"), "{message}");
    }
}

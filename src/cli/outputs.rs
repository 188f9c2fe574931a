//! What a command writes: nothing over an input, nothing over another output, nothing unasked over what stands there.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::brat;
use crate::io::{Folder, has_extension, sibling, twin};

/// The files that a run of a command reads and has written.
#[derive(Debug, Default)]
pub struct Outputs {
    force: bool,
    inputs: HashSet<PathBuf>,
    written: HashSet<PathBuf>,
}

impl Outputs {
    /// `force`: what stands there already may be written over, unless it is an input.
    pub fn new(force: bool) -> Self {
        Self { force, ..Self::default() }
    }

    /// A file that is read.
    pub fn reads(&mut self, path: &Path) {
        self.inputs.insert(identity(path));
    }

    /// A file that is read, or all files of a folder.
    pub fn reads_all(&mut self, path: &Path) {
        match Folder::list(path) {
            Ok(folder) if path.is_dir() => folder.files().iter().for_each(|file| self.reads(file)),
            _ => self.reads_document(path, &brat::txt_path(path)),
        }
    }

    /// The files of a document that is read, as far as they exist.
    pub fn reads_document(&mut self, txt: &Path, beside: &Path) {
        self.reads(txt);
        let pair = ["a1", "a2"].map(|extension| beside.with_extension(extension));
        for annotations in std::iter::once(brat::ann_path(beside)).chain(pair).filter(|path| path.exists()) {
            self.reads(&annotations);
        }
    }

    /// Whether a file may be written, before any work is done for it.
    ///
    /// # Errors
    /// With the file and what to do.
    pub fn check(&self, path: &Path) -> anyhow::Result<()> {
        if has_extension(path, &["ann"])
            && let Some(txt) = sibling(path, "txt")
            && let Some(other) = twin(&txt)
        {
            bail!(
                "{} and {} have the same annotations, {}: rename one of the two texts",
                txt.display(),
                other.display(),
                path.display()
            );
        }
        let place = identity(path);
        if self.inputs.contains(&place) {
            bail!(
                "{} belongs to what this command reads and is never written over; give another place",
                path.display()
            );
        }
        if self.written.contains(&place) {
            bail!("{} was written for another input already; give the two different places", path.display());
        }
        if path.exists() && !self.force {
            bail!("{} exists already; --force writes over it", path.display());
        }
        Ok(())
    }

    /// Copies a file; its folder is made.
    ///
    /// # Errors
    /// As [`Outputs::check`], and what the disk says.
    #[cfg(feature = "ml")]
    pub fn copy(&mut self, from: &Path, to: &Path) -> anyhow::Result<()> {
        self.check(to)?;
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        std::fs::copy(from, to).with_context(|| to.display().to_string())?;
        self.written.insert(identity(to));
        Ok(())
    }

    /// Writes a file whole or not at all; its folder is made.
    ///
    /// # Errors
    /// As [`Outputs::check`], and what the disk says.
    pub fn write(&mut self, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
        self.check(path)?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        crate::io::write_atomically(path, bytes)?;
        self.written.insert(identity(path));
        Ok(())
    }
}

/// One name for a file, whatever way leads to it.
fn identity(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let folder = path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    match (folder.and_then(|folder| folder.canonicalize().ok()), path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_never_written_over_and_others_only_when_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a.txt"), "in").expect("writable");
        std::fs::write(path("a.ann"), "in").expect("writable");
        std::fs::write(path("b.txt"), "in").expect("writable");
        std::fs::write(path("old"), "old").expect("writable");
        for force in [false, true] {
            let mut outputs = Outputs::new(force);
            outputs.reads_document(&path("a.txt"), &path("a.txt"));
            outputs.reads_document(&path("b.txt"), &path("b.txt"));
            let said = outputs.write(&path("./a.txt"), b"x").expect_err("an input").to_string();
            assert!(said.contains("never written over"), "{said}");
            assert!(outputs.write(&path("a.ann"), b"x").is_err(), "its annotations are read too");
            assert!(outputs.check(&path("b.ann")).is_ok(), "a text without annotations may get some");
            assert_eq!(outputs.write(&path("old"), b"new").is_ok(), force);
        }
        for input in ["a.txt", "a.ann"] {
            assert_eq!(std::fs::read(path(input)).expect("there"), b"in");
        }
        let mut outputs = Outputs::new(true);
        outputs.write(&path("deep/out"), b"1").expect("a new place");
        assert!(outputs.write(&path("deep/../deep/out"), b"2").is_err(), "two outputs are two files");
        assert_eq!(std::fs::read(path("deep/out")).expect("there"), b"1");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_an_input_is_the_input() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("a.txt"), folder.path().join("link.txt"));
        std::fs::write(&file, "in").expect("writable");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        let mut outputs = Outputs::new(true);
        outputs.reads(&file);
        assert!(outputs.check(&link).is_err());
    }
}

//! The binary as a shell would call it, and folders for it to work on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[cfg(feature = "ml")]
pub fn toy() -> PathBuf {
    root().join("models/tiny")
}

pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
    command.args(args).env_remove("RELATA_MODEL").env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command
}

pub fn relata(args: &[&str]) -> Output {
    command(args).output().expect("the binary runs")
}

/// The same where the shell stands in a folder.
pub fn relata_in(folder: &Path, args: &[&str]) -> Output {
    command(args).current_dir(folder).output().expect("the binary runs")
}

#[cfg(feature = "ml")]
pub fn with_toy(args: &[&str]) -> Output {
    let toy = toy();
    let mut all = args.to_vec();
    all.extend(["--device", "cpu", "--model", toy.to_str().expect("UTF-8")]);
    relata(&all)
}

pub fn code(output: &Output) -> i32 {
    output.status.code().expect("not killed")
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, content)| (*name, content.as_bytes())).collect();
    folder_of_bytes(&files)
}

pub fn folder_of_bytes(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        write(folder.path(), name, content);
    }
    folder
}

/// Writes a file below a folder; its path.
pub fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("below")).expect("writable");
    fs::write(&path, bytes).expect("writable");
    path.to_str().expect("UTF-8").to_owned()
}

pub fn at(folder: &tempfile::TempDir, name: &str) -> String {
    let path = if name.is_empty() { folder.path().to_owned() } else { folder.path().join(name) };
    path.to_str().expect("UTF-8").to_owned()
}

/// Every file below a folder with its bytes.
pub fn all(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("readable").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(all(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap_or_default());
        }
    }
    found
}

pub const ANN: &str = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 12\tBob\nR1\tKnows Arg1:T1 Arg2:T2\n";

//! The model inside the program: an installed binary alone is enough. It is unpacked once, where its files can be mapped.

use std::io;
use std::path::{Path, PathBuf};

const NAME: &str = "news-ru-en";

macro_rules! model {
    ($($name:literal),*) => {
        [$(($name, include_bytes!(concat!("../../models/news-ru-en/", $name)).as_slice())),*]
    };
}

const FILES: [(&str, &[u8]); 6] =
    model!["config.json", "types.json", "decoding.json", "tokenizer.json", "README.md", "model.safetensors"];

/// The folder of the unpacked model, in the user's cache: a cache that was emptied is filled again.
///
/// # Errors
/// When the cache cannot be written.
pub fn unpacked() -> io::Result<PathBuf> {
    let models = cache().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "this account has no home folder"))?;
    unpack(&FILES, &models)
}

/// Whether a folder lies where models are unpacked.
pub fn is_unpacked(dir: &Path) -> bool {
    let models = cache().and_then(|models| models.canonicalize().ok());
    models.is_some_and(|models| dir.canonicalize().is_ok_and(|dir| dir.starts_with(models)))
}

fn cache() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "relata").map(|dirs| dirs.cache_dir().join("models"))
}

/// Unpacks files into a folder of `models` that is named by what they hold, so that another version has another one.
fn unpack(files: &[(&str, &[u8])], models: &Path) -> io::Result<PathBuf> {
    let folder = models.join(format!("{NAME}-{:016x}", fingerprint(files)));
    // Renamed into place when it was whole; the sizes tell a file that somebody has cut since.
    let is_whole = files
        .iter()
        .all(|(name, bytes)| std::fs::metadata(folder.join(name)).is_ok_and(|file| file.len() == bytes.len() as u64));
    if is_whole {
        return Ok(folder);
    }
    std::fs::create_dir_all(models)?;
    let fresh = tempfile::Builder::new().prefix(".unpacking-").tempdir_in(models)?;
    for (name, bytes) in files {
        std::fs::write(fresh.path().join(name), bytes)?;
    }
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    match std::fs::rename(fresh.path(), &folder) {
        Ok(()) => {
            // It has left its temporary name; nothing is there to delete.
            let _ = fresh.keep();
            Ok(folder)
        }
        // Another instance was faster.
        Err(_) if folder.join("config.json").is_file() => Ok(folder),
        Err(error) => Err(error),
    }
}

/// FNV-1a over sizes, names and a sample of the bytes: it tells versions apart, nobody attacks it.
fn fingerprint(files: &[(&str, &[u8])]) -> u64 {
    const STRIDE: usize = 61;
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for (name, bytes) in files {
        name.bytes().for_each(&mut eat);
        bytes.len().to_le_bytes().into_iter().for_each(&mut eat);
        bytes.iter().step_by(STRIDE).copied().for_each(&mut eat);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_unpacked_once_whole_and_again_when_it_was_damaged() {
        let folder = tempfile::tempdir().expect("a folder");
        let files: [(&str, &[u8]); 2] = [("config.json", b"{}"), ("model.safetensors", b"weights")];
        let place = unpack(&files, folder.path()).expect("writable");
        assert_eq!(unpack(&files, folder.path()).expect("writable"), place);
        std::fs::write(place.join("model.safetensors"), "cut").expect("writable");
        assert_eq!(unpack(&files, folder.path()).expect("writable"), place);
        assert_eq!(std::fs::read(place.join("model.safetensors")).expect("there"), b"weights");
        let other = unpack(&[("config.json", b"{ }".as_slice())], folder.path()).expect("writable");
        assert_ne!(other, place);
        assert_eq!(std::fs::read_dir(folder.path()).expect("there").count(), 2, "nothing else is left behind");
    }

    #[test]
    fn the_model_inside_is_a_whole_one() {
        assert!(FILES.iter().all(|(_, bytes)| !bytes.is_empty()));
        assert!(FILES.iter().any(|(name, bytes)| *name == "model.safetensors" && bytes.len() > 1_000_000));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join(NAME);
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .expect("the model's folder")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        let mut inside = FILES.map(|(name, _)| name.to_owned());
        there.sort();
        inside.sort();
        assert_eq!(there, inside, "what lies in the folder is inside the program");
        let size: usize = FILES.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(size <= 40_000_000, "{size} bytes");
    }
}

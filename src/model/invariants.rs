//! What holds for the files of a checkpoint, whatever stands in them. Tests and fuzz targets call these.

use std::fs;

use super::checkpoint::Checkpoint;

/// Any bytes as `model.safetensors`: an error that names the file, or tensors whose values fit their shapes.
pub fn safetensors(bytes: &[u8]) {
    weights("model.safetensors", bytes);
}

/// Any bytes as `pytorch_model.bin`.
pub fn pickle(bytes: &[u8]) {
    weights("pytorch_model.bin", bytes);
}

fn weights(name: &str, bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    if fs::write(folder.path().join(name), bytes).is_err() {
        return;
    }
    match Checkpoint::open(folder.path()) {
        Ok(checkpoint) => {
            let names: Vec<String> = checkpoint.names().map(str::to_owned).collect();
            for tensor in names {
                if let Err(error) = checkpoint.read(&tensor) {
                    assert!(error.to_string().contains(name), "{error}");
                }
            }
        }
        Err(error) => assert!(error.to_string().contains(name), "{error}"),
    }
}

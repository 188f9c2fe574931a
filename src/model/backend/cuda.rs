//! NVIDIA GPUs, by burn's CUDA backend.
//!
//! The CUDA library panics where no driver is. So the driver is looked for in the file system first, and the first
//! tensors are made on a thread of their own, whose panic is a message.

use std::path::{Path, PathBuf};

#[cfg(feature = "cuda")]
use burn::backend::{Autodiff, Cuda, cuda::CudaDevice};
#[cfg(feature = "cuda")]
use burn::tensor::{Tensor, TensorData};

use super::{Backend, Trainable, Trainer};
use crate::model::checkpoint::Checkpoint;
use crate::model::encoder::{Encoder, EncoderConfig};
use crate::model::error::Boxed;
#[cfg(feature = "cuda")]
use crate::model::{encoder::tensors::TensorEncoder, kernels::cpu::math, training::autodiff::OnDevice};
use crate::panics;

const PROBE_THREAD: &str = "cuda-probe";
#[cfg(not(feature = "cuda"))]
const WITHOUT: &str = "this relata was built without CUDA";

/// The row of the table.
pub static CUDA: Backend = Backend {
    name: "cuda",
    numbered: true,
    remedy: "install the NVIDIA driver, or choose the device auto or cpu",
    probe,
    // Enough to fill it.
    batch: 16_384,
    workers: || 1,
    label: |index, _| format!("CUDA {index}"),
    encoder,
    trainer,
};

#[cfg(feature = "cuda")]
fn encoder(checkpoint: &Checkpoint, config: &EncoderConfig, index: usize) -> Boxed<dyn Encoder> {
    Ok(Box::new(TensorEncoder::<Cuda>::load(checkpoint, config, &CudaDevice::new(index))?))
}

#[cfg(feature = "cuda")]
fn trainer(host: Trainer, index: usize) -> Boxed<dyn Trainable> {
    Ok(Box::new(OnDevice::<Autodiff<Cuda>>::new(host, CudaDevice::new(index), "CUDA")?))
}

#[cfg(not(feature = "cuda"))]
fn encoder(_: &Checkpoint, _: &EncoderConfig, index: usize) -> Boxed<dyn Encoder> {
    Err(CUDA.refusal(index, WITHOUT.into()))
}

#[cfg(not(feature = "cuda"))]
fn trainer(_: Trainer, index: usize) -> Boxed<dyn Trainable> {
    Err(CUDA.refusal(index, WITHOUT.into()))
}

/// Whether CUDA device `index` computes, and computes right.
fn probe(index: usize) -> Result<(), String> {
    find_driver(&roots())?;
    let count = gpu_count(Path::new("/proc/driver/nvidia/gpus"));
    if let Some(count) = count
        && index >= count
    {
        return Err(format!("there is no GPU number {index}, this machine has {count} (counted from 0)"));
    }
    quietly(PROBE_THREAD, move || smoke_test(index))
}

/// Runs `work` on a thread of its own; its panic becomes the error and is not printed.
fn quietly<T: Send + 'static>(
    name: &'static str,
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(|| {
            panics::quiet_here();
            work()
        })
        .map_err(|error| error.to_string())
        .and_then(|thread| thread.join().unwrap_or_else(|payload| Err(panics::message(payload.as_ref()))))
}

#[cfg(not(feature = "cuda"))]
fn smoke_test(_index: usize) -> Result<(), String> {
    Err(WITHOUT.into())
}

/// A product, exp and erf on the device against the host's own.
#[cfg(feature = "cuda")]
fn smoke_test(index: usize) -> Result<(), String> {
    let device = CudaDevice::new(index);
    let values: Vec<f32> = (0..64_u8).map(|i| f32::from(i) / 32.0 - 1.0).collect();
    let x: Tensor<Cuda, 2> = Tensor::from_data(TensorData::new(values.clone(), [8, 8]), &device);
    let got = (x.clone().exp() + x.clone().erf() + x.clone().matmul(x))
        .try_into_data()
        .map_err(|error| format!("{error:?}"))?
        .to_vec::<f32>()
        .map_err(|error| format!("{error:?}"))?;
    for (place, (&x, &got)) in values.iter().zip(&got).enumerate() {
        let (row, column) = (place / 8, place % 8);
        let product: f32 = (0..8).map(|k| values[row * 8 + k] * values[k * 8 + column]).sum();
        let wanted = math::exp(x) + math::erf(x) + product;
        // Reduced-precision matrix units are allowed, wrong results are not.
        if (got - wanted).abs() > 1e-2 {
            return Err(format!("the device computes {got} where {wanted} is right"));
        }
    }
    Ok(())
}

/// Looks for the driver's library.
fn find_driver(roots: &[PathBuf]) -> Result<PathBuf, String> {
    const NAMES: [&str; 3] = ["libcuda.so.1", "libcuda.so", "nvcuda.dll"];
    roots
        .iter()
        .flat_map(|root| NAMES.iter().map(move |name| root.join(name)))
        .find(|path| path.exists())
        .ok_or_else(|| "no NVIDIA driver was found (libcuda)".to_owned())
}

/// Where the system's loader would look.
pub(super) fn roots() -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> =
        std::env::var_os("LD_LIBRARY_PATH").map(|paths| std::env::split_paths(&paths).collect()).unwrap_or_default();
    roots.extend(
        [
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib64",
            "/usr/lib",
            "/lib64",
            "/usr/local/nvidia/lib64",
            "/usr/lib/wsl/lib",
            "/run/opengl-driver/lib",
            "C:\\Windows\\System32",
        ]
        .map(PathBuf::from),
    );
    roots
}

/// Number of GPUs the kernel driver lists; `None` where there is no such list.
fn gpu_count(list: &Path) -> Option<usize> {
    Some(std::fs::read_dir(list).ok()?.flatten().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_driver_is_found_where_its_library_is() {
        let dir = tempfile::tempdir().unwrap();
        let roots = [dir.path().to_owned()];
        assert!(find_driver(&roots).unwrap_err().contains("NVIDIA driver"));
        std::fs::write(dir.path().join("libcuda.so.1"), "").unwrap();
        assert_eq!(find_driver(&roots).unwrap(), dir.path().join("libcuda.so.1"));
        assert_eq!(gpu_count(dir.path()), Some(1));
        assert_eq!(gpu_count(&dir.path().join("none")), None);
    }

    #[test]
    fn a_panic_on_the_probe_thread_is_a_message() {
        let outcome: Result<(), String> = quietly("probe-test", || panic!("the driver {}", "gave up"));
        assert_eq!(outcome, Err("the driver gave up".into()));
        assert_eq!(quietly("probe-test", || Ok(3)), Ok(3));
    }
}

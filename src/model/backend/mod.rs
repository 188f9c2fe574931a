//! Which device a model runs on, and whether it is there.
//!
//! The CUDA library panics where no driver is. So the driver is looked for in the file system first, and the first
//! tensors are made on a thread of their own, whose panic is a message.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

#[cfg(feature = "cuda")]
use burn::backend::{Cuda, cuda::CudaDevice};
#[cfg(feature = "cuda")]
use burn::tensor::{Tensor, TensorData};
use serde::{Deserialize, Serialize};

use crate::model::error::ModelError;
#[cfg(feature = "cuda")]
use crate::model::kernels::cpu::math;
use crate::panics;

const PROBE_THREAD: &str = "cuda-probe";
const REMEDY: &str = "install the NVIDIA driver, or choose the device auto or cpu";

/// The device as a person asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceChoice {
    /// CUDA when it works, otherwise the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The CUDA device of this number, or an error.
    Cuda(usize),
}

impl FromStr for DeviceChoice {
    type Err = ModelError;

    /// `auto`, `cpu`, `cuda` (the first one) or `cuda:N`, in any case.
    fn from_str(text: &str) -> Result<Self, ModelError> {
        let lower = text.trim().to_ascii_lowercase();
        match lower.as_str() {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda(0)),
            _ => lower
                .strip_prefix("cuda:")
                .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|digits| digits.parse().ok())
                .map(Self::Cuda)
                .ok_or_else(|| ModelError::DeviceName(text.to_owned())),
        }
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => write!(f, "auto"),
            Self::Cpu => write!(f, "cpu"),
            Self::Cuda(index) => write!(f, "cuda:{index}"),
        }
    }
}

/// A device that was seen to work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Device {
    /// The CPU; when CUDA was looked for in vain, why not.
    Cpu { instead_of_cuda: Option<String> },
    /// CUDA.
    #[cfg_attr(not(feature = "cuda"), allow(dead_code))]
    Cuda(usize),
}

impl Device {
    /// Settles a choice.
    ///
    /// # Errors
    /// When CUDA was asked for by name and does not work; never a silent run on the CPU.
    pub(super) fn settle(choice: DeviceChoice) -> Result<Self, ModelError> {
        match choice {
            DeviceChoice::Cpu => Ok(Self::Cpu { instead_of_cuda: None }),
            DeviceChoice::Auto => Ok(match probe(0) {
                Ok(()) => Self::Cuda(0),
                Err(reason) => Self::Cpu { instead_of_cuda: Some(reason) },
            }),
            DeviceChoice::Cuda(index) => probe(index)
                .map(|()| Self::Cuda(index))
                .map_err(|reason| ModelError::Device { requested: choice.to_string(), reason, remedy: REMEDY }),
        }
    }
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
    Err("this relata was built without CUDA".into())
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
fn roots() -> Vec<PathBuf> {
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
    fn names_of_devices() {
        let parse = |text: &str| text.parse::<DeviceChoice>();
        assert_eq!(parse("auto").unwrap(), DeviceChoice::Auto);
        assert_eq!(parse(" CPU ").unwrap(), DeviceChoice::Cpu);
        assert_eq!(parse("cuda").unwrap(), DeviceChoice::Cuda(0));
        assert_eq!(parse("cuda:3").unwrap(), DeviceChoice::Cuda(3));
        for wrong in ["", "gpu", "cuda:", "cuda:-1", "cuda:+1", "cuda:x", "cuda3"] {
            assert!(parse(wrong).unwrap_err().to_string().contains("auto, cpu, cuda"), "{wrong}");
        }
        for choice in [DeviceChoice::Auto, DeviceChoice::Cpu, DeviceChoice::Cuda(2)] {
            assert_eq!(parse(&choice.to_string()).unwrap(), choice);
        }
    }

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

    #[test]
    fn asked_for_cuda_is_cuda_or_an_error_and_auto_always_works() {
        // The same on machines with and without a GPU: number 4096 is on none.
        let error = Device::settle(DeviceChoice::Cuda(4096)).unwrap_err().to_string();
        assert!(error.contains("cuda:4096") && error.contains("choose the device auto or cpu"), "{error}");
        match Device::settle(DeviceChoice::Auto).unwrap() {
            Device::Cpu { instead_of_cuda } => assert!(instead_of_cuda.is_some_and(|reason| !reason.is_empty())),
            Device::Cuda(index) => assert_eq!(index, 0),
        }
    }
}

//! Where models compute: one table. Who asks for a device by name, or for any that works, asks it.

mod cpu;
mod cuda;
mod needs;

use std::fmt;
use std::str::FromStr;

use super::checkpoint::Checkpoint;
use super::encoder::{Encoder, EncoderConfig};
use super::error::{Boxed, ModelError};
use super::training::{Trainable, Trainer};

pub use needs::{Need, needs};

/// Every backend, in the order in which `auto` tries them.
pub static BACKENDS: [&Backend; 2] = [&cuda::CUDA, &cpu::CPU];

/// One row: what it is called, whether it works, how much it wants at once, what it does.
pub struct Backend {
    /// As people say it: `--device NAME`.
    pub name: &'static str,
    /// Whether there may be several, told apart by a number: `NAME:1`.
    pub numbered: bool,
    /// What to do when it does not work.
    pub remedy: &'static str,
    /// Whether the device of this number computes, and computes right; why not otherwise.
    pub probe: fn(usize) -> Result<(), String>,
    /// Subwords of a batch.
    pub batch: usize,
    /// Batches that run at once.
    pub workers: fn() -> usize,
    /// The device of this number for people; the flag: the weights are stored in 8 bits.
    pub label: fn(usize, bool) -> String,
    /// Brings an encoder onto it. The shapes must have been checked.
    pub encoder: fn(&Checkpoint, &EncoderConfig, usize) -> Boxed<dyn Encoder>,
    /// Brings a model in training onto it.
    pub trainer: fn(Trainer, usize) -> Boxed<dyn Trainable>,
}

impl Backend {
    fn refusal(&self, index: usize, reason: String) -> ModelError {
        let requested = DeviceChoice::On { backend: self.name, index }.to_string();
        ModelError::Device { requested, reason, remedy: self.remedy }
    }
}

/// The device as a person asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// The first of the table that works.
    #[default]
    Auto,
    /// A backend of the table by name and the number of its device, or an error.
    On {
        /// Its name.
        backend: &'static str,
        /// From 0.
        index: usize,
    },
}

impl DeviceChoice {
    /// The CPU.
    pub const CPU: Self = Self::On { backend: "cpu", index: 0 };

    /// Settles the choice.
    ///
    /// # Errors
    /// When a device that was asked for by name does not work; never a silent run on another.
    pub(in crate::model) fn select(self) -> Result<Device, ModelError> {
        let Self::On { backend, index } = self else {
            let mut reasons = Vec::new();
            for backend in BACKENDS {
                match (backend.probe)(0) {
                    Ok(()) => {
                        let instead_of = (!reasons.is_empty()).then(|| reasons.join("; "));
                        return Ok(Device { backend, index: 0, instead_of });
                    }
                    Err(reason) => reasons.push(reason),
                }
            }
            return Err(BACKENDS[BACKENDS.len() - 1].refusal(0, reasons.join("; ")));
        };
        let named = BACKENDS.into_iter().find(|row| row.name == backend);
        let backend = named.ok_or_else(|| unknown(backend))?;
        (backend.probe)(index).map_err(|reason| backend.refusal(index, reason))?;
        Ok(Device { backend, index, instead_of: None })
    }
}

/// A device that was seen to work.
pub(super) struct Device {
    pub(super) backend: &'static Backend,
    pub(super) index: usize,
    /// Why it is not a better one that was looked for in vain.
    pub(super) instead_of: Option<String>,
}

fn unknown(name: &str) -> ModelError {
    let mut known = vec!["auto".to_owned()];
    for backend in BACKENDS.iter().rev() {
        known.push(backend.name.to_owned());
        known.extend(backend.numbered.then(|| format!("{}:N", backend.name)));
    }
    let last = known.pop().unwrap_or_default();
    ModelError::DeviceName { name: name.to_owned(), known: format!("{} or {last}", known.join(", ")) }
}

impl FromStr for DeviceChoice {
    type Err = ModelError;

    /// `auto`, or a backend's name, with `:N` where it has several devices, in any case.
    fn from_str(text: &str) -> Result<Self, ModelError> {
        let lower = text.trim().to_ascii_lowercase();
        if lower == "auto" {
            return Ok(Self::Auto);
        }
        let (name, number) = lower.split_once(':').map_or((lower.as_str(), None), |(name, n)| (name, Some(n)));
        let backend = BACKENDS.iter().find(|backend| backend.name == name).filter(|b| number.is_none() || b.numbered);
        let digits = number.is_none_or(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        let index = number.map_or(Some(0), |digits| digits.parse().ok()).filter(|_| digits);
        match (backend, index) {
            (Some(backend), Some(index)) => Ok(Self::On { backend: backend.name, index }),
            _ => Err(unknown(text)),
        }
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => write!(f, "auto"),
            Self::On { backend, index } => match BACKENDS.iter().find(|row| row.name == *backend) {
                Some(row) if row.numbered => write!(f, "{backend}:{index}"),
                _ => write!(f, "{backend}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices() {
        let cuda = |index| DeviceChoice::On { backend: "cuda", index };
        let parse = |text: &str| text.parse::<DeviceChoice>();
        assert_eq!(parse("auto").unwrap(), DeviceChoice::Auto);
        assert_eq!(parse(" CPU ").unwrap(), DeviceChoice::CPU);
        assert_eq!(parse("cuda").unwrap(), cuda(0));
        assert_eq!(parse("cuda:3").unwrap(), cuda(3));
        for wrong in ["", "gpu", "cuda:", "cuda:-1", "cuda:+1", "cuda:x", "cuda3", "cpu:0"] {
            assert!(parse(wrong).unwrap_err().to_string().contains("auto, cpu, cuda"), "{wrong}");
        }
        for choice in [DeviceChoice::Auto, DeviceChoice::CPU, cuda(2)] {
            assert_eq!(parse(&choice.to_string()).unwrap(), choice);
        }
    }

    #[test]
    fn asked_for_cuda_is_cuda_or_an_error_and_auto_always_works() {
        // The same on machines with and without a GPU: number 4096 is on none.
        let named = DeviceChoice::On { backend: "cuda", index: 4096 };
        let error = named.select().err().unwrap().to_string();
        assert!(error.contains("cuda:4096") && error.contains("choose the device auto or cpu"), "{error}");
        let device = DeviceChoice::Auto.select().unwrap();
        match device.backend.name {
            "cpu" => assert!(device.instead_of.is_some_and(|reason| !reason.is_empty())),
            _ => assert_eq!(device.index, 0),
        }
    }

    #[test]
    fn every_backend_is_found_by_its_name_and_the_last_works_everywhere() {
        for backend in BACKENDS {
            let choice: DeviceChoice = backend.name.parse().unwrap();
            assert_eq!(choice, DeviceChoice::On { backend: backend.name, index: 0 });
            assert!(backend.batch > 0 && (backend.workers)() > 0);
        }
        let last = BACKENDS.last().unwrap();
        assert_eq!((last.name, (last.probe)(0)), ("cpu", Ok(())));
        let unknown = DeviceChoice::On { backend: "abacus", index: 0 };
        assert!(unknown.select().err().unwrap().to_string().contains("abacus"));
    }
}

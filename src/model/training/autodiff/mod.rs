//! Training on a burn backend with automatic differentiation: what runs on CUDA.
//!
//! The same model as the CPU's own passes, in plain burn operations and batched with padding; tested against the same golden
//! numbers. The host [`Trainer`] holds names, options and checkpoints: parameters go up at the start and come down to be saved.

mod heads;
mod network;

use std::path::Path;

use burn::tensor::backend::{AutodiffBackend, Backend};
use burn::tensor::{ElementConversion, Tensor, TensorData};

use super::adamw::AdamW;
use super::example::Example;
use super::losses::Losses;
use super::options::Frozen;
use super::params::Form;
use super::trainable::Trainable;
use super::trainer::{Trainer, Update};
use crate::model::encoder::Input;
use crate::model::encoder::batch::Batch;
use crate::model::error::ModelError;
use crate::model::kernels::cpu::dense;
use crate::nlp::Types;
use crate::panics;
use network::Network;

/// A parameter on the device, with its moments.
struct Parameter<B: AutodiffBackend> {
    /// In the checkpoint's own shape; vectors as one row.
    value: Tensor<B, 2>,
    first: Tensor<B::InnerBackend, 2>,
    second: Tensor<B::InnerBackend, 2>,
    decays: bool,
    depth: usize,
    /// Of the learning rate, for heads.
    factor: f32,
}

/// A model in training on a device.
pub struct AutodiffTrainer<B: AutodiffBackend> {
    host: Trainer,
    /// The word embeddings, then every slot of the layout.
    parameters: Vec<Parameter<B>>,
    device: B::Device,
}

/// Rows and columns of a slot as a matrix.
fn matrix(host: &Trainer, slot: usize) -> [usize; 2] {
    let slot = &host.params.layout.slots[slot];
    match (slot.form, slot.parts.as_slice()) {
        (Form::Panels { outputs, inputs }, _) => [outputs, inputs],
        (Form::Plain, [(_, shape)]) if shape.len() == 2 => [shape[0], shape[1]],
        _ => [1, slot.range.len()],
    }
}

impl<B: AutodiffBackend> AutodiffTrainer<B> {
    /// Brings a trainer's parameters and moments onto a device.
    #[must_use]
    pub fn new(mut host: Trainer, device: B::Device) -> Self {
        host.catch_up();
        let width = host.config.hidden_size;
        let table = [host.config.vocab_size, width];
        let mut parameters = vec![Parameter {
            value: upload::<B>(host.params.words.clone(), table, &device).require_grad(),
            first: upload(host.words.first.clone(), table, &device),
            second: upload(host.words.second.clone(), table, &device),
            decays: true,
            depth: 0,
            factor: 1.0,
        }];
        for (index, slot) in host.params.layout.slots.iter().enumerate() {
            let shape = matrix(&host, index);
            let plain = |flat: &[f32]| match slot.form {
                Form::Plain => flat[slot.range.clone()].to_vec(),
                Form::Panels { outputs, inputs } => dense::from_panels(&flat[slot.range.clone()], outputs, inputs),
            };
            parameters.push(Parameter {
                value: upload::<B>(plain(&host.params.flat), shape, &device).require_grad(),
                first: upload(plain(&host.first), shape, &device),
                second: upload(plain(&host.second), shape, &device),
                decays: slot.decays(),
                depth: slot.depth,
                factor: host.rates.of(slot, host.config.num_hidden_layers),
            });
        }
        Self { host, parameters, device }
    }

    /// As [`Trainer::update`].
    pub fn update(&mut self, examples: &[Example], rate: f32) -> Update {
        // Dropout draws from the backend's generator: seeded by the update, a resumed run draws the same again.
        B::seed(&self.device, self.host.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(self.host.updates));
        let inputs: Vec<Input<'_>> =
            examples.iter().map(|example| Input { ids: &example.ids, types: &example.types }).collect();
        let batch = Batch::new(&inputs, self.host.params.layout.first_position);
        let values: Vec<Tensor<B, 2>> = self.parameters.iter().map(|parameter| parameter.value.clone()).collect();
        let network = Network { host: &self.host, values: &values, device: &self.device };
        let (loss, parts) = network.losses(examples, &batch);
        let losses = losses(&parts);
        let gradients = loss.backward();
        let frozen = self.host.rates.frozen;
        let layers = self.host.config.num_hidden_layers;
        let trained = |parameter: &Parameter<B>| match frozen {
            Frozen::Nothing => true,
            Frozen::Embeddings => parameter.depth > 0,
            Frozen::Encoder => parameter.depth > layers,
        };
        let gradients: Vec<Option<Tensor<B::InnerBackend, 2>>> = self
            .parameters
            .iter()
            .map(|parameter| trained(parameter).then(|| parameter.value.grad(&gradients)).flatten())
            .collect();
        let squares: f64 = gradients
            .iter()
            .flatten()
            .map(|gradient| gradient.clone().powi_scalar(2).sum().into_scalar().elem::<f64>())
            .sum();
        let norm = squares.sqrt();
        let report = Update { losses, gradient_norm: norm };
        if !norm.is_finite() || !losses.total().is_finite() {
            return report;
        }
        let clip = (f64::from(self.host.rates.clip) / (norm + 1e-6)).min(1.0);
        self.apply(rate, clip, gradients);
        report
    }

    fn apply(&mut self, rate: f32, clip: f64, gradients: Vec<Option<Tensor<B::InnerBackend, 2>>>) {
        self.host.updates += 1;
        let AdamW { betas, epsilon, weight_decay, bias_correction } = self.host.adam;
        let [b1, b2] = betas.map(f64::from);
        let exponent = i32::try_from(self.host.updates).unwrap_or(i32::MAX);
        let correct = |beta: f64| if bias_correction { 1.0 - beta.powi(exponent) } else { 1.0 };
        let layers = self.host.config.num_hidden_layers;
        let rates = self.host.rates;
        let factors = self.host.params.layout.rates(layers, rates.layer_decay, rates.frozen);
        self.host.words.rates.push(rate * factors[0]);
        for (parameter, gradient) in self.parameters.iter_mut().zip(gradients) {
            let rate = f64::from(rate * factors[parameter.depth] * parameter.factor);
            let Some(gradient) = gradient else { continue };
            let gradient = gradient * clip;
            let first = parameter.first.clone() * b1 + gradient.clone() * (1.0 - b1);
            let second = parameter.second.clone() * b2 + gradient.powi_scalar(2) * (1.0 - b2);
            let shrink = if parameter.decays { 1.0 - rate * f64::from(weight_decay) } else { 1.0 };
            let root = second.clone().sqrt() / correct(b2).sqrt() + f64::from(epsilon);
            let value = parameter.value.clone().inner() * shrink - first.clone() / root * (rate / correct(b1));
            parameter.value = Tensor::from_inner(value).require_grad();
            (parameter.first, parameter.second) = (first, second);
        }
    }

    /// Brings everything back to the host.
    fn download(&mut self) -> Result<(), ModelError> {
        let mut all = Vec::with_capacity(self.parameters.len());
        for parameter in &self.parameters {
            let inner = parameter.value.clone().inner();
            all.push([fetch(inner)?, fetch(parameter.first.clone())?, fetch(parameter.second.clone())?]);
        }
        let mut all = all.into_iter();
        let host = &mut self.host;
        if let Some([value, first, second]) = all.next() {
            (host.params.words, host.words.first, host.words.second) = (value, first, second);
        }
        host.words.at.fill(host.words.rates.len() as u64);
        for (slot, [value, first, second]) in host.params.layout.slots.iter().zip(all) {
            let store = |values: &[f32], flat: &mut [f32]| match slot.form {
                Form::Plain => flat[slot.range.clone()].copy_from_slice(values),
                Form::Panels { outputs, inputs } => {
                    dense::to_panels(values, outputs, inputs, &mut flat[slot.range.clone()]);
                }
            };
            store(&value, &mut host.params.flat);
            store(&first, &mut host.first);
            store(&second, &mut host.second);
        }
        Ok(())
    }

    /// As [`Trainer::save`].
    ///
    /// # Errors
    /// When the device or the file system gives up.
    pub fn save(&mut self, to: &Path, tokenizer: &Path, types: &Types) -> Result<(), ModelError> {
        self.download()?;
        self.host.save(to, tokenizer, types)
    }

    /// As [`Trainer::save_state`]; after [`AutodiffTrainer::save`].
    ///
    /// # Errors
    /// When the file system gives up.
    pub fn save_state(&mut self, to: &Path) -> Result<(), ModelError> {
        self.host.save_state(to)
    }
}

/// The same for those who do not know the backend. Drivers report trouble by panicking: that is an error here.
pub struct OnDevice<B: AutodiffBackend> {
    trainer: AutodiffTrainer<B>,
    /// For messages.
    name: &'static str,
}

impl<B: AutodiffBackend> OnDevice<B> {
    /// Brings a trainer onto a device.
    ///
    /// # Errors
    /// When the driver gives up.
    pub fn new(host: Trainer, device: B::Device, name: &'static str) -> Result<Self, ModelError> {
        Ok(Self { trainer: guarded(name, || AutodiffTrainer::new(host, device))?, name })
    }
}

impl<B: AutodiffBackend> Trainable for OnDevice<B> {
    fn updates(&self) -> u64 {
        self.trainer.host.updates
    }

    fn parameters(&self) -> usize {
        self.trainer.host.parameters()
    }

    fn update(&mut self, batch: &[Example], rate: f32) -> Result<Update, ModelError> {
        guarded(self.name, || self.trainer.update(batch, rate))
    }

    fn save(&mut self, to: &Path, tokenizer: &Path, types: &Types) -> Result<(), ModelError> {
        guarded(self.name, || self.trainer.save(to, tokenizer, types))?
    }

    fn save_state(&mut self, to: &Path) -> Result<(), ModelError> {
        self.trainer.save_state(to)
    }
}

fn guarded<T>(device: &str, work: impl FnOnce() -> T) -> Result<T, ModelError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .map_err(|payload| ModelError::Backend { device: device.to_owned(), reason: panics::message(payload.as_ref()) })
}

fn upload<B: Backend>(values: Vec<f32>, shape: [usize; 2], device: &B::Device) -> Tensor<B, 2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn fetch<B: Backend>(tensor: Tensor<B, 2>) -> Result<Vec<f32>, ModelError> {
    let fail = |reason: String| ModelError::Backend { device: "the device".into(), reason };
    let data = tensor.try_into_data().map_err(|error| fail(format!("{error:?}")))?;
    data.into_vec::<f32>().map_err(|error| fail(format!("{error:?}")))
}

/// The parts of the loss as numbers: entity, relation, and their identification.
fn losses<B: Backend>(parts: &[Option<Tensor<B, 1>>; 4]) -> Losses {
    let value = |part: &Option<Tensor<B, 1>>| part.clone().map_or(0.0, |part| part.into_scalar().elem::<f64>());
    Losses {
        entity: value(&parts[0]),
        relation: value(&parts[1]),
        entity_identification: value(&parts[2]),
        relation_identification: value(&parts[3]),
    }
}

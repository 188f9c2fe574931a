//! The relation head on the pairs of a sentence: linear, or linear on a hidden layer of rectified units.
//!
//! The linear head of SpERT adds what head, tail and context say each for itself; only a hidden layer can learn what a type
//! asks of both ends together.

use super::heads::{Pass, identifiers};
use super::stage::Stage;

/// Layers with their inputs and, after the losses, their gradients.
pub struct RelationHead {
    hidden: Option<Stage>,
    /// The classifier, and the binary head of SpERT.MT.
    pub out: Stage,
}

impl RelationHead {
    /// `x` is `[pairs, inputs]`, after dropout.
    pub fn new(pass: &Pass<'_>, x: Vec<f32>, inputs: usize) -> Self {
        let Pass { params, dropout, .. } = *pass;
        let heads = &params.layout.heads;
        let [_, identifier] = identifiers(heads);
        let Some(slots) = &heads.relation_hidden else {
            return Self { hidden: None, out: Stage::new(x, inputs, params, &heads.relation, identifier) };
        };
        let hidden = Stage::new(x, inputs, params, slots, None);
        let mut features: Vec<f32> = hidden.logits.iter().map(|unit| unit.max(0.0)).collect();
        dropout[2].apply(0, &mut features);
        let out = Stage::new(features, hidden.outputs, params, &heads.relation, identifier);
        Self { hidden: Some(hidden), out }
    }

    /// Adds the parameters' gradients and returns that of the inputs, before dropout: `[pairs, inputs]`.
    pub fn backward(&mut self, pass: &Pass<'_>, gradient: &mut [f32]) -> Vec<f32> {
        let Pass { params, dropout, .. } = *pass;
        let heads = &params.layout.heads;
        let start = params.layout.heads_start();
        let [_, identifier] = identifiers(heads);
        let (Some(hidden), Some(slots)) = (&mut self.hidden, &heads.relation_hidden) else {
            return self.out.backward(params, &heads.relation, identifier, dropout[1], start, gradient);
        };
        let features = self.out.backward(params, &heads.relation, identifier, dropout[2], start, gradient);
        for (unit, feature) in hidden.logits.iter_mut().zip(features) {
            *unit = if *unit > 0.0 { feature } else { 0.0 };
        }
        hidden.backward(params, slots, None, dropout[1], start, gradient)
    }
}

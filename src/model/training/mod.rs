//! Training: one update of all parameters from a batch of examples.
//!
//! | file | what it is |
//! |---|---|
//! | `options` | what can be chosen: heads, pooling, context, initial weights |
//! | `example` | a sentence with its samples |
//! | `params` | names, shapes and values; reference checkpoints in and out |
//! | `shard`, `gradient` | BERT forward and backward on slices; the weights' gradients |
//! | `heads`, `relation_head`, `stage`, `pool`, `losses` | SpERT and SpERT.MT |
//! | `pair_loss` | the relation loss of a pair, in its variants |
//! | `adamw` | the optimiser, exact on rows that wait |
//! | `trainer` | the update |
//! | `store` | checkpoints of a run |
//! | `autodiff/` | the same in differentiable burn operations, for CUDA |
//! | `trainable` | what a run sees of a model in training |

pub(super) mod adamw;
pub(super) mod autodiff;
pub(super) mod example;
mod gradient;
mod heads;
pub(super) mod losses;
pub(super) mod options;
pub(super) mod pair_loss;
pub(super) mod params;
mod pool;
mod relation_head;
pub(super) mod shard;
mod stage;
mod store;
mod trainable;
mod trainer;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod variant_tests;

pub use adamw::AdamW;
pub use example::{Example, OpenTypes, PairSample, SpanSample};
pub use losses::Losses;
pub use options::{Frozen, HeadOptions, Initial};
pub use pair_loss::RelationLoss;
pub use trainable::{Setup, Trainable};
pub(super) use trainer::Trainer;
pub use trainer::{Rates, Update};

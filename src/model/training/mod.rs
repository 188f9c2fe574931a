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
//! | `any` | whichever of the two the device asks for |

pub mod adamw;
mod any;
pub mod autodiff;
pub mod example;
mod gradient;
mod heads;
pub mod losses;
pub mod options;
pub mod pair_loss;
pub mod params;
mod pool;
mod relation_head;
pub mod shard;
mod stage;
mod store;
mod trainer;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod variant_tests;

pub use adamw::AdamW;
pub use any::AnyTrainer;
pub use example::{Example, PairSample, SpanSample};
pub use losses::Losses;
pub use options::{Frozen, HeadOptions, Initial};
pub use pair_loss::RelationLoss;
pub use trainer::{Rates, Trainer, Update};

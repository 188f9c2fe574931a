//! Training: one update of all parameters from a batch of examples.
//!
//! | file | what it is |
//! |---|---|
//! | `options` | what can be chosen: heads, pooling, context, initial weights |
//! | `example` | a sentence with its samples |
//! | `params` | names, shapes and values; reference checkpoints in and out |
//! | `encoder`, `gradient` | BERT forward and backward on slices; the weights' gradients |
//! | `heads`, `relation_head`, `stage`, `pool`, `losses` | SpERT and SpERT.MT |
//! | `pair_loss` | the relation loss of a pair, in its variants |
//! | `adamw` | the optimiser, exact on rows that wait |
//! | `learner` | the update |
//! | `store` | checkpoints of a run |
//! | `device/` | the same in differentiable burn operations, for CUDA |
//! | `any` | whichever of the two the device asks for |

pub mod adamw;
mod any;
pub mod device;
pub mod encoder;
pub mod example;
mod gradient;
mod heads;
mod learner;
pub mod losses;
pub mod options;
pub mod pair_loss;
pub mod params;
mod pool;
mod relation_head;
mod stage;
mod store;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod variant_tests;

pub use adamw::AdamW;
pub use any::AnyLearner;
pub use example::{Example, PairSample, SpanSample};
pub use learner::{Learner, Rates, Update};
pub use losses::Losses;
pub use options::{Frozen, HeadOptions, Initial};
pub use pair_loss::RelationLoss;

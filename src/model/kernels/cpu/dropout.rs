//! Dropout masks that are made from a seed and a place, not from the order of execution.

use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The dropout of one place in the network: a bit a value, 1 for kept. No bits at all: nothing is dropped.
#[derive(Clone, Copy)]
pub struct Dropout<'a> {
    kept: &'a [u64],
    scale: f32,
}

impl Dropout<'_> {
    /// Drops nothing.
    pub const NONE: Dropout<'static> = Dropout { kept: &[], scale: 1.0 };

    /// Multiplies values `first..` of the place by 0 or 1/(1−p). The gradient of dropout is the same product.
    #[inline(always)]
    pub fn apply(&self, first: usize, values: &mut [f32]) {
        if self.kept.is_empty() {
            return;
        }
        for (at, value) in (first..).zip(values) {
            let kept = self.kept[at / 64] >> (at % 64) & 1;
            *value *= self.scale * kept as f32;
        }
    }
}

/// The masks of one sentence in one update.
#[derive(Clone, Debug, Default)]
pub struct Masks {
    places: Vec<(Vec<u64>, f32)>,
}

impl Masks {
    /// Draws masks for places of `(values, probability)`, in their order.
    pub fn draw(&mut self, seed: u64, update: u64, sentence: u64, places: impl Iterator<Item = (usize, f32)>) {
        let mut key = [0_u8; 32];
        for (slot, value) in key.chunks_exact_mut(8).zip([seed, update, sentence, 0x64726f70]) {
            slot.copy_from_slice(&value.to_le_bytes());
        }
        let mut random = ChaCha8Rng::from_seed(key);
        self.places.clear();
        for (values, probability) in places {
            let mut kept = Vec::new();
            if probability > 0.0 {
                // Sixteen random bits a value: 0.1 becomes 6554/65536.
                let dropped = (f64::from(probability) * 65536.0).round() as u32;
                kept.reserve(values.div_ceil(64));
                let mut bytes = [0_u8; 128];
                for _ in 0..values.div_ceil(64) {
                    random.fill_bytes(&mut bytes);
                    let mut word = 0_u64;
                    for (bit, pair) in bytes.chunks_exact(2).enumerate() {
                        let value = u32::from(u16::from_le_bytes([pair[0], pair[1]]));
                        word |= u64::from(value >= dropped) << bit;
                    }
                    kept.push(word);
                }
            }
            self.places.push((kept, 1.0 / (1.0 - probability)));
        }
    }

    /// The dropout of place `index`; none where no mask was drawn.
    pub fn place(&self, index: usize) -> Dropout<'_> {
        self.places.get(index).map_or(Dropout::NONE, |(kept, scale)| Dropout { kept, scale: *scale })
    }
}

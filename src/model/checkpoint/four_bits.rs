//! Values in 4 bits: `(n − 8) · scale`, n from 0 to 15, a scale for every [`GROUP`] values of a row.

use half::f16;

/// Values that share a scale. Fewer would cost more for scales than they save in error.
pub const GROUP: usize = 32;

/// What stands for zero.
const ZERO: f32 = 8.0;

/// Values (a multiple of [`GROUP`]) as half-bytes, two in a byte, the first in the low half; and the scales of their groups.
#[must_use]
pub fn pack(values: &[f32]) -> (Vec<u8>, Vec<f16>) {
    let (groups, _) = values.as_chunks::<GROUP>();
    let mut bytes = Vec::with_capacity(values.len() / 2);
    let mut scales = Vec::with_capacity(groups.len());
    for group in groups {
        let scale = best_scale(group);
        let (pairs, _) = group.as_chunks::<2>();
        bytes.extend(pairs.iter().map(|[low, high]| nibble(*low, scale.to_f32()) | nibble(*high, scale.to_f32()) << 4));
        scales.push(scale);
    }
    (bytes, scales)
}

/// The inverse of [`pack`]; surplus bytes or scales are left out.
#[must_use]
pub fn unpack(bytes: &[u8], scales: &[f32]) -> Vec<f32> {
    let mut all = Vec::with_capacity(bytes.len() * 2);
    unpack_into(bytes, scales, &mut all);
    all
}

/// As [`unpack`], behind what is in `out`.
pub fn unpack_into(bytes: &[u8], scales: &[f32], out: &mut Vec<f32>) {
    for (bytes, scale) in bytes.chunks_exact(GROUP / 2).zip(scales) {
        for byte in bytes {
            out.extend([byte & 15, byte >> 4].map(|n| (f32::from(n) - ZERO) * scale));
        }
    }
}

fn nibble(value: f32, scale: f32) -> u8 {
    if scale == 0.0 { ZERO as u8 } else { (value / scale + ZERO).round().clamp(0.0, 15.0) as u8 }
}

/// The scale of least squared error, of either sign: there is one step more below zero than above.
fn best_scale(group: &[f32; GROUP]) -> f16 {
    let largest = group.iter().fold(0.0_f32, |max, value| if value.abs() > max.abs() { *value } else { max });
    let error = |scale: f16| -> f32 {
        let scale = scale.to_f32();
        group.iter().map(|value| ((f32::from(nibble(*value, scale)) - ZERO) * scale - value).powi(2)).sum()
    };
    (0..16_u8)
        .flat_map(|step| [-8.0, 7.0].map(|end| f16::from_f32(largest / end * (1.0 - f32::from(step) * 0.03))))
        .min_by(|a, b| error(*a).total_cmp(&error(*b)))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers(scales: &[f16]) -> Vec<f32> {
        scales.iter().map(|scale| scale.to_f32()).collect()
    }

    proptest! {
        #[test]
        fn values_move_by_less_than_half_a_step_on_the_whole(values in prop::collection::vec(-3.0_f32..3.0, GROUP * 2)) {
            let (bytes, scales) = pack(&values);
            prop_assert_eq!((bytes.len(), scales.len()), (GROUP, 2));
            let back = unpack(&bytes, &numbers(&scales));
            for (group, back) in values.chunks(GROUP).zip(back.chunks(GROUP)) {
                let squares: f32 = group.iter().zip(back).map(|(a, b)| (a - b).powi(2)).sum();
                let largest = group.iter().fold(0.0_f32, |max, value| max.max(value.abs()));
                prop_assert!(squares <= GROUP as f32 * (largest / 14.0).powi(2) * 1.01);
            }
        }
    }

    #[test]
    fn multiples_of_a_scale_survive() {
        let values: Vec<f32> = (0..32_u8).map(|i| (f32::from(i % 16) - 8.0) * 0.25).collect();
        let (bytes, scales) = pack(&values);
        assert_eq!(unpack(&bytes, &numbers(&scales)), values);
        assert_eq!(pack(&[0.0; 32]), (vec![0x88; 16], vec![f16::ZERO]));
    }
}

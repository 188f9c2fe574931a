//! A table of which few rows are read, in the bits of its file: word embeddings are most of a small model.

use super::four_bits;

/// Rows of numbers.
pub struct Rows {
    columns: usize,
    values: Values,
}

enum Values {
    F32(Vec<f32>),
    /// Numbers of `width` bytes.
    Floats {
        bytes: Vec<u8>,
        width: usize,
        convert: fn(&[u8]) -> f32,
    },
    /// `value · scale`, a scale a row.
    EightBit {
        bytes: Vec<u8>,
        scales: Vec<f32>,
    },
    /// See [`four_bits`]; scales of one row after the other.
    FourBit {
        bytes: Vec<u8>,
        scales: Vec<f32>,
    },
}

impl Rows {
    /// Of numbers, row-major.
    #[must_use]
    pub fn plain(values: Vec<f32>, columns: usize) -> Self {
        Self { columns, values: Values::F32(values) }
    }

    /// Of floating-point numbers of `width` bytes.
    #[must_use]
    pub fn floats(bytes: Vec<u8>, columns: usize, width: usize, convert: fn(&[u8]) -> f32) -> Self {
        Self { columns, values: Values::Floats { bytes, width, convert } }
    }

    /// Of 8-bit numbers with a scale a row.
    #[must_use]
    pub fn eight_bit(bytes: Vec<u8>, scales: Vec<f32>, columns: usize) -> Self {
        Self { columns, values: Values::EightBit { bytes, scales } }
    }

    /// Of 4-bit numbers; `columns` is a multiple of [`four_bits::GROUP`].
    #[must_use]
    pub fn four_bit(bytes: Vec<u8>, scales: Vec<f32>, columns: usize) -> Self {
        Self { columns, values: Values::FourBit { bytes, scales } }
    }

    /// Puts a row behind `out`; `None` where there is no such row.
    pub fn push_row(&self, index: usize, out: &mut Vec<f32>) -> Option<()> {
        let columns = self.columns;
        let span = |width: usize| Some(index.checked_mul(width)?..index.checked_add(1)?.checked_mul(width)?);
        match &self.values {
            Values::F32(values) => out.extend_from_slice(values.get(span(columns)?)?),
            Values::Floats { bytes, width, convert } => {
                let row = bytes.get(span(columns * width)?)?;
                out.extend(row.chunks_exact(*width).map(convert));
            }
            Values::EightBit { bytes, scales } => {
                let (row, scale) = (bytes.get(span(columns)?)?, scales.get(index)?);
                out.extend(row.iter().map(|value| f32::from(value.cast_signed()) * scale));
            }
            Values::FourBit { bytes, scales } => {
                let row = bytes.get(span(columns / 2)?)?;
                four_bits::unpack_into(row, scales.get(span(columns / four_bits::GROUP)?)?, out);
            }
        }
        Some(())
    }

    /// All rows as numbers.
    #[must_use]
    pub fn into_f32(self) -> Vec<f32> {
        if let Values::F32(values) = self.values {
            return values;
        }
        let mut all = Vec::new();
        (0..).take_while(|index| self.push_row(*index, &mut all).is_some()).for_each(drop);
        all
    }
}

#[cfg(test)]
mod tests {
    use half::f16;
    use proptest::prelude::*;

    use super::*;
    use crate::model::checkpoint::Matrix;

    fn row(rows: &Rows, index: usize) -> Option<Vec<f32>> {
        let mut out = Vec::new();
        rows.push_row(index, &mut out).map(|()| out)
    }

    proptest! {
        #[test]
        fn a_row_is_to_the_bit_what_the_whole_table_says(
            values in prop::collection::vec(-3.0_f32..3.0, 4 * 64), scales in prop::collection::vec(0.001_f32..2.0, 4),
        ) {
            let halves: Vec<u8> = values.iter().flat_map(|v| f16::from_f32(*v).to_le_bytes()).collect();
            let half = |b: &[u8]| f16::from_le_bytes([b[0], b[1]]).to_f32();
            let bytes: Vec<i8> = values.iter().map(|v| (*v * 40.0) as i8).collect();
            let eight: Vec<u8> = bytes.iter().map(|b| b.cast_unsigned()).collect();
            let (four, groups) = four_bits::pack(&values);
            let groups: Vec<f32> = groups.iter().map(|scale| scale.to_f32()).collect();
            let wholes = [
                values.clone(),
                values.iter().map(|v| f16::from_f32(*v).to_f32()).collect(),
                Matrix::I8 { values: bytes, scales: scales.clone() }.into_f32(),
                four_bits::unpack(&four, &groups),
            ];
            let tables = [
                Rows::plain(values, 64),
                Rows::floats(halves, 64, 2, half),
                Rows::eight_bit(eight, scales, 64),
                Rows::four_bit(four, groups, 64),
            ];
            for (table, whole) in tables.into_iter().zip(wholes) {
                for index in 0..4 {
                    let wanted = whole[index * 64..(index + 1) * 64].to_vec();
                    prop_assert_eq!(row(&table, index), Some(wanted));
                }
                prop_assert_eq!(row(&table, 4), None);
                prop_assert_eq!(row(&table, usize::MAX), None);
                prop_assert_eq!(table.into_f32(), whole);
            }
        }
    }
}

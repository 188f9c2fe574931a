//! A weight matrix in the precision of its file.

/// `[rows, columns]`, row-major.
#[derive(Clone, Debug, PartialEq)]
pub enum Matrix {
    F32(Vec<f32>),
    /// Row r holds `values · scales[r]`.
    I8 {
        values: Vec<i8>,
        scales: Vec<f32>,
    },
}

impl Matrix {
    /// Puts the rows of another matrix of the same width below; f32 unless both are of 8 bits.
    pub fn append(&mut self, other: Self) {
        match (self, other) {
            (Self::I8 { values, scales }, Self::I8 { values: more, scales: theirs }) => {
                values.extend(more);
                scales.extend(theirs);
            }
            (all, more) => {
                let mut values = std::mem::replace(all, Self::F32(Vec::new())).into_f32();
                values.extend(more.into_f32());
                *all = Self::F32(values);
            }
        }
    }

    /// The numbers that the values stand for.
    #[must_use]
    pub fn into_f32(self) -> Vec<f32> {
        match self {
            Self::F32(values) => values,
            Self::I8 { values, scales } => {
                let columns = values.len().checked_div(scales.len()).unwrap_or(0).max(1);
                let rows = values.chunks(columns).zip(scales);
                rows.flat_map(|(row, scale)| row.iter().map(move |value| f32::from(*value) * scale)).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bits_stay_eight_bits_only_among_themselves() {
        let eight = || Matrix::I8 { values: vec![1, -2, 3, 4], scales: vec![0.5, 2.0] };
        assert_eq!(eight().into_f32(), [0.5, -1.0, 6.0, 8.0]);
        let mut both = eight();
        both.append(eight());
        assert!(matches!(&both, Matrix::I8 { values, scales } if (values.len(), scales.len()) == (8, 4)));
        both.append(Matrix::F32(vec![9.0, 9.5]));
        assert_eq!(both.into_f32(), [0.5, -1.0, 6.0, 8.0, 0.5, -1.0, 6.0, 8.0, 9.0, 9.5]);
    }
}

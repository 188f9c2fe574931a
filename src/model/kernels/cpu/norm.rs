//! Residual sums and LayerNorm.

use super::math::sum_of;
use super::vectorized;

/// Parameters of one LayerNorm.
#[derive(Clone, Debug)]
pub struct Norm {
    /// Factor per feature.
    pub gamma: Vec<f32>,
    /// Summand per feature.
    pub beta: Vec<f32>,
    /// Added to the variance.
    pub eps: f32,
}

impl Norm {
    /// `x = LayerNorm(x + residual)`, row by row.
    ///
    /// # Shapes
    /// `x` and `residual` `[rows, features]`.
    pub fn add_and_norm(&self, x: &mut [f32], residual: &[f32]) {
        let features = self.gamma.len().max(1);
        vectorized(
            #[inline(always)]
            || {
                for (row, residual) in x.chunks_exact_mut(features).zip(residual.chunks_exact(features)) {
                    for (value, residual) in row.iter_mut().zip(residual) {
                        *value += residual;
                    }
                    self.row(row);
                }
            },
        );
    }

    #[inline(always)]
    fn row(&self, row: &mut [f32]) {
        let count = row.len() as f32;
        let mean = sum_of(row, |x| x) / count;
        // Two passes: the difference of squares would lose the digits that the tolerance asks for.
        let variance = sum_of(row, |x| (x - mean) * (x - mean)) / count;
        let scale = 1.0 / (variance + self.eps).sqrt();
        for ((value, gamma), beta) in row.iter_mut().zip(&self.gamma).zip(&self.beta) {
            *value = (*value - mean) * scale * gamma + beta;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_gets_mean_beta_and_deviation_gamma() {
        let features = 40;
        let norm = Norm { gamma: vec![2.0; features], beta: vec![1.0; features], eps: 1e-12 };
        let mut x: Vec<f32> = (0..80_u8).map(|i| f32::from(i % 7)).collect();
        let residual = vec![0.5; 80];
        norm.add_and_norm(&mut x, &residual);
        for row in x.chunks(features) {
            let mean: f32 = row.iter().sum::<f32>() / 40.0;
            let variance: f32 = row.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / 40.0;
            assert!((mean - 1.0).abs() < 1e-5 && (variance - 4.0).abs() < 1e-4, "{mean} {variance}");
        }
    }
}

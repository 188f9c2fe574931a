//! Where each block stands: measured heights where known, estimates elsewhere.

/// Heights of all blocks and their tops. A change costs one pass over the blocks behind it, once a frame.
#[derive(Default)]
pub struct Heights {
    heights: Vec<f32>,
    /// One more entry than there are blocks; `f64` because a long text is millions of points high.
    tops: Vec<f64>,
    /// Tops from here on are out of date.
    stale_from: Option<usize>,
}

impl Heights {
    pub fn reset(&mut self, heights: impl Iterator<Item = f32>) {
        self.heights = heights.collect();
        self.stale_from = Some(0);
        self.refresh();
    }

    pub fn len(&self) -> usize {
        self.heights.len()
    }

    pub fn get(&self, block: usize) -> Option<f32> {
        self.heights.get(block).copied()
    }

    /// Returns whether the height is another than before.
    pub fn set(&mut self, block: usize, height: f32) -> bool {
        match self.heights.get_mut(block) {
            Some(old) if (*old - height).abs() > 0.01 => {
                *old = height;
                self.stale_from = Some(self.stale_from.map_or(block, |from| from.min(block)));
                true
            }
            _ => false,
        }
    }

    pub fn refresh(&mut self) {
        let Some(from) = self.stale_from.take() else { return };
        self.tops.truncate(from + 1);
        if self.tops.is_empty() {
            self.tops.push(0.0);
        }
        let mut top = self.tops.last().copied().unwrap_or(0.0);
        for height in self.heights.iter().skip(self.tops.len() - 1) {
            top += f64::from(*height);
            self.tops.push(top);
        }
    }

    pub fn top(&self, block: usize) -> f32 {
        self.tops.get(block).or(self.tops.last()).copied().unwrap_or(0.0) as f32
    }

    pub fn total(&self) -> f32 {
        self.tops.last().copied().unwrap_or(0.0) as f32
    }

    /// The block at a height; the last one below the end.
    pub fn at(&self, y: f32) -> usize {
        let after = self.tops.partition_point(|top| *top <= f64::from(y));
        after.saturating_sub(1).min(self.heights.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tops_follow_corrections() {
        let mut heights = Heights::default();
        heights.reset([10.0, 20.0, 30.0].into_iter());
        assert_eq!((heights.top(2), heights.total()), (30.0, 60.0));
        assert_eq!((heights.at(-5.0), heights.at(10.0), heights.at(29.0), heights.at(999.0)), (0, 1, 1, 2));
        assert!(heights.set(1, 25.0));
        assert!(!heights.set(1, 25.0));
        assert!(!heights.set(7, 25.0));
        heights.refresh();
        assert_eq!((heights.top(1), heights.top(2), heights.total()), (10.0, 35.0, 65.0));
    }
}

//! Sentences as the rows of a batch.

use super::Input;

/// Where each subword of a batch stands: packed, one sentence behind the other, and padded to the longest for attention.
pub struct Batch {
    /// Subword ids, packed.
    pub ids: Vec<i32>,
    /// Rows of the position table, packed.
    pub positions: Vec<i32>,
    /// Token types, packed.
    pub types: Vec<i32>,
    /// Subwords of every sentence.
    pub lengths: Vec<usize>,
    /// Those of the longest.
    pub longest: usize,
    /// For every padded place its packed row; 0 for padding, which is masked.
    pub padded: Vec<i32>,
    /// For every packed row its padded place.
    pub packed: Vec<i32>,
    /// 0 for subwords, a large negative number for padding.
    pub mask: Vec<f32>,
    /// First packed row of every sentence.
    pub starts: Vec<usize>,
}

fn int(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

impl Batch {
    /// `first_position` is the row of the position table for the first subword of a sentence.
    #[must_use]
    pub fn new(sentences: &[Input<'_>], first_position: usize) -> Self {
        let lengths: Vec<usize> = sentences.iter().map(|input| input.ids.len()).collect();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let mut batch = Self {
            ids: sentences.iter().flat_map(|input| input.ids).map(|id| id.cast_signed()).collect(),
            positions: lengths.iter().flat_map(|&length| (0..length).map(|at| int(first_position + at))).collect(),
            types: sentences
                .iter()
                .flat_map(|input| (0..input.ids.len()).map(|at| int(input.token_type(at))))
                .collect(),
            longest,
            padded: Vec::new(),
            packed: Vec::new(),
            mask: Vec::new(),
            starts: Vec::new(),
            lengths,
        };
        let mut row = 0;
        for &length in &batch.lengths {
            batch.starts.push(row);
            for place in 0..longest {
                let inside = place < length;
                if inside {
                    batch.packed.push(int(batch.padded.len()));
                }
                batch.padded.push(if inside { int(row + place) } else { 0 });
                batch.mask.push(if inside { 0.0 } else { -1e9 });
            }
            row += length;
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_packed_and_padded_and_positions_begin_where_they_should() {
        let sentences = [Input { ids: &[7, 8, 9], types: &[0, 1, 0] }, Input { ids: &[5], types: &[] }];
        let batch = Batch::new(&sentences, 2);
        assert_eq!((batch.ids, batch.positions, batch.types), (vec![7, 8, 9, 5], vec![2, 3, 4, 2], vec![0, 1, 0, 0]));
        assert_eq!((batch.padded, batch.packed), (vec![0, 1, 2, 3, 0, 0], vec![0, 1, 2, 3]));
        assert_eq!((batch.starts, batch.mask), (vec![0, 3], vec![0.0, 0.0, 0.0, 0.0, -1e9, -1e9]));
    }
}

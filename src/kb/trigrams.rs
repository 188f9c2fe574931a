//! Character trigrams of names, weighted by how rare they are in a base (TF-IDF), and the cosine of two names.

/// Rows of the table of frequencies. Trigrams that fall into one row share their frequency, which keeps the table small
/// for every script.
pub(super) const ROWS: usize = 1 << 16;

/// The trigrams of a stem key, with marks at both ends.
fn trigrams(key: &str) -> impl Iterator<Item = u32> + '_ {
    let mut last = ['\0', '^'];
    key.chars().chain(['$']).filter_map(move |letter| {
        let [first, second] = last;
        last = [second, letter];
        (first != '\0').then(|| hash([first, second, letter]))
    })
}

fn hash(letters: [char; 3]) -> u32 {
    letters
        .iter()
        .fold(0x811c_9dc5, |hash: u32, letter| (hash ^ *letter as u32).wrapping_mul(0x0100_0193).rotate_left(5))
}

fn row(trigram: u32) -> usize {
    (trigram.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

/// In how many names the trigrams of each row occur.
pub(super) struct Frequencies {
    names: u32,
    rows: Vec<u32>,
}

impl Frequencies {
    pub(super) fn new() -> Self {
        Self { names: 0, rows: vec![0; ROWS] }
    }

    pub(super) fn count(&mut self, key: &str) {
        self.names = self.names.saturating_add(1);
        let mut rows: Vec<usize> = trigrams(key).map(row).collect();
        rows.sort_unstable();
        rows.dedup();
        for row in rows {
            if let Some(count) = self.rows.get_mut(row) {
                *count = count.saturating_add(1);
            }
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        std::iter::once(&self.names).chain(&self.rows).flat_map(|count| count.to_le_bytes()).collect()
    }
}

/// How much each trigram weighs.
pub(super) struct Weights(Vec<f32>);

impl Weights {
    /// Of what [`Frequencies::bytes`] gave; `None` for anything else.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (counts, rest) = bytes.as_chunks::<4>();
        let mut counts = counts.iter().map(|bytes| u32::from_le_bytes(*bytes) as f32);
        let names = counts.next()?;
        let weights: Vec<f32> = counts.map(|count| ((names + 1.0) / (count + 1.0)).ln() + 0.2).collect();
        (weights.len() == ROWS && rest.is_empty()).then_some(Self(weights))
    }

    /// A name's trigrams with their weights, ascending; its length is 1, or 0 for a name without any.
    pub(super) fn vector(&self, key: &str) -> Vec<(u32, f32)> {
        let mut all: Vec<u32> = trigrams(key).collect();
        all.sort_unstable();
        let mut vector: Vec<(u32, f32)> = Vec::with_capacity(all.len());
        for trigram in all {
            let weight = self.0.get(row(trigram)).copied().unwrap_or_default();
            match vector.last_mut() {
                Some((last, sum)) if *last == trigram => *sum += weight,
                _ => vector.push((trigram, weight)),
            }
        }
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        vector
    }
}

/// The cosine of two vectors of length 1.
pub(super) fn cosine(one: &[(u32, f32)], other: &[(u32, f32)]) -> f32 {
    let (mut a, mut b, mut sum) = (one.iter().peekable(), other.iter().peekable(), 0.0);
    while let (Some((left, x)), Some((right, y))) = (a.peek(), b.peek()) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => _ = a.next(),
            std::cmp::Ordering::Greater => _ = b.next(),
            std::cmp::Ordering::Equal => {
                sum += x * y;
                a.next();
                b.next();
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(names: &[&str]) -> Weights {
        let mut frequencies = Frequencies::new();
        names.iter().for_each(|name| frequencies.count(name));
        Weights::read(&frequencies.bytes()).expect("its own bytes")
    }

    #[test]
    fn near_names_are_near() {
        let weights = weights(&["алишер усман", "марк цукерберг", "усман"]);
        let cos = |a: &str, b: &str| cosine(&weights.vector(a), &weights.vector(b));
        assert!((cos("марк цукерберг", "марк цукерберг") - 1.0).abs() < 1e-5);
        assert!(cos("марк цукерберг", "марк цукербарг") > cos("марк цукерберг", "марк твен"));
        assert!(cos("марк цукерберг", "xyz") < 1e-6);
        assert_eq!(cosine(&weights.vector(""), &weights.vector("усман")), 0.0);
        assert!(Weights::read(&[0; 12]).is_none());
    }

    proptest::proptest! {
        #[test]
        fn a_cosine_lies_between_0_and_1(a in ".{0,12}", b in ".{0,12}") {
            let weights = weights(&[&a, &b]);
            let cos = cosine(&weights.vector(&a), &weights.vector(&b));
            proptest::prop_assert!((0.0..=1.0001).contains(&cos));
        }
    }
}

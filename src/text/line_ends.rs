//! Two texts that differ in their line ends and byte order mark only are one text, and a position in one has its place in
//! the other.

const MARK: &str = "\u{feff}";

/// How positions of one text are those of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineEndMap {
    /// Where the two run apart: from this byte of the one on, counting begins at that byte of the other. Ascending.
    turns: Vec<(usize, usize)>,
    /// Length of the other text in bytes.
    len: usize,
}

impl LineEndMap {
    /// From `here` to `there`; `None` where they differ in more. Line ends are LF, CR LF and CR, and how many stand at the
    /// very end does not matter.
    pub fn between(here: &str, there: &str) -> Option<Self> {
        let mark = |text: &str| if text.starts_with(MARK) { MARK.len() } else { 0 };
        let (mut i, mut j) = (mark(here), mark(there));
        let mut turns = if i == j { Vec::new() } else { vec![(i, j)] };
        let (a, b) = (here.as_bytes(), there.as_bytes());
        loop {
            let (left, right) = (a.get(i..)?, b.get(j..)?);
            let same = memchr::memchr2(b'\n', b'\r', left).unwrap_or(left.len());
            if memchr::memchr2(b'\n', b'\r', right).unwrap_or(right.len()) != same
                || left.get(..same) != right.get(..same)
            {
                return None;
            }
            (i, j) = (i + same, j + same);
            let (l, r) = (line_end(a.get(i..)?), line_end(b.get(j..)?));
            if l == 0 || r == 0 {
                let only_ends = |rest: &[u8]| rest.iter().all(|byte| matches!(byte, b'\n' | b'\r'));
                return (only_ends(a.get(i..)?) && only_ends(b.get(j..)?)).then_some(Self { turns, len: there.len() });
            }
            (i, j) = (i + l, j + r);
            if l != r {
                turns.push((i, j));
            }
        }
    }

    /// The place of a byte position.
    pub fn map(&self, position: usize) -> usize {
        let turn = self.turns.partition_point(|(from, _)| *from <= position);
        let (from, to) = turn.checked_sub(1).and_then(|turn| self.turns.get(turn)).copied().unwrap_or((0, 0));
        let next = self.turns.get(turn).map_or(self.len, |(_, to)| *to);
        // A position between CR and LF stands behind the shorter line end.
        (to + (position - from)).min(next)
    }
}

/// Bytes of the line end that a text begins with.
fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where `word` of `here` is found in `there`.
    fn found<'a>(here: &str, there: &'a str, word: &str) -> Option<&'a str> {
        let map = LineEndMap::between(here, there)?;
        let start = here.find(word).expect("in the text");
        there.get(map.map(start)..map.map(start + word.len()))
    }

    #[test]
    fn words_are_found_behind_other_line_ends_and_marks() {
        let texts =
            ["Анна\nmet\n\nBob.\n", "Анна\r\nmet\r\n\r\nBob.\r\n", "\u{feff}Анна\rmet\r\rBob.", "Анна\r\nmet\n\rBob."];
        for here in texts {
            for there in texts {
                for word in ["Анна", "met", "Bob."] {
                    assert_eq!(found(here, there, word), Some(word), "{here:?} {there:?}");
                }
            }
        }
    }

    #[test]
    fn other_texts_are_others() {
        for (here, there) in
            [("a b", "a  b"), ("a\n\nb", "a\nb"), ("a", "b"), ("a\nb", "ab"), ("ab", "a"), ("a\n", "a\n b")]
        {
            assert_eq!(LineEndMap::between(here, there), None, "{here:?} {there:?}");
            assert_eq!(LineEndMap::between(there, here), None, "{here:?} {there:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_position_has_a_place_and_their_order_stays(parts in proptest::collection::vec(("[aя🙂]{0,3}", 0usize..3, 0usize..3), 0..8)) {
            let ends = ["\n", "\r\n", "\r"];
            let (mut here, mut there) = (String::from(MARK), String::new());
            for (word, l, r) in &parts {
                // A lone CR before an LF would be one line end and not two.
                here += &format!("{word}{}.", ends[*l]);
                there += &format!("{word}{}.", ends[*r]);
            }
            let map = LineEndMap::between(&here, &there).expect("the same but for line ends");
            let places: Vec<usize> = (0..=here.len()).filter(|at| here.is_char_boundary(*at)).map(|at| map.map(at)).collect();
            proptest::prop_assert!(places.is_sorted() && places.iter().all(|at| there.is_char_boundary(*at)));
            proptest::prop_assert_eq!(places.last(), Some(&there.len()));
        }
    }
}

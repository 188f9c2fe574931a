//! Numbers and texts as bytes: numbers of seven bits a byte, texts with their lengths before them.

/// Bytes that are being written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

/// Bytes that are being read; everything is `None` where they do not hold it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (first, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            let bits = u64::from(first & 0x7f);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if first & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn numbers_and_texts_come_back(numbers in proptest::collection::vec(proptest::prelude::any::<u64>(), 0..9), text in ".*") {
            let mut out = Writer::default();
            numbers.iter().for_each(|number| out.number(*number));
            out.text(&text);
            let mut from = Reader::new(&out.bytes);
            for number in numbers {
                proptest::prop_assert_eq!(from.number(), Some(number));
            }
            proptest::prop_assert_eq!(from.text(), Some(text.as_str()));
            proptest::prop_assert!(from.is_empty() && from.number().is_none() && from.text().is_none());
        }
    }
}

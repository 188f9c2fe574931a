//! Files that are not UTF-8: UTF-16, which says so itself, and the encoding of the text that they belong to.

use std::borrow::Cow;

use encoding_rs::Encoding;

/// A byte order of UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Utf16 {
    Little,
    Big,
}

impl Utf16 {
    fn unit(self, pair: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(pair),
            Self::Big => u16::from_be_bytes(pair),
        }
    }

    /// A text, its byte order mark (if any) as its first character; `None` where it would not come back as it was.
    fn decode(self, bytes: &[u8]) -> Option<String> {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units = pairs.iter().map(|pair| self.unit(*pair));
        if rest.is_empty() { char::decode_utf16(units).collect::<Result<String, _>>().ok() } else { None }
    }

    pub(super) fn encode(self, text: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(text);
        let bytes = text.encode_utf16().flat_map(|unit| match self {
            Self::Little => unit.to_le_bytes(),
            Self::Big => unit.to_be_bytes(),
        });
        bytes.collect()
    }
}

/// A file of UTF-16 as UTF-8; any other as it is.
pub(super) fn from_utf16(bytes: &[u8]) -> (Cow<'_, [u8]>, Option<Utf16>) {
    let order = match bytes {
        [0xff, 0xfe, ..] => Utf16::Little,
        [0xfe, 0xff, ..] => Utf16::Big,
        // Without a mark: these files begin with ASCII.
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Utf16::Little,
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Utf16::Big,
        _ => return (Cow::Borrowed(bytes), None),
    };
    match order.decode(bytes) {
        Some(text) => (Cow::Owned(text.into_bytes()), Some(order)),
        None => (Cow::Borrowed(bytes), None),
    }
}

/// A file as UTF-8: from UTF-16, or from `like`, the encoding of the text that it belongs to. Without a byte order mark
/// where it was UTF-16 (a mark of UTF-8 stays).
pub(super) fn to_utf8<'a>(bytes: &'a [u8], like: &'static Encoding) -> Cow<'a, [u8]> {
    if let (Cow::Owned(text), Some(_)) = from_utf16(bytes) {
        let bare = text.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec);
        return Cow::Owned(bare.unwrap_or(text));
    }
    let is_wide = like == encoding_rs::UTF_16LE || like == encoding_rs::UTF_16BE;
    if is_wide || std::str::from_utf8(bytes).is_ok() {
        return Cow::Borrowed(bytes);
    }
    match like.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Cow::Owned(text.into_owned().into_bytes()),
        None => Cow::Borrowed(bytes),
    }
}

/// A file beside a text as UTF-8, where the text is in another encoding (`like`); else as it is.
pub fn as_utf8<'a>(bytes: &'a [u8], like: Option<&'static Encoding>) -> Cow<'a, [u8]> {
    like.map_or(Cow::Borrowed(bytes), |like| to_utf8(bytes, like))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_comes_back_as_it_was() {
        let text = "\u{feff}T1\tP 0 4\tАнна 🙂\n";
        for order in [Utf16::Little, Utf16::Big] {
            for text in [text, text.trim_start_matches('\u{feff}')] {
                let bytes = order.encode(text.as_bytes());
                let (read, found) = from_utf16(&bytes);
                assert_eq!((&*read, found), (text.as_bytes(), Some(order)));
            }
        }
        for odd in [&b"\xff\xfea"[..], b"T1\tP", b"", b"\xff\xfe\x00\xd8", b"T\0"] {
            assert_eq!(from_utf16(odd), (Cow::Borrowed(odd), None));
        }
    }

    #[test]
    fn the_encoding_of_the_text_holds_for_what_is_not_utf_8() {
        let cyrillic = encoding_rs::WINDOWS_1251;
        assert_eq!(&*to_utf8(b"T1\t\xc0\xed\xed\xe0", cyrillic), "T1\tАнна".as_bytes());
        assert_eq!(&*to_utf8("T1\tАнна".as_bytes(), cyrillic), "T1\tАнна".as_bytes());
        assert_eq!(&*to_utf8(&Utf16::Big.encode("\u{feff}T1".as_bytes()), cyrillic), b"T1");
        assert_eq!(&*to_utf8(b"\x81\xff\xff", encoding_rs::SHIFT_JIS), b"\x81\xff\xff", "kept where it fits neither");
    }
}

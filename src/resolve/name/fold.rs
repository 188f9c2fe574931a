//! One spelling for what is written in many.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// NFKC in lower case, `е` for `ё`, one apostrophe and one hyphen, Latin letters without their marks (`Schäuble` is often
/// `Schauble`). Cyrillic letters keep theirs: `й` is no `и`.
pub(in crate::resolve) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        match c {
            'ё' => folded.push('е'),
            '’' | '‘' | 'ʼ' | '`' | '´' => folded.push('\''),
            '‐' | '‑' | '–' | '—' | '−' => folded.push('-'),
            'ı' => folded.push('i'),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            _ if c.is_ascii() || matches!(c, 'а'..='я') => folded.push(c),
            _ => {
                let base = std::iter::once(c).nfd().find(|part| !is_combining_mark(*part)).unwrap_or(c);
                folded.push(if base.is_ascii() { base } else { c });
            }
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_fold_together() {
        assert_eq!(fold("Schäuble"), "schauble");
        assert_eq!(fold("Фёдор Андрей"), "федор андрей");
        assert_eq!(fold("D’Arc – Łódź"), "d'arc - lodz");
        assert_eq!(fold("Ｉｎｃ"), "inc");
    }
}

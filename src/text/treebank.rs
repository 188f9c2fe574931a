//! The spelling of a word in the CoNLL04 files.

use std::borrow::Cow;

/// A surface word as the CoNLL04 files spell it, so that a model trained on them sees what it knows.
///
/// The files are ASCII. Typographic quotes become straight ones, an opening single quote a backtick (the files write
/// an opening quotation as two backticks, and `"` for either end), dashes `--`, the ellipsis `...`, non-breaking hyphens
/// plain ones. Brackets stay as they are: `-LRB-` and its like do not occur, and `-LCB-` stands for a broken ½, so it is not
/// produced. Letters keep their accents (an uncased encoder strips them itself).
pub fn treebank_form(word: &str) -> Cow<'_, str> {
    if word.is_ascii() || !word.contains(|char| ascii_form(char).is_some()) {
        return Cow::Borrowed(word);
    }
    let mut form = String::with_capacity(word.len());
    for char in word.chars() {
        match ascii_form(char) {
            Some(ascii) => form.push_str(ascii),
            None => form.push(char),
        }
    }
    Cow::Owned(form)
}

fn ascii_form(char: char) -> Option<&'static str> {
    Some(match char {
        '“' | '”' | '„' | '«' | '»' => "\"",
        '‘' => "`",
        '’' | '‚' => "'",
        '–' | '—' | '―' => "--",
        '‐' | '\u{2011}' | '\u{2212}' => "-",
        '…' => "...",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typographic_marks_become_those_of_the_files() {
        assert_eq!(treebank_form("“"), "\"");
        assert_eq!(treebank_form("’s"), "'s");
        assert_eq!(treebank_form("—"), "--");
        assert_eq!(treebank_form("…"), "...");
        assert_eq!(treebank_form("café"), "café");
        assert!(matches!(treebank_form("("), Cow::Borrowed("(")));
    }
}

//! How a checkpoint wants words spelled.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The spelling of the data that a model learned from, `spelling` in `config.json`.
///
/// It is applied where words become subwords ([`super::WordEncoder`]) and nowhere else, so training, evaluation, window
/// and command line see the same; everybody passes words as they stand in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spelling {
    /// Words as they are.
    #[default]
    None,
    /// The ASCII of the CoNLL04 files.
    Conll04,
}

impl Spelling {
    /// A word of a text in this spelling.
    ///
    /// CoNLL04: typographic quotes become straight ones, an opening single quote a backtick (the files write an opening
    /// quotation as two backticks, and `"` for either end), dashes `--`, the ellipsis `...`, non-breaking hyphens plain ones.
    /// Brackets stay as they are: `-LRB-` and its like do not occur, and `-LCB-` stands for a broken ½, so it is not
    /// produced. Letters keep their accents (an uncased encoder strips them itself).
    #[must_use]
    pub fn form(self, word: &str) -> Cow<'_, str> {
        if self == Self::None || word.is_ascii() || !word.contains(|char| ascii_form(char).is_some()) {
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
        let form = |word| Spelling::Conll04.form(word).into_owned();
        assert_eq!(["“", "’s", "—", "…", "café"].map(form), ["\"", "'s", "--", "...", "café"]);
        assert!(matches!(Spelling::Conll04.form("("), Cow::Borrowed("(")));
    }

    #[test]
    fn without_a_spelling_words_stay() {
        for word in ["«Газпром»", "“", "—", "…", "’s"] {
            assert!(matches!(Spelling::None.form(word), Cow::Borrowed(same) if same == word));
        }
    }
}

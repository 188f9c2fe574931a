//! Sentences and words of a text.

use super::Span;
use super::atoms::atomize;
use super::language::Language;
use super::lines::{is_line_break, paragraphs};
use super::sentences::sentences;
use super::words::words;

/// Bytes read to guess the language of what has no letters of its own.
const LANGUAGE_PROBE: usize = 4 * 1024;

/// A sentence and its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Trimmed of white space, never empty. Holds line breaks only where a paragraph is wrapped.
    pub span: Span,
    /// Ascending, without overlap or white space; together they cover every other character of the sentence.
    pub words: Vec<Span>,
}

impl Sentence {
    /// Its words as they stand in the text.
    pub fn word_texts(&self, text: &str) -> Vec<String> {
        texts_of(text, &self.words)
    }
}

/// Words as they stand in the text.
pub fn texts_of(text: &str, words: &[Span]) -> Vec<String> {
    words.iter().map(|word| word.slice(text).unwrap_or_default().to_owned()).collect()
}

/// Splits a text into sentences and words; the script of each paragraph decides between Russian and English rules.
///
/// A line break ends a paragraph and with it the sentence. It does not where a block of three or more lines was evidently
/// wrapped at a fixed width (40 to 120 characters), nor, in English, where a line of 40 characters or more that ends no
/// clause is followed by one in lower case. Time and memory are linear in the text.
pub fn split(text: &str) -> Vec<Sentence> {
    let head = text.floor_char_boundary(LANGUAGE_PROBE);
    let mut language = text.get(..head).and_then(Language::of).unwrap_or(Language::English);
    split_paragraphs(text, |paragraph| {
        language = Language::of(paragraph).unwrap_or(language);
        language
    })
}

/// As [`split`], by the rules of one language.
pub fn split_with(text: &str, language: Language) -> Vec<Sentence> {
    split_paragraphs(text, |_| language)
}

/// The words of a sentence that [`split`] has found, given its span: the same as in [`Sentence::words`], but without
/// reading the rest of the text.
pub fn words_of(text: &str, sentence: Span) -> Vec<Span> {
    let Some(slice) = sentence.slice(text) else { return Vec::new() };
    // The rules are those of the paragraph; a sentence of figures alone does not say which.
    let head = text.get(..sentence.start).unwrap_or_default();
    let before =
        head.char_indices().rfind(|(_, char)| is_line_break(*char)).map_or(0, |(at, char)| at + char.len_utf8());
    let rest = text.get(sentence.end..).unwrap_or_default();
    let after = rest.find(is_line_break).map_or(text.len(), |at| sentence.end + at);
    let language = text.get(before..after).and_then(Language::of).or_else(|| Language::of(slice));
    let mut atoms = Vec::new();
    atomize(text, sentence, &mut atoms);
    words(text, &atoms, language.unwrap_or(Language::English))
}

fn split_paragraphs(text: &str, mut language_of: impl FnMut(&str) -> Language) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut atoms = Vec::new();
    paragraphs(text, |paragraph| {
        let Some(slice) = paragraph.slice(text) else { return };
        let language = language_of(slice);
        atoms.clear();
        atomize(text, paragraph, &mut atoms);
        for sentence in sentences(text, &atoms, language) {
            if let (Some(first), Some(last)) = (sentence.first(), sentence.last()) {
                let span = Span::new(first.start, last.end);
                found.push(Sentence { span, words: words(text, sentence, language) });
            }
        }
    });
    found
}

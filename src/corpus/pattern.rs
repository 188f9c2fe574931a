//! The words of a query as something that finds places in a text.

use regex::{Regex, RegexBuilder};

use super::query::{Query, Text};
use crate::text::Span;

/// A regular expression that the library refused, in plain words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This regular expression cannot be read: {0}")]
pub struct PatternError(String);

/// Finds places in texts. Cheap to clone: the expression inside is shared.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: Regex,
    words: bool,
}

impl Pattern {
    /// What a query's text finds; `None` where it asks for none.
    ///
    /// # Errors
    /// When its regular expression is none.
    pub fn of(query: &Query) -> Result<Option<Self>, PatternError> {
        let Some(text) = &query.text else { return Ok(None) };
        let source = match text {
            Text::Phrase(phrase) => return Ok(Self::phrase(phrase, query.case, query.words)),
            Text::Regex(regex) => regex,
        };
        let built =
            RegexBuilder::new(source).case_insensitive(!query.case).multi_line(true).size_limit(4 << 20).build();
        let regex = built.map_err(|error| PatternError(plain(&error)))?;
        Ok(Some(Self { regex, words: query.words }))
    }

    /// These words, with any white space between them; `None` for white space alone.
    pub fn phrase(phrase: &str, case: bool, words: bool) -> Option<Self> {
        let escaped: Vec<String> = phrase.split_whitespace().map(regex::escape).collect();
        if escaped.is_empty() {
            return None;
        }
        let built = RegexBuilder::new(&escaped.join(r"\s+")).case_insensitive(!case).size_limit(16 << 20).build();
        built.ok().map(|regex| Self { regex, words })
    }

    /// Places that do not overlap, in the order of the text. Empty matches are none.
    pub fn spans<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Span> + 'a {
        let found = self.regex.find_iter(text).map(|m| Span::new(m.start(), m.end()));
        found.filter(move |span| !span.is_empty() && (!self.words || is_whole(text, *span)))
    }

    pub fn is_in(&self, text: &str) -> bool {
        self.spans(text).next().is_some()
    }
}

/// Whether no word goes on over the edge of a span. A hyphen or an apostrophe inside a word is no edge.
pub fn is_whole(text: &str, span: Span) -> bool {
    let (Some(before), Some(inside), Some(after)) = (text.get(..span.start), span.slice(text), text.get(span.end..))
    else {
        return false;
    };
    !goes_on(before.chars().rev(), inside.chars()) && !goes_on(after.chars(), inside.chars().rev())
}

/// Whether the letters just outside continue the word just inside.
fn goes_on(mut outside: impl Iterator<Item = char>, mut inside: impl Iterator<Item = char>) -> bool {
    if !inside.next().is_some_and(is_word) {
        return false;
    }
    match outside.next() {
        Some(c) if is_word(c) => true,
        Some('-' | '\u{2010}' | '\u{2011}') => outside.next().is_some_and(is_word),
        _ => false,
    }
}

/// Letters, digits, and the marks that stand on them.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || ('\u{300}'..='\u{36f}').contains(&c)
}

/// The library's message is made for a terminal; people need one sentence and the remedy.
fn plain(error: &regex::Error) -> String {
    let message = match error {
        regex::Error::CompiledTooBig(_) => return "it is too large. Repeat less, or look for less at once".to_owned(),
        other => other.to_string(),
    };
    let cause = message.lines().filter_map(|line| line.trim().strip_prefix("error: ")).next_back();
    let Some(cause) = cause else { return message.lines().last().unwrap_or_default().trim().to_owned() };
    const REMEDIES: &[(&str, &str)] = &[
        ("unclosed group", "a bracket ( is never closed. To find the sign itself write \\("),
        ("unopened group", "a bracket ) was never opened. To find the sign itself write \\)"),
        ("unclosed character class", "a bracket [ is never closed. To find the sign itself write \\["),
        (
            "repetition operator missing expression",
            "before *, + or ? something must stand that repeats. To find the sign itself write \\*",
        ),
        ("incomplete escape sequence", "it ends in a backslash. To find the sign itself write \\\\"),
        (
            "unrecognized escape sequence",
            "a backslash stands before a letter that has no meaning with it. To find a backslash write \\\\",
        ),
        ("look-around", "it looks ahead or back, (?=…) or (?<…), which is not supported"),
        ("backreferences", "it refers back to a group, \\1, which is not supported"),
        ("invalid character class range", "a range such as [z-a] runs backwards"),
        ("invalid repetition count range", "a count such as {5,2} runs backwards"),
        (
            "Unicode property not found",
            "there is no such class of letters. \\p{Cyrillic}, \\p{Latin} and \\p{Lu} are some",
        ),
    ];
    REMEDIES
        .iter()
        .find(|(known, _)| cause.contains(known))
        .map_or_else(|| cause.to_owned(), |(_, said)| (*said).to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::parse;

    fn found<'a>(line: &str, text: &'a str) -> Vec<&'a str> {
        let pattern = Pattern::of(&parse(line).expect("a query")).expect("a pattern").expect("some text");
        pattern.spans(text).map(|span| span.slice(text).expect("in the text")).collect()
    }

    #[test]
    fn case_and_white_space_do_not_matter_unless_asked() {
        let text = "Иван Петров и иван\nпетров";
        assert_eq!(found("иван петров", text), ["Иван Петров", "иван\nпетров"]);
        assert_eq!(found("Иван case:yes", text), ["Иван"]);
    }

    #[test]
    fn whole_words_leave_inflected_forms_and_compounds_out() {
        let text = "Москва, Москвы, москва-река, «Москва»";
        assert_eq!(found("Москва words:yes", text), ["Москва", "Москва"]);
        assert_eq!(found("cat words:yes", "cats cat's cat_x cat"), ["cat", "cat"]);
        assert_eq!(found("C++ words:yes", "C++, C++17"), ["C++", "C++"]);
    }

    #[test]
    fn signs_of_expressions_are_only_signs_in_a_phrase() {
        assert_eq!(found("\"a.b (c)\"", "a.b (c) axb c"), ["a.b (c)"]);
        assert_eq!(found(r"/19\d\d/", "1963, 1945, 12"), ["1963", "1945"]);
        assert!(found("/x*/", "aaa").is_empty());
    }

    #[test]
    fn errors_are_in_plain_words() {
        let said = |line: &str| Pattern::of(&parse(line).expect("a query")).expect_err("no expression").to_string();
        assert!(said("/(a/").contains("never closed"), "{}", said("/(a/"));
        assert!(said("/[a/").contains('['));
        assert!(said("/*a/").contains("repeats"), "{}", said("/*a/"));
        assert!(said("/(?=a)/").contains("not supported"), "{}", said("/(?=a)/"));
        assert!(said(r"/\p{Klingon}/").contains("Cyrillic"), "{}", said(r"/\p{Klingon}/"));
        assert!(said("/(?:a{1000}){1000}/").contains("too large"));
    }

    proptest! {
        #[test]
        fn a_word_of_the_text_is_found(words in prop::collection::vec("[A-Za-zа-яё.+*(]{1,6}", 1..8), at in 0..8usize) {
            let text = words.join(" ");
            let Some(word) = words.get(at % words.len()) else { return Ok(()) };
            let pattern = Pattern::phrase(word, true, false).expect("no white space alone");
            let found: Vec<&str> = pattern.spans(&text).filter_map(|span| span.slice(&text)).collect();
            prop_assert!(!found.is_empty());
            prop_assert!(found.iter().all(|f| *f == word));
        }
    }
}

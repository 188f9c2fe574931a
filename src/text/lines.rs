//! Paragraphs: lines, and lines that were only wrapped.
//!
//! A line break ends a paragraph: headlines, list items and table rows rarely end in a full stop, and joining them to
//! what follows would make up sentences. The exceptions are texts wrapped at a fixed width, such as plain-text books and
//! e-mails:
//!
//! - A block (lines without a blank one between) is *wrapped* when its width is between 40 and 120, most lines
//!   are so full that the first word of the next did not fit, and a third or more of these continue in lower case.
//!   In a wrapped block a full line is joined to the next.
//! - In English, a line of at least 40 characters that does not end a clause is joined to one that starts in lower case.
//!   (Russian documents have lists in lower case, line by line.)
//!
//! A line that starts with a bullet never continues the one before.

use super::Span;
use super::atoms::is_blank;
use super::language::Language;

const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;

/// A line without the blanks around it.
#[derive(Clone, Copy, Debug)]
struct Line {
    span: Span,
    /// Code points up to the last that is not blank.
    width: usize,
}

/// The paragraphs of a text, ascending, trimmed of blanks, none empty.
pub(super) fn paragraphs(text: &str, mut each: impl FnMut(Span)) {
    let mut block: Vec<Line> = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let (line, next) = line_at(text, start);
        match trim(text, line) {
            Some(span) => {
                let width = text.get(line.start..span.end).map_or(0, |line| line.chars().count());
                block.push(Line { span, width });
            }
            None => flush(text, &mut block, &mut each),
        }
        start = next;
    }
    flush(text, &mut block, &mut each);
}

pub(super) fn is_line_break(char: char) -> bool {
    matches!(char, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The line that starts at `start`, and where the next one does.
fn line_at(text: &str, start: usize) -> (Span, usize) {
    let rest = text.get(start..).unwrap_or_default();
    let Some((length, char)) = rest.char_indices().find(|&(_, char)| is_line_break(char)) else {
        return (Span::new(start, text.len()), text.len());
    };
    let end = start + length;
    // Some old systems turn the two round.
    let is_pair = matches!(text.as_bytes().get(end..end + 2), Some(b"\r\n" | b"\n\r"));
    (Span::new(start, end), end + if is_pair { 2 } else { char.len_utf8() })
}

/// The span without blanks at either end, if anything is left.
pub(super) fn trim(text: &str, span: Span) -> Option<Span> {
    let slice = span.slice(text)?;
    let kept = slice.trim_start_matches(is_blank);
    let start = span.end - kept.len();
    let kept = kept.trim_end_matches(is_blank);
    (!kept.is_empty()).then(|| Span::new(start, start + kept.len()))
}

fn flush(text: &str, block: &mut Vec<Line>, each: &mut impl FnMut(Span)) {
    let wrap = wrap_width(text, block);
    let mut lines = block.drain(..);
    let Some(mut last) = lines.next() else { return };
    let mut paragraph = last.span;
    for line in lines {
        if continues(text, last, line, wrap) {
            paragraph = paragraph.cover(line.span);
        } else {
            each(paragraph);
            paragraph = line.span;
        }
        last = line;
    }
    each(paragraph);
}

/// The width a block was wrapped at, if it was.
fn wrap_width(text: &str, block: &[Line]) -> Option<usize> {
    let width = block.iter().map(|line| line.width).max()?;
    if block.len() < 3 || !WRAP_WIDTHS.contains(&width) {
        return None;
    }
    let (mut full, mut lower) = (0, 0);
    for (line, next) in block.iter().zip(block.iter().skip(1)) {
        if is_full(text, *line, *next, width) {
            full += 1;
            lower += usize::from(starts_lower(text, *next));
        }
    }
    (full * 10 >= (block.len() - 1) * 7 && lower * 3 >= full && lower > 0).then_some(width)
}

fn is_full(text: &str, line: Line, next: Line, width: usize) -> bool {
    let next = next.span.slice(text).unwrap_or_default();
    let word = next.chars().take(*WRAP_WIDTHS.end()).take_while(|&char| !is_blank(char)).count();
    line.width + 1 + word > width
}

fn continues(text: &str, line: Line, next: Line, wrap: Option<usize>) -> bool {
    if starts_with_bullet(text, next) {
        return false;
    }
    if wrap.is_some_and(|width| is_full(text, line, next, width)) {
        return true;
    }
    let slice = line.span.slice(text).unwrap_or_default();
    starts_lower(text, next)
        && line.width >= *WRAP_WIDTHS.start()
        && !slice.ends_with(['.', '!', '?', '…', ':', ';'])
        && (wrap.is_some() || Language::of(slice) == Some(Language::English))
}

fn starts_lower(text: &str, line: Line) -> bool {
    line.span.slice(text).and_then(|line| line.chars().next()).is_some_and(char::is_lowercase)
}

fn starts_with_bullet(text: &str, line: Line) -> bool {
    let slice = line.span.slice(text).unwrap_or_default();
    let head = slice.split(char::is_whitespace).next().unwrap_or_default();
    let numbered = head.strip_suffix(['.', ')']).is_some_and(|number| {
        !number.is_empty() && number.len() <= 4 && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    numbered || matches!(head, "-" | "–" | "—" | "*" | "•" | "·" | "▪" | "■" | "o" | "\u{F0B7}" | "\u{F02D}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        paragraphs(text, |span| found.push(span.slice(text).unwrap()));
        found
    }

    #[test]
    fn lines_are_paragraphs() {
        assert_eq!(split("Title\r\nText here.\r\n\r\n  next \n"), ["Title", "Text here.", "next"]);
        assert_eq!(split("\u{feff}\n \t\n"), Vec::<&str>::new());
        assert_eq!(split("1) план;\n2) отчёт;\nитого"), ["1) план;", "2) отчёт;", "итого"]);
    }

    #[test]
    fn every_kind_of_break_makes_the_same_paragraphs() {
        let lines = [
            "It was the best of times, it was the worst of times, it was the",
            "age of wisdom, it was the age of foolishness, and Sydney Jerry",
            "Carton read it all. Nobody in the village had ever heard about",
            "the man before.",
            "",
            "Next.",
        ];
        let words = |text: &str| {
            split(text).iter().map(|p| p.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        let expected = words(&lines.join("\n"));
        assert_eq!(expected.len(), 2);
        for line_end in ["\r\n", "\r", "\n\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"] {
            assert_eq!(words(&lines.join(line_end)), expected, "{line_end:?}");
        }
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let wrapped = "It was the best of times, it was the worst of times, it was the\n\
                       age of wisdom, it was the age of foolishness, and Sydney Jerry\n\
                       Carton read it all. Nobody in the village had ever heard about\n\
                       the man before.";
        assert_eq!(split(wrapped), [wrapped]);
        let russian = "Все счастливые семьи похожи друг на друга, каждая несчастливая\n\
                       семья несчастлива по-своему. Всё смешалось в доме Облонских, и\n\
                       Степан Аркадьевич узнал об этом первым.";
        assert_eq!(split(russian), [russian]);
    }

    #[test]
    fn a_line_that_goes_on_in_lower_case_is_joined_in_english_only() {
        let english = "The agreement was signed by the presidents of both\ncountries.";
        assert_eq!(split(english), [english]);
        assert_eq!(split("eggs\nmilk"), ["eggs", "milk"]);
        assert_eq!(split("развитие дорожной сети муниципальных районов\nремонт школ").len(), 2);
    }

    #[test]
    fn bullets_start_lines() {
        let list = "- the first thing that has to be done before anything else is\n\
                    - the second thing that has to be done before all the rest of\n\
                    - third";
        assert_eq!(split(list).len(), 3);
    }
}

//! Glyphs at places of a page as lines, and lines as paragraphs.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};
use unicode_normalization::UnicodeNormalization;

#[derive(Clone, Debug)]
struct Line {
    left: f64,
    right: f64,
    /// Upwards from the bottom of the page, as PDF counts.
    base: f64,
    /// Height of the letters.
    size: f64,
    text: String,
}

/// The lines of a page in the order in which the file draws them: column by column, in nearly every file.
#[derive(Debug)]
pub(super) struct Lines {
    lines: Vec<Line>,
    /// The next glyph begins a string, so that where it stands says whether a blank or a line break comes before it.
    at_start: bool,
    stop: Arc<AtomicBool>,
}

impl Lines {
    pub(super) fn new(stop: Arc<AtomicBool>) -> Self {
        Self { lines: Vec::new(), at_start: true, stop }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.text.trim().is_empty())
    }

    /// Bytes of text.
    pub(super) fn length(&self) -> usize {
        self.lines.iter().map(|line| line.text.len()).sum()
    }

    fn put(&mut self, (x, y): (f64, f64), width: f64, size: f64, glyph: &str) {
        let end = x + width.abs() * size;
        if let Some(line) = self.lines.last_mut() {
            let same_line = (y - line.base).abs() <= size.max(line.size) * 0.5 && x > line.right - size;
            if same_line || !self.at_start {
                let apart = self.at_start && x > line.right + size * 0.12;
                if apart && !line.text.ends_with(' ') && !glyph.starts_with(' ') {
                    line.text.push(' ');
                }
                line.text.push_str(glyph);
                (line.right, line.size) = (end, line.size.max(size));
                return;
            }
        }
        self.lines.push(Line { left: x, right: end, base: y, size, text: glyph.to_owned() });
    }

    /// The paragraphs of the page.
    fn paragraphs(mut self) -> Vec<String> {
        self.lines.retain(|line| !line.text.trim().is_empty());
        // A lone number above or below the text is the page's.
        let is_number =
            |line: &Line| line.text.trim().len() <= 4 && line.text.trim().chars().all(|c| c.is_ascii_digit());
        if self.lines.len() > 1 {
            self.lines.pop_if(|line| is_number(line));
        }
        if self.lines.len() > 1 && self.lines.first().is_some_and(is_number) {
            self.lines.remove(0);
        }
        let lines = self.lines;
        let mut steps: Vec<f64> = lines.windows(2).map(|w| w[0].base - w[1].base).filter(|step| *step > 0.0).collect();
        steps.sort_by(f64::total_cmp);
        let step = steps.get(steps.len() / 2).copied().unwrap_or(0.0);
        let mut paragraphs: Vec<String> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let text = clean(&line.text);
            let before = at.checked_sub(1).and_then(|before| lines.get(before));
            match (before, paragraphs.last_mut()) {
                (Some(before), Some(paragraph)) => match gap(&lines, at, before, line, step) {
                    Gap::Joined => join(paragraph, &text),
                    Gap::Line => {
                        paragraph.push('\n');
                        paragraph.push_str(&text);
                    }
                    Gap::Blank => paragraphs.push(text),
                },
                _ => paragraphs.push(text),
            }
        }
        paragraphs
    }
}

enum Gap {
    /// The line goes on with the sentence of the one before.
    Joined,
    Line,
    Blank,
}

fn gap(lines: &[Line], at: usize, before: &Line, line: &Line, step: f64) -> Gap {
    /// Lines above and below that show how wide a column is.
    const NEIGHBOURS: usize = 12;
    let down = before.base - line.base;
    let size = before.size.max(line.size);
    let same_size = (before.size - line.size).abs() <= size * 0.15;
    if down <= 0.0 || down > step * 1.45 + 0.1 || !same_size {
        return Gap::Blank;
    }
    let near = lines.get(at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS).min(lines.len())).unwrap_or_default();
    let column = near.iter().filter(|l| (l.left - before.left).abs() <= size * 4.0).map(|l| l.right);
    let right = column.fold(before.right, f64::max);
    let is_full = before.right >= right - (right - before.left) * 0.18;
    let is_indented = line.left > before.left + size * 0.8;
    if is_full && !is_indented && !starts_item(&line.text) { Gap::Joined } else { Gap::Line }
}

fn starts_item(text: &str) -> bool {
    let head = text.split_whitespace().next().unwrap_or_default();
    let numbered = head.strip_suffix(['.', ')']).is_some_and(|n| n.len() <= 3 && n.chars().all(|c| c.is_ascii_digit()));
    numbered || matches!(head, "•" | "-" | "–" | "—" | "*" | "·" | "▪" | "■" | "\u{f0b7}")
}

/// Puts a line behind the one before; a word that was divided at the end of the line is whole again.
fn join(paragraph: &mut String, text: &str) {
    let goes_on = text.starts_with(char::is_lowercase);
    let divided = paragraph
        .strip_suffix(['-', '\u{2010}', '\u{ad}'])
        .is_some_and(|word| goes_on && word.ends_with(char::is_alphabetic));
    if divided {
        paragraph.pop();
    } else {
        paragraph.push(' ');
    }
    paragraph.push_str(text);
}

/// One blank between words, ligatures as letters, accents on their letters.
fn clean(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    for char in text.nfc() {
        match char {
            '\u{fb00}' => letters.push_str("ff"),
            '\u{fb01}' => letters.push_str("fi"),
            '\u{fb02}' => letters.push_str("fl"),
            '\u{fb03}' => letters.push_str("ffi"),
            '\u{fb04}' => letters.push_str("ffl"),
            '\u{200b}' | '\u{feff}' => {}
            other if other.is_control() => letters.push(' '),
            other => letters.push(other),
        }
    }
    let words: Vec<&str> = letters.split_whitespace().collect();
    words.join(" ")
}

/// The text of all pages; a sentence that goes on overleaf is one sentence.
pub(super) fn join_pages(pages: Vec<Lines>) -> String {
    let mut text = String::new();
    for page in pages {
        for (place, paragraph) in page.paragraphs().into_iter().enumerate() {
            let unfinished = text.ends_with(|c: char| c.is_lowercase() || matches!(c, ',' | '-' | '\u{ad}'));
            if place == 0 && unfinished && paragraph.starts_with(char::is_lowercase) {
                join(&mut text, &paragraph);
            } else {
                let gap = if text.is_empty() { "" } else { "\n\n" };
                // Writing to a string cannot fail.
                let _ = write!(text, "{gap}{paragraph}");
            }
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

impl OutputDev for Lines {
    fn begin_page(&mut self, _: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        at: &Transform,
        width: f64,
        _: f64,
        size: f64,
        glyph: &str,
    ) -> Result<(), OutputError> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        // The side of a square as large as the one that the letter's box becomes.
        let (x, y) = (size * (at.m11 + at.m21), size * (at.m12 + at.m22));
        let size = (x * y).abs().sqrt();
        if size.is_finite() && at.m31.is_finite() && at.m32.is_finite() {
            self.put((at.m31, at.m32), width, size, glyph);
            self.at_start = false;
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.at_start = true;
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

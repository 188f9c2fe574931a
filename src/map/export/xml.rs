//! What XML, SVG and HTML share.

use ecolor::Color32;

pub fn hex(colour: Color32) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.r(), colour.g(), colour.b())
}

/// For element content and attributes on one line; control characters that XML forbids are dropped.
pub fn escape(words: &str) -> String {
    escaped(words, false)
}

/// As [`escape`], with line breaks and tabs kept.
pub fn escape_lines(words: &str) -> String {
    escaped(words, true)
}

fn escaped(words: &str, lines: bool) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' if lines => escaped.push(c),
            '\r' if lines => {}
            '\n' | '\r' | '\t' => escaped.push(' '),
            c if c < ' ' || matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escape("<a b=\"c\" d='e'>&\n\u{b}x"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp; x");
        assert_eq!(escape_lines("a\r\n\tb\u{0}"), "a\n\tb");
    }
}

//! Text and data inside a page.

use std::fmt::{self, Display, Write};

/// A value as text of HTML, or of an attribute in double quotes.
pub struct Text<T>(pub T);

impl<T: Display> Display for Text<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for char in text.chars() {
            match char {
                '&' => self.0.write_str("&amp;")?,
                '<' => self.0.write_str("&lt;")?,
                '>' => self.0.write_str("&gt;")?,
                '"' => self.0.write_str("&quot;")?,
                _ => self.0.write_char(char)?,
            }
        }
        Ok(())
    }
}

/// JSON that may stand in a script element: nothing in it can end the element.
pub fn json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// Adds to a page; writing to a string cannot fail.
pub fn put(page: &mut String, arguments: fmt::Arguments<'_>) {
    let _ = page.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escapes() {
        assert_eq!(Text("<a b=\"c\">&").to_string(), "&lt;a b=&quot;c&quot;&gt;&amp;");
        assert_eq!(json(&serde_json::json!({"n": "</script>"})), r#"{"n":"\u003c/script>"}"#);
    }
}

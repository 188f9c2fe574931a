//! A text with its annotations.

use std::sync::Arc;

use super::{Annotations, Edit, EditError, Fragments, Mention, Schema};
use crate::text::{LineEndMap, Span};

/// One text, its annotations and the types they use. The text never changes: brat's offsets depend on it.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the list of documents shows; a file's stem, or a title for pasted text.
    pub name: String,
    /// All spans count its bytes, from 0.
    pub text: Arc<str>,
    /// What is said of the text.
    pub annotations: Annotations,
    /// The types, whether somebody has written them down or they occur in the annotations only.
    pub schema: Schema,
}

impl Document {
    /// A text without annotations and types.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into(), annotations: Annotations::new(), schema: Schema::default() }
    }

    /// See [`Annotations::apply_group`].
    pub fn apply(&mut self, edits: Vec<Edit>) -> Result<Vec<Edit>, EditError> {
        self.annotations.apply_group(&self.text, edits)
    }

    /// The same document on a text that differs from its own in line ends and byte order mark only; `None` where it
    /// differs in more.
    pub fn on_text(&self, text: &Arc<str>) -> Option<Self> {
        if self.text == *text {
            return Some(Self { text: text.clone(), ..self.clone() });
        }
        let map = LineEndMap::between(&self.text, text)?;
        let mut moved = Self { text: text.clone(), ..self.clone() };
        let place = |span: Span| Span::new(map.map(span.start), map.map(span.end));
        let edits = self.annotations.mentions().map(|mention| {
            let fragments = Fragments::new(mention.fragments.iter().map(place).collect())?;
            Some(Edit::Replace(Mention { fragments, ..mention.clone() }.into()))
        });
        moved.apply(edits.collect::<Option<Vec<_>>>()?).ok()?;
        Some(moved)
    }

    /// The text of a range; empty where that lies outside or cuts a character.
    pub fn slice(&self, span: Span) -> &str {
        span.slice(&self.text).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change;

    #[test]
    fn annotations_stay_with_their_words_on_other_line_ends() {
        let mut document = Document::new("d", "Anna\r\nmet Bob.\r\n");
        for spans in [vec![Span::new(0, 4)], vec![Span::new(10, 13)], vec![Span::new(0, 4), Span::new(6, 9)]] {
            let fragments = Fragments::new(spans).expect("ascending");
            let (_, edits) = change::add_mention(&mut document.annotations, "Peop".into(), fragments);
            document.apply(edits).expect("in the text");
        }
        let text: Arc<str> = "\u{feff}Anna\nmet Bob.".into();
        let moved = document.on_text(&text).expect("the same text");
        let said: Vec<String> = moved.annotations.mentions().map(|m| m.text(&moved.text)).collect();
        assert_eq!(said, ["Anna", "Bob", "Anna met"]);
        assert!(document.on_text(&"Anna met Bob.".into()).is_none());
    }
}

//! A text with its annotations.

use std::sync::Arc;

use super::{Annotations, Edit, EditError, Schema};
use crate::text::Span;

/// One text, its annotations and the types they use. The text never changes: brat's offsets depend on it.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the list of documents shows; a file's stem, or a title for pasted text.
    pub name: String,
    pub text: Arc<str>,
    pub annotations: Annotations,
    pub schema: Schema,
}

impl Document {
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into(), annotations: Annotations::new(), schema: Schema::default() }
    }

    /// See [`Annotations::apply_group`].
    pub fn apply(&mut self, edits: Vec<Edit>) -> Result<Vec<Edit>, EditError> {
        self.annotations.apply_group(&self.text, edits)
    }

    pub fn slice(&self, span: Span) -> &str {
        span.slice(&self.text).unwrap_or_default()
    }
}

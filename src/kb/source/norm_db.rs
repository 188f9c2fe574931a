//! The text that brat makes its normalization databases of: `ID⇥name:LABEL:TEXT⇥attr:LABEL:TEXT⇥info:LABEL:TEXT`.
//!
//! Format: <https://brat.nlplab.org/normalization.html>. The first name is the label, others are aliases; an `info` or
//! `attr` that is called description or definition is that, and an `attr` that is called type or category the type.

use std::io::BufRead;

use super::{Sink, each_line};
use crate::kb::{Entity, KbError};

pub(super) fn read(from: impl BufRead, sink: &mut dyn Sink) -> Result<(), KbError> {
    each_line(from, sink, |number, line, sink| {
        if line.trim().is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let mut fields = line.split('\t');
        let mut entity = Entity::new(fields.next().unwrap_or_default().trim());
        let mut odd = None;
        for field in fields {
            let mut parts = field.splitn(3, ':');
            match (parts.next(), parts.next(), parts.next()) {
                (Some("name"), Some(_), Some(text)) => {
                    let is_first = entity.names.is_empty();
                    entity.add_name(text, "", 0, is_first);
                }
                (Some("attr" | "info"), Some(label), Some(text)) => match label.trim().to_lowercase().as_str() {
                    "description" | "definition" => text.trim().clone_into(&mut entity.description),
                    "type" | "category" => entity.add_kind(text.trim(), 1),
                    _ => {}
                },
                _ => odd = Some(field),
            }
        }
        if let Some(field) = odd {
            sink.skip(
                number,
                format!("`{field}` is not name:, attr: or info: with a label and a text, and is left out"),
            );
        }
        sink.part(entity, number, true)
    })?;
    Ok(())
}

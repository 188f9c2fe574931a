//! Which styles hide their text.

use std::collections::HashMap;

use super::{Tag, attribute, is_on, walk};

/// Longest chain of styles that are based on others; a longer one goes in a circle.
const CHAIN: usize = 32;

#[derive(Debug, Default)]
struct Style {
    hides: Option<bool>,
    based_on: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Style>);

impl Styles {
    pub(super) fn new(xml: &str) -> Self {
        let mut styles: HashMap<String, Style> = HashMap::new();
        let mut current: Option<String> = None;
        walk(xml, |tag| match tag {
            Tag::Start(element, _) => {
                let name = element.local_name();
                if name.as_ref() == b"style" {
                    current = attribute(element, "styleId");
                }
                let Some(current) = &current else { return };
                match name.as_ref() {
                    b"vanish" => styles.entry(current.clone()).or_default().hides = Some(is_on(element)),
                    b"basedOn" => styles.entry(current.clone()).or_default().based_on = attribute(element, "val"),
                    _ => {}
                }
            }
            Tag::End(b"style", _) => current = None,
            Tag::End(..) => {}
        });
        Self(styles)
    }

    /// Whether a style hides its text; `None` where it does not say.
    pub(super) fn hides(&self, style: &str) -> Option<bool> {
        let mut name = style;
        for _ in 0..CHAIN {
            let style = self.0.get(name)?;
            if style.hides.is_some() {
                return style.hides;
            }
            name = style.based_on.as_deref()?;
        }
        None
    }
}

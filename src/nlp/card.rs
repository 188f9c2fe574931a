//! What a model says of itself: the front matter of the `README.md` in its folder.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// The lines of the front matter that are shown to people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCard {
    /// Its name; without one on the card the folder's, or that of the run whose checkpoint it is.
    pub name: String,
    /// Licence of the weights.
    pub licence: Option<String>,
    /// Language it reads.
    pub language: Option<String>,
    /// The encoder it was trained from.
    pub base_model: Option<String>,
}

impl ModelCard {
    /// Reads the card of a model's folder. A model without a card is a model all the same.
    #[must_use]
    pub fn read(dir: &Path) -> Self {
        let text = std::fs::read_to_string(dir.join("README.md")).unwrap_or_default();
        let folder = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
        Self::parse(&text, folder_name(&folder))
    }

    fn parse(text: &str, folder: String) -> Self {
        let mut card = Self { name: folder, ..Self::default() };
        let mut lines = text.lines();
        if lines.next().map(str::trim) != Some("---") {
            return card;
        }
        for line in lines.take_while(|line| line.trim() != "---") {
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim().trim_matches('"').to_owned();
            match key.trim() {
                "name" | "model_name" if !value.is_empty() => card.name = value,
                "license" | "licence" => card.licence = Some(value),
                "language" => card.language = Some(value),
                "base_model" => card.base_model = Some(value),
                _ => {}
            }
        }
        card
    }
}

fn folder_name(dir: &Path) -> String {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let own = name(dir);
    let is_checkpoint = matches!(own.as_deref(), Some("last" | "best" | "last.old" | "best.old"));
    let run = dir.parent().filter(|_| is_checkpoint).and_then(name);
    run.or(own).unwrap_or_else(|| dir.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_matter_is_read_and_its_absence_is_no_error() {
        let text = "---\nname: \"CoNLL04 MiniLM\"\nlicense: apache-2.0\nlanguage: en\nother: x\n---\n# T\nname: no\n";
        let card = ModelCard::parse(text, "folder".into());
        assert_eq!(card.name, "CoNLL04 MiniLM");
        assert_eq!(card.licence.as_deref(), Some("apache-2.0"));
        assert_eq!(card.language.as_deref(), Some("en"));
        assert_eq!(ModelCard::parse("# T\n", "folder".into()).name, "folder");
    }
}

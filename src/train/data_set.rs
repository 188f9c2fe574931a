//! A data set of a run, and what it is complete for.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::TrainError;
use crate::dataset::{self, Data};
use crate::nlp::Types;

/// One data set of a run, `[[data]]` in its TOML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSet {
    /// A SpERT JSON file or a brat folder.
    pub path: PathBuf,
    /// Entity and relation types of which it has every instance; only of these it teaches what is none. All, where nothing is
    /// said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_for: Option<BTreeSet<String>>,
}

impl DataSet {
    /// Reads it.
    ///
    /// # Errors
    /// As [`dataset::load`].
    pub fn load(&self) -> Result<Data, TrainError> {
        let mut data = dataset::load(&self.path)?;
        if let Some(types) = &self.complete_for {
            data.complete_for(types.clone());
        }
        Ok(data)
    }

    /// Whether the model has the types.
    ///
    /// # Errors
    /// The first that it has not.
    pub fn check(&self, types: &Types) -> Result<(), TrainError> {
        let entities = types.entities.iter().map(|kind| kind.name.as_str());
        let known: Vec<&str> = entities.chain(types.relations.iter().map(|kind| kind.name.as_str())).collect();
        match self.complete_for.iter().flatten().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(TrainError::Config {
                file: format!("[[data]] {}", self.path.display()),
                what: format!("complete_for names {name:?}, which is no type here; there are {}", known.join(", ")),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::TrainConfig;

    #[test]
    fn data_sets_may_say_which_types_they_are_complete_for() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text =
            "encoder = \"e\"\n[[data]]\npath = \"a\"\n[[data]]\npath = \"b\"\ncomplete_for = [\"PER\", \"WORKS\"]\n";
        std::fs::write(file.path(), text).unwrap();
        let config = TrainConfig::read(Some(file.path()), &["train=[\"t\"]".to_owned()]).unwrap();
        assert!(config.check().is_ok());
        let sets = config.data_sets();
        let paths: Vec<_> = sets.iter().map(|set| set.path.display().to_string()).collect();
        assert_eq!(paths, ["t", "a", "b"]);
        assert_eq!(sets.iter().filter(|set| set.complete_for.is_none()).count(), 2);
        let types = |json: &str| Types::from_json(json).unwrap();
        let known = types(r#"{"entities": {"PER": {}}, "relations": {"WORKS": {}}}"#);
        assert!(sets.iter().all(|set| set.check(&known).is_ok()));
        let message = sets[2].check(&types(r#"{"entities": {"PER": {}}, "relations": {}}"#)).unwrap_err().to_string();
        assert!(message.contains("[[data]] b") && message.contains("\"WORKS\""), "{message}");
        std::fs::write(file.path(), text.replace("complete_for", "complete")).unwrap();
        let message = TrainConfig::read(Some(file.path()), &[]).unwrap_err().to_string();
        assert!(message.contains("complete"), "{message}");
    }
}

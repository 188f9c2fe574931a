//! `concepts.json`: concepts of many documents and their mentions, as `relata resolve --write` keeps them.

use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

/// The name of the file, beside the documents.
pub const CONCEPTS: &str = "concepts.json";

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ConceptsFile {
    pub concepts: Vec<ConceptRecord>,
}

/// One thing under one name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConceptRecord {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// `Wikidata:Q159`
    #[serde(default)]
    pub link: Option<String>,
    pub members: Vec<MemberRecord>,
}

/// Its mentions in one document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberRecord {
    /// The document's place below the folder.
    pub file: String,
    /// The ids of its file.
    pub mentions: Vec<String>,
}

impl ConceptsFile {
    /// Reads `concepts.json` of a folder; a bare list of concepts will do.
    ///
    /// # Errors
    /// With the file, and what made it.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Whole(ConceptsFile),
            List(Vec<ConceptRecord>),
        }
        let path = folder.join(CONCEPTS);
        let said = || format!("{}: relata resolve PATH --write {} makes it", path.display(), folder.display());
        let bytes = std::fs::read(&path).with_context(said)?;
        Ok(match serde_json::from_slice(&bytes).with_context(said)? {
            Either::Whole(file) => file,
            Either::List(concepts) => Self { concepts },
        })
    }
}

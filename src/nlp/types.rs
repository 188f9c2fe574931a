//! The entity and relation types a model knows: the types JSON of a reference checkpoint.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One entity type. Its class number in the model is its position in [`Types::entities`] plus one (0 is "none").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityType {
    /// The key, as it stands in annotations.
    pub name: String,
    /// A label for narrow places.
    pub short: String,
    /// A label for people.
    pub verbose: String,
}

/// One relation type. Its output in the model is its position in [`Types::relations`] (there is no "none").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationType {
    /// The key, as it stands in annotations.
    pub name: String,
    /// A label for narrow places.
    pub short: String,
    /// A label for people.
    pub verbose: String,
    /// Whether head and tail may be swapped; decoding then puts the head first in the text.
    pub symmetric: bool,
}

/// All types of a model, in the order of its outputs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Types {
    /// Entity types, without the "none" class.
    pub entities: Vec<EntityType>,
    /// Relation types.
    pub relations: Vec<RelationType>,
}

/// Why a types JSON could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TypesError {
    /// Not JSON at all.
    #[error("not valid JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON, but not of the expected form.
    #[error("{0}")]
    Form(String),
}

impl Types {
    /// Reads `{"entities": {NAME: {"short", "verbose"}}, "relations": {NAME: {"short", "verbose", "symmetric"}}}`.
    ///
    /// The order of the keys is the order of the model's outputs. Absent labels default to the name, an absent
    /// `symmetric` to `false`.
    ///
    /// # Errors
    /// When the text is not JSON, or `entities` or `relations` is not an object of objects, or there is no entity type.
    pub fn from_json(json: &str) -> Result<Self, TypesError> {
        let root: Value = serde_json::from_str(json)?;
        let entities: Vec<EntityType> = section(&root, "entities")?
            .iter()
            .map(|(name, value)| {
                let body = object(name, value)?;
                Ok(EntityType {
                    name: name.clone(),
                    short: label(body, "short", name),
                    verbose: label(body, "verbose", name),
                })
            })
            .collect::<Result<_, TypesError>>()?;
        let relations = section(&root, "relations")?
            .iter()
            .map(|(name, value)| {
                let body = object(name, value)?;
                Ok(RelationType {
                    name: name.clone(),
                    short: label(body, "short", name),
                    verbose: label(body, "verbose", name),
                    symmetric: body.get("symmetric").and_then(Value::as_bool).unwrap_or(false),
                })
            })
            .collect::<Result<_, TypesError>>()?;
        if entities.is_empty() {
            return Err(TypesError::Form("\"entities\" is empty: a model needs at least one entity type".into()));
        }
        Ok(Self { entities, relations })
    }

    /// The same document that [`Types::from_json`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        let entities: Map<String, Value> = self
            .entities
            .iter()
            .map(|t| (t.name.clone(), serde_json::json!({"short": t.short, "verbose": t.verbose})))
            .collect();
        let relations: Map<String, Value> = self
            .relations
            .iter()
            .map(|t| {
                let body = serde_json::json!({"short": t.short, "verbose": t.verbose, "symmetric": t.symmetric});
                (t.name.clone(), body)
            })
            .collect();
        format!("{:#}\n", serde_json::json!({"entities": entities, "relations": relations}))
    }

    /// Number of entity classes, "none" included.
    #[must_use]
    pub fn entity_classes(&self) -> usize {
        self.entities.len() + 1
    }
}

fn section<'a>(root: &'a Value, key: &str) -> Result<&'a Map<String, Value>, TypesError> {
    root.get(key)
        .and_then(Value::as_object)
        .ok_or_else(|| TypesError::Form(format!("there is no object \"{key}\" (name → labels) in it")))
}

fn object<'a>(name: &str, value: &'a Value) -> Result<&'a Map<String, Value>, TypesError> {
    value.as_object().ok_or_else(|| TypesError::Form(format!("the type \"{name}\" is not an object of labels")))
}

fn label(body: &Map<String, Value>, key: &str, name: &str) -> String {
    body.get(key).and_then(Value::as_str).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"entities": {"Peop": {"short": "P", "verbose": "People"}, "Loc": {}},
        "relations": {"Kin": {"symmetric": true}, "Kill": {"short": "K", "verbose": "Kill", "symmetric": false}}}"#;

    #[test]
    fn the_order_of_the_file_is_the_order_of_the_outputs() {
        let types = Types::from_json(JSON).unwrap();
        let names: Vec<_> = types.entities.iter().map(|t| t.name.as_str()).collect();
        assert_eq!(names, ["Peop", "Loc"]);
        assert_eq!(types.entities[1].short, "Loc");
        assert!(types.relations[0].symmetric && !types.relations[1].symmetric);
        assert_eq!(types.entity_classes(), 3);
    }

    #[test]
    fn writing_and_reading_gives_the_same_types() {
        let types = Types::from_json(JSON).unwrap();
        assert_eq!(Types::from_json(&types.to_json()).unwrap(), types);
    }

    #[test]
    fn a_wrong_form_says_what_is_missing() {
        let message = |json| Types::from_json(json).unwrap_err().to_string();
        assert!(message("[]").contains("\"entities\""));
        assert!(message(r#"{"entities": {"A": {}}}"#).contains("\"relations\""));
        assert!(message(r#"{"entities": {"A": 3}, "relations": {}}"#).contains("\"A\""));
        assert!(message(r#"{"entities": {}, "relations": {}}"#).contains("at least one"));
        assert!(message("{").contains("JSON"));
    }
}

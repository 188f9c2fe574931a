//! The types a document may use, and which relations hold between which.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Annotations, Item};

/// One line of `[entities]`, with what `visual.conf` and `kb_shortcuts.conf` say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityType {
    /// The stored name.
    pub name: Arc<str>,
    /// What people read: `visual.conf`'s label, the model's verbose name, else the stored name.
    pub label: String,
    /// For narrow places; may equal the label.
    pub short: String,
    /// `#rrggbb` from `visual.conf`.
    pub colour: Option<String>,
    /// The key that assigns it.
    pub key: Option<char>,
    /// The type above it in `annotation.conf`'s hierarchy.
    pub parent: Option<Arc<str>>,
    /// `!Type`: groups others and cannot be chosen.
    pub abstract_only: bool,
    /// `Type|Other|Another`: what the schema calls it besides; files hold the first name alone.
    #[serde(default)]
    pub other_names: Vec<String>,
    /// Nobody has written it down: it occurs in annotations.
    #[serde(default)]
    pub learned: bool,
}

/// One line of `[relations]`: any of `heads` may stand in this relation to any of `tails`. An empty set allows all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationRule {
    /// Stored names of entity types.
    pub heads: BTreeSet<Arc<str>>,
    /// Stored names of entity types.
    pub tails: BTreeSet<Arc<str>>,
}

/// All lines of `[relations]` with one name, and what `visual.conf` says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationType {
    /// The stored name.
    pub name: Arc<str>,
    /// What people read, as [`EntityType::label`]; else the stored name with spaces for underscores.
    pub label: String,
    /// For narrow places; may equal the label.
    pub short: String,
    /// `#rrggbb` from `visual.conf`.
    pub colour: Option<String>,
    /// It holds in both directions, so that head and tail mean nothing.
    pub symmetric: bool,
    /// Of what is equal to one thing, all is equal: an equivalence where it is symmetric, too.
    #[serde(default)]
    pub transitive: bool,
    /// No rule at all allows every pair.
    pub rules: Vec<RelationRule>,
    /// Argument names in the file, the head's first, `Arg1` and `Arg2` unless the schema names others.
    pub roles: [String; 2],
    /// Those of further lines of the schema that name others.
    #[serde(default)]
    pub other_roles: Vec<[String; 2]>,
    /// Nobody has written it down: it occurs in annotations.
    #[serde(default)]
    pub learned: bool,
}

/// The name of no type, in lists that nothing fits.
pub const NOTHING: &str = "<NONE>";

/// An argument of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRole {
    /// Files may add a number to it (`Theme2`).
    pub name: String,
    /// Types that may stand there; an empty set allows all.
    pub of: BTreeSet<Arc<str>>,
    /// How often an event must have it.
    pub least: usize,
    /// How often an event may have it; `None` for as often as it likes.
    pub most: Option<usize>,
}

/// One line of `[events]`. The type of its trigger is an [`EntityType`] of the same name, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventType {
    /// The stored name.
    pub name: Arc<str>,
    /// Its arguments, in the order of the line.
    pub roles: Vec<EventRole>,
}

/// One line of `[attributes]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeType {
    /// The stored name.
    pub name: Arc<str>,
    /// What it may say; an attribute without values is there or is not.
    pub values: Vec<String>,
    /// Types of what it may be said of, relations among them; an empty set allows every entity and event.
    pub of: BTreeSet<Arc<str>>,
    /// It may be said of every relation.
    pub of_relations: bool,
}

/// Types from `annotation.conf`, from a model, or from the annotations in which they occur.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The place of one gives its colour where `visual.conf` does not.
    pub entities: Vec<EntityType>,
    /// The place of one gives its colour where `visual.conf` does not.
    pub relations: Vec<RelationType>,
    /// Those of `[attributes]`; none is learned from annotations.
    #[serde(default)]
    pub attributes: Vec<AttributeType>,
    /// Those of `[events]`; none is learned from annotations.
    #[serde(default)]
    pub events: Vec<EventType>,
    /// Somebody has written the types down (`annotation.conf`): those of models and of other documents are none of its
    /// business.
    #[serde(default)]
    pub declared: bool,
}

impl EntityType {
    /// A type of which nothing but the stored name is known; that is its label, too.
    pub fn named(name: impl Into<Arc<str>>) -> Self {
        let name = name.into();
        Self {
            label: name.to_string(),
            short: name.to_string(),
            name,
            colour: None,
            key: None,
            parent: None,
            abstract_only: false,
            other_names: Vec::new(),
            learned: false,
        }
    }
}

impl RelationType {
    /// A type of which nothing but the stored name is known: directed, between any two types.
    pub fn named(name: impl Into<Arc<str>>) -> Self {
        let name = name.into();
        Self {
            label: name.to_string().replace('_', " "),
            short: name.to_string(),
            name,
            colour: None,
            symmetric: false,
            transitive: false,
            rules: Vec::new(),
            roles: super::roles::ARGUMENTS.map(str::to_owned),
            other_roles: Vec::new(),
            learned: false,
        }
    }

    /// Its groups stand in the file as lines of their own (`*`).
    pub fn is_equivalence(&self) -> bool {
        self.symmetric && self.transitive
    }

    /// Whether it may hold from `head` to `tail` (stored names of entity types); of a symmetric type, either way round.
    pub fn allows(&self, head: &str, tail: &str) -> bool {
        let fits = |set: &BTreeSet<Arc<str>>, kind: &str| set.is_empty() || set.contains(kind);
        let rule = |h: &str, t: &str| self.rules.iter().any(|r| fits(&r.heads, h) && fits(&r.tails, t));
        self.rules.is_empty() || rule(head, tail) || (self.symmetric && rule(tail, head))
    }
}

impl AttributeType {
    /// Whether it may be said of something of this type.
    pub fn may_describe(&self, kind: &str, is_relation: bool) -> bool {
        self.of.contains(kind) || (is_relation && self.of_relations) || (!is_relation && self.of.is_empty())
    }
}

impl EventType {
    /// The argument that a name in a file stands for: `Theme2` is a second `Theme`.
    pub fn role(&self, name: &str) -> Option<&EventRole> {
        let named = |name: &str| self.roles.iter().find(|role| role.name == name);
        named(name).or_else(|| named(name.trim_end_matches(|c: char| c.is_ascii_digit())))
    }
}

impl Schema {
    /// By stored name; types that only occur count, see [`Schema::written_entity`].
    pub fn entity(&self, name: &str) -> Option<&EntityType> {
        self.entities.iter().find(|t| &*t.name == name)
    }

    /// By stored name; types that only occur count, see [`Schema::written_relation`].
    pub fn relation(&self, name: &str) -> Option<&RelationType> {
        self.relations.iter().find(|t| &*t.name == name)
    }

    /// By stored name.
    pub fn event(&self, name: &str) -> Option<&EventType> {
        self.events.iter().find(|t| &*t.name == name)
    }

    /// By stored name.
    pub fn attribute(&self, name: &str) -> Option<&AttributeType> {
        self.attributes.iter().find(|t| &*t.name == name)
    }

    /// The entity type of this name, where it is more than one that occurs.
    pub fn written_entity(&self, name: &str) -> Option<&EntityType> {
        self.entity(name).filter(|kind| !kind.learned)
    }

    /// As [`Schema::written_entity`], of a relation type.
    pub fn written_relation(&self, name: &str) -> Option<&RelationType> {
        self.relation(name).filter(|kind| !kind.learned)
    }

    /// Somebody has written down the types of `written`; what else is known here occurs only.
    pub fn set_written(&mut self, written: &Schema) {
        self.declared = written.declared;
        self.entities.iter_mut().for_each(|kind| kind.learned = written.written_entity(&kind.name).is_none());
        self.relations.iter_mut().for_each(|kind| kind.learned = written.written_relation(&kind.name).is_none());
    }

    /// Whether a relation may not hold from one type to another: its type does not allow that, or is none of those that
    /// somebody has written down. The one place that says what is marked and reported.
    pub fn forbids(&self, head: &str, kind: &str, tail: &str) -> bool {
        match self.relation(kind) {
            Some(known) => (self.declared && known.learned) || !known.allows(head, tail),
            None => self.declared,
        }
    }

    /// What people call an entity type; one that the schema does not know is called by its name.
    pub fn entity_label<'a>(&'a self, name: &'a str) -> &'a str {
        self.entity(name).map_or(name, |kind| &kind.label)
    }

    /// As [`Schema::entity_label`], of a relation type.
    pub fn relation_label<'a>(&'a self, name: &'a str) -> &'a str {
        self.relation(name).map_or(name, |kind| &kind.label)
    }

    /// The place of a stored name in `entities`, from 0.
    pub fn entity_index(&self, name: &str) -> Option<usize> {
        self.entities.iter().position(|t| &*t.name == name)
    }

    /// The place of a stored name in `relations`, from 0.
    pub fn relation_index(&self, name: &str) -> Option<usize> {
        self.relations.iter().position(|t| &*t.name == name)
    }

    /// The types above an entity type in the hierarchy, the nearest first.
    pub fn above(&self, name: &str) -> Vec<Arc<str>> {
        let mut above: Vec<Arc<str>> = Vec::new();
        let mut at = name;
        while let Some(parent) = self.entity(at).and_then(|kind| kind.parent.as_ref()) {
            if above.contains(parent) {
                break;
            }
            above.push(parent.clone());
            at = parent;
        }
        above
    }

    /// Whether there is no type of an entity or a relation; attributes and events do not count.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty() && self.relations.is_empty()
    }

    /// Entity types a person may choose.
    pub fn choosable(&self) -> impl Iterator<Item = &EntityType> {
        self.entities.iter().filter(|t| !t.abstract_only)
    }

    /// Relation types that may hold from `head` to `tail` (entity type names), in schema order.
    pub fn allowed(&self, head: &str, tail: &str) -> impl Iterator<Item = &RelationType> {
        self.relations.iter().filter(move |t| t.allows(head, tail))
    }

    /// Adds the types of `other` that are missing here, and its labels where this schema has only stored names.
    pub fn merge(&mut self, other: &Schema) {
        self.take_labels(other);
        for kind in &other.entities {
            match self.entities.iter_mut().find(|known| known.name == kind.name) {
                Some(known) => known.learned &= kind.learned,
                None => self.entities.push(kind.clone()),
            }
        }
        for kind in &other.attributes {
            if self.attributes.iter().all(|known| known.name != kind.name) {
                self.attributes.push(kind.clone());
            }
        }
        for kind in &other.events {
            if self.event(&kind.name).is_none() {
                self.events.push(kind.clone());
            }
        }
        for kind in &other.relations {
            match self.relations.iter_mut().find(|known| known.name == kind.name) {
                Some(known) => known.learned &= kind.learned,
                None => self.relations.push(kind.clone()),
            }
        }
    }

    /// Takes the labels of `other` where this schema has only stored names; adds nothing.
    pub fn take_labels(&mut self, other: &Schema) {
        for known in self.entities.iter_mut().filter(|known| *known.label == *known.name) {
            if let Some(kind) = other.entity(&known.name) {
                (known.label, known.short) = (kind.label.clone(), kind.short.clone());
            }
        }
        for known in &mut self.relations {
            if let Some(kind) = other.relation(&known.name).filter(|_| known.label == known.name.replace('_', " ")) {
                (known.label, known.short) = (kind.label.clone(), kind.short.clone());
            }
        }
    }

    /// Puts the types into this order; what it does not name comes last, in the order that it has.
    pub fn order_by(&mut self, entities: &[String], relations: &[String]) {
        let place = |order: &[String], name: &str| order.iter().position(|known| known == name).unwrap_or(usize::MAX);
        self.entities.sort_by_key(|kind| place(entities, &kind.name));
        self.relations.sort_by_key(|kind| place(relations, &kind.name));
    }

    /// Adds every type that the annotations use and the schema lacks, so that nothing is shown without a type.
    pub fn complete(&mut self, annotations: &Annotations) {
        annotations.mentions().for_each(|mention| self.learn_entity(&mention.kind));
        annotations.relations().for_each(|relation| self.learn_relation(&relation.kind));
    }

    /// Adds the type of one item if it is missing.
    pub fn learn(&mut self, item: &Item) {
        match item {
            Item::Mention(mention) => self.learn_entity(&mention.kind),
            Item::Relation(relation) => self.learn_relation(&relation.kind),
            Item::Extra(_) => {}
        }
    }

    fn learn_entity(&mut self, kind: &Arc<str>) {
        if self.entity(kind).is_none() {
            self.entities.push(EntityType { learned: true, ..EntityType::named(kind.clone()) });
        }
    }

    fn learn_relation(&mut self, kind: &Arc<str>) {
        if self.relation(kind).is_none() {
            self.relations.push(RelationType { learned: true, ..RelationType::named(kind.clone()) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(heads: &[&str], tails: &[&str]) -> RelationRule {
        let set = |names: &[&str]| names.iter().map(|n| Arc::from(*n)).collect();
        RelationRule { heads: set(heads), tails: set(tails) }
    }

    #[test]
    fn merging_adds_types_and_labels_but_overrules_nothing() {
        let labelled = |name: &str, label: &str| EntityType { label: label.into(), ..EntityType::named(name) };
        let mut schema =
            Schema { entities: vec![EntityType::named("Loc"), labelled("Org", "Firma")], ..Schema::default() };
        let model = Schema {
            entities: vec![labelled("Org", "Organization"), labelled("Loc", "Location"), labelled("Peop", "People")],
            relations: vec![RelationType::named("Live_In")],
            ..Schema::default()
        };
        schema.merge(&model);
        let labels: Vec<&str> = schema.entities.iter().map(|t| t.label.as_str()).collect();
        assert_eq!(labels, ["Location", "Firma", "People"]);
        assert_eq!(schema.relations.len(), 1);
    }

    #[test]
    fn a_type_that_only_occurs_is_none_that_a_written_schema_allows() {
        let mut schema = Schema { relations: vec![RelationType::named("Live_In")], ..Schema::default() };
        schema.learn_relation(&"Knows".into());
        assert!(!schema.forbids("Peop", "Knows", "Peop"), "nobody has written types down");
        schema.declared = true;
        assert!(schema.forbids("Peop", "Knows", "Peop") && schema.forbids("Peop", "Unheard_Of", "Peop"));
        assert!(!schema.forbids("Peop", "Live_In", "Loc"));
        let written = Schema { relations: vec![RelationType::named("Knows")], declared: true, ..Schema::default() };
        let mut merged = schema.clone();
        merged.merge(&written);
        assert!(!merged.forbids("Peop", "Knows", "Peop"));
        schema.set_written(&written);
        assert!(!schema.forbids("Peop", "Knows", "Peop") && schema.forbids("Peop", "Live_In", "Loc"));
    }

    #[test]
    fn rules_restrict_and_their_absence_allows() {
        let mut kind = RelationType::named("Kill");
        assert!(kind.allows("Loc", "Loc"));
        kind.rules.push(rule(&["Peop"], &["Peop", "Org"]));
        assert!(kind.allows("Peop", "Org"));
        assert!(!kind.allows("Org", "Peop"));
        kind.symmetric = true;
        assert!(kind.allows("Org", "Peop"));
    }
}

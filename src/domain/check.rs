//! What is wrong with annotations, as their types and the other annotations say. One checker for the command line, the
//! doctor and the window.

mod problem;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

pub use problem::{Part, Problem};

use super::roles::ARGUMENTS;
use super::{
    Annotations, Extra, ExtraBody, Fragments, ItemId, MentionId, RelationType, Roles, Schema, Target, event_relation,
    nearest_name,
};

/// One problem of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Of two that say the same, the later one.
    pub item: ItemId,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What a schema says against the names of a relation's arguments, as its line has them. `Arg1` and `Arg2` are known
/// everywhere.
pub fn unknown_arguments(schema: &Schema, kind: &str, names: &[&str]) -> Vec<Problem> {
    let Some(known) = schema.written_relation(kind).filter(|_| schema.declared) else { return Vec::new() };
    let is_known = |name: &str| {
        let mut pairs = std::iter::once(&known.roles).chain(&known.other_roles);
        ARGUMENTS.contains(&name) || pairs.any(|pair| pair.iter().any(|known| known == name))
    };
    let problem = |name: &&str| Problem::UnknownArgument {
        relation: known.name.clone(),
        name: (*name).to_owned(),
        names: known.roles.to_vec(),
    };
    names.iter().filter(|name| !is_known(name)).map(problem).collect()
}

/// The relation that brat knows as an equivalence where no schema speaks of it.
const EQUIV: &str = "Equiv";

/// All problems, those of mentions first, then relations, then other lines, each by id.
///
/// Types that nobody has written down ([`Schema::declared`]) forbid nothing; what stands there twice is found all the
/// same.
pub fn findings(annotations: &Annotations, schema: &Schema, text: &str) -> Vec<Finding> {
    let mut checker = Checker { annotations, schema, found: Vec::new() };
    checker.doubles(text);
    checker.of_one_end();
    if schema.declared {
        checker.mentions();
        checker.relations();
        checker.extras();
    }
    checker.found.sort_by_key(|finding| finding.item);
    checker.found
}

/// The types that a relation of events, or a group, stands between and that the schema does not allow: head, relation,
/// tail. Of groups whose type nobody knows, and of all other lines, there are none.
pub fn forbidden_pair(
    annotations: &Annotations,
    schema: &Schema,
    roles: &Roles,
    extra: &Extra,
) -> Option<[Arc<str>; 3]> {
    if let ExtraBody::Equiv { name } = &extra.body {
        let [head, tail] = forbidden_members(annotations, schema.relation(name)?, extra)?;
        return Some([head.into(), name.as_str().into(), tail.into()]);
    }
    let relation = event_relation(annotations, extra, roles)?;
    let (head, tail) = (annotations.kind_of(relation.head)?, annotations.kind_of(relation.tail)?);
    schema.forbids(head, relation.kind, tail).then(|| [head.into(), relation.kind.into(), tail.into()])
}

/// The types of two members of a group that its type does not allow either way round.
fn forbidden_members<'a>(annotations: &'a Annotations, kind: &RelationType, extra: &Extra) -> Option<[&'a str; 2]> {
    let members = extra.targets.iter().filter_map(Target::item);
    let mut kinds: Vec<(&str, bool)> = Vec::new();
    for kind in members.filter_map(|item| annotations.kind_of(item)) {
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, is_repeated)) => *is_repeated = true,
            None => kinds.push((kind, false)),
        }
    }
    let mut pairs = kinds.iter().enumerate().flat_map(|(at, (a, is_repeated))| {
        kinds.iter().skip(at + usize::from(!is_repeated)).map(move |(b, _)| [*a, *b])
    });
    pairs.find(|[a, b]| !kind.allows(a, b) && !kind.allows(b, a))
}

struct Checker<'a> {
    annotations: &'a Annotations,
    schema: &'a Schema,
    found: Vec<Finding>,
}

impl Checker<'_> {
    fn report(&mut self, item: impl Into<ItemId>, problem: Problem) {
        self.found.push(Finding { item: item.into(), problem });
    }

    fn doubles(&mut self, text: &str) {
        let mut places: HashSet<(Arc<str>, Fragments)> = HashSet::new();
        for mention in self.annotations.mentions().filter(|m| m.review != super::Review::Rejected) {
            if !places.insert((mention.kind.clone(), mention.fragments.joined(text))) {
                self.report(mention.id, Problem::EntityTwice { kind: mention.kind.clone() });
            }
        }
        let mut seen: HashSet<(Arc<str>, MentionId, MentionId)> = HashSet::new();
        for relation in self.annotations.relations().filter(|r| r.review != super::Review::Rejected) {
            let is_symmetric = self.schema.relation(&relation.kind).is_some_and(|kind| kind.symmetric);
            let (head, tail) = match is_symmetric && relation.tail < relation.head {
                true => (relation.tail, relation.head),
                false => (relation.head, relation.tail),
            };
            if !seen.insert((relation.kind.clone(), head, tail)) {
                self.report(relation.id, Problem::RelationTwice { kind: relation.kind.clone() });
            }
        }
    }

    fn of_one_end(&mut self) {
        for relation in self.annotations.relations().filter(|r| r.review != super::Review::Rejected) {
            if relation.head == relation.tail {
                self.report(relation.id, Problem::ToItself { kind: relation.kind.clone() });
            }
        }
        let roles = Roles::of(self.schema);
        for extra in self.annotations.extras() {
            if let Some(relation) = event_relation(self.annotations, extra, &roles).filter(|r| r.head == r.tail) {
                self.report(extra.id, Problem::ToItself { kind: relation.kind.into() });
            }
        }
    }

    fn mentions(&mut self) {
        for mention in self.annotations.mentions().filter(|m| self.schema.written_entity(&m.kind).is_none()) {
            let problem = self.unknown(Part::Entities, &mention.kind);
            self.report(mention.id, problem);
        }
    }

    fn relations(&mut self) {
        for relation in self.annotations.relations() {
            let kind = |end| self.annotations.kind_of(ItemId::Mention(end)).unwrap_or_default();
            let (head, tail) = (kind(relation.head), kind(relation.tail));
            if let Some(problem) = self.pair(head, &relation.kind, tail) {
                self.report(relation.id, problem);
            }
        }
    }

    fn pair(&self, head: &str, kind: &str, tail: &str) -> Option<Problem> {
        if self.schema.written_relation(kind).is_none() {
            return Some(self.unknown(Part::Relations, kind));
        }
        let pair = || Problem::Pair { head: head.into(), kind: kind.into(), tail: tail.into() };
        self.schema.forbids(head, kind, tail).then(pair)
    }

    fn extras(&mut self) {
        let roles = Roles::of(self.schema);
        for extra in self.annotations.extras() {
            match &extra.body {
                ExtraBody::Relation { relation_type, .. } => {
                    let problem = match event_relation(self.annotations, extra, &roles) {
                        Some(relation) => {
                            let kind = |end| self.annotations.kind_of(end).unwrap_or_default();
                            self.pair(kind(relation.head), relation.kind, kind(relation.tail))
                        }
                        None if self.schema.written_relation(relation_type).is_none() => {
                            Some(self.unknown(Part::Relations, relation_type))
                        }
                        None => None,
                    };
                    if let Some(problem) = problem {
                        self.report(extra.id, problem);
                    }
                }
                ExtraBody::Event { event_type, has_trigger, roles } => {
                    self.event(extra, event_type, usize::from(*has_trigger), roles);
                }
                ExtraBody::Attribute { name, value } => self.attribute(extra, name, value.as_deref()),
                ExtraBody::Equiv { name } => self.group(extra, name),
                ExtraBody::Normalization { .. } | ExtraBody::Note { .. } => {}
            }
        }
    }

    fn event(&mut self, extra: &Extra, kind: &str, trigger: usize, names: &[String]) {
        let Some(known) = self.schema.event(kind) else {
            let problem = self.unknown(Part::Events, kind);
            return self.report(extra.id, problem);
        };
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, target) in names.iter().zip(extra.targets.iter().skip(trigger)) {
            let Some(role) = known.role(name) else {
                let roles: Vec<&str> = known.roles.iter().map(|role| role.name.as_str()).collect();
                let meant = nearest_name(name, &roles).map(|(meant, _)| meant.to_owned());
                self.report(extra.id, Problem::UnknownRole { event: kind.into(), role: name.clone(), meant });
                continue;
            };
            *times.entry(&role.name).or_default() += 1;
            let there = target.item().and_then(|item| self.annotations.kind_of(item));
            if let Some(there) = there.filter(|there| !role.of.is_empty() && !role.of.contains(*there)) {
                let problem = Problem::RoleType { event: kind.into(), role: name.clone(), kind: there.into() };
                self.report(extra.id, problem);
            }
        }
        for role in &known.roles {
            let count = times.get(role.name.as_str()).copied().unwrap_or_default();
            if count < role.least || role.most.is_some_and(|most| count > most) {
                let (role, least, most) = (role.name.clone(), role.least, role.most);
                self.report(extra.id, Problem::RoleCount { event: kind.into(), role, count, least, most });
            }
        }
    }

    fn attribute(&mut self, extra: &Extra, name: &str, value: Option<&str>) {
        let Some(known) = self.schema.attribute(name) else {
            let problem = self.unknown(Part::Attributes, name);
            return self.report(extra.id, problem);
        };
        let fits = match value {
            Some(value) => known.values.iter().any(|known| known == value),
            None => known.values.is_empty(),
        };
        if !fits {
            let (value, values) = (value.map(str::to_owned), known.values.clone());
            self.report(extra.id, Problem::Value { attribute: name.into(), value, values });
        }
        let Some(item) = extra.targets.first().and_then(Target::item) else { return };
        let is_relation = !matches!(item, ItemId::Mention(_)) && !self.annotations.is_event(item);
        let Some(kind) = self.annotations.kind_of(item).filter(|kind| !known.may_describe(kind, is_relation)) else {
            return;
        };
        self.report(extra.id, Problem::Target { attribute: name.into(), kind: kind.into() });
    }

    fn group(&mut self, extra: &Extra, name: &str) {
        let Some(known) = self.schema.written_relation(name) else {
            if name != EQUIV {
                let problem = self.unknown(Part::Relations, name);
                self.report(extra.id, problem);
            }
            return;
        };
        if let Some([head, tail]) = forbidden_members(self.annotations, known, extra) {
            self.report(extra.id, Problem::Pair { head: head.into(), kind: name.into(), tail: tail.into() });
        }
    }

    fn unknown(&self, part: Part, name: &str) -> Problem {
        let Schema { entities, relations, events, attributes, .. } = self.schema;
        let known: Vec<&str> = match part {
            Part::Entities => entities.iter().filter(|t| !t.learned).map(|t| &*t.name).collect(),
            Part::Relations => relations.iter().filter(|t| !t.learned).map(|t| &*t.name).collect(),
            Part::Events => events.iter().map(|t| &*t.name).collect(),
            Part::Attributes => attributes.iter().map(|t| &*t.name).collect(),
        };
        // Files hold the first name of a type; another one is the same type, and sure.
        let other = entities.iter().find(|t| part == Part::Entities && t.other_names.iter().any(|other| other == name));
        let meant = other.map(|kind| &*kind.name).or_else(|| nearest_name(name, &known).map(|(meant, _)| meant));
        Problem::Unknown { part, name: name.into(), meant: meant.map(Arc::from) }
    }
}

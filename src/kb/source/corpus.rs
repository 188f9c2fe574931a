//! A corpus that is linked already: its N lines with what the mentions said.

use std::collections::{BTreeMap, HashMap};

use super::Sink;
use crate::brat::Loaded;
use crate::domain::{ExtraBody, ItemId};
use crate::kb::{Entity, KbError};

/// Database and id of a reference (`Wikidata:Q159`); the id is `None` where the corpus says "not in the database".
/// Nothing for what is no reference.
pub fn reference(reference: &str) -> Option<(&str, Option<&str>)> {
    let (database, id) = reference.split_once(':')?;
    let is_null = ["null", "nil", "none", "cui-less"].iter().any(|null| id.eq_ignore_ascii_case(null));
    let is_possible = crate::kb::entity::impossible_id(id).is_none() && !database.is_empty();
    is_possible.then_some((database, (!is_null).then_some(id)))
}

/// How often each database is referred to in a document.
pub fn databases(loaded: &Loaded) -> BTreeMap<String, usize> {
    let mut databases = BTreeMap::new();
    for extra in loaded.document.annotations.extras() {
        if let ExtraBody::Normalization { reference: text, .. } = &extra.body
            && let Some((database, _)) = reference(text)
        {
            *databases.entry(database.to_owned()).or_default() += 1;
        }
    }
    databases
}

/// Gives the sink every thing that a document refers to in this database, with its label and the surfaces of its mentions.
/// The number of references to nothing (`DB:NULL`) comes back.
///
/// # Errors
/// When the sink fails.
pub fn read_document(loaded: &Loaded, database: &str, sink: &mut dyn Sink) -> Result<usize, KbError> {
    let lines = loaded.standoff.lines();
    let mut things: BTreeMap<&str, (Entity, u64)> = BTreeMap::new();
    let (mut nulls, mut strangers): (usize, HashMap<&str, u64>) = (0, HashMap::new());
    for extra in loaded.document.annotations.extras() {
        let ExtraBody::Normalization { reference: text, text: label, .. } = &extra.body else { continue };
        let line = lines.get(&ItemId::Extra(extra.id)).map_or(0, |(_, line)| *line as u64);
        let (found, id) = match reference(text) {
            None => {
                sink.skip(line, format!("`{text}` is no DATABASE:ID"));
                continue;
            }
            Some((_, None)) => {
                nulls += 1;
                continue;
            }
            Some((found, Some(id))) => (found, id),
        };
        if found != database {
            strangers.entry(found).or_insert(line);
            continue;
        }
        let (thing, _) = things.entry(id).or_insert_with(|| (Entity::new(id), line));
        thing.add_name(label, "", 0, true);
        for target in &extra.targets {
            if let Some(ItemId::Mention(mention)) = target.item()
                && let Some(mention) = loaded.document.annotations.mention(mention)
            {
                thing.add_name(&mention.text(&loaded.document.text), "", 1, false);
                thing.add_kind(&mention.kind, 1);
                thing.popularity += 1;
            }
        }
    }
    for (stranger, line) in strangers {
        sink.skip(line, format!("references to {stranger} are left out: this base is of {database} (--db NAME)"));
    }
    for (thing, line) in things.into_values() {
        sink.part(thing, line, false)?;
    }
    Ok(nulls)
}

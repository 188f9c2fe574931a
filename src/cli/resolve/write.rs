//! Documents with an `Equiv` line for each thing.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Context;

use crate::brat::{self, Loaded};
use crate::cli::outputs::Outputs;
use crate::domain::{Document, Edit, Extra, ExtraBody, Item, ItemId, MentionId, Target, Visibility, change};
use crate::resolve::Resolved;

/// Relations that say that two mentions are one thing.
const SAYING: &[&str] = &["ALTERNATIVE_NAME", "ABBREVIATION"];

/// Takes `Equiv` and N lines and relations between names of one thing out of a document.
///
/// # Errors
/// When the annotations do not hang together.
pub(super) fn drop_what_is_said(document: &mut Document) -> anyhow::Result<()> {
    let extras = document.annotations.extras().filter_map(|extra| {
        matches!(extra.body, ExtraBody::Equiv { .. } | ExtraBody::Normalization { .. })
            .then_some(ItemId::from(extra.id))
    });
    let relations =
        document.annotations.relations().filter_map(|r| SAYING.contains(&&*r.kind).then_some(ItemId::from(r.id)));
    let gone: Vec<ItemId> = extras.chain(relations).collect();
    for id in gone.into_iter() {
        if document.annotations.contains(id) {
            let edits = change::delete(&document.annotations, id);
            document.apply(edits).context("annotations that refer to each other in circles")?;
        }
    }
    Ok(())
}

/// Joins the mentions of each thing, writes the document where `out` says so, and tells how the file calls the mentions of
/// each cluster.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn write(
    loaded: &mut Loaded,
    clusters: &[Resolved],
    visibility: &Visibility,
    out: Option<&Path>,
    place: &str,
    outputs: &mut Outputs,
) -> anyhow::Result<Vec<Vec<String>>> {
    let named = |standoff: &brat::Standoff| -> Option<Vec<Vec<String>>> {
        let ids = |cluster: &Resolved| {
            cluster.mentions.iter().map(|id| standoff.name(*id).map(str::to_owned)).collect::<Option<Vec<_>>>()
        };
        clusters.iter().map(ids).collect()
    };
    if out.is_none()
        && let Some(named) = named(&loaded.standoff)
    {
        return Ok(named);
    }
    join(&mut loaded.document, clusters)?;
    let document = &loaded.document;
    let (ann, standoff) = loaded.standoff.write(&document.text, &document.annotations, visibility);
    if let Some(out) = out {
        let txt = out.join(place);
        outputs.write(&txt, document.text.as_bytes())?;
        outputs.write(&brat::ann_path(&txt), &ann)?;
    }
    named(&standoff).with_context(|| format!("{place}: a mention that was not written"))
}

/// One `Equiv` line for each thing with several mentions, in place of those that say part of it.
fn join(document: &mut Document, clusters: &[Resolved]) -> anyhow::Result<()> {
    let mut edits = Vec::new();
    let sets: Vec<HashSet<MentionId>> =
        clusters.iter().map(|cluster| cluster.mentions.iter().copied().collect()).collect();
    for extra in document.annotations.extras() {
        let ExtraBody::Equiv { .. } = extra.body else { continue };
        let targets: Option<Vec<MentionId>> = extra
            .targets
            .iter()
            .map(|target| match target.item() {
                Some(ItemId::Mention(id)) => Some(id),
                _ => None,
            })
            .collect();
        let is_said_anew =
            targets.is_some_and(|targets| sets.iter().any(|set| targets.iter().all(|target| set.contains(target))));
        if is_said_anew {
            edits.extend(change::delete(&document.annotations, extra.id));
        }
    }
    for cluster in clusters.iter().filter(|cluster| cluster.mentions.len() > 1) {
        let id = document.annotations.fresh_extra();
        let targets = cluster.mentions.iter().map(|mention| Target::Item((*mention).into())).collect();
        let body = ExtraBody::Equiv { name: "Equiv".to_owned() };
        edits.push(Edit::Insert(Item::Extra(Extra { id, targets, body })));
    }
    document.apply(edits).context("things that do not fit the document")?;
    Ok(())
}

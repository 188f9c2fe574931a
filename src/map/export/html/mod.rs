//! A page for any browser that needs nothing but itself: map, relations with their quotations, texts.
//!
//! All of it is plain markup, so that it can be read, searched and printed without a script; the script adds moving,
//! searching, filtering and choosing, and takes what it needs from the markup.

mod colours;
mod drawing;
mod list;
mod texts;

use std::fmt::Write as _;

use super::Sheet;
use super::facts::Facts;
use super::xml::escape;
use crate::map::picture::Emphasis;
use crate::palette::Theme;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: [&str; 4] =
    [include_str!("view.js"), include_str!("choose.js"), include_str!("tools.js"), include_str!("start.js")];

/// Types by their place in the page's style sheet.
pub(super) struct Kinds {
    entities: Vec<String>,
    relations: Vec<String>,
}

impl Kinds {
    fn of(facts: &Facts) -> Self {
        let (mut entities, mut relations) = (Vec::new(), Vec::new());
        for concept in &facts.concepts {
            if !entities.contains(&concept.kind) {
                entities.push(concept.kind.clone());
            }
        }
        for relation in &facts.relations {
            if !relations.contains(&relation.kind) {
                relations.push(relation.kind.clone());
            }
        }
        Self { entities, relations }
    }

    /// The class of an entity type: `n0` …
    fn entity(&self, kind: &str) -> String {
        format!("n{}", self.entities.iter().position(|known| known == kind).unwrap_or(0))
    }

    /// The class of a relation type: `e0` …
    fn relation(&self, kind: &str) -> String {
        format!("e{}", self.relations.iter().position(|known| known == kind).unwrap_or(0))
    }
}

/// # Errors
/// Never for what is made here.
pub fn write(sheet: &Sheet<'_>) -> serde_json::Result<String> {
    let facts = sheet.facts();
    let kinds = Kinds::of(&facts);
    let emphasis = Emphasis::default();
    let (scene, bounds) = sheet.scene(Theme::LIGHT, &emphasis);
    let mut style = STYLE.to_owned();
    colours::write(&mut style, sheet, &kinds);
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let summary = [
        count(facts.concepts.len(), "concept"),
        count(facts.relations.len(), "relation"),
        count(facts.texts.len(), "document"),
    ]
    .join(" · ");
    let parts = [
        ("{{title}}", escape(sheet.title)),
        ("/*style*/", style),
        ("{{title}}", escape(sheet.title)),
        ("{{summary}}", summary),
        ("{{kinds}}", filters(sheet, &facts, &kinds)),
        ("{{map}}", drawing::write(&scene, bounds, &facts, &kinds)),
        ("{{relations}}", list::write(&facts, &kinds)),
        ("{{texts}}", texts::write(sheet, &facts, &kinds)),
        ("/*script*/", SCRIPT.concat()),
    ];
    Ok(filled(PAGE, &parts))
}

/// A box to tick for each type.
fn filters(sheet: &Sheet<'_>, facts: &Facts, kinds: &Kinds) -> String {
    let mut html = String::new();
    let mut boxes = |title: &str, class: fn(&Kinds, &str) -> String, entries: Vec<(&str, String, usize)>| {
        let _ = write!(html, "<fieldset><legend>{title}</legend>");
        for (kind, label, count) in entries {
            let class = class(kinds, kind);
            let _ = write!(
                html,
                "<label class=\"{class}\"><input type=\"checkbox\" checked data-kind=\"{class}\"><i></i>{} <b>{count}</b></label>",
                escape(&label)
            );
        }
        html.push_str("</fieldset>");
    };
    let entities = kinds.entities.iter().map(|kind| {
        let count = facts.concepts.iter().filter(|concept| concept.kind == *kind).count();
        (kind.as_str(), sheet.schema.entity_label(kind).to_owned(), count)
    });
    boxes("Concepts", Kinds::entity, entities.collect());
    let relations = kinds.relations.iter().map(|kind| {
        let of_kind = || facts.relations.iter().filter(|relation| relation.kind == *kind);
        let label = of_kind().next().map_or_else(|| kind.clone(), |relation| relation.kind_label.clone());
        (kind.as_str(), label, of_kind().count())
    });
    boxes("Relations", Kinds::relation, relations.collect());
    html
}

/// Fills each place once, in the order of the template; what is filled in is not looked through again.
fn filled(template: &str, parts: &[(&str, String)]) -> String {
    let mut page = String::with_capacity(template.len() + parts.iter().map(|(_, part)| part.len()).sum::<usize>());
    let mut rest = template;
    for (place, part) in parts {
        let (before, after) = rest.split_once(place).unwrap_or((rest, ""));
        page.push_str(before);
        page.push_str(part);
        rest = after;
    }
    page.push_str(rest);
    page
}

#[cfg(test)]
mod tests;

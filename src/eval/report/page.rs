//! The error report: one page with its data, style and script inside.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use super::Report;
use crate::dataset::Sentence;
use crate::io::explain;
use crate::nlp::Types;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: [&str; 3] =
    [include_str!("page/parts.js"), include_str!("page/summary.js"), include_str!("page/cases.js")];

/// What marks a page as ours, so that a new one may replace it.
const MARK: &str = "<meta name=\"generator\" content=\"relata\">";

/// Why a page was not written.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    #[error("{} exists already and is no error report; choose another name", .0.display())]
    Foreign(PathBuf),
    #[error("{}: {}", file.display(), explain(cause))]
    Read {
        file: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error(transparent)]
    Write(#[from] crate::io::SaveError),
}

#[derive(Serialize)]
struct Data<'a> {
    report: &'a Report,
    sentences: Vec<Text<'a>>,
    /// Types for people, by their name in the data.
    labels: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct Text<'a> {
    tokens: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Value>,
}

/// The whole page.
///
/// # Errors
/// Never for a report that was made here.
pub fn page(report: &Report, gold: &[Sentence], types: &Types) -> serde_json::Result<String> {
    let sentences = gold.iter().map(|s| Text { tokens: &s.tokens, id: s.orig_id.as_ref() }).collect();
    let entities = types.entities.iter().map(|t| (t.name.as_str(), t.verbose.as_str()));
    let relations = types.relations.iter().map(|t| (t.name.as_str(), t.verbose.as_str()));
    let data = serde_json::to_string(&Data { report, sentences, labels: entities.chain(relations).collect() })?;
    let parts = [("/*style*/", STYLE), ("/*script*/", &SCRIPT.concat()), ("/*data*/", &inert(&data))];
    Ok(filled(PAGE, &parts))
}

/// JSON that cannot end the element it stands in, or begin a comment: the page's text is whatever people annotated.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// Fills each place once, in the order of the template; what is filled in is not looked through again.
fn filled(template: &str, parts: &[(&str, &str)]) -> String {
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

/// Writes a page where there is none, or over one that relata wrote.
///
/// # Errors
/// When the file is something else, or cannot be written.
pub fn write_page(file: &Path, page: &str) -> Result<(), PageError> {
    if file.exists() {
        let old = std::fs::read(file).map_err(|cause| PageError::Read { file: file.to_owned(), cause })?;
        let head = String::from_utf8_lossy(&old[..old.len().min(1024)]).into_owned();
        if !head.contains(MARK) {
            return Err(PageError::Foreign(file.to_owned()));
        }
    }
    Ok(crate::io::write_atomically(file, page.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_its_places_in_order_and_its_mark_at_the_top() {
        assert!(PAGE.find(MARK).is_some_and(|at| at < 512));
        let places = ["/*style*/", "/*script*/", "/*data*/"].map(|place| PAGE.matches(place).count());
        assert_eq!(places, [1, 1, 1]);
        assert_eq!(filled("a /*x*/ b /*y*/ c", &[("/*x*/", "/*y*/"), ("/*y*/", "2")]), "a /*y*/ b 2 c");
        assert!(SCRIPT.iter().all(|part| !part.contains("innerHTML")), "text must never become markup");
        assert!([PAGE, STYLE].iter().chain(&SCRIPT).all(|part| !part.contains("://")), "nothing is fetched");
    }

    #[test]
    fn text_cannot_leave_its_element() {
        let text = inert(r#"{"tokens":["</script><b>","<!--","&amp;"]}"#);
        assert!(!text.contains('<') && !text.contains('&'));
        let back: Value = serde_json::from_str(&text).expect("the same JSON");
        assert_eq!(back["tokens"][0], "</script><b>");
    }
}

//! The page's structure, as a browser's parser sees it.

use scraper::{Html, Selector};

use super::*;
use crate::domain::{Document, Origin, Visibility};
use crate::map::Source;
use crate::map::fixture::{self, Fixture, sentences};
use crate::map::picture::{Drawn, Wanted};

fn page(document: &Document) -> String {
    let (sentences, visibility) = (sentences(&document.text), Visibility::default());
    let (visibility, sentences) = (&visibility, sentences.as_slice());
    let sources = [Source { key: 1, content: 0, document, visibility, sentences, within: None }];
    let drawn = Drawn::new(&sources, &document.schema, Wanted::default());
    let sheet = Sheet {
        title: &document.name,
        sources: &sources,
        schema: &document.schema,
        model: &drawn.model,
        board: &drawn.board,
        only: None,
        behind: &drawn.folded.behind,
    };
    write(&sheet).expect("written")
}

fn select(page: &Html, query: &str) -> Vec<String> {
    let selector = Selector::parse(query).expect("a selector");
    page.select(&selector).map(|element| element.text().collect::<String>()).collect()
}

fn attributes(page: &Html, query: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(query).expect("a selector");
    page.select(&selector).filter_map(|element| element.value().attr(name)).map(String::from).collect()
}

#[test]
fn the_page_reads_without_its_script() {
    let html = page(&fixture::oswald());
    let page = Html::parse_document(&html);
    assert_eq!(select(&page, "h1"), ["Dallas, 1963"]);
    assert_eq!(select(&page, "header > p"), ["11 concepts · 9 relations · 1 document"]);
    assert_eq!(select(&page, "#map .node").len(), 11);
    assert_eq!((select(&page, "#map .line").len(), select(&page, "#map .label").len()), (9, 9));
    let heads = select(&page, "#relations li h3");
    assert!(heads.contains(&"Lee Harvey Oswald Kill → Kennedy".to_owned()), "{heads:?}");
    let quotations = select(&page, "#relations blockquote");
    assert_eq!(quotations.len(), 10, "one for each relation of the document");
    assert!(quotations.iter().any(|q| q.contains("Lee Harvey Oswald killed Kennedy")));
    let text: String = select(&page, ".text").concat();
    assert_eq!(text, *fixture::oswald().text, "the whole text, letter for letter");
}

#[test]
fn every_reference_leads_somewhere() {
    for document in [fixture::oswald(), fixture::russian()] {
        let html = page(&document);
        let page = Html::parse_document(&html);
        let ids = attributes(&page, "[id]", "id");
        let mut unique = ids.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "no id is given twice");
        let targets = attributes(&page, "cite a", "href");
        assert!(!targets.is_empty());
        for target in targets {
            assert!(ids.contains(&target[1..].to_owned()), "{target}");
        }
        let concepts = attributes(&page, "#map .node", "data-c");
        for end in ["data-head", "data-tail"] {
            assert!(attributes(&page, "#map .line, #relations li", end).iter().all(|id| concepts.contains(id)));
        }
        let relations = attributes(&page, "#map .line", "data-r");
        assert_eq!(attributes(&page, "#relations li", "data-r").len(), relations.len());
        assert!(attributes(&page, "#map [role=button]", "aria-label").iter().all(|name| name.len() > 4));
    }
}

#[test]
fn text_never_becomes_markup() {
    let mut f = Fixture::new(
        "</script><script>alert(1)</script> <img src=x onerror=alert(2)> & met \"Bob\" {{map}} /*script*/.",
    );
    f.document.name = "</title><script>alert(3)</script>{{relations}}".into();
    let (evil, bob) = (f.mention("<script>alert(1)</script>", "T\"><b>"), f.mention("\"Bob\" {{map}} /*script*/", "P"));
    f.relation(evil, bob, "on<click>=\"x\"", Origin::Human);
    let html = page(&f.document);
    let page = Html::parse_document(&html);
    assert_eq!(select(&page, "script").len(), 1, "its own alone");
    assert!(select(&page, "img").is_empty() && select(&page, "b b").is_empty());
    assert_eq!(select(&page, ".text"), [f.document.text.to_string()]);
    assert_eq!(select(&page, "h1"), [f.document.name.clone()]);
    assert_eq!(select(&page, "title").first(), Some(&f.document.name));
    let events = |attribute: &str| attribute.starts_with("on");
    let all = Selector::parse("*").expect("a selector");
    assert!(page.select(&all).flat_map(|e| e.value().attrs()).all(|(name, _)| !events(name)));
}

#[test]
fn nothing_is_fetched() {
    let html = page(&fixture::russian());
    assert!(!html.contains("://"), "no address of anything elsewhere");
    assert!(html.contains("default-src 'none'"), "and the browser is told so");
    let page = Html::parse_document(&html);
    assert!(select(&page, "link, img, iframe, object, embed").is_empty());
    assert!(attributes(&page, "script", "src").is_empty());
    assert!(SCRIPT.iter().all(|part| !part.contains("innerHTML") && !part.contains("eval(")));
}

#[test]
fn the_template_has_its_places_in_order() {
    let mut rest = PAGE;
    for place in [
        "{{title}}",
        "/*style*/",
        "{{title}}",
        "{{summary}}",
        "{{kinds}}",
        "{{map}}",
        "{{relations}}",
        "{{texts}}",
        "/*script*/",
    ] {
        let (_, after) = rest.split_once(place).unwrap_or_else(|| panic!("{place}"));
        rest = after;
    }
    assert!(!rest.contains("{{") && !rest.contains("/*"));
}

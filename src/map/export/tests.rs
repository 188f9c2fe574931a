//! What every format must hold, whatever the text.

use std::collections::{BTreeMap, HashMap};

use quick_xml::events::Event;

use super::*;
use crate::domain::{Document, ExtraBody, Origin, Visibility};
use crate::map::fixture::{self, Fixture, sentences};
use crate::map::picture::{Drawn, Wanted};
use crate::text::Span;

/// Draws a map of these documents and has it written.
fn with<R>(documents: &[Document], write: impl FnOnce(&Sheet<'_>) -> R) -> R {
    let mut schema = Schema::default();
    documents.iter().for_each(|document| schema.merge(&document.schema));
    let sentences: Vec<Vec<Span>> = documents.iter().map(|document| sentences(&document.text)).collect();
    let visibility = Visibility::default();
    let sources: Vec<Source<'_>> = documents
        .iter()
        .zip(&sentences)
        .zip(1..)
        .map(|((document, sentences), key)| Source {
            key,
            content: 0,
            document,
            visibility: &visibility,
            sentences,
            within: None,
        })
        .collect();
    let Drawn { model, board, folded } = Drawn::new(&sources, &schema, Wanted::default());
    let (model, board, behind) = (&model, &board, &folded.behind);
    write(&Sheet { title: "A <b> & \"c\"", sources: &sources, schema: &schema, model, board, only: None, behind })
}

/// Text that tries to break out of every format, in two documents that share a concept.
fn hostile() -> Vec<Document> {
    let mut f = Fixture::new("<script>alert(1)</script> & \"Боб\" \\ </style> = met 🙂Ann\u{b} in\r\nRome.");
    f.document.name = "<i>one</i>".into();
    let (script, bob) = (f.mention("<script>alert(1)</script>", "Ty<pe"), f.mention("\"Боб\" \\", "PER"));
    let ann = f.mention("Ann\u{b}", "PER");
    f.relation(script, bob, "A&B", Origin::Human);
    f.relation(bob, ann, "met\"\\", fixture::model(0.5));
    let one = f.document;
    let mut f = Fixture::new("Боб saw Ann Lee.");
    let (bob, ann) = (f.mention("Боб", "PER"), f.mention("Ann Lee", "PER"));
    f.relation(bob, ann, "met\"\\", Origin::File);
    vec![one, f.document]
}

/// Name, attributes, text.
type Element = (String, BTreeMap<String, String>, String);

/// The elements of an XML text with their attributes, and the text inside.
fn xml(text: &str) -> Vec<Element> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut found, mut open): (Vec<Element>, Vec<usize>) = Default::default();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Eof => break,
            event @ (Event::Start(_) | Event::Empty(_)) => {
                let (tag, empty) = match &event {
                    Event::Start(tag) => (tag, false),
                    Event::Empty(tag) => (tag, true),
                    _ => unreachable!("matched above"),
                };
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.expect("a whole attribute");
                    let value =
                        attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("escaped").into_owned();
                    (String::from_utf8_lossy(attribute.key.as_ref()).into_owned(), value)
                });
                let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                found.push((name, attributes.collect(), String::new()));
                if !empty {
                    open.push(found.len() - 1);
                }
            }
            Event::End(_) => drop(open.pop().expect("opened before")),
            Event::Text(text) => {
                if let Some(place) = open.last() {
                    found[*place].2.push_str(&text.decode().expect("UTF-8"));
                }
            }
            Event::GeneralRef(reference) => {
                let name = reference.decode().expect("UTF-8").into_owned();
                let c = match name.as_str() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "#39" => "'",
                    other => panic!("&{other};"),
                };
                if let Some(place) = open.last() {
                    found[*place].2.push_str(c);
                }
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "every element is closed");
    found
}

#[test]
fn documents_share_their_concepts_and_keep_their_evidence() {
    let facts = with(&hostile(), |sheet| sheet.facts());
    let labels: Vec<&str> = facts.concepts.iter().map(|concept| concept.label.as_str()).collect();
    assert_eq!(facts.texts.len(), 2);
    assert_eq!(facts.relations.len(), 3, "{labels:?}");
    let mut f = Fixture::new("Боб met Ann. ");
    let (bob, ann) = (f.mention("Боб", "PER"), f.mention("Ann", "PER"));
    f.relation(bob, ann, "met", Origin::File);
    let two = [f.document.clone(), f.document];
    let facts = with(&two, |sheet| sheet.facts());
    assert_eq!((facts.concepts.len(), facts.relations.len()), (2, 1));
    assert_eq!(facts.concepts[0].mentions.iter().map(|m| m.document).collect::<Vec<_>>(), [0, 1]);
    let documents: Vec<usize> = facts.relations[0].evidence.iter().map(|found| found.head.document).collect();
    assert_eq!(documents, [0, 1], "one edge, a quotation from each");
}

#[test]
fn references_join_concepts_across_documents() {
    let document = |name: &str| {
        let mut f = Fixture::new(&format!("{name} ruled Rome."));
        let (who, rome) = (f.mention(name, "PER"), f.mention("Rome", "LOC"));
        f.relation(who, rome, "ruled", Origin::File);
        let (name, reference, text) = ("Reference".into(), "Wikidata:Q1048".into(), String::new());
        f.extra(&[who], ExtraBody::Normalization { name, reference, text });
        f.document
    };
    let facts = with(&[document("Caesar"), document("Julius")], |sheet| sheet.facts());
    assert_eq!((facts.concepts.len(), facts.relations.len()), (2, 1));
}

#[test]
fn graphml_is_well_formed_and_complete() {
    let text = with(&hostile(), |sheet| sheet.graphml());
    let elements = xml(&text);
    let count = |name: &str| elements.iter().filter(|(tag, _, _)| tag == name).count();
    assert_eq!((count("node"), count("edge")), (5, 3));
    let keys: Vec<&String> = elements.iter().filter(|e| e.0 == "key").map(|e| &e.1["id"]).collect();
    for (_, attributes, _) in elements.iter().filter(|e| e.0 == "data") {
        assert!(keys.contains(&&attributes["key"]), "{attributes:?}");
    }
    let nodes: Vec<&String> = elements.iter().filter(|e| e.0 == "node").map(|e| &e.1["id"]).collect();
    for (_, attributes, _) in elements.iter().filter(|e| e.0 == "edge") {
        assert!(nodes.contains(&&attributes["source"]) && nodes.contains(&&attributes["target"]));
    }
    assert!(elements.iter().any(|e| e.0 == "data" && e.2 == "<script>alert(1)</script>"));
    assert!(elements.iter().any(|e| e.0 == "data" && e.2.contains("Боб saw Ann Lee.")), "evidence");
}

#[test]
fn dot_quotes_what_has_a_meaning() {
    let text = with(&hostile(), |sheet| sheet.dot());
    assert!(text.starts_with("digraph \"A <b> & \\\"c\\\"\" {\n"), "{text}");
    assert!(text.contains("label=\"met\\\"\\\\\""), "{text}");
    assert_eq!(text.lines().filter(|line| line.contains(" -> ")).count(), 3);
    for line in text.lines().filter(|line| line.contains('[')) {
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
    }
    assert!(with(&[fixture::russian()], |sheet| sheet.dot()).contains("dir=none"), "symmetric types have no head");
}

#[test]
fn csv_offsets_are_code_points_that_cut_out_the_words() {
    let documents = hostile();
    let table = with(&documents, |sheet| sheet.csv()).expect("written");
    let mut reader = ::csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<HashMap<String, String>> = reader
        .records()
        .map(|row| header.iter().map(String::from).zip(row.expect("a row").iter().map(String::from)).collect())
        .collect();
    assert_eq!(rows.len(), 3);
    for row in &rows {
        let document = documents.iter().find(|d| d.name == row["document"]).expect("named");
        for end in ["head", "tail"] {
            let number = |key: &str| row[&format!("{end}_{key}")].parse::<usize>().expect("a number");
            let (start, stop) = (number("start"), number("end"));
            let words: String = document.text.chars().skip(start).take(stop - start).collect();
            assert_eq!(words.split_whitespace().collect::<Vec<_>>().join(" "), row[&format!("{end}_text")]);
        }
    }
}

fn of_text(sentence: &serde_json::Value) -> &str {
    sentence["text"].as_str().expect("a text")
}

/// Ten entities in one long sentence, each related to each other.
fn one_long_sentence() -> Document {
    let filler = "слово ".repeat(400);
    let names: Vec<String> = (0..10).map(|at| format!("Name{at}")).collect();
    let mut f = Fixture::new(&names.join(&format!(" {filler}")));
    let ids: Vec<_> = names.iter().map(|name| f.mention(name, "PER")).collect();
    for head in &ids {
        for tail in ids.iter().filter(|tail| *tail != head) {
            f.relation(*head, *tail, "KNOWS", Origin::Human);
        }
    }
    f.document
}

#[test]
fn no_export_repeats_a_sentence_with_every_relation() {
    let document = one_long_sentence();
    let length = document.text.len();
    with(&[document], |sheet| {
        let relations = sheet.facts().relations.len();
        assert_eq!((relations, sheet.facts().sentences.len()), (90, 1));
        let json = sheet.json().expect("written");
        assert!(json.len() < 3 * length, "{} of {length}", json.len());
        let page = sheet.html().expect("written");
        for text in [sheet.csv().expect("written"), sheet.graphml(), sheet.dot(), page] {
            assert!(text.len() < 4 * length + relations * 2_500, "{} of {length}", text.len());
        }
    });
}

#[test]
fn no_cell_of_the_table_begins_a_formula() {
    let mut f = Fixture::new("=cmd() met @Bob.");
    let (cmd, bob) = (f.mention("=cmd()", "PER"), f.mention("@Bob", "PER"));
    f.relation(cmd, bob, "-met", Origin::Human);
    f.document.name = "+d".into();
    let table = with(&[f.document], |sheet| sheet.csv()).expect("written");
    let mut reader = ::csv::Reader::from_reader(table.as_bytes());
    let row = reader.records().next().expect("a row").expect("readable");
    for cell in ["'+d", "'=cmd()", "'-met", "'@Bob", "'=cmd() met @Bob."] {
        assert!(row.iter().any(|found| found == cell), "{cell}: {row:?}");
    }
}

#[test]
fn json_says_the_same_as_the_table() {
    let (text, facts) = with(&hostile(), |sheet| (sheet.json().expect("written"), sheet.facts()));
    let map: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(map["concepts"].as_array().map(Vec::len), Some(facts.concepts.len()));
    let found = &map["relations"][0]["evidence"][0];
    let sentence = &map["sentences"][found["sentences"][0].as_u64().expect("a number") as usize];
    let of = &facts.relations[0].evidence[0];
    assert_eq!(sentence["text"], facts.sentences[of.sentences[0]].text);
    let (from, head) = (sentence["start"].as_u64().expect("a number"), &found["head"]);
    let offset = |key: &str| (head[key].as_u64().expect("a number") - from) as usize;
    let words: String = of_text(sentence).chars().skip(offset("start")).take(offset("end") - offset("start")).collect();
    assert_eq!(head["text"], words.split_whitespace().collect::<Vec<_>>().join(" "));
    assert_eq!(map["title"], "A <b> & \"c\"");
}

#[test]
fn the_svg_is_well_formed_and_says_everything() {
    let elements = xml(&with(&[fixture::oswald()], |sheet| sheet.svg(Theme::LIGHT)));
    let texts: Vec<&str> = elements.iter().filter(|e| e.0 == "text").map(|e| e.2.as_str()).collect();
    for expected in ["A <b> & \"c\"", "Lee Harvey Oswald", "Kill ×2", "Live In 0.87", "Andrew Airlines"] {
        assert!(texts.contains(&expected), "{expected}: {texts:?}");
    }
    let dashed = elements.iter().filter(|e| e.1.contains_key("stroke-dasharray")).count();
    assert_eq!(dashed, 5, "open predictions are dashed");
}

#[test]
fn names_cannot_break_the_svg() {
    let elements = xml(&with(&hostile(), |sheet| sheet.svg(Theme::DARK)));
    assert!(elements.iter().any(|e| e.2.starts_with("<script>")));
    assert!(!elements.iter().any(|e| e.0 == "script"));
}

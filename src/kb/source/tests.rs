//! Every reader with sound and with damaged files.

use std::io::Write;

use super::*;

#[derive(Default)]
struct Seen {
    parts: Vec<(Entity, u64)>,
    skipped: Vec<(u64, String)>,
}

impl Sink for Seen {
    fn part(&mut self, part: Entity, line: u64, _: bool) -> Result<(), KbError> {
        self.parts.push((part, line));
        Ok(())
    }

    fn skip(&mut self, line: u64, why: String) {
        self.skipped.push((line, why));
    }
}

impl Seen {
    /// Parts with one id as one, in the order of their first parts: id, names with `*` for labels, type, description.
    fn things(&self) -> Vec<(String, Vec<String>, String, String)> {
        let mut things: Vec<Entity> = Vec::new();
        for (part, _) in &self.parts {
            match things.iter_mut().find(|thing| thing.id == part.id) {
                Some(thing) => thing.merge(part.clone()),
                None => things.push(part.clone()),
            }
        }
        let said = |thing: Entity| {
            let names = thing.names.iter().map(|name| format!("{}{}", if name.is_label { "*" } else { "" }, name.text));
            (thing.id.clone(), names.collect(), thing.kind().to_owned(), thing.description.clone())
        };
        things.into_iter().map(said).collect()
    }
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Seen, KbError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("writable");
    let mut seen = Seen::default();
    read(&path, &Languages::new("ru,en"), &mut seen).map(|_| seen)
}

fn thing(id: &str, names: &[&str], kind: &str, description: &str) -> (String, Vec<String>, String, String) {
    (id.to_owned(), names.iter().map(|name| (*name).to_owned()).collect(), kind.to_owned(), description.to_owned())
}

const WIKIDATA: &str = concat!(
    "[\n",
    r#"{"type":"item","id":"Q159","labels":{"ru":{"language":"ru","value":"Россия"},"de":{"language":"de","value":"Russland"}},"aliases":{"ru":[{"language":"ru","value":"РФ"}],"fr":[]},"descriptions":{"ru":{"language":"ru","value":"государство"}},"claims":{"P17":[{"x":[1,2]}],"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q6256"}}}}]},"sitelinks":{"ruwiki":{},"enwiki":{}}},"#,
    "\n",
    r#"{"type":"property","id":"P17","labels":{"en":{"language":"en","value":"country"}}},"#,
    "\n",
    r#"{"type":"item","id":"Q2","labels":[],"aliases":[],"descriptions":[],"claims":[],"sitelinks":[]},"#,
    "\n",
    "{\"type\":\"item\",\"id\":\"Q3\",\n",
    r#"{"type":"item","id":"Q1","labels":{"en":{"language":"en","value":"Universe"}}}"#,
    "\n]\n"
);

#[test]
fn wikidata_is_read_line_by_line() {
    let seen = read_bytes("dump.json", WIKIDATA.as_bytes()).expect("read");
    let expected = [thing("Q159", &["*Россия", "РФ"], "COUNTRY", "государство"), thing("Q1", &["*Universe"], "", "")];
    assert_eq!(seen.things(), expected);
    assert_eq!(seen.parts[0].0.popularity, 2);
    let lines: Vec<u64> = seen.skipped.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [4, 5], "{:?}", seen.skipped);
    assert!(seen.skipped[0].1.contains("Q2 has no name in ru,en"));
}

#[test]
fn a_packed_dump_that_is_cut_off_gives_what_it_has() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let many = (0..9_000).map(|n| format!("Q{n}\tThing {n}\n")).collect::<String>();
    gzip.write_all(format!("id\tlabel\n{many}").as_bytes()).expect("packed");
    let bytes = gzip.finish().expect("packed");
    let seen = read_bytes("a.tsv.gz", &bytes[..bytes.len() / 2]).expect("read");
    assert!(seen.parts.len() > 1_000 && seen.parts.len() < 9_000, "{}", seen.parts.len());
    let (line, why) = &seen.skipped[0];
    assert!(*line > 1_000 && why.contains("cannot be read on"), "{:?}", seen.skipped);
}

#[test]
fn tables_are_read_with_headings_and_without() {
    let text = "type\tid\tlabel\taliases\nCITY\tQ1\tМосква\tМоскве:3|столица:1\n\nCITY\tQ2\tТула \"город\"\tа|б:2\n";
    let seen = read_bytes("a.tsv", text.as_bytes()).expect("read");
    let expected = [
        thing("Q1", &["*Москва", "Москве", "столица"], "CITY", ""),
        thing("Q2", &["*Тула \"город\"", "а", "б:2"], "CITY", ""),
    ];
    assert_eq!(seen.things(), expected);
    assert_eq!((seen.parts[0].0.popularity, seen.parts[0].0.names[1].count, seen.parts[1].1), (4, 3, 4));
    let text = "1,\"Smith, Anna\",Annie|\"Ann\"y,\"a\nperson\",PER\r\n2,Bob\r\n";
    let seen = read_bytes("a.csv", text.as_bytes()).expect("read");
    assert_eq!(seen.things()[0].1[0], "*Smith, Anna");
    assert_eq!((seen.things()[0].3.as_str(), seen.parts[1].1), ("a\nperson", 3));
    let seen = read_bytes("a.csv", b"id,label\n1,\"never closed\n2,x\n").expect("read");
    assert!(seen.parts.is_empty() && seen.skipped[0].0 == 2 && seen.skipped[0].1.contains("never closed"));
}

#[test]
fn obo_terms_are_read() {
    let text = "format-version: 1.2\n\n[Term]\nid: GO:1 ! x\nname: cell growth ! comment\nnamespace: process\n\
                def: \"The \\\"growth\\\" of cells.\" [GOC:a]\nsynonym: \"growth of cells\" EXACT []\nodd line\n\n\
                [Term]\nid: GO:2\nname: old\nis_obsolete: true\n\n[Typedef]\nid: part_of\nname: part of\n";
    let seen = read_bytes("a.obo", text.as_bytes()).expect("read");
    let growth = thing("GO:1", &["*cell growth", "growth of cells"], "process", "The \"growth\" of cells.");
    assert_eq!(seen.things(), [growth]);
    assert_eq!((seen.parts[0].1, seen.skipped[0].0), (3, 9));
}

const TURTLE: &str = r#"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
wd:Q1 a skos:Concept ; skos:prefLabel "Universe"@en, "Weltall"@de ; skos:altLabel "cosmos"@en-GB ;
    skos:definition "all there is"@en .
<http://purl.obolibrary.org/obo/GO_0008150> a <http://example.org/Process> ; skos:prefLabel "process" .
[] skos:prefLabel "nobody" .
"#;

#[test]
fn rdf_is_read_in_three_formats() {
    let expected =
        [thing("Q1", &["*Universe", "cosmos"], "", "all there is"), thing("GO:0008150", &["*process"], "Process", "")];
    assert_eq!(read_bytes("a.ttl", TURTLE.as_bytes()).expect("read").things(), expected);
    let triples = "<http://www.wikidata.org/entity/Q1> <http://www.w3.org/2000/01/rdf-schema#label> \"Universe\"@en .\n\
                   # a comment\nnonsense\n\
                   <http://www.wikidata.org/entity/Q1> <http://www.w3.org/2004/02/skos/core#altLabel> \"cosmos\" .\n";
    let seen = read_bytes("a.nt", triples.as_bytes()).expect("read");
    assert_eq!(seen.things(), [thing("Q1", &["*Universe", "cosmos"], "", "")]);
    assert_eq!((seen.parts[1].1, seen.skipped[0].0), (4, 3));
    let xml = r#"<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
<rdf:Description rdf:about="http://www.wikidata.org/entity/Q1"><rdfs:label xml:lang="en">Universe</rdfs:label></rdf:Description>
<rdf:Description rdf:about="http://www.wikidata.org/entity/Q2"><rdfs:label>cut"#;
    let seen = read_bytes("a.owl", xml.as_bytes()).expect("read");
    assert_eq!(seen.things(), [thing("Q1", &["*Universe"], "", "")]);
    assert!(seen.skipped[0].0 >= 3, "{:?}", seen.skipped);
    let seen = read_bytes("a.ttl", format!("{TURTLE}\nwd:Q9 skos:prefLabel ; .\n").as_bytes()).expect("read");
    assert_eq!((seen.things().len(), seen.skipped[0].0), (2, 8), "{:?}", seen.skipped);
}

const NORM_DB: &str = "9606\tname:Scientific name:Homo sapiens\tname:Common name:man: the ape\tattr:Type:SPECIES\t\
                       info:Description:a primate\n\n7\tname:only\n";

#[test]
fn norm_db_is_read() {
    let seen = read_bytes("a.txt", NORM_DB.as_bytes()).expect("read");
    assert_eq!(seen.things()[0], thing("9606", &["*Homo sapiens", "man: the ape"], "SPECIES", "a primate"));
    assert_eq!(seen.skipped[0].0, 3);
}

#[test]
fn a_corpus_is_read_from_its_references() {
    let folder = tempfile::tempdir().expect("a folder");
    let txt = folder.path().join("a.txt");
    std::fs::write(&txt, "В Киргизии живут киргизы.").expect("writable");
    let ann = "T1\tCOUNTRY 2 10\tКиргизии\nT2\tNAT 17 24\tкиргизы\nN1\tReference T1 Wikidata:Q813\tКиргизия\n\
               N2\tReference T2 Wikidata:NULL\t\nN3\tReference T2 nonsense\t\nN4\tReference T2 Geo:7\tx\n";
    std::fs::write(folder.path().join("a.ann"), ann).expect("writable");
    let loaded = crate::brat::load_document(&txt).expect("readable");
    let mut seen = Seen::default();
    let nulls = read_document(&loaded, "Wikidata", &mut seen).expect("read");
    assert_eq!(seen.things(), [thing("Q813", &["*Киргизия", "Киргизии"], "COUNTRY", "")]);
    assert_eq!((nulls, seen.parts[0].1), (1, 3));
    let lines: Vec<u64> = seen.skipped.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [5, 6], "{:?}", seen.skipped);
    assert_eq!(databases(&loaded).into_iter().collect::<Vec<_>>(), [("Geo".into(), 1), ("Wikidata".into(), 2)]);
}

#[test]
fn references_are_taken_apart() {
    assert_eq!(reference("Wikidata:Q1"), Some(("Wikidata", Some("Q1"))));
    assert_eq!(reference("GO:GO:0008150"), Some(("GO", Some("GO:0008150"))));
    assert_eq!(reference("Wikidata:null"), Some(("Wikidata", None)));
    assert_eq!([reference("Wikidata"), reference(":Q1"), reference("Wikidata:")], [None; 3]);
}

#[test]
fn languages_have_their_regions() {
    let languages = Languages::new("ru, EN");
    assert!(languages.has("en-GB") && languages.has("RU") && languages.has("") && !languages.has("de"));
    assert!(Languages::new("all").has("xx"));
}

/// A sound file of each format with bytes changed, dropped and doubled: no panic, and every line that is named exists.
#[test]
fn damaged_files_are_read_as_far_as_they_go() {
    let table = "id,label,aliases\n1,\"a \"\"b\"\"\",x:1|y:2\n2,\"c\nd\",\n";
    let obo = "format-version: 1.2\n[Term]\nid: A:1\nname: a\nsynonym: \"b\" EXACT []\ndef: \"c\\\"\" []\n";
    let xml = "<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
               xmlns:a=\"http://a#\"><a:B rdf:about=\"http://b\"><a:label>c</a:label></a:B></rdf:RDF>";
    let sound: [(&str, &str); 8] = [
        ("a.json", WIKIDATA),
        ("a.csv", table),
        ("a.tsv", "id\tlabel\n1\ta\n"),
        ("a.obo", obo),
        ("a.ttl", TURTLE),
        ("a.owl", xml),
        ("a.txt", NORM_DB),
        ("a.nt", "<http://a> <http://b#label> \"c\"@en .\n"),
    ];
    for (name, text) in sound {
        crate::text::mutations::each(
            name,
            150,
            vec![text.as_bytes().to_vec()],
            &[b"\"", b"\n", b"<", b"\t", b"{"],
            move |bytes| {
                let folder = tempfile::tempdir().expect("a folder");
                let path = folder.path().join(name);
                std::fs::write(&path, bytes).expect("writable");
                let mut seen = Seen::default();
                match read(&path, &Languages::new("all"), &mut seen) {
                    Ok(_) => {
                        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64 + 2;
                        let mut named =
                            seen.parts.iter().map(|(_, line)| line).chain(seen.skipped.iter().map(|(line, _)| line));
                        assert!(named.all(|line| *line <= lines), "{name}: {:?}", seen.skipped);
                    }
                    Err(error) => assert!(error.to_string().contains(&path.display().to_string()), "{name}: {error}"),
                }
            },
        );
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        for name in ["a.json", "a.csv", "a.tsv", "a.obo", "a.ttl", "a.owl", "a.nt", "a", "a.gz", "a.bz2"] {
            let _ = read_bytes(name, &bytes);
        }
    }

    #[test]
    fn what_a_table_says_is_read(rows in proptest::collection::vec(("[a-z0-9:]{1,6}", "\\PC{0,12}"), 1..8)) {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(["id", "label"]).expect("memory");
        for (id, label) in &rows {
            csv.write_record([id, label]).expect("memory");
        }
        let seen = read_bytes("a.csv", &csv.into_inner().expect("memory")).expect("read");
        proptest::prop_assert_eq!(seen.parts.len(), rows.len());
        for ((id, label), (part, _)) in rows.iter().zip(&seen.parts) {
            let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
            proptest::prop_assert_eq!((part.id.as_str(), part.label(None)), (id.as_str(), if label.is_empty() { id.as_str() } else { label.as_str() }));
        }
    }
}

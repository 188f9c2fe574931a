//! A file of each format, as small as it can be.

use std::path::Path;

use super::*;

fn named(file: &str, text: &str) -> Option<&'static str> {
    recognise(Path::new(file), text.as_bytes()).map(|format| format.name)
}

#[test]
fn every_format_is_known_by_a_file_of_it() {
    let cases = [
        (
            "all.jsonl",
            "{\"id\": 0, \"text\": \"Nora left.\", \"entities\": [{\"start_offset\": 0}], \"relations\": []}\n",
            "doccano",
        ),
        ("all.jsonl", "{\"id\": 1, \"text\": \"Only text.\", \"label\": [[0, 4, \"X\"]]}\n", "doccano"),
        (
            "old.json",
            "[{\"id\": 1, \"text\": \"Nora.\", \"annotations\": [{\"label\": 7, \"start_offset\": 0}]}]",
            "doccano",
        ),
        (
            "a.json",
            "[{\"id\": 1, \"annotations\": [{\"result\": []}], \"data\": {\"text\": \"Nora.\"}}]",
            "Label Studio",
        ),
        (
            "min.json",
            "[{\"text\": \"Nora\", \"label\": [{\"start\": 0, \"end\": 4, \"labels\": [\"PER\"]}]}]",
            "Label Studio",
        ),
        (
            "rel.jsonl",
            "{\"text\": \"Nora\", \"tokens\": [{\"text\": \"Nora\"}], \"spans\": [], \"answer\": \"accept\"}",
            "Prodigy",
        ),
        (
            "n.json",
            "{\"classes\": [\"PER\"], \"annotations\": [[\"Nora left.\", {\"entities\": [[0, 4, \"PER\"]]}]]}",
            "spaCy",
        ),
        ("t.json", "[[\"Nora left.\", {\"entities\": [[0, 4, \"PER\"]]}]]", "spaCy"),
        ("v2.json", "[{\"id\": 0, \"paragraphs\": [{\"raw\": \"Nora\", \"sentences\": []}]}]", "spaCy"),
        ("eng.conll", "-DOCSTART- -X- -X- O\n\nNora NNP B-NP B-PER\nleft VBD B-VP O\n", "CoNLL columns"),
        ("train.txt", "Nora B-PER\nQuist I-PER\nleft O\n. O\n", "CoNLL columns"),
        ("c.corp", "0\tPeop\t0\tO\tNNP\tNora\tO\tO\tO\n0\tO\t1\tO\tVBZ\tleft\tO\tO\tO\n\n0\t3\tLive_In\n", "CoNLL04"),
        ("u", "# sent_id = 1\n1\tNora\tNora\tPROPN\t_\t_\t0\troot\t_\t_\n", "CoNLL-U"),
        ("d.xmi", "<?xml version=\"1.0\"?><xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\"/>", "XMI"),
        ("w.tsv", "#FORMAT=WebAnno TSV 3.3\n#T_SP=x|value\n\n#Text=Nora left.\n1-1\t0-4\tNora\tPER\n", "WebAnno TSV"),
        ("b.xml", "<?xml version=\"1.0\"?>\n<!DOCTYPE collection SYSTEM \"BioC.dtd\">\n<collection/>", "BioC XML"),
        ("b.json", "{\"source\": \"PubMed\", \"documents\": [{\"id\": \"1\", \"passages\": []}]}", "BioC JSON"),
        ("c.json", "{\"%TYPES\": {}, \"%FEATURE_STRUCTURES\": []}", "CAS JSON"),
        ("p", "123|t|A title\n123|a|An abstract\n", "PubTator"),
        ("tei.xml", "<?xml version=\"1.0\"?><TEI><text/></TEI>", "XML"),
        ("sci.json", "{\"doc_key\": \"a\", \"sentences\": [[\"Nora\"]], \"ner\": [[]]}", "SciERC"),
        ("hf.jsonl", "{\"tokens\": [\"Nora\"], \"ner_tags\": [1]}", "a tag each"),
        ("s.json", "[{\"tokens\": [\"Nora\"], \"entities\": []}]", "SpERT JSON"),
        ("s.jsonl", "{\"tokens\": [\"Nora\"], \"entities\": []}\n{\"tokens\": []}\n", "SpERT JSON"),
        ("l.json", "[[\"Nora\", \"left\"]]", "SpERT JSON"),
        ("l.json", "[\"Nora left.\"]", "SpERT JSON"),
        ("e.json", "[]", "SpERT JSON"),
        ("x.json", "{\"a\": 1}", "relata does not know"),
        ("x.json", "{", "relata does not know"),
        ("x.spacy", "x\u{9c}", "binary form"),
        ("x.ann", "T1\tPeop 0 4\tNora\n", "annotations"),
    ];
    for (file, text, name) in cases {
        assert!(
            named(file, text).is_some_and(|found| found.contains(name)),
            "{file}: {:?}, not {name}",
            named(file, text)
        );
        let marked = format!("\u{feff}{text}");
        assert_eq!(named(file, &marked), named(file, text), "a byte order mark changes nothing: {file}");
    }
}

#[test]
fn texts_are_texts() {
    for (file, text) in [
        ("a.txt", "Nora left.\nShe went to Lyon.\n"),
        ("a.txt", "[1] Nora left.\n{sic}\n"),
        ("a.txt", "{\"tokens\": [\"a\"]}"),
        ("a.txt", "B-52 bombers\nO Canada\nU-2 flights\n"),
        ("a.txt", "<?xml version=\"1.0\"?><p>about markup</p>"),
        ("a.txt", ""),
        ("a", "[Scene: a room]\nNora enters.\n"),
        ("a.tsv", "Nora\tLyon\nBoris\tParis\n"),
        ("a.html", "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>"),
        ("a.log", "1|x|2\n"),
        ("a.md", "- Nora\n- Boris\n"),
    ] {
        assert_eq!(named(file, text), None, "{file}: {text}");
    }
}

#[test]
fn a_refusal_names_file_format_and_remedy() {
    let refused =
        refuse(Path::new("d/all.jsonl"), b"{\"text\": \"a\", \"label\": []}").expect_err("no text").to_string();
    assert!(refused.starts_with("d/all.jsonl: this is an export of doccano: "), "{refused}");
    assert!(refused.contains("relata convert --to brat"), "{refused}");
    assert_eq!(refuse(Path::new("a.txt"), b"Nora left."), Ok(()));
    assert!(FORMATS.iter().all(|format| !format.remedy.is_empty()));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_table_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        for name in ["a.json", "a.jsonl", "a.xml", "a", "a.conll", "a.txt"] {
            let _ = recognise(Path::new(name), &bytes);
        }
    }
}

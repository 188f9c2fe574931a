use super::*;
use crate::dataset::{load, types_for};

fn data(json: &str) -> Data {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d.json");
    std::fs::write(&path, json).unwrap();
    load(&path).unwrap()
}

fn types() -> Types {
    Types::from_json(r#"{"entities": {"A": {}, "B": {}}, "relations": {"R": {}}}"#).unwrap()
}

const TWICE: &str = r#"[{"tokens":[]},{"tokens":["one","two"],
    "entities":[{"type":"A","start":0,"end":1},{"type":"B","start":1,"end":2},{"type":"A","start":0,"end":1},
                {"type":"A","start":1,"end":2}],
    "relations":[{"type":"R","head":0,"tail":1},{"type":"R","head":2,"tail":3},{"type":"R","head":2,"tail":0}]}]"#;

#[test]
fn unknown_types_are_named_with_their_place_and_the_known_ones() {
    let data = data(
        r#"[{"tokens":["x"]},{"tokens":["one","two"],"entities":[{"type":"A","start":0,"end":1},
            {"type":"Q","start":1,"end":2}],"relations":[{"type":"S","head":0,"tail":1}]}]"#,
    );
    let said = data.check(&types()).unwrap_err().to_string();
    for part in
        ["d.json: sentence 1", "entity 1 (Q \"two\")", "unknown entity types: Q; it has A, B", "types: S; it has R"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_relation_of_an_entity_with_itself_is_an_error() {
    let data = data(
        r#"[{"tokens":["one"],"entities":[{"type":"A","start":0,"end":1}],"relations":[{"type":"R","head":0,"tail":0}]}]"#,
    );
    let said = data.check(&types()).unwrap_err().to_string();
    assert!(said.contains("relation 0 (R) joins entity 0 (A \"one\") with itself"), "{said}");
}

#[test]
fn positions_out_of_range_are_an_error_also_when_made_by_hand() {
    let mut data = data(r#"[{"tokens":["one"],"entities":[{"type":"A","start":0,"end":1}]}]"#);
    data.sentences[0].relations.push(Relation { kind: "R".into(), head: 0, tail: 7, score: None });
    assert!(data.check(&types()).unwrap_err().to_string().contains("relation 0 (R) joins the entities 0 and 7"));
    data.sentences[0].entities[0].end = 9;
    assert!(data.check(&types()).unwrap_err().to_string().contains("0..9 of 1"));
}

#[test]
fn a_set_without_words_is_empty() {
    let data = data(r#"[{"tokens":[]}]"#);
    assert!(data.check(&types()).unwrap_err().to_string().contains("holds no sentence"));
}

#[test]
fn what_is_there_twice_is_counted_and_goes() {
    let data = data(TWICE);
    let found = data.check(&types()).unwrap();
    let (kept, again) = data.learnable();
    assert_eq!(found, again);
    let counts =
        [found.repeated_entities, found.second_types, found.repeated_relations, found.loops, found.empty_sentences];
    assert_eq!(counts, [1; 5]);
    assert_eq!(found.examples.len(), 5);
    assert!(found.examples.iter().any(|e| e.contains("\"two\" is B and A; the first is learned")), "{found:?}");
    assert_eq!(kept.sentences.len(), 1);
    let sentence = &kept.sentences[0];
    assert_eq!(sentence.entities.len(), 2);
    assert_eq!(sentence.relations, [Relation { kind: "R".into(), head: 0, tail: 1, score: None }]);
    assert!(kept.check(&types()).unwrap().is_empty(), "what is learnable stays so");
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn public_data_sets_can_be_learned_from() {
    let shared = crate::test_data().join("data");
    let sets = [
        ("conll04/conll04_train.json", "nothing"),
        ("scierc/scierc_train.json", "4 repeated relations"),
        ("ade/ade_full.json", "nothing"),
        (
            "nerel/train",
            "98 repeated entities, 85 second types of a span, 71 repeated relations, 56 relations within one span",
        ),
        ("rurebus/train", "1 second types of a span, 2 repeated relations"),
    ];
    for (set, expected) in sets {
        let path = shared.join(set);
        let data = load(&path).unwrap();
        let (types, origin) = types_for(&path, &data).unwrap();
        let found = data.check(&types).unwrap();
        println!("{set}: types of {origin}; {}; {found}; {:?}", data.left_out, found.examples);
        assert_eq!(found.to_string(), expected, "{set}");
    }
}

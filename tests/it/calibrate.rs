//! `relata calibrate`: what it writes into, and what it believes.

use std::fs;
use std::path::PathBuf;

use super::shell::{all, at, code, command, folder, relata, root, stderr, stdout, toy};

/// Sentences of the toy's types; with right answers or without.
fn sentences(count: usize, with_gold: bool) -> String {
    let gold = r#""entities": [{"type": "Person", "start": 0, "end": 1}, {"type": "Org", "start": 3, "end": 4}],
        "relations": [{"type": "Works_For", "head": 0, "tail": 1}]"#;
    let gold = if with_gold { gold } else { r#""entities": [], "relations": []"# };
    let one = format!(r#"{{"tokens": ["Ann", "works", "for", "Acme", "."], {gold}}}"#);
    format!("[{}]", vec![one; count].join(","))
}

/// A copy of the toy that tests may write into.
fn model(folder: &tempfile::TempDir) -> PathBuf {
    let place = folder.path().join("model");
    fs::create_dir(&place).expect("made");
    for file in fs::read_dir(toy()).expect("readable").flatten() {
        fs::copy(file.path(), place.join(file.file_name())).expect("copied");
    }
    place
}

#[test]
fn nothing_is_written_into_a_model_that_was_not_named() {
    let data = folder(&[("dev.json", &sentences(2, true))]);
    let (dev, model) = (at(&data, "dev.json"), model(&data));
    let before = all(data.path());
    let plain = command(&["calibrate", "--device", "cpu", "--data", &dev]).env("RELATA_MODEL", &model).output();
    let plain = plain.expect("the binary runs");
    assert_eq!(code(&plain), 2);
    assert!(stderr(&plain).contains("--model DIR") && stderr(&plain).contains("--out DIR"), "{}", stderr(&plain));
    let bundled = root().join("models/news-ru-en");
    let decoding = std::fs::read(bundled.join("decoding.json")).expect("the bundled model has one");
    let named = relata(&["calibrate", "--data", &dev, "--model", bundled.to_str().expect("UTF-8")]);
    assert_eq!(code(&named), 2);
    assert!(stderr(&named).contains("stays as it is; --out DIR"), "{}", stderr(&named));
    assert_eq!(std::fs::read(bundled.join("decoding.json")).expect("still there"), decoding);
    assert_eq!(all(data.path()), before);
}

#[test]
fn a_decoding_that_is_there_and_the_model_of_a_copy_stay() {
    let data = folder(&[("dev.json", &sentences(3, true))]);
    let (dev, model, copy) = (at(&data, "dev.json"), model(&data), at(&data, "copy"));
    let run = |more: &[&str]| {
        let common = ["calibrate", "--device", "cpu", "--data", &dev, "--model", model.to_str().expect("UTF-8")];
        relata(&[&common, more].concat())
    };
    let before = all(&model);
    let made = run(&["--out", &copy]);
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    assert!(stdout(&made).contains("3 sentences, 6 entities, 3 relations\n"), "{}", stdout(&made));
    assert!(stderr(&made).contains("fewer than 200 entities and 200 relations"), "{}", stderr(&made));
    assert_eq!(all(&model), before, "the model itself stays");
    let files = |folder: &std::path::Path| fs::read_dir(folder).expect("readable").count();
    assert_eq!(files(copy.as_ref()), before.len() + 1);
    let decoding = fs::read_to_string(format!("{copy}/decoding.json")).expect("written");
    let decoding: serde_json::Value = serde_json::from_str(&decoding).expect("JSON");
    let all_languages = &decoding["calibration"][""];
    assert!(all_languages["temperature"].as_f64().is_some_and(|t| (0.25..=4.0).contains(&t)), "{decoding}");
    assert_eq!(code(&relata(&["info", "--device", "cpu", "--model", &copy])), 0, "the copy is a whole model");

    fs::write(model.join("decoding.json"), "{\"join_edges\": true}").expect("writable");
    let again = run(&[]);
    assert_eq!(code(&again), 2);
    assert!(stderr(&again).contains("decoding.json exists already; --force"), "{}", stderr(&again));
    assert_eq!(fs::read_to_string(model.join("decoding.json")).expect("there"), "{\"join_edges\": true}");
    assert_eq!(code(&run(&["--force"])), 0);
}

#[test]
fn without_right_answers_there_is_nothing_to_fit() {
    let data = folder(&[("dev.json", &sentences(3, false)), ("bare/a.txt", "Ann works for Acme.\n")]);
    let model = model(&data);
    let before = all(data.path());
    for path in ["dev.json", "bare"] {
        let (path, model) = (at(&data, path), model.to_str().expect("UTF-8"));
        let output = relata(&["calibrate", "--device", "cpu", "--data", &path, "--model", model]);
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains("no entity is annotated in"), "{}", stderr(&output));
        assert!(stderr(&output).contains(&path), "{}", stderr(&output));
    }
    assert_eq!(all(data.path()), before);
}

//! What is not there is said in one way by every command, with what to do.

use super::shell::{ANN, all, code, folder, relata_in, stderr, stdout, toy};

#[test]
fn a_missing_path_is_said_alike_everywhere() {
    let folder = folder(&[
        ("docs/a.txt", "Anna met Bob.\n"),
        ("docs/a.ann", ANN),
        ("a.json", r#"[{"tokens": ["a"], "entities": [], "relations": []}]"#),
    ]);
    let toy = toy();
    let toy = toy.to_str().expect("UTF-8");
    let before = all(folder.path());
    for args in [
        vec!["check", "none"],
        vec!["check", "none.json"],
        vec!["check", "docs", "--text", "none"],
        vec!["doctor", "none"],
        vec!["doctor", "none.txt"],
        vec!["map", "none"],
        vec!["map", "docs", "--text", "none"],
        vec!["split", "none"],
        vec!["import", "none.docx"],
        vec!["convert", "--to", "brat", "none", "out"],
        vec!["convert", "--to", "spert-json", "none", "out.json"],
        vec!["convert", "--to", "brat", "none.json", "out"],
        vec!["stats", "none"],
        vec!["stats", "none.json"],
        vec!["stats", "docs", "--also-in", "none"],
        vec!["schema", "infer", "none"],
        vec!["agree", "docs", "none"],
        vec!["agree", "docs", "docs", "--text", "none"],
        vec!["report", "none", "--html", "out.html"],
        vec!["eval", "--gold", "none", "--pred", "docs"],
        vec!["eval", "--gold", "docs", "--pred", "none"],
        vec!["eval", "--gold", "a.json", "--pred", "none.json"],
        vec!["eval", "--gold", "a.json", "--pred", "a.json", "--compare", "none.json"],
        vec!["eval", "--gold", "a.json", "--pred", "a.json", "--types", "none.json"],
        vec!["eval", "--data", "none", "--model", toy],
        vec!["eval", "--data", "docs", "--model", "none"],
        vec!["extract", "none", "--model", toy],
        vec!["extract", "docs", "--model", "none"],
        vec!["info", "--model", "none"],
        vec!["compress", "none", "out"],
        vec!["calibrate", "--data", "none", "--model", toy, "--out", "out"],
        vec!["calibrate", "--data", "docs", "--model", "none"],
        vec!["train", "--train", "none", "--encoder", toy, "--out", "out"],
        vec!["train", "--train", "none.json", "--encoder", toy, "--out", "out"],
        vec!["train", "--train", "a.json", "--encoder", "none", "--out", "out"],
        vec!["train", "--train", "a.json", "--encoder", toy, "--types", "none.json", "--out", "out"],
        vec!["train", "--config", "none.toml", "--out", "out"],
        vec!["train", "--from", "none", "--data", "docs", "--out", "out"],
        vec!["train", "--from", toy, "--data", "none", "--out", "out"],
        vec!["bench", "extract", "none", "--model", toy],
        vec!["bench", "train", "--encoder", "none", "docs"],
    ] {
        let output = relata_in(folder.path(), &args);
        let said = format!("{}{}", stdout(&output), stderr(&output));
        assert_ne!(code(&output), 0, "{args:?}: {said}");
        assert!(said.contains("there is no such file or folder ("), "{args:?}: {said}");
        let line = said.lines().find(|line| line.contains("no such file")).unwrap_or_default();
        assert!(line.contains("none") && !said.contains("os error"), "{args:?}: {said}");
        assert!(!line.contains("none.txt:") || args.contains(&"none.txt"), "as it was named: {said}");
    }
    assert_eq!(all(folder.path()), before, "nothing is made for nothing");
}

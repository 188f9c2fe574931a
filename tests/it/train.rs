//! `relata train` on the toy model: what it learns, how it is interrupted, and what it refuses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::shell::{self, root, stderr as said};

fn relata(args: &[&str]) -> Output {
    command(args).output().expect("the binary runs")
}

/// On the processor, wherever the tests run.
fn command(args: &[&str]) -> Command {
    let mut command = shell::command(args);
    command.args(["--device", "cpu"]);
    command
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

const SENTENCES: [&str; 6] = [
    r#"{"tokens":["Ann","Lee","works","for","Acme","."],"entities":[{"type":"Person","start":0,"end":2},{"type":"Org","start":4,"end":5}],"relations":[{"type":"Works_For","head":0,"tail":1}]}"#,
    r#"{"tokens":["Bob","works","for","Globex"],"entities":[{"type":"Person","start":0,"end":1},{"type":"Org","start":3,"end":4}],"relations":[{"type":"Works_For","head":0,"tail":1}]}"#,
    r#"{"tokens":["Ann","and","Bob","live","in","Rome"],"entities":[{"type":"Person","start":0,"end":1},{"type":"Person","start":2,"end":3},{"type":"Place","start":5,"end":6}],"relations":[{"type":"Sibling","head":0,"tail":1}]}"#,
    r#"{"tokens":["Rome","is","old"],"entities":[{"type":"Place","start":0,"end":1}],"relations":[]}"#,
    r#"{"tokens":["Nobody","came"],"entities":[],"relations":[]}"#,
    r#"{"tokens":["Acme","hired","Ann"],"entities":[{"type":"Org","start":0,"end":1},{"type":"Person","start":2,"end":3}],"relations":[{"type":"Works_For","head":1,"tail":0}]}"#,
];

/// A data set with the types of the toy.
fn data(folder: &Path, sentences: &[&str]) -> PathBuf {
    fs::copy(root().join("models/tiny/types.json"), folder.join("types.json")).expect("copied");
    let file = folder.join("train.json");
    fs::write(&file, format!("[{}]", sentences.join(",\n"))).expect("writable");
    file
}

fn train(data: &Path, out: &Path, more: &[&str]) -> Output {
    command_to_train(data, out, more).output().expect("the binary runs")
}

fn command_to_train(data: &Path, out: &Path, more: &[&str]) -> Command {
    let encoder = root().join("models/tiny");
    let mut all = vec!["train", "--encoder", text(&encoder), "--train", text(data), "--out", text(out)];
    all.extend(more);
    command(&all)
}

fn weights(out: &Path) -> Vec<u8> {
    fs::read(out.join("last/model.safetensors")).expect("a checkpoint")
}

/// Metrics without their times.
fn metrics(out: &Path) -> Vec<Value> {
    let text = fs::read_to_string(out.join("metrics.jsonl")).expect("metrics");
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for line in &mut lines {
        line.as_object_mut().expect("an object").remove("seconds");
    }
    lines
}

#[test]
fn the_toy_learns_its_sentences_and_the_same_seed_gives_the_same_model() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = data(folder.path(), &SENTENCES);
    let settings =
        ["--epochs", "300", "--learning-rate", "5e-3", "--test", text(&file), "--json", "--set", "threads=2"];
    let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
    let first = train(&file, &a, &settings);
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    let result: Value = serde_json::from_slice(&first.stdout).expect("JSON");
    let f1 = |task: &str| result["test"][task]["micro"]["f1"].as_f64().expect("a figure");
    assert!(f1("ner") > 80.0 && f1("re_plus") > 80.0, "{result:#}");
    let model = Path::new(result["model"].as_str().expect("a path")).to_owned();

    train(&file, &b, &settings);
    assert_eq!(weights(&a), weights(&b));
    assert_eq!(metrics(&a)[1..], metrics(&b)[1..]);
    let other = folder.path().join("c");
    train(&file, &other, &["--epochs", "1", "--seed", "2"]);
    assert_ne!(weights(&a), weights(&other));

    let page = fs::read_to_string(a.join("report.html")).expect("a report");
    assert!(page.contains("<svg") && !page.contains("http://") && !page.contains("src=\"http"));
    let eval = relata(&["eval", "--model", text(&model), "--data", text(&file), "--json"]);
    let scores: Value = serde_json::from_slice(&eval.stdout).expect("JSON");
    assert_eq!(scores["ner"]["micro"]["f1"].as_f64().map(f64::round), Some(f1("ner").round()));
}

#[test]
fn a_run_that_is_killed_resumes_as_if_it_had_not_been() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = data(folder.path(), &SENTENCES);
    let settings = ["--epochs", "150", "--mt", "--set", "eval_every=7", "--quiet", "--dev", text(&file)];
    let [through, killed] = ["through", "killed"].map(|name| folder.path().join(name));
    assert_eq!(train(&file, &through, &settings).status.code(), Some(0));
    let mut child = command_to_train(&file, &killed, &settings).spawn().expect("the binary runs");
    let begun = Instant::now();
    while !killed.join("best/config.json").is_file() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("still running");
    child.wait().expect("killed");
    let done = metrics(&killed).iter().any(|line| line["kind"] == "end");
    assert!(!done, "the run was over before it could be killed: this tests nothing");
    let resumed = relata(&["train", "--resume", "--out", text(&killed)]);
    assert_eq!(resumed.status.code(), Some(0), "{}", said(&resumed));
    assert!(said(&resumed).contains("resuming after update"), "{}", said(&resumed));
    assert_eq!(weights(&through), weights(&killed));
    assert_eq!(metrics(&through)[1..], metrics(&killed)[1..]);
    let best = |out: &Path| fs::read(out.join("best/model.safetensors")).expect("a best checkpoint");
    assert_eq!(best(&through), best(&killed));
    // A second run does not overwrite the first.
    let again = train(&file, &through, &settings);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("--resume"));
}

#[test]
fn a_kill_between_a_checkpoint_and_its_evaluation_loses_neither() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = data(folder.path(), &SENTENCES);
    let out = folder.path().join("run");
    let settings = ["--epochs", "7", "--set", "eval_every=7", "--quiet", "--dev", text(&file)];
    assert_eq!(train(&file, &out, &settings).status.code(), Some(0));
    let whole = metrics(&out);
    let log = out.join("metrics.jsonl");
    let lines = fs::read_to_string(&log).expect("there");
    let last = whole.iter().filter_map(|line| line["update"].as_u64()).max().expect("updates");
    let is_later = |line: &&str| {
        let value: Value = serde_json::from_str(line).expect("JSON");
        value["kind"] == "end" || value["kind"] == "eval" && value["update"] == last
    };
    let earlier: Vec<&str> = lines.lines().filter(|line| !is_later(line)).collect();
    assert!(earlier.len() < lines.lines().count() - 1, "an evaluation and the end are gone");
    fs::write(&log, earlier.join("\n") + "\n").expect("writable");
    let resumed = relata(&["train", "--resume", "--out", text(&out)]);
    assert_eq!(resumed.status.code(), Some(0), "{}", said(&resumed));
    assert_eq!(metrics(&out)[1..], whole[1..]);
}

#[test]
fn bad_data_stop_with_file_item_and_remedy_before_anything_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |sentences: &[&str], more: &[&str]| {
        let file = data(folder.path(), sentences);
        let out = folder.path().join("run");
        let output = train(&file, &out, more);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(!out.exists(), "a run that cannot start leaves a folder behind");
        said(&output)
    };
    let unknown = r#"{"tokens":["a"],"entities":[{"type":"Planet","start":0,"end":1}],"relations":[]}"#;
    let message = refused(&[SENTENCES[0], unknown], &[]);
    assert!(
        message.contains("train.json") && message.contains("sentence 1") && message.contains("Planet"),
        "{message}"
    );
    let lost = r#"{"tokens":["a"],"entities":[],"relations":[{"type":"Sibling","head":0,"tail":1}]}"#;
    let message = refused(&[lost], &[]);
    assert!(message.contains("sentence 0") && message.contains("head and tail count from 0"), "{message}");
    assert!(refused(&[], &[]).contains("train.json"));
    assert!(refused(&SENTENCES, &["--set", "epocs=3"]).contains("epocs"));
    assert!(refused(&SENTENCES, &["--batch", "0"]).contains("batch"));
    assert!(refused(&SENTENCES, &["--dev", "no-such-file.json"]).contains("no-such-file.json"));
}

#[test]
fn a_loss_that_is_no_number_stops_and_the_last_checkpoint_is_intact() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = data(folder.path(), &SENTENCES);
    let out = folder.path().join("run");
    // Steps of this size overflow an f32 after a few updates.
    let settings = ["--epochs", "40", "--learning-rate", "1e30", "--set", "eval_every=1", "--quiet"];
    let output = train(&file, &out, &settings);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let message = said(&output);
    assert!(message.contains("no longer a number at update") && message.contains("learning_rate"), "{message}");
    let extract = command(&["extract", "--model", text(&out.join("last")), text(&root().join("samples/dallas.txt"))])
        .output()
        .expect("the binary runs");
    assert_eq!(extract.status.code(), Some(0), "{}", said(&extract));
}

#[test]
fn a_model_keeps_the_spelling_and_the_languages_that_it_learned_with_and_hands_them_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = data(folder.path(), &SENTENCES);
    let [plain, spelled, tuned] = ["plain", "spelled", "tuned"].map(|name| folder.path().join(name));
    let kept = |model: &Path| {
        let config: Value =
            serde_json::from_slice(&fs::read(model.join("config.json")).expect("written")).expect("JSON");
        ["spelling", "languages"].map(|key| config.get(key).cloned())
    };
    let short = ["--epochs", "1", "--quiet"];
    assert_eq!(train(&file, &plain, &short).status.code(), Some(0));
    assert_eq!(kept(&plain.join("last")), [None, Some(json!(["en"]))], "the language of the data");
    let more = ["--set", "model.spelling=conll04", "--set", r#"model.languages=["ru"]"#];
    assert_eq!(train(&file, &spelled, &[short.as_slice(), &more].concat()).status.code(), Some(0));
    let from = spelled.join("last");
    assert_eq!(kept(&from), [Some("conll04".into()), Some(json!(["ru"]))]);
    let all =
        [&["train", "--from", text(&from), "--data", text(&file), "--out", text(&tuned)], short.as_slice()].concat();
    let output = relata(&all);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(
        kept(&tuned.join("last")),
        [Some("conll04".into()), Some(json!(["ru", "en"]))],
        "and that of the corrections"
    );
}

#[test]
fn corrections_make_a_better_model_and_the_flips_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let corrected = folder.path().join("corrected");
    fs::create_dir(&corrected).expect("made");
    for (name, person, org) in
        [("a", "Ann", "Acme"), ("b", "Bob", "Globex"), ("c", "Eve", "Acme"), ("d", "Ann", "Globex")]
    {
        let text = format!("{person} works for {org}.\n");
        let (end, start) = (person.len(), person.len() + 11);
        let ann = format!(
            "T1\tPerson 0 {end}\t{person}\nT2\tOrg {start} {}\t{org}\nR1\tWorks_For Arg1:T1 Arg2:T2\n",
            start + org.len()
        );
        fs::write(corrected.join(format!("{name}.txt")), text).expect("writable");
        fs::write(corrected.join(format!("{name}.ann")), ann).expect("writable");
    }
    let out = folder.path().join("tuned");
    let tiny = root().join("models/tiny");
    let before = fs::read(tiny.join("model.safetensors")).expect("the toy");
    let settings = ["--epochs", "200", "--learning-rate", "5e-3", "--held-out", "0.3", "--json", "--quiet"];
    let mut all = vec!["train", "--from", text(&tiny), "--data", text(&corrected), "--out", text(&out)];
    all.extend(settings);
    let output = relata(&all);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let tuned: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(tuned["better"], true, "{tuned:#}");
    assert!(tuned["after"]["ner"]["micro"]["f1"].as_f64() > Some(90.0), "{tuned:#}");
    assert!(tuned["flips"].as_array().is_some_and(|flips| flips.iter().any(|flip| flip["change"] == "found")));
    assert_eq!(tuned["documents"].as_array().map(Vec::len), Some(1));
    assert_eq!(fs::read(tiny.join("model.safetensors")).expect("the toy"), before, "the old model is not touched");
}

/// The toy after it learned its sentences, in `folder`.
fn learned(folder: &Path, file: &Path, more: &[&str]) -> PathBuf {
    let out = folder.join("run");
    let mut settings = vec!["--epochs", "300", "--learning-rate", "5e-3", "--set", "threads=2", "--quiet"];
    settings.extend(more);
    let output = train(file, &out, &settings);
    assert!(output.status.success(), "{}", said(&output));
    out.join("last")
}

#[test]
fn calibration_is_kept_in_the_checkpoint_and_said_by_eval() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = data(folder.path(), &SENTENCES);
    let heads = ["--set", "model.relation_hidden=16", "--set", "model.relation_places=true"];
    let model = learned(folder.path(), &file, &[&heads[..], &["--set", "model.relation_loss=adaptive"]].concat());
    let eval = || {
        let output = relata(&["eval", "--model", text(&model), "--data", text(&file), "--json"]);
        assert!(output.status.success(), "{}", said(&output));
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")
    };
    let before = eval();
    assert!(before["re"]["micro"]["f1"].as_f64().is_some_and(|f1| f1 > 90.0), "{}", before["re"]["micro"]);
    assert!(!model.join("decoding.json").exists(), "SpERT JSON has no constraints");
    let output = relata(&["calibrate", "--model", text(&model), "--data", text(&file), "--json"]);
    assert!(output.status.success(), "{}", said(&output));
    let made: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(made["decoding"]["thresholds"]["Works_For"].is_number());
    let kept: Value =
        serde_json::from_str(&fs::read_to_string(model.join("decoding.json")).expect("kept")).expect("JSON");
    assert_eq!(kept, made["decoding"]);
    let after = eval();
    assert_eq!(after["reliability"], made["reliability_after"]);
    assert!(after["reliability"]["entities"]["ece"].as_f64().is_some_and(|ece| ece < 0.3));
    let none = relata(&["calibrate", "--model", text(&model), "--data", text(&folder.path().join("none.json"))]);
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn a_run_that_made_no_update_is_in_nobodys_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = data(folder.path(), &SENTENCES);
    let out = folder.path().join("run");
    let refused = train(&file, &out, &["--batch", "100", "--quiet"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("6 sentences do not fill one batch of 100"), "{}", said(&refused));
    assert!(!out.exists(), "a run that cannot start leaves nothing behind");
    // What an older version left.
    fs::create_dir(&out).expect("made");
    fs::write(out.join("config.toml"), "seed = 9\n").expect("writable");
    let settings = ["--epochs", "1", "--seed", "3", "--quiet"];
    let begun = train(&file, &out, &settings);
    assert_eq!(begun.status.code(), Some(0), "{}", said(&begun));
    assert!(fs::read_to_string(out.join("config.toml")).expect("written").contains("seed = 3"));
    assert!(said(&train(&file, &out, &settings)).contains("--resume"), "a run that has begun is not written over");
}

#[test]
fn types_that_a_model_has_not_are_said_with_what_can_be_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let unknown = r#"{"tokens":["Mars"],"entities":[{"type":"Planet","start":0,"end":1}],"relations":[]}"#;
    let file = data(folder.path(), &[SENTENCES[0], unknown]);
    let (toy, out) = (shell::toy(), folder.path().join("run"));
    let (toy, file, out) = (text(&toy), text(&file), text(&out));
    for args in [
        vec!["train", "--from", toy, "--data", file, "--out", out],
        vec!["eval", "--model", toy, "--data", file],
        vec!["calibrate", "--model", toy, "--data", file, "--out", out],
    ] {
        let output = relata(&args);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(said.contains("Planet") && said.contains("train a new model"), "{args:?}: {said}");
        assert!(said.contains("--encoder") && !said.contains("annotation.conf"), "{args:?}: {said}");
    }
}

#[test]
fn a_schema_of_the_data_forbids_relations_of_the_model_and_can_be_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("made");
    let conf =
        "[entities]\nPerson\nOrg\nPlace\n[relations]\nWorks_For\tArg1:Person, Arg2:Org\n[events]\n[attributes]\n";
    fs::write(corpus.join("annotation.conf"), conf).expect("written");
    for at in 0..4 {
        fs::write(corpus.join(format!("{at}.txt")), "Ann works for Acme.\n").expect("written");
        let ann = "T1\tPerson 0 3\tAnn\nT2\tOrg 14 18\tAcme\nR1\tWorks_For Arg1:T1 Arg2:T2\n";
        fs::write(corpus.join(format!("{at}.ann")), ann).expect("written");
    }
    let out = folder.path().join("run");
    let settings = ["--epochs", "100", "--batch", "2", "--learning-rate", "5e-3", "--set", "threads=1", "--quiet"];
    let output = train(&corpus, &out, &settings);
    assert!(output.status.success(), "{}", said(&output));
    let model = out.join("last");
    let decoding = fs::read_to_string(model.join("decoding.json")).expect("the checkpoint has constraints");
    let decoding: Value = serde_json::from_str(&decoding).expect("JSON");
    assert_eq!(decoding["arguments"]["Works_For"][0]["tails"], serde_json::json!(["Org"]));
    // The same data under a schema that knows better: nothing that the model says is allowed any more.
    let changed = decoding.to_string().replace("[\"Org\"]", "[\"Place\"]");
    fs::write(model.join("decoding.json"), changed).expect("written");
    let found = |more: &[&str]| {
        let mut args = vec!["eval", "--model", text(&model), "--data", text(&corpus), "--json"];
        args.extend(more);
        let output = relata(&args);
        assert!(output.status.success(), "{}", said(&output));
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        report["re"]["counts"]["predicted"].as_u64().expect("a number")
    };
    assert_eq!((found(&[]), found(&["--no-constraints"])), (0, 4));
    // A schema that contradicts the data is named.
    fs::write(corpus.join("annotation.conf"), conf.replace("Arg2:Org", "Arg2:Place")).expect("written");
    let output = train(&corpus, &folder.path().join("other"), &settings);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("annotation.conf") && said(&output).contains("Works_For"), "{}", said(&output));
    assert!(!folder.path().join("other").exists(), "a run that cannot start leaves nothing behind");
}

/// Documents in which the second sentence says for whom the first one's person works; in others nobody does.
fn documents(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    for (at, (person, org)) in
        [("Ann", "Acme"), ("Bob", "Globex"), ("Lee", "Acme"), ("Ann", "Globex")].iter().enumerate()
    {
        let first = format!("{person} works.");
        let text = format!("{first}\n{org} hired.\n");
        let (start, end) = (first.len() + 1, first.len() + 1 + org.len());
        let ann = format!(
            "T1\tPerson 0 {}\t{person}\nT2\tOrg {start} {end}\t{org}\nR1\tWorks_For Arg1:T1 Arg2:T2\n",
            person.len()
        );
        fs::write(folder.join(format!("{at}.txt")), text).expect("writable");
        fs::write(folder.join(format!("{at}.ann")), ann).expect("writable");
    }
    fs::write(folder.join("5.txt"), "Rome is old.\nAcme came.\n").expect("writable");
    fs::write(folder.join("5.ann"), "T1\tPlace 0 4\tRome\nT2\tOrg 13 17\tAcme\n").expect("writable");
}

#[test]
fn relations_across_sentences_are_learned_measured_and_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    documents(&data);
    let types = root().join("models/tiny/types.json");
    let shared =
        ["--types", text(&types), "--epochs", "200", "--learning-rate", "5e-3", "--set", "threads=2", "--batch", "2"];
    let out = folder.path().join("run");
    let window = ["--set", "model.window_words=64", "--set", "model.max_distance=2", "--test", text(&data), "--json"];
    let trained = train(&data, &out, &[&shared[..], &window[..]].concat());
    assert_eq!(trained.status.code(), Some(0), "{}", said(&trained));
    assert!(said(&trained).contains("4 relations across sentences are learned too"), "{}", said(&trained));
    let result: Value = serde_json::from_slice(&trained.stdout).expect("JSON");
    let model = result["model"].as_str().expect("a path").to_owned();
    let eval = |model: &str| -> Value {
        let output = relata(&["eval", "--model", model, "--data", text(&data), "--json"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let scores = eval(&model);
    assert!(scores["re_across"]["1"]["f1"].as_f64().expect("a figure") > 80.0, "{scores:#}");
    assert!(scores["triples"]["f1"].as_f64().expect("a figure") > 80.0, "{}", scores["triples"]);
    assert_eq!((&scores["re"]["micro"]["f1"], &scores["re_across"]["2"]["support"]), (&json!(0.0), &json!(0)));

    // Read again: an ordinary relation, whose evidence is both sentences.
    let file = data.join("0.txt");
    let extract = |more: &[&str]| {
        let output = relata(&[&["extract", text(&file), "--model", &model], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let line: Value = serde_json::from_str(extract(&[]).lines().next().expect("a line")).expect("JSON");
    let relation = &line["relations"][0];
    assert_eq!((&relation["head"]["text"], &relation["tail"]["text"]), (&json!("Ann"), &json!("Acme")), "{line:#}");
    assert_eq!((&relation["sentence"], &relation["tail_sentence"]), (&json!(0), &json!(1)));
    assert_eq!(line["sentences"][1]["text"], "Acme hired.");
    let rows = extract(&["--format", "csv"]);
    assert!(rows.contains("Ann works. Acme hired."), "{rows}");
    assert!(extract(&["--format", "brat"]).contains("Works_For Arg1:"));
    let kept = relata(&["extract", text(&file), "--model", &model, "--format", "spert-json"]);
    assert!(!said(&kept).contains("Works_For"), "{}", said(&kept));

    // Without a window the same data teach nothing across sentences, and say so.
    let plain = folder.path().join("plain");
    let trained = train(&data, &plain, &[&shared[..2], &["--epochs", "1"]].concat());
    assert!(said(&trained).contains("4 cross a sentence break"), "{}", said(&trained));
    let scores = eval(text(&plain.join("last")));
    assert_eq!((&scores["re_across"]["1"]["support"], &scores["re_across"]["1"]["predicted"]), (&json!(4), &json!(0)));

    // A model that has read sentences one by one goes on with context.
    let from = plain.join("last");
    let out = folder.path().join("tuned");
    let tuned = relata(&[
        "train",
        "--from",
        text(&from),
        "--data",
        text(&data),
        "--test",
        text(&data),
        "--out",
        text(&out),
        "--epochs",
        "1",
        "--set",
        "model.window_words=64",
        "--set",
        "model.max_distance=1",
        "--quiet",
    ]);
    assert_eq!(tuned.status.code(), Some(0), "{}", said(&tuned));
    let config = fs::read_to_string(out.join("last/config.json")).expect("a checkpoint");
    let config: Value = serde_json::from_str(&config).expect("JSON");
    assert_eq!((&config["spert"]["window_words"], &config["spert"]["max_distance"]), (&json!(64), &json!(1)));
    let wrong = train(&data, &folder.path().join("wrong"), &["--set", "model.max_distance=1"]);
    assert!(said(&wrong).contains("model.window_words"), "{}", said(&wrong));
}

#[test]
fn data_sets_name_the_types_that_they_are_complete_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let types = fs::read_to_string(root().join("models/tiny/types.json")).expect("committed");
    fs::write(folder.path().join("types.json"), types).expect("writable");
    // One file knows people alone, the other places alone; both name the same things.
    let one = |kind: &str, word: &str| {
        format!(
            "[{}]",
            [0, 1].map(|_| {
                let at = if word == "Ann" { 0 } else { 3 };
                format!(
                    r#"{{"tokens":["Ann","lives","in","Rome"],"entities":[{{"type":"{kind}","start":{at},"end":{}}}],"relations":[]}}"#,
                    at + 1
                )
            })
            .join(",")
        )
    };
    fs::write(folder.path().join("people.json"), one("Person", "Ann")).expect("writable");
    fs::write(folder.path().join("places.json"), one("Place", "Rome")).expect("writable");
    let run = |name: &str, complete: [&str; 2]| {
        let config = folder.path().join(format!("{name}.toml"));
        let path = |file: &str| json!(folder.path().join(file).display().to_string()).to_string();
        let set = |file: &str, complete: &str| format!("[[data]]\npath = {}\n{complete}\n", path(file));
        let sets = set("people.json", complete[0]) + &set("places.json", complete[1]);
        fs::write(&config, format!("types = {}\n{sets}", path("types.json"))).expect("writable");
        let out = folder.path().join(name);
        let encoder = root().join("models/tiny");
        let output = relata(&[
            "train",
            "--config",
            text(&config),
            "--encoder",
            text(&encoder),
            "--out",
            text(&out),
            "--epochs",
            "150",
            "--learning-rate",
            "5e-3",
            "--quiet",
            "--set",
            "threads=1",
        ]);
        (output, out)
    };
    let found = |model: &Path| -> Vec<String> {
        let file = folder.path().join("people.json");
        let output = relata(&["extract", text(&file), "--model", text(&model.join("last"))]);
        let all: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let entities = all[0]["entities"].as_array().expect("a list");
        entities.iter().map(|e| format!("{} {}", e["type"].as_str().expect("a name"), e["start"])).collect()
    };
    let (output, out) = run("both", ["complete_for = [\"Person\"]", "complete_for = [\"Place\"]"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(found(&out), ["Person 0", "Place 3"]);
    let (output, _) = run("wrong", ["complete_for = [\"Persn\"]", ""]);
    assert!(said(&output).contains("people.json") && said(&output).contains("\"Persn\""), "{}", said(&output));
    assert_ne!(output.status.code(), Some(0));
}

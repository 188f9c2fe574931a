//! The real binary, as a shell would call it.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use super::shell::{code, command, relata, stderr, stdout, toy, with_toy, write};

#[test]
fn help_and_version_are_answers_and_nonsense_is_not() {
    assert_eq!(code(&relata(&["--help"])), 0);
    assert!(stdout(&relata(&["--version"])).starts_with("relata "));
    let bad = relata(&["extract", "--no-such-option"]);
    assert_eq!(code(&bad), 2);
    assert!(stderr(&bad).contains("--no-such-option"));
}

#[test]
fn the_window_without_a_display_names_the_command_line() {
    let output = relata(&[]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("relata extract FILE"), "{}", stderr(&output));
}

#[test]
fn split_counts_in_code_points() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.txt", "🙂 Аня спит. Борис – нет.\n");
    let output = relata(&["split", &file]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let line: Value = serde_json::from_str(stdout(&output).trim()).expect("a JSON line");
    assert_eq!(line["sentences"].to_string(), "[[0,11],[12,24]]");
    assert_eq!(line["words"][0].to_string(), "[[0,1],[2,5],[6,10],[10,11]]");
}

#[test]
fn extract_writes_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.txt", "Anna met Boris in Paris. Vera slept.");
    let jsonl = with_toy(&["extract", "--format", "jsonl", &file]);
    assert_eq!(code(&jsonl), 0, "{}", stderr(&jsonl));
    let document: Value = serde_json::from_str(stdout(&jsonl).trim()).expect("one line");
    for entity in document["entities"].as_array().expect("a list") {
        let (start, end) = (entity["start"].as_u64().expect("a number"), entity["end"].as_u64().expect("a number"));
        let text: String =
            "Anna met Boris in Paris. Vera slept.".chars().skip(start as usize).take((end - start) as usize).collect();
        assert_eq!(entity["text"], Value::String(text));
    }
    let spert = with_toy(&["extract", "--format", "spert-json", &file]);
    let sentences: Value = serde_json::from_str(&stdout(&spert)).expect("a list");
    assert_eq!(sentences.as_array().map(Vec::len), Some(2));
    assert!(sentences[0]["entities"].as_array().expect("a list").iter().all(|e| e["score"].is_number()));
    let csv = with_toy(&["extract", "--format", "csv", &file]);
    assert!(stdout(&csv).starts_with("file,head,head_type,relation,tail"));
    let brat = with_toy(&["extract", "--format", "brat", &file]);
    let entities = document["entities"].as_array().map(Vec::len);
    assert_eq!(Some(stdout(&brat).lines().filter(|l| l.starts_with('T')).count()), entities);
}

#[test]
fn extract_into_a_folder_overwrites_nothing_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.txt", "Anna met Boris.");
    let out = folder.path().join("out");
    let out_text = out.to_str().expect("UTF-8");
    assert_eq!(code(&with_toy(&["extract", "--format", "brat", "-o", out_text, &file])), 0);
    assert_eq!(fs::read_to_string(out.join("a.txt")).expect("copied"), "Anna met Boris.");
    fs::write(out.join("a.ann"), "T1\tMine 0 4\tAnna\n").expect("writable");
    let again = with_toy(&["extract", "--format", "brat", "-o", out_text, &file]);
    assert_eq!(code(&again), 1);
    assert!(stderr(&again).contains("--force"));
    assert_eq!(fs::read_to_string(out.join("a.ann")).expect("there"), "T1\tMine 0 4\tAnna\n");
}

#[test]
fn tokenized_input_is_used_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.json", r#"[{"tokens":["Anna","met","Boris ."]},{"tokens":[]}]"#);
    let output = with_toy(&["extract", "--format", "spert-json", &file]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let sentences: Value = serde_json::from_str(&stdout(&output)).expect("a list");
    assert_eq!(sentences[0]["tokens"][2], "Boris .");
    assert_eq!(sentences[1]["entities"].to_string(), "[]");
}

#[test]
fn standard_input_is_a_dash() {
    let toy = toy();
    let mut child = command(&["extract", "-", "--device", "cpu", "--model", toy.to_str().expect("UTF-8")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("runs");
    child.stdin.take().expect("piped").write_all("Anna met Boris.".as_bytes()).expect("written");
    let output = child.wait_with_output().expect("ends");
    assert_eq!(code(&output), 0);
    assert!(stdout(&output).contains("\"file\":\"-\""));
}

#[test]
fn standard_input_is_a_dash_in_a_table_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.txt", "Anna met Boris in Paris. Vera slept.");
    let toy = toy();
    let toy = toy.to_str().expect("UTF-8");
    let input = fs::File::open(&file).expect("there");
    let mut table =
        command(&["extract", "-", "--format", "csv", "--threshold", "0", "--device", "cpu", "--model", toy]);
    let output = table.stdin(input).output().expect("runs");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let files: Vec<String> = reader.records().map(|row| row.expect("a row")[0].to_owned()).collect();
    assert!(!files.is_empty() && files.iter().all(|file| file == "-"), "{files:?}");
}

#[test]
fn sentences_alone_are_answered_in_their_own_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let json = write(folder.path(), "a.json", r#"[{"tokens":["Anna","met","Boris"]}]"#);
    let plain = write(folder.path(), "a.txt", "Anna met Boris.");
    let alone = with_toy(&["extract", &json]);
    assert_eq!(code(&alone), 0, "{}", stderr(&alone));
    let sentences: Value = serde_json::from_str(&stdout(&alone)).expect("SpERT JSON");
    assert_eq!(sentences[0]["tokens"][0], "Anna");
    let both = with_toy(&["extract", &json, &plain]);
    assert_eq!((code(&both), stdout(&both).lines().count()), (1, 1), "{}", stderr(&both));
    assert!(stderr(&both).contains("a.json: this is SpERT JSON") && stderr(&both).contains("--format spert-json"));
}

#[test]
fn texts_in_a_script_that_the_model_does_not_read_are_said_once_with_its_own_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("news-0123456789abcdef");
    fs::create_dir(&model).expect("made");
    for file in fs::read_dir(toy()).expect("readable").flatten() {
        fs::copy(file.path(), model.join(file.file_name())).expect("copied");
    }
    fs::write(model.join("README.md"), "---\nname: news\nlanguage: en\n---\n").expect("writable");
    let english = write(folder.path(), "en.txt", "Anna met Boris in Paris. Vera slept.");
    let first = write(folder.path(), "ru.txt", "Анна встретила Бориса в Париже.");
    let second = write(folder.path(), "zh.txt", "安娜在巴黎遇见了鲍里斯。");
    let common = ["extract", "--device", "cpu", "--model", model.to_str().expect("UTF-8")];
    let run = |more: &[&str]| relata(&[&common, more].concat());
    let mixed = run(&[&english, &first, &second]);
    assert_eq!(code(&mixed), 0, "{}", stderr(&mixed));
    let said = stderr(&mixed);
    assert_eq!(said.matches("the model news reads English").count(), 1, "{said}");
    assert!(said.contains(&first) && said.contains(&second) && !said.contains(&english), "{said}");
    assert!(!stderr(&run(&[&english])).contains("reads English"));
    let marked = run(&["--format", "brat", "--predictions", "marked", "--threshold", "0", &english]);
    assert!(stdout(&marked).contains("relata: model news score"), "{}", stdout(&marked));
    let info = relata(&["info", "--device", "cpu", "--model", model.to_str().expect("UTF-8")]);
    assert!(stdout(&info).contains("model       news ("), "{}", stdout(&info));
}

#[test]
fn options_that_do_nothing_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.txt", "Anna met Bob.");
    write(folder.path(), "a.ann", super::shell::ANN);
    let dark = |format: &str| relata(&["map", "--dark", "--format", format, &file]);
    for format in ["json", "csv", "dot", "graphml", "html"] {
        assert_eq!(code(&dark(format)), 2, "{format}");
        assert!(stderr(&dark(format)).contains("--format svg"), "{}", stderr(&dark(format)));
    }
    assert_eq!(code(&dark("svg")), 0, "{}", stderr(&dark("svg")));
}

#[cfg(unix)]
#[test]
fn repairs_that_could_not_be_saved_are_counted() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a", "b"] {
        write(folder.path(), &format!("{name}.txt"), "Anna met Bob.");
        write(folder.path(), &format!("{name}.ann"), "T1\tPeop 0 5\tAnna \nT2\tPeop 9 12\tBob\n");
    }
    let locked = folder.path().join("a.ann");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).expect("made read-only");
    let output = relata(&["doctor", "--fix", folder.path().to_str().expect("UTF-8")]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("a.ann was not saved"), "{}", stderr(&output));
    assert!(stderr(&output).contains("2 files, 2 findings, 1 repaired, 1 not saved"), "{}", stderr(&output));
    assert!(folder.path().join("b.ann.bak").exists() && !folder.path().join("a.ann.bak").exists());
}

#[test]
fn bad_files_are_reported_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = write(folder.path(), "good.txt", "Anna met Boris.");
    let empty = write(folder.path(), "empty.txt", "");
    let binary = write(folder.path(), "binary.txt", b"\x7fELF\x00\x00\x01");
    let latin = write(folder.path(), "latin.txt", b"Fine line\nM\xfcnchen\n");
    let output = with_toy(&["extract", &binary, &latin, "no-such-file.txt", &empty, &good]);
    assert_eq!(code(&output), 1);
    let said = stderr(&output);
    assert!(said.contains("binary.txt") && said.contains("latin.txt") && said.contains("no-such-file.txt"), "{said}");
    assert!(said.contains("windows-1252") && said.contains("--encoding"), "a guess is said: {said}");
    assert_eq!(stdout(&output).lines().count(), 3, "the empty file has a line too: it is read, and nothing is in it");
}

#[test]
fn annotations_are_no_text_and_a_lonely_ann_says_what_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let ann = write(folder.path(), "a.ann", "T1\tPeop 0 4\tAnna\n");
    let extract = with_toy(&["extract", &ann]);
    assert_eq!(code(&extract), 2);
    assert!(stderr(&extract).contains("a.txt"), "{}", stderr(&extract));
    let check = relata(&["check", &ann]);
    assert_eq!(code(&check), 1);
    assert!(stdout(&check).contains("a.txt is missing"), "{}", stdout(&check));
}

#[test]
fn check_names_file_and_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let txt = write(folder.path(), "a.txt", "Anna met Boris.\n");
    write(folder.path(), "a.ann", "T1\tPeop 0 4\tAnna\n");
    assert_eq!(code(&relata(&["check", &txt])), 0);
    write(folder.path(), "a.ann", "T1\tPeop 0 4\tAnna\nwhat is this\n");
    let output = relata(&["check", &txt]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("a.ann:2: "), "{}", stdout(&output));
    let json: Value = serde_json::from_str(stdout(&relata(&["check", "--json", &txt])).trim()).expect("a JSON line");
    assert_eq!(json["line"], 2);
    assert_eq!(code(&relata(&["check", "no/such/folder"])), 2);
}

#[test]
fn convert_there_and_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("in");
    fs::create_dir(&source).expect("writable");
    write(&source, "a.txt", "Anna met Boris. 🙂");
    write(&source, "a.ann", "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\t\n");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    assert_eq!(code(&relata(&["convert", "--to", "brat", &path("in"), &path("copy")])), 0);
    assert_eq!(
        fs::read(source.join("a.ann")).expect("there"),
        fs::read(folder.path().join("copy/a.ann")).expect("there")
    );
    let json = relata(&["convert", "--to", "spert-json", &path("in"), &path("a.json")]);
    assert_eq!(code(&json), 0, "{}", stderr(&json));
    assert!(stderr(&json).contains("cross a sentence break"));
    assert!(folder.path().join("a_types.json").is_file());
    assert_eq!(code(&relata(&["convert", "--to", "brat", &path("a.json"), &path("back")])), 0);
    let back = fs::read_to_string(folder.path().join("back/a.ann")).expect("written");
    assert!(back.contains("R1\tKnows Arg1:T1 Arg2:T2"), "{back}");
}

#[test]
fn progress_as_json_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.txt", "Anna met Boris. Vera slept.");
    let output = with_toy(&["extract", "--progress", "json", &file]);
    let events: Vec<Value> =
        stderr(&output).lines().map(|line| serde_json::from_str(line).expect("JSON only on stderr")).collect();
    assert_eq!(events.last().map(|e| e["event"].clone()), Some("finished".into()));
}

#[test]
fn a_missing_or_damaged_model_says_what_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.txt", "Anna.");
    let nowhere = relata(&["extract", "--model", "no/such/folder", &file]);
    assert_eq!(code(&nowhere), 2);
    assert!(stderr(&nowhere).contains("no/such/folder") && stderr(&nowhere).contains("config.json"));
    for name in ["config.json", "types.json", "vocab.txt", "tokenizer_config.json"] {
        if toy().join(name).exists() {
            fs::copy(toy().join(name), folder.path().join(name)).expect("copied");
        }
    }
    fs::write(folder.path().join("model.safetensors"), b"\x10\0\0\0\0\0\0\0{}").expect("writable");
    let broken = relata(&["info", "--model", folder.path().to_str().expect("UTF-8")]);
    assert_eq!(code(&broken), 2);
    assert!(stderr(&broken).contains("model.safetensors"), "{}", stderr(&broken));
}

#[test]
fn an_explicit_gpu_that_is_not_there_is_an_error() {
    let output = relata(&["info", "--device", "cuda:4096", "--model", toy().to_str().expect("UTF-8")]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("cuda:4096"), "{}", stderr(&output));
    let nonsense = relata(&["info", "--device", "abacus"]);
    assert_eq!(code(&nonsense), 2);
    assert!(stderr(&nonsense).contains("abacus"));
}

#[test]
fn info_tells_model_and_device() {
    let output = with_toy(&["info", "--json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let info: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert!(info["model"]["parameters"].as_u64().is_some_and(|n| n > 1000));
    assert_eq!(info["model"]["languages"], serde_json::json!(["en"]), "what a checkpoint reads that does not say");
    assert!(!info["entities"].as_array().expect("a list").is_empty());
}

#[test]
fn the_bundled_model_is_found_and_finds_the_obvious() {
    let folder = tempfile::tempdir().expect("a folder");
    let english = write(folder.path(), "a.txt", "J. Edgar Hoover, director of the FBI, was born in Washington.");
    let russian = write(folder.path(), "b.txt", "Пётр Чайковский родился в Воткинске в 1840 году.");
    let output = relata(&["extract", "--device", "cpu", "--format", "csv", &english, &russian]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("J. Edgar Hoover,PERSON,WORKPLACE,FBI,ORGANIZATION"), "{text}");
    assert!(text.contains("Пётр Чайковский,PERSON,PLACE_OF_BIRTH,Воткинске,CITY"), "{text}");
    let info = relata(&["info", "--device", "cpu"]);
    assert_eq!(code(&info), 0, "{}", stderr(&info));
    let text = stdout(&info);
    assert!(text.contains("news-ru-en") && text.contains("languages   Russian and English"), "{text}");
}

#[test]
fn bench_reports_what_it_measured() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.txt", "Anna met Boris. Vera slept.");
    let output = with_toy(&["bench", "extract", "--json", "--repeat", "1", &file]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let report: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(report["sentences"], 2);
    assert!(report["median"]["sentences_per_s"].as_f64().is_some_and(|n| n > 0.0));
}

#[test]
fn agree_counts_folders_of_two_people() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, kind) in [("anna", "Peop"), ("boris", "Loc")] {
        let own = folder.path().join(name);
        std::fs::create_dir(&own).expect("writable");
        std::fs::write(own.join("d.txt"), "Anna met Борис 🎉.").expect("writable");
        std::fs::write(own.join("d.ann"), format!("T1\tPeop 0 4\tAnna\nT2\t{kind} 9 14\tБорис\n")).expect("writable");
    }
    let path = |name: &str| folder.path().join(name).display().to_string();
    let output = relata(&["agree", &path("anna"), &path("boris"), "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["pairs"][0]["ner"]["micro"]["f1"], 50.0);
    assert_eq!(found["pairs"][0]["documents"], 1);
    assert_eq!(relata(&["agree", &path("anna"), &path("no")]).status.code(), Some(2));
}

#[test]
fn texts_of_other_kinds_are_taken_out_and_analysed() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = write(folder.path(), "a.html", "<h1>News</h1><p>Anna met <b>Boris</b>.</p><script>never</script>");
    let letter = write(folder.path(), "b.txt", b"\xc0\xed\xed\xe0 \xe6\xe8\xe2\xb8\xf2 \xe2 \xd2\xe2\xe5\xf0\xe8");
    let out = folder.path().join("texts");
    let to = out.to_str().expect("UTF-8");
    let output = relata(&["import", &page, &letter, "--out", to, "--encoding", "cp1251"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(fs::read_to_string(out.join("a.txt")).expect("written"), "News\n\nAnna met Boris.\n");
    assert_eq!(fs::read_to_string(out.join("b.txt")).expect("written"), "Анна живёт в Твери");
    assert_eq!(stdout(&output).lines().count(), 2);
    let printed = relata(&["import", &page, "--out", "-"]);
    assert_eq!(stdout(&printed), "News\n\nAnna met Boris.\n");
    let analysed = with_toy(&["extract", "--format", "brat", "--provenance-notes", "-o", to, "--force", &page]);
    assert_eq!(code(&analysed), 0, "{}", stderr(&analysed));
    let ann = fs::read_to_string(out.join("a.ann")).expect("written");
    assert_eq!(ann.contains("T1"), ann.contains("relata: model "), "{ann}");
    let broken = write(folder.path(), "c.docx", "PK\u{3}\u{4}and no more");
    let output = relata(&["import", &broken, "--out", to]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("c.docx") && stderr(&output).contains("save it as .docx again"));
    let unknown = relata(&["import", &page, "--encoding", "abacus"]);
    assert_eq!(code(&unknown), 2);
    assert!(stderr(&unknown).contains("windows-1251"), "{}", stderr(&unknown));
}

const MARKED: &str = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\n\
    #1\tAnnotatorNotes T2\trelata: model m score 0.25, open\n";

#[test]
fn what_nobody_has_reviewed_is_no_right_answer_and_counts_as_a_prediction() {
    let folder = tempfile::tempdir().expect("a folder");
    for side in ["gold", "pred"] {
        fs::create_dir(folder.path().join(side)).expect("writable");
        write(folder.path(), &format!("{side}/a.txt"), "Anna met Boris.");
        write(folder.path(), &format!("{side}/a.ann"), MARKED);
    }
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let output = relata(&["eval", "--gold", &path("gold"), "--pred", &path("pred"), "--json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("1 prediction that nobody has reviewed is no right answer"),
        "{}",
        stderr(&output)
    );
    let rurebus =
        relata(&["eval", "--protocol", "rurebus", "--gold", &path("gold"), "--pred", &path("pred"), "--json"]);
    let figures: Value = serde_json::from_str(&stdout(&rurebus)).expect("JSON");
    assert_eq!((&figures["strict_ner_precision"], &figures["strict_ner_recall"]), (&50.0.into(), &100.0.into()));
    let stats = relata(&["stats", "--json", &path("gold")]);
    let figures: Value = serde_json::from_str(&stdout(&stats)).expect("JSON");
    let part = &figures["parts"][0];
    assert_eq!((&part["entities"], &part["predictions"], &part["notes"]), (&1.into(), &1.into(), &0.into()));
}

#[test]
fn predictions_are_marked_on_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = write(folder.path(), "a.txt", "Anna met Boris in Paris.");
    let ann = |options: &[&str]| {
        let mut all = vec!["extract", "--format", "brat"];
        all.extend(options);
        all.push(&text);
        let output = with_toy(&all);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stdout(&output)
    };
    let plain = ann(&[]);
    assert!(!plain.contains("relata: model"));
    assert_eq!(ann(&["--predictions", "unmarked"]), plain);
    let marked = ann(&["--predictions", "marked"]);
    assert_eq!(ann(&["--provenance-notes"]), marked);
    let notes = marked.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(notes, plain.lines().count(), "a note each: {marked}");
    let elsewhere = with_toy(&["extract", "--predictions", "marked", &text]);
    assert_eq!(code(&elsewhere), 2);
    assert!(stderr(&elsewhere).contains("--format brat"), "{}", stderr(&elsewhere));
}

#[test]
fn the_doctor_shows_first_and_repairs_when_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.txt", "Anna met Boris.\n");
    let ann = write(folder.path(), "a.ann", "T1\tPeop 1 5\tAnna\n");
    let look = relata(&["doctor", &ann]);
    assert_eq!(code(&look), 1);
    assert!(stdout(&look).contains("a.ann:1: ") && stdout(&look).contains("+ T1\tPeop 0 4\tAnna"), "{}", stdout(&look));
    let json: Value = serde_json::from_str(stdout(&relata(&["doctor", "--json", &ann])).trim()).expect("a JSON line");
    assert_eq!(json["findings"][0]["key"]["damage"], "misplaced");
    assert_eq!(code(&relata(&["doctor", "--fix", &ann])), 0);
    assert_eq!(fs::read_to_string(&ann).expect("there"), "T1\tPeop 0 4\tAnna\n");
    assert!(folder.path().join("a.ann.bak").is_file());
    assert_eq!(code(&relata(&["doctor", &ann])), 0);
}

#[test]
fn the_doctor_counts_what_it_cannot_repair() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.txt", "Anna met Boris.\n");
    let ann = write(folder.path(), "a.ann", "T1\tPeop 0 4\tAnna\nT2\tPeop 9 x\tBoris\n");
    let look = relata(&["doctor", &ann]);
    assert_eq!(code(&look), 1);
    assert!(stdout(&look).contains("a.ann:2: "), "{}", stdout(&look));
    assert!(stderr(&look).contains("1 file, 1 finding, 0 repaired"), "{}", stderr(&look));
}

#[test]
fn shells_and_man_know_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = relata(&["completions", shell]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        for word in ["extract", "doctor", "provenance-notes"] {
            assert!(stdout(&output).contains(word), "{shell} lacks {word}");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let output = relata(&["man", folder.path().to_str().expect("UTF-8")]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for page in ["relata.1", "relata-extract.1", "relata-doctor.1", "relata-bench-train.1"] {
        let text = fs::read_to_string(folder.path().join(page)).expect(page);
        assert!(text.contains(".TH") && text.contains("SYNOPSIS"), "{page}");
    }
    assert!(stdout(&relata(&["man"])).contains(".TH relata 1"));
}

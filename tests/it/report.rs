//! `relata info --report`, and the log that it shows.

use std::path::Path;
use std::process::Command;

use super::shell::{code, stderr, stdout, with_toy};

#[test]
fn a_report_says_program_machine_model_and_what_a_gpu_lacks() {
    let output = with_toy(&["info", "--report"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = stdout(&output);
    for line in ["relata ", "target ", "processor ", "memory ", "settings ", "model ", "device ", "cuda ", "log "] {
        assert!(said.lines().any(|found| found.starts_with(line)), "{line}: {said}");
    }
}

#[test]
fn a_report_without_a_model_says_why_and_goes_on() {
    let output = super::shell::relata(&["info", "--report", "--model", "no/such/model"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("no/such/model") && stdout(&output).contains("\nlog "), "{}", stdout(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_training_did_stands_in_the_log() {
    let home = tempfile::tempdir().expect("a folder");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
        command.args(args).env("XDG_DATA_HOME", home.path()).env_remove("RELATA_LOG").output().expect("it runs")
    };
    let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/tiny");
    let out = home.path().join("first-run");
    let output =
        run(&["train", "--out", out.to_str().expect("UTF-8"), "--encoder", "no/encoder", "--train", "no/data.json"]);
    assert_ne!(code(&output), 0);
    let report = run(&["info", "--report", "--device", "cpu", "--model", toy.to_str().expect("UTF-8")]);
    assert!(stdout(&report).contains("INFO") && stdout(&report).contains("first-run"), "{}", stdout(&report));
}

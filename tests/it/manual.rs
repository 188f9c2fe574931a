//! `docs/cli.md` is what `relata man --markdown` prints.

use std::path::Path;
use std::process::Command;

#[test]
fn the_page_of_the_commands_is_the_programs_own() {
    let output = Command::new(env!("CARGO_BIN_EXE_relata")).args(["man", "--markdown"]).output().expect("relata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(printed.contains("## `relata extract`") && printed.contains("--threshold"), "{printed}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    if std::env::var_os("RELATA_WRITE").is_some() {
        std::fs::write(&path, &printed).expect("writable");
    }
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(page == printed, "docs/cli.md is out of date: relata man --markdown > docs/cli.md");
}

//! `tools/packages.sh`: nothing is installed on a person's system before that person was asked.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// What is said when two packages are missing; `answer`: of a person at a terminal.
fn install(answer: Option<&str>, ci: bool) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, script) in [("apt-get", "#!/bin/sh\necho \"APT $*\"\n"), ("sudo", "#!/bin/sh\nexec \"$@\"\n")] {
        let path = folder.path().join(name);
        fs::write(&path, script).expect("writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("made to run");
    }
    let helper = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/packages.sh");
    let line = format!("set -eu; . '{}'; install_packages foo bar; echo GOES ON", helper.display());
    let mut command = match answer {
        // `script` gives its command a terminal.
        Some(_) => {
            let mut command = Command::new("script");
            command.args(["-qec", &format!("sh -c \"{line}\""), "/dev/null"]);
            command
        }
        None => {
            let mut command = Command::new("sh");
            command.args(["-c", &line]);
            command
        }
    };
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap_or_default());
    command.env("PATH", path).env_remove("CI").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    if ci {
        command.env("CI", "true");
    }
    let mut child = command.spawn().expect("a shell");
    if let (Some(answer), Some(mut input)) = (answer, child.stdin.take()) {
        std::io::Write::write_all(&mut input, answer.as_bytes()).expect("open");
    }
    let output = child.wait_with_output().expect("ended");
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn packages_are_named_and_a_person_is_asked_first() {
    let refused = install(Some("n\n"), false);
    assert!(refused.contains("missing: foo bar") && refused.contains("[Y/n]"), "{refused}");
    assert!(!refused.contains("APT") && refused.contains("GOES ON"), "{refused}");
    let agreed = install(Some("\n"), false);
    assert!(
        agreed.contains("[Y/n]") && agreed.contains("APT install -y -qq --no-install-recommends foo bar"),
        "{agreed}"
    );
    for unasked in [install(Some("n\n"), true), install(None, false)] {
        assert!(unasked.contains("missing: foo bar") && !unasked.contains("[Y/n]"), "{unasked}");
        assert!(unasked.contains("APT install") && unasked.contains("GOES ON"), "{unasked}");
    }
}

//! What a shell and `man` want to know of the commands.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_markdown::{MarkdownOptions, help_markdown_command_custom};

use super::messages::Outcome;

/// # Errors
/// When standard output cannot be written.
pub fn completions(shell: Shell, command: &mut Command) -> anyhow::Result<Outcome> {
    // Into memory first: the generator panics where its output cannot be written (`relata completions bash | head -1`).
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "relata", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Outcome::Done)
}

/// Pages `relata.1`, `relata-extract.1` … in a folder; without one, the first on standard output.
///
/// # Errors
/// When the folder or standard output cannot be written.
pub fn man(folder: Option<&Path>, mut command: Command) -> anyhow::Result<Outcome> {
    command.build();
    let Some(folder) = folder else {
        std::io::stdout().lock().write_all(&page(command, "relata")?)?;
        return Ok(Outcome::Done);
    };
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let mut open = vec![("relata".to_owned(), command)];
    while let Some((name, command)) = open.pop() {
        let inner = command.get_subcommands().filter(|inner| inner.get_name() != "help" && !inner.is_hide_set());
        open.extend(inner.map(|inner| (format!("{name}-{}", inner.get_name()), inner.clone())));
        let path = folder.join(format!("{name}.1"));
        std::fs::write(&path, page(command, &name)?).with_context(|| path.display().to_string())?;
    }
    Ok(Outcome::Done)
}

/// Every command on one page of Markdown; `docs/cli.md` is this page.
///
/// # Errors
/// When standard output cannot be written.
pub fn markdown(command: &Command) -> anyhow::Result<Outcome> {
    let options =
        MarkdownOptions::new().title("relata on the command line".to_owned()).show_footer(false).show_aliases(false);
    let page = help_markdown_command_custom(command, &options);
    std::io::stdout().lock().write_all(page.as_bytes())?;
    Ok(Outcome::Done)
}

fn page(command: Command, name: &str) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command.display_name(name.to_owned())).render(&mut page)?;
    Ok(page)
}

#[cfg(test)]
mod tests {
    use clap::{Arg, Command};

    use super::*;

    #[test]
    fn every_command_has_its_page() {
        let folder = tempfile::tempdir().expect("a folder");
        let bench = Command::new("bench").about("Measures").subcommand(Command::new("train").arg(Arg::new("DATA")));
        let command = Command::new("relata").about("Maps").subcommand(bench).subcommand(Command::new("info"));
        man(Some(folder.path()), command).expect("writable");
        let mut names: Vec<String> = std::fs::read_dir(folder.path())
            .expect("there")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, ["relata-bench-train.1", "relata-bench.1", "relata-info.1", "relata.1"]);
        let page = std::fs::read_to_string(folder.path().join("relata-bench.1")).expect("there");
        assert!(page.contains(".TH relata-bench 1") && page.contains("Measures"), "{page}");
    }
}

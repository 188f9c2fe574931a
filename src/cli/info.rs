//! `relata info`: what is installed and where it would run.

use std::fs;

use serde_json::json;

use super::messages::Outcome;
use super::model_args::ModelArgs;
use super::model_choice;
use crate::log;
use crate::model::{Need, needs};
use crate::session::Settings;

/// Lines of the log that a report holds.
const LOGGED: usize = 200;

/// # Errors
/// When the model cannot be loaded.
pub fn run(args: &ModelArgs, as_json: bool) -> anyhow::Result<Outcome> {
    let extractor = model_choice::load(args)?;
    let model = extractor.model();
    let (info, types) = (model.info(), model.types());
    let names = |list: Vec<&str>| list.join(", ");
    let entities: Vec<&str> = types.entities.iter().map(|t| t.name.as_str()).collect();
    let relations: Vec<&str> = types.relations.iter().map(|t| t.name.as_str()).collect();
    if as_json {
        let value = json!({
            "version": env!("CARGO_PKG_VERSION"), "model": info, "entities": entities, "relations": relations,
            "cuda": needs(),
        });
        println!("{}", serde_json::to_string_pretty(&value)?);
        return Ok(Outcome::Done);
    }
    println!("relata {}", env!("CARGO_PKG_VERSION"));
    println!("model       {} ({})", info.card.name, info.dir.display());
    if let Some(licence) = &info.card.licence {
        println!("licence     {licence}");
    }
    println!("languages   {}", info.languages);
    println!("parameters  {:.1} M", info.parameters as f64 / 1e6);
    let size: u64 = info.files.iter().map(|(_, bytes)| bytes).sum();
    println!("on disk     {:.1} MB", size as f64 / 1e6);
    println!("entities    {}", names(entities));
    println!("relations   {}", names(relations));
    println!("device      {}", info.device);
    if let Some(note) = &info.device_note {
        println!("            {note}");
    }
    print_needs(&needs());
    Ok(Outcome::Done)
}

/// What a run on a GPU needs; without a driver that alone, as nothing else matters then.
fn print_needs(needs: &[Need]) {
    let shown = if needs.first().is_some_and(|driver| driver.found.is_none()) { 1 } else { needs.len() };
    for (at, Need { what, found, remedy }) in needs.iter().take(shown).enumerate() {
        let begin = if at == 0 { "cuda        " } else { "            " };
        match found {
            Some(found) => println!("{begin}{what}: {found}"),
            None => println!("{begin}{what}: missing ({remedy})"),
        }
    }
}

/// All that a bug report should say, on standard output: the program, the machine, the model, the log. No text of a
/// document is in it; names of files may be.
///
/// # Errors
/// Never: what cannot be found out is said.
pub fn report(args: &ModelArgs) -> anyhow::Result<Outcome> {
    println!("relata {}", env!("CARGO_PKG_VERSION"));
    println!("target      {} {}", std::env::consts::OS, std::env::consts::ARCH);
    let first = |file: &str, key: &str| -> Option<String> {
        let text = fs::read_to_string(file).ok()?;
        let line = text.lines().find(|line| line.starts_with(key))?;
        Some(line.split_once([':', '=']).map_or(line, |(_, value)| value).trim().trim_matches('"').to_owned())
    };
    for (name, said) in [
        ("system", first("/etc/os-release", "PRETTY_NAME")),
        ("kernel", fs::read_to_string("/proc/sys/kernel/osrelease").ok().map(|text| text.trim().to_owned())),
        ("processor", first("/proc/cpuinfo", "model name")),
        ("instructions", first("/proc/cpuinfo", "flags").map(|flags| instructions(&flags))),
        ("memory", first("/proc/meminfo", "MemTotal")),
        (
            "display",
            ["WAYLAND_DISPLAY", "DISPLAY"]
                .iter()
                .find_map(|name| Some(format!("{name}={}", std::env::var(name).ok()?))),
        ),
        ("nvidia", first("/proc/driver/nvidia/version", "NVRM version")),
    ] {
        println!("{name:11} {}", said.unwrap_or_else(|| "unknown".to_owned()));
    }
    println!("threads     {}", std::thread::available_parallelism().map_or(0, std::num::NonZeroUsize::get));
    println!(
        "settings    {}",
        Settings::folder().map_or_else(|| "kept nowhere".to_owned(), |folder| folder.display().to_string())
    );
    println!();
    if let Err(error) = run(args, false) {
        println!("model       {error:#}");
    }
    println!(
        "\nlog         {}",
        log::folder().map_or_else(|| "nowhere".to_owned(), |folder| folder.display().to_string())
    );
    log::last(LOGGED).iter().for_each(|line| println!("{line}"));
    Ok(Outcome::Done)
}

/// Those that the kernels ask for.
fn instructions(flags: &str) -> String {
    const ASKED: [&str; 5] = ["avx2", "fma", "avx_vnni", "avx512f", "avx512_vnni"];
    let there: Vec<&str> = ASKED.into_iter().filter(|asked| flags.split(' ').any(|flag| flag == *asked)).collect();
    there.join(" ")
}

//! `relata info`: what is installed and where it would run.

use serde_json::json;

use super::messages::Outcome;
use super::model_args::ModelArgs;
use super::model_choice;

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
    Ok(Outcome::Done)
}

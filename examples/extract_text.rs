//! Who is connected to whom in a text: `cargo run --example extract_text -- models/tiny "Anna met Boris."`.

use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use relata::analysis::{analyse, merge_edits};
use relata::domain::{Document, Visibility};
use relata::engine::ModelExtractor;
use relata::model::DeviceChoice;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let model: PathBuf = args.next().ok_or("name the folder of a model and give a text")?.into();
    let text = args.next().and_then(|text| text.into_string().ok()).ok_or("give a text in quotes")?;
    let mut extractor = ModelExtractor::load(&model, &DeviceChoice::Auto)?;
    // All raw scores of all sentences; thresholds apply afterwards.
    let analysis = analyse(&mut extractor, &text, &mut |_, _| {}, &AtomicBool::new(false))?;
    let mut document = Document::new("text", text.as_str());
    let edits = merge_edits(&mut document.annotations, &analysis);
    document.apply(edits)?;
    let shown = Visibility { relation: analysis.alpha, ..Visibility::default() };
    for mention in shown.mentions(&document.annotations) {
        println!("{} ({})", mention.text(&document.text), mention.kind);
    }
    for relation in shown.relations(&document.annotations) {
        let end = |id| document.annotations.mention(id).map(|mention| mention.text(&document.text)).unwrap_or_default();
        println!("{} —{}→ {}", end(relation.head), relation.kind, end(relation.tail));
    }
    Ok(())
}

//! Lists what a brat document says: `cargo run --example read_brat -- samples/tchaikovsky.txt`.

use std::error::Error;
use std::path::PathBuf;

use relata::brat;
use relata::domain::Visibility;

fn main() -> Result<(), Box<dyn Error>> {
    let path: PathBuf = std::env::args_os().nth(1).ok_or("name a .txt with an .ann beside it")?.into();
    let loaded = brat::load_document(&path)?;
    // Lines that were not understood are kept, and said.
    for issue in &loaded.issues {
        eprintln!("{issue}");
    }
    let document = &loaded.document;
    // What people and files vouch for; predictions of a model would need a threshold.
    let shown = Visibility::confirmed_only();
    for relation in shown.relations(&document.annotations) {
        let end = |id| document.annotations.mention(id).map(|mention| mention.text(&document.text)).unwrap_or_default();
        println!("{} —{}→ {}", end(relation.head), relation.kind, end(relation.tail));
    }
    Ok(())
}

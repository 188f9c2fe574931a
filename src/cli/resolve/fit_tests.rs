//! Makes the weights of `resolve/evidence/model.rs` anew.

use std::collections::HashMap;

use crate::brat;
use crate::domain::{Document, ExtraBody, ItemId, MentionId};
use crate::resolve::Lexicon;
use crate::resolve::fit::{Labelled, fit, labelled};

fn documents(folder: &str, wanted: impl Fn(&str) -> bool) -> Vec<Document> {
    let folder = crate::test_data().join("data").join(folder);
    let texts = brat::list_tree(&folder).expect("a folder");
    let load = |txt: &std::path::PathBuf| brat::load_document(txt).expect("readable").document;
    texts.iter().map(load).filter(|document| wanted(&document.name)).collect()
}

const NAMES: &[&str] =
    &["PERSON", "ORGANIZATION", "CITY", "COUNTRY", "STATE_OR_PROVINCE", "DISTRICT", "LOCATION", "FACILITY"];

/// Each mention with its thing: what an `Equiv` line says, or itself.
fn by_equivs(document: &Document) -> HashMap<MentionId, String> {
    let mentions = document.annotations.mentions().filter(|mention| NAMES.contains(&&*mention.kind));
    let mut things: HashMap<MentionId, String> = mentions.map(|m| (m.id, format!("{}", m.id.0))).collect();
    for (extra, number) in document.annotations.extras().zip(0..) {
        if let ExtraBody::Equiv { .. } = extra.body {
            for target in &extra.targets {
                if let Some(ItemId::Mention(id)) = target.item()
                    && let Some(thing) = things.get_mut(&id)
                {
                    *thing = format!("equiv {number}");
                }
            }
        }
    }
    things
}

/// Mentions that have an entry of a database.
fn by_references(document: &Document) -> HashMap<MentionId, String> {
    let mut things = HashMap::new();
    for extra in document.annotations.extras() {
        if let ExtraBody::Normalization { reference, .. } = &extra.body
            && !reference.ends_with("NULL")
        {
            for target in &extra.targets {
                if let Some(ItemId::Mention(id)) = target.item()
                    && document.annotations.mention(id).is_some_and(|mention| NAMES.contains(&&*mention.kind))
                {
                    things.insert(id, reference.clone());
                }
            }
        }
    }
    things
}

/// `RELATA_DATA=… cargo test --no-default-features --lib -- --ignored cli::resolve --nocapture` prints the weights;
/// `SHOW_PAIRS=1` also the pairs on which the present ones err.
#[test]
#[ignore = "needs RELATA_DATA"]
fn weights_are_fitted() {
    let lexicon = Lexicon::default();
    let english = documents("news-en/train", |name| name.starts_with("en-a-") || name.starts_with("en-b-"));
    let russian = documents("nerel/train", |_| true);
    let of = |documents: &[Document], things: &dyn Fn(&Document) -> HashMap<MentionId, String>| -> Vec<Labelled> {
        documents.iter().flat_map(|document| labelled(document, &things(document), &lexicon)).collect()
    };
    let (english, russian) = (of(&english, &by_equivs), of(&russian, &by_references));
    assert!(english.len() > 300 && russian.len() > 1000, "{} and {} pairs", english.len(), russian.len());
    println!("{} English pairs, {} Russian pairs", english.len(), russian.len());
    if std::env::var_os("SHOW_PAIRS").is_some() {
        let is_wrong = |pair: &&Labelled| (pair.probability >= 0.5) != pair.is_one();
        english.iter().filter(is_wrong).for_each(|pair| println!("en {}", pair.said()));
        russian.iter().filter(is_wrong).for_each(|pair| println!("ru {}", pair.said()));
    }
    // There are many more Russian pairs; together they weigh three times as much as the English ones.
    let share = 3.0 * english.len() as f64 / russian.len() as f64;
    let pairs: Vec<(Labelled, f64)> =
        english.into_iter().map(|pair| (pair, 1.0)).chain(russian.into_iter().map(|pair| (pair, share))).collect();
    for (weight, name) in fit(&pairs, 0.3).iter().zip(crate::resolve::fit::names()) {
        println!("        {weight:.2}, // {name}");
    }
}

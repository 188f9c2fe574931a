//! The arrows of `layers.toml` as ARCHITECTURE.md shows them: folders in the order in which the data comes, each with what it stands on directly.

use std::collections::{BTreeMap, BTreeSet};

use super::{Layers, layers, root};

const BEGIN: &str =
    "<!-- made from layers.toml; RELATA_WRITE=1 cargo test --test it diagram writes it anew -->\n```text\n";
const END: &str = "```\n<!-- end -->";

/// All that a folder may use, directly or not.
fn reached<'a>(layers: &'a Layers, from: &'a str, seen: &mut BTreeSet<&'a str>) {
    for used in layers.folders.get(from).into_iter().flatten() {
        if seen.insert(used) {
            reached(layers, used, seen);
        }
    }
}

fn below<'a>(layers: &'a Layers, from: &'a str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    reached(layers, from, &mut seen);
    seen
}

/// How many folders stand under each other below this one.
fn height<'a>(layers: &'a Layers, name: &'a str, known: &mut BTreeMap<&'a str, usize>) -> usize {
    if let Some(height) = known.get(name) {
        return *height;
    }
    let under = layers.folders[name].iter().map(|used| height(layers, used, known) + 1).max().unwrap_or(0);
    known.insert(name, under);
    under
}

fn diagram(layers: &Layers) -> String {
    let mut heights = BTreeMap::new();
    let mut names: Vec<&str> = layers.folders.keys().map(String::as_str).collect();
    names.sort_by_key(|name| (height(layers, name, &mut heights), *name));
    let width = names.iter().map(|name| name.len()).max().unwrap_or(0);
    let mut lines = String::new();
    for name in names {
        let uses = &layers.folders[name];
        // What another of them stands on already is left out.
        let direct: Vec<&str> = uses
            .iter()
            .map(String::as_str)
            .filter(|used| !uses.iter().any(|other| other != used && below(layers, other).contains(used)))
            .collect();
        let line = if direct.is_empty() { name.to_owned() } else { format!("{name:width$} → {}", direct.join(", ")) };
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
    lines
}

#[test]
fn the_folders_stand_on_each_other_without_a_circle() {
    let layers = layers();
    for name in layers.folders.keys() {
        assert!(!below(&layers, name).contains(name.as_str()), "{name} stands on itself");
    }
}

#[test]
fn the_diagram_of_the_architecture_is_what_layers_toml_says() {
    let path = root().join("ARCHITECTURE.md");
    let page = std::fs::read_to_string(&path).expect("ARCHITECTURE.md is there");
    let begin = page.find(BEGIN).expect("the diagram's first line stands in ARCHITECTURE.md") + BEGIN.len();
    let end = begin + page[begin..].find(END).expect("the diagram ends");
    let drawn = diagram(&layers());
    if std::env::var_os("RELATA_WRITE").is_some() {
        std::fs::write(&path, format!("{}{drawn}{}", &page[..begin], &page[end..])).expect("writable");
    } else {
        assert_eq!(&page[begin..end], drawn, "RELATA_WRITE=1 cargo test --features kittest --test it diagram");
    }
}

//! Files of different folders that name each other in a circle.

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use super::paths::{Named, module, named};
use super::{read, sources};

/// Follows a path to the file that holds what it names, through what other files export.
fn home(
    path: &[String],
    files: &BTreeMap<Vec<String>, usize>,
    exports: &[BTreeMap<String, Vec<String>>],
    steps: usize,
) -> Option<usize> {
    let length = (1..=path.len()).rev().find(|length| files.contains_key(&path[..*length]))?;
    let file = files[&path[..length]];
    match path.get(length).and_then(|name| exports[file].get(name)) {
        Some(target) if steps > 0 => {
            home(&[target, &path[length + 1..]].concat(), files, exports, steps - 1).or(Some(file))
        }
        _ => Some(file),
    }
}

/// Groups of files that need each other, as far as they lie in more than one folder.
fn circles() -> Vec<Vec<String>> {
    let paths = sources();
    let modules: Vec<Vec<String>> = paths.iter().map(|path| module(path)).collect();
    let files: BTreeMap<Vec<String>, usize> = modules.iter().cloned().zip(0..).collect();
    let uses: Vec<Vec<Named>> = paths.iter().zip(&modules).map(|(path, module)| named(&read(path), module)).collect();
    let exports: Vec<BTreeMap<String, Vec<String>>> = uses
        .iter()
        .map(|uses| {
            uses.iter()
                .filter(|named| named.alias)
                .filter_map(|named| Some((named.path.last()?.clone(), named.path.clone())))
                .collect()
        })
        .collect();
    let mut graph = DiGraphMap::<usize, ()>::new();
    for (from, uses) in uses.iter().enumerate().filter(|(from, _)| !is_test(&paths[*from].to_string_lossy())) {
        for named in uses.iter().filter(|named| !named.alias) {
            if let Some(to) = home(&named.path, &files, &exports, 8).filter(|to| *to != from) {
                graph.add_edge(from, to, ());
            }
        }
    }
    let folder = |file: usize| paths[file].parent().map(std::path::Path::to_owned);
    tarjan_scc(&graph)
        .into_iter()
        .filter(|group| group.iter().any(|file| folder(*file) != folder(group[0])))
        .map(|group| group.iter().map(|file| paths[*file].display().to_string()).collect())
        .collect()
}

fn is_test(path: &str) -> bool {
    path.contains("tests")
}

/// The window's own circle: `App` is written in files of many folders. It may only become smaller.
const OF_THE_WINDOW: usize = 7;

#[test]
fn no_files_of_different_folders_need_each_other() {
    let (of_the_window, others): (Vec<_>, Vec<_>) =
        circles().into_iter().partition(|circle| circle.iter().all(|file| file.starts_with("gui/")));
    let said: Vec<String> =
        others.iter().map(|circle| format!("{} files: {}", circle.len(), circle.join(" "))).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    let files: usize = of_the_window.iter().map(Vec::len).sum();
    assert!(files <= OF_THE_WINDOW, "{files} files: {of_the_window:?}");
}

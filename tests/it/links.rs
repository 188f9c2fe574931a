//! Links of the documentation lead somewhere: the file is there, and so is the heading.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::shell::root;

/// Lines outside fenced code.
fn lines(page: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    page.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// A line without what stands between backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// Where links lead: `[text](target)`, pictures too.
fn targets(page: &str) -> Vec<String> {
    // A link may be broken over lines.
    let text = lines(page).map(without_code).collect::<Vec<_>>().join(" ");
    let ends = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    ends.map(|(target, _)| target.split_whitespace().next().unwrap_or_default().to_owned()).collect()
}

/// The anchors of a page's headings, as GitHub makes them; those of one name are numbered.
fn anchors(page: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    for line in lines(page).filter(|line| line.starts_with('#')) {
        let heading = line.trim_start_matches('#').trim().to_lowercase();
        let heading: String = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect();
        let plain = heading.replace(' ', "-");
        let numbered = (1..).map(|number| format!("{plain}-{number}"));
        let free = std::iter::once(plain.clone()).chain(numbered).find(|anchor| !found.contains(anchor));
        found.extend(free);
    }
    found
}

/// The links of a page that lead nowhere.
fn broken(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).expect("readable");
    let leads = |target: &String| {
        let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
        let to = if file.is_empty() { page.to_owned() } else { page.parent().expect("a folder").join(file) };
        let has_anchor = || fs::read_to_string(&to).is_ok_and(|text| anchors(&text).contains(anchor));
        to.exists() && (anchor.is_empty() || has_anchor())
    };
    let is_local = |target: &String| !target.contains("://") && !target.starts_with("mailto:");
    let lost = targets(&text).into_iter().filter(is_local).filter(|target| !leads(target));
    lost.map(|target| format!("{}: {target}", page.display())).collect()
}

fn pages() -> Vec<PathBuf> {
    let named = ["README.md", "CONTRIBUTING.md", "TESTING.md", "ARCHITECTURE.md", "SECURITY.md", "CHANGELOG.md"];
    let mut pages: Vec<PathBuf> = named.map(|name| root().join(name)).to_vec();
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages
}

#[test]
fn every_local_link_leads_to_a_file_and_a_heading() {
    let lost: Vec<String> = pages().iter().flat_map(|page| broken(page)).collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn links_that_lead_nowhere_are_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("a.md");
    let text = "# One & two\n## `three` – Four\n## Four\n## Four\n[a](#one--two) [b](#three--four) [c](#four-1) [d](a.md#four)\n\
        ![p](no.png) [e](#five)\n[f](b.md#x) `[g](code.md)` [h](https://x.org/no)\n```\n[i](code.md)\n# five\n```\n";
    fs::write(&page, text).expect("writable");
    let lost: Vec<String> =
        broken(&page).iter().map(|line| line.rsplit(": ").next().unwrap_or_default().to_owned()).collect();
    assert_eq!(lost, ["no.png", "#five", "b.md#x"]);
}

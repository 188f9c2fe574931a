//! The pages that relata writes, with their own scripts at work in a browser without a window. Where no Chromium is
//! installed, that is said and nothing is tested.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::shell::{at, code, folder, relata, stderr};

/// What every page gets before its own scripts: an error of theirs becomes an attribute of the page.
const CATCH: &str = "<script>addEventListener('error', (e) => document.documentElement.setAttribute('data-error', e.message));</script>";

fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    folders.iter().flat_map(|folder| names.map(|name| folder.join(name))).find(|path| path.is_file())
}

/// The page's document after its scripts and `then` have run; `None` without a browser.
fn run(page: &Path, then: &str) -> Option<String> {
    let Some(browser) = chromium() else {
        println!("no Chromium here: {} was not run", page.display());
        return None;
    };
    let home = tempfile::tempdir().expect("a folder");
    let html = fs::read_to_string(page).expect("the page");
    let tried = home.path().join("page.html");
    let script = format!("<script>setTimeout(() => {{ {then} }}, 50);</script>");
    let html = html.replacen("<style>", &format!("{CATCH}<style>"), 1).replace("</body>", &format!("{script}</body>"));
    fs::write(&tried, html).expect("writable");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--virtual-time-budget=4000"])
        .arg(format!("--user-data-dir={}", home.path().join("profile").display()))
        .args(["--window-size=1280,800", "--dump-dom"])
        .arg(format!("file://{}", tried.display()))
        .output()
        .expect("the browser runs");
    let document = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(document.contains("</html>"), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!document.contains("data-error="), "a script of the page failed: {}", &document[..document.len().min(600)]);
    Some(document)
}

#[test]
fn the_map_page_answers_to_a_choice_and_a_search() {
    let folder = folder(&[
        ("in/a.txt", "Anna met Boris in Rome."),
        (
            "in/a.ann",
            "T1\tPER 0 4\tAnna\nT2\tPER 9 14\tBoris\nT3\tLOC 18 22\tRome\nR1\tMET Arg1:T1 Arg2:T2\nR2\tIN Arg1:T1 Arg2:T3\n",
        ),
    ]);
    let page = at(&folder, "map.html");
    let output = relata(&["map", &at(&folder, "in"), "-o", &page]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let choose = "choose(document.querySelector('#map .node').dataset.c);";
    let Some(document) = run(Path::new(&page), choose) else { return };
    assert!(document.contains("class=\"live\""), "the page's last script ran");
    assert!(document.contains(" core"), "a chosen concept stands out");
    let search =
        "const s = document.getElementById('search'); s.value = 'nowhere'; s.dispatchEvent(new Event('input'));";
    let document = run(Path::new(&page), search).expect("a browser was there");
    assert!(document.contains(" dim"), "nothing fits, so everything steps back");
}

#[test]
fn the_error_report_lists_its_cases() {
    let gold = r#"[{"tokens": ["Anna", "met", "Boris"], "entities": [{"type": "PER", "start": 0, "end": 1}, {"type": "PER", "start": 2, "end": 3}], "relations": []}]"#;
    let pred = r#"[{"tokens": ["Anna", "met", "Boris"], "entities": [{"type": "PER", "start": 0, "end": 1}, {"type": "LOC", "start": 2, "end": 3}], "relations": []}]"#;
    let types = r#"{"entities": {"PER": {"short": "PER", "verbose": "Person"}, "LOC": {"short": "LOC", "verbose": "Place"}}, "relations": {}}"#;
    let folder = folder(&[("gold.json", gold), ("pred.json", pred), ("types.json", types)]);
    let page = at(&folder, "report.html");
    let [gold, pred, types] = ["gold.json", "pred.json", "types.json"].map(|name| at(&folder, name));
    let output = relata(&["eval", "--gold", &gold, "--pred", &pred, "--types", &types, "--html", &page]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let Some(document) = run(Path::new(&page), "") else { return };
    let list = document.split("id=\"list\"").nth(1).unwrap_or_default();
    assert!(list.contains("Boris"), "the case is in the list that the script makes");
    assert!(document.split("id=\"matrix\"").nth(1).is_some_and(|rest| rest.contains("<table")), "and the matrix");
}

#[test]
fn the_curves_tell_their_values_under_the_pointer() {
    let step = |update: usize| {
        format!("{{\"kind\":\"step\",\"update\":{update},\"epoch\":1,\"loss\":{}}}\n", 1.0 / update as f64)
    };
    let start = "{\"kind\":\"start\",\"config\":{},\"parameters\":10,\"sentences\":4,\"updates\":40}\n";
    let metrics: String = std::iter::once(start.to_owned()).chain((1..=40).map(step)).collect();
    let folder = folder(&[("run/metrics.jsonl", &metrics)]);
    let page = at(&folder, "curves.html");
    let output = relata(&["report", &at(&folder, "run"), "--html", &page]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let hover = "const svg = document.querySelector('figure.chart svg'); const box = svg.getBoundingClientRect(); \
                 svg.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + box.width / 2, clientY: box.top + 20, bubbles: true}));";
    let Some(document) = run(Path::new(&page), hover) else { return };
    assert!(document.contains("visibility: visible"), "the values are shown");
}

use super::*;
use crate::report::{End, Eval, Start};

/// A run that learns, as one would log it.
fn metrics(seed: u64, updates: u64) -> Vec<Metric> {
    let config = serde_json::json!({"seed": seed, "peak": 5e-5, "encoder": {"name": "mini<lm>"}});
    let mut found = vec![Metric::Start(Start { config, parameters: 22_000_000, sentences: 922, updates })];
    let mut noise = seed;
    for update in 1..=updates {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let jitter = (noise >> 40) as f64 / (1u64 << 24) as f64;
        let done = update as f64 / updates as f64;
        let epoch = 1 + (update - 1) * 20 / updates;
        let loss = 2.5 * (-6.0 * done).exp() + 0.02 + 0.15 * jitter * (1.0 - 0.8 * done);
        let rate = if done < 0.1 { done * 10.0 } else { (1.0 - done) / 0.9 };
        found.push(Metric::Step(Step {
            update,
            epoch,
            loss,
            entity_loss: loss * 0.7,
            relation_loss: loss * 0.3,
            learning_rate: rate * 5e-5,
            gradient_norm: 0.5 + 8.0 * jitter * (1.0 - done * 0.7),
            seconds: 0.05,
        }));
        if update % (updates / 20) == 0 {
            let risen = 1.0 - (-5.0 * done).exp();
            let f1 = |top: f64| top * risen + jitter * 1.5;
            found.push(Metric::Eval(Eval {
                update,
                epoch,
                split: "dev".into(),
                ner_f1: f1(85.0),
                re_f1: f1(68.0),
                re_plus_f1: f1(65.0),
                ner_macro_f1: f1(81.0),
                re_plus_macro_f1: f1(66.0),
                loss: None,
            }));
        }
    }
    let seconds = 4.0 + updates as f64 * 0.05;
    found.push(Metric::End(End { updates, seconds, best_update: None, reason: None }));
    found
}

fn named(name: &str, metrics: Vec<Metric>) -> (String, Vec<Metric>) {
    (name.to_owned(), metrics)
}

#[test]
fn one_run_is_a_whole_page_that_asks_no_network() {
    let page = html("A & B", &[named("seed <1>", metrics(1, 4000))]);
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(page.contains("<title>A &amp; B</title>") && page.contains("mini&lt;lm&gt;"));
    for id in ["scores-dev", "loss", "entity-loss", "relation-loss", "gradient", "rate"] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    for outside in ["http://", "https://", "src=", "@import", "NaN"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("finished") && page.contains("3 min 24 s") && page.contains("20 updates/s"));
    assert!(page.len() < 600_000, "{} bytes", page.len());
}

#[test]
fn several_runs_are_compared() {
    let page =
        html("Seeds", &[named("s1", metrics(1, 400)), named("s2", metrics(2, 400)), named("s3", metrics(3, 400))]);
    assert!(page.contains("id=\"RE+ F1-dev\"") && page.contains("mean ± sd") && page.contains("mean of 3 runs"));
    assert!(page.contains("<tr class=\"differs\"><th>seed</th>"));
    assert!(!page.contains("<tr class=\"differs\"><th>peak</th>"));
}

#[test]
fn a_run_that_broke_or_has_just_begun_has_a_page_too() {
    let mut broken = metrics(1, 400);
    broken.truncate(200);
    broken.push(Metric::Step(Step { update: 190, epoch: 10, loss: f64::NAN, ..Step::default() }));
    let page = html("t", &[named("broken", broken)]);
    assert!(page.contains("from update 190 on") && page.contains("diverged"));
    let page = html("t", &[named("new", metrics(1, 400)[..2].to_vec())]);
    assert!(page.contains("0 % done") && page.contains("id=\"loss\""));
    assert!(html("t", &[named("none", Vec::new())]).ends_with("</html>\n"));
}

/// `RELATA_LOOK=folder cargo test looks` writes pages to look at.
#[test]
fn looks() {
    let Some(folder) = std::env::var_os("RELATA_LOOK").map(std::path::PathBuf::from) else { return };
    std::fs::write(folder.join("one.html"), html("CoNLL04, MiniLM", &[named("seed-1", metrics(1, 9000))])).unwrap();
    let runs: Vec<_> = (1..=5).map(|seed| named(&format!("seed-{seed}"), metrics(seed, 9000))).collect();
    std::fs::write(folder.join("five.html"), html("CoNLL04, five seeds", &runs)).unwrap();
}

//! Figures in tables: the runs with their best scores, and what they were configured with.

use serde_json::Value;

use super::escape::{Text, put};
use super::run::Run;
use super::scale::{duration, short};
use crate::report::Eval;

type Score = (&'static str, fn(&Eval) -> f64);

/// The scores of a measurement with their names.
pub const SCORES: [Score; 5] = [
    ("NER F1", |e| e.ner_f1),
    ("RE F1", |e| e.re_f1),
    ("RE+ F1", |e| e.re_plus_f1),
    ("NER macro", |e| e.ner_macro_f1),
    ("RE+ macro", |e| e.re_plus_macro_f1),
];

/// Mean and sample standard deviation of the finite values, with how many there are.
pub fn mean(values: impl Iterator<Item = f64>) -> Option<(f64, f64, usize)> {
    let values: Vec<f64> = values.filter(|v| v.is_finite()).collect();
    let count = values.len();
    if count == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count as f64;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    let deviation = if count > 1 { (squares / (count - 1) as f64).sqrt() } else { 0.0 };
    Some((mean, deviation, count))
}

/// A row a run: state, time, and the scores of its best measurement on each split; for several runs their mean.
pub fn runs(runs: &[Run], splits: &[&str]) -> String {
    let shown: Vec<(&str, Score)> = splits
        .iter()
        .flat_map(|split| SCORES.map(|score| (*split, score)))
        .filter(|(split, (_, value))| runs.iter().any(|run| run.best(split).is_some_and(|e| value(e).is_finite())))
        .collect();
    let mut html = String::from(
        "<section class=\"card\"><h3>Runs</h3><div class=\"scroll\"><table><thead><tr><th>run</th><th></th>",
    );
    for name in ["updates", "time", "updates/s", "sentences/s"] {
        put(&mut html, format_args!("<th class=\"n\">{name}</th>"));
    }
    for split in splits {
        put(&mut html, format_args!("<th class=\"n\">best {} at</th>", Text(split)));
        for (_, (name, _)) in shown.iter().filter(|(of, _)| of == split) {
            put(&mut html, format_args!("<th class=\"n\">{name}</th>"));
        }
    }
    html.push_str("</tr></thead><tbody>");
    let cell = |html: &mut String, text: String| put(html, format_args!("<td class=\"n\">{text}</td>"));
    let score = |value: f64| if value.is_finite() { format!("{value:.2}") } else { "–".to_owned() };
    for (at, run) in runs.iter().enumerate() {
        let (class, state) = run.state();
        put(&mut html, format_args!("<tr><th><i class=\"swatch c{}\"></i>{}</th>", at % 8, Text(run.name)));
        put(&mut html, format_args!("<td><span class=\"state {class}\">{}</span></td>", Text(state)));
        cell(&mut html, run.updates().to_string());
        cell(&mut html, duration(run.seconds()));
        cell(&mut html, short(run.updates_per_second()));
        cell(&mut html, short(run.sentences_per_second()));
        for split in splits {
            let best = run.best(split);
            cell(&mut html, best.map_or_else(|| "–".to_owned(), |e| e.update.to_string()));
            for (_, (_, value)) in shown.iter().filter(|(of, _)| of == split) {
                cell(&mut html, best.map_or_else(|| "–".to_owned(), |e| score(value(e))));
            }
        }
        html.push_str("</tr>");
    }
    if runs.len() > 1 {
        html.push_str("<tr class=\"mean\"><th>mean ± sd</th><td></td>");
        let spread =
            |found: Option<(f64, f64, usize)>| found.map_or("–".to_owned(), |(m, sd, _)| format!("{m:.2} ± {sd:.2}"));
        cell(&mut html, String::new());
        cell(&mut html, mean(runs.iter().map(Run::seconds)).map_or_else(String::new, |m| duration(m.0)));
        cell(&mut html, spread(mean(runs.iter().map(Run::updates_per_second))));
        cell(&mut html, spread(mean(runs.iter().map(Run::sentences_per_second))));
        for split in splits {
            cell(&mut html, String::new());
            for (_, (_, value)) in shown.iter().filter(|(of, _)| of == split) {
                let best = runs.iter().filter_map(|run| run.best(split)).map(value);
                cell(&mut html, spread(mean(best)));
            }
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div></section>\n");
    html
}

/// A row a setting, a column a run; settings that differ are marked.
pub fn configuration(runs: &[Run]) -> String {
    let mut names: Vec<String> = Vec::new();
    let settings: Vec<Vec<(String, String)>> = runs
        .iter()
        .map(|run| {
            let mut found = Vec::new();
            if let Some(start) = run.start {
                flatten("", &start.config, &mut found);
                for (name, count) in [
                    ("parameters", start.parameters),
                    ("sentences", start.sentences),
                    ("updates planned", start.updates),
                ] {
                    found.push((name.to_owned(), count.to_string()));
                }
            }
            found
        })
        .collect();
    for (name, _) in settings.iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    if names.is_empty() {
        return String::new();
    }
    let mut html =
        String::from("<section class=\"card\"><h3>Configuration</h3><div class=\"scroll\"><table class=\"config\">");
    if runs.len() > 1 {
        html.push_str("<thead><tr><th></th>");
        for (at, run) in runs.iter().enumerate() {
            put(&mut html, format_args!("<th><i class=\"swatch c{}\"></i>{}</th>", at % 8, Text(run.name)));
        }
        html.push_str("</tr></thead>");
    }
    html.push_str("<tbody>");
    for name in names {
        let values: Vec<&str> = settings
            .iter()
            .map(|of| of.iter().find(|(known, _)| *known == name).map_or("–", |(_, value)| value.as_str()))
            .collect();
        let differs = values.windows(2).any(|pair| pair.first() != pair.last());
        put(&mut html, format_args!("<tr{}><th>{}</th>", if differs { " class=\"differs\"" } else { "" }, Text(&name)));
        values.iter().for_each(|value| put(&mut html, format_args!("<td>{}</td>", Text(value))));
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div></section>\n");
    html
}

/// Nested settings under names with dots.
fn flatten(prefix: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, inner) in map {
                let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                flatten(&name, inner, found);
            }
        }
        Value::Null if prefix.is_empty() => {}
        Value::String(text) => found.push((prefix.to_owned(), text.clone())),
        other => found.push((prefix.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_flat() {
        let mut found = Vec::new();
        let config = serde_json::json!({"seed": 1, "optimizer": {"name": "adamw", "betas": [0.9, 0.999]}});
        flatten("", &config, &mut found);
        let expected = [("seed", "1"), ("optimizer.name", "adamw"), ("optimizer.betas", "[0.9,0.999]")];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn the_deviation_is_that_of_a_sample() {
        assert_eq!(mean([1.0, 3.0, f64::NAN].into_iter()), Some((2.0, 2f64.sqrt(), 2)));
        assert_eq!(mean([5.0].into_iter()), Some((5.0, 0.0, 1)));
        assert_eq!(mean(std::iter::empty()), None);
    }
}

//! The page around the charts.

use super::chart::{Chart, Curve, Style};
use super::escape::{Text, put};
use super::run::{Run, splits};
use super::scale::{duration, short};
use super::tables::{self, SCORES, mean};
use crate::report::{Metric, Step};

/// How many colours the style sheet has.
const COLOURS: usize = 8;

/// One HTML file, style and script inside, with the curves of one run or of several over each other.
///
/// A run without a value has no curve; a chart without a curve is left out.
pub fn html(title: &str, runs: &[(String, Vec<Metric>)]) -> String {
    let runs: Vec<Run> = runs.iter().map(|(name, metrics)| Run::new(name, metrics)).collect();
    let splits = splits(&runs);
    let mut page = String::with_capacity(256 * 1024);
    put(
        &mut page,
        format_args!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{0}</title>\n<style>{1}</style></head>\n\
         <body><header><h1>{0}</h1>",
            Text(title),
            include_str!("page.css"),
        ),
    );
    put(&mut page, format_args!("<p>{}</p></header>\n<main>\n", subtitle(&runs)));
    for run in &runs {
        if let Some(update) = run.broken_at() {
            put(
                &mut page,
                format_args!(
                    "<p class=\"alarm\"><b>{}</b>: from update {update} on, the loss is not a number. \
                 Lower the learning rate, or clip the gradient harder.</p>\n",
                    Text(run.name)
                ),
            );
        }
    }
    page.push_str(&tiles(&runs, &splits));
    page.push_str("<div class=\"charts\">\n");
    for chart in charts(&runs, &splits) {
        page.push_str(&chart.html());
    }
    page.push_str("</div>\n");
    page.push_str(&tables::runs(&runs, &splits));
    page.push_str(&tables::configuration(&runs));
    put(
        &mut page,
        format_args!(
            "</main>\n<footer>relata {}</footer>\n<script>{}</script></body></html>\n",
            env!("CARGO_PKG_VERSION"),
            include_str!("page.js")
        ),
    );
    page
}

/// The same charts as SVG files of their own: (name without extension, content).
pub fn svgs(runs: &[(String, Vec<Metric>)]) -> Vec<(String, String)> {
    let runs: Vec<Run> = runs.iter().map(|(name, metrics)| Run::new(name, metrics)).collect();
    let splits = splits(&runs);
    let charts = charts(&runs, &splits);
    charts
        .iter()
        .filter_map(|chart| Some((chart.id.replace('+', "-plus").replace([' ', '/'], "-"), chart.svg()?)))
        .collect()
}

fn charts(runs: &[Run], splits: &[&str]) -> Vec<Chart> {
    splits.iter().flat_map(|split| score_charts(runs, split)).chain(step_charts(runs)).collect()
}

fn subtitle(runs: &[Run]) -> String {
    match runs {
        [run] => {
            let (class, state) = run.state();
            let mut said = format!("<span class=\"state {class}\">{}</span>", Text(state));
            if let Some(start) = run.start {
                let (sentences, weights) = (start.sentences, short(start.parameters as f64));
                put(&mut said, format_args!(" {sentences} sentences · {weights} weights"));
            }
            let epochs = run.steps.last().map_or(0, |step| step.epoch);
            put(&mut said, format_args!(" · {} updates in {epochs} epochs", run.updates()));
            said
        }
        _ => format!("{} training runs compared", runs.len()),
    }
}

/// The figures one looks for first.
fn tiles(runs: &[Run], splits: &[&str]) -> String {
    let mut html = String::from("<div class=\"tiles\">");
    let mut tile = |name: &str, value: String, note: String| {
        put(
            &mut html,
            format_args!(
                "<div class=\"tile\"><span>{}</span><strong>{}</strong><small>{}</small></div>",
                Text(name),
                Text(value),
                Text(note)
            ),
        );
    };
    if let Some(split) = splits.first() {
        for (name, value) in SCORES.iter().filter(|(name, _)| ["NER F1", "RE+ F1"].contains(name)) {
            let best = || runs.iter().filter_map(|run| run.best(split));
            let Some((average, deviation, count)) = mean(best().map(value)) else { continue };
            let note = match (count, best().next()) {
                (1, Some(eval)) => format!("best on {split}, update {} of epoch {}", eval.update, eval.epoch),
                _ => format!("± {deviation:.2}, best on {split}, mean of {count} runs"),
            };
            tile(name, format!("{average:.2}"), note);
        }
    }
    let last =
        |run: &Run| run.steps.iter().rev().take((run.steps.len() / 20).max(1)).map(|s| s.loss).collect::<Vec<_>>();
    if let Some((loss, _, _)) = mean(runs.iter().flat_map(last)) {
        tile("Loss", short(loss), "mean of the last twentieth".to_owned());
    }
    if let Some((seconds, _, count)) = mean(runs.iter().map(Run::seconds)) {
        tile("Time", duration(seconds), if count > 1 { "mean of a run".to_owned() } else { "wall clock".to_owned() });
    }
    if let Some((updates, _, _)) = mean(runs.iter().map(Run::updates_per_second)) {
        let sentences = mean(runs.iter().map(Run::sentences_per_second));
        let note =
            sentences.map_or_else(|| "updates per second".to_owned(), |(n, _, _)| format!("{} sentences/s", short(n)));
        tile("Speed", format!("{} updates/s", short(updates)), note);
    }
    html.push_str("</div>\n");
    html
}

/// For one run its scores in one chart; for several a chart a score.
fn score_charts(runs: &[Run], split: &str) -> Vec<Chart> {
    if let [run] = runs {
        let curves = SCORES[..3].iter().enumerate().map(|(colour, (name, value))| Curve {
            name: (*name).to_owned(),
            colour,
            points: run.scores(split, *value),
        });
        let title = format!("Scores on {split}");
        let (id, curves) = (format!("scores-{split}"), curves.collect());
        return vec![Chart { id, title, note: "micro F1 in per cent", style: Style::Scores, curves }];
    }
    let charts = SCORES[..3].iter().map(|(name, value)| {
        let title = format!("{name} on {split}");
        let curves = by_run(runs, |run| run.scores(split, *value));
        Chart { id: format!("{name}-{split}"), title, note: "micro, per cent", style: Style::Scores, curves }
    });
    charts.collect()
}

fn step_charts(runs: &[Run]) -> Vec<Chart> {
    type Drawn = (&'static str, &'static str, &'static str, Style, fn(&Step) -> f64);
    let drawn: [Drawn; 5] = [
        ("loss", "Loss", "entities and relations together, smoothed", Style::Smoothed, |s| s.loss),
        ("entity-loss", "Entity loss", "cross-entropy of spans, smoothed", Style::Smoothed, |s| s.entity_loss),
        ("relation-loss", "Relation loss", "binary cross-entropy of pairs, smoothed", Style::Smoothed, |s| {
            s.relation_loss
        }),
        ("gradient", "Gradient norm", "before clipping, smoothed", Style::Smoothed, |s| s.gradient_norm),
        ("rate", "Learning rate", "by update", Style::Plain, |s| s.learning_rate),
    ];
    let charts = drawn.into_iter().map(|(id, title, note, style, value)| {
        let mut curves = by_run(runs, |run| run.curve(value));
        if let [curve] = curves.as_mut_slice() {
            title.clone_into(&mut curve.name);
        }
        Chart { id: id.to_owned(), title: title.to_owned(), note, style, curves }
    });
    charts.collect()
}

fn by_run(runs: &[Run], points: impl Fn(&Run) -> super::series::Points) -> Vec<Curve> {
    let curve =
        |(at, run): (usize, &Run)| Curve { name: run.name.to_owned(), colour: at % COLOURS, points: points(run) };
    runs.iter().enumerate().map(curve).collect()
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;

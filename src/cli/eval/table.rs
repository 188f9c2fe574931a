//! An evaluation for the terminal.

use std::io::{self, Write};

use crate::eval::{ClassCount, Comparison, Confusion, Counted, EntityClass, Figure, RelationClass, Report, TaskScores};
use crate::text::counting::{agreed, counted};

/// Wider matrices do not fit a terminal; their most frequent confusions are listed instead.
const WIDEST_MATRIX: usize = 12;
/// How many of these.
const CONFUSIONS: usize = 20;

/// # Errors
/// When `out` cannot be written.
pub fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    writeln!(out, "{}", counted(report.sentences, "sentence"))?;
    if report.drop_overlapping {
        writeln!(out, "overlapping entities and relations between them are left out on both sides")?;
    }
    if let (Some(most), Some(wide)) = (report.max_span, report.too_wide) {
        let (entities, have) = (counted(wide, "gold entity"), agreed(wide, "has", "have"));
        writeln!(out, "{entities} {have} more than {most} words and cannot be found")?;
    }
    let width = name_width(report);
    for (name, task) in report.scores.tasks() {
        write_task(out, name, task, width)?;
    }
    documents(out, report, width)?;
    by_length(out, report)?;
    reliability(out, report)?;
    classes(out, "Entities", &report.errors.entity_classes, EntityClass::name)?;
    classes(out, "Relations", &report.errors.relation_classes, RelationClass::name)?;
    confusion(out, "Entity types", &report.errors.entity_confusion)?;
    confusion(out, "Relation types", &report.errors.relation_confusion)?;
    if let Some(comparison) = &report.compare {
        write_comparison(out, report, comparison)?;
    }
    Ok(())
}

fn name_width(report: &Report) -> usize {
    let names = report.scores.tasks().into_iter().flat_map(|(_, task)| &task.types);
    names.map(|t| t.name.chars().count() + 2).max().unwrap_or(0).max(8)
}

fn write_task(out: &mut impl Write, name: &str, task: &TaskScores, width: usize) -> io::Result<()> {
    writeln!(out, "\n{name:<width$} {:>7} {:>7} {:>7} {:>8} {:>9}", "P", "R", "F1", "support", "predicted")?;
    let mut line = |name: &str, figure: &Figure, counts: Option<(usize, usize)>| {
        let Figure { precision, recall, f1 } = figure;
        write!(out, "{name:<width$} {precision:>7.2} {recall:>7.2} {f1:>7.2}")?;
        counts.map_or(Ok(()), |(gold, predicted)| write!(out, " {gold:>8} {predicted:>9}"))?;
        writeln!(out)
    };
    line("micro", &task.micro, Some((task.counts.gold, task.counts.predicted)))?;
    line("macro", &task.macro_average, None)?;
    for t in &task.types {
        line(&format!("  {}", t.name), &t.figure, Some((t.counts.gold, t.counts.predicted)))?;
    }
    Ok(())
}

fn documents(out: &mut impl Write, report: &Report, width: usize) -> io::Result<()> {
    let Some(documents) = &report.documents else { return Ok(()) };
    let width = width.max("sentences apart".len());
    let across = documents.re_across.by_distance();
    let any = across.iter().any(|(_, counted)| counted.support + counted.predicted > 0);
    let across = across.iter().filter(|_| any).map(|(distance, counted)| (format!("  {distance}"), *counted));
    writeln!(
        out,
        "\n{:<width$} {:>7} {:>7} {:>7} {:>8} {:>9}",
        "of documents", "P", "R", "F1", "support", "predicted"
    )?;
    if any {
        writeln!(out, "sentences apart")?;
    }
    for (name, counted) in across.chain([("triples".to_owned(), &documents.triples)]) {
        let Counted { figure: Figure { precision, recall, f1 }, support, predicted, .. } = counted;
        writeln!(out, "{name:<width$} {precision:>7.2} {recall:>7.2} {f1:>7.2} {support:>8} {predicted:>9}")?;
    }
    Ok(())
}

fn by_length(out: &mut impl Write, report: &Report) -> io::Result<()> {
    writeln!(out, "\n{:<16} {:>9} {:>7} {:>7} {:>7}", "micro F1 by words", "sentences", "NER", "RE", "RE+")?;
    for length in &report.by_length {
        write!(out, "  {:<15} {:>9}", length.words, length.sentences)?;
        for (_, task) in length.scores.tasks() {
            // Of nothing there is no F1, which is not the same as 0.
            if task.counts.is_present() {
                write!(out, " {:>7.2}", task.micro.f1)?;
            } else {
                write!(out, " {:>7}", "–")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn reliability(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let Some(reliability) = &report.reliability else { return Ok(()) };
    writeln!(out, "\n{:<16} {:>9} {:>7} {:>9} {:>7}", "score", "entities", "right", "relations", "right")?;
    let both = reliability.entities.bins.iter().zip(&reliability.relations.bins);
    for (tenth, (entities, relations)) in both.enumerate() {
        if entities.count + relations.count == 0 {
            continue;
        }
        write!(out, "  {:<14}", format!("{:.1} to {:.1}", tenth as f64 / 10.0, (tenth + 1) as f64 / 10.0))?;
        for bin in [entities, relations] {
            // Of nothing no share is right.
            let right = if bin.count > 0 { format!("{:.0} %", 100.0 * bin.right) } else { "–".to_owned() };
            write!(out, " {:>9} {right:>7}", bin.count)?;
        }
        writeln!(out)?;
    }
    let [entities, relations] =
        [&reliability.entities, &reliability.relations].map(|curve| format!("{:.3}", curve.ece));
    writeln!(out, "  {:<14} {entities:>9} {:>7} {relations:>9}", "ECE", "")
}

fn classes<C: Copy>(
    out: &mut impl Write,
    title: &str,
    counts: &[ClassCount<C>],
    name: impl Fn(C) -> &'static str,
) -> io::Result<()> {
    let said: Vec<String> = counts.iter().map(|c| format!("{} {}", name(c.class).replace('_', " "), c.count)).collect();
    writeln!(out, "\n{title}: {}", said.join(", "))
}

fn confusion(out: &mut impl Write, title: &str, matrix: &Confusion) -> io::Result<()> {
    let labels = &matrix.labels;
    if labels.len() < 2 {
        return Ok(());
    }
    if labels.len() > WIDEST_MATRIX {
        return most_confused(out, title, matrix);
    }
    let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0).max(5);
    writeln!(out, "\n{title}, gold down, predicted across")?;
    write_row(out, "", labels, width)?;
    for (gold, label) in labels.iter().enumerate() {
        let count = |pred| match matrix.count(gold, pred) {
            0 => "·".to_owned(),
            count => count.to_string(),
        };
        let counts: Vec<String> = (0..labels.len()).map(count).collect();
        write_row(out, label, &counts, width)?;
    }
    Ok(())
}

fn write_row(out: &mut impl Write, head: &str, cells: &[String], width: usize) -> io::Result<()> {
    write!(out, "  {head:<width$}")?;
    for cell in cells {
        write!(out, " {cell:>width$}")?;
    }
    writeln!(out)
}

fn most_confused(out: &mut impl Write, title: &str, matrix: &Confusion) -> io::Result<()> {
    let mut wrong: Vec<_> = matrix.cells.iter().filter(|cell| cell.gold != cell.pred).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    wrong.sort_by_key(|cell| std::cmp::Reverse(cell.instances.len()));
    writeln!(out, "\n{title}, the most frequent confusions (gold → predicted)")?;
    for cell in wrong.iter().take(CONFUSIONS) {
        writeln!(out, "  {:>6}  {} → {}", cell.instances.len(), matrix.labels[cell.gold], matrix.labels[cell.pred])?;
    }
    Ok(())
}

fn write_comparison(out: &mut impl Write, report: &Report, comparison: &Comparison) -> io::Result<()> {
    let percent = 100.0 * comparison.confidence;
    let other = report.other.as_deref().unwrap_or("the other");
    writeln!(out, "\n{other} against {}: F1, {percent:.0} % interval of {} draws", report.pred, comparison.resamples)?;
    writeln!(out, "  {:<10} {:>7} {:>7} {:>7}   {:<18} {:>8}", "", "this", "other", "diff", "interval", "reversed")?;
    for (name, task) in comparison.tasks() {
        for (average, d) in [("micro", &task.micro), ("macro", &task.macro_average)] {
            let interval = format!("[{:+.2}, {:+.2}]", d.low, d.high);
            let name = format!("{name} {average}");
            let (first, second, difference, reversed) = (d.first, d.second, d.difference, d.reversed);
            writeln!(
                out,
                "  {name:<10} {first:>7.2} {second:>7.2} {difference:>+7.2}   {interval:<18} {reversed:>8.3}"
            )?;
        }
    }
    writeln!(out, "  reversed: the share of draws in which the better one is not better")
}

//! What is drawn: every finding with its tick box, and its lines before and after.

use eframe::egui::{self, RichText, ScrollArea};

use super::{Checkup, Click, file_name};
use crate::brat::doctor::{Change, Finding};
use crate::gui::Theme;
use crate::gui::words::counted;

/// Findings that are drawn; more than anybody looks through one by one.
const SHOWN: usize = 200;

/// Lines of a finding that are drawn.
const LINES: usize = 3;

pub(super) fn body_ui(ui: &mut egui::Ui, theme: Theme, checkup: &Checkup, height: f32) -> Option<Click> {
    let mut click = None;
    let plan = &checkup.plan;
    let name = file_name(checkup.files.path(0));
    ui.heading("Check and repair");
    let (with, without): (Vec<&Finding>, Vec<&Finding>) = plan.findings.iter().partition(|f| !f.changes.is_empty());
    let bare = without.len() + plan.unspoken.len();
    let hint = match (with.len(), bare) {
        (0, 0) => format!("Nothing in {name} needs a repair."),
        (0, bare) => format!("{name}: {}, and nothing that could be repaired here.", counted(bare, "finding")),
        (some, bare) => format!(
            "{name}: {}, {some} of them with a repair. Lines that no ticked repair names stay as they are; the old file is \
             kept beside the new one.",
            counted(some + bare, "finding")
        ),
    };
    ui.label(RichText::new(hint).color(theme.faint()));
    ui.add_space(6.0);
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        let file_of =
            |finding: &Finding| checkup.files.is_pair().then(|| file_name(checkup.files.path(finding.key.part)));
        for finding in with.iter().take(SHOWN) {
            if let Some(on) = finding_ui(ui, theme, finding, file_of(finding).as_deref()) {
                click = Some(Click::Tick(finding.key, on));
            }
        }
        if with.len() > SHOWN {
            ui.label(format!("… and {} more, ticked where the repair is beyond doubt", with.len() - SHOWN));
        }
        if bare > 0 {
            ui.add_space(6.0);
            ui.label(RichText::new("WITHOUT A REPAIR").small().strong().color(theme.faint()));
        }
        for finding in without.iter().take(SHOWN) {
            finding_ui(ui, theme, finding, file_of(finding).as_deref());
        }
        for issue in plan.unspoken.iter().take(SHOWN.saturating_sub(without.len())) {
            let line = if issue.line > 0 { format!("Line {}: ", issue.line) } else { String::new() };
            ui.label(format!("{line}{} ({})", issue.message, issue.remedy));
        }
        if bare > SHOWN {
            ui.label(format!("… and {} more", bare - SHOWN));
        }
    });
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let chosen = plan.chosen();
        if chosen > 0 {
            let label = format!("Make {}", counted(chosen, "repair"));
            if ui.button(RichText::new(label).strong()).clicked() {
                click = Some(Click::Repair);
            }
        }
        if plan.repairable() > 0 {
            if ui.button("Tick all").clicked() {
                click = Some(Click::TickAll(true));
            }
            if ui.button("Tick none").clicked() {
                click = Some(Click::TickAll(false));
            }
        }
        if ui.button("Close").clicked() {
            click = Some(Click::Close);
        }
    });
    click
}

/// A finding with its tick box; what the box became when somebody clicked it.
fn finding_ui(ui: &mut egui::Ui, theme: Theme, finding: &Finding, file: Option<&str>) -> Option<bool> {
    let mut on = finding.is_chosen;
    let mut changed = false;
    let place = match (finding.key.line, file) {
        (0, _) => String::new(),
        (line, None) => format!("Line {line}: "),
        (line, Some(file)) => format!("{file}, line {line}: "),
    };
    ui.add_space(2.0);
    let text = format!("{place}{}", finding.reason);
    if finding.changes.is_empty() {
        ui.label(RichText::new(text).color(theme.faint()));
    } else {
        changed = ui.checkbox(&mut on, text).changed();
        if !finding.is_sure {
            let doubt = RichText::new("Doubtful: look at it first").small().color(theme.warning());
            ui.indent((finding.key, "doubt"), |ui| ui.label(doubt));
        }
        ui.indent((finding.key, "changes"), |ui| {
            for change in finding.changes.iter().take(LINES) {
                change_ui(ui, theme, change);
            }
            if finding.changes.len() > LINES {
                let more = format!("… and {}", counted(finding.changes.len() - LINES, "more line"));
                ui.label(RichText::new(more).small().color(theme.faint()));
            }
        });
    }
    changed.then_some(on)
}

fn change_ui(ui: &mut egui::Ui, theme: Theme, change: &Change) {
    let line = |text: &str| text.replace('\t', " → ");
    let mut put = |sign: &str, text: String, ink| {
        let text = RichText::new(format!("{sign} {}", line(&text))).monospace().size(12.5).color(ink);
        ui.add(egui::Label::new(text).truncate());
    };
    put("−", change.before.clone(), theme.error());
    match &change.after {
        Some(after) => after.split('\n').for_each(|after| put("+", after.to_owned(), theme.success())),
        None => put("+", "(the line goes)".to_owned(), theme.faint()),
    }
}

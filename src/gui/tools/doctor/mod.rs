//! Repairs of the document's file: every one is shown, before and after, and only what is ticked is made.

mod tool;

pub use tool::{CHECK_AND_REPAIR, ENTRY};

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use eframe::egui::{self, RichText, ScrollArea};

use crate::brat::conf;
use crate::brat::doctor::{Change, Files, Finding, Key, Plan};
use crate::domain::Schema;
use crate::editor::Tone;
use crate::gui::Theme;
use crate::gui::app::App;
use crate::gui::dialogs::modal;
use crate::gui::words::{agreed, counted};
use crate::session::{Decision, DocumentId, Outside};

/// Findings that are drawn; more than anybody looks through one by one.
const SHOWN: usize = 200;

/// Lines of a finding that are drawn.
const LINES: usize = 3;

/// The open dialog.
pub struct Repair {
    document: DocumentId,
    /// What was read; the repairs are made to these bytes and no others.
    files: Files,
    text: Arc<str>,
    schema: Option<Schema>,
    /// What a person ticked or cleared; all else is as sure as it is.
    ticks: HashMap<Key, bool>,
    plan: Plan,
}

enum Asked {
    Nothing,
    Tick(Key, bool),
    TickAll(bool),
    Repair,
    Close,
}

impl Repair {
    fn look(&mut self) {
        let ticks = &self.ticks;
        let choose = |key: Key, is_sure: bool| ticks.get(&key).copied().unwrap_or(is_sure);
        self.plan = self.files.plan(&self.text, self.schema.as_ref(), &choose);
    }
}

impl App {
    pub(in crate::gui) fn check_and_repair(&mut self) {
        let Some(open) = self.editor.current() else { return };
        let Some(txt) = open.path() else {
            self.editor.notify(Tone::Info, "This text has no file yet: save it first (Ctrl+S)");
            return;
        };
        if open.is_dirty() {
            self.editor.notify(Tone::Info, "Repairs are made to the saved file: save your changes first (Ctrl+S)");
            return;
        }
        let schema = conf::nearest(txt).map(|conf| conf.schema);
        let (document, text) = (open.id, open.document.text.clone());
        let files = match Files::of(txt) {
            Ok(Some(files)) => files,
            Ok(None) => {
                self.editor
                    .notify(Tone::Info, "There is no .ann beside this text yet, so nothing can be wrong with it");
                return;
            }
            Err(error) => {
                self.editor.notify(Tone::Error, error.to_string());
                return;
            }
        };
        let mut repair = Repair { document, files, text, schema, ticks: HashMap::new(), plan: Plan::default() };
        repair.look();
        self.repair = Some(repair);
    }

    pub(in crate::gui) fn repair_ui(&mut self, ctx: &egui::Context, theme: Theme) {
        let Some(repair) = &mut self.repair else { return };
        let mut asked = Asked::Nothing;
        let response = modal(theme, "repair").show(ctx, |ui| {
            let size = ctx.content_rect().size();
            ui.set_width((size.x * 0.8).min(860.0));
            asked = body_ui(ui, theme, repair, size.y * 0.6);
        });
        if response.should_close() {
            asked = Asked::Close;
        }
        match asked {
            Asked::Nothing => {}
            Asked::Tick(key, on) => {
                repair.ticks.insert(key, on);
                repair.look();
            }
            Asked::TickAll(on) => {
                repair.ticks = repair.plan.findings.iter().map(|finding| (finding.key, on)).collect();
                repair.look();
            }
            Asked::Repair => self.make_repairs(),
            Asked::Close => self.repair = None,
        }
    }

    fn make_repairs(&mut self) {
        let Some(repair) = self.repair.take() else { return };
        if !repair.files.is_unchanged() {
            let ann = repair.files.ann().display();
            let text = format!("{ann} has changed meanwhile: nothing was repaired. Look again");
            self.editor.notify(Tone::Warning, text);
            return;
        }
        let backup = match repair.files.save(&repair.plan) {
            Ok(backup) => backup,
            Err(error) => {
                self.editor.notify(Tone::Error, error.to_string());
                return;
            }
        };
        let count = repair.plan.chosen();
        let made = format!("{} {} made", counted(count, "repair"), agreed(count, "was", "were"));
        let kept = match backup {
            Some(backup) => format!("The old file is {}", file_name(&backup)),
            None => format!("They are in {}; the pair stays as it is", file_name(repair.files.ann())),
        };
        self.editor.notify(Tone::Good, format!("{made}. {kept}"));
        if let Some(document) = self.editor.document_mut(repair.document)
            && let Outside::Annotations(changes) = document.look_outside()
        {
            let taken = document.decide(*changes, Decision::Repaired);
            if let Err(error) = taken {
                self.editor.notify(Tone::Error, error.to_string());
            }
        }
        self.watch_anew(repair.document);
        self.editor.retain_selection();
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn body_ui(ui: &mut egui::Ui, theme: Theme, repair: &Repair, height: f32) -> Asked {
    let mut asked = Asked::Nothing;
    let plan = &repair.plan;
    let name = file_name(repair.files.path(0));
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
            |finding: &Finding| repair.files.is_pair().then(|| file_name(repair.files.path(finding.key.part)));
        for finding in with.iter().take(SHOWN) {
            if let Some(on) = finding_ui(ui, theme, finding, file_of(finding).as_deref()) {
                asked = Asked::Tick(finding.key, on);
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
                asked = Asked::Repair;
            }
        }
        if plan.repairable() > 0 {
            if ui.button("Tick all").clicked() {
                asked = Asked::TickAll(true);
            }
            if ui.button("Tick none").clicked() {
                asked = Asked::TickAll(false);
            }
        }
        if ui.button("Close").clicked() {
            asked = Asked::Close;
        }
    });
    asked
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

#[cfg(all(test, feature = "kittest"))]
mod tests {
    use eframe::egui::{Key, Modifiers};
    use egui_kittest::kittest::Queryable;

    use crate::gui::app::Start;
    use crate::gui::app::tests::{Window, mentions, settle, window_with};

    const DAMAGED: &str = "T1\tPeop 0 5\tAnna \nT2\tPeop 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\nR2\tKnows Arg1:T1 Arg2:T2\n\
        T3\tLoc 40 46\tМоскве\nT4\tPeop 4 4\t\nN1\tReference T9 Wikidata:Q1\tx\n";

    fn open(folder: &tempfile::TempDir) -> (Window, std::path::PathBuf) {
        let txt = folder.path().join("note.txt");
        std::fs::write(&txt, "Anna met Boris. Вера жила в Москве до весны.\n").expect("writable");
        std::fs::write(txt.with_extension("ann"), DAMAGED).expect("writable");
        (window_with([1180.0, 760.0], Start { paths: vec![txt.clone()], ..Start::default() }), txt)
    }

    fn ask(harness: &mut Window) {
        harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
        harness.run_ok();
    }

    #[test]
    fn ticked_repairs_are_made_at_once_and_the_old_file_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut harness, txt) = open(&folder);
        ask(&mut harness);
        // Everything beyond doubt is ticked; the duplicate is cleared by hand; the empty entity, and the database entry of
        // one that is not there, stay in doubt.
        harness.get_by_label_contains("R2 says what R1").click();
        harness.run_ok();
        harness.get_by_label("Make 2 repairs").click();
        harness.run_ok();
        settle(&mut harness);
        let repaired = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\nR2\tKnows Arg1:T1 Arg2:T2\n\
            T3\tLoc 28 34\tМоскве\nT4\tPeop 4 4\t\nN1\tReference T9 Wikidata:Q1\tx\n";
        assert_eq!(std::fs::read_to_string(txt.with_extension("ann")).expect("there"), repaired);
        assert_eq!(std::fs::read_to_string(folder.path().join("note.ann.bak")).expect("kept"), DAMAGED);
        assert!(mentions(&harness).contains(&"Loc Москве".to_owned()), "the window shows the repaired file");
        assert!(!harness.state().editor.current().is_some_and(|d| d.is_dirty()));
    }

    #[test]
    fn what_the_schema_forbids_is_found_here_as_the_check_finds_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let conf = "[entities]\nPeop\nLoc\n[relations]\nLive_In\tArg1:Peop, Arg2:Loc\n[attributes]\nFamous\tArg:Peop\n";
        std::fs::write(folder.path().join("annotation.conf"), conf).expect("writable");
        let txt = folder.path().join("note.txt");
        std::fs::write(&txt, "Anna met Boris.\n").expect("writable");
        let ann = "T1\tPeop 0 5\tAnna \nT2\tPeop 9 14\tBoris\nR1\tLive_In Arg1:T1 Arg2:T2\nA1\tFamos T1\n";
        std::fs::write(txt.with_extension("ann"), ann).expect("writable");
        let mut harness = window_with([1180.0, 760.0], Start { paths: vec![txt.clone()], ..Start::default() });
        ask(&mut harness);
        harness.get_by_label_contains("note.ann: 3 findings, 1 of them with a repair");
        harness.get_by_label_contains("T1 covers white space");
        harness.get_by_label("WITHOUT A REPAIR");
        harness.get_by_label_contains("Line 3: annotation.conf allows no Live_In from Peop to Peop");
        harness.get_by_label_contains("Line 4: annotation.conf does not know the attribute Famos (write Famous");
    }

    #[test]
    fn a_pair_is_repaired_into_a_file_that_holds_both() {
        let folder = tempfile::tempdir().expect("a folder");
        let txt = folder.path().join("d.txt");
        let first = "T1\tPeop 0 5\tAnna \nT2\tPeop 9 12\tBob\n";
        let second = "T3\tMeet 5 8\tmet\nE1\tMeet:T3 Who:T1 With:T9\n";
        for (name, text) in [("d.txt", "Anna met Bob.\n"), ("d.a1", first), ("d.a2", second)] {
            std::fs::write(folder.path().join(name), text).expect("writable");
        }
        let mut harness = window_with([1180.0, 760.0], Start { paths: vec![txt.clone()], ..Start::default() });
        ask(&mut harness);
        harness.get_by_label_contains("d.a1, line 1: T1 covers white space");
        harness.get_by_label_contains("d.a2, line 2: E1 refers to T9");
        harness.get_by_label("Make 1 repair").click();
        harness.run_ok();
        settle(&mut harness);
        let whole = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 12\tBob\nT3\tMeet 5 8\tmet\nE1\tMeet:T3 Who:T1 With:T9\n";
        assert_eq!(std::fs::read_to_string(folder.path().join("d.ann")).expect("written"), whole);
        assert_eq!(std::fs::read_to_string(folder.path().join("d.a1")).expect("there"), first);
        assert!(mentions(&harness).contains(&"Peop Anna".to_owned()), "{:?}", mentions(&harness));
        assert!(!harness.state().editor.current().is_some_and(|d| d.is_dirty()));
    }

    #[test]
    fn unsaved_work_is_saved_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut harness, _) = open(&folder);
        let id = harness.state().editor.current().and_then(|d| d.document.annotations.mentions().next().map(|m| m.id));
        crate::gui::app::tests::act(&mut harness, crate::gui::Action::Delete(id.expect("Anna").into()));
        ask(&mut harness);
        assert!(harness.state().shell.toasts.said.last().is_some_and(|said| said.contains("save your changes first")));
    }

    /// `RELATA_PICTURES=<folder> cargo test --features kittest pictures` writes these.
    #[test]
    fn pictures() {
        let Some(to) = std::env::var_os("RELATA_PICTURES").map(std::path::PathBuf::from) else { return };
        for dark in [false, true] {
            let folder = tempfile::tempdir().expect("a folder");
            let (mut harness, _) = open(&folder);
            harness.state_mut().editor.settings.dark = Some(dark);
            let ctx = harness.ctx.clone();
            harness.state().apply_theme(&ctx);
            harness.state_mut().dismiss_toasts();
            ask(&mut harness);
            let name = format!("repair-{}.png", if dark { "dark" } else { "light" });
            harness.render().expect("rendered").save(to.join(name)).expect("written");
        }
    }
}

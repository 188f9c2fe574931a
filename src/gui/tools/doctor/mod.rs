//! The doctor of the document's file: every repair is shown, before and after, and only what is ticked is made.

mod dialog;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;

pub use tool::{CHECK_AND_REPAIR, ENTRY};

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::brat::conf;
use crate::brat::doctor::{Files, Key, Plan};
use crate::domain::Schema;
use crate::editor::{Editor, Tone};
use crate::gui::modal::modal;
use crate::gui::tools::ToolContext;
use crate::gui::words::{agreed, counted};
use crate::session::{Decision, DocumentId, Outside};

/// The dialog, once somebody has asked for it.
#[derive(Default)]
pub struct DoctorTool {
    checkup: Option<Checkup>,
}

/// What was found in the files of a document.
struct Checkup {
    document: DocumentId,
    /// What was read; the repairs are made to these bytes and no others.
    files: Files,
    text: Arc<str>,
    schema: Option<Schema>,
    /// What a person ticked or cleared; all else is as sure as it is.
    ticks: HashMap<Key, bool>,
    plan: Plan,
}

/// What was clicked in the dialog.
enum Click {
    Tick(Key, bool),
    TickAll(bool),
    Repair,
    Close,
}

impl Checkup {
    /// Reads the files of the current document; `None` is said.
    fn of_current(editor: &mut Editor) -> Option<Self> {
        let open = editor.current()?;
        let Some(txt) = open.path() else {
            editor.notify(Tone::Info, "This text has no file yet: save it first (Ctrl+S)");
            return None;
        };
        if open.is_dirty() {
            editor.notify(Tone::Info, "Repairs are made to the saved file: save your changes first (Ctrl+S)");
            return None;
        }
        let schema = conf::nearest(txt).map(|conf| conf.schema);
        let (document, text) = (open.id, open.document.text.clone());
        let files = match Files::of(txt) {
            Ok(Some(files)) => files,
            Ok(None) => {
                editor.notify(Tone::Info, "There is no .ann beside this text yet, so nothing can be wrong with it");
                return None;
            }
            Err(error) => {
                editor.notify(Tone::Error, error.to_string());
                return None;
            }
        };
        let mut checkup = Self { document, files, text, schema, ticks: HashMap::new(), plan: Plan::default() };
        checkup.make_plan();
        Some(checkup)
    }

    fn make_plan(&mut self) {
        let ticks = &self.ticks;
        let choose = |key: Key, is_sure: bool| ticks.get(&key).copied().unwrap_or(is_sure);
        self.plan = self.files.plan(&self.text, self.schema.as_ref(), &choose);
    }

    fn make_repairs(self, context: &mut ToolContext) {
        if !self.files.is_unchanged() {
            let text =
                format!("{} has changed meanwhile: nothing was repaired. Look again", self.files.ann().display());
            context.editor.notify(Tone::Warning, text);
            return;
        }
        let backup = match self.files.save(&self.plan) {
            Ok(backup) => backup,
            Err(error) => {
                context.editor.notify(Tone::Error, error.to_string());
                return;
            }
        };
        let count = self.plan.chosen();
        let made = format!("{} {} made", counted(count, "repair"), agreed(count, "was", "were"));
        let kept = match backup {
            Some(backup) => format!("The old file is {}", file_name(&backup)),
            None => format!("They are in {}; the pair stays as it is", file_name(self.files.ann())),
        };
        context.editor.notify(Tone::Good, format!("{made}. {kept}"));
        if let Some(document) = context.editor.document_mut(self.document)
            && let Outside::Annotations(changes) = document.look_outside()
        {
            let taken = document.decide(*changes, Decision::Repaired);
            if let Err(error) = taken {
                context.editor.notify(Tone::Error, error.to_string());
            }
        }
        crate::editor::look_anew(context.editor, self.document);
        context.editor.retain_selection();
    }
}

impl DoctorTool {
    fn dialog_ui(&mut self, context: &mut ToolContext) {
        let Some(checkup) = &mut self.checkup else { return };
        let (ctx, theme) = (context.egui, context.theme);
        let mut click = None;
        let response = modal(theme, "doctor").show(ctx, |ui| {
            let size = ctx.content_rect().size();
            ui.set_width((size.x * 0.8).min(860.0));
            click = dialog::body_ui(ui, theme, checkup, size.y * 0.6);
        });
        if response.should_close() {
            click = Some(Click::Close);
        }
        match click {
            None => {}
            Some(Click::Tick(key, on)) => {
                checkup.ticks.insert(key, on);
                checkup.make_plan();
            }
            Some(Click::TickAll(on)) => {
                checkup.ticks = checkup.plan.findings.iter().map(|finding| (finding.key, on)).collect();
                checkup.make_plan();
            }
            Some(Click::Repair) => {
                if let Some(checkup) = self.checkup.take() {
                    checkup.make_repairs(context);
                }
            }
            Some(Click::Close) => self.checkup = None,
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

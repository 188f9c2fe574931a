//! Writing documents as a file of another tool: which format and which documents, with what it will lose said before.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::{Key, Modifiers, RichText, ScrollArea};

use super::SAVE;
use crate::corpus::{Depth, Read, Scan, Step};
use crate::domain::{Document, Visibility};
use crate::editor::exchange::write_foreign;
use crate::editor::{self, Scope, Tone};
use crate::gui::modal::modal;
use crate::gui::tools::ToolContext;
use crate::text::counting::counted;

#[derive(Default)]
pub struct Saving {
    open: bool,
    /// The place of the format in [`SAVE`].
    format: usize,
    scope: Scope,
    predictions: bool,
    gathering: Option<Gathering>,
}

/// Documents that are read for a file.
struct Gathering {
    path: std::path::PathBuf,
    scan: Scan<Arc<Read>>,
    /// By their places among the sources.
    read: Vec<(usize, Document, Visibility)>,
    failed: Vec<String>,
}

impl Saving {
    pub fn is_asking(&self) -> bool {
        self.open
    }

    pub fn is_gathering(&self) -> bool {
        self.gathering.is_some()
    }

    pub fn ask(&mut self) {
        self.open = true;
    }

    pub fn ui(&mut self, context: &mut ToolContext) {
        if !self.open {
            return;
        }
        let (theme, scopes) = (context.theme, Scope::all(context.editor));
        if !scopes.contains(&self.scope) {
            self.scope = Scope::Document;
        }
        let step = context.egui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            i32::from(pressed(Key::ArrowDown)) - i32::from(pressed(Key::ArrowUp))
        });
        self.format = (self.format as i32 + step).rem_euclid(SAVE.len().max(1) as i32) as usize;
        let mut decided = None;
        let response = modal(theme, "save_as_format").show(context.egui, |ui| {
            ui.set_width(560.0);
            ui.heading("Save in another format");
            ui.label(RichText::new("Your own files stay as they are.").color(theme.faint()));
            ui.add_space(4.0);
            let height = (ui.ctx().content_rect().height() - 240.0).max(120.0);
            ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                for (at, (format, _)) in SAVE.iter().enumerate() {
                    if ui.radio(self.format == at, RichText::new(format.title).strong()).clicked() {
                        self.format = at;
                    }
                    if self.format == at {
                        ui.label(RichText::new(format!("Keeps {}.", format.keeps)).small());
                        ui.label(RichText::new(format!("Loses {}.", format.loses)).small().color(theme.warning()));
                    }
                }
            });
            ui.add_space(6.0);
            ui.horizontal_wrapped(|ui| {
                for scope in scopes {
                    let label = scope.label(context.editor);
                    ui.selectable_value(&mut self.scope, scope, label);
                }
            });
            ui.checkbox(&mut self.predictions, "Also predictions that nobody has reviewed");
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                if ui.button("Save…   Enter").clicked() {
                    decided = Some(true);
                }
                if ui.button("Cancel").clicked() {
                    decided = Some(false);
                }
            });
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
                decided = Some(true);
            }
        });
        if response.should_close() && decided.is_none() {
            decided = Some(false);
        }
        if let Some(go_on) = decided {
            self.open = false;
            if let Some((_, question)) = SAVE.get(self.format).filter(|_| go_on) {
                let name = match (self.scope, context.editor.folder.root()) {
                    (Scope::Folder, Some(root)) => root.file_name().map(|name| name.to_string_lossy().into_owned()),
                    _ => context.editor.current().map(|open| open.document.name.clone()),
                };
                let name = name.unwrap_or_default().replace(['/', '\\'], "_");
                context.choose(question, &name);
            }
        }
    }

    /// Gathers the documents for a file; it is written when all are there.
    pub fn write(&mut self, path: &Path, context: &mut ToolContext) {
        let Some((format, _)) = SAVE.get(self.format) else { return };
        let path = if path.extension().is_some() { path.to_owned() } else { path.with_extension(format.extension) };
        let sources = self.scope.sources(context.editor);
        let depth = if self.predictions { Depth::Predictions } else { Depth::Annotations };
        let reader = editor::reader(context.editor);
        let wake = context.editor.host.wake.clone();
        match Scan::start(sources, depth, reader, wake, |_, read| Some(read.clone())) {
            Ok(scan) => self.gathering = Some(Gathering { path, scan, read: Vec::new(), failed: Vec::new() }),
            Err(error) => {
                context.editor.notify(Tone::Error, format!("The documents could not be read: {error}. Try again"));
            }
        }
    }

    pub fn tick(&mut self, context: &mut ToolContext) {
        let Some(gathering) = &mut self.gathering else { return };
        while let Some(step) = gathering.scan.poll() {
            match step {
                Step::Found(at, read) => {
                    let name = gathering.scan.sources().get(at).map(|source| source.name.clone()).unwrap_or_default();
                    let document = Document { name, ..read.document.clone() };
                    gathering.read.push((at, document, read.visibility.clone()));
                }
                Step::Failed(_, message) => gathering.failed.push(message),
            }
        }
        if gathering.scan.is_running() {
            return;
        }
        let Some(mut gathered) = self.gathering.take() else { return };
        let Some((format, _)) = SAVE.get(self.format) else { return };
        if !gathered.failed.is_empty() {
            let (count, listed) = (gathered.failed.len(), gathered.failed.join("\n"));
            let text = format!("Nothing was written: {} could not be read.\n{listed}", counted(count, "document"));
            return context.editor.notify(Tone::Error, text);
        }
        gathered.read.sort_by_key(|(at, ..)| *at);
        let documents: Vec<(Document, Visibility)> =
            gathered.read.into_iter().map(|(_, document, visibility)| (document, visibility)).collect();
        match write_foreign(format, &documents, self.predictions, &gathered.path) {
            Ok(lost) => {
                let (what, path) = (counted(documents.len(), "document"), gathered.path.display());
                if lost.is_empty() {
                    context.editor.notify(Tone::Good, format!("Wrote {what} to {path}"));
                } else {
                    let text = format!("Wrote {what} to {path}. Left out or changed: {lost}");
                    context.editor.notify(Tone::Warning, text);
                }
            }
            Err(error) => context.editor.notify(Tone::Error, error),
        }
    }
}

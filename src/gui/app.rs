//! The application: owns the state, the engine and the views; turns commands and actions into changes.

use std::path::PathBuf;
use std::time::Instant;

use eframe::egui::{self, Key};

use super::apply::{self, Request};
use super::command::{Command, TABLE};
use super::dialogs::Dialogs;
use super::files::{Files, Purpose};
use super::graph_view::GraphView;
use super::picker::{Answer, Picker};
use super::state::{State, Tone};
use super::text_view::{RelationsShown, TextView};
use super::{Action, Theme, look};
use crate::engine::{Engine, Event, ModelInfo, merge_edits, schema_of};
use crate::session::{DocumentId, Recovery, Settings};

/// What the window starts with.
#[derive(Default)]
pub struct Start {
    pub settings: Settings,
    pub paths: Vec<PathBuf>,
    /// Where unsaved work survives a crash; `None` in tests.
    pub recovery: Option<Recovery>,
    /// Said once at the start (a model that was not found, say).
    pub notice: Option<String>,
}

pub enum Model {
    Loading,
    Ready(ModelInfo),
    Failed(String),
}

pub struct Running {
    pub ticket: u64,
    pub document: DocumentId,
    pub done: usize,
    pub total: usize,
    pub since: Instant,
}

pub struct App {
    pub(super) state: State,
    pub(super) engine: Option<Engine>,
    pub(super) model: Model,
    pub(super) running: Vec<Running>,
    pub(super) text_view: TextView,
    pub(super) graph_view: GraphView,
    pub(super) relations_shown: RelationsShown,
    pub(super) fold: bool,
    pub(super) picker: Option<Picker>,
    pub(super) dialogs: Dialogs,
    pub(super) files: Files,
    toasts: egui_notify::Toasts,
    /// Analysed as soon as the model is there.
    waiting: Vec<DocumentId>,
    /// Samples: their automatic analysis is nothing to save.
    pub(super) disposable: Vec<DocumentId>,
    pub(super) filter: String,
    title: String,
    settings_written: Settings,
    frames: u64,
    /// Everything the window has told the person, newest last.
    pub(super) said: Vec<String>,
}

/// Longest text in bytes that is analysed without being asked for: some minutes on two cores.
const SELF_ANALYSED: usize = 2_000_000;

pub const SAMPLE_EN: (&str, &str) = ("dallas", include_str!("../../samples/dallas.txt"));
pub const SAMPLE_RU: (&str, &str, &str) =
    ("tchaikovsky", include_str!("../../samples/tchaikovsky.txt"), include_str!("../../samples/tchaikovsky.ann"));

impl App {
    pub fn new(ctx: &egui::Context, start: Start, engine: Option<Engine>) -> Self {
        look::install(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let settings_written = start.settings.clone();
        let mut app = Self {
            state: State { settings: start.settings, recovery: start.recovery, ..State::default() },
            model: if engine.is_some() { Model::Loading } else { Model::Failed("no model".into()) },
            engine,
            running: Vec::new(),
            text_view: TextView::default(),
            graph_view: GraphView::default(),
            relations_shown: RelationsShown::Selected,
            fold: false,
            picker: None,
            dialogs: Dialogs::default(),
            files: Files::default(),
            toasts: egui_notify::Toasts::default().with_anchor(egui_notify::Anchor::BottomRight),
            waiting: Vec::new(),
            disposable: Vec::new(),
            filter: String::new(),
            title: String::new(),
            settings_written,
            frames: 0,
            said: Vec::new(),
        };
        app.apply_theme(ctx);
        if let Some(notice) = start.notice {
            app.state.notify(Tone::Warning, notice);
        }
        app.recover();
        for path in start.paths {
            app.open_path(&path);
        }
        if app.state.documents.is_empty() {
            app.open_english_sample();
        }
        app
    }

    pub fn theme(&self, ctx: &egui::Context) -> Theme {
        if ctx.theme() == egui::Theme::Dark { Theme::DARK } else { Theme::LIGHT }
    }

    fn apply_theme(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.state.settings.dark {
            Some(true) => egui::ThemePreference::Dark,
            Some(false) => egui::ThemePreference::Light,
            None => egui::ThemePreference::System,
        });
        ctx.set_zoom_factor(self.state.settings.scale);
    }

    fn recover(&mut self) {
        let Some(recovery) = self.state.recovery.clone() else { return };
        for found in recovery.find() {
            let name = found.name.clone();
            let id = match (&found.path, &found.text) {
                (Some(path), _) => self.state.open_file(path),
                (None, Some(text)) => Some(self.state.add_text(text)),
                (None, None) => None,
            };
            let Some(document) = id.and_then(|id| self.state.document_mut(id)) else { continue };
            let journalled = document.start_journal(&recovery).is_ok();
            let (done, total) = document.replay(&found);
            document.document.name = name.clone();
            let text = if done == total {
                format!("Recovered {done} unsaved changes of {name}. Save it to keep them")
            } else {
                format!("Recovered {done} of {total} unsaved changes of {name}: its file has changed since")
            };
            self.state.notify(Tone::Warning, text);
            if journalled && done == total {
                // Now in the new journal.
                let _ = found.discard();
            }
        }
    }

    // ---- documents -------------------------------------------------------------------------------------------------

    pub(super) fn open_path(&mut self, path: &std::path::Path) {
        if path.is_dir() {
            self.state.open_folder(path);
        } else {
            self.state.open_file(path);
        }
        if let Some(id) = self.state.current {
            self.analyse_if_bare(id);
        }
    }

    pub(super) fn add_text(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.state.notify(Tone::Warning, "There is no text to read: the clipboard holds none");
            return;
        }
        let id = self.state.add_text(text);
        self.analyse_if_bare(id);
    }

    fn open_english_sample(&mut self) {
        if let Some(known) = self.state.documents.iter().find(|d| d.document.name == SAMPLE_EN.0).map(|d| d.id) {
            self.state.show(known);
            return;
        }
        let id = self.state.fresh_id();
        let sample = crate::session::OpenDocument::from_text(id, SAMPLE_EN.0, SAMPLE_EN.1, true);
        self.state.add(sample);
        self.disposable.push(id);
        self.analyse_if_bare(id);
    }

    pub(super) fn open_samples(&mut self) {
        if !self.state.documents.iter().any(|d| d.document.name == SAMPLE_RU.0) {
            let id = self.state.fresh_id();
            let (name, text, ann) = SAMPLE_RU;
            let sample = crate::session::OpenDocument::from_standoff(id, name, text, ann.as_bytes());
            self.state.add(sample);
            self.disposable.push(id);
        }
        self.open_english_sample();
    }

    /// A text without annotations is read at once; one in a script the model does not know only when asked.
    fn analyse_if_bare(&mut self, id: DocumentId) {
        let Some(document) = self.state.document(id) else { return };
        if !document.document.annotations.is_empty() || document.document.text.trim().is_empty() {
            return;
        }
        if document.document.text.len() > SELF_ANALYSED {
            let text =
                "This text is long, so it was not analysed by itself. F5 starts the analysis; it can be cancelled";
            self.state.notify(Tone::Info, text);
            return;
        }
        if !mostly_latin(&document.document.text) {
            let text = "The bundled model reads English, so this text was not analysed by itself. F5 does it anyway";
            self.state.notify(Tone::Info, text);
            return;
        }
        self.analyse(id);
    }

    pub(super) fn analyse(&mut self, id: DocumentId) {
        if self.running.iter().any(|r| r.document == id) || self.waiting.contains(&id) {
            return;
        }
        if let Model::Failed(message) = &self.model {
            let text = format!("There is no model to read with: {message}");
            self.state.notify(Tone::Error, text);
            return;
        }
        self.waiting.push(id);
        self.start_waiting();
    }

    fn start_waiting(&mut self) {
        if !matches!(self.model, Model::Ready(_)) {
            return;
        }
        for id in std::mem::take(&mut self.waiting) {
            let (Some(engine), Some(document)) = (&mut self.engine, self.state.document(id)) else { continue };
            let ticket = engine.analyse(document.document.text.clone());
            self.running.push(Running { ticket, document: id, done: 0, total: 0, since: Instant::now() });
        }
    }

    pub(super) fn cancel_analysis(&mut self) {
        self.waiting.clear();
        for running in &self.running {
            if let Some(engine) = &self.engine {
                engine.cancel(running.ticket);
            }
        }
    }

    // ---- the engine's events ---------------------------------------------------------------------------------------

    fn poll_engine(&mut self) {
        while let Some(event) = self.engine.as_mut().and_then(Engine::poll) {
            match event {
                Event::Loading => self.model = Model::Loading,
                Event::Ready { info, types } => {
                    if let Some(note) = &info.note {
                        self.state.notify(Tone::Info, note.clone());
                    }
                    self.state.model_schema = schema_of(&types);
                    for document in &mut self.state.documents {
                        document.document.schema.merge(&self.state.model_schema);
                    }
                    self.model = Model::Ready(info);
                    self.start_waiting();
                }
                Event::LoadFailed { message } => {
                    self.state.notify(Tone::Error, message.clone());
                    self.waiting.clear();
                    self.model = Model::Failed(message);
                }
                Event::Progress { ticket, done, total } => {
                    if let Some(running) = self.running.iter_mut().find(|r| r.ticket == ticket) {
                        (running.done, running.total) = (done, total);
                    }
                }
                Event::Finished { ticket, analysis } => {
                    if let Some(id) = self.finish(ticket) {
                        self.merge(id, &analysis);
                    }
                }
                Event::Cancelled { ticket } => {
                    if self.finish(ticket).is_some() {
                        self.state.notify(Tone::Info, "Analysis cancelled; nothing was changed");
                    }
                }
                Event::Failed { ticket, message } => {
                    if self.finish(ticket).is_some() {
                        self.state.notify(Tone::Error, message);
                    }
                }
            }
        }
    }

    fn finish(&mut self, ticket: u64) -> Option<DocumentId> {
        let place = self.running.iter().position(|r| r.ticket == ticket)?;
        Some(self.running.remove(place).document)
    }

    fn merge(&mut self, id: DocumentId, analysis: &crate::engine::Analysis) {
        let Some(document) = self.state.document_mut(id) else { return };
        let untouched = document.undo_label().is_none();
        if untouched {
            let mut visibility = document.visibility.clone();
            visibility.relation = analysis.alpha;
            document.set_visibility(visibility);
        }
        let edits = merge_edits(&mut document.document.annotations, analysis);
        if let Err(error) = apply::perform_on(&mut self.state, id, "Analysis", edits) {
            self.state.notify(Tone::Error, error);
        }
        if untouched
            && self.disposable.contains(&id)
            && let Some(document) = self.state.document_mut(id)
        {
            document.mark_clean();
        }
    }

    // ---- commands --------------------------------------------------------------------------------------------------

    pub(super) fn command(&mut self, ctx: &egui::Context, command: Command) {
        match command {
            Command::NewText => self.dialogs.open_new_text(),
            Command::Open => self.files.ask(ctx, Purpose::Open, ""),
            Command::OpenFolder => self.files.ask(ctx, Purpose::OpenFolder, ""),
            Command::OpenSamples => self.open_samples(),
            Command::Save => self.save(ctx),
            Command::SaveAs => self.ask_save_as(ctx),
            Command::CloseDocument => self.close_current(),
            Command::NextDocument => self.step_document(1),
            Command::PreviousDocument => self.step_document(-1),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Analyse => {
                if let Some(id) = self.state.current {
                    self.analyse(id);
                }
            }
            Command::CancelAnalysis => self.cancel_analysis(),
            Command::NextUncertain => match apply::next_uncertain(&self.state) {
                Some((selection, span)) => {
                    self.state.selection = selection;
                    self.text_view.reveal(span);
                    // So that Space and Backspace decide about it at once.
                    self.text_view.request_focus(ctx);
                }
                None => self.state.notify(Tone::Good, "No open predictions are left in this document"),
            },
            Command::AcceptAll => apply::accept_all(&mut self.state),
            Command::ExportPng => self.ask_export(ctx, Purpose::ExportPng),
            Command::ExportSvg => self.ask_export(ctx, Purpose::ExportSvg),
            Command::ToggleFold => self.fold = !self.fold,
            Command::RelationsSelected => self.relations_shown = RelationsShown::Selected,
            Command::RelationsSentence => self.relations_shown = RelationsShown::Sentence,
            Command::RelationsAll => self.relations_shown = RelationsShown::All,
            Command::ToggleDocuments => self.state.settings.show_documents ^= true,
            Command::ToggleMap => self.state.settings.show_map ^= true,
            Command::ToggleInspector => self.state.settings.show_inspector ^= true,
            Command::ToggleTheme => {
                self.state.settings.dark = Some(!self.theme(ctx).dark);
                self.apply_theme(ctx);
            }
            Command::TextLarger => self.zoom_text(1.1),
            Command::TextSmaller => self.zoom_text(1.0 / 1.1),
            Command::TextNormal => self.state.settings.text_zoom = 1.0,
            Command::Palette => self.dialogs.open_palette(),
            Command::Help => self.dialogs.toggle_help(),
            Command::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }

    fn zoom_text(&mut self, factor: f32) {
        let zoom = &mut self.state.settings.text_zoom;
        *zoom = (*zoom * factor).clamp(0.6, 3.0);
    }

    fn undo(&mut self) {
        if let Some(document) = self.state.current_mut() {
            let result = document.undo();
            self.after_undo(result, "Undone", "Nothing to undo");
        }
    }

    fn redo(&mut self) {
        if let Some(document) = self.state.current_mut() {
            let result = document.redo();
            self.after_undo(result, "Done again", "Nothing to redo");
        }
    }

    fn after_undo(&mut self, result: Result<Option<String>, crate::domain::EditError>, said: &str, nothing: &str) {
        self.state.retain_selection();
        match result {
            Ok(Some(label)) => self.state.notify(Tone::Info, format!("{said}: {label}")),
            Ok(None) => self.state.notify(Tone::Info, nothing),
            Err(error) => self.state.notify(Tone::Error, error.to_string()),
        }
    }

    fn step_document(&mut self, step: isize) {
        let count = self.state.documents.len();
        let at = self.state.documents.iter().position(|d| Some(d.id) == self.state.current);
        if let Some(at) = at
            && let Some(next) = self.state.documents.get((at + count).wrapping_add_signed(step) % count)
        {
            let id = next.id;
            self.state.show(id);
        }
    }

    // ---- saving ----------------------------------------------------------------------------------------------------

    pub(super) fn save(&mut self, ctx: &egui::Context) {
        let Some(document) = self.state.current_mut() else { return };
        if document.path().is_none() {
            self.ask_save_as(ctx);
            return;
        }
        match document.save() {
            Ok(path) => self.said_saved(&path),
            Err(error) => self.state.notify(Tone::Error, error.to_string()),
        }
    }

    fn said_saved(&mut self, txt: &std::path::Path) {
        let ann = txt.with_extension("ann");
        self.state.notify(Tone::Good, format!("Saved {}", ann.display()));
    }

    fn ask_save_as(&mut self, ctx: &egui::Context) {
        if let Some(document) = self.state.current() {
            let name = file_name(&document.document.name);
            self.files.ask(ctx, Purpose::SaveAs, &name);
        }
    }

    fn ask_export(&mut self, ctx: &egui::Context, purpose: Purpose) {
        if let Some(document) = self.state.current() {
            let name = format!("{}-map", file_name(&document.document.name));
            self.files.ask(ctx, purpose, &name);
        }
    }

    fn close_current(&mut self) {
        match self.state.current() {
            Some(document) if document.is_dirty() => self.dialogs.guard_close(document.id),
            Some(document) => {
                let id = document.id;
                self.state.close(id);
            }
            None => {}
        }
    }

    /// # Errors
    /// What the disk said, for the guard's dialog to stay open.
    pub(super) fn save_silently(&mut self, id: DocumentId) -> Result<(), String> {
        let Some(document) = self.state.document_mut(id) else { return Ok(()) };
        document.save().map(|_| ()).map_err(|error| error.to_string())
    }

    fn chosen(&mut self, ctx: &egui::Context, purpose: Purpose, path: &std::path::Path) {
        match purpose {
            Purpose::Open | Purpose::OpenFolder => self.open_path(path),
            Purpose::SaveAs => {
                let Some(document) = self.state.current_mut() else { return };
                match document.save_as(path) {
                    Ok(txt) => {
                        self.disposable.retain(|id| Some(*id) != self.state.current);
                        self.said_saved(&txt);
                    }
                    Err(error) => self.state.notify(Tone::Error, error.to_string()),
                }
            }
            Purpose::ExportPng | Purpose::ExportSvg => self.export(ctx, purpose, path),
        }
    }

    fn export(&mut self, ctx: &egui::Context, purpose: Purpose, path: &std::path::Path) {
        let theme = self.theme(ctx);
        let Some(open) = self.state.current() else { return };
        let input = super::panels::graph_input(&self.state, open, theme, None);
        let bytes = if purpose == Purpose::ExportPng {
            self.graph_view.export_png(&input, 3.0).map_err(|error| error.to_string())
        } else {
            Ok(self.graph_view.export_svg(&input).into_bytes())
        };
        let extension = if purpose == Purpose::ExportPng { "png" } else { "svg" };
        let path = if path.extension().is_some() { path.to_owned() } else { path.with_extension(extension) };
        let written = bytes.and_then(|bytes| crate::brat::write_atomically(&path, &bytes).map_err(|e| e.to_string()));
        match written {
            Ok(()) => self.state.notify(Tone::Good, format!("Wrote {}", path.display())),
            Err(error) => self.state.notify(Tone::Error, error),
        }
    }

    // ---- input -----------------------------------------------------------------------------------------------------

    fn shortcuts(&mut self, ctx: &egui::Context) {
        if self.picker.is_some() || self.dialogs.is_modal() || self.files.is_inside() {
            return;
        }
        let typing = ctx.text_edit_focused();
        for row in TABLE {
            let Some(shortcut) = row.shortcut else { continue };
            let plain_letter =
                shortcut.modifiers.is_none() && shortcut.logical_key >= Key::A && shortcut.logical_key <= Key::Z;
            if typing && (plain_letter || matches!(row.command, Command::Undo | Command::Redo)) {
                continue;
            }
            let pressed = if row.command == Command::NextUncertain {
                // Views may take the letter first (hints); they consume it then.
                false
            } else {
                ctx.input_mut(|input| input.consume_shortcut(&shortcut))
            };
            if pressed {
                self.command(ctx, row.command);
            }
        }
        if !typing {
            let pasted: Option<String> = ctx.input(|input| {
                input
                    .events
                    .iter()
                    .find_map(|e| if let egui::Event::Paste(text) = e { Some(text.clone()) } else { None })
            });
            if let Some(text) = pasted {
                self.add_text(&text);
            }
        }
    }

    /// Keys that the views may have taken first.
    fn late_shortcuts(&mut self, ctx: &egui::Context) {
        if self.picker.is_some() || self.dialogs.is_modal() || self.files.is_inside() || ctx.text_edit_focused() {
            return;
        }
        if ctx.input_mut(|i| i.consume_key(egui::Modifiers::NONE, Key::N)) {
            self.command(ctx, Command::NextUncertain);
        }
    }

    fn dropped(&mut self, ctx: &egui::Context) {
        let files = ctx.input(|i| i.raw.dropped_files.clone());
        for file in files {
            self.open_path(file.path());
        }
    }

    pub(super) fn act(&mut self, ctx: &egui::Context, actions: Vec<Action>) {
        for action in actions {
            match apply::apply(&mut self.state, action) {
                Some(Request::Picker(question)) => {
                    // Under the pointer, so that nothing below it is hovered and no tooltip covers it.
                    let position = ctx.pointer_latest_pos().unwrap_or_else(|| ctx.content_rect().center());
                    self.picker = Some(Picker::new(question, position - egui::vec2(14.0, 12.0)));
                }
                Some(Request::Reveal(span)) => self.text_view.reveal(span),
                None => {}
            }
        }
    }

    fn picker_ui(&mut self, ctx: &egui::Context) {
        let theme = self.theme(ctx);
        let Some(picker) = &mut self.picker else { return };
        match picker.ui(ctx, &self.state, theme) {
            Answer::Open => {}
            Answer::Cancelled => {
                self.picker = None;
                self.text_view.request_focus(ctx);
            }
            Answer::Chosen(action) => {
                self.picker = None;
                self.text_view.request_focus(ctx);
                self.act(ctx, vec![action]);
            }
        }
    }

    fn guard_quit(&mut self, ctx: &egui::Context) {
        if ctx.input(|i| i.viewport().close_requested())
            && !self.dialogs.may_quit()
            && self.state.dirty().next().is_some()
        {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.dialogs.guard_quit();
        }
    }

    fn toasts_ui(&mut self, ctx: &egui::Context) {
        for notice in std::mem::take(&mut self.state.notices) {
            if self.said.len() >= 200 {
                self.said.remove(0);
            }
            self.said.push(notice.text.clone());
            let toast = match notice.tone {
                Tone::Good => self.toasts.success(notice.text),
                Tone::Info => self.toasts.info(notice.text),
                Tone::Warning => self.toasts.warning(notice.text),
                Tone::Error => self.toasts.error(notice.text),
            };
            let seconds = match notice.tone {
                Tone::Good | Tone::Info => 3,
                Tone::Warning => 9,
                Tone::Error => 20,
            };
            toast.duration(std::time::Duration::from_secs(seconds)).closable(true).show_progress_bar(false);
        }
        if !self.toasts.is_empty() {
            self.toasts.show(ctx);
        }
    }

    fn update_title(&mut self, ctx: &egui::Context) {
        let title = match self.state.current() {
            Some(open) => format!("{}{} – relata", if open.is_dirty() { "• " } else { "" }, open.document.name),
            None => "relata".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn write_settings(&mut self) {
        if self.settings_written != self.state.settings && self.state.settings.save().is_ok() {
            self.settings_written = self.state.settings.clone();
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.frame_ui(ui);
    }

    fn on_exit(&mut self) {
        // The guard has asked; what is dirty now, the person chose to lose. Journals go with their documents.
        self.write_settings();
    }
}

impl App {
    /// Whether the model is still needed for something that was asked.
    #[cfg(test)]
    pub(super) fn is_busy(&self) -> bool {
        matches!(self.model, Model::Loading) || !self.running.is_empty() || !self.waiting.is_empty()
    }

    #[cfg(test)]
    pub(super) fn first_frame(&self) -> bool {
        self.frames == 0
    }

    #[cfg(test)]
    pub(super) fn dismiss_toasts(&mut self) {
        self.toasts = egui_notify::Toasts::default();
    }

    /// One frame; public so that tests can drive the application without a window.
    pub fn frame_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        self.frames += 1;
        self.poll_engine();
        self.dropped(&ctx);
        self.shortcuts(&ctx);
        self.panels_ui(ui);
        self.late_shortcuts(&ctx);
        self.picker_ui(&ctx);
        if let Some((purpose, path)) = self.files.ui(&ctx) {
            self.chosen(&ctx, purpose, &path);
        }
        self.dialogs_ui(&ctx);
        self.guard_quit(&ctx);
        self.toasts_ui(&ctx);
        self.update_title(&ctx);
        if self.settings_written != self.state.settings
            && !ctx.input(|i| i.pointer.any_down())
            && self.state.recovery.is_some()
        {
            self.write_settings();
        }
    }
}

/// Whether most letters are Latin ones.
fn mostly_latin(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(4000);
    let (latin, other) =
        letters.fold(
            (0, 0),
            |(l, o), c| if c.is_ascii() || ('\u{c0}'..'\u{250}').contains(&c) { (l + 1, o) } else { (l, o + 1) },
        );
    latin >= other
}

/// A document's name as a file's.
fn file_name(name: &str) -> String {
    let clean: String = name.chars().map(|c| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    let clean = clean.trim_matches(['.', ' ', '_']).to_owned();
    if clean.is_empty() { "text".to_owned() } else { clean }
}

#[cfg(all(test, feature = "kittest"))]
#[path = "app_tests.rs"]
mod tests;

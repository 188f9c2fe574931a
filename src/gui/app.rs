//! The application: owns the state, the engine and the views; turns commands and actions into changes.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui;

use super::command::TABLE;
use super::dialogs::Dialogs;
use super::exporting::Exports;
use super::files::Files;
use super::importing::{Clipboard, Importing};
use super::keep::{Autosave, Drafts, Question, Saving, Watch};
use super::keys::Bindings;
use super::panels::Draft;
use super::picker::Picker;
use super::shell::Shell;
use super::tools::compare::Compare;
use super::tools::doctor::Repair;
use super::tools::evaluation::EvaluationPane;
use super::tools::improve::Improve;
use super::tools::types::Types;
use super::tools::{Event, Tools, is_quiet};
use super::type_picker::place_of_question;
use super::views::Views;
use super::{Action, Theme, look};
use crate::editor::{self, Analyses, Editor, ModelEvent, Request, Tone};
use crate::engine::{Engine, Models};
use crate::session::{DocumentId, OpenDocument, Recovery, Settings, Workspace};

/// What the window starts with.
#[derive(Default)]
pub struct Start {
    pub settings: Settings,
    pub paths: Vec<PathBuf>,
    /// Where journals of earlier versions may lie; `None` in tests.
    pub recovery: Option<Recovery>,
    /// Where everything is recorded; the default keeps nothing.
    pub workspace: Workspace,
    /// The models there are; without them the present one can be neither changed nor improved.
    pub models: Option<Models>,
    /// Where formatted clippings come from; `None` takes their plain text.
    pub clipboard: Option<Clipboard>,
    /// Said once at the start (a model that was not found, say).
    pub notice: Option<String>,
}

pub struct App {
    pub(super) editor: Editor,
    pub(super) views: Views,
    pub(super) tools: Tools,
    pub(super) dialogs: Dialogs,
    pub(super) files: Files,
    pub(super) exports: Exports,
    pub(super) shell: Shell,
    pub(super) importing: Importing,
    pub(super) improve: Improve,
    pub(super) drafts: Drafts,
    pub(super) watch: Option<Watch>,
    pub(super) autosave: Autosave,
    pub(super) saving: Saving,
    /// What must be decided before a file is written over.
    pub(super) question: Option<Question>,
    /// Documents of which was said that their text changed under them.
    pub(super) text_changes_said: Vec<DocumentId>,
    pub(super) repair: Option<Repair>,
    pub(super) evaluation: EvaluationPane,
    pub(super) compare: Compare,
    pub(super) types: Types,
    pub(super) settings_written: Settings,
}

impl App {
    pub fn new(ctx: &egui::Context, start: Start, engine: Option<Engine>) -> Self {
        look::install(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let settings_written = start.settings.clone();
        let mut editor = Editor::new(start.settings, start.recovery, start.workspace);
        editor.analyses = Analyses::new(engine, start.models);
        let wake = ctx.clone();
        editor.host.wake = Arc::new(move || wake.request_repaint());
        let mut app = Self {
            views: Views::default(),
            tools: Tools::default(),
            dialogs: Dialogs::default(),
            files: Files::default(),
            exports: Exports::default(),
            shell: Shell::new(ctx, Bindings::new(&editor.settings.keys)),
            importing: Importing::new(start.clipboard),
            improve: Improve::default(),
            drafts: Drafts::default(),
            watch: None,
            autosave: Autosave::default(),
            saving: Saving::default(),
            question: None,
            text_changes_said: Vec::new(),
            repair: None,
            evaluation: EvaluationPane::default(),
            compare: Compare::default(),
            types: Types::default(),
            editor,
            settings_written,
        };
        app.take_bindings();
        app.apply_theme(ctx);
        if let Some(notice) = start.notice {
            app.editor.notify(Tone::Warning, notice);
        }
        app.recover();
        if start.paths.is_empty() && app.editor.settings.reopen {
            app.editor.go_on();
        }
        for path in start.paths {
            app.editor.open_path(&path);
        }
        if app.editor.folder.listing.is_none() && app.editor.documents.is_empty() && app.editor.to_import.is_empty() {
            app.editor.open_english_sample();
        }
        app
    }

    pub fn theme(&self, ctx: &egui::Context) -> Theme {
        if ctx.theme() == egui::Theme::Dark { Theme::DARK } else { Theme::LIGHT }
    }

    pub(super) fn apply_theme(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.editor.settings.dark {
            Some(true) => egui::ThemePreference::Dark,
            Some(false) => egui::ThemePreference::Light,
            None => egui::ThemePreference::System,
        });
        ctx.set_zoom_factor(self.editor.settings.scale);
    }

    /// Which key does what, as the settings say; messages name keys, too.
    pub(super) fn take_bindings(&mut self) {
        self.shell.keyboard.bindings = Bindings::new(&self.editor.settings.keys);
        self.editor.host.keys =
            TABLE.iter().map(|row| (row.command, self.shell.keyboard.bindings.text(row.command))).collect();
    }

    /// Tells the tools what the model has done.
    fn poll_model(&mut self, ctx: &egui::Context) {
        for event in editor::poll_model(&mut self.editor) {
            match event {
                ModelEvent::Loaded => {
                    self.evaluation.count_anew();
                    self.tell(ctx, &Event::ModelLoaded);
                }
                ModelEvent::Analysed(id) => {
                    self.model_has_read(id);
                    self.tell(ctx, &Event::Analysed(id));
                }
            }
        }
    }

    pub(super) fn needs_answer(&self) -> bool {
        self.dialogs.is_modal()
            || self.exports.is_open()
            || self.question.is_some()
            || self.importing.choice.is_some()
            || self.repair.is_some()
            || self.tools.is_modal()
    }

    pub(super) fn dropped(&mut self, ctx: &egui::Context) {
        let files = ctx.input(|i| i.raw.dropped_files.clone());
        for file in files {
            self.editor.open_path(file.path());
        }
    }

    /// What views ask for that show the current document.
    pub(super) fn act(&mut self, ctx: &egui::Context, actions: Vec<Action>) {
        self.act_on(ctx, self.editor.current, actions);
    }

    /// Applies actions to the document they are about, whatever is shown now.
    pub(super) fn act_on(&mut self, ctx: &egui::Context, of: Option<DocumentId>, actions: Vec<Action>) {
        for action in actions {
            match editor::apply(&mut self.editor, of, action) {
                Some(Request::Picker(question)) => {
                    let place = place_of_question(ctx, &self.editor, &self.views.text, &question);
                    self.dialogs.picker = of.map(|of| Picker::new(of, question, place, self.shell.frames));
                }
                Some(Request::Reveal(span)) if of == self.editor.current => self.views.text.reveal(span),
                Some(Request::Reveal(_)) => {}
                Some(Request::Command(command)) => self.command(ctx, command),
                Some(Request::Note(item)) => {
                    self.editor.settings.show_inspector = true;
                    self.keep_draft(ctx);
                    self.views.draft = of.map(|id| Draft::note(id, item));
                }
                Some(Request::Visit { source, selection, span }) => {
                    self.views.visit(&mut self.editor, source, selection, span)
                }
                Some(Request::ReadFolder) => self.views.folder.forget(),
                Some(Request::StopReading) => self.views.folder.stop(),
                None => {}
            }
        }
    }

    pub(super) fn update_title(&mut self, ctx: &egui::Context) {
        let title = match self.editor.current() {
            Some(open) => format!("{}{} – relata", if open.is_dirty() { "• " } else { "" }, open.document.name),
            None => "relata".to_owned(),
        };
        if title != self.shell.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.shell.title = title;
        }
    }

    pub(super) fn write_settings(&mut self) {
        if self.settings_written != self.editor.settings && self.editor.settings.save().is_ok() {
            self.settings_written = self.editor.settings.clone();
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.frame_ui(ui);
    }

    fn on_exit(&mut self) {
        // What is dirty now is kept for the next start; what the person chose to lose is gone already.
        self.write_settings();
    }
}

impl App {
    /// Whether the model is still needed for something that was asked.
    #[cfg(test)]
    pub(super) fn is_busy(&self) -> bool {
        matches!(self.editor.analyses.model, editor::ModelState::Loading)
            || self.editor.analyses.is_busy()
            || self.editor.analyses.is_asked_for_suggestions()
            || self.tools.is_busy()
            || self.editor.corpus.analysis.is_running()
            || self.editor.corpus.analysis.is_counting()
            || self.editor.folder.listing.is_some()
            || self.views.map.is_making()
            || self.importing.is_running()
            || (self.saving.is_running() && self.question.is_none())
            || !self.editor.to_import.is_empty()
    }

    /// Whether the model reads a document, or is about to.
    #[cfg(test)]
    pub(super) fn is_reading(&self) -> bool {
        self.editor.analyses.is_busy() || self.editor.corpus.analysis.is_running()
    }

    #[cfg(test)]
    pub(super) fn first_frame(&self) -> bool {
        self.shell.frames == 0
    }

    #[cfg(test)]
    pub(super) fn dismiss_toasts(&mut self) {
        self.shell.toasts.dismiss();
    }

    /// One frame; public so that tests can drive the application without a window.
    pub fn frame_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        let theme = self.theme(&ctx);
        self.shell.frames += 1;
        self.editor.share_types();
        self.editor.share_thresholds();
        self.poll_model(&ctx);
        self.poll_improving();
        self.exports.poll(&mut self.editor);
        self.editor.poll_listing();
        self.shell.fonts.tick(&ctx, &mut self.editor);
        self.poll_imports(&ctx);
        self.watch_tick(&ctx);
        self.poll_comparing();
        self.poll_types();
        self.dropped(&ctx);
        if self.views.presenting_ui(ui, theme) {
            return;
        }
        self.shortcuts(&ctx);
        self.evaluation_tick(&ctx);
        editor::go_on_with_folder(&mut self.editor, ctx.input(|i| i.pointer.any_down()));
        self.with_tools(&ctx, |_| true, |tool, context| tool.tick(context));
        editor::analyse_shown(&mut self.editor);
        if is_quiet(&mut self.editor, &ctx) {
            self.editor.documents.iter_mut().for_each(OpenDocument::check);
        }
        // Asked beforehand: a menu that closes with Escape is closed when the panels are drawn.
        let escape_is_free = self.escape_is_free(&ctx);
        self.panels_ui(ui);
        self.late_shortcuts(&ctx);
        if escape_is_free {
            self.tool_keys(&ctx);
        }
        self.with_dialogs(&ctx, |dialogs, context| dialogs.picker_ui(context));
        self.improve_ui(&ctx);
        self.with_tools(&ctx, |_| true, |tool, context| tool.dialogs(context));
        if let Some((purpose, path)) = self.files.ui(&ctx) {
            self.chosen(&ctx, purpose, &path);
        }
        self.dialogs_ui(&ctx);
        self.drafts_tick();
        self.autosave_tick(&ctx);
        self.saving_tick(&ctx);
        self.guard_quit(&ctx);
        editor::ask_for_suggestions(&mut self.editor);
        self.shell.toasts.ui(&ctx, &mut self.editor);
        self.shell.focus.ring_ui(&ctx, theme, &self.views);
        self.update_title(&ctx);
        self.focus_text(&ctx);
        if self.settings_written != self.editor.settings
            && !ctx.input(|i| i.pointer.any_down())
            && self.editor.host.recovery.is_some()
        {
            self.write_settings();
        }
    }
}

#[cfg(all(test, feature = "kittest"))]
#[path = "app_tests.rs"]
pub(super) mod tests;

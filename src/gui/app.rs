//! The application: owns the state, the engine and the views; turns commands and actions into changes.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{self, CentralPanel, Frame as Ground, Margin, Panel};

use super::command::{Command, TABLE};
use super::dialogs::Dialogs;
use super::exporting::Exports;
use super::files::Files;
use super::keys::Bindings;
use super::panels::{MenuBar, Pane, inspector_ui, status_ui};
use super::persistence::Persistence;
use super::picker::Picker;
use super::shell::Shell;
use super::tools::{Event, ToolContext, Tools};
use super::type_picker::place_of_question;
use super::views::Views;
use super::{Action, Theme, look};
use crate::editor::{self, Analyses, Clipboard, Editor, Frame, ModelEvent, Request, Tone};
use crate::engine::{Engine, Models};
use crate::session::{DocumentId, Recovery, Settings, Workspace};

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
    pub(super) persistence: Persistence,
}

/// What draws itself with a [`ToolContext`].
pub(super) struct Parts<'a> {
    pub views: &'a mut Views,
    pub dialogs: &'a mut Dialogs,
    pub exports: &'a mut Exports,
}

impl App {
    pub fn new(ctx: &egui::Context, start: Start, engine: Option<Engine>) -> Self {
        look::install(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let mut editor = Editor::new(start.settings, start.recovery, start.workspace);
        editor.analyses = Analyses::new(engine, start.models);
        let wake = ctx.clone();
        editor.host.wake = Arc::new(move || wake.request_repaint());
        editor.host.clipboard = start.clipboard;
        let mut app = Self {
            views: Views::default(),
            tools: Tools::default(),
            dialogs: Dialogs::default(),
            files: Files::default(),
            exports: Exports::default(),
            shell: Shell::new(ctx, Bindings::new(&editor.settings.keys)),
            persistence: Persistence::default(),
            editor,
        };
        app.take_bindings();
        app.apply_theme(ctx);
        if let Some(notice) = start.notice {
            app.editor.notify(Tone::Warning, notice);
        }
        editor::begin(&mut app.editor, &start.paths);
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

    /// Does what the editor has to do in every frame, and tells the tools what the model has done.
    fn tick(&mut self, ctx: &egui::Context) {
        let frame = ctx.input(|i| Frame { time: i.time, is_held: i.pointer.any_down(), has_focus: i.focused });
        let ticked = editor::tick(&mut self.editor, frame);
        if let Some(again) = ticked.again {
            ctx.request_repaint_after(again);
        }
        for event in ticked.events {
            match event {
                ModelEvent::Loaded => self.tell(ctx, &Event::ModelLoaded),
                ModelEvent::Analysed(id) => self.tell(ctx, &Event::Analysed(id)),
            }
        }
    }

    pub(super) fn needs_answer(&self) -> bool {
        self.dialogs.is_modal()
            || self.exports.is_open()
            || self.persistence.is_modal(&self.editor)
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
                    editor::begin_note(&mut self.editor, of, item);
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
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.frame_ui(ui);
    }

    fn on_exit(&mut self) {
        // What is dirty now is kept for the next start; what the person chose to lose is gone already.
        editor::write_settings(&mut self.editor);
    }
}

impl App {
    /// Whether the model is still needed for something that was asked.
    #[cfg(test)]
    pub(super) fn is_busy(&self) -> bool {
        editor::is_busy(&self.editor) || self.tools.is_busy() || self.views.map.is_making()
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

    pub(super) fn panels_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        let theme = self.theme(&ctx);
        let bar = Ground::new().fill(theme.panel()).inner_margin(Margin::symmetric(10, 5));
        let (chosen, first) = Panel::top("menu").frame(bar).show(ui, |ui| self.menu_bar().ui(ui)).inner;
        self.shell.focus.menu = first;
        let pressed =
            Panel::bottom("status").frame(bar).show(ui, |ui| status_ui(ui, theme, &mut self.editor, &self.tools)).inner;
        for command in [chosen, pressed].into_iter().flatten() {
            self.command(&ctx, command);
        }
        let side = Ground::new().fill(theme.panel()).inner_margin(Margin::same(10));
        if self.editor.settings.show_documents {
            let room = ui.available_width();
            let panel = self.shell.arrangement.documents_panel(&mut self.editor.settings.panes, room).frame(side);
            let shown =
                panel.show(ui, |ui| self.with_parts(&ctx, |parts, context| parts.views.documents.ui(ui, context)));
            self.divider_ui(&ctx, Pane::Documents, "documents", shown.response.rect);
        }
        let ground = Ground::new().fill(theme.background());
        let width = ui.available_width();
        let beside = match (self.tools.open, self.editor.settings.show_map) {
            (Some(_), _) => Some(("tool", 0.5, side)),
            (None, true) => Some(("map", 0.46, ground)),
            (None, false) => None,
        };
        if let Some((name, share, frame)) = beside {
            let panes = &mut self.editor.settings.panes;
            let panel = self.shell.arrangement.beside_panel(panes, name, width, share).frame(frame);
            let shown = panel.show(ui, |ui| match name {
                "tool" => self.tool_ui(ui),
                _ => self.with_parts(&ctx, |parts, context| parts.views.map_ui(ui, context)),
            });
            self.divider_ui(&ctx, Pane::Beside, name, shown.response.rect);
        }
        if self.editor.settings.show_inspector {
            let height = ui.available_height();
            let panel = self.shell.arrangement.inspector_panel(&mut self.editor.settings.panes, height).frame(side);
            let shown = panel.show(ui, |ui| self.with_parts(&ctx, |_, context| inspector_ui(ui, context)));
            self.divider_ui(&ctx, Pane::Inspector, "inspector", shown.response.rect);
        }
        CentralPanel::no_frame()
            .frame(ground)
            .show(ui, |ui| self.with_parts(&ctx, |parts, context| parts.views.text_ui(ui, context)));
    }

    fn divider_ui(&mut self, ctx: &egui::Context, pane: Pane, id: &'static str, shown: egui::Rect) {
        self.shell.arrangement.divider_ui(&mut self.editor.settings.panes, ctx, (pane, id), shown);
    }

    /// Calls something of what is drawn, and does what it asks for.
    pub(super) fn with_parts(&mut self, ctx: &egui::Context, call: impl FnOnce(Parts<'_>, &mut ToolContext)) {
        let theme = self.theme(ctx);
        let mut requests = Vec::new();
        let mut context = ToolContext::new(&mut self.editor, ctx, &self.shell.keyboard.bindings, theme, &mut requests);
        let parts = Parts { views: &mut self.views, dialogs: &mut self.dialogs, exports: &mut self.exports };
        call(parts, &mut context);
        for request in requests {
            self.answer(ctx, request);
        }
    }

    fn menu_bar(&self) -> MenuBar<'_> {
        MenuBar { editor: &self.editor, views: &self.views, tools: &self.tools, keys: &self.shell.keyboard.bindings }
    }

    /// Whether a command can be chosen now.
    pub(super) fn enabled(&self, command: Command) -> bool {
        self.menu_bar().enabled(command)
    }

    /// One frame; public so that tests can drive the application without a window.
    pub fn frame_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        let theme = self.theme(&ctx);
        self.shell.frames += 1;
        self.tick(&ctx);
        self.exports.poll(&mut self.editor);
        self.shell.fonts.tick(&ctx, &mut self.editor);
        self.dropped(&ctx);
        if self.views.presenting_ui(ui, theme) {
            return;
        }
        self.shortcuts(&ctx);
        // Before the folder: what a tool wants to be read comes first.
        self.with_tools(&ctx, |_| true, |tool, context| tool.tick(context));
        // Asked beforehand: a menu that closes with Escape is closed when the panels are drawn.
        let escape_is_free = self.escape_is_free(&ctx);
        self.panels_ui(ui);
        self.late_shortcuts(&ctx);
        if escape_is_free {
            self.tool_keys(&ctx);
        }
        self.with_parts(&ctx, |parts, context| parts.dialogs.picker_ui(context));
        self.with_tools(&ctx, |_| true, |tool, context| tool.dialogs(context));
        if let Some((purpose, path)) = self.files.ui(&ctx) {
            self.chosen(&ctx, purpose, &path);
        }
        self.dialogs_ui(&ctx);
        let is_working = self.tools.unfinished().is_some();
        self.persistence.guard_quit(&ctx, &mut self.editor, is_working);
        self.shell.toasts.ui(&ctx, &mut self.editor);
        self.shell.focus.ring_ui(&ctx, theme, &self.views);
        self.update_title(&ctx);
        self.focus_text(&ctx);
    }
}

#[cfg(all(test, feature = "kittest"))]
#[path = "app_tests.rs"]
pub(super) mod tests;

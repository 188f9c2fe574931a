//! The application: owns the state, the engine and the views; turns commands and actions into changes.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui;

use super::command::TABLE;
use super::compare::Compare;
use super::dialogs::Dialogs;
use super::evaluation::EvaluationPane;
use super::exporting::Exports;
use super::files::Files;
use super::find::FindTool;
use super::focus::Focus;
use super::folder_map::Corpus;
use super::fonts::SystemFonts;
use super::graph_view::GraphView;
use super::improve::Improve;
use super::keys::Bindings;
use super::panels::{DocumentList, Pane};
use super::persistence::Persistence;
use super::picker::Picker;
use super::present::Presenter;
use super::propagate::PropagateTool;
use super::queue::QueueTool;
use super::repair::Repair;
use super::statistics::StatisticsTool;
use super::text_view::{RelationsShown, TextView};
use super::tool::Tool;
use super::types::Types;
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
    pub(super) improve: Improve,
    pub(super) text_view: TextView,
    pub(super) graph_view: GraphView,
    pub(super) corpus: Corpus,
    pub(super) exports: Exports,
    pub(super) presenter: Option<Presenter>,
    pub(super) relations_shown: RelationsShown,
    pub(super) fold: bool,
    /// Only the sentences of the selection are shown.
    pub(super) only_selected: bool,
    pub(super) picker: Option<Picker>,
    pub(super) dialogs: Dialogs,
    /// For threads that have something to show.
    pub(super) wake: egui::Context,
    pub(super) document_list: DocumentList,
    pub(super) persistence: Persistence,
    pub(super) files: Files,
    pub(super) repair: Option<Repair>,
    pub(super) evaluation: EvaluationPane,
    pub(super) compare: Compare,
    pub(super) types: Types,
    /// What stands in the map's place.
    pub(super) tool: Option<Tool>,
    pub(super) find: FindTool,
    pub(super) propagate: PropagateTool,
    pub(super) queue: QueueTool,
    pub(super) statistics: StatisticsTool,
    pub(super) system_fonts: SystemFonts,
    pub(super) toasts: egui_notify::Toasts,
    /// The latest toast is one that the next may replace.
    pub(super) passing_toast: bool,
    /// Which key does what, as the settings say.
    pub(super) keys: Bindings,
    /// Presses that no view may take this frame, see [`super::keys`].
    pub(super) freed_keys: Vec<egui::Event>,
    pub(super) focus: Focus,
    /// By how many points a key has made a pane larger.
    pub(super) divider: Option<(Pane, f32)>,
    /// How much room each pane had to share in the last frame.
    pub(super) rooms: std::collections::BTreeMap<Pane, f32>,
    pub(super) filter: String,
    pub(super) title: String,
    pub(super) frames: u64,
    /// Everything the window has told the person, newest last.
    pub(super) said: Vec<String>,
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
            improve: Improve::default(),
            text_view: TextView::default(),
            graph_view: GraphView::default(),
            corpus: Corpus::default(),
            exports: Exports::default(),
            presenter: None,
            relations_shown: RelationsShown::Selected,
            fold: false,
            only_selected: false,
            picker: None,
            dialogs: Dialogs::default(),
            wake: ctx.clone(),
            document_list: DocumentList::default(),
            persistence: Persistence::default(),
            files: Files::default(),
            repair: None,
            evaluation: EvaluationPane::default(),
            compare: Compare::default(),
            types: Types::default(),
            tool: None,
            find: FindTool::default(),
            propagate: PropagateTool::default(),
            queue: QueueTool::default(),
            statistics: StatisticsTool::default(),
            system_fonts: SystemFonts::default(),
            toasts: egui_notify::Toasts::default()
                .with_anchor(egui_notify::Anchor::BottomRight)
                // Above the status bar, which says what is saved.
                .with_margin(egui::vec2(10.0, 38.0)),
            passing_toast: false,
            keys: Bindings::new(&editor.settings.keys),
            editor,
            freed_keys: Vec::new(),
            focus: Focus::default(),
            divider: None,
            rooms: std::collections::BTreeMap::new(),
            filter: String::new(),
            title: String::new(),
            frames: 0,
            said: Vec::new(),
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
        self.keys = Bindings::new(&self.editor.settings.keys);
        self.editor.host.keys = TABLE.iter().map(|row| (row.command, self.keys.text(row.command))).collect();
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
                ModelEvent::Loaded => self.evaluation.count_anew(),
                ModelEvent::Analysed(id) => self.model_has_read(id),
            }
        }
    }

    pub(super) fn needs_answer(&self) -> bool {
        self.dialogs.is_modal() || self.persistence.is_modal(&self.editor) || self.repair.is_some()
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
                    let place = self.place_of_question(ctx, &question);
                    self.picker = of.map(|of| Picker::new(of, question, place, self.frames));
                }
                Some(Request::Reveal(span)) if of == self.editor.current => self.text_view.reveal(span),
                Some(Request::Reveal(_)) => {}
                Some(Request::Command(command)) => self.command(ctx, command),
                Some(Request::Note(item)) => {
                    editor::begin_note(&mut self.editor, of, item);
                }
                Some(Request::Visit { source, selection, span }) => self.visit(source, selection, span),
                Some(Request::ReadFolder) => self.corpus.forget(),
                Some(Request::StopReading) => self.corpus.stop(),
                None => {}
            }
        }
    }

    pub(super) fn update_title(&mut self, ctx: &egui::Context) {
        let title = match self.editor.current() {
            Some(open) => format!("{}{} – relata", if open.is_dirty() { "• " } else { "" }, open.document.name),
            None => "relata".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
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
        editor::is_busy(&self.editor)
            || self.find.is_busy()
            || self.propagate.is_busy()
            || self.queue.is_busy()
            || self.statistics.is_busy()
            || self.graph_view.is_making()
    }

    /// Whether the model reads a document, or is about to.
    #[cfg(test)]
    pub(super) fn is_reading(&self) -> bool {
        self.editor.analyses.is_busy() || self.editor.corpus.analysis.is_running()
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
        self.tick(&ctx);
        self.poll_improving();
        self.poll_exports();
        self.fonts_tick(&ctx);
        self.poll_comparing();
        self.poll_types();
        self.dropped(&ctx);
        if self.presenting_ui(ui) {
            return;
        }
        self.shortcuts(&ctx);
        self.evaluation_tick(&ctx);
        self.find_tick(&ctx);
        self.propagate_tick(&ctx);
        self.queue_tick(&ctx);
        self.statistics_tick(&ctx);
        // Asked beforehand: a menu that closes with Escape is closed when the panels are drawn.
        let escape_is_free = self.escape_is_free(&ctx);
        self.panels_ui(ui);
        self.late_shortcuts(&ctx);
        if escape_is_free {
            self.tool_keys(&ctx);
        }
        self.picker_ui(&ctx);
        self.improve_ui(&ctx);
        if let Some((purpose, path)) = self.files.ui(&ctx) {
            self.chosen(&ctx, purpose, &path);
        }
        self.dialogs_ui(&ctx);
        self.persistence.guard_quit(&ctx, &mut self.editor, self.improve.is_running());
        self.toasts_ui(&ctx);
        self.focus_ring_ui(&ctx, self.theme(&ctx));
        self.update_title(&ctx);
        self.focus_text(&ctx);
    }
}

#[cfg(all(test, feature = "kittest"))]
#[path = "app_tests.rs"]
pub(super) mod tests;

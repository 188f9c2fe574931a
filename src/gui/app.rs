//! The application: owns the state, the engine and the views; turns commands and actions into changes.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Instant;

use eframe::egui;

use super::compare::Compare;
use super::corpus::Corpus;
use super::dialogs::Dialogs;
use super::evaluation::EvaluationPane;
use super::exporting::Exports;
use super::files::Files;
use super::find::{FindTool, Quiet};
use super::focus::Focus;
use super::fonts::SystemFonts;
use super::graph_view::GraphView;
use super::importing::{Clipboard, Importing};
use super::improve::Improve;
use super::keep::{Autosave, Drafts, Question, Saving, Watch};
use super::keys::Bindings;
use super::offers::Asking;
use super::panels::{DocumentList, Draft, Pane};
use super::picker::Picker;
use super::present::Presenter;
use super::propagate::PropagateTool;
use super::queue::{FolderReading, Memory, QueueTool};
use super::repair::Repair;
use super::statistics::StatisticsTool;
use super::text_view::{RelationsShown, TextView};
use super::tool::Tool;
use super::types::Types;
use super::{Action, Selection, Theme, look};
use crate::editor::{self, Request};
use crate::editor::{State, Tone};
use crate::engine::{Engine, ModelInfo, Models};
use crate::find::Snapshots;
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
    pub(super) models: Option<Models>,
    /// Models that the engine was asked to load and has not answered for.
    pub(super) switching: VecDeque<PathBuf>,
    pub(super) improve: Improve,
    pub(super) running: Vec<Running>,
    /// Relations asked for after a correction.
    pub(super) asking: Option<Asking>,
    /// A note or attribute that is being written.
    pub(super) draft: Option<Draft>,
    pub(super) drafts: Drafts,
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
    pub(super) watch: Option<Watch>,
    pub(super) autosave: Autosave,
    pub(super) saving: Saving,
    /// What must be decided before a file is written over.
    pub(super) question: Option<Question>,
    /// Documents of which was said that their text changed under them.
    pub(super) text_changes_said: Vec<DocumentId>,
    pub(super) files: Files,
    pub(super) importing: Importing,
    pub(super) repair: Option<Repair>,
    pub(super) clipboard: Option<Clipboard>,
    pub(super) evaluation: EvaluationPane,
    pub(super) compare: Compare,
    pub(super) types: Types,
    /// What stands in the map's place.
    pub(super) tool: Option<Tool>,
    pub(super) find: FindTool,
    pub(super) propagate: PropagateTool,
    pub(super) queue: QueueTool,
    pub(super) statistics: StatisticsTool,
    pub(super) reading: FolderReading,
    /// What the model said of the folder's documents.
    pub(super) memory: Memory,
    /// The document that was shown in the last frame.
    pub(super) seen: Option<DocumentId>,
    /// Grows whenever the model has read something.
    pub(super) readings: u64,
    /// What [`Command::NextUncertain`] has shown last.
    ///
    /// [`Command::NextUncertain`]: super::command::Command::NextUncertain
    pub(super) uncertain: Option<Selection>,
    /// Grows whenever it has read documents of the folder that are not open.
    pub(super) folder_readings: u64,
    /// Open documents as threads see them.
    pub(super) snapshots: Snapshots,
    pub(super) quiet: Quiet,
    pub(super) system_fonts: SystemFonts,
    pub(super) toasts: egui_notify::Toasts,
    /// The latest toast is one that the next may replace.
    pub(super) passing_toast: bool,
    /// Analysed as soon as the model is there.
    pub(super) waiting: Vec<DocumentId>,
    /// Opened before the model was there to say whether it reads their language.
    pub(super) unasked: Vec<DocumentId>,
    /// Samples: their automatic analysis is nothing to save.
    pub(super) disposable: Vec<DocumentId>,
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
    pub(super) settings_written: Settings,
    pub(super) frames: u64,
    /// Everything the window has told the person, newest last.
    pub(super) said: Vec<String>,
}

pub const SAMPLE_EN: (&str, &str) = ("dallas", include_str!("../../samples/dallas.txt"));
pub const SAMPLE_RU: (&str, &str, &str) =
    ("tchaikovsky", include_str!("../../samples/tchaikovsky.txt"), include_str!("../../samples/tchaikovsky.ann"));

impl App {
    pub fn new(ctx: &egui::Context, start: Start, engine: Option<Engine>) -> Self {
        look::install(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let settings_written = start.settings.clone();
        let mut app = Self {
            model: if engine.is_some() { Model::Loading } else { Model::Failed("no model".into()) },
            engine,
            models: start.models,
            switching: VecDeque::new(),
            improve: Improve::default(),
            running: Vec::new(),
            asking: None,
            draft: None,
            drafts: Drafts::default(),
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
            watch: None,
            autosave: Autosave::default(),
            saving: Saving::default(),
            question: None,
            text_changes_said: Vec::new(),
            files: Files::default(),
            importing: Importing::default(),
            repair: None,
            clipboard: start.clipboard,
            evaluation: EvaluationPane::default(),
            compare: Compare::default(),
            types: Types::default(),
            tool: None,
            find: FindTool::default(),
            propagate: PropagateTool::default(),
            queue: QueueTool::default(),
            statistics: StatisticsTool::default(),
            reading: FolderReading::default(),
            memory: Memory::default(),
            seen: None,
            readings: 0,
            uncertain: None,
            folder_readings: 0,
            snapshots: Snapshots::default(),
            quiet: Quiet::default(),
            system_fonts: SystemFonts::default(),
            toasts: egui_notify::Toasts::default()
                .with_anchor(egui_notify::Anchor::BottomRight)
                // Above the status bar, which says what is saved.
                .with_margin(egui::vec2(10.0, 38.0)),
            passing_toast: false,
            waiting: Vec::new(),
            unasked: Vec::new(),
            disposable: Vec::new(),
            keys: Bindings::new(&start.settings.keys),
            state: State::new(start.settings, start.recovery, start.workspace),
            freed_keys: Vec::new(),
            focus: Focus::default(),
            divider: None,
            rooms: std::collections::BTreeMap::new(),
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
        if start.paths.is_empty() && app.state.settings.reopen {
            app.reopen();
        }
        for path in start.paths {
            app.open_path(&path);
        }
        if app.state.listing.is_none() && app.state.documents.is_empty() && app.state.to_import.is_empty() {
            app.open_english_sample();
        }
        app
    }

    pub fn theme(&self, ctx: &egui::Context) -> Theme {
        if ctx.theme() == egui::Theme::Dark { Theme::DARK } else { Theme::LIGHT }
    }

    pub(super) fn apply_theme(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.state.settings.dark {
            Some(true) => egui::ThemePreference::Dark,
            Some(false) => egui::ThemePreference::Light,
            None => egui::ThemePreference::System,
        });
        ctx.set_zoom_factor(self.state.settings.scale);
    }

    /// The folder's list, once it is there.
    fn poll_listing(&mut self) {
        if self.state.listing.is_some() {
            self.state.poll_folder(std::time::Duration::ZERO);
            if self.state.listing.is_none()
                && let Some(id) = self.state.current
            {
                self.analyse_if_bare(id);
            }
        }
    }

    pub(super) fn needs_answer(&self) -> bool {
        self.dialogs.is_modal() || self.question.is_some() || self.importing.choice.is_some() || self.repair.is_some()
    }

    pub(super) fn dropped(&mut self, ctx: &egui::Context) {
        let files = ctx.input(|i| i.raw.dropped_files.clone());
        for file in files {
            self.open_path(file.path());
        }
    }

    /// What views ask for that show the current document.
    pub(super) fn act(&mut self, ctx: &egui::Context, actions: Vec<Action>) {
        self.act_on(ctx, self.state.current, actions);
    }

    /// Applies actions to the document they are about, whatever is shown now.
    pub(super) fn act_on(&mut self, ctx: &egui::Context, of: Option<DocumentId>, actions: Vec<Action>) {
        for action in actions {
            match editor::apply(&mut self.state, of, action) {
                Some(Request::Picker(question)) => {
                    let place = self.place_of_question(ctx, &question);
                    self.picker = of.map(|of| Picker::new(of, question, place, self.frames));
                }
                Some(Request::Reveal(span)) if of == self.state.current => self.text_view.reveal(span),
                Some(Request::Reveal(_)) => {}
                Some(Request::Command(command)) => self.command(ctx, command),
                Some(Request::Note(item)) => {
                    self.state.settings.show_inspector = true;
                    self.keep_draft(ctx);
                    self.draft = of.map(|id| Draft::note(id, item));
                }
                Some(Request::Visit { source, selection, span }) => self.visit(source, selection, span),
                Some(Request::ReadFolder) => self.corpus.forget(),
                Some(Request::StopReading) => self.corpus.stop(),
                None => {}
            }
        }
    }

    pub(super) fn update_title(&mut self, ctx: &egui::Context) {
        let title = match self.state.current() {
            Some(open) => format!("{}{} – relata", if open.is_dirty() { "• " } else { "" }, open.document.name),
            None => "relata".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    pub(super) fn write_settings(&mut self) {
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
        // What is dirty now is kept for the next start; what the person chose to lose is gone already.
        self.write_settings();
    }
}

impl App {
    /// Whether the model is still needed for something that was asked.
    #[cfg(test)]
    pub(super) fn is_busy(&self) -> bool {
        matches!(self.model, Model::Loading)
            || !self.running.is_empty()
            || !self.waiting.is_empty()
            || !self.unasked.is_empty()
            || self.asking.is_some()
            || self.find.is_busy()
            || self.propagate.is_busy()
            || self.queue.is_busy()
            || self.statistics.is_busy()
            || self.reading.is_running()
            || self.reading.is_counting()
            || self.state.listing.is_some()
            || self.graph_view.is_making()
            || self.importing.is_running()
            || (self.saving.is_running() && self.question.is_none())
            || !self.state.to_import.is_empty()
    }

    /// Whether the model reads a document, or is about to.
    #[cfg(test)]
    pub(super) fn is_reading(&self) -> bool {
        !self.running.is_empty() || !self.waiting.is_empty() || !self.unasked.is_empty() || self.reading.is_running()
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
        self.state.share_types();
        self.state.share_thresholds();
        self.poll_engine();
        self.poll_improving();
        self.poll_exports();
        self.poll_listing();
        self.fonts_tick(&ctx);
        self.poll_imports(&ctx);
        self.watch_tick(&ctx);
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
        self.reading_tick(&ctx);
        self.queue_tick(&ctx);
        self.statistics_tick(&ctx);
        self.read_what_is_shown();
        if self.is_quiet(&ctx) {
            self.state.documents.iter_mut().for_each(OpenDocument::check);
        }
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
        self.drafts_tick();
        self.autosave_tick(&ctx);
        self.saving_tick(&ctx);
        self.guard_quit(&ctx);
        self.offers_tick();
        self.toasts_ui(&ctx);
        self.focus_ring_ui(&ctx, self.theme(&ctx));
        self.update_title(&ctx);
        self.focus_text(&ctx);
        if self.settings_written != self.state.settings
            && !ctx.input(|i| i.pointer.any_down())
            && self.state.recovery.is_some()
        {
            self.write_settings();
        }
    }
}

#[cfg(all(test, feature = "kittest"))]
#[path = "app_tests.rs"]
pub(super) mod tests;

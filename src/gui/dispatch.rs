//! Commands at work: files, views, panes.

use eframe::egui::{self, Event};

use super::app::App;
use super::command::Command;
use super::files::Purpose;
use super::graph_view::{Look, Scope};
use super::keys::{give_back, type_action};
use super::text_view::RelationsShown;
use super::tools::improve;
use crate::editor::{self, DocumentEntry, Selection, Tone};
use crate::io::file_name_of;
use crate::map::export::Format;
use crate::session::SCALES;

impl App {
    pub(super) fn command(&mut self, ctx: &egui::Context, command: Command) {
        if self.tool_takes(ctx, command) {
            return;
        }
        match command {
            Command::NewText => self.dialogs.open_new_text(editor::typed_text(&self.editor)),
            Command::Open => self.files.ask(ctx, Purpose::Open, ""),
            Command::OpenFolder => self.files.ask(ctx, Purpose::OpenFolder, ""),
            Command::CloseFolder => {
                if editor::close_folder(&mut self.editor) {
                    self.views.folder.forget();
                }
            }
            Command::OpenSamples => self.editor.open_samples(),
            Command::ReadEncoding => self.persistence.ask_encoding(&mut self.editor),
            Command::PredictionsInFiles => editor::ask_about_predictions(&mut self.editor),
            Command::Save => {
                if !editor::save(&mut self.editor) {
                    self.ask_save_as(ctx);
                }
            }
            Command::SaveAs => {
                editor::keep_draft(&mut self.editor);
                self.ask_save_as(ctx);
            }
            Command::SaveAll => editor::save_all(&mut self.editor),
            Command::SaveByItself => {
                let on = !self.editor.settings.save_by_itself;
                self.editor.settings.save_by_itself = on;
                let text = if on {
                    "Every change is written to its file from now on"
                } else {
                    "Files are written when you save. Unsaved changes are kept all the same"
                };
                self.editor.notify(Tone::Info, text);
            }
            Command::CloseDocument => {
                if let Some(document) = editor::close_shown(&mut self.editor) {
                    self.persistence.ask_before_closing(document);
                }
            }
            Command::NextDocument => self.step_document(1),
            Command::PreviousDocument => self.step_document(-1),
            Command::NextPane => self.shell.focus.next_pane(ctx, &self.views),
            Command::Undo => {
                let changed = editor::undo(&mut self.editor);
                changed.into_iter().for_each(|span| self.views.text.reveal(span));
            }
            Command::Redo => {
                let changed = editor::redo(&mut self.editor);
                changed.into_iter().for_each(|span| self.views.text.reveal(span));
            }
            Command::Analyse => {
                if let Some(id) = self.editor.current {
                    editor::analyse(&mut self.editor, id);
                }
            }
            Command::CancelAnalysis => self.editor.analyses.cancel(),
            Command::ToggleOffers => {
                let on = &mut self.editor.settings.offer_relations;
                *on = !*on;
                let said = if *on {
                    "After a correction, relations are offered"
                } else {
                    "No relations are offered after a correction"
                };
                self.editor.notify(Tone::Info, said);
            }
            Command::ChooseModel => self.files.ask(ctx, Purpose::Model, ""),
            Command::BundledModel => editor::use_bundled_model(&mut self.editor),
            Command::AnalyseFolder => editor::analyse_folder(&mut self.editor),
            Command::NextUncertain => match editor::next_uncertain(&mut self.editor) {
                Some(span) => {
                    self.views.text.reveal(span);
                    // So that Space and Backspace decide about it at once.
                    self.views.text.request_focus(ctx);
                }
                None => self.editor.notify(Tone::Good, "No open predictions are left in this document"),
            },
            Command::AcceptAll => editor::accept_all(&mut self.editor),
            Command::DiscardPredictions => editor::discard_predictions(&mut self.editor),
            Command::FoldSelected => self.views.only_selected = !self.views.only_selected,
            Command::ExportMap => self.exports.open(),
            Command::ExportPng => self.ask_export(ctx, Format::Png, Look::default()),
            Command::ExportSvg => self.ask_export(ctx, Format::Svg, Look::default()),
            Command::ExportHtml => self.ask_export(ctx, Format::Html, Look::default()),
            Command::ExportCsv => self.ask_export(ctx, Format::Csv, Look::default()),
            Command::ExportJson => self.ask_export(ctx, Format::Json, Look::default()),
            Command::ExportGraphMl => self.ask_export(ctx, Format::GraphMl, Look::default()),
            Command::ExportDot => self.ask_export(ctx, Format::Dot, Look::default()),
            Command::Present => self.with_parts(ctx, |parts, context| parts.views.toggle_presenting(context)),
            Command::MapOfSentence => self.show_map_of(Scope::Sentence),
            Command::MapOfDocument => self.show_map_of(Scope::Document),
            Command::MapOfFolder => self.show_map_of(Scope::Folder),
            Command::ToggleFold => self.views.fold = !self.views.fold,
            Command::RelationsSelected => self.views.relations_shown = RelationsShown::Selected,
            Command::RelationsSentence => self.views.relations_shown = RelationsShown::Sentence,
            Command::RelationsAll => self.views.relations_shown = RelationsShown::All,
            Command::ToggleDocuments => self.editor.settings.show_documents ^= true,
            // A tool stands in the map's place.
            Command::ToggleMap if self.tools.open.is_some() => self.close_tool(),
            Command::ToggleMap => self.editor.settings.show_map ^= true,
            Command::ToggleInspector => self.editor.settings.show_inspector ^= true,
            Command::SwapPanes => self.editor.settings.panes.map_on_left ^= true,
            Command::DividerLeft => self.shell.arrangement.move_divider(&self.editor.settings.panes, false),
            Command::DividerRight => self.shell.arrangement.move_divider(&self.editor.settings.panes, true),
            Command::ToggleTheme => {
                self.editor.settings.dark = Some(!self.theme(ctx).dark);
                self.apply_theme(ctx);
            }
            Command::TextLarger => self.zoom_text(1.1),
            Command::TextSmaller => self.zoom_text(1.0 / 1.1),
            Command::TextNormal => self.editor.settings.text_zoom = 1.0,
            Command::ScaleLarger => self.step_scale(ctx, true),
            Command::ScaleSmaller => self.step_scale(ctx, false),
            Command::ScaleNormal => self.set_scale(ctx, 1.0),
            Command::Settings => self.dialogs.settings = true,
            Command::Palette => self.dialogs.open_palette(),
            Command::Help => self.dialogs.toggle_help(),
            Command::ChangeKeys => self.dialogs.open_keys(),
            Command::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Command::Tool(_) => self.tool_command(ctx, command),
        }
    }

    /// A document that has just been opened has the keyboard, unless something else is being written into.
    pub(super) fn focus_text(&mut self, ctx: &egui::Context) {
        if self.views.text.id().is_none() || self.shell.focus.shown == self.editor.current {
            return;
        }
        self.shell.focus.shown = self.editor.current;
        if self.editor.current.is_none() {
            // The text is not drawn, and whoever hears where the keyboard is must not be sent there.
            return;
        }
        if let Some(path) = self.editor.current().and_then(|open| open.path().or(open.source())) {
            self.files.begin_beside(path);
        }
        if !ctx.egui_wants_keyboard_input() && !self.needs_answer() {
            self.views.text.request_focus(ctx);
        }
    }

    pub(super) fn ask_export(&mut self, ctx: &egui::Context, format: Format, look: Look) {
        if let Some(name) = self.exports.asked(&self.editor, self.views.map.scope(), look) {
            self.files.ask(ctx, Purpose::Export(format), &name);
        }
    }

    fn show_map_of(&mut self, scope: Scope) {
        self.views.map.set_scope(scope);
        self.close_tool();
    }

    /// The next larger or smaller scale of the whole window.
    pub(super) fn step_scale(&mut self, ctx: &egui::Context, larger: bool) {
        let now = self.editor.settings.scale;
        let next = if larger {
            SCALES.into_iter().find(|scale| *scale > now + 0.01)
        } else {
            SCALES.into_iter().rev().find(|scale| *scale < now - 0.01)
        };
        self.set_scale(ctx, next.unwrap_or(now));
    }

    pub(super) fn set_scale(&mut self, ctx: &egui::Context, scale: f32) {
        self.editor.settings.scale = scale;
        self.apply_theme(ctx);
    }

    /// Draws what stands over the panes.
    pub(super) fn dialogs_ui(&mut self, ctx: &egui::Context) {
        let theme = self.theme(ctx);
        self.with_parts(ctx, |parts, context| parts.dialogs.new_text_ui(context));
        let unfinished = self.tools.unfinished();
        if let Some(command) = self.persistence.ui(ctx, theme, &mut self.editor, unfinished.as_ref()) {
            self.command(ctx, command);
        }
        self.with_parts(ctx, |parts, context| parts.exports.ui(context));
        let enabled = [Command::ChooseModel, Command::BundledModel, improve::IMPROVE_MODEL]
            .map(|command| (command, self.enabled(command)));
        self.with_parts(ctx, |parts, context| parts.dialogs.ui(context, &|command| enabled.contains(&(command, true))));
    }

    fn keys_belong_elsewhere(&self) -> bool {
        self.dialogs.picker.is_some() || self.needs_answer() || self.files.is_inside()
    }

    /// Commands with Ctrl, Alt or a function key; what is left is made ready for the view with the keyboard.
    pub(super) fn shortcuts(&mut self, ctx: &egui::Context) {
        if self.keys_belong_elsewhere() {
            return;
        }
        let typing = ctx.text_edit_focused();
        if !typing {
            self.tool_reads_keys(ctx);
        }
        for command in self.shell.keyboard.commands(ctx, typing) {
            self.command(ctx, command);
        }
        if !typing {
            let paste = |e: &Event| if let Event::Paste(text) = e { Some(text.clone()) } else { None };
            if let Some(text) = ctx.input(|input| input.events.iter().find_map(paste)) {
                editor::paste_formatted(&mut self.editor, text);
            }
        }
        self.shell.keyboard.translate(ctx, &self.views);
    }

    /// Commands and types with plain keys: whatever the views have left.
    pub(super) fn late_shortcuts(&mut self, ctx: &egui::Context) {
        let freed = self.shell.keyboard.freed();
        if self.keys_belong_elsewhere() || ctx.text_edit_focused() {
            return;
        }
        give_back(ctx, freed);
        // On a new stretch of text the types come first; on an entity, which `N` may just have selected, the commands.
        if matches!(self.editor.selection, Selection::Text(_)) {
            self.type_keys(ctx);
        }
        for command in self.shell.keyboard.late_commands(ctx) {
            self.command(ctx, command);
        }
        self.type_keys(ctx);
    }

    /// The keys of `kb_shortcuts.conf`.
    fn type_keys(&mut self, ctx: &egui::Context) {
        if let Some(action) = type_action(ctx, &self.editor) {
            self.act(ctx, vec![action]);
            ctx.request_repaint();
        }
    }

    /// Shows a document of the list, and reads it where that was not done yet.
    pub(super) fn go_to(&mut self, entry: DocumentEntry) {
        self.editor.go_to(entry);
        let wake = self.shell.wake.clone();
        self.views.text.request_focus(&wake);
    }

    /// The document after (or before) the shown one in the list, going round at its ends.
    fn step_document(&mut self, step: isize) {
        if let Some(next) = DocumentEntry::beside(&self.editor, step) {
            self.go_to(next);
        }
    }

    pub(super) fn zoom_text(&mut self, factor: f32) {
        let zoom = &mut self.editor.settings.text_zoom;
        *zoom = (*zoom * factor).clamp(0.6, 3.0);
    }

    pub(super) fn ask_save_as(&mut self, ctx: &egui::Context) {
        let Some(document) = self.editor.current() else { return };
        match self.tools.proposal(document.id) {
            Some((folder, name)) => self.files.ask_in(ctx, Purpose::SaveAs, &name, Some(folder)),
            None => {
                let name = file_name_of(&document.document.name);
                self.files.ask(ctx, Purpose::SaveAs, &name);
            }
        }
    }

    pub(super) fn chosen(&mut self, ctx: &egui::Context, purpose: Purpose, path: &std::path::Path) {
        match purpose {
            Purpose::Open | Purpose::OpenFolder => self.editor.open_path(path),
            Purpose::SaveAs => {
                if let Some(id) = self.editor.current {
                    editor::save_as(&mut self.editor, id, path);
                }
            }
            Purpose::Tool(question) => {
                self.with_tools(
                    ctx,
                    |entry| entry.id == question.tool,
                    |tool, context| tool.chosen(question, path, context),
                );
            }
            Purpose::Model => editor::use_model(&mut self.editor, path),
            Purpose::Export(format) => {
                self.with_parts(ctx, |parts, context| parts.exports.export(parts.views, context, format, path));
            }
        }
    }
}

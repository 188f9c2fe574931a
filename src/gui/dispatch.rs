//! Commands at work: undo, saving, exports, panes.

use eframe::egui::{self, Event};

use super::Selection;
use super::app::App;
use super::command::Command;
use super::dialogs::Dialogs;
use super::files::{Folder, Purpose};
use super::graph_view::{Look, Scope};
use super::keys::{give_back, type_action};
use super::panels::finish_draft;
use super::text_view::RelationsShown;
use super::tools::ToolContext;
use super::tools::{compare, doctor, evaluation, improve, types};
use crate::brat::Predictions;
use crate::domain::{Edit, Item, ItemId};
use crate::editor::{self, DocumentEntry, Tone};
use crate::gui::words::counted;
use crate::map::export::Format;
use crate::session::workspace::Moved;
use crate::session::{DocumentId, SCALES};

/// Steps of more edits concern no single place.
const LARGE_STEP: usize = 24;

impl App {
    pub(super) fn command(&mut self, ctx: &egui::Context, command: Command) {
        if self.tool_takes(ctx, command) {
            return;
        }
        match command {
            Command::NewText => self.open_new_text(),
            Command::Open => self.files.ask(ctx, Purpose::Open, ""),
            Command::OpenFolder => self.files.ask(ctx, Purpose::OpenFolder, ""),
            Command::CloseFolder => self.close_folder(ctx),
            Command::OpenSamples => self.editor.open_samples(),
            Command::ReadEncoding => self.ask_encoding(),
            Command::PredictionsInFiles => self.ask_about_predictions(),
            doctor::CHECK_AND_REPAIR => self.check_and_repair(),
            Command::Save => self.save(ctx),
            Command::SaveAs => {
                self.keep_draft(ctx);
                self.ask_save_as(ctx);
            }
            Command::SaveAll => self.save_all(ctx),
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
                self.keep_draft(ctx);
                self.close_current();
            }
            Command::NextDocument => self.step_document(1),
            Command::PreviousDocument => self.step_document(-1),
            Command::NextPane => self.shell.focus.next_pane(ctx, &self.views),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
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
            improve::IMPROVE_MODEL => self.open_improve(),
            Command::ChooseModel => self.files.ask(ctx, Purpose::Folder(Folder::Model), ""),
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
            evaluation::EVALUATE => self.evaluate(self.editor.current.into_iter().collect()),
            compare::COMPARE_ANNOTATIONS => self.files.ask(ctx, Purpose::Compare, ""),
            compare::COMPARE_FOLDER => self.files.ask(ctx, Purpose::Folder(Folder::Compare), ""),
            compare::COMPARE_MODEL => self.compare_with_model(),
            compare::SHOW_COMPARISON => self.open_tool(compare::ENTRY.id),
            types::EDIT_TYPES => self.open_tool(types::ENTRY.id),
            evaluation::COMPARE_WITH => self.files.ask(ctx, Purpose::Gold, ""),
            evaluation::COMPARE_WITH_FOLDER => self.files.ask(ctx, Purpose::Folder(Folder::Gold), ""),
            evaluation::OPEN_ERROR_REPORT => self.open_error_report(),
            evaluation::SAVE_ERROR_REPORT => self.ask_save_error_report(ctx),
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
            Command::Present => self.with_views(ctx, |views, context| views.toggle_presenting(context)),
            Command::MapOfSentence => self.show_map_of(Scope::Sentence),
            Command::MapOfDocument => self.show_map_of(Scope::Document),
            Command::MapOfFolder => self.show_map_of(Scope::Folder),
            Command::ToggleFold => self.views.fold = !self.views.fold,
            Command::RelationsSelected => self.views.relations_shown = RelationsShown::Selected,
            Command::RelationsSentence => self.views.relations_shown = RelationsShown::Sentence,
            Command::RelationsAll => self.views.relations_shown = RelationsShown::All,
            Command::ToggleDocuments => self.editor.settings.show_documents ^= true,
            // A tool, or the evaluation, stands in the map's place.
            Command::ToggleMap if self.tools.open.is_some() => self.close_tool(),
            Command::ToggleMap if self.evaluation.is_open() => {
                self.evaluation.close();
                self.editor.settings.show_map = true;
            }
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
        self.evaluation.close();
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
        self.with_dialogs(ctx, |dialogs, context| dialogs.new_text_ui(context));
        self.guard_ui(ctx, theme);
        self.question_ui(ctx, theme);
        self.encodings_ui(ctx, theme);
        self.repair_ui(ctx, theme);
        let mut exports = std::mem::take(&mut self.exports);
        self.with_views(ctx, |_, context| exports.ui(context));
        self.exports = exports;
        let enabled = [Command::ChooseModel, Command::BundledModel, improve::IMPROVE_MODEL]
            .map(|command| (command, self.enabled(command)));
        self.with_dialogs(ctx, |dialogs, context| dialogs.ui(context, &|command| enabled.contains(&(command, true))));
    }

    pub(super) fn with_dialogs(&mut self, ctx: &egui::Context, call: impl FnOnce(&mut Dialogs, &mut ToolContext)) {
        let theme = self.theme(ctx);
        let mut requests = Vec::new();
        let mut context = ToolContext::new(&mut self.editor, ctx, &self.shell.keyboard.bindings, theme, &mut requests);
        call(&mut self.dialogs, &mut context);
        for request in requests {
            self.answer(ctx, request);
        }
    }

    /// Brings what is being written into the document, before it is saved or left.
    pub(super) fn keep_draft(&mut self, ctx: &egui::Context) {
        if let Some((of, actions)) = finish_draft(&mut self.views.draft, &self.editor) {
            self.act_on(ctx, Some(of), actions);
        }
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
            self.compare_keys(ctx);
        }
        for command in self.shell.keyboard.commands(ctx, typing) {
            self.command(ctx, command);
        }
        if !typing {
            let paste = |e: &Event| if let Event::Paste(text) = e { Some(text.clone()) } else { None };
            if let Some(text) = ctx.input(|input| input.events.iter().find_map(paste)) {
                self.paste(ctx, text);
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

    pub(super) fn undo(&mut self) {
        let shown = self.editor.current;
        let result = self.editor.undo();
        self.after_undo(shown, result, true);
    }

    pub(super) fn redo(&mut self) {
        let shown = self.editor.current;
        let result = self.editor.redo();
        self.after_undo(shown, result, false);
    }

    /// `back`: a step was taken back, not done again.
    fn after_undo(&mut self, shown: Option<DocumentId>, result: Result<Option<Moved>, String>, back: bool) {
        let (said, nothing) = match back {
            true => ("Undone", "Nothing to undo"),
            false => ("Done again", "Nothing to redo"),
        };
        match result {
            Ok(Some(moved)) => {
                let name = self.editor.document(moved.document).map(|d| d.document.name.clone()).unwrap_or_default();
                let place = match moved.documents {
                    0 | 1 if Some(moved.document) == shown => String::new(),
                    0 | 1 => format!(" in {name}"),
                    n => format!(" in {n} documents"),
                };
                self.editor.notify(Tone::Info, format!("{said}{place}: {}", moved.label));
                self.show_what_changed(moved.document, back);
                for missing in moved.missing {
                    let text = format!("That step also changed {missing}, which cannot be reached: it stays as it is");
                    self.editor.notify(Tone::Warning, text);
                }
            }
            Ok(None) => self.editor.notify(Tone::Info, nothing),
            Err(error) => self.editor.notify(Tone::Error, error),
        }
    }

    /// Brings into view, and selects, what a step was about that was taken back (or done again).
    fn show_what_changed(&mut self, id: DocumentId, back: bool) {
        let Some(open) = self.editor.document(id).filter(|open| Some(open.id) == self.editor.current) else { return };
        let annotations = &open.document.annotations;
        let step = if back { open.history().next_undone() } else { open.history().last_done() };
        let edits = step.map_or(&[][..], |step| if back { &step.inverse } else { &step.forward });
        // A step over the whole document has no place.
        if edits.len() > LARGE_STEP {
            return;
        }
        let ids = || edits.iter().map(Edit::id).filter(|id| annotations.contains(*id));
        let mention = ids().find_map(|id| if let ItemId::Mention(id) = id { annotations.mention(id) } else { None });
        let relation = ids().find_map(|id| if let ItemId::Relation(id) = id { annotations.relation(id) } else { None });
        // A relation that was accepted has taken its ends along, and is what the step was about.
        let about_relation = edits.iter().any(|edit| matches!(edit, Edit::Replace(Item::Relation(_))));
        let (selection, span) = match (mention.filter(|_| !about_relation), relation) {
            (Some(mention), _) if open.visibility.mention(mention) => (Selection::Mention(mention.id), mention.cover()),
            (_, Some(relation)) if open.visibility.relation(annotations, relation) => {
                let Some(head) = annotations.mention(relation.head) else { return };
                (Selection::Relation(relation.id), head.cover())
            }
            _ => return,
        };
        self.editor.selection = selection;
        self.views.text.reveal(span);
    }

    pub(super) fn save(&mut self, ctx: &egui::Context) {
        self.keep_draft(ctx);
        let Some(document) = self.editor.current_mut() else { return };
        if document.path().is_none() && document.source().is_none() {
            self.ask_save_as(ctx);
            return;
        }
        let id = document.id;
        self.save_document(id);
    }

    pub(super) fn said_saved(&mut self, txt: &std::path::Path) {
        let ann = txt.with_extension("ann");
        let open = self.editor.documents.iter().find(|open| open.path() == Some(txt));
        let hint = match open.map(|open| (open.open_predictions(), open.predictions())) {
            None | Some((0, _) | (_, None)) => String::new(),
            Some((n, Some(choice))) => {
                let what = counted(n, "prediction");
                match choice {
                    Predictions::Marked => format!(", {what} marked as such"),
                    Predictions::Unmarked => format!(", {what} that nobody has reviewed in it"),
                    Predictions::None => format!(" without {what}"),
                }
            }
        };
        self.editor.notify(Tone::Good, format!("Saved {}{hint}", ann.display()));
    }

    pub(super) fn ask_save_as(&mut self, ctx: &egui::Context) {
        let Some(document) = self.editor.current() else { return };
        match self.compare.proposal(document.id) {
            Some((folder, name)) => self.files.ask_in(ctx, Purpose::SaveAs, &name, Some(folder)),
            None => {
                let name = file_name(&document.document.name);
                self.files.ask(ctx, Purpose::SaveAs, &name);
            }
        }
    }

    pub(super) fn close_current(&mut self) {
        match self.editor.current() {
            Some(document) if document.is_dirty() => self.dialogs.guard_close(document.id),
            Some(document) => {
                let id = document.id;
                self.editor.close(id);
            }
            None => {}
        }
    }

    pub(super) fn chosen(&mut self, ctx: &egui::Context, purpose: Purpose, path: &std::path::Path) {
        match purpose {
            Purpose::Open | Purpose::OpenFolder => self.editor.open_path(path),
            Purpose::SaveAs => {
                if let Some(id) = self.editor.current {
                    self.save_as(id, path);
                }
            }
            Purpose::Tool(question) => {
                self.with_tools(
                    ctx,
                    |entry| entry.id == question.tool,
                    |tool, context| tool.chosen(question, path, context),
                );
            }
            Purpose::Gold => self.compare_with(path),
            Purpose::Compare => self.compare_annotations(path),
            Purpose::Folder(Folder::Compare) => self.compare_folder(ctx, path),
            Purpose::Folder(Folder::Gold) => self.evaluate_against_folder(path),
            Purpose::ErrorReport => self.save_error_report(path),
            Purpose::Folder(Folder::Model) => editor::use_model(&mut self.editor, path),
            Purpose::Folder(folder) => self.improve_folder(folder, path),
            Purpose::Export(format) => {
                let exports = &mut self.exports;
                let mut exporting = std::mem::take(exports);
                self.with_views(ctx, |views, context| exporting.export(views, context, format, path));
                self.exports = exporting;
            }
        }
    }
}

/// A document's name as a file's.
pub(super) fn file_name(name: &str) -> String {
    let clean: String = name.chars().map(|c| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    let clean = clean.trim_matches(['.', ' ', '_']).to_owned();
    if clean.is_empty() { "text".to_owned() } else { clean }
}

//! Commands at work: files, views, panes.

use eframe::egui;

use super::app::App;
use super::command::Command;
use super::files::{Folder, Purpose};
use super::graph_view::{Look, Scope};
use super::text_view::RelationsShown;
use super::tool::Tool;
use crate::editor::Scope as FindScope;
use crate::editor::{self, Tone};
use crate::map::export::Format;

impl App {
    pub(super) fn command(&mut self, ctx: &egui::Context, command: Command) {
        match command {
            Command::NewText => self.dialogs.open_new_text(editor::typed_text(&self.editor)),
            Command::Open => self.files.ask(ctx, Purpose::Open, ""),
            Command::OpenFolder => self.files.ask(ctx, Purpose::OpenFolder, ""),
            Command::CloseFolder => {
                if editor::close_folder(&mut self.editor) {
                    self.corpus.forget();
                }
            }
            Command::OpenSamples => self.editor.open_samples(),
            Command::ReadEncoding => self.persistence.ask_encoding(&mut self.editor),
            Command::PredictionsInFiles => editor::ask_about_predictions(&mut self.editor),
            Command::CheckAndRepair => self.check_and_repair(),
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
            Command::NextPane => self.next_pane(ctx),
            Command::Undo => {
                let changed = editor::undo(&mut self.editor);
                changed.into_iter().for_each(|span| self.text_view.reveal(span));
            }
            Command::Redo => {
                let changed = editor::redo(&mut self.editor);
                changed.into_iter().for_each(|span| self.text_view.reveal(span));
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
            Command::ImproveModel => self.open_improve(),
            Command::ChooseModel => self.files.ask(ctx, Purpose::Folder(Folder::Model), ""),
            Command::BundledModel => editor::use_bundled_model(&mut self.editor),
            Command::Find => self.open_find(FindScope::Document),
            Command::FindInFolder => self.open_find(FindScope::widest(&self.editor)),
            Command::NextHit => self.step_hit(1),
            Command::PreviousHit => self.step_hit(-1),
            Command::FindSimilar => self.find_similar(),
            Command::Concordance => self.open_concordance(),
            Command::Propagate => self.open_propagate(),
            Command::AnalyseFolder => editor::analyse_folder(&mut self.editor),
            Command::ReviewQueue => self.open_queue(),
            Command::Statistics => self.open_statistics(),
            Command::MarkReviewed => self.mark_reviewed(),
            Command::MarkUnreviewed => self.mark_unreviewed(),
            Command::NextUncertain if self.tool == Some(Tool::Queue) => self.skip_entry(ctx, true),
            Command::NextUncertain => match editor::next_uncertain(&mut self.editor) {
                Some(span) => {
                    self.text_view.reveal(span);
                    // So that Space and Backspace decide about it at once.
                    self.text_view.request_focus(ctx);
                }
                None => self.editor.notify(Tone::Good, "No open predictions are left in this document"),
            },
            Command::Evaluate => self.evaluate(self.editor.current.into_iter().collect()),
            Command::CompareAnnotations => self.files.ask(ctx, Purpose::Compare, ""),
            Command::CompareFolder => self.files.ask(ctx, Purpose::Folder(Folder::Compare), ""),
            Command::CompareModel => self.compare_with_model(),
            Command::ShowComparison => self.open_tool(Tool::Compare),
            Command::EditTypes => self.open_tool(Tool::Types),
            Command::CompareWith => self.files.ask(ctx, Purpose::Gold, ""),
            Command::CompareWithFolder => self.files.ask(ctx, Purpose::Folder(Folder::Gold), ""),
            Command::OpenErrorReport => self.open_error_report(),
            Command::SaveErrorReport => self.ask_save_error_report(ctx),
            Command::AcceptAll => editor::accept_all(&mut self.editor),
            Command::DiscardPredictions => editor::discard_predictions(&mut self.editor),
            Command::FoldSelected => self.only_selected = !self.only_selected,
            Command::ExportMap => self.open_export(),
            Command::ExportPng => self.ask_export(ctx, Format::Png, Look::default()),
            Command::ExportSvg => self.ask_export(ctx, Format::Svg, Look::default()),
            Command::ExportHtml => self.ask_export(ctx, Format::Html, Look::default()),
            Command::ExportCsv => self.ask_export(ctx, Format::Csv, Look::default()),
            Command::ExportJson => self.ask_export(ctx, Format::Json, Look::default()),
            Command::ExportGraphMl => self.ask_export(ctx, Format::GraphMl, Look::default()),
            Command::ExportDot => self.ask_export(ctx, Format::Dot, Look::default()),
            Command::Present => self.toggle_presenting(ctx),
            Command::MapOfSentence => self.show_map_of(Scope::Sentence),
            Command::MapOfDocument => self.show_map_of(Scope::Document),
            Command::MapOfFolder => self.show_map_of(Scope::Folder),
            Command::ToggleFold => self.fold = !self.fold,
            Command::RelationsSelected => self.relations_shown = RelationsShown::Selected,
            Command::RelationsSentence => self.relations_shown = RelationsShown::Sentence,
            Command::RelationsAll => self.relations_shown = RelationsShown::All,
            Command::ToggleDocuments => self.editor.settings.show_documents ^= true,
            // A tool, or the evaluation, stands in the map's place.
            Command::ToggleMap if self.tool.is_some() => self.close_tool(),
            Command::ToggleMap if self.evaluation.is_open() => {
                self.evaluation.close();
                self.editor.settings.show_map = true;
            }
            Command::ToggleMap => self.editor.settings.show_map ^= true,
            Command::ToggleInspector => self.editor.settings.show_inspector ^= true,
            Command::SwapPanes => self.editor.settings.panes.map_on_left ^= true,
            Command::DividerLeft => self.move_divider(false),
            Command::DividerRight => self.move_divider(true),
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
        }
    }

    pub(super) fn zoom_text(&mut self, factor: f32) {
        let zoom = &mut self.editor.settings.text_zoom;
        *zoom = (*zoom * factor).clamp(0.6, 3.0);
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

    pub(super) fn chosen(&mut self, ctx: &egui::Context, purpose: Purpose, path: &std::path::Path) {
        match purpose {
            Purpose::Open | Purpose::OpenFolder => self.editor.open_path(path),
            Purpose::SaveAs => {
                if let Some(id) = self.editor.current {
                    editor::save_as(&mut self.editor, id, path);
                }
            }
            Purpose::Concordance => self.save_concordance(path),
            Purpose::Statistics => self.save_statistics(path),
            Purpose::Gold => self.compare_with(path),
            Purpose::Compare => self.compare_annotations(path),
            Purpose::Folder(Folder::Compare) => self.compare_folder(ctx, path),
            Purpose::Folder(Folder::Gold) => self.evaluate_against_folder(path),
            Purpose::ErrorReport => self.save_error_report(path),
            Purpose::Folder(Folder::Model) => editor::use_model(&mut self.editor, path),
            Purpose::Folder(folder) => self.improve_folder(folder, path),
            Purpose::Export(format) => self.export(ctx, format, path),
        }
    }
}

/// A document's name as a file's.
pub(super) fn file_name(name: &str) -> String {
    let clean: String = name.chars().map(|c| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    let clean = clean.trim_matches(['.', ' ', '_']).to_owned();
    if clean.is_empty() { "text".to_owned() } else { clean }
}

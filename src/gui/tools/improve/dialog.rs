//! The window, and what is clicked in it.

use std::path::Path;
use std::time::Duration;

use eframe::egui::{self, ScrollArea, Ui, Window, vec2};

use super::form::Around;
use super::{Click, ImproveTool, Stage, form, outcome, progress};
use crate::editor::{self, Tone};
use crate::engine::model_name;
use crate::gui::Theme;
use crate::gui::command::Command;
use crate::gui::tools::{Request, ToolContext};

impl ImproveTool {
    pub(super) fn dialog_ui(&mut self, context: &mut ToolContext) {
        if !self.open {
            return;
        }
        let (ctx, theme) = (context.egui, context.theme);
        let models = context.editor.analyses.models.as_ref();
        let model = models.map_or(String::new(), |models| model_name(&models.current));
        let unsaved = crate::editor::unsaved_files(context.editor);
        let mut open = true;
        let mut click = None;
        let room = ctx.content_rect().size();
        let frame = egui::Frame::window(&ctx.global_style()).inner_margin(16);
        let title = frame.inner_margin(egui::Margin::symmetric(16, 9));
        Window::new("Improve the model")
            .open(&mut open)
            .frame(frame)
            .title_frame(title)
            .collapsible(false)
            .resizable([true, false])
            .default_width(720.0_f32.min(room.x - 60.0))
            .min_width(460.0)
            .pivot(egui::Align2::CENTER_CENTER)
            .default_pos(ctx.content_rect().center())
            .show(ctx, |ui| {
                let height = (room.y - 120.0).max(240.0);
                // As high as it needs to be, so that the buttons are in sight wherever the screen has room for them.
                let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
                area.auto_shrink([false, true]).show(ui, |ui| {
                    click = stage_ui(ui, self, theme, &Around { model: &model, unsaved: &unsaved });
                });
            });
        let escape = !ctx.text_edit_focused()
            && !context.is_covered()
            && !egui::Popup::is_any_open(ctx)
            && ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
        self.open = open && !escape;
        if let Some(click) = click {
            self.clicked(click, context);
        }
        if self.is_running() {
            // The clock of a phase that tells nothing itself.
            ctx.request_repaint_after(Duration::from_secs(1));
        }
    }

    fn clicked(&mut self, click: Click, context: &mut ToolContext) {
        match click {
            Click::Form(form::Click::Start) => self.start(context.editor),
            Click::Form(form::Click::Choose(question)) => context.choose(question, ""),
            Click::Form(form::Click::Save(files)) => context.ask(Request::Save(files)),
            Click::Form(form::Click::Close) | Click::Run(progress::Click::Hide) => self.open = false,
            Click::Run(progress::Click::Cancel) => {
                if let Stage::Running(run) = &self.stage {
                    run.cancel();
                }
            }
            Click::Outcome(outcome::Click::Open { file, sentence }) => open_sentence(context, &file, sentence),
            Click::Outcome(choice) => {
                let Stage::Done(outcome) = std::mem::take(&mut self.stage) else { return };
                self.open = false;
                let model = outcome.improvement.model;
                if matches!(choice, outcome::Click::Use) {
                    editor::use_model(context.editor, &model);
                } else {
                    let text = format!(
                        "The old model stays. The new one is in {}: “{}” in the menu still finds it",
                        model.display(),
                        Command::ChooseModel.label().trim_end_matches('…')
                    );
                    context.editor.notify(Tone::Info, text);
                }
            }
        }
    }
}

fn open_sentence(context: &mut ToolContext, file: &Path, sentence: usize) {
    context.editor.open_path(file);
    let span = context.editor.current().and_then(|open| open.sentences.get(sentence).copied());
    if let Some(span) = span {
        context.ask(Request::Reveal(span));
    }
}

fn stage_ui(ui: &mut Ui, tool: &mut ImproveTool, theme: Theme, around: &Around<'_>) -> Option<Click> {
    ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
    match &mut tool.stage {
        Stage::Form => tool.form.ui(ui, theme, around).map(Click::Form),
        Stage::Running(run) => run.ui(ui, theme).map(Click::Run),
        Stage::Done(outcome) => outcome.ui(ui, theme, around.model).map(Click::Outcome),
    }
}

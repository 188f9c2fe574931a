//! Asking for a type: where the question stands, and what comes of the answer.

use eframe::egui;

use super::dialogs::Dialogs;
use super::picker::Answer;
use super::text_view::TextView;
use super::tools::{Request, ToolContext};
use crate::editor::{Action, Editor};

/// What a question about a type is asked beside: the text it is about; for a question that came from the pointer
/// elsewhere (the map, a list), the pointer.
pub fn place_of_question(ctx: &egui::Context, editor: &Editor, text: &TextView, question: &Action) -> egui::Rect {
    let by_key = ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Key { pressed: true, .. })));
    let in_text = || {
        let open = editor.current()?;
        let annotations = &open.document.annotations;
        let cover = |id| annotations.mention(id).map(crate::domain::Mention::cover);
        let span = match question {
            Action::PickMentionType(span) => Some(*span),
            Action::PickRetag(id) if by_key => cover(*id),
            Action::PickRelationType { tail, .. } if by_key => cover(*tail),
            Action::PickRetype(id) if by_key => cover(annotations.relation(*id)?.head),
            _ => None,
        };
        text.place_of(&open.document.text, span?)
    };
    let at_pointer = || {
        // Under the pointer, so that nothing below it is hovered and no tooltip covers it.
        let pointer = ctx.pointer_latest_pos().unwrap_or_else(|| ctx.content_rect().center());
        egui::Rect::from_pos(pointer - egui::vec2(14.0, 18.0))
    };
    in_text().unwrap_or_else(at_pointer)
}

impl Dialogs {
    pub fn picker_ui(&mut self, context: &mut ToolContext) {
        let Some(picker) = &mut self.picker else { return };
        let of = picker.of();
        match picker.ui(context.egui, context.editor, context.theme) {
            Answer::Open => {}
            Answer::Cancelled => {
                self.picker = None;
                context.ask(Request::FocusText);
            }
            Answer::Chosen(action) => {
                self.picker = None;
                context.ask(Request::FocusText);
                context.ask(Request::Act(Some(of), vec![action]));
            }
        }
    }
}

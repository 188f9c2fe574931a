//! Asking for a type: where the question stands, and what comes of the answer.

use eframe::egui;

use super::Action;
use super::app::App;
use super::picker::Answer;

impl App {
    /// What a question about a type is asked beside: the text it is about; for a question that came from the pointer
    /// elsewhere (the map, a list), the pointer.
    pub(super) fn place_of_question(&self, ctx: &egui::Context, question: &Action) -> egui::Rect {
        let by_key = ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Key { pressed: true, .. })));
        let in_text = || {
            let open = self.editor.current()?;
            let annotations = &open.document.annotations;
            let cover = |id| annotations.mention(id).map(crate::domain::Mention::cover);
            let span = match question {
                Action::PickMentionType(span) => Some(*span),
                Action::PickRetag(id) if by_key => cover(*id),
                Action::PickRelationType { tail, .. } if by_key => cover(*tail),
                Action::PickRetype(id) if by_key => cover(annotations.relation(*id)?.head),
                _ => None,
            };
            self.views.text.place_of(&open.document.text, span?)
        };
        let at_pointer = || {
            // Under the pointer, so that nothing below it is hovered and no tooltip covers it.
            let pointer = ctx.pointer_latest_pos().unwrap_or_else(|| ctx.content_rect().center());
            egui::Rect::from_pos(pointer - egui::vec2(14.0, 18.0))
        };
        in_text().unwrap_or_else(at_pointer)
    }

    pub(super) fn picker_ui(&mut self, ctx: &egui::Context) {
        let theme = self.theme(ctx);
        let Some(picker) = &mut self.dialogs.picker else { return };
        let of = picker.of();
        match picker.ui(ctx, &self.editor, theme) {
            Answer::Open => {}
            Answer::Cancelled => {
                self.dialogs.picker = None;
                self.views.text.request_focus(ctx);
            }
            Answer::Chosen(action) => {
                self.dialogs.picker = None;
                self.views.text.request_focus(ctx);
                self.act_on(ctx, Some(of), vec![action]);
            }
        }
    }
}

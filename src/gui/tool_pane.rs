//! The window's side of its tools: the pane in the map's place, and what tools ask for.

use eframe::egui::{self, Key, Modifiers};

use super::Selection;
use super::app::App;
use super::command::Command;
use super::files::Purpose;
use super::tools::{Entry, Event, Request, Tool, ToolContext};
use crate::editor;

impl App {
    /// Calls something of the tools that are wanted, and does what they ask for.
    pub(super) fn with_tools(
        &mut self,
        ctx: &egui::Context,
        wanted: impl Fn(&Entry) -> bool,
        call: impl FnMut(&mut dyn Tool, &mut ToolContext),
    ) {
        let theme = self.theme(ctx);
        let requests = self.tools.each((&mut self.editor, &self.shell.keyboard.bindings), (ctx, theme), wanted, call);
        for request in requests {
            self.answer(ctx, request);
        }
    }

    pub(super) fn answer(&mut self, ctx: &egui::Context, request: Request) {
        match request {
            Request::Open(id) => self.open_tool(id),
            Request::Close => self.close_tool(),
            Request::Command(command) => self.command(ctx, command),
            Request::Act(of, actions) => self.act_on(ctx, of, actions),
            Request::Reveal(span) => {
                // A sentence without annotations is hidden while only evidence is shown.
                self.views.fold &= !matches!(self.editor.selection, Selection::Text(_));
                self.views.text.reveal(span);
            }
            Request::GoTo(entry) => self.go_to(entry),
            Request::FocusText => self.views.text.request_focus(ctx),
            Request::Choose { question, name, folder } => {
                self.files.ask_in(ctx, Purpose::Tool(question), &name, folder);
            }
            Request::Save(files) => editor::save_files(&mut self.editor, &files),
            Request::Export(format, look) => self.ask_export(ctx, format, look),
            Request::Look => self.apply_theme(ctx),
            Request::Keys => self.take_bindings(),
            Request::Tell(event) => self.tell(ctx, &event),
        }
    }

    /// Tells all tools what has happened.
    pub(super) fn tell(&mut self, ctx: &egui::Context, event: &Event) {
        self.with_tools(ctx, |_| true, |tool, context| tool.hear(event, context));
    }

    /// Does a tool's command.
    pub(super) fn tool_command(&mut self, ctx: &egui::Context, command: Command) {
        let has = |entry: &Entry| entry.commands.iter().any(|row| row.command == command);
        self.with_tools(ctx, has, |tool, context| tool.run(command, context));
    }

    /// Whether the tool in the map's place has a use for a command of the window's own.
    pub(super) fn tool_takes(&mut self, ctx: &egui::Context, command: Command) -> bool {
        let (open, mut taken) = (self.tools.open, false);
        if open.is_some() {
            self.with_tools(ctx, |entry| Some(entry.id) == open, |tool, context| taken |= tool.takes(command, context));
        }
        taken
    }

    /// Keys of the tool in the map's place, before the views take them.
    pub(super) fn tool_reads_keys(&mut self, ctx: &egui::Context) {
        let open = self.tools.open;
        if open.is_some() {
            self.with_tools(ctx, |entry| Some(entry.id) == open, |tool, context| tool.keys(context));
        }
    }

    /// Shows a tool in the map's place, instead of any other that stands there.
    pub(super) fn open_tool(&mut self, id: &'static str) {
        self.tools.open = Some(id);
    }

    /// Gives the place back to the map.
    pub(super) fn close_tool(&mut self) {
        self.tools.open = None;
        self.editor.settings.show_map = true;
    }

    pub(super) fn tool_ui(&mut self, ui: &mut egui::Ui) {
        let Some((entry, tool)) = self.tools.shown() else { return };
        let (id, title, width) = (entry.id, entry.title, tool.least_width());
        let ctx = ui.ctx().clone();
        let close = head_ui(ui, title, |ui| {
            self.with_tools(&ctx, |entry| entry.id == id, |tool, context| tool.head_ui(ui, context));
        });
        if close {
            self.close_tool();
        }
        super::panels::wide(ui, width, |ui| {
            self.with_tools(&ctx, |entry| entry.id == id, |tool, context| tool.ui(ui, context));
        });
    }

    /// Whether no menu and no dialog waits for Escape.
    pub(super) fn escape_is_free(&self, ctx: &egui::Context) -> bool {
        self.dialogs.picker.is_none()
            && !self.files.is_inside()
            && !self.dialogs.takes_escape()
            && !self.tools.is_modal()
            && !self.persistence.is_modal(&self.editor)
            && !egui::Popup::is_any_open(ctx)
    }

    /// Escape closes the tool, unless the text had a use for it.
    pub(super) fn tool_keys(&mut self, ctx: &egui::Context) {
        if self.tools.open.is_some() && ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            self.close_tool();
            self.views.text.request_focus(ctx);
        }
    }
}

/// The tool's name, buttons of its own, and the one that gives the map back; true when that was pressed.
fn head_ui(ui: &mut egui::Ui, title: &str, buttons: impl FnOnce(&mut egui::Ui)) -> bool {
    let mut close = false;
    ui.horizontal(|ui| {
        ui.heading(title);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let button = ui.add(egui::Button::new("✖").frame_when_inactive(false));
            let label = format!("Close {title}");
            button.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &label));
            close = button.on_hover_text(format!("{label} and show the map again (F8 or Escape)")).clicked();
            buttons(ui);
        });
    });
    close
}

#[cfg(all(test, feature = "kittest"))]
mod tests {
    use eframe::egui::Key;
    use egui_kittest::kittest::Queryable;

    use crate::gui::app::tests::window;
    use crate::gui::tools::find;

    #[test]
    fn a_tool_stands_in_the_maps_place_until_it_is_closed() {
        let mut harness = window([1280.0, 800.0]);
        for how in ["F8", "Escape", "button", "evaluation"] {
            harness.state_mut().open_tool(find::ENTRY.id);
            harness.run_ok();
            assert!(harness.query_by_label("Close Find").is_some());
            match how {
                "F8" => harness.key_press(Key::F8),
                "Escape" => harness.key_press(Key::Escape),
                "button" => harness.get_by_label("Close Find").click(),
                _ => harness.key_press(Key::F6),
            }
            harness.run_ok();
            assert_ne!(harness.state().tools.open, Some(find::ENTRY.id), "{how}");
            assert!(harness.query_by_label("Close Find").is_none(), "{how}");
            assert!(harness.state().editor.settings.show_map, "{how}");
        }
        // A tool takes the place of the evaluation, too.
        harness.state_mut().open_tool(find::ENTRY.id);
        harness.run_ok();
        assert_eq!(harness.state().tools.open, Some(find::ENTRY.id));
    }
}

//! Work beside the text: one tool at a time stands in the map's place.
//!
//! A tool keeps its state while it is closed, so that opening it again shows what it showed. To add one: a variant, its
//! title, and its drawing in [`App::tool_ui`].

use eframe::egui::{self, Key, Modifiers};

use super::app::App;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tool {
    Compare,
    Types,
    Find,
    Propagate,
    Queue,
    Statistics,
}

impl Tool {
    /// What its head and its close button call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Compare => "Comparison",
            Self::Types => "Types",
            Self::Find => "Find",
            Self::Propagate => "Do this everywhere",
            Self::Queue => "Review queue",
            Self::Statistics => "Statistics",
        }
    }
}

impl App {
    /// Shows a tool in the map's place, instead of any other that stands there.
    pub(super) fn open_tool(&mut self, tool: Tool) {
        self.evaluation.close();
        self.tool = Some(tool);
    }

    /// Gives the place back to the map.
    pub(super) fn close_tool(&mut self) {
        self.tool = None;
        self.editor.settings.show_map = true;
    }

    pub(super) fn tool_ui(&mut self, ui: &mut egui::Ui, tool: Tool) {
        if head_ui(ui, tool) {
            self.close_tool();
        }
        match tool {
            Tool::Compare => self.compare_ui(ui),
            Tool::Types => self.types_ui(ui),
            Tool::Find => self.find_ui(ui),
            Tool::Propagate => self.propagate_ui(ui),
            Tool::Queue => self.queue_ui(ui),
            Tool::Statistics => self.statistics_ui(ui),
        }
    }

    /// Whether no menu and no dialog waits for Escape.
    pub(super) fn escape_is_free(&self, ctx: &egui::Context) -> bool {
        self.picker.is_none()
            && !self.files.is_inside()
            && !self.dialogs.takes_escape()
            && !self.persistence.is_modal(&self.editor)
            && !egui::Popup::is_any_open(ctx)
    }

    /// Escape closes the tool, unless the text had a use for it.
    pub(super) fn tool_keys(&mut self, ctx: &egui::Context) {
        if self.tool.is_some() && ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            self.close_tool();
            self.text_view.request_focus(ctx);
        }
    }
}

/// The tool's name, and the button that gives the map back; true when it was pressed.
fn head_ui(ui: &mut egui::Ui, tool: Tool) -> bool {
    let mut close = false;
    ui.horizontal(|ui| {
        ui.heading(tool.title());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let button = ui.add(egui::Button::new("✖").frame_when_inactive(false));
            let label = format!("Close {}", tool.title());
            button.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &label));
            close = button.on_hover_text(format!("{label} and show the map again (F8 or Escape)")).clicked();
        });
    });
    close
}

#[cfg(all(test, feature = "kittest"))]
mod tests {
    use eframe::egui::Key;
    use egui_kittest::kittest::Queryable;

    use super::Tool;
    use crate::gui::app::tests::window;

    #[test]
    fn a_tool_stands_in_the_maps_place_until_it_is_closed() {
        let mut harness = window([1280.0, 800.0]);
        for how in ["F8", "Escape", "button", "evaluation"] {
            harness.state_mut().open_tool(Tool::Find);
            harness.run_ok();
            assert!(harness.query_by_label("Close Find").is_some());
            match how {
                "F8" => harness.key_press(Key::F8),
                "Escape" => harness.key_press(Key::Escape),
                "button" => harness.get_by_label("Close Find").click(),
                _ => harness.key_press(Key::F6),
            }
            harness.run_ok();
            assert_eq!(harness.state().tool, None, "{how}");
            assert!(harness.query_by_label("Close Find").is_none(), "{how}");
            assert!(harness.state().editor.settings.show_map, "{how}");
        }
        // A tool takes the place of the evaluation, too.
        harness.state_mut().open_tool(Tool::Find);
        harness.run_ok();
        assert!(!harness.state().evaluation.is_open());
    }
}

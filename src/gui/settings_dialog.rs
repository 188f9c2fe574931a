//! What can be set, in one place. Every change shows at once; nothing has to be confirmed.

use eframe::egui::{self, RichText, ScrollArea, Slider};

use super::Theme;
use super::command::Command;
use super::modal::{centre, modal};
use super::tools::improve::IMPROVE_MODEL;
use super::tools::{Request, ToolContext};
use crate::editor::{Editor, ModelState};
use crate::session::{SCALES, Settings};

enum Asked {
    Close,
    Command(Command),
    /// Theme or scale has changed.
    Look,
}

pub fn settings_ui(shown: &mut bool, context: &mut ToolContext, enabled: &dyn Fn(Command) -> bool) {
    let (ctx, theme) = (context.egui, context.theme);
    if !*shown {
        return;
    }
    let response = modal(theme, "settings").show(ctx, |ui| contents_ui(ui, theme, context.editor, enabled));
    centre(ctx, &response.response);
    let asked = if response.should_close() { Some(Asked::Close) } else { response.inner };
    match asked {
        Some(Asked::Close) => *shown = false,
        Some(Asked::Look) => context.ask(Request::Look),
        Some(Asked::Command(command)) => {
            *shown = false;
            context.ask(Request::Command(command));
        }
        None => {}
    }
}

fn contents_ui(
    ui: &mut egui::Ui,
    theme: Theme,
    editor: &mut Editor,
    enabled: &dyn Fn(Command) -> bool,
) -> Option<Asked> {
    let mut asked = None;
    let screen = ui.ctx().content_rect();
    ui.set_width((screen.width() - 80.0).min(600.0));
    ui.heading("Settings");
    ScrollArea::vertical().max_height((screen.height() * 0.7).max(140.0)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, theme, "Appearance");
        asked = look_ui(ui, &mut editor.settings).or(asked.take());
        section(ui, theme, "Panes");
        panes_ui(ui, &mut editor.settings);
        section(ui, theme, "Correcting");
        work_ui(ui, theme, editor);
        section(ui, theme, "Model");
        asked = model_ui(ui, theme, editor, enabled).or(asked.take());
    });
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let close = ui.button("Close");
        if ui.memory(|m| m.focused().is_none()) {
            close.request_focus();
        }
        if close.clicked() {
            asked = Some(Asked::Close);
        }
        if ui.button("Change keys…").clicked() {
            asked = Some(Asked::Command(Command::ChangeKeys));
        }
    });
    asked
}

fn look_ui(ui: &mut egui::Ui, settings: &mut Settings) -> Option<Asked> {
    let mut changed = false;
    ui.horizontal_wrapped(|ui| {
        ui.label("Theme");
        for (value, label) in [(None, "As the desktop"), (Some(false), "Light"), (Some(true), "Dark")] {
            changed |= ui.radio_value(&mut settings.dark, value, label).changed();
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.label("Scale");
        for scale in SCALES {
            let percent = format!("{:.0} %", scale * 100.0);
            let button = ui.selectable_label((settings.scale - scale).abs() < 0.01, &percent);
            button.widget_info(|| {
                let chosen = (settings.scale - scale).abs() < 0.01;
                egui::WidgetInfo::selected(egui::WidgetType::RadioButton, true, chosen, format!("Scale {percent}"))
            });
            if button.clicked() {
                settings.scale = scale;
                changed = true;
            }
        }
    });
    ui.horizontal(|ui| {
        let label = ui.label("Size of the text");
        let mut percent = settings.text_zoom * 100.0;
        let slider = Slider::new(&mut percent, 60.0..=300.0).step_by(5.0).suffix(" %").fixed_decimals(0);
        if ui.add(slider).labelled_by(label.id).changed() {
            settings.text_zoom = percent / 100.0;
        }
    });
    changed.then_some(Asked::Look)
}

fn panes_ui(ui: &mut egui::Ui, settings: &mut Settings) {
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut settings.show_documents, "Documents and types");
        ui.checkbox(&mut settings.show_map, "Map");
        ui.checkbox(&mut settings.show_inspector, "Inspector");
    });
    ui.checkbox(&mut settings.panes.map_on_left, "The map stands left of the text");
    ui.checkbox(&mut settings.reopen, "Open the last folder and document again at the start");
}

fn work_ui(ui: &mut egui::Ui, theme: Theme, editor: &mut Editor) {
    ui.checkbox(&mut editor.settings.offer_relations, "Offer relations after a correction");
    ui.checkbox(&mut editor.settings.save_by_itself, "Save by itself after every change");
    let text = match &editor.host.recovery {
        Some(_) => "Every change is kept on the disk at once, and offered again after a crash.",
        None => "Changes cannot be kept on the disk before they are saved: save often.",
    };
    let ink = if editor.host.recovery.is_some() { theme.faint() } else { theme.warning() };
    ui.label(RichText::new(text).color(ink));
}

fn model_ui(ui: &mut egui::Ui, theme: Theme, editor: &Editor, enabled: &dyn Fn(Command) -> bool) -> Option<Asked> {
    let text = match &editor.analyses.model {
        ModelState::Loading => "Loading…".to_owned(),
        ModelState::Ready(info) => format!("{} on {}", crate::gui::model_label(&info.name), info.device),
        ModelState::Failed(message) => format!("None: {message}"),
    };
    ui.label(RichText::new(text).color(theme.faint()));
    let mut asked = None;
    ui.horizontal_wrapped(|ui| {
        for command in [Command::ChooseModel, Command::BundledModel, IMPROVE_MODEL] {
            if ui.add_enabled(enabled(command), egui::Button::new(command.label())).clicked() {
                asked = Some(Asked::Command(command));
            }
        }
    });
    asked
}

fn section(ui: &mut egui::Ui, theme: Theme, title: &str) {
    ui.add_space(10.0);
    ui.label(RichText::new(title.to_uppercase()).small().strong().color(theme.faint()));
}

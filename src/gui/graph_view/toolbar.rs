//! The row above the map.

use eframe::egui::{Key, TextEdit, Ui};

use super::layout::LayoutKind;
use super::options::Options;

/// What was asked for, beyond the options themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    pub fit: bool,
    pub zoom: Option<f32>,
    /// Lay out anew.
    pub arrange: bool,
    /// The search text changed, or Enter was pressed in it.
    pub find: bool,
}

/// `matches`: how many concepts the search finds.
pub fn toolbar(ui: &mut Ui, options: &mut Options, matches: usize) -> Asked {
    let mut asked = Asked::default();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let search = TextEdit::singleline(&mut options.search).hint_text("Search the map").desired_width(120.0);
        let search = ui.add(search);
        search.widget_info(|| {
            eframe::egui::WidgetInfo::labeled(eframe::egui::WidgetType::TextEdit, true, "Search the map")
        });
        let enter = search.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        asked.find = search.changed() || enter;
        if !options.search.is_empty() {
            ui.weak(if matches == 0 { "none".to_owned() } else { matches.to_string() });
        }
        ui.menu_button(format!("{} ⏷", options.layout.name()), |ui| {
            for kind in LayoutKind::ALL {
                if ui.radio(options.layout == kind, kind.name()).on_hover_text(kind.help()).clicked() {
                    asked.arrange = true;
                    options.layout = kind;
                    ui.close();
                }
            }
            ui.separator();
            if ui.button("Arrange anew").on_hover_text("Forget the present places, except of pinned concepts").clicked()
            {
                asked.arrange = true;
                ui.close();
            }
        })
        .response
        .on_hover_text("Layout of the map");
        let focus =
            if options.focus == 0 { "Focus off ⏷".to_owned() } else { format!("Focus {} ⏷", options.focus) };
        ui.menu_button(focus, |ui| {
            for (depth, name) in ["Whole map", "Direct neighbours", "Two steps", "Three steps"].into_iter().enumerate()
            {
                if ui.radio(options.focus == depth, name).clicked() {
                    options.focus = depth;
                    asked.fit = true;
                    ui.close();
                }
            }
        })
        .response
        .on_hover_text("Show only what is near the selected concept");
        ui.menu_button("Show ⏷", |ui| {
            ui.checkbox(&mut options.single_mentions, "Single mentions")
                .on_hover_text("A node for each mention rather than for each concept");
            ui.checkbox(&mut options.unconnected, "Unconnected concepts")
                .on_hover_text("Also concepts that no relation touches");
            ui.checkbox(&mut options.legend, "Legend");
        });
        asked.fit |= ui.button("Fit").on_hover_text("Fit the map to the view (F)").clicked();
        for (sign, name, factor) in [("−", "Zoom out", 1.0 / 1.25), ("+", "Zoom in", 1.25)] {
            let button = ui.button(sign).on_hover_text(name);
            button.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::WidgetType::Button, true, name));
            if button.clicked() {
                asked.zoom = Some(factor);
            }
        }
    });
    asked
}

//! The tool from top to bottom: search line, scope, filters, what came of it, and the hits.

use super::FindTool;
use super::concordance::concordance_ui;
use super::list::list_ui;
use eframe::egui::{self, Key, Modifiers, ProgressBar, RichText, TextEdit, text::CCursor, text::CCursorRange};

use super::tool::{NEXT_HIT, PREVIOUS_HIT, SAVE_HITS};
use super::{Scope, View, filters};
use crate::corpus::{Concordance, FILTERS, Order, Query};
use crate::gui::Theme;
use crate::gui::tools::ToolContext;
use crate::gui::words::counted;

/// What a click asks for; applied after everything is drawn.
pub(super) enum Click {
    Search(Box<Query>),
    Scope(Scope),
    View(View),
    Order(Order),
    Jump(usize),
    Step(isize),
    Open(usize),
    Cancel,
    Export,
}

impl FindTool {
    pub(in crate::gui) fn find_ui(&mut self, context: &mut ToolContext, ui: &mut egui::Ui) {
        let theme = context.theme;
        let mut click = None;
        self.line_ui(context, ui, theme, &mut click);
        self.scope_ui(context, ui, &mut click);
        self.filters_ui(context, ui, theme, &mut click);
        self.outcome_ui(ui, theme, &mut click);
        ui.separator();
        match self.view {
            View::List => list_ui(self, context, ui, theme, &mut click),
            View::Concordance => concordance_ui(self, context, ui, theme, &mut click),
        }
        self.follow = false;
        match click {
            Some(Click::Search(query)) => self.ask(&query),
            Some(Click::Scope(scope)) => self.scope = scope,
            Some(Click::View(view)) => (self.view, self.follow) = (view, true),
            Some(Click::Order(order)) => self.order_by(order),
            Some(Click::Jump(hit)) => self.jump_to_hit(context, hit),
            Some(Click::Step(step)) => self.step_hit(context, step),
            Some(Click::Open(group)) => {
                if let Some(place) = self.found.groups.get(group).map(|g| g.place.clone()) {
                    context.editor.document_at(&place);
                }
            }
            Some(Click::Cancel) => {
                if let Some(scan) = &self.scan {
                    scan.cancel();
                }
            }
            Some(Click::Export) => {
                context.choose(&SAVE_HITS, "concordance");
            }
            None => {}
        }
    }

    fn line_ui(&mut self, context: &mut ToolContext, ui: &mut egui::Ui, theme: Theme, click: &mut Option<Click>) {
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 148.0).max(120.0);
            // Taken before the field sees them: up and down walk through the hits while the hands stay on the line.
            let id = ui.id().with("search");
            if ui.memory(|m| m.has_focus(id)) {
                let step = ui.input_mut(|i| {
                    if i.consume_key(Modifiers::SHIFT, Key::Enter) || i.consume_key(Modifiers::NONE, Key::ArrowUp) {
                        Some(-1)
                    } else if i.consume_key(Modifiers::NONE, Key::Enter)
                        || i.consume_key(Modifiers::NONE, Key::ArrowDown)
                    {
                        Some(1)
                    } else {
                        None
                    }
                });
                *click = step.map(Click::Step).or(click.take());
                if step.is_some() {
                    self.typed = None;
                }
            }
            let hint = "Words, /regular expression/, type:Person, score<0.6 …";
            let edit = TextEdit::singleline(&mut self.line).id(id).hint_text(hint).desired_width(width);
            let mut output = edit.show(ui);
            let response = &output.response.response;
            response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Search"));
            if response.changed() {
                self.typed = Some(ui.input(|i| i.time));
            }
            if std::mem::take(&mut self.focus) {
                response.request_focus();
                let all = CCursorRange::two(CCursor::new(0), CCursor::new(self.line.chars().count()));
                output.state.cursor.set_char_range(Some(all));
                output.state.store(ui.ctx(), id);
            }
            for (step, arrow, command) in [(-1, "⏶", PREVIOUS_HIT), (1, "⏷", NEXT_HIT)] {
                let any = !self.found.hits.is_empty();
                let button = ui.add_enabled(any, egui::Button::new(arrow));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, any, command.label()));
                if button.on_hover_text(context.keys.hint(command)).clicked() {
                    *click = Some(Click::Step(step));
                }
            }
            ui.menu_button("?", |ui| help_ui(ui, theme, &mut self.line))
                .response
                .on_hover_text("What can be searched for");
        });
    }

    fn scope_ui(&mut self, context: &mut ToolContext, ui: &mut egui::Ui, click: &mut Option<Click>) {
        ui.horizontal_wrapped(|ui| {
            for scope in Scope::all(context.editor) {
                if ui.selectable_label(self.scope == scope, scope.label(context.editor)).clicked() {
                    *click = Some(Click::Scope(scope));
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                for (view, label, hint) in [
                    (View::Concordance, "Concordance", "Keywords in context, one below the other"),
                    (View::List, "List", "Hits by document"),
                ] {
                    if ui.selectable_label(self.view == view, label).on_hover_text(hint).clicked() {
                        *click = Some(Click::View(view));
                    }
                }
            });
        });
    }

    fn filters_ui(&mut self, context: &mut ToolContext, ui: &mut egui::Ui, theme: Theme, click: &mut Option<Click>) {
        let mut query = self.query();
        let before = query.clone();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.spacing_mut().button_padding.x = 6.0;
            filters::ui(ui, theme, context.editor.current().map(|open| &open.document.schema), &mut query);
        });
        if query != before {
            *click = Some(Click::Search(Box::new(query)));
        }
    }

    fn outcome_ui(&self, ui: &mut egui::Ui, theme: Theme, click: &mut Option<Click>) {
        let tool = self;
        if let Some(error) = &tool.error {
            ui.label(RichText::new(error).color(theme.error()));
            return;
        }
        ui.horizontal_wrapped(|ui| {
            if let Some(scan) = &tool.scan {
                let (done, total) = scan.progress();
                if total > 1 {
                    let share = done as f32 / total.max(1) as f32;
                    let text = RichText::new(format!("{done} of {}", counted(total, "document"))).small();
                    ui.add(
                        ProgressBar::new(share).desired_width(190.0).desired_height(14.0).fill(theme.bar()).text(text),
                    );
                    if ui.small_button("Cancel search").clicked() {
                        *click = Some(Click::Cancel);
                    }
                }
            }
            let text = tool.outcome();
            if !text.is_empty() {
                ui.label(RichText::new(text).small().color(theme.faint()));
            }
            if !tool.found.failed.is_empty() {
                let count = tool.found.failed.len();
                let s = if count == 1 { "document" } else { "documents" };
                let label = ui.label(RichText::new(format!("{count} {s} not read")).small().color(theme.warning()));
                let listed: Vec<&str> = tool.found.failed.iter().take(12).map(String::as_str).collect();
                label.on_hover_text(listed.join("\n"));
            }
            if !tool.found.hits.is_empty() && tool.scan.is_none() {
                let button = ui.small_button("Export CSV…");
                if button.on_hover_text("Hits with their context, as a table in this order").clicked() {
                    *click = Some(Click::Export);
                }
            }
        });
    }

    /// Writes the hits as a table, in the order in which they are shown.
    pub(in crate::gui) fn save_concordance(&mut self, context: &mut ToolContext, path: &std::path::Path) {
        let tool = &*self;
        let row = |at: usize| Some((tool.found.group_of(at)?.name.as_str(), tool.found.hits.get(at)?));
        let table = Concordance::csv(tool.sequence().filter_map(row)).map_err(|error| error.to_string());
        context.save_table(path, table);
    }
}

impl super::FindTool {
    /// `17 hits in 3 documents`.
    fn outcome(&self) -> String {
        let (hits, documents) = (self.found.hits.len(), self.found.groups.len());
        match (hits, &self.scan, self.query().is_empty()) {
            (0, Some(_), _) => "Searching…".to_owned(),
            (0, None, true) => "Type what to look for, or choose a filter.".to_owned(),
            (0, None, false) => "Nothing found.".to_owned(),
            _ => {
                let s = |count: usize| if count == 1 { "" } else { "s" };
                let place = self.active.and_then(|active| self.sequence().position(|at| at == active));
                let place = place.map(|at| format!("{} of ", at + 1)).unwrap_or_default();
                let more = if self.found.full { "more than " } else { "" };
                format!("{more}{place}{hits} hit{} in {documents} document{}", s(hits), s(documents))
            }
        }
    }
}

/// Every filter with an example; a click puts it into the line.
fn help_ui(ui: &mut egui::Ui, theme: Theme, line: &mut String) {
    ui.set_min_width(430.0);
    egui::Grid::new("filters").num_columns(2).spacing([16.0, 4.0]).show(ui, |ui| {
        for (example, what) in FILTERS {
            let button = egui::Button::new(RichText::new(*example).monospace().color(theme.accent()));
            if ui.add(button.frame_when_inactive(false)).clicked() {
                *line =
                    if line.trim().is_empty() { (*example).to_owned() } else { format!("{} {example}", line.trim()) };
                ui.close();
            }
            ui.label(*what);
            ui.end_row();
        }
    });
}

//! The tool from top to bottom: scope, totals, review, lengths, and a page of bars or the table of documents.

use super::StatisticsTool;
use super::documents::documents_ui;
use eframe::egui::{self, ProgressBar, RichText, ScrollArea};
use egui_plot::{Bar as PlotBar, BarChart, Plot, uniform_grid_spacer};

use super::bars::{self, NARROW, Row};
use super::tool::SAVE_STATISTICS;
use super::{Listed, Page};
use crate::corpus::{Query, Stage};
use crate::editor::Scope;
use crate::gui::Theme;
use crate::gui::theme::mix;
use crate::gui::tools::ToolContext;
use crate::gui::words::counted;

/// What a click asks for; applied after everything is drawn.
pub(super) enum Click {
    Scope(Scope),
    Find(Box<Query>),
    List(Listed),
    Open(usize),
    Export,
    Cancel,
}

impl StatisticsTool {
    pub(in crate::gui) fn statistics_ui(&mut self, context: &mut ToolContext, ui: &mut egui::Ui) {
        let theme = context.theme;
        let mut click = None;
        self.statistics_head_ui(context, ui, theme, &mut click);
        ui.separator();
        if !self.all.documents.is_empty() {
            match self.page {
                Page::Documents => documents_ui(self, ui, theme, &mut click),
                page => self.bars_ui(context, ui, theme, page, &mut click),
            }
        }
        match click {
            Some(Click::Scope(scope)) => self.scope = scope,
            Some(Click::Find(query)) => context.search(*query, self.scope),
            Some(Click::List(listed)) => (self.listed, self.page) = (listed, Page::Documents),
            Some(Click::Open(row)) => {
                if let Some(place) = self.all.documents.get(row).map(|row| row.place.clone()) {
                    context.editor.document_at(&place);
                }
            }
            Some(Click::Export) => {
                context.choose(&SAVE_STATISTICS, "statistics");
            }
            Some(Click::Cancel) => {
                if let Some(scan) = &self.scan {
                    scan.cancel();
                }
            }
            None => {}
        }
    }

    fn statistics_head_ui(
        &mut self,
        context: &mut ToolContext,
        ui: &mut egui::Ui,
        theme: Theme,
        click: &mut Option<Click>,
    ) {
        ui.horizontal_wrapped(|ui| {
            for scope in Scope::all(context.editor) {
                if ui.selectable_label(self.scope == scope, scope.label(context.editor)).clicked() {
                    *click = Some(Click::Scope(scope));
                }
            }
            let tool = &*self;
            if let Some(scan) = &tool.scan {
                let (done, total) = scan.progress();
                if total > 1 {
                    let text = RichText::new(format!("{done} of {}", counted(total, "document"))).small();
                    let share = done as f32 / total as f32;
                    ui.add(
                        ProgressBar::new(share).desired_width(150.0).desired_height(14.0).fill(theme.bar()).text(text),
                    );
                    if ui.small_button("Cancel counting").clicked() {
                        *click = Some(Click::Cancel);
                    }
                }
            } else if !tool.all.documents.is_empty() && ui.small_button("Export CSV…").clicked() {
                *click = Some(Click::Export);
            }
            if let Some(error) = &tool.error {
                ui.label(RichText::new(error).color(theme.error()));
            }
            if !tool.failed.is_empty() {
                let text = format!("{} not read", counted(tool.failed.len(), "document"));
                ui.label(RichText::new(text).small().color(theme.warning())).on_hover_text(tool.failed.join("\n"));
            }
        });
        if self.all.documents.is_empty() {
            return;
        }
        self.totals_ui(ui, theme);
        self.review_ui(ui, theme, click);
        ui.horizontal_wrapped(|ui| {
            for (page, label) in [
                (Page::Types, "Types"),
                (Page::Concepts, "Concepts"),
                (Page::Triples, "Triples"),
                (Page::Documents, "Documents"),
            ] {
                if ui.selectable_label(self.page == page, label).clicked() {
                    (self.page, self.listed) = (page, Listed::All);
                }
            }
        });
    }

    fn totals_ui(&self, ui: &mut egui::Ui, theme: Theme) {
        let (entities, relations, open) = self.figures.totals;
        let documents = self.all.documents.len();
        ui.horizontal_wrapped(|ui| {
            for (count, label) in
                [(documents, "documents"), (entities, "entities"), (relations, "relations"), (open, "open")]
            {
                ui.label(RichText::new(grouped(count)).size(20.0).strong());
                ui.label(RichText::new(label).small().color(theme.faint()));
                ui.add_space(10.0);
            }
            let of_events = self.all.of_events;
            if !of_events.is_empty() {
                ui.label(RichText::new(format!("Not counted: {of_events}")).small().color(theme.warning()));
            }
        });
    }

    /// How many documents are how far, and beside it how long they are.
    fn review_ui(&self, ui: &mut egui::Ui, theme: Theme, click: &mut Option<Click>) {
        let figures = &self.figures;
        let all = self.all.documents.len().max(1);
        ui.columns(2, |columns| {
            let ui = &mut columns[0];
            ui.add(egui::Label::new(RichText::new("REVIEW").small().strong().color(theme.faint())).truncate());
            ui.spacing_mut().item_spacing.y = 0.0;
            for (stage, count) in &figures.stages {
                let colour = stage_colour(*stage, theme);
                let share = *count as f32 / all as f32;
                let row = Row { label: stage.label(), note: "", count: *count, share, colour, names: NARROW };
                let id = ui.id().with(stage);
                if row.ui(ui, theme, id) {
                    *click = Some(Click::List(Listed::Stage(*stage)));
                }
            }
            let ui = &mut columns[1];
            ui.add(
                egui::Label::new(RichText::new("LENGTH IN CHARACTERS").small().strong().color(theme.faint()))
                    .truncate(),
            );
            lengths_ui(ui, theme, &figures.lengths, click);
        });
    }

    fn bars_ui(&self, context: &ToolContext, ui: &mut egui::Ui, theme: Theme, page: Page, click: &mut Option<Click>) {
        let figures = &self.figures;
        let schema = context.editor.current().map(|open| &open.document.schema);
        let clicked = match page {
            Page::Concepts => bars::ui(ui, theme, schema, "concepts", &figures.concepts),
            Page::Triples => bars::ui(ui, theme, schema, "triples", &figures.triples),
            Page::Types | Page::Documents => {
                ScrollArea::vertical()
                    .id_salt("types")
                    .auto_shrink([false, false])
                    .show(ui, |ui| {
                        let mut clicked = None;
                        for (title, id, list) in [
                            ("ENTITIES", "entities", &figures.entity_types),
                            ("RELATIONS", "relations", &figures.relation_types),
                        ] {
                            ui.label(RichText::new(title).small().strong().color(theme.faint()));
                            clicked = clicked.or(ui.push_id(id, |ui| bars::ui(ui, theme, schema, id, list)).inner);
                            ui.add_space(8.0);
                        }
                        clicked
                    })
                    .inner
            }
        };
        if let Some(bar) = clicked {
            *click = Some(Click::Find(Box::new(bar.query.clone())));
        }
    }

    /// Writes all that was counted as a table.
    pub(in crate::gui) fn save_statistics(&mut self, context: &mut ToolContext, path: &std::path::Path) {
        let table = self.all.csv().map_err(|error| error.to_string());
        context.save_table(path, table);
    }
}

/// Documents by length; a click lists those of a bar.
fn lengths_ui(ui: &mut egui::Ui, theme: Theme, lengths: &[(usize, usize)], click: &mut Option<Click>) {
    let width = match lengths {
        [(first, _), (second, _), ..] => second - first,
        _ => lengths.first().map_or(1, |_| 1000),
    };
    let bar = |(from, count): &(usize, usize)| {
        let middle = *from as f64 + width as f64 / 2.0;
        PlotBar::new(middle, *count as f64)
            .width(width as f64 * 0.9)
            .name(format!("{}–{} characters", grouped(*from), grouped(from + width)))
            .fill(theme.bar())
            .stroke(egui::Stroke::NONE)
    };
    let chart = BarChart::new("documents", lengths.iter().map(bar).collect()).color(theme.accent());
    let plot = Plot::new("lengths")
        .height(118.0)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .show_grid([false, true])
        .include_y(0.0)
        .x_grid_spacer(uniform_grid_spacer(move |_| [5.0, 10.0, 20.0].map(|classes| classes * width as f64)))
        .y_axis_min_width(26.0)
        .label_formatter(|_| None);
    let shown = plot.show(ui, |plot| {
        plot.bar_chart(chart);
        plot.pointer_coordinate()
    });
    let response = shown.response;
    response.widget_info(|| {
        let listed: Vec<String> = lengths
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(from, count)| format!("{count} from {from}"))
            .collect();
        egui::WidgetInfo::labeled(egui::WidgetType::Image, true, format!("Documents by length: {}", listed.join(", ")))
    });
    if response.clicked()
        && let Some(at) = shown.inner.filter(|at| at.x >= 0.0)
    {
        let from = (at.x as usize / width) * width;
        *click = Some(Click::List(Listed::Length(from, from + width)));
    }
}

/// `12 345`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// How a stage is painted; what is done is green, and greener where somebody has said so.
pub(super) fn stage_colour(stage: Stage, theme: Theme) -> egui::Color32 {
    match stage {
        Stage::Bare => theme.line(),
        Stage::Predicted => theme.warning(),
        Stage::Begun => theme.accent(),
        Stage::Confirmed => mix(theme.success(), theme.panel(), 0.45),
        Stage::Reviewed => theme.success(),
    }
}

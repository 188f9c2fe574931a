//! The left pane: documents, and below them the legend.

use std::path::{Path, PathBuf};

use eframe::egui::{self, RichText, ScrollArea, TextEdit};

use crate::gui::Theme;
use crate::gui::app::App;
use crate::gui::command::Command;
use crate::session::DocumentId;

enum Entry {
    Open(DocumentId),
    Closed(PathBuf),
}

struct Line {
    entry: Entry,
    name: String,
    detail: String,
    selected: bool,
    problems: usize,
}

impl App {
    pub(super) fn left_ui(&mut self, ui: &mut egui::Ui) {
        let theme = self.theme(ui.ctx());
        let lines = self.lines();
        let height = ui.available_height();
        ui.horizontal(|ui| {
            ui.label(RichText::new("DOCUMENTS").small().strong().color(theme.faint()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(lines.len().to_string()).small().color(theme.faint()));
            });
        });
        if lines.len() > 6 || !self.filter.is_empty() {
            let edit = TextEdit::singleline(&mut self.filter).hint_text("Filter…").desired_width(f32::INFINITY);
            ui.add(edit)
                .widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Filter documents"));
        }
        let needle = self.filter.to_lowercase();
        let shown: Vec<&Line> =
            lines.iter().filter(|l| needle.is_empty() || l.name.to_lowercase().contains(&needle)).collect();
        let mut chosen = None;
        ScrollArea::vertical().id_salt("documents").max_height(height * 0.34).auto_shrink([false, true]).show_rows(
            ui,
            42.0,
            shown.len(),
            |ui, range| {
                for line in shown.get(range).unwrap_or_default() {
                    if line_ui(ui, theme, line) {
                        chosen = Some(match &line.entry {
                            Entry::Open(id) => Entry::Open(*id),
                            Entry::Closed(path) => Entry::Closed(path.clone()),
                        });
                    }
                }
            },
        );
        match chosen {
            Some(Entry::Open(id)) => self.state.show(id),
            Some(Entry::Closed(path)) => self.open_path(&path),
            None => {}
        }
        if ui.button("Open folder…").clicked() {
            let ctx = ui.ctx().clone();
            self.command(&ctx, Command::OpenFolder);
        }
        ui.add_space(4.0);
        ui.separator();
        self.legend_ui(ui, theme);
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = self
            .state
            .documents
            .iter()
            .map(|open| {
                let summary = open.summary();
                let dirty = if open.is_dirty() { "• " } else { "" };
                Line {
                    entry: Entry::Open(open.id),
                    name: format!("{dirty}{}", open.document.name),
                    detail: format!("{} entities, {} relations", summary.entities, summary.relations),
                    selected: self.state.current == Some(open.id),
                    problems: open.issues.len(),
                }
            })
            .collect();
        if let Some((folder, files)) = &self.state.folder {
            let is_open = |path: &Path| self.state.documents.iter().any(|d| d.path() == Some(path));
            lines.extend(files.iter().filter(|path| !is_open(path)).map(|path| {
                let name = path.strip_prefix(folder).unwrap_or(path).with_extension("");
                Line {
                    entry: Entry::Closed(path.clone()),
                    name: name.display().to_string(),
                    detail: "not opened yet".into(),
                    selected: false,
                    problems: 0,
                }
            }));
        }
        lines
    }
}

fn line_ui(ui: &mut egui::Ui, theme: Theme, line: &Line) -> bool {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 38.0), egui::Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::WidgetType::SelectableLabel,
            true,
            line.selected,
            format!("Document {}", line.name),
        )
    });
    let painter = ui.painter_at(rect);
    if line.selected {
        painter.rect_filled(rect, 6.0, theme.selection());
    } else if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 6.0, crate::gui::theme::mix(theme.panel(), theme.line(), 0.6));
    }
    let at = rect.left_top() + egui::vec2(8.0, 4.0);
    let body = egui::FontId::proportional(13.5);
    let small = egui::FontId::proportional(11.0);
    let mut name = egui::text::LayoutJob::simple_singleline(line.name.clone(), body, theme.text());
    name.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 16.0);
    let name = ui.painter().layout_job(name);
    painter.galley(at, name, theme.text());
    let (detail, ink) = match line.problems {
        0 => (line.detail.clone(), theme.faint()),
        n => (format!("{} · {n} problem{}", line.detail, if n == 1 { "" } else { "s" }), theme.warning()),
    };
    let ink = if line.selected { theme.text() } else { ink };
    painter.text(at + egui::vec2(0.0, 16.0), egui::Align2::LEFT_TOP, detail, small, ink);
    response.clicked()
}

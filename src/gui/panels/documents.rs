//! The left pane: documents, and below them the legend.

use std::path::Path;

use eframe::egui::{self, RichText, ScrollArea, TextEdit};

use super::legend::legend_ui;
use crate::editor::{DocumentEntry, Editor};
use crate::gui::Theme;
use crate::gui::command::Command;
use crate::gui::tools::{Request, ToolContext};
use crate::gui::words::counted;
use crate::import::Kind;
use crate::session::DocumentId;
use crate::session::store::Progress;

/// Height of a line of the list.
const ROW: f32 = 38.0;

struct Line {
    name: String,
    detail: String,
    selected: bool,
    problems: usize,
}

/// Which documents are listed, found anew only when the folder, the open documents or the filter change: a folder may
/// hold thousands.
#[derive(Default)]
pub struct DocumentList {
    /// What the names must hold, as it is typed, and as it was when they were chosen.
    filter: String,
    filtered: String,
    folder_revision: u64,
    open: Vec<DocumentId>,
    /// Names of the folder's files, without their extension.
    names: Vec<String>,
    total: usize,
    entries: Vec<DocumentEntry>,
    /// The document that has been brought into view.
    shown: Option<DocumentId>,
    /// A widget that is always there, for the keyboard to go to.
    pub first: Option<egui::Id>,
}

impl DocumentList {
    fn update(&mut self, editor: &Editor) {
        let same_folder = self.folder_revision == editor.folder.revision;
        let same_open = self.open.iter().copied().eq(editor.documents.iter().map(|d| d.id));
        if same_folder && same_open && self.filter == self.filtered {
            return;
        }
        let files = editor.folder.opened();
        if !same_folder {
            let name = |folder: &Path, path: &Path| {
                path.strip_prefix(folder).unwrap_or(path).with_extension("").display().to_string()
            };
            self.names =
                files.map(|(folder, all)| all.iter().map(|path| name(folder, path)).collect()).unwrap_or_default();
            self.folder_revision = editor.folder.revision;
        }
        self.open = editor.documents.iter().map(|d| d.id).collect();
        self.filter.clone_into(&mut self.filtered);
        let needle = self.filter.to_lowercase();
        let fits = |name: &str| needle.is_empty() || name.to_lowercase().contains(&needle);
        let all = DocumentEntry::all(editor);
        self.total = all.len();
        let shown = |entry: &DocumentEntry| match entry {
            DocumentEntry::Open(id) => editor.document(*id).is_some_and(|open| fits(&open.document.name)),
            DocumentEntry::Closed(at) => self.names.get(*at).is_some_and(|name| fits(name)),
            DocumentEntry::Source(at) => fits(&source_name(editor, *at)),
        };
        self.entries = all.into_iter().filter(shown).collect();
    }

    fn line(&self, editor: &Editor, entry: DocumentEntry) -> Line {
        match entry {
            DocumentEntry::Open(id) => {
                let Some(open) = editor.document(id) else {
                    return Line { name: String::new(), detail: String::new(), selected: false, problems: 0 };
                };
                let summary = open.summary();
                let dirty = if open.is_dirty() { "• " } else { "" };
                Line {
                    name: format!("{dirty}{}", open.document.name),
                    detail: with_progress(open.progress(), held(summary.entities, summary.relations)),
                    selected: editor.current == Some(id),
                    problems: open.problems(),
                }
            }
            DocumentEntry::Source(at) => {
                let kind = editor.folder.sources.get(at).and_then(|path| Kind::of(path));
                let detail = kind.map_or("", Kind::described).to_owned();
                Line { name: source_name(editor, at), detail, selected: false, problems: 0 }
            }
            DocumentEntry::Closed(at) => {
                let name = self.names.get(at).cloned().unwrap_or_default();
                let path = editor.folder.files().get(at);
                let record = path.and_then(|path| editor.folder.record(path)).unwrap_or_default();
                let dirty = if record.unsaved { "• " } else { "" };
                let counts = record.counts.or_else(|| editor.corpus.cache.counts(path?));
                let (detail, problems) = match counts {
                    Some(counts) => (held(counts.entities, counts.relations), counts.problems),
                    None => ("not opened yet".to_owned(), 0),
                };
                let detail = with_progress(record.progress, detail);
                Line { name: format!("{dirty}{name}"), detail, selected: false, problems }
            }
        }
    }
}

fn held(entities: usize, relations: usize) -> String {
    format!("{}, {}", counted(entities, "entity"), counted(relations, "relation"))
}

/// The whole name: its ending says what the file is.
fn source_name(editor: &Editor, at: usize) -> String {
    let Some(path) = editor.folder.sources.get(at) else { return String::new() };
    let below = editor.folder.root().and_then(|folder| path.strip_prefix(folder).ok());
    below.unwrap_or(path).display().to_string()
}

fn with_progress(progress: Progress, detail: String) -> String {
    match progress {
        Progress::Open => detail,
        Progress::InProgress => format!("in progress · {detail}"),
        Progress::Reviewed => format!("reviewed · {detail}"),
    }
}

impl DocumentList {
    pub fn ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        let (theme, editor, list) = (context.theme, &mut *context.editor, &mut *self);
        list.update(editor);
        let height = ui.available_height();
        ui.horizontal(|ui| {
            ui.label(RichText::new("DOCUMENTS").small().strong().color(theme.faint()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let count = match editor.folder.listing {
                    Some(_) => "reading the folder…".to_owned(),
                    None => list.total.to_string(),
                };
                ui.label(RichText::new(count).small().color(theme.faint()));
            });
        });
        if list.total > 6 || !list.filter.is_empty() {
            let edit = TextEdit::singleline(&mut list.filter).hint_text("Filter…").desired_width(f32::INFINITY);
            ui.add(edit)
                .widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Filter documents"));
        }
        let mut chosen = None;
        let mut area = ScrollArea::vertical().id_salt("documents").max_height(height * 0.34).auto_shrink([false, true]);
        if list.shown != editor.current {
            list.shown = editor.current;
            let is_shown =
                |entry: &DocumentEntry| matches!(entry, DocumentEntry::Open(id) if Some(*id) == editor.current);
            if let Some(at) = list.entries.iter().position(is_shown) {
                let row = ROW + ui.spacing().item_spacing.y;
                // With the two before it.
                area = area.vertical_scroll_offset((at as f32 - 2.0).max(0.0) * row);
            }
        }
        area.show_rows(ui, ROW, list.entries.len(), |ui, range| {
            for entry in list.entries.get(range).unwrap_or_default() {
                if line_ui(ui, theme, &list.line(editor, *entry)) {
                    chosen = Some(*entry);
                }
            }
        });
        let mut wanted = None;
        ui.horizontal_wrapped(|ui| {
            let open = ui.button("Open folder…");
            list.first = Some(open.id);
            wanted = open.clicked().then_some(Command::OpenFolder);
            if editor.folder.is_open()
                && ui.button("Close folder").on_hover_text(Command::CloseFolder.row().hint).clicked()
            {
                wanted = Some(Command::CloseFolder);
            }
        });
        ui.add_space(4.0);
        ui.separator();
        legend_ui(ui, theme, editor);
        if let Some(entry) = chosen {
            context.ask(Request::GoTo(entry));
        }
        if let Some(command) = wanted {
            context.ask(Request::Command(command));
        }
    }
}

fn line_ui(ui: &mut egui::Ui, theme: Theme, line: &Line) -> bool {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), ROW), egui::Sense::click());
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
    let name = short_in_the_middle(ui.painter(), &line.name, &body, rect.width() - 16.0);
    let is_short = name.job.text != line.name;
    painter.galley(at, name, theme.text());
    let (detail, ink) = match line.problems {
        0 => (line.detail.clone(), theme.faint()),
        n => (format!("{} · {}", line.detail, counted(n, "problem")), theme.warning()),
    };
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(detail.clone()));
    let ink = if line.selected { theme.text() } else { ink };
    painter.text(at + egui::vec2(0.0, 16.0), egui::Align2::LEFT_TOP, detail, small, ink);
    let response = if is_short { response.on_hover_text(&line.name) } else { response };
    response.clicked()
}

/// A name that fits: of a long one beginning and end stay, because the parts of a series differ at the end.
fn short_in_the_middle(
    painter: &egui::Painter,
    name: &str,
    font: &egui::FontId,
    width: f32,
) -> std::sync::Arc<egui::Galley> {
    let lay_out = |text: String| painter.layout_no_wrap(text, font.clone(), egui::Color32::PLACEHOLDER);
    let whole = lay_out(name.to_owned());
    if whole.size().x <= width {
        return whole;
    }
    let chars: Vec<char> = name.chars().collect();
    let cut = |kept: usize| -> String {
        let tail = kept * 2 / 5;
        let (head, end) = (&chars[..kept - tail], &chars[chars.len() - tail..]);
        head.iter().chain(std::iter::once(&'…')).chain(end).collect()
    };
    // As many characters as probably fit, then fewer until they do.
    let mut kept = ((chars.len() as f32 * width / whole.size().x) as usize).min(chars.len().saturating_sub(1));
    loop {
        let galley = lay_out(cut(kept));
        if galley.size().x <= width || kept == 0 {
            return galley;
        }
        kept -= 1;
    }
}

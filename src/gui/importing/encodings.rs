//! Choosing the encoding of a file by what its text would be.

use std::io::Read;
use std::path::{Path, PathBuf};

use eframe::egui::{self, Key, RichText, ScrollArea};

use crate::editor::Tone;
use crate::gui::Theme;
use crate::gui::app::App;
use crate::gui::dialogs::modal;
use crate::import::{self, ENCODINGS, Encoding, Kind};

/// How much of a file is looked at for the samples.
const PROBE: u64 = 256 * 1024;

/// Bytes of a sample.
const SAMPLE: usize = 90;

/// The open question.
pub struct EncodingChoice {
    path: PathBuf,
    rows: Vec<Row>,
    highlighted: usize,
}

struct Row {
    name: &'static str,
    encoding: &'static Encoding,
    /// The first words that are not plain ASCII, read this way.
    sample: String,
    /// The sample has places that mean nothing in this encoding.
    fails: bool,
}

impl EncodingChoice {
    fn new(path: &Path) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(PROBE).read_to_end(&mut bytes)?;
        let strange = bytes.iter().position(|byte| !byte.is_ascii() || *byte == 0).unwrap_or(0);
        // From the start of the line, so that the first word is whole.
        let start = bytes.get(..strange).and_then(|b| b.iter().rposition(|b| *b == b'\n')).map_or(0, |at| at + 1);
        // UTF-16 counts in pairs.
        let start = start.max(strange.saturating_sub(SAMPLE)) & !1;
        let sample = bytes.get(start..(start + 2 * SAMPLE).min(bytes.len())).unwrap_or_default();
        let rows = ENCODINGS.iter().filter_map(|(label, name)| {
            let encoding = import::encoding_named(label)?;
            let (text, fails) = encoding.decode_without_bom_handling(sample);
            let shown: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SAMPLE).collect();
            // A sample may end in the middle of a character.
            let fails = fails && shown.trim_end_matches('\u{fffd}').contains('\u{fffd}');
            Some(Row { name, encoding, sample: shown, fails })
        });
        let rows: Vec<Row> = rows.collect();
        let highlighted = rows.iter().position(|row| !row.fails).unwrap_or(0);
        Ok(Self { path: path.to_owned(), rows, highlighted })
    }
}

impl App {
    pub(in crate::gui) fn ask_encoding(&mut self) {
        let Some(open) = self.editor.current() else { return };
        let Some(path) = open.source().or(open.path()).map(Path::to_owned) else {
            self.editor.notify(Tone::Info, "This text did not come from a file, so there is nothing to read again");
            return;
        };
        if matches!(Kind::of(&path), Some(Kind::Docx | Kind::Pdf)) {
            self.editor.notify(Tone::Info, "Word documents and PDFs say their encoding themselves");
            return;
        }
        match EncodingChoice::new(&path) {
            Ok(choice) => self.importing.choice = Some(choice),
            Err(error) => self.editor.notify(Tone::Error, format!("{}: {error}", path.display())),
        }
    }

    pub(in crate::gui) fn encodings_ui(&mut self, ctx: &egui::Context, theme: Theme) {
        let Some(choice) = &mut self.importing.choice else { return };
        let mut chosen = None;
        ctx.input_mut(|input| {
            if input.consume_key(egui::Modifiers::NONE, Key::ArrowDown) {
                choice.highlighted = (choice.highlighted + 1).min(choice.rows.len().saturating_sub(1));
            }
            if input.consume_key(egui::Modifiers::NONE, Key::ArrowUp) {
                choice.highlighted = choice.highlighted.saturating_sub(1);
            }
            if input.consume_key(egui::Modifiers::NONE, Key::Enter) {
                chosen = choice.rows.get(choice.highlighted).map(|row| row.encoding);
            }
        });
        let name = choice.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let response = modal(theme, "encodings").show(ctx, |ui| {
            ui.set_width(620.0);
            ui.heading("Read in another encoding");
            let hint = format!("Choose the line that reads right. {name} itself stays as it is.");
            ui.label(RichText::new(hint).color(theme.faint()));
            ui.add_space(6.0);
            ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
                for (place, row) in choice.rows.iter().enumerate() {
                    if row_ui(ui, theme, row, place == choice.highlighted) {
                        chosen = Some(row.encoding);
                    }
                }
            });
            ui.add_space(6.0);
            ui.button("Cancel").clicked()
        });
        if response.should_close() || response.inner {
            self.importing.choice = None;
        } else if let Some(encoding) = chosen {
            let path = choice.path.clone();
            self.importing.choice = None;
            self.read_again(ctx, &path, encoding);
        }
    }

    fn read_again(&mut self, ctx: &egui::Context, path: &Path, encoding: &'static Encoding) {
        let old = self.editor.documents.iter().find(|d| d.source() == Some(path)).map(|d| (d.id, d.is_dirty()));
        match old {
            // What somebody has done to the wrong text is theirs to throw away.
            Some((_, true)) | None => {}
            Some((id, false)) => self.editor.close(id),
        }
        self.import(ctx, path, Some(encoding));
    }
}

fn row_ui(ui: &mut egui::Ui, theme: Theme, row: &Row, highlighted: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 44.0), egui::Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::WidgetType::SelectableLabel,
            true,
            highlighted,
            format!("Read as {}", row.name),
        )
    });
    let painter = ui.painter_at(rect);
    if highlighted || response.has_focus() {
        painter.rect_filled(rect, 6.0, theme.selection());
    } else if response.hovered() {
        painter.rect_filled(rect, 6.0, crate::gui::theme::mix(theme.background(), theme.line(), 0.6));
    }
    let at = rect.left_top() + egui::vec2(10.0, 5.0);
    let small = egui::FontId::proportional(12.0);
    painter.text(at, egui::Align2::LEFT_TOP, row.name, small, if highlighted { theme.text() } else { theme.faint() });
    let ink = if row.fails { theme.faint() } else { theme.text() };
    let mut sample =
        egui::text::LayoutJob::simple_singleline(row.sample.clone(), egui::FontId::proportional(15.0), ink);
    sample.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 20.0);
    painter.galley(at + egui::vec2(0.0, 16.0), ui.painter().layout_job(sample), ink);
    response.clicked()
}

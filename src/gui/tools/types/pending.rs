//! What the draft would change, before it does.

use eframe::egui::{self, Frame, RichText, ScrollArea};

use super::said;
use crate::domain::{ItemId, Mention, Target};
use crate::gui::app::App;
use crate::gui::theme::mix;
use crate::gui::words::{agreed, counted};
use crate::gui::{Selection, Theme};
use crate::schema::impact;

impl App {
    pub(super) fn pending_ui(&mut self, ui: &mut egui::Ui, theme: Theme) {
        if self.types.changes.is_empty() {
            return;
        }
        let Some(open) = self.types.of.and_then(|id| self.editor.document(id)) else { return };
        let count = self.types.changes.len();
        let stale = self.types.impact.as_ref().is_none_or(|(of, n, _)| (*of, *n) != (open.content(), count));
        if stale {
            let document = &open.document;
            let found = impact(&document.text, &document.annotations, &document.schema, &self.types.changes);
            self.types.impact = Some((open.content(), count, found));
        }
        let Some((_, _, impact)) = self.types.impact.clone() else { return };
        let (mut take_back, mut discard, mut make, mut jump) = (false, false, None, None);
        let (mut look, mut show) = (false, None);
        let has_folder = self.editor.folder.is_open();
        let file = self.conf_file();
        let mut write = self.types.write;
        let frame = Frame::new()
            .fill(mix(theme.panel(), theme.background(), 0.6))
            .stroke(egui::Stroke::new(1.0, theme.line()))
            .corner_radius(8)
            .inner_margin(10);
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            let s = if count == 1 { "change" } else { "changes" };
            ui.label(RichText::new(format!("{count} {s}, not made yet")).strong());
            ScrollArea::vertical().id_salt("pending").max_height(76.0).show(ui, |ui| {
                for change in &self.types.changes {
                    ui.label(RichText::new(format!("•  {}", said(change, &open.document.schema))).small());
                }
            });
            let changed = impact.touched.len() - impact.deleted;
            let text = match (changed, impact.deleted) {
                (0, 0) => "No annotation of this document changes.".to_owned(),
                (n, 0) => format!("{} of this document {}.", counted(n, "annotation"), agreed(n, "changes", "change")),
                (0, n) => format!("{} of this document {} deleted.", counted(n, "annotation"), agreed(n, "is", "are")),
                (changed, deleted) => format!(
                    "{} of this document {}, {deleted} {} deleted.",
                    counted(changed, "annotation"),
                    agreed(changed, "changes", "change"),
                    agreed(deleted, "is", "are"),
                ),
            };
            let ink = if impact.deleted > 0 { theme.warning() } else { theme.text() };
            ui.label(RichText::new(text).color(ink));
            if !impact.violations.is_empty() {
                let count = impact.violations.len();
                let s = if count == 1 { "relation is" } else { "relations are" };
                ui.label(RichText::new(format!("{count} {s} not allowed any more:")).color(theme.warning()));
                let area = ScrollArea::vertical().id_salt("violations").max_height(90.0);
                let height = ui.spacing().interact_size.y;
                area.show_rows(ui, height, count, |ui, rows| {
                    for violation in impact.violations.get(rows).unwrap_or_default() {
                        let text = format!("{} {} {}", violation.head, violation.kind, violation.tail);
                        if ui.selectable_label(false, text).on_hover_text("Show it in the text").clicked() {
                            jump = Some(violation.relation);
                        }
                    }
                });
            }
            (look, show) = self.types.folder_ui(ui, theme, has_folder);
            if let Some((file, there)) = &file {
                let mut on = write.unwrap_or(*there);
                let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let text = if *there { format!("Write {name}") } else { format!("Create {name}") };
                let hint = format!("{}. Lines that no change is about stay as they are", file.display());
                if ui.checkbox(&mut on, text).on_hover_text(hint).changed() {
                    write = Some(on);
                }
            }
            ui.horizontal_wrapped(|ui| {
                let on = file.as_ref().is_some_and(|(_, there)| write.unwrap_or(*there));
                if ui
                    .button("Apply changes")
                    .on_hover_text("One step for the annotations: Ctrl+Z takes it back")
                    .clicked()
                {
                    make = Some(on);
                }
                take_back = ui.button("Take back the last").clicked();
                discard = ui.button("Discard all").clicked();
            });
        });
        self.types.write = write;
        let schema = open.document.schema.clone();
        if look {
            let ctx = ui.ctx().clone();
            self.look_through_folder(&ctx);
        }
        if let Some(path) = show {
            self.editor.open_file(&path);
        } else if let Some(relation) = jump {
            self.jump_to_relation(relation);
        } else if let Some(write) = make {
            self.apply_types(write);
        } else if take_back {
            self.types.take_back(&schema);
        } else if discard && let Some(id) = self.types.of {
            self.types.begin(id, &schema);
        }
    }

    fn jump_to_relation(&mut self, id: ItemId) {
        let Some(open) = self.editor.current() else { return };
        let annotations = &open.document.annotations;
        let ends: Vec<ItemId> = match id {
            ItemId::Relation(id) => {
                annotations.relation(id).into_iter().flat_map(|r| [r.head.into(), r.tail.into()]).collect()
            }
            ItemId::Extra(id) => {
                annotations.extra(id).into_iter().flat_map(|x| &x.targets).filter_map(Target::item).collect()
            }
            ItemId::Mention(_) => vec![id],
        };
        let covers =
            ends.into_iter().filter_map(|end| annotations.mention(annotations.anchor(end)?)).map(Mention::cover);
        let place = covers.reduce(crate::text::Span::cover);
        if let ItemId::Relation(id) = id {
            self.editor.selection = Selection::Relation(id);
        }
        if let Some(place) = place {
            self.views.text.reveal(place);
        }
    }
}

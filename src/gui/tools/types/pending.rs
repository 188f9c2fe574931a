//! What the draft would change, before it does.

use eframe::egui::{self, Frame, RichText, ScrollArea};

use super::apply::{apply, conf_file};
use super::{TypesTool, said};
use crate::domain::{ItemId, Mention, Target};
use crate::gui::Selection;
use crate::gui::theme::mix;
use crate::gui::tools::{Request, ToolContext};
use crate::gui::words::{agreed, counted};
use crate::schema::impact;

impl TypesTool {
    pub(super) fn pending_ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        if self.draft.changes.is_empty() {
            return;
        }
        let theme = context.theme;
        self.others.forget_outdated(self.draft.revision);
        let Some(open) = self.draft.of.and_then(|id| context.editor.document(id)) else { return };
        let count = self.draft.changes.len();
        let stale = self.draft.impact.as_ref().is_none_or(|(of, n, _)| (*of, *n) != (open.content(), count));
        if stale {
            let document = &open.document;
            let found = impact(&document.text, &document.annotations, &document.schema, &self.draft.changes);
            self.draft.impact = Some((open.content(), count, found));
        }
        let Some((_, _, impact)) = self.draft.impact.clone() else { return };
        let (mut take_back, mut discard, mut make, mut jump) = (false, false, None, None);
        let (mut look, mut show) = (false, None);
        let has_folder = context.editor.folder.is_open();
        let file = conf_file(context.editor, self.draft.of);
        let mut write = self.write;
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
                for change in &self.draft.changes {
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
            (look, show) = self.others.ui(ui, theme, has_folder);
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
        self.write = write;
        let (id, schema) = (open.id, open.document.schema.clone());
        if look {
            self.others.look(&self.draft, context.editor);
        }
        if let Some(path) = show {
            context.editor.open_file(&path);
        } else if let Some(relation) = jump {
            jump_to_relation(context, relation);
        } else if let Some(write) = make {
            if apply(context.editor, &self.draft, self.others.along(), write) {
                let types = context.editor.document(id).map(|open| open.document.schema.clone()).unwrap_or_default();
                self.begin(id, &types);
            }
        } else if take_back {
            self.draft.take_back(&schema);
        } else if discard {
            self.begin(id, &schema);
        }
    }
}

fn jump_to_relation(context: &mut ToolContext, id: ItemId) {
    let Some(open) = context.editor.current() else { return };
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
    let covers = ends.into_iter().filter_map(|end| annotations.mention(annotations.anchor(end)?)).map(Mention::cover);
    let place = covers.reduce(crate::text::Span::cover);
    if let ItemId::Relation(id) = id {
        context.editor.selection = Selection::Relation(id);
    }
    if let Some(place) = place {
        context.ask(Request::Reveal(place));
    }
}

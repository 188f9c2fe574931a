//! What is wrong with a document: as its file was read, and as the checker finds it now.

use eframe::egui::{self, RichText};

use crate::domain::check::Finding;
use crate::domain::{ItemId, Target};
use crate::gui::words::counted;
use crate::gui::{Action, Selection, Theme};
use crate::session::OpenDocument;

/// Lines of each kind; the rest are counted, and the doctor shows them.
const SHOWN: usize = 50;

/// All problems of a document; a click on one that the checker has found shows where it is.
pub(super) fn all_ui(ui: &mut egui::Ui, theme: Theme, open: &OpenDocument, actions: &mut Vec<Action>) {
    for issue in open.issues.iter().take(SHOWN) {
        ui.label(RichText::new(format!("⚠ {issue}")).color(theme.warning()).small());
    }
    for finding in open.findings().iter().take(SHOWN) {
        let said = RichText::new(words(open, finding)).color(theme.warning()).small();
        let Some((selection, span)) = place(open, finding.item) else {
            ui.label(said);
            continue;
        };
        let label = ui.add(egui::Label::new(said).sense(egui::Sense::click()));
        if label.on_hover_text("Shows it in the text").clicked() {
            actions.push(Action::Select(selection));
            actions.push(Action::Reveal(span));
        }
    }
    let more = open.issues.len().saturating_sub(SHOWN) + open.findings().len().saturating_sub(SHOWN);
    if more > 0 {
        let text = format!("… and {}", counted(more, "more problem"));
        ui.label(RichText::new(text).color(theme.warning()).small());
    }
}

/// What the checker has found of one item.
pub(super) fn of_item_ui(ui: &mut egui::Ui, theme: Theme, open: &OpenDocument, item: ItemId) {
    let said_of = |of: ItemId| of == item || item_of(open, of) == Some(item);
    for finding in open.findings().iter().filter(|finding| said_of(finding.item)) {
        ui.label(RichText::new(words(open, finding)).color(theme.warning()).small());
    }
}

fn words(open: &OpenDocument, finding: &Finding) -> String {
    let name = open.line_name(finding.item).map(|name| format!("{name}: ")).unwrap_or_default();
    format!("⚠ {name}{} ({})", finding.problem, finding.problem.remedy())
}

/// The entity or relation that something is, or is said of.
fn item_of(open: &OpenDocument, item: ItemId) -> Option<ItemId> {
    match item {
        ItemId::Extra(id) => open.document.annotations.extra(id)?.targets.first().and_then(Target::item),
        item => Some(item),
    }
}

fn place(open: &OpenDocument, item: ItemId) -> Option<(Selection, crate::text::Span)> {
    let annotations = &open.document.annotations;
    let cover = |id| annotations.mention(id).map(|mention| mention.cover());
    match item_of(open, item)? {
        ItemId::Mention(id) => Some((Selection::Mention(id), cover(id)?)),
        ItemId::Relation(id) => {
            let relation = annotations.relation(id)?;
            Some((Selection::Relation(id), cover(relation.head)?.cover(cover(relation.tail)?)))
        }
        ItemId::Extra(_) => None,
    }
}

#[cfg(all(test, feature = "kittest"))]
#[path = "problems_tests.rs"]
mod tests;

//! From a selection to its occurrences, and from those that are chosen to one step.

use std::sync::Arc;

use eframe::egui;

use super::{Asked, Plan, PropagateTool, Subject};
use crate::domain::Edit;
use crate::find::{Deed, Depth, Occurrence, Pattern, Place, Scan, Standing, Step, edits, occurrences};
use crate::gui::Selection;
use crate::gui::app::App;
use crate::gui::apply;
use crate::gui::find::wake;
use crate::gui::state::Tone;
use crate::gui::tool::Tool;
use crate::session::DocumentId;

impl App {
    /// Opens the tool on the selected entity or text.
    pub(in crate::gui) fn open_propagate(&mut self) {
        let Some(open) = self.state.current() else { return };
        let annotations = &open.document.annotations;
        let subject = match &self.state.selection {
            Selection::Text(span) => Some(Subject { text: open.document.slice(*span).trim().to_owned(), kind: None }),
            selection => selection.mentions(annotations).into_iter().next().and_then(|id| {
                let mention = annotations.mention(id)?;
                Some(Subject { text: mention.text(&open.document.text), kind: Some(mention.kind.clone()) })
            }),
        };
        let Some(subject) = subject.filter(|subject| !subject.text.trim().is_empty()) else {
            self.state.notify(Tone::Info, "Select an entity, or some text, whose other occurrences are wanted");
            return;
        };
        let first = || open.document.schema.choosable().next().map(|t| t.name.clone());
        let last = || self.state.settings.last_entity_type.as_deref().map(Arc::from);
        let kind = subject.kind.clone().or_else(last).or_else(first).unwrap_or_default();
        let tool = &mut self.propagate;
        tool.kind = kind;
        tool.plan = Plan::Annotate;
        tool.subject = Some(subject);
        tool.asked = None;
        self.open_tool(Tool::Propagate);
    }

    /// Looks again where the question or a document has changed. Once a frame.
    pub(in crate::gui) fn propagate_tick(&mut self, ctx: &egui::Context) {
        if self.tool != Some(Tool::Propagate) {
            return;
        }
        self.look_for_occurrences(ctx);
        self.propagate.collect();
    }

    fn look_for_occurrences(&mut self, ctx: &egui::Context) {
        let tool = &self.propagate;
        let Some(subject) = tool.subject.clone() else { return };
        let current = |id: &DocumentId| Some(*id) == self.state.current;
        let revisions = self.state.documents.iter().map(|d| (d.id, d.content()));
        let asked = Asked {
            deed: tool.deed(),
            case: tool.case,
            words: tool.words,
            scope: tool.scope,
            revisions: revisions.filter(|(id, _)| current(id)).collect(),
            subject,
        };
        if tool.asked.as_ref() == Some(&asked) {
            return;
        }
        let pattern = Pattern::phrase(&asked.subject.text, asked.case, asked.words);
        let (deed, of, scope) = (asked.deed.clone(), tool.of(), asked.scope);
        self.propagate.clear();
        self.propagate.asked = Some(asked);
        let Some(pattern) = pattern else { return };
        let sources = self.sources(scope);
        let said: Vec<_> = self.state.documents.iter().map(|d| (d.id, self.evaluation.analysis_of(d.id))).collect();
        let started = Scan::start(sources, Depth::Annotations, None, wake(ctx), move |source, read| {
            let analysis = match &source.place {
                Place::Open(id) => said.iter().find(|(of, _)| of == id).and_then(|(_, analysis)| analysis.clone()),
                Place::File(_) => None,
            };
            let found = occurrences(&read.document, &read.visibility, &pattern, &deed, &of, analysis.as_deref());
            (!found.is_empty()).then_some(found)
        });
        match started {
            Ok(scan) => self.propagate.scan = Some(scan),
            Err(error) => self.propagate.error = Some(format!("The search could not start: {error}. Try again")),
        }
    }

    /// Does the deed at all that is chosen, as one step.
    pub(super) fn propagate_now(&mut self) {
        let deed = self.propagate.deed();
        let mut groups: Vec<(DocumentId, Vec<Edit>)> = Vec::new();
        let mut count = 0;
        for group in &self.propagate.groups {
            let rows = self.propagate.rows.get(group.rows.clone()).unwrap_or_default();
            let chosen: Vec<&Occurrence> = rows.iter().filter(|(_, chosen)| *chosen).map(|(o, _)| o).collect();
            let Place::Open(id) = group.place else { continue };
            let Some(open) = self.state.document(id).filter(|_| !chosen.is_empty()) else { continue };
            match edits(&open.document, &deed, &chosen) {
                Ok(edits) => groups.push((id, edits)),
                Err(error) => {
                    self.state.notify(Tone::Error, format!("{}: {error}. Nothing was changed", group.name));
                    return;
                }
            }
            count += chosen.len();
        }
        let label = label(&deed, count);
        for (id, edits) in groups {
            if let Err(error) = apply::perform_on(&mut self.state, id, &label, edits) {
                self.state.notify(Tone::Error, error);
                return;
            }
        }
        if let Deed::Annotate(kind) | Deed::Retag(kind) = &deed {
            self.state.settings.last_entity_type = Some(kind.to_string());
        }
        self.state.notify(Tone::Good, format!("{label}. Ctrl+Z takes it back"));
    }

    /// Shows an occurrence in its text.
    pub(super) fn jump_to_occurrence(&mut self, at: usize) {
        let (Some(group), Some((occurrence, _))) = (self.propagate.group_of(at), self.propagate.rows.get(at)) else {
            return;
        };
        let (place, span, standing) = (group.place.clone(), occurrence.span, occurrence.standing.clone());
        self.propagate.active = Some(at);
        if self.document_at(&place).is_none() {
            return;
        }
        let item = match standing {
            Standing::Entity(id) | Standing::Predicted(id) | Standing::Other(id, _) => Some(id.into()),
            Standing::Free | Standing::Rejected(_) | Standing::Overlapping(_) => None,
        };
        self.show_item(item, span);
    }
}

impl PropagateTool {
    fn collect(&mut self) {
        let Some(mut scan) = self.scan.take() else { return };
        let mut taken = 0;
        while taken < 2_000
            && let Some(step) = scan.poll()
        {
            match step {
                Step::Found(at, found) => {
                    taken += found.len();
                    if let Some(source) = scan.sources().get(at) {
                        self.add(source, found);
                    }
                }
                Step::Failed(_, message) => self.failed.push(message),
            }
        }
        if scan.is_running() {
            self.scan = Some(scan);
        }
    }
}

/// What the step is called, in the history and in the message.
fn label(deed: &Deed, count: usize) -> String {
    let entities = if count == 1 { "entity".to_owned() } else { format!("{count} entities") };
    match deed {
        Deed::Annotate(kind) if count == 1 => format!("Add {kind}"),
        Deed::Annotate(kind) => format!("Add {kind} at {count} places"),
        Deed::Retag(kind) => format!("Change {entities} to {kind}"),
        Deed::Delete => format!("Delete {entities}"),
    }
}

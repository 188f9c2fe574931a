//! From a selection to its occurrences, and from those that are chosen to one step.

use std::sync::Arc;

use eframe::egui;

use super::{Asked, Group, Plan, PropagateTool, Subject};
use crate::domain::Edit;
use crate::editor::{self, Scope, Tone};
use crate::find::{Deed, Depth, Lost, Occurrence, Pattern, Place, Planned, Scan, Standing, Step, occurrences, plan};
use crate::gui::Selection;
use crate::gui::app::App;
use crate::gui::tool::Tool;
use crate::session::DocumentId;
use crate::session::workspace::Target;

impl App {
    /// Opens the tool on the selected entity or text.
    pub(in crate::gui) fn open_propagate(&mut self) {
        let Some(open) = self.editor.current() else { return };
        let annotations = &open.document.annotations;
        let subject = match &self.editor.selection {
            Selection::Text(span) => Some(Subject { text: open.document.slice(*span).trim().to_owned(), kind: None }),
            selection => selection.mentions(annotations).into_iter().next().and_then(|id| {
                let mention = annotations.mention(id)?;
                Some(Subject { text: mention.text(&open.document.text), kind: Some(mention.kind.clone()) })
            }),
        };
        let Some(subject) = subject.filter(|subject| !subject.text.trim().is_empty()) else {
            self.editor.notify(Tone::Info, "Select an entity, or some text, whose other occurrences are wanted");
            return;
        };
        let first = || open.document.schema.choosable().next().map(|t| t.name.clone());
        let last = || self.editor.settings.last_entity_type.as_deref().map(Arc::from);
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
        let alone = tool.scope == Scope::Document;
        let counts = |d: &&crate::session::OpenDocument| !alone || Some(d.id) == self.editor.current;
        let documents = self.editor.documents.iter().filter(counts).map(|d| (d.id, d.content())).collect();
        let asked = Asked {
            deed: tool.deed(),
            case: tool.case,
            words: tool.words,
            scope: tool.scope,
            documents,
            done: tool.done,
            readings: self.editor.analyses.revision,
            subject,
        };
        if tool.asked.as_ref() == Some(&asked) {
            return;
        }
        let same = |before: &Asked| {
            Asked { documents: asked.documents.clone(), readings: asked.readings, ..before.clone() } == asked
        };
        let changed_only = tool.asked.as_ref().is_some_and(same);
        let (deed, of, scope) = (asked.deed.clone(), tool.of(), asked.scope);
        if changed_only && !self.is_quiet(ctx) {
            return;
        }
        let pattern = Pattern::phrase(&asked.subject.text, asked.case, asked.words);
        self.propagate.clear();
        self.propagate.asked = Some(asked);
        let Some(pattern) = pattern else { return };
        let sources = scope.sources(&mut self.editor);
        let said: Vec<_> =
            self.editor.documents.iter().map(|d| (d.id, self.editor.analyses.said_of(d.id).cloned())).collect();
        let reader = editor::reader(&self.editor);
        let recall = reader.recall.clone();
        let started =
            Scan::start(sources, Depth::Predictions, reader, self.editor.host.wake.clone(), move |source, read| {
                let (document, visibility) = (&read.document, &read.visibility);
                // Most documents do not hold the text at all; nothing is recalled for them.
                if !pattern.is_in(&document.text) {
                    return None;
                }
                let analysis = match &source.place {
                    Place::Open(id) => said.iter().find(|(of, _)| of == id).and_then(|(_, analysis)| analysis.clone()),
                    Place::File(path) => recall.as_ref().and_then(|recall| recall(path, &document.text)),
                };
                let found = occurrences(document, visibility, &pattern, &deed, &of, analysis.as_deref());
                let closed = matches!(source.place, Place::File(_)).then(|| read.clone());
                (!found.is_empty()).then_some((found, closed))
            });
        match started {
            Ok(scan) => self.propagate.scan = Some(scan),
            Err(error) => self.propagate.error = Some(format!("The search could not start: {error}. Try again")),
        }
    }

    /// Counts what goes along with what is chosen, where that was not done since something changed.
    pub(super) fn count_what_goes_along(&mut self) {
        let tool = &self.propagate;
        if tool.lost.is_some() || tool.scan.is_some() {
            return;
        }
        let mut lost = Lost::default();
        for group in &tool.groups {
            // Something has changed: it is looked at again in a moment.
            let Some(Ok(planned)) = self.planned(group, None) else { continue };
            lost.add(planned.lost);
        }
        self.propagate.lost = Some(lost);
    }

    /// The deed at all that is chosen in a document; `None` where it was closed meanwhile. A document that was closed when
    /// it was looked at is `opened` before it is changed.
    fn planned(&self, group: &Group, opened: Option<DocumentId>) -> Option<Result<Planned, String>> {
        let tool = &self.propagate;
        let (deed, of) = (tool.deed(), tool.of());
        let rows = tool.rows.get(group.rows.clone()).unwrap_or_default();
        let chosen: Vec<&Occurrence> = rows.iter().filter(|(_, chosen)| *chosen).map(|(o, _)| o).collect();
        let open = |id: DocumentId| self.editor.document(id);
        let (document, visibility) = match (&group.place, &group.read, opened) {
            (Place::Open(id), ..) => (&open(*id)?.document, &open(*id)?.visibility),
            (Place::File(_), Some(read), Some(id)) => (&open(id)?.document, &read.visibility),
            (Place::File(_), Some(read), None) => (&read.document, &read.visibility),
            (Place::File(_), None, _) => return None,
        };
        Some(plan(document, visibility, &deed, &of, &chosen).map_err(|error| error.to_string()))
    }

    /// Does the deed at all that is chosen, as one step, in however many documents.
    pub(super) fn propagate_now(&mut self) {
        let deed = self.propagate.deed();
        let mut parts: Vec<(Target, Vec<Edit>)> = Vec::new();
        let (mut count, mut lost) = (0, Lost::default());
        for at in 0..self.propagate.groups.len() {
            let Some(group) = self.propagate.groups.get(at) else { continue };
            let rows = self.propagate.rows.get(group.rows.clone()).unwrap_or_default();
            let chosen = rows.iter().filter(|(_, chosen)| *chosen).count();
            if chosen == 0 {
                continue;
            }
            let (name, place) = (group.name.clone(), group.place.clone());
            // A closed document is opened with what the model said of it, as it was looked at: a step on its bare file would
            // make it one that people have annotated, and what the model said would never come in.
            let id = match &place {
                Place::Open(id) => Ok(*id),
                Place::File(path) => self.editor.open_behind(path),
            };
            let target = id.and_then(|id| {
                let closed = || "it was closed meanwhile. Look again, and apply then".to_owned();
                let group = self.propagate.groups.get(at);
                let planned = group.and_then(|group| self.planned(group, Some(id))).ok_or_else(closed)??;
                Ok((Target::Open(id), planned))
            });
            match target {
                Ok((target, planned)) => {
                    parts.push((target, planned.edits));
                    lost.add(planned.lost);
                }
                Err(error) => {
                    self.editor.notify(Tone::Error, format!("{name}: {error}. Nothing was changed"));
                    return;
                }
            }
            count += chosen;
        }
        let (label, documents, shown) = (label(&deed, count), parts.len(), self.editor.current);
        let selection = self.editor.selection.clone();
        let done = self.editor.across(|workspace, open, _, fresh| workspace.perform_many(open, &label, parts, fresh));
        if let Err(error) = done {
            self.editor.notify(Tone::Error, format!("{error}. Nothing was changed"));
            return;
        }
        // The document in which this began stays in sight.
        if let Some(shown) = shown
            && self.editor.current != Some(shown)
        {
            self.editor.show(shown);
            self.editor.selection = selection;
            self.editor.retain_selection();
        }
        if let Deed::Annotate(kind) | Deed::Replace(kind) | Deed::Retag(kind) = &deed {
            self.editor.settings.last_entity_type = Some(kind.to_string());
        }
        self.propagate.done += 1;
        let place = if documents > 1 { format!(" in {documents} documents") } else { String::new() };
        let along = if lost.is_nothing() { String::new() } else { format!("; {} went along", lost.said()) };
        self.editor.notify(Tone::Good, format!("{label}{place}{along}. Ctrl+Z takes it back"));
    }

    /// Shows an occurrence in its text.
    pub(super) fn jump_to_occurrence(&mut self, at: usize) {
        let (Some(group), Some((occurrence, _))) = (self.propagate.group_of(at), self.propagate.rows.get(at)) else {
            return;
        };
        let (place, span, standing) = (group.place.clone(), occurrence.span, occurrence.standing.clone());
        self.propagate.active = Some(at);
        if self.editor.document_at(&place).is_none() {
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
                    taken += found.0.len();
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
        Deed::Annotate(kind) | Deed::Replace(kind) if count == 1 => format!("Add {kind}"),
        Deed::Annotate(kind) | Deed::Replace(kind) => format!("Add {kind} at {count} places"),
        Deed::Retag(kind) => format!("Change {entities} to {kind}"),
        Deed::Delete => format!("Delete {entities}"),
    }
}

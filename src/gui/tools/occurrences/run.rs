//! From a selection to its occurrences, and from those that are chosen to one step.

use std::sync::Arc;

use super::{Group, OccurrencesTool, Plan, Question, Subject};
use crate::corpus::{Deed, Depth, Lost, Occurrence, Pattern, Place, Planned, Scan, Standing, Step, occurrences, plan};
use crate::domain::Edit;
use crate::editor::{self, Scope, Tone};
use crate::gui::Selection;
use crate::gui::tools::ToolContext;
use crate::session::DocumentId;
use crate::session::workspace::Target;

impl OccurrencesTool {
    /// Opens the tool on the selected entity or text.
    pub(in crate::gui) fn open_propagate(&mut self, context: &mut ToolContext) {
        let Some(open) = context.editor.current() else { return };
        let annotations = &open.document.annotations;
        let subject = match &context.editor.selection {
            Selection::Text(span) => Some(Subject { text: open.document.slice(*span).trim().to_owned(), kind: None }),
            selection => selection.mentions(annotations).into_iter().next().and_then(|id| {
                let mention = annotations.mention(id)?;
                Some(Subject { text: mention.text(&open.document.text), kind: Some(mention.kind.clone()) })
            }),
        };
        let Some(subject) = subject.filter(|subject| !subject.text.trim().is_empty()) else {
            context.editor.notify(Tone::Info, "Select an entity, or some text, whose other occurrences are wanted");
            return;
        };
        let first = || open.document.schema.choosable().next().map(|t| t.name.clone());
        let last = || context.editor.settings.last_entity_type.as_deref().map(Arc::from);
        let kind = subject.kind.clone().or_else(last).or_else(first).unwrap_or_default();
        let tool = &mut *self;
        tool.kind = kind;
        tool.plan = Plan::Annotate;
        tool.subject = Some(subject);
        tool.asked = None;
        context.open();
    }

    /// Looks again where the question or a document has changed. Once a frame.
    pub(in crate::gui) fn propagate_tick(&mut self, context: &mut ToolContext) {
        if !context.is_open {
            return;
        }
        self.look_for_occurrences(context);
        self.collect();
    }

    fn look_for_occurrences(&mut self, context: &mut ToolContext) {
        let tool = &*self;
        let Some(subject) = tool.subject.clone() else { return };
        let alone = tool.scope == Scope::Document;
        let counts = |d: &&crate::session::OpenDocument| !alone || Some(d.id) == context.editor.current;
        let documents = context.editor.documents.iter().filter(counts).map(|d| (d.id, d.content())).collect();
        let asked = Question {
            deed: tool.deed(),
            case: tool.case,
            words: tool.words,
            scope: tool.scope,
            documents,
            done: tool.done,
            readings: context.editor.analyses.revision,
            subject,
        };
        if tool.asked.as_ref() == Some(&asked) {
            return;
        }
        let same = |before: &Question| {
            Question { documents: asked.documents.clone(), readings: asked.readings, ..before.clone() } == asked
        };
        let changed_only = tool.asked.as_ref().is_some_and(same);
        let (deed, of, scope) = (asked.deed.clone(), tool.of(), asked.scope);
        if changed_only && !context.is_quiet() {
            return;
        }
        let pattern = Pattern::phrase(&asked.subject.text, asked.case, asked.words);
        self.clear();
        self.asked = Some(asked);
        let Some(pattern) = pattern else { return };
        let sources = scope.sources(context.editor);
        let said: Vec<_> =
            context.editor.documents.iter().map(|d| (d.id, context.editor.analyses.said_of(d.id).cloned())).collect();
        let reader = editor::reader(context.editor);
        let recall = reader.recall.clone();
        let started =
            Scan::start(sources, Depth::Predictions, reader, context.editor.host.wake.clone(), move |source, read| {
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
            Ok(scan) => self.scan = Some(scan),
            Err(error) => self.error = Some(format!("The search could not start: {error}. Try again")),
        }
    }

    /// Counts what goes along with what is chosen, where that was not done since something changed.
    pub(super) fn count_what_goes_along(&mut self, context: &mut ToolContext) {
        let tool = &*self;
        if tool.found.lost.is_some() || tool.scan.is_some() {
            return;
        }
        let mut lost = Lost::default();
        for group in &tool.found.groups {
            // Something has changed: it is looked at again in a moment.
            let Some(Ok(planned)) = self.planned(context, group, None) else { continue };
            lost.add(planned.lost);
        }
        self.found.lost = Some(lost);
    }

    /// The deed at all that is chosen in a document; `None` where it was closed meanwhile. A document that was closed when
    /// it was looked at is `opened` before it is changed.
    fn planned(
        &self,
        context: &ToolContext,
        group: &Group,
        opened: Option<DocumentId>,
    ) -> Option<Result<Planned, String>> {
        let tool = self;
        let (deed, of) = (tool.deed(), tool.of());
        let rows = tool.found.rows.get(group.rows.clone()).unwrap_or_default();
        let chosen: Vec<&Occurrence> = rows.iter().filter(|(_, chosen)| *chosen).map(|(o, _)| o).collect();
        let open = |id: DocumentId| context.editor.document(id);
        let (document, visibility) = match (&group.place, &group.read, opened) {
            (Place::Open(id), ..) => (&open(*id)?.document, &open(*id)?.visibility),
            (Place::File(_), Some(read), Some(id)) => (&open(id)?.document, &read.visibility),
            (Place::File(_), Some(read), None) => (&read.document, &read.visibility),
            (Place::File(_), None, _) => return None,
        };
        Some(plan(document, visibility, &deed, &of, &chosen).map_err(|error| error.to_string()))
    }

    /// Does the deed at all that is chosen, as one step, in however many documents.
    pub(super) fn propagate_now(&mut self, context: &mut ToolContext) {
        let deed = self.deed();
        let mut parts: Vec<(Target, Vec<Edit>)> = Vec::new();
        let (mut count, mut lost) = (0, Lost::default());
        for at in 0..self.found.groups.len() {
            let Some(group) = self.found.groups.get(at) else { continue };
            let rows = self.found.rows.get(group.rows.clone()).unwrap_or_default();
            let chosen = rows.iter().filter(|(_, chosen)| *chosen).count();
            if chosen == 0 {
                continue;
            }
            let (name, place) = (group.name.clone(), group.place.clone());
            // A closed document is opened with what the model said of it, as it was looked at: a step on its bare file would
            // make it one that people have annotated, and what the model said would never come in.
            let id = match &place {
                Place::Open(id) => Ok(*id),
                Place::File(path) => context.editor.open_behind(path),
            };
            let target = id.and_then(|id| {
                let closed = || "it was closed meanwhile. Look again, and apply then".to_owned();
                let group = self.found.groups.get(at);
                let planned = group.and_then(|group| self.planned(context, group, Some(id))).ok_or_else(closed)??;
                Ok((Target::Open(id), planned))
            });
            match target {
                Ok((target, planned)) => {
                    parts.push((target, planned.edits));
                    lost.add(planned.lost);
                }
                Err(error) => {
                    context.editor.notify(Tone::Error, format!("{name}: {error}. Nothing was changed"));
                    return;
                }
            }
            count += chosen;
        }
        let (label, documents, shown) = (label(&deed, count), parts.len(), context.editor.current);
        let selection = context.editor.selection.clone();
        let done =
            context.editor.across(|workspace, open, _, fresh| workspace.perform_many(open, &label, parts, fresh));
        if let Err(error) = done {
            context.editor.notify(Tone::Error, format!("{error}. Nothing was changed"));
            return;
        }
        // The document in which this began stays in sight.
        if let Some(shown) = shown
            && context.editor.current != Some(shown)
        {
            context.editor.show(shown);
            context.editor.selection = selection;
            context.editor.retain_selection();
        }
        if let Deed::Annotate(kind) | Deed::Replace(kind) | Deed::Retag(kind) = &deed {
            context.editor.settings.last_entity_type = Some(kind.to_string());
        }
        self.done += 1;
        let place = if documents > 1 { format!(" in {documents} documents") } else { String::new() };
        let along = if lost.is_nothing() { String::new() } else { format!("; {} went along", lost.said()) };
        context.editor.notify(Tone::Good, format!("{label}{place}{along}. Ctrl+Z takes it back"));
    }

    /// Shows an occurrence in its text.
    pub(super) fn jump_to_occurrence(&mut self, context: &mut ToolContext, at: usize) {
        let (Some(group), Some((occurrence, _))) = (self.found.group_of(at), self.found.rows.get(at)) else {
            return;
        };
        let (place, span, standing) = (group.place.clone(), occurrence.span, occurrence.standing.clone());
        self.active = Some(at);
        if context.editor.document_at(&place).is_none() {
            return;
        }
        let item = match standing {
            Standing::Entity(id) | Standing::Predicted(id) | Standing::Other(id, _) => Some(id.into()),
            Standing::Free | Standing::Rejected(_) | Standing::Overlapping(_) => None,
        };
        context.show_item(item, span);
    }
}

impl OccurrencesTool {
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
                Step::Failed(_, message) => self.found.failed.push(message),
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

//! From the command to the figures, and from a case to its place in the text.

use std::time::{Duration, Instant};

use super::gold::Gold;
use super::{EvaluationTool, Shown, Standing};
use crate::domain::{Annotations, Mention, MentionId};
use crate::editor::{self, Editor, ModelState};
use crate::engine::Analysis;
use crate::eval::{Evaluation, Found, FoundSide, Source, Task, has_gold};
use crate::gui::Selection;
use crate::gui::tools::{Request, ToolContext};
use crate::session::store::for_figures;
use crate::session::{DocumentId, OpenDocument};
use crate::text::Span;

/// Figures that take longer wait until the slider is let go.
const WHILE_DRAGGING: Duration = Duration::from_millis(8);

impl EvaluationTool {
    /// Shows the pane with these documents, and counts anew.
    pub(super) fn evaluate(&mut self, targets: Vec<DocumentId>, context: &mut ToolContext) {
        self.targets = targets;
        self.key.clear();
        self.standing = Standing::Done;
        context.open();
    }

    /// Counts again when annotations, thresholds or the model have changed; asks the engine for what is missing.
    pub(super) fn count_when_due(&mut self, context: &mut ToolContext) {
        if !context.is_open || matches!(self.standing, Standing::Failed(_)) {
            return;
        }
        let is_open = |id: DocumentId| context.editor.document(id).is_some();
        self.targets.retain(|id| is_open(*id));
        self.gold.retain(is_open);
        let open: Vec<&OpenDocument> = self.targets.iter().filter_map(|id| context.editor.document(*id)).collect();
        let key: Vec<(DocumentId, u64)> = open.iter().map(|d| (d.id, d.content())).collect();
        let settled = key == self.key && !key.is_empty() && self.standing != Standing::Reading;
        let is_held = || context.egui.input(|i| i.pointer.any_down());
        let dragging = self.cost > WHILE_DRAGGING && !self.key.is_empty() && is_held();
        if settled || dragging {
            return;
        }
        let gold: Vec<DocumentId> = open.iter().filter(|d| has_gold(self.gold.of(d))).map(|d| d.id).collect();
        if gold.is_empty() {
            (self.standing, self.key, self.shown) = (Standing::NoGold(no_gold(&open)), key, None);
            self.listing.fill(None);
            return;
        }
        let analyses = &context.editor.analyses;
        let missing: Vec<DocumentId> = gold.iter().copied().filter(|id| analyses.said_of(*id).is_none()).collect();
        if missing.is_empty() {
            self.key = key;
            self.count(&gold, context.editor);
        } else {
            self.read(&missing, context.editor);
        }
    }

    /// Asks the engine once, and notices when it gave up.
    fn read(&mut self, missing: &[DocumentId], editor: &mut Editor) {
        if let ModelState::Failed(message) = &editor.analyses.model {
            self.standing = Standing::Failed(format!("There is no model to evaluate: {message}"));
            return;
        }
        for id in missing {
            if editor.analyses.is_asked(*id) {
                continue;
            }
            if !editor.analyses.is_for_figures(*id)
                && let Some(analysis) = recall_scores(editor, *id)
            {
                editor::keep_for_figures(editor, *id, analysis);
                // No answer of the engine will.
                (editor.host.wake)();
                continue;
            }
            if editor.analyses.release(*id) {
                let name = editor.document(*id).map(|d| d.document.name.clone()).unwrap_or_default();
                let message = format!("{name} was not read to its end, so there are no new figures.");
                self.standing = Standing::Failed(message);
                return;
            }
            editor::analyse_for_figures(editor, *id);
        }
        self.standing = Standing::Reading;
    }

    fn count(&mut self, documents: &[DocumentId], editor: &Editor) {
        let began = Instant::now();
        let made = evaluation(editor, &self.gold, documents);
        self.cost = began.elapsed();
        match made {
            Ok(evaluation) => {
                let without_gold = self.targets.len() - documents.len();
                self.shown = Some(Shown { evaluation, documents: documents.to_vec(), without_gold });
                self.standing = Standing::Done;
            }
            Err(message) => self.standing = Standing::Failed(message),
        }
        self.listing.fill(self.shown.as_ref().map(|shown| &shown.evaluation));
    }

    /// Shows a listed case in its text.
    pub(super) fn jump(&mut self, at: usize, context: &mut ToolContext) {
        let (Some(found), Some(shown)) = (self.listing.cases.get(at), &self.shown) else { return };
        self.listing.active = Some(at);
        let id = shown.documents.get(found.document).copied();
        let Some(open) = id.and_then(|id| context.editor.document(id)) else { return };
        let (id, place) = (open.id, found.place());
        let selection = selection_of(open, self.listing.task, found);
        context.editor.show(id);
        context.editor.selection = selection;
        context.ask(Request::Reveal(place));
    }
}

/// What the present model has said of a text in an earlier run, or before the document was closed.
fn recall_scores(editor: &Editor, id: DocumentId) -> Option<Analysis> {
    let ModelState::Ready(info) = &editor.analyses.model else { return None };
    let open = editor.document(id)?;
    let keeper = open.keeper()?;
    let keys = [for_figures(keeper.key()), keeper.key().to_owned()];
    keys.iter().find_map(|key| keeper.store().scores(key, &open.document.text, Some(&info.fingerprint)))
}

fn evaluation(editor: &Editor, gold: &Gold, documents: &[DocumentId]) -> Result<Evaluation, String> {
    let mut sources = Vec::with_capacity(documents.len());
    for id in documents {
        let (Some(open), Some(analysis)) = (editor.document(*id), editor.analyses.said_of(*id)) else { continue };
        sources.push(Source {
            document: gold.of(open),
            visibility: &open.visibility,
            types: &analysis.types,
            sentences: analysis.sentences.iter().map(|s| (s.words.as_slice(), &s.scores)).collect(),
        });
    }
    let model = documents.first().and_then(|id| editor.analyses.said_of(*id)).map_or("model", |a| a.model.as_str());
    Evaluation::new(&sources, model).map_err(|error| error.to_string())
}

fn no_gold(open: &[&OpenDocument]) -> String {
    let (what, that) = match open {
        [] => return "No document is open. Open one that has annotations (Ctrl+O).".to_owned(),
        [only] => (format!("{} has", only.document.name), "it"),
        _ => ("The open documents have".to_owned(), "them"),
    };
    if open.iter().any(|d| d.summary().has_predictions()) {
        return format!(
            "{what} nothing to compare the model with: all that is in {that} are predictions nobody has reviewed. \
             Accept or correct them (N, then Space or Backspace), or open a text with its .ann file."
        );
    }
    format!(
        "{what} no annotations to compare the model with. Annotate {that} (select text, then Enter), or open a text \
         with its .ann file."
    )
}

/// The annotation that stands where the case does, else the bare text.
pub(in crate::gui::tools) fn selection_of(open: &OpenDocument, task: Task, found: &Found) -> Selection {
    let annotations = &open.document.annotations;
    let sides = [&found.gold, &found.pred].into_iter().flatten();
    let item = match task {
        Task::Entities => sides.clone().find_map(|side| mention_at(open, side)).map(Selection::Mention),
        Task::Relations => sides.clone().find_map(|side| {
            let ends = |r: &crate::domain::Relation| Some([cover(annotations, r.head)?, cover(annotations, r.tail)?]);
            let here = |[head, tail]: [Span; 2]| side.spans == [head, tail] || side.spans == [tail, head];
            let mut relations = open.visibility.relations(annotations).filter(|r| *r.kind == *side.kind);
            relations.find(|r| ends(r).is_some_and(here)).map(|r| Selection::Relation(r.id))
        }),
    };
    item.unwrap_or(Selection::Text(found.place()))
}

fn mention_at(open: &OpenDocument, side: &FoundSide) -> Option<MentionId> {
    let mut mentions = open.visibility.mentions(&open.document.annotations);
    let here = |m: &Mention| side.spans == m.fragments.as_slice() || side.spans == [m.cover()];
    mentions.find(|m| *m.kind == *side.kind && here(m)).map(|m| m.id)
}

fn cover(annotations: &Annotations, id: MentionId) -> Option<Span> {
    annotations.mention(id).map(|m| m.cover())
}

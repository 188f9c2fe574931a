//! From the command to the figures, and from a case to its place in the text.

use std::time::{Duration, Instant};

use eframe::egui;

use super::{Shown, Standing};
use crate::domain::{Annotations, Mention, MentionId};
use crate::editor::{self, ModelState};
use crate::engine::Analysis;
use crate::eval::{Evaluation, Found, FoundSide, Source, Task, has_gold};
use crate::gui::Selection;
use crate::gui::app::App;
use crate::session::store::for_figures;
use crate::session::{DocumentId, OpenDocument};
use crate::text::Span;

/// Figures that take longer wait until the slider is let go.
const WHILE_DRAGGING: Duration = Duration::from_millis(8);

impl App {
    /// Opens the pane on these documents and counts anew.
    pub(in crate::gui) fn evaluate(&mut self, targets: Vec<DocumentId>) {
        self.tools.open = None;
        let pane = &mut self.evaluation;
        pane.is_open = true;
        pane.targets = targets;
        pane.key.clear();
        pane.standing = Standing::Done;
    }

    /// Counts again when annotations, thresholds or the model have changed; asks the engine for what is missing.
    pub(in crate::gui) fn evaluation_tick(&mut self, ctx: &egui::Context) {
        if !self.evaluation.is_open || matches!(self.evaluation.standing, Standing::Failed(_)) {
            return;
        }
        let is_open = |id: &DocumentId| self.editor.document(*id).is_some();
        self.evaluation.targets.retain(is_open);
        self.evaluation.gold.retain(|id, _| is_open(id));
        let open: Vec<&OpenDocument> =
            self.evaluation.targets.iter().filter_map(|id| self.editor.document(*id)).collect();
        let key: Vec<(DocumentId, u64)> = open.iter().map(|d| (d.id, d.content())).collect();
        let pane = &self.evaluation;
        let settled = key == pane.key && !key.is_empty() && pane.standing != Standing::Reading;
        let dragging = pane.cost > WHILE_DRAGGING && !pane.key.is_empty() && ctx.input(|i| i.pointer.any_down());
        if settled || dragging {
            return;
        }
        let gold: Vec<DocumentId> = open.iter().filter(|d| has_gold(self.gold(d))).map(|d| d.id).collect();
        if gold.is_empty() {
            let message = no_gold(&open);
            let pane = &mut self.evaluation;
            (pane.standing, pane.key, pane.shown) = (Standing::NoGold(message), key, None);
            pane.list();
            return;
        }
        let missing: Vec<DocumentId> =
            gold.iter().copied().filter(|id| self.editor.analyses.said_of(*id).is_none()).collect();
        if missing.is_empty() {
            self.evaluation.key = key;
            self.count(&gold);
        } else {
            self.read(&missing);
        }
    }

    /// What the present model has said of this text in an earlier run, or before the document was closed.
    fn recall_scores(&self, id: DocumentId) -> Option<Analysis> {
        let ModelState::Ready(info) = &self.editor.analyses.model else { return None };
        let open = self.editor.document(id)?;
        let keeper = open.keeper()?;
        let keys = [for_figures(keeper.key()), keeper.key().to_owned()];
        keys.iter().find_map(|key| keeper.store().scores(key, &open.document.text, Some(&info.fingerprint)))
    }

    /// Asks the engine once, and notices when it gave up.
    fn read(&mut self, missing: &[DocumentId]) {
        if let ModelState::Failed(message) = &self.editor.analyses.model {
            self.evaluation.standing = Standing::Failed(format!("There is no model to evaluate: {message}"));
            return;
        }
        for id in missing {
            if self.editor.analyses.is_asked(*id) {
                continue;
            }
            if !self.editor.analyses.is_for_figures(*id)
                && let Some(analysis) = self.recall_scores(*id)
            {
                editor::keep_for_figures(&mut self.editor, *id, analysis);
                // No answer of the engine will.
                (self.editor.host.wake)();
                continue;
            }
            if self.editor.analyses.release(*id) {
                let name = self.editor.document(*id).map(|d| d.document.name.clone()).unwrap_or_default();
                let message = format!("{name} was not read to its end, so there are no new figures.");
                self.evaluation.standing = Standing::Failed(message);
                return;
            }
            editor::analyse_for_figures(&mut self.editor, *id);
        }
        self.evaluation.standing = Standing::Reading;
    }

    fn count(&mut self, gold: &[DocumentId]) {
        let began = Instant::now();
        let made = evaluation(self, gold);
        let pane = &mut self.evaluation;
        pane.cost = began.elapsed();
        match made {
            Ok(evaluation) => {
                let without_gold = pane.targets.len() - gold.len();
                pane.shown = Some(Shown { evaluation, documents: gold.to_vec(), without_gold });
                pane.standing = Standing::Done;
            }
            Err(message) => pane.standing = Standing::Failed(message),
        }
        pane.list();
    }

    /// Shows a listed case in its text.
    pub(super) fn jump(&mut self, at: usize) {
        let pane = &mut self.evaluation;
        let (Some(found), Some(shown)) = (pane.listed.get(at).cloned(), &pane.shown) else { return };
        pane.active = Some(at);
        let (task, id) = (pane.task, shown.documents.get(found.document).copied());
        let Some(open) = id.and_then(|id| self.editor.document(id)) else { return };
        let id = open.id;
        let selection = selection(open, task, &found);
        // A sentence without annotations is hidden while only evidence is shown.
        self.views.fold &= !matches!(selection, Selection::Text(_));
        self.editor.show(id);
        self.editor.selection = selection;
        self.views.text.reveal(found.place());
    }
}

fn evaluation(app: &App, gold: &[DocumentId]) -> Result<Evaluation, String> {
    let mut sources = Vec::with_capacity(gold.len());
    for id in gold {
        let (Some(open), Some(analysis)) = (app.editor.document(*id), app.editor.analyses.said_of(*id)) else {
            continue;
        };
        sources.push(Source {
            document: app.gold(open),
            visibility: &open.visibility,
            types: &analysis.types,
            sentences: analysis.sentences.iter().map(|s| (s.words.as_slice(), &s.scores)).collect(),
        });
    }
    let model = gold.first().and_then(|id| app.editor.analyses.said_of(*id)).map_or("model", |a| a.model.as_str());
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
pub(in crate::gui) fn selection(open: &OpenDocument, task: Task, found: &Found) -> Selection {
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

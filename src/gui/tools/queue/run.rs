//! From documents to the queue, and from one decision to the next.

use super::{LIMIT, Question, QueueTool};
use crate::corpus::{Depth, Found, Place, Queue, Read, Scan, Step, open_predictions};
use crate::domain::Review;
use crate::editor::{self, Scope, Tone};
use crate::gui::Action;
use crate::gui::tools::Request;
use crate::gui::tools::ToolContext;
use crate::session::DocumentId;

impl QueueTool {
    pub(in crate::gui) fn open_queue(&mut self, context: &mut ToolContext) {
        if context.is_open {
            return;
        }
        self.scope = Scope::widest(context.editor);
        self.asked = None;
        context.open();
    }

    /// Makes the queue anew where the question has changed, and goes on once something was decided. Once a frame.
    pub(in crate::gui) fn queue_tick(&mut self, context: &mut ToolContext) {
        if !context.is_open {
            return;
        }
        if !Scope::all(context.editor).contains(&self.scope) {
            self.scope = Scope::Document;
        }
        self.make_queue(context);
        if self.collect() {
            self.seen.clear();
            let first = self.queue.next(None);
            self.show_entry(context, first);
        }
        self.look_at_decisions(context);
    }

    fn make_queue(&mut self, context: &mut ToolContext) {
        let tool = &*self;
        // While a folder is being read something new is said every second; the queue waits for the end.
        let busy = context.editor.corpus.analysis.is_running() && tool.asked.is_some();
        let asked = Question {
            scope: tool.scope,
            what: tool.what,
            sequence: tool.sequence,
            document: context.editor.current.filter(|_| tool.scope == Scope::Document),
            moved: (tool.scope != Scope::Document).then_some(context.editor.legend.thresholds_moved),
            read: tool.asked.as_ref().filter(|_| busy).map_or(context.editor.analyses.revision, |asked| asked.read),
        };
        let is_held = tool.asked.is_some() && context.egui.input(|i| i.pointer.any_down());
        if is_held || tool.asked.as_ref() == Some(&asked) {
            return;
        }
        let (scope, what, sequence) = (asked.scope, asked.what, asked.sequence);
        self.asked = Some(asked);
        self.coming = Queue::new(sequence);
        self.failed.clear();
        let sources = scope.sources(context.editor);
        let reader = editor::reader(context.editor);
        let started =
            Scan::start(sources, Depth::Predictions, reader, context.editor.host.wake.clone(), move |_, read| {
                let hits = open_predictions(read, what, LIMIT);
                (!hits.is_empty()).then_some(hits)
            });
        match started {
            Ok(scan) => self.scan = Some(scan),
            Err(error) => {
                context.editor.notify(Tone::Error, format!("The queue could not be made: {error}. Try again"));
            }
        }
    }

    /// Compares the queue with the open documents; goes on to the next entry when the present one was decided.
    fn look_at_decisions(&mut self, context: &mut ToolContext) {
        let now: Vec<(DocumentId, u64)> = context.editor.documents.iter().map(|d| (d.id, d.content())).collect();
        if now == self.seen {
            return;
        }
        for (id, content) in &now {
            if !self.seen.contains(&(*id, *content))
                && let Some(open) = context.editor.document(*id)
            {
                self.queue.look(&Place::Open(*id), &open.document.annotations);
            }
        }
        self.seen = now;
        let waits = |at: usize| self.queue.entries().get(at).is_some_and(|entry| entry.waits);
        if let Some(current) = self.current
            && !waits(current)
        {
            let next = self.queue.next(Some(current));
            self.show_entry(context, next);
        }
    }

    /// Leaves the present entry for later.
    pub(in crate::gui) fn skip_entry(&mut self, context: &mut ToolContext, step: bool) {
        let next = self.queue.next(self.current.filter(|_| step));
        self.show_entry(context, next);
    }

    pub(super) fn decide_entry(&mut self, context: &mut ToolContext, review: Review) {
        let item = self.current.and_then(|at| self.queue.entries().get(at)).and_then(|entry| {
            let open = context.editor.current()?;
            entry.hit.item_in(&open.document.annotations)
        });
        if let Some(item) = item {
            context.act(Action::Review { item, review });
        }
    }

    /// Shows an entry in its text, ready for Space and Backspace; opens its document where it must be.
    pub(super) fn show_entry(&mut self, context: &mut ToolContext, entry: Option<usize>) {
        self.current = entry;
        self.follow = true;
        let Some(mut at) = entry else {
            if self.progress().1 > 0 {
                context.editor.notify(Tone::Good, "All predictions of the queue are decided");
            }
            return;
        };
        let Some(place) = self.place_of(at) else { return };
        let Some(id) = context.editor.document_at(&place) else { return };
        if matches!(place, Place::File(_)) {
            context.editor.recall(id);
            let Some(open) = context.editor.document(id) else { return };
            let hit = self.queue.entries().get(at).map(|entry| (entry.hit.span, entry.hit.kind.clone()));
            let read = Read { document: open.document.clone(), visibility: open.visibility.clone() };
            let hits = open_predictions(&read, self.what, LIMIT);
            self.queue.opened(&place, Place::Open(id), hits);
            self.queue.sort();
            let same = |e: &crate::corpus::Entry| e.waits && Some((e.hit.span, e.hit.kind.clone())) == hit;
            let entries = self.queue.entries();
            match entries.iter().position(same).or_else(|| self.queue.next(None)) {
                Some(again) => at = again,
                None => return self.show_entry(context, None),
            }
            self.current = Some(at);
            if self.place_of(at) != Some(Place::Open(id)) {
                return self.show_entry(context, Some(at));
            }
        }
        let Some(hit) = self.queue.entries().get(at).map(|entry| entry.hit.clone()) else { return };
        let item = match hit.found {
            Found::Mention(id) => Some(id.into()),
            Found::Relation { id, .. } => Some(id.into()),
            Found::Text => None,
        };
        context.show_item(item, hit.span);
        context.ask(Request::FocusText);
    }
}

impl QueueTool {
    /// Takes in what was found; true when the queue is complete.
    fn collect(&mut self) -> bool {
        let Some(mut scan) = self.scan.take() else { return false };
        let mut taken = 0;
        while taken < 5_000
            && let Some(step) = scan.poll()
        {
            match step {
                Step::Found(at, hits) => {
                    taken += hits.len();
                    if let Some(source) = scan.sources().get(at) {
                        self.coming.add(source.place.clone(), source.name.clone(), hits);
                    }
                }
                Step::Failed(_, message) => self.failed.push(message),
            }
        }
        if scan.is_running() {
            self.scan = Some(scan);
            return false;
        }
        self.queue = std::mem::take(&mut self.coming);
        self.queue.sort();
        true
    }
}

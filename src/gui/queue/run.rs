//! From documents to the queue, and from one decision to the next.

use eframe::egui;

use super::{Asked, LIMIT, QueueTool};
use crate::domain::Review;
use crate::editor::{self, Scope, Tone};
use crate::find::{Depth, Found, Place, Queue, Read, Scan, Step, open_predictions};
use crate::gui::Action;
use crate::gui::app::App;
use crate::gui::tool::Tool;
use crate::session::DocumentId;

impl App {
    pub(in crate::gui) fn open_queue(&mut self) {
        if self.tool == Some(Tool::Queue) {
            return;
        }
        self.queue.scope = Scope::widest(&self.editor);
        self.queue.asked = None;
        self.open_tool(Tool::Queue);
    }

    /// Makes the queue anew where the question has changed, and goes on once something was decided. Once a frame.
    pub(in crate::gui) fn queue_tick(&mut self, ctx: &egui::Context) {
        if self.tool != Some(Tool::Queue) {
            return;
        }
        if !Scope::all(&self.editor).contains(&self.queue.scope) {
            self.queue.scope = Scope::Document;
        }
        self.make_queue(ctx);
        if self.queue.collect() {
            self.queue.seen.clear();
            let first = self.queue.queue.next(None);
            self.show_entry(ctx, first);
        }
        self.look_at_decisions(ctx);
    }

    fn make_queue(&mut self, ctx: &egui::Context) {
        let tool = &self.queue;
        // While a folder is being read something new is said every second; the queue waits for the end.
        let busy = self.editor.corpus.analysis.is_running() && tool.asked.is_some();
        let asked = Asked {
            scope: tool.scope,
            what: tool.what,
            sequence: tool.sequence,
            document: self.editor.current.filter(|_| tool.scope == Scope::Document),
            moved: (tool.scope != Scope::Document).then_some(self.editor.legend.thresholds_moved),
            read: tool.asked.as_ref().filter(|_| busy).map_or(self.editor.analyses.revision, |asked| asked.read),
        };
        let is_held = tool.asked.is_some() && ctx.input(|i| i.pointer.any_down());
        if is_held || tool.asked.as_ref() == Some(&asked) {
            return;
        }
        let (scope, what, sequence) = (asked.scope, asked.what, asked.sequence);
        self.queue.asked = Some(asked);
        self.queue.coming = Queue::new(sequence);
        self.queue.failed.clear();
        let sources = scope.sources(&mut self.editor);
        let reader = editor::reader(&self.editor);
        let started =
            Scan::start(sources, Depth::Predictions, reader, self.editor.host.wake.clone(), move |_, read| {
                let hits = open_predictions(read, what, LIMIT);
                (!hits.is_empty()).then_some(hits)
            });
        match started {
            Ok(scan) => self.queue.scan = Some(scan),
            Err(error) => {
                self.editor.notify(Tone::Error, format!("The queue could not be made: {error}. Try again"));
            }
        }
    }

    /// Compares the queue with the open documents; goes on to the next entry when the present one was decided.
    fn look_at_decisions(&mut self, ctx: &egui::Context) {
        let now: Vec<(DocumentId, u64)> = self.editor.documents.iter().map(|d| (d.id, d.content())).collect();
        if now == self.queue.seen {
            return;
        }
        for (id, content) in &now {
            if !self.queue.seen.contains(&(*id, *content))
                && let Some(open) = self.editor.document(*id)
            {
                self.queue.queue.look(&Place::Open(*id), &open.document.annotations);
            }
        }
        self.queue.seen = now;
        let waits = |at: usize| self.queue.queue.entries().get(at).is_some_and(|entry| entry.waits);
        if let Some(current) = self.queue.current
            && !waits(current)
        {
            let next = self.queue.queue.next(Some(current));
            self.show_entry(ctx, next);
        }
    }

    /// Leaves the present entry for later.
    pub(in crate::gui) fn skip_entry(&mut self, ctx: &egui::Context, step: bool) {
        let next = self.queue.queue.next(self.queue.current.filter(|_| step));
        self.show_entry(ctx, next);
    }

    pub(super) fn decide_entry(&mut self, ctx: &egui::Context, review: Review) {
        let item = self.queue.current.and_then(|at| self.queue.queue.entries().get(at)).and_then(|entry| {
            let open = self.editor.current()?;
            entry.hit.item_in(&open.document.annotations)
        });
        if let Some(item) = item {
            self.act(ctx, vec![Action::Review { item, review }]);
        }
    }

    /// Shows an entry in its text, ready for Space and Backspace; opens its document where it must be.
    pub(super) fn show_entry(&mut self, ctx: &egui::Context, entry: Option<usize>) {
        self.queue.current = entry;
        self.queue.follow = true;
        let Some(mut at) = entry else {
            if self.queue.progress().1 > 0 {
                self.editor.notify(Tone::Good, "All predictions of the queue are decided");
            }
            return;
        };
        let Some(place) = self.queue.place_of(at) else { return };
        let Some(id) = self.editor.document_at(&place) else { return };
        if matches!(place, Place::File(_)) {
            self.editor.recall(id);
            let Some(open) = self.editor.document(id) else { return };
            let hit = self.queue.queue.entries().get(at).map(|entry| (entry.hit.span, entry.hit.kind.clone()));
            let read = Read { document: open.document.clone(), visibility: open.visibility.clone() };
            let hits = open_predictions(&read, self.queue.what, LIMIT);
            self.queue.queue.opened(&place, Place::Open(id), hits);
            self.queue.queue.sort();
            let same = |e: &crate::find::Entry| e.waits && Some((e.hit.span, e.hit.kind.clone())) == hit;
            let entries = self.queue.queue.entries();
            match entries.iter().position(same).or_else(|| self.queue.queue.next(None)) {
                Some(again) => at = again,
                None => return self.show_entry(ctx, None),
            }
            self.queue.current = Some(at);
            if self.queue.place_of(at) != Some(Place::Open(id)) {
                return self.show_entry(ctx, Some(at));
            }
        }
        let Some(hit) = self.queue.queue.entries().get(at).map(|entry| entry.hit.clone()) else { return };
        let item = match hit.found {
            Found::Mention(id) => Some(id.into()),
            Found::Relation { id, .. } => Some(id.into()),
            Found::Text => None,
        };
        self.show_item(item, hit.span);
        self.text_view.request_focus(ctx);
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
